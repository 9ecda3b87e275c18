package satisfaction

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Flow returns the table of acts on rounds with its things.
func (s *Service) Flow() *workflow.Flow[Round, Status] { return s.rounds }

// Change changes a stored round without any rule.
func (s *Service) Change(ctx context.Context, roundID string, change func(*Round)) error {
	_, err := s.store.allRounds.Update(ctx, roundID, func(r *Round) error { change(r); return nil })
	return err
}

// EverySlip returns the slips of a round.
func (s *Service) EverySlip(ctx context.Context, roundID string) (list []Slip, err error) {
	err = s.store.slipsOf(ctx, roundID, func(p Slip) error {
		list = append(list, p)
		return nil
	})
	return list, err
}

// ShownTowns is shownTowns.
func ShownTowns(all []TownFaces) []TownFaces { return shownTowns(all) }
