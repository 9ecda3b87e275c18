package accounts

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/oidc"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// HeldRole is heldRole for tests.
type HeldRole = heldRole

// Flows returns the flows by which the service takes acts on accounts and on roles.
func (s *Service) Flows() (*workflow.Flow[User, Status], *workflow.Flow[HeldRole, RoleStatus]) {
	return s.account, s.role
}

// Change changes an account without checking any rule, so that a test can set up any state.
func (s *Service) Change(ctx context.Context, userID string, change func(*User)) error {
	_, err := s.store.all.Update(ctx, userID, func(u *User) error {
		change(u)
		return nil
	})
	return err
}

// NewDevice returns the token of a device that logged in with the login name.
func (s *Service) NewDevice(login string) string { return s.newDevice(login).Reveal() }

// IsCommon is isCommon for tests.
var IsCommon = isCommon

// LinkCode returns the link code of the subject at the issuer.
func (s *Service) LinkCode(issuer, subject string) string {
	return s.linkCode(oidc.Identity{Issuer: issuer, Subject: subject})
}

// Link links the account to the subject without checking any rule.
func (s *Service) Link(ctx context.Context, userID, provider, issuer, subject string) {
	if err := s.addLink(ctx, userID, provider, s.LinkCode(issuer, subject), LinkedByStaff); err != nil {
		panic(err)
	}
}
