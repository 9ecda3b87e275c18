package orgs

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Flow is the table of acts as the service takes them.
func (s *Service) Flow() *workflow.Flow[Org, Status] { return s.flow }

// Change puts an organisation into whatever condition a test needs, past all rules.
func (s *Service) Change(ctx context.Context, orgID string, change func(*Org)) error {
	_, err := s.store.all.Update(ctx, orgID, func(o *Org) error {
		change(o)
		return nil
	})
	return err
}
