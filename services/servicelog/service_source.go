package servicelog

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/register"
)

// Source is a service that another feature has recorded: an activity of volunteers, or a contact in a pairing.
type Source struct {
	ID                string                // of the activity or contact
	Kind              contracts.ServiceKind // Volunteered or Paired
	ContractID, OrgID string
	Region            string // path
	From, To          time.Time
	People            []string // ids of files
}

const sourcePeopleMost = 200

// AddSource makes an entry of the source, in the caller's transaction. It is handed in at once: a colleague of whoever acts approves it, and then
// its persons count. It returns contracts.ErrNotPerforming when no services count under the contract at that time, and ErrNotAssigned at the
// person who is not assigned to the organisation of an activity.
func (s *Service) AddSource(ctx context.Context, src Source) error {
	now, actor := s.now(), auth.From(ctx)
	if _, err := s.Contracts.RequirePerforming(ctx, src.ContractID, src.OrgID, src.From); err != nil {
		return err
	}
	e := Entry{
		Kind: src.Kind, ContractID: src.ContractID, OrgID: src.OrgID, Source: src.ID, Region: src.Region, From: src.From.UTC(), To: src.To.UTC(),
		PersonIDs: slices.Compact(slices.Sorted(slices.Values(src.People))),
	}
	e.ID = id.New("svc")
	people, err := s.peopleOf(ctx, &e, e.OrgID, src.People)
	if err != nil {
		return err
	}
	e.setPeople(people)
	if err := s.makers(ctx, actor, &e); err != nil {
		return err
	}
	e.enter(Submitted, workflow.Step{By: actor.ID(), At: now})
	if err := s.store.allEntries.Insert(ctx, &e); err != nil {
		return err
	}
	return s.note(ctx, "service.create", &e)
}

// DropSource takes back what AddSource made, in the caller's transaction, when the source does not hold any more. Nothing to take back is no error.
func (s *Service) DropSource(ctx context.Context, sourceID, reason string) error {
	e, err := s.store.ofSource(ctx, sourceID)
	if isMissing(err) {
		return nil
	}
	if err != nil {
		return err
	}
	step, action := workflow.Step{By: auth.From(ctx).ID(), At: s.now(), Reason: reason}, "service.discard"
	switch e.Status {
	case Approved:
		if err := s.uncount(ctx, &e); err != nil {
			return err
		}
		e.enter(Void, step)
		action = "service.void"
	case Draft, Submitted, Returned:
		e.enter(Discarded, step)
	case Void, Discarded:
		return nil
	}
	if err := s.store.allEntries.Save(ctx, &e); err != nil {
		return err
	}
	return s.note(ctx, action, &e)
}

// CheckContract returns ErrNotOurs or ErrPlace at contract_id unless the contract is the organisation's and is for the village.
func (s *Service) CheckContract(ctx context.Context, contractID, orgID, village string) error {
	c, err := s.Contracts.Get(ctx, contractID)
	if err != nil && !isMissing(err) {
		return err
	}
	if err != nil || c.ProviderID != orgID {
		return ErrNotOurs.At("contract_id")
	}
	if !covers(&c, village) {
		return ErrPlace.At("contract_id")
	}
	return nil
}

// covers reports whether the contract is for the place.
func covers(c *contracts.Contract, path string) bool {
	return slices.ContainsFunc(append([]string{c.Region}, c.Regions...), func(r string) bool { return region.Within(path, r) })
}

// keep leaves only the persons of an activity to the writer, and nothing of a contact.
func (c *Content) keep(e *Entry) {
	people := c.People
	*c = Content{Kind: e.Kind, ContractID: e.ContractID, Region: e.Region, From: e.From, To: e.To, People: e.PersonIDs}
	if e.Kind == contracts.Volunteered {
		c.People = people
	}
}

// peopleOf returns the files of the persons served, sorted by id. Only those of a contact need not be assigned to the organisation, because the
// pairing lets it serve them.
func (s *Service) peopleOf(ctx context.Context, e *Entry, orgID string, ids []string) ([]register.Beneficiary, error) {
	if len(ids) > sourcePeopleMost {
		return nil, ErrMany.At("people")
	}
	if e.Kind != contracts.Paired {
		return s.people(ctx, orgID, ids)
	}
	files, err := s.Register.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]register.Beneficiary, 0, len(ids))
	for _, fileID := range e.PersonIDs {
		b, ok := files[fileID]
		if !ok {
			return nil, fmt.Errorf("person %s of source %s: %w", fileID, e.Source, docstore.ErrNotFound)
		}
		out = append(out, b)
	}
	return out, nil
}
