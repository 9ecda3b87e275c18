package activities

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Flow returns the flow by which the service takes acts on activities.
func (s *Service) Flow() *workflow.Flow[Activity, Status] { return s.acts }

// SignupFlow returns the flow by which the service takes acts on sign-ups.
func (s *Service) SignupFlow() *workflow.Flow[Signup, SignupStatus] { return s.signups }

// Change changes an activity without checking any rule, so that a test can set up any state.
func (s *Service) Change(ctx context.Context, activityID string, change func(*Activity)) error {
	_, err := s.store.allActivities.Update(ctx, activityID, func(a *Activity) error {
		change(a)
		return nil
	})
	return err
}

// ChangeSignup changes a sign-up without checking any rule, so that a test can set up any state.
func (s *Service) ChangeSignup(ctx context.Context, signupID string, change func(*Signup)) error {
	_, err := s.store.allSignups.Update(ctx, signupID, func(su *Signup) error {
		change(su)
		return nil
	})
	return err
}
