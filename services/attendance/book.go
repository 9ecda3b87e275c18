package attendance

import (
	"cmp"
	"context"

	"github.com/tongxing-platform/tongxing/services/contracts"
)

// book posts entries as post does, without moving figures that are fixed. An entry of a locked month counts in the present one, and
// buyer and provider of its contract are told; its Day stays the day of the service. An entry of a contract whose figures are fixed
// does not change them: it is added to the contract's claim.
func (s *Service) book(ctx context.Context, list ...Entry) error {
	now := month(s.now())
	late := func(e *Entry, open string) {
		if e.Month < open {
			e.Month = now
		}
	}
	for i := range list {
		e := &list[i]
		service := e.Month
		contractID := cmp.Or(e.ContractID, e.ClaimOn)
		if contractID == "" {
			late(e, s.Activities.Contracts.OpenMonth())
			continue
		}
		c, err := s.Activities.Contracts.Get(ctx, contractID)
		if err != nil {
			return err
		}
		late(e, s.Activities.Contracts.OpenMonthOf(&c))
		switch {
		case c.FiguresFixed():
			e.ContractID, e.ClaimOn = "", contractID
			err = s.Activities.Contracts.AddClaim(ctx, contractID, e.Ref, contracts.TypeFigures{
				Minutes: e.Minutes, Sessions: e.Sessions, PersonTimes: e.PersonTimes, Served: e.Served,
			})
		case e.Month != service:
			err = s.Activities.Contracts.TellLateEntry(ctx, &c, service)
		}
		if err != nil {
			return err
		}
	}
	return s.post(ctx, list)
}
