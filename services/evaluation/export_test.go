package evaluation

import (
	"context"
	"errors"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Flow returns the flow by which the service takes acts.
func (s *Service) Flow() *workflow.Flow[Evaluation, Status] { return s.flow }

// Change changes an evaluation without checking any rule, so that a test can set up any state.
func (s *Service) Change(ctx context.Context, evaluationID string, change func(*Evaluation)) error {
	_, err := s.store.all.Update(ctx, evaluationID, func(e *Evaluation) error {
		change(e)
		return nil
	})
	return err
}

// StoreCards stores a submitted card for each rater of the evaluation.
func (s *Service) StoreCards(ctx context.Context, e *Evaluation) error {
	for _, c := range e.Inputs.Cards {
		kept := Scorecard{EvaluationID: e.ID, RaterID: c.Rater, Marks: c.Marks, Submitted: true}
		switch old, err := s.store.card(ctx, e.ID, c.Rater); {
		case errors.Is(err, docstore.ErrNotFound):
			kept.ID = id.New("sco")
			if err := s.store.cards.Insert(ctx, &kept); err != nil {
				return err
			}
		case err != nil:
			return err
		default:
			kept.Meta = old.Meta
			if err := s.store.cards.Save(ctx, &kept); err != nil {
				return err
			}
		}
	}
	return nil
}
