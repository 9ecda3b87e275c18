package accounts

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// LinksOf returns the links of an account within the actor's reach.
func (s *Service) LinksOf(ctx context.Context, userID string) ([]Link, error) {
	actor, err := auth.Require(ctx, auth.UserManage)
	if err != nil {
		return nil, err
	}
	if _, err := s.store.users.In(actor.Scope(auth.UserManage)).Get(ctx, userID); err != nil {
		return nil, err
	}
	return s.store.linksOf(ctx, userID)
}

// LinkAccount links another person's account to the person at the provider who has the link code. Whoever links has made sure that both are
// the same. The person is told, and the link counts as a reset. It returns ErrSSOProvider, ErrSSOCode, ErrSSOHeld or ErrSSOLinked.
func (s *Service) LinkAccount(ctx context.Context, userID string, version int64, key, typed string) (User, error) {
	if _, err := s.provider(key); err != nil {
		return User{}, err
	}
	code, err := readLinkCode(typed)
	if err != nil {
		return User{}, err
	}
	return s.take(ctx, "link_sso", userID, workflow.Call[User]{
		Version: version,
		Do: func(ctx context.Context, q workflow.Asking, u *User) error {
			u.markReset(q.Actor, q.Now) // the link is a way in
			return s.addLink(ctx, u.ID, key, code, LinkedByStaff)
		},
		Note: func(e *audit.Entry) { e.Subjects = append(e.Subjects, linkPrefix+code) },
	})
}

// UnlinkAccount removes the account's link to the provider, or returns docstore.ErrNotFound.
func (s *Service) UnlinkAccount(ctx context.Context, userID string, version int64, key string) (User, error) {
	if len(s.Providers) == 0 {
		return User{}, docstore.ErrNotFound
	}
	var removed Link
	return s.take(ctx, "unlink_sso", userID, workflow.Call[User]{
		Version: version,
		Do: func(ctx context.Context, _ workflow.Asking, u *User) (err error) {
			removed, err = s.removeLink(ctx, u.ID, key)
			return err
		},
		Note: func(e *audit.Entry) { e.Subjects = append(e.Subjects, removed.ID) },
	})
}
