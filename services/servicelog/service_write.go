package servicelog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/register"
)

type call = workflow.Call[Entry]

func isMissing(err error) bool { return errors.Is(err, docstore.ErrNotFound) }

// Create stores a draft for the organisation of the contract.
func (s *Service) Create(ctx context.Context, c Content) (View, error) {
	actor, err := auth.Require(ctx, auth.ServiceWrite)
	if err != nil {
		return View{}, err
	}
	made := id.New("svc")
	var e Entry
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		e = Entry{Status: Draft, StatusAt: s.now()}
		e.ID = made
		if err := s.write(ctx, actor, &e, c); err != nil {
			return err
		}
		if err := s.store.allEntries.Insert(ctx, &e); err != nil {
			return err
		}
		return s.note(ctx, "service.create", &e)
	})
	if err != nil {
		return View{}, fmt.Errorf("log a service: %w", err)
	}
	return s.view(ctx, e)
}

// Edit replaces what is written in a draft or a returned entry.
func (s *Service) Edit(ctx context.Context, entryID string, version int64, c Content) (View, error) {
	return s.take(ctx, "edit", entryID, call{Version: version, Do: func(ctx context.Context, q workflow.Asking, e *Entry) error {
		return s.write(ctx, q.Actor, e, c)
	}})
}

// write checks the content, complete or not, and stores it in the entry.
func (s *Service) write(ctx context.Context, actor auth.Actor, e *Entry, c Content) error {
	var p fault.Problems
	if e.Source == "" {
		c.check(&p)
	} else {
		c.keep(e)
	}
	if err := p.Err(); err != nil {
		return err
	}
	contract, err := s.ours(ctx, actor, c.ContractID)
	if err != nil {
		return err
	}
	if e.OrgID != "" && e.OrgID != contract.ProviderID {
		return ErrNotOurs.At("contract_id")
	}
	people, err := s.peopleOf(ctx, e, contract.ProviderID, c.People)
	if err != nil {
		return err
	}
	staff, err := s.staff(ctx, contract.ProviderID)
	if err != nil {
		return err
	}
	workers := slices.Compact(slices.Sorted(slices.Values(c.Workers)))
	if i := slices.IndexFunc(workers, func(w string) bool { return !slices.Contains(staff, w) }); i >= 0 {
		return ErrWorkers.At("workers")
	}
	e.Kind, e.ContractID, e.OrgID, e.ThreadID, e.Satisfaction = c.Kind, contract.ID, contract.ProviderID, c.ThreadID, c.Satisfaction
	e.From, e.To, e.Workers, e.Counts = c.From.UTC(), c.To.UTC(), workers, c.Counts
	e.PersonIDs, e.People = nil, nil // what is counted of them is taken down when the entry is handed in
	for _, b := range people {
		e.PersonIDs = append(e.PersonIDs, b.ID)
	}
	if e.Source == "" {
		if e.Region, err = s.place(&contract, c.Region, people); err != nil {
			return err
		}
	}
	if err := s.sameThread(ctx, e); err != nil {
		return err
	}
	if err := s.makers(ctx, actor, e); err != nil {
		return err
	}
	return s.store.sealTexts(e, &c.Texts)
}

// makers stores who wrote the entry or gave the service, by account and by person.
func (s *Service) makers(ctx context.Context, actor auth.Actor, e *Entry) error {
	workers, err := s.Actors(ctx, e.Workers...)
	if err != nil {
		return err
	}
	e.Makers = actor.AddTo(e.Makers)
	for _, w := range workers {
		e.Makers = w.AddTo(e.Makers)
	}
	return nil
}

// setPeople takes down what is counted of the persons on the day of the service.
func (e *Entry) setPeople(list []register.Beneficiary) {
	e.People = make([]Person, len(list))
	for i, b := range list {
		kinds := make([]string, len(b.Kinds))
		for k, kind := range b.Kinds {
			kinds[k] = string(kind)
		}
		e.People[i] = Person{b.ID, Traits{Gender: b.Gender, Band: b.AgeBand(e.Day()), Kinds: kinds, Village: b.Region}}
	}
}

// people returns the registered files, sorted by id, that are assigned to the organisation; else ErrNotAssigned at the person.
func (s *Service) people(ctx context.Context, orgID string, ids []string) ([]register.Beneficiary, error) {
	files, err := s.Register.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]register.Beneficiary, 0, len(ids))
	for i, fileID := range ids {
		b, ok := files[fileID]
		if !ok || !slices.Contains(b.OrgIDs, orgID) {
			return nil, ErrNotAssigned.At(fmt.Sprintf("people[%d]", i))
		}
		out = append(out, b)
	}
	slices.SortFunc(out, func(a, b register.Beneficiary) int { return strings.Compare(a.ID, b.ID) })
	return slices.CompactFunc(out, func(a, b register.Beneficiary) bool { return a.ID == b.ID }), nil
}

// place returns the village of the service, which lies where the contract is for: that chosen, of the first person, or the buyer's area.
func (s *Service) place(c *contracts.Contract, chosen string, people []register.Beneficiary) (string, error) {
	if chosen == "" && len(people) > 0 {
		return people[0].Region, nil
	}
	if chosen == "" {
		return c.Region, nil
	}
	at, ok := s.Regions.Resolve(region.CodeOf(chosen))
	if !ok || !covers(c, at.Path) {
		return "", ErrPlace.At("region")
	}
	return at.Path, nil
}

// sameThread refuses a thread of another kind or contract, or one that is closed.
func (s *Service) sameThread(ctx context.Context, e *Entry) error {
	if e.ThreadID == "" {
		return nil
	}
	t, err := s.store.allThreads.Get(ctx, e.ThreadID)
	if err != nil && !isMissing(err) {
		return err
	}
	if err != nil || t.Kind != e.Kind || t.ContractID != e.ContractID || t.Status != Open {
		return ErrThread.At("thread_id")
	}
	return nil
}

