package accounts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

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

// maxFound is the most people that FindStaff returns.
const maxFound = 20

var errEnough = errors.New("enough people found")

// StaffIn limits FindStaff to people who hold or held an office in or below one of the regions, or in one of the organisations.
type StaffIn struct{ Regions, OrgIDs []string }

// FindStaff returns the ids and names of people in office, of disabled accounts too, whose name contains the text or whose login name begins
// with it; at most 20. Names are sealed, so all people in office are looked at until enough are found. The caller has checked that the
// actor may know them.
func (s *Service) FindStaff(ctx context.Context, text string, within *StaffIn) (map[string]string, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	found := map[string]string{}
	if text == "" {
		return found, nil
	}
	err := s.store.eachInOffice(ctx, within, func(u User) error {
		name, err := s.store.openName(&u)
		if err != nil {
			return err
		}
		if strings.HasPrefix(u.Login, text) || strings.Contains(strings.ToLower(name), text) {
			found[u.ID] = cmp.Or(name, u.Login)
		}
		if len(found) == maxFound {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, fmt.Errorf("find staff: %w", err)
	}
	return found, nil
}
