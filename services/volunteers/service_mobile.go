package volunteers

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// AskMobile sends a code to the new mobile of a volunteer who has lost the present one and stands by with the ID card. It returns
// accounts.ErrIdentity when the ID number is not the volunteer's, and the other errors of accounts.AskMobileOf.
func (s *Service) AskMobile(ctx context.Context, volunteerID string, mobile, idNumber privacy.Secret) (Volunteer, error) {
	return s.profile.Take(ctx, "ask_mobile", volunteerID, call{Do: func(ctx context.Context, _ workflow.Asking, v *Volunteer) error {
		return s.Accounts.AskMobileOf(ctx, v.UserID, mobile, idNumber)
	}})
}

// ChangeMobile gives the volunteer's account and profile the mobile whose code is entered. It returns the errors of
// accounts.ReplaceMobileOf.
func (s *Service) ChangeMobile(ctx context.Context, volunteerID string, number, code privacy.Secret) (Volunteer, error) {
	return s.profile.Take(ctx, "change_mobile", volunteerID, call{
		Do: func(_ context.Context, _ workflow.Asking, v *Volunteer) error {
			return s.store.fillMobile(v, mobile(number))
		},
		Tell: func(ctx context.Context, v *Volunteer) error {
			return s.Accounts.ReplaceMobileOf(ctx, v.UserID, number, code)
		},
	})
}

// SetMobile gives the profile the mobile that its account has now, in the caller's transaction.
func (s *Service) SetMobile(ctx context.Context, volunteerID string, mobile privacy.Secret) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		v, err := s.store.all.Get(ctx, volunteerID)
		if err != nil || v.MobileKey == s.store.mobileKey(mobile) {
			return err
		}
		if err := s.store.fillMobile(&v, mobile); err != nil {
			return err
		}
		return s.store.save(ctx, &v)
	})
}
