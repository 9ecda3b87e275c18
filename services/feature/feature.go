// Package feature declares the value by which a feature plugs into the program. cmd/tongxing takes these values in the order
// of the import map: it mounts their routes, declares their message templates, and passes the rest to notify, to the desk
// and to the commands `check` and `rebuild`. A feature belongs to the program when app.go lists it; there is no registry.
package feature

import (
	"context"
	"errors"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature describes one feature. Every field but Name may be left out.
type Feature struct {
	Name      string                  // the name of its directory
	Routes    func(r *httpapi.Router) // mounts its part of the API
	Words     []words.Set             // the names of its states, kinds, acts and units
	Fields    []words.Word            // what the fields of its forms are called that audit records name
	Actions   []words.Word            // what its actions in the audit log are called, as said after the name of who did it
	Templates []notify.Template       // the texts of its messages
	Messages  string                  // the prefix of those templates' names: "org."
	Check     notify.Check            // reports whether one of its queued messages is still true
	Work      []Work                  // kinds of work that wait for a person, the most urgent first
	Files     []files.Place           // its records that take attachments
	Records   map[string]Record       // the kinds of its records, by the prefix of their ids: "org"

	EachSealed  func(ctx context.Context, use func(privacy.SealedDocument) error) error // calls use for every sealed document, for `check`
	RebuildKeys func(ctx context.Context) ([]privacy.BadField, error)                   // computes its blind indexes again, for `rebuild`
}

// Record answers the questions of the desk and of notify about one kind of record. Read and Contact return
// docstore.ErrNotFound or auth.ErrForbidden when there is no such record or the person in ctx may not know it.
type Record struct {
	Names   func(ctx context.Context, ids []string) (map[string]Name, error)   // names for staff, by id; records out of the person's reach are left out
	Read    func(ctx context.Context, id string) error                         // nil when the person may read the record's history
	Numbers func(ctx context.Context, ids []string) (map[string]Number, error) // numbers or pseudonyms by id, which name no person, for readers of the audit log
	Find    func(ctx context.Context, number string) ([]string, error)         // the ids of the records with the number or pseudonym, for the same readers
	Page    string                                                             // the address of its page in the console, without the id: "/orgs/"
	Open    auth.Permission                                                    // what that page needs
	Follow  *Following                                                         // lets partners follow its changes; nil: they cannot
	Contact notify.ContactFunc                                                 // the contact data of the person or organisation with the id
}

// Following lets partners follow the changes of one kind of record, by the feed and by webhooks. They consist of the audit records of acts
// that wrote it (audit.Entry.Version), and tell ids, states and versions only.
type Following struct {
	Kind     string                                                           // "contract"
	Nouns    []string                                                         // of the audit actions about it and its parts; the first is its own, whose entries have its version
	Read     auth.Permission                                                  // needed to follow it
	Readable func(ctx context.Context, ids []string) (map[string]bool, error) // those that the person in ctx may read
}

// Reached returns a Following.Readable: the documents of the collection that the permission reaches.
func Reached[T any](c *docstore.Scoped[T], p auth.Permission) func(context.Context, []string) (map[string]bool, error) {
	return func(ctx context.Context, ids []string) (map[string]bool, error) {
		within := map[string]bool{}
		actor, err := auth.Require(ctx, p)
		if err != nil {
			return within, nil //nolint:nilerr // without the permission nothing is within reach
		}
		docs, err := c.In(actor.Scope(p)).GetMany(ctx, ids)
		for id := range docs {
			within[id] = true
		}
		return within, err
	}
}

// Name is the name of a record on screens and in spreadsheets.
type Name struct {
	Text string // masked for a volunteer
	No   string // number of a volunteer or a contract
}

// NameEach returns a Record.Names that calls name for each id. Ids for which name returns docstore.ErrNotFound or
// auth.ErrForbidden are left out; any other error is returned.
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

// Number is the number or pseudonym of a record. Region is that of a person: readers of an area's records see those of their area alone.
type Number struct{ Text, Region string }

// NumberEach returns a Record.Numbers that calls number for each id. Unknown ids are left out.
func NumberEach(number func(ctx context.Context, id string) (Number, error)) func(context.Context, []string) (map[string]Number, error) {
	return func(ctx context.Context, ids []string) (map[string]Number, error) {
		numbers := make(map[string]Number, len(ids))
		for _, id := range ids {
			n, err := number(ctx, id)
			switch {
			case err == nil:
				numbers[id] = n
			case !errors.Is(err, docstore.ErrNotFound):
				return nil, err
			}
		}
		return numbers, nil
	}
}

// FindOne returns a Record.Find from a search for the one record with a number, which returns docstore.ErrNotFound when there is none.
func FindOne(find func(ctx context.Context, number string) (string, error)) func(context.Context, string) ([]string, error) {
	return func(ctx context.Context, number string) ([]string, error) {
		id, err := find(ctx, number)
		if errors.Is(err, docstore.ErrNotFound) {
			return nil, nil
		}
		return []string{id}, err
	}
}

// ReadBy returns a Record.Read that calls the use case which reads one record.
func ReadBy[T any](read func(ctx context.Context, id string) (T, error)) func(context.Context, string) error {
	return func(ctx context.Context, id string) error {
		_, err := read(ctx, id)
		return err
	}
}
