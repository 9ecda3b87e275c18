package pairings

import (
	"context"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// mayServe returns ErrVolunteer, volunteers.ErrNoGuardian or ErrNotClear when the volunteer may not be in contact with children now.
func (s *Service) mayServe(v volunteers.Volunteer) error {
	switch {
	case v.Status != volunteers.Active:
		return ErrVolunteer
	case !s.Volunteers.GuardianAgreed(v, s.today()):
		return volunteers.ErrNoGuardian
	case !s.Volunteers.ClearAt(v, s.now()):
		return ErrNotClear
	}
	return nil
}

// VolunteerStopped pauses the volunteer's pairings when they may not serve any more, by the present profile, and returns them.
// Pairings that have not begun need another volunteer. It runs in the caller's transaction; calling it again returns nothing.
func (s *Service) VolunteerStopped(ctx context.Context, v volunteers.Volunteer) ([]volunteers.Stopped, error) {
	if s.mayServe(v) == nil {
		return nil, nil
	}
	list, err := s.store.unfinishedOf(ctx, v.ID)
	if err != nil {
		return nil, err
	}
	q := workflow.Asking{Actor: auth.From(ctx), Now: s.now()}
	var out []volunteers.Stopped
	for i := range list {
		p := &list[i]
		by := max(p.NextDue, s.today())
		act, reason := "pause", string(ClearanceLapsed)
		if p.Status == Active {
			p.PauseReason = ClearanceLapsed
			p.clearDue()
		} else {
			act, reason = "unmatch", ""
			if err := s.freePlaces(ctx, p); err != nil {
				return nil, err
			}
			p.VolunteerIDs, p.Persons, p.Consent = nil, nil, nil
		}
		if err := pairingActs.Move(act, q, reason, p); err != nil {
			return nil, err
		}
		if err := s.store.savePairing(ctx, p); err != nil {
			return nil, err
		}
		if err := s.notePairing(ctx, "pairing."+act, p, reason); err != nil {
			return nil, err
		}
		stopped := volunteers.Stopped{ID: p.ID, Region: p.Region, Leader: p.OrgID, ZH: "一个未开始的结对", EN: "a pairing that had not begun", By: by.End()}
		if act == "pause" {
			stopped.ZH, stopped.EN = "一个结对", "a pairing"
			if err := s.tell(ctx, p, notice{template: "pairing.paused", to: toVolunteers}); err != nil {
				return nil, err
			}
		}
		out = append(out, stopped)
	}
	return out, nil
}

// closedTo reports whether the card of the person is closed to the volunteers of the pairing: one of them may not serve, or the
// pairing ended a week ago.
func (p *Pairing) closedTo(now time.Time) bool {
	return p.Status == Paused && p.PauseReason == ClearanceLapsed || p.Status == Ended && now.Sub(p.StatusAt) > afterEnd
}

// freePlaces lowers the counts of pairings of the volunteers and of the person, so that each may be paired again.
func (s *Service) freePlaces(ctx context.Context, p *Pairing) error {
	for _, of := range append(slices.Clone(p.VolunteerIDs), p.BeneficiaryID) {
		if err := s.store.freePlace(ctx, of, p.ID); err != nil {
			return err
		}
	}
	return nil
}

// unfinishedOf returns the volunteer's pairings that are matched, consented or active.
func (s *store) unfinishedOf(ctx context.Context, volunteerID string) ([]Pairing, error) {
	return s.allPairings.Find(ctx, docstore.Filter{
		{Key: "volunteer_ids", Value: volunteerID}, {Key: "status", Value: docstore.Filter{{Key: "$in", Value: []PairingStatus{Matched, Consented, Active}}}},
	})
}
