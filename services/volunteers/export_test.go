package volunteers

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Membership is membership for tests.
type Membership = membership

// AnInvited is invited for tests.
type AnInvited = invited

// InvitationFlow returns the flow by which the service takes acts on invitations.
func (s *Service) InvitationFlow() *workflow.Flow[AnInvited, InvitationStatus] { return s.invitation }

// Flows returns the flows by which the service takes acts on profiles, clearances and memberships.
func (s *Service) Flows() (*workflow.Flow[Volunteer, Status], *workflow.Flow[Volunteer, ClearanceStatus], *workflow.Flow[Membership, MemberStatus]) {
	return s.profile, s.clearance, s.member
}

// Change changes a profile without checking any rule, so that a test can set up any state.
func (s *Service) Change(ctx context.Context, volunteerID string, change func(*Volunteer)) error {
	_, err := s.store.all.Update(ctx, volunteerID, func(v *Volunteer) error {
		change(v)
		return nil
	})
	return err
}
