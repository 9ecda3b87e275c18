// Package feature is the one value by which a feature plugs into the program. cmd/tongxing ranges over the values in the
// order of the import map: it mounts their routes, declares their message templates, and hands the rest to notify, to the
// desk and to the commands `check` and `rebuild`. There is no registry: a feature is part of the program when app.go lists it.
package feature

import (
	"context"
	"errors"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature is what a feature hands over. Every field but Name may be left out.
type Feature struct {
	Name      string                  // the name of its directory
	Routes    func(r *httpapi.Router) // mounts its part of the API
	Words     []words.Set             // what its states, kinds, acts and units are called
	Templates []notify.Template       // the texts of its messages
	Messages  string                  // how the names of those templates begin: "org."
	Check     notify.Check            // reports whether a queued message of its own still says something true
	Work      []Work                  // kinds of work that wait for a person, the most urgent first
	Records   map[string]Record       // what its records answer, by the prefix of their ids: "org"

	EachSealed  func(ctx context.Context, use func(privacy.SealedDocument) error) error // hands over every sealed document, for `check`
	RebuildKeys func(ctx context.Context) ([]privacy.BadField, error)                   // makes its blind indexes again, for `rebuild`
}

// Record is what the desk and the messages ask about a record by its id. Read and Contact return docstore.ErrNotFound or
// auth.ErrForbidden when the record is not there or not for the person in ctx.
type Record struct {
	Names   func(ctx context.Context, ids []string) (map[string]Name, error) // what staff see instead of ids; what is out of reach is left out
	Read    func(ctx context.Context, id string) error                       // nil when the person may read who did what to it
	Contact notify.ContactFunc                                               // how to reach whom the id stands for
}

// Name is what a record is called on screens and in spreadsheets.
type Name struct {
	Text string // a volunteer's is masked
	No   string // number of a volunteer or a contract
}

// NameEach makes Record.Names out of a func that names one record. Records that are not there, or not for the person in ctx,
// are left out.
func NameEach(name func(ctx context.Context, id string) (Name, error)) func(context.Context, []string) (map[string]Name, error) {
	return func(ctx context.Context, ids []string) (map[string]Name, error) {
		names := make(map[string]Name, len(ids))
		for _, id := range ids {
			n, err := name(ctx, id)
			switch {
			case err == nil:
				names[id] = n
			case !errors.Is(err, docstore.ErrNotFound) && !errors.Is(err, auth.ErrForbidden):
				return nil, err
			}
		}
		return names, nil
	}
}

// ReadBy makes Record.Read out of the use case that reads one record.
func ReadBy[T any](read func(ctx context.Context, id string) (T, error)) func(context.Context, string) error {
	return func(ctx context.Context, id string) error {
		_, err := read(ctx, id)
		return err
	}
}
