package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Deps are the dependencies of the desk. Every field is needed.
type Deps struct {
	Audit    *audit.Log
	Now      func() time.Time
	Features []feature.Feature

	RegionName func(path string) string                                                            // the names along the path; "" for an empty one
	FindStaff  func(ctx context.Context, text string, regions []string) (map[string]string, error) // of the regions and their organisations, or all
}

// Service holds the use cases of the desk. It may be used by many goroutines at once.
type Service struct {
	Deps
	records map[string]feature.Record // by the prefix of ids
}

// New returns the desk of the features.
func New(d Deps) *Service {
	s := &Service{Deps: d, records: map[string]feature.Record{}}
	for _, f := range d.Features {
		for prefix, r := range f.Records {
			s.records[prefix] = r
		}
	}
	return s
}

// inOffice returns the actor if it holds a role other than volunteer, else auth.ErrForbidden.
func inOffice(ctx context.Context) (auth.Actor, error) {
	actor := auth.From(ctx)
	if !slices.ContainsFunc(actor.Bindings, func(b auth.Binding) bool { return b.Role != auth.Volunteer }) {
		return actor, auth.ErrForbidden
	}
	return actor, nil
}

// record returns the Record of the id's prefix; empty when there is none.
func (s *Service) record(id string) feature.Record {
	prefix, _, _ := strings.Cut(id, "_")
	return s.records[prefix]
}

// Names returns the names of the records by id, for staff. Records that are unknown or out of the person's reach are left out.
func (s *Service) Names(ctx context.Context, ids []string) (map[string]feature.Name, error) {
	if _, err := inOffice(ctx); err != nil {
		return nil, err
	}
	return s.NamesFor(ctx, ids)
}

// NamesFor is Names without the check that the person is staff, for lists that the person may already see.
func (s *Service) NamesFor(ctx context.Context, ids []string) (map[string]feature.Name, error) {
	byPrefix := map[string][]string{}
	for _, id := range ids {
		prefix, _, _ := strings.Cut(id, "_")
		byPrefix[prefix] = append(byPrefix[prefix], id)
	}
	names := make(map[string]feature.Name, len(ids))
	for prefix, some := range byPrefix {
		named := s.records[prefix].Names
		if named == nil {
			continue
		}
		found, err := named(ctx, some)
		if err != nil {
			return nil, err
		}
		for id, n := range found {
			names[id] = n
		}
	}
	return names, nil
}

// History returns the audit entries about the record, the latest first, and the names of the actors. It returns
// docstore.ErrNotFound or auth.ErrForbidden when the record's feature does not let the person read it.
func (s *Service) History(ctx context.Context, id string, opts ...docstore.Option) (docstore.Page[audit.Record], map[string]feature.Name, error) {
	none := docstore.Page[audit.Record]{}
	if _, err := inOffice(ctx); err != nil {
		return none, nil, err
	}
	read := s.record(id).Read
	if read == nil {
		return none, nil, docstore.ErrNotFound
	}
	if err := read(ctx, id); err != nil {
		return none, nil, err
	}
	page, err := s.Audit.About(ctx, id, opts...)
	if err != nil {
		return none, nil, err
	}
	var users []string
	for _, r := range page.Items {
		users = append(users, r.Actor)
	}
	names, err := s.NamesFor(ctx, users)
	return page, names, err
}

// KindOfWork is a kind of work with the items that wait for the person.
type KindOfWork struct {
	feature.Work
	feature.WorkList
}

// Work returns the work that waits for the acting person, by kind: urgent kinds first, then kinds with late work, then by the earliest due time,
// then in the order of the features. Kinds without waiting work are left out, and so are kinds whose permission the person
// lost meanwhile. orgID limits the list to the work for one organisation; empty: all within the person's reach.
func (s *Service) Work(ctx context.Context, orgID string) ([]KindOfWork, error) {
	w := feature.WorkQuery{Actor: auth.From(ctx), OrgID: orgID, Now: s.Now().UTC()}
	kinds := []KindOfWork{}
	for _, f := range s.Features {
		for _, kind := range f.Work {
			if !kind.For(w.Actor) {
				continue
			}
			waiting, err := kind.List(ctx, w)
			switch {
			case errors.Is(err, auth.ErrForbidden):
			case err != nil:
				return nil, err
			case waiting.Count > 0:
				kinds = append(kinds, KindOfWork{kind, waiting})
			}
		}
	}
	slices.SortStableFunc(kinds, func(a, b KindOfWork) int {
		switch {
		case a.Urgent != b.Urgent && a.Urgent:
			return -1
		case a.Urgent != b.Urgent:
			return 1
		case (a.Late > 0) != (b.Late > 0):
			return cmp.Compare(b.Late, a.Late)
		case a.Due.IsZero() != b.Due.IsZero():
			return b.Due.Compare(a.Due) // a kind with a due time before one without
		default:
			return a.Due.Compare(b.Due)
		}
	})
	return kinds, nil
}
