package accounts

import (
	"context"
	"fmt"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// Names returns what those of the users who are there are called: colleagues in office by their name, everybody else
// masked. The caller answers for who may hear it.
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
		names[id] = privacy.MaskName(u.Name.Reveal())
		if u.inOffice() {
			names[id] = u.Name.Reveal()
		}
	}
	return names, nil
}

// inOffice tells whether the user holds, or once held, a role other than that of a volunteer: what they did in it stays
// under their name.
func (u *User) inOffice() bool {
	return slices.ContainsFunc(u.Bindings, func(b Binding) bool { return b.Role != auth.Volunteer })
}