// Submit hands a draft in. It returns ErrFuture, ErrTime, ErrNobody and others at their fields, contracts.ErrNotPerforming when no services count under the
// contract on that day, and ErrBusy when a worker gave another service at the time.
func (s *Service) Submit(ctx context.Context, entryID string, version int64) (View, error) {
	return s.take(ctx, "submit", entryID, call{Version: version, Do: func(ctx context.Context, q workflow.Asking, e *Entry) error {
		texts, err := s.store.openTexts(e)
		if err != nil {
			return err
		}
		if err := e.complete(&texts, q.Now); err != nil {
			return err
		}
		if _, err := s.Contracts.RequirePerforming(ctx, e.ContractID, e.OrgID, e.From); err != nil {
			return atContract(err)
		}
		if err := s.sameThread(ctx, e); err != nil {
			return err
		}
		people, err := s.peopleOf(ctx, e, e.OrgID, e.PersonIDs)
		if err != nil {
			return err
		}
		e.setPeople(people)
		if err := s.free(ctx, e); err != nil {
			return err
		}
		return s.makers(ctx, q.Actor, e)
	}})
}

func atContract(err error) error {
	if errors.Is(err, contracts.ErrNotPerforming) {
		return contracts.ErrNotPerforming.At("contract_id")
	}
	return err
}

// free returns ErrBusy when a worker of the entry gave another service at the same time, in any organisation.
func (s *Service) free(ctx context.Context, e *Entry) error {
	for i, w := range e.Workers {
		others, err := s.store.around(ctx, "given_by", w, e.From, e.To)
		if err != nil {
			return err
		}
		for _, o := range others {
			if o.ID != e.ID && o.Status != Returned && e.overlaps(&o) {
				return ErrBusy.With("from", clock(o.From), "to", clock(o.To)).At(fmt.Sprintf("workers[%d]", i))
			}
		}
	}
	return nil
}

func clock(t time.Time) string { return t.In(region.Shanghai).Format("15:04") }

// Approve lets an entry count. It returns auth.ErrSelf for whoever wrote it or gave the service, ErrSameVisit when an approved entry has the same
// visit, and ErrBusy when another entry of a worker was handed in at the same moment.
func (s *Service) Approve(ctx context.Context, entryID string, version int64) (View, error) {
	e, err := s.Get(ctx, entryID)
	if err != nil {
		return View{}, err
	}
	return s.take(ctx, "approve", entryID, call{Version: version, Hot: e.ContractID, Do: func(ctx context.Context, _ workflow.Asking, e *Entry) error {
		others, err := s.doubles(ctx, e)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(others, func(o Entry) bool { return e.sameVisit(&o) }) {
			return ErrSameVisit
		}
		if err := s.free(ctx, e); err != nil {
			return err
		}
		return s.count(ctx, e)
	}})
}

// doubles returns the other entries, of any organisation, in which a person of this one was served at the same time.
func (s *Service) doubles(ctx context.Context, e *Entry) ([]Entry, error) {
	var out []Entry
	for _, p := range e.PersonIDs {
		others, err := s.store.around(ctx, "person_ids", p, e.From, e.To)
		if err != nil {
			return nil, err
		}
		for _, o := range others {
			if o.ID != e.ID && e.overlaps(&o) && !slices.ContainsFunc(out, func(x Entry) bool { return x.ID == o.ID }) {
				out = append(out, o)
			}
		}
	}
	return out, nil
}

// Return sends an entry back to its writer.
func (s *Service) Return(ctx context.Context, entryID string, version int64, reason string) (View, error) {
	return s.take(ctx, "return", entryID, call{Version: version, Reason: reason, Tell: func(ctx context.Context, e *Entry) error {
		return s.tell(ctx, e, "service.returned")
	}})
}

// Void takes an approved entry out of the figures, for the bureau.
func (s *Service) Void(ctx context.Context, entryID string, version int64, reason string) (View, error) {
	e, err := s.Get(ctx, entryID)
	if err != nil {
		return View{}, err
	}
	return s.take(ctx, "void", entryID, call{
		Version: version, Reason: reason, Hot: e.ContractID,
		Do:   func(ctx context.Context, _ workflow.Asking, e *Entry) error { return s.uncount(ctx, e) },
		Tell: func(ctx context.Context, e *Entry) error { return s.tell(ctx, e, "service.void") },
	})
}

// Discard throws a draft away with its texts and files.
func (s *Service) Discard(ctx context.Context, entryID string, version int64) (View, error) {
	return s.take(ctx, "discard", entryID, call{Version: version, Do: func(ctx context.Context, _ workflow.Asking, e *Entry) error {
		e.Place, e.Content, e.Result, e.Next, e.People, e.PersonIDs = nil, nil, nil, nil, nil, nil
		return s.Papers(ctx, e.ID)
	}})
}

func (s *Service) take(ctx context.Context, act, entryID string, c call) (View, error) {
	e, err := s.entries.Take(ctx, act, entryID, c)
	if err != nil {
		return View{}, err
	}
	return s.view(ctx, e)
}

// Acts returns what the acting person may do with the entry now.
func (s *Service) Acts(ctx context.Context, e *Entry) []workflow.Answer {
	return s.entries.Acts(ctx, e)
}

func (s *Service) note(ctx context.Context, action string, e *Entry) error {
	return s.Audit.Write(ctx, audit.Entry{Action: action, Subjects: append([]string{e.ID}, e.PersonIDs...), Region: e.Region})
}
