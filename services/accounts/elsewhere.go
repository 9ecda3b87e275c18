package accounts

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// OrgTerm is a role in an organisation that another account of the same person holds, in [From, To); To is zero for an open term.
type OrgTerm struct {
	OrgID string    `bson:"org_id"`
	From  time.Time `bson:"from"`
	To    time.Time `bson:"to,omitempty"`
}

// elsewhere returns the organisations in which another account of the person holds a role at now.
func (u *User) elsewhere(now time.Time) (orgIDs []string) {
	for _, t := range u.Elsewhere {
		if (Binding{Binding: auth.Binding{From: t.From, To: t.To}}).InForce(now) {
			orgIDs = append(orgIDs, t.OrgID)
		}
	}
	return orgIDs
}

// orgTerms returns the roles in organisations that have not ended.
func (u *User) orgTerms(now time.Time) (list []OrgTerm) {
	for _, b := range u.Bindings {
		if b.OrgID != "" && !b.ended(now) {
			list = append(list, OrgTerm{b.OrgID, b.From, b.To})
		}
	}
	return list
}

// shareOrgs stores with each account of a person in which organisations the others hold roles, so that what is kept apart from an
// organisation is kept apart from its people under any account, without reading the other accounts at each step. It is called in the transaction
// that gives or ends a role in an organisation, or makes a person known; personKey may be empty.
func (s *Service) shareOrgs(ctx context.Context, personKey string) error {
	if personKey == "" {
		return nil
	}
	users, err := s.store.ofPerson(ctx, personKey)
	if err != nil {
		return fmt.Errorf("accounts of a person: %w", err)
	}
	for i := range users {
		var terms []OrgTerm
		for j := range users {
			if j != i {
				terms = append(terms, users[j].orgTerms(s.now())...)
			}
		}
		if slices.EqualFunc(terms, users[i].Elsewhere, func(a, b OrgTerm) bool { return a.OrgID == b.OrgID && a.From.Equal(b.From) && a.To.Equal(b.To) }) {
			continue
		}
		if _, err := s.store.all.Update(ctx, users[i].ID, func(u *User) error {
			u.Elsewhere = terms
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}
