package delegations

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Flow returns the flow by which the service takes acts on delegations.
func (s *Service) Flow() *workflow.Flow[Delegation, Status] { return s.delegations }

// Change changes a delegation without checking any rule.
func (s *Service) Change(ctx context.Context, delegationID string, change func(*Delegation)) error {
	_, err := s.store.all.Update(ctx, delegationID, func(d *Delegation) error {
		change(d)
		return nil
	})
	return err
}

// Week returns the Monday of the day's week.
func Week(day region.Day) region.Day { return week(day) }
