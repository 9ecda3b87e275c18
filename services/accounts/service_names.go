package accounts

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// Names returns the names of the users by id, without unknown ids: full names of users in office, masked names of others. A
// user without a name is called by the masked mobile or the login name.
// The caller has checked that the actor may see them.
func (s *Service) Names(ctx context.Context, ids ...string) (map[string]string, error) {
	users, err := s.store.all.GetMany(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("names: %w", err)
	}
	names := make(map[string]string, len(users))
	for id, u := range users {
		if err := s.store.reveal(&u); err != nil {
			return nil, err
		}
		switch {
		case u.Name == "":
			names[id] = cmp.Or(privacy.MaskMobile(u.Mobile.Reveal()), u.Login, id)
		case u.inOffice():
			names[id] = u.Name.Reveal()
		default:
			names[id] = privacy.MaskName(u.Name.Reveal())
		}
	}
	return names, nil
}

// inOffice reports whether the user holds or once held a role other than volunteer. What they did in it is shown with their name.
func (u *User) inOffice() bool {
	return slices.ContainsFunc(u.Bindings, func(b Binding) bool { return b.Role != auth.Volunteer })
}
