package accounts

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// work lists the kinds of work about accounts.
func (s *Service) work() []feature.Work {
	return []feature.Work{{
		Code: "account_card", ZH: "账号待核验身份证", EN: "ID cards to verify", Link: "/users?card=missing",
		Permissions: []auth.Permission{auth.UserManage}, Roles: []auth.Role{auth.CountyAdmin, auth.OrgAdmin}, List: s.cardWork,
	}}
}

// cardWork lists the accounts whose role needs a verified ID card that nobody has seen. Until then they read and take no step that needs it.
func (s *Service) cardWork(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
	filter := withoutCard(w.Actor)
	if w.OrgID != "" {
		filter = append(filter, docstore.Filter{{Key: "orgs", Value: w.OrgID}}...)
	}
	var failed error
	list, err := feature.ListWork(ctx, s.store.users.In(w.Actor.Scope(auth.UserManage)), w, filter, "", func(u User) feature.Item {
		if err := s.show(w.Actor, &u); err != nil {
			failed = err
		}
		item := feature.Item{ID: u.ID, Title: u.Name.Reveal(), Note: u.Login, Since: u.CreatedAt, Link: "/users/" + u.ID}
		if item.Title == "" {
			item.Title = u.Mobile.Reveal()
		}
		return item
	})
	if err == nil {
		err = failed
	}
	return list, err
}
