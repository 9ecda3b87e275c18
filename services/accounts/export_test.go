package accounts

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// HeldRole is a role of an account.
type HeldRole = heldRole

// Flows are the tables of acts as the service takes them.
func (s *Service) Flows() (*workflow.Flow[User, Status], *workflow.Flow[HeldRole, RoleStatus]) {
	return s.account, s.role
}

// Change puts an account into whatever condition a test needs, past all rules.
func (s *Service) Change(ctx context.Context, userID string, change func(*User)) error {
	_, err := s.store.all.Update(ctx, userID, func(u *User) error {
		change(u)
		return nil
	})
	return err
}
