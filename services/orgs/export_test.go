package orgs

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Flow returns the flow by which the service takes acts.
func (s *Service) Flow() *workflow.Flow[Org, Status] { return s.flow }

// Change changes an organisation without checking any rule, so that a test can set up any state.
func (s *Service) Change(ctx context.Context, orgID string, change func(*Org)) error {
	_, err := s.store.all.Update(ctx, orgID, func(o *Org) error {
		change(o)
		return nil
	})
	return err
}
