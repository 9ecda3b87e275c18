package accounts_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/oidc"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow/workflowtest"
)

// onAccounts returns the actors of the test: every role, and the account's own user.
func onAccounts(u accounts.User) map[string]auth.Actor {
	people := workflowtest.Everybody(county, orgA)
	people["the same person"] = auth.Actor{UserID: u.ID, Bindings: []auth.Binding{{Role: auth.CountyAdmin, Region: county}}}
	people["both administrators"] = auth.Actor{UserID: "usr_both", Bindings: []auth.Binding{
		{Role: auth.CountyAdmin, Region: county}, {Role: auth.OrgAdmin, OrgID: orgA},
	}}
	return people
}

// accountsToActOn lists the roles of the accounts on which the acts are tried.
var accountsToActOn = map[string][]auth.Binding{
	"of the county":                  {{Role: auth.BuyerClerk, Region: county}},
	"of the organisation":            {{Role: auth.SocialWorker, OrgID: orgA}},
	"of the county and another":      {{Role: auth.BuyerClerk, Region: county}, {Role: auth.BuyerClerk, Region: sibling}},
	"of the county, who volunteers":  {{Role: auth.BuyerClerk, Region: county}, {Role: auth.Volunteer}},
	"of the platform's second admin": {{Role: auth.SystemAdmin}},
}

// noLimit is a limiter that allows everything.
type noLimit struct{}

func (noLimit) Allow(context.Context, string, int, time.Duration) (bool, time.Duration) {
	return true, 0
}

// TestActsAgreeOnAccounts tries every act on accounts in every state as every role and compares the outcome with what Acts answered.
func TestActsAgreeOnAccounts(t *testing.T) {
	only := func(_ accounts.User, err error) error { return err }
	for name, bindings := range accountsToActOn {
		t.Run(name, func(t *testing.T) {
			e := newEnv(t, func(d *accounts.Deps) {
				d.Limiter = noLimit{}
				d.Providers = oidc.New([]oidc.Settings{{Key: "gz", NameZH: "省平台", NameEN: "Province"}}, true, d.Now)
			})
			s := e.service
			e.user("first-admin", auth.Binding{Role: auth.SystemAdmin})
			idNumber := privacy.Secret(ident.MakeIDNumber("990001", "1979-04-05", 31))
			first := must(s.Create(system(), accounts.NewUser{
				Name: "王小明", Login: "somebody", Password: secret, IDNumber: idNumber, Bindings: bindings,
			}))(t)
			numbers := 0
			newNumber := func() privacy.Secret {
				numbers++
				return privacy.Secret(fmt.Sprintf("1360001%04d", numbers))
			}
			flow, _ := s.Flows()
			newCard := func() privacy.Secret {
				numbers++
				return privacy.Secret(ident.MakeIDNumber("990001", "1979-04-06", numbers%1000))
			}
			workflowtest.Cells[accounts.User, accounts.Status]{
				Flow:   flow,
				States: []accounts.Status{accounts.Active, accounts.Disabled},
				People: onAccounts(first),
				Make:   func(t *testing.T, state accounts.Status) string { return e.put(t, first, state) },
				Take: map[string]func(context.Context, string) error{
					"grant": func(ctx context.Context, id string) error {
						for _, b := range []auth.Binding{{Role: auth.CountyViewer, Region: county}, {Role: auth.OrgFinance, OrgID: orgA}} {
							if auth.CanGrant(auth.From(ctx), b) {
								return only(s.Grant(ctx, id, 0, b))
							}
						}
						return only(s.Grant(ctx, id, 0, auth.Binding{Role: auth.Auditor}))
					},
					"verify_identity": func(ctx context.Context, id string) error {
						return only(s.VerifyIdentity(ctx, id, idNumber))
					},
					"correct_identity": func(ctx context.Context, id string) error {
						return only(s.CorrectIdentity(ctx, id, 0, newCard(), "看错了一位"))
					},
					"password_reset": func(ctx context.Context, id string) error { return only(s.ResetPassword(ctx, id, 0, "")) },
					"hand_over":      func(ctx context.Context, id string) error { return only(s.HandOver(ctx, id, 0)) },
					"ask_mobile": func(ctx context.Context, id string) error {
						return only(s.AskMobile(ctx, id, 0, newNumber(), idNumber))
					},
					"change_mobile": func(ctx context.Context, id string) error {
						number := newNumber()
						if err := only(s.AskMobile(ctx, id, 0, number, idNumber)); err != nil {
							return err
						}
						return only(s.ReplaceMobile(ctx, id, 0, number, e.deliveredTo(number)))
					},
					"remove_factor": func(ctx context.Context, id string) error { return only(s.RemoveFactors(ctx, id, 0)) },
					"disable":       func(ctx context.Context, id string) error { return only(s.Disable(ctx, id, 0)) },
					"enable":        func(ctx context.Context, id string) error { return only(s.Enable(ctx, id, 0)) },
					"link_sso": func(ctx context.Context, id string) error {
						_, _ = s.UnlinkAccount(system(), id, 0, "gz")
						return only(s.LinkAccount(ctx, id, 0, "gz", s.LinkCode("https://sso.example", "somebody")))
					},
					"unlink_sso": func(ctx context.Context, id string) error {
						if links := must(s.LinksOf(system(), id))(t); len(links) == 0 {
							s.Link(system(), id, "gz", "https://sso.example", "somebody")
						}
						return only(s.UnlinkAccount(ctx, id, 0, "gz"))
					},
				},
			}.Run(t, 250)
		})
	}
}

// TestActsAgreeOnRoles ends a held role and an ended one as every role.
func TestActsAgreeOnRoles(t *testing.T) {
	for name, bindings := range accountsToActOn {
		t.Run(name, func(t *testing.T) {
			e := newEnv(t)
			e.user("first-admin", auth.Binding{Role: auth.SystemAdmin})
			first := e.user("somebody", bindings...)
			_, flow := e.service.Flows()
			bindingID := first.Bindings[0].ID
			workflowtest.Cells[accounts.HeldRole, accounts.RoleStatus]{
				Flow:   flow,
				States: []accounts.RoleStatus{accounts.Held, accounts.Ended},
				People: onAccounts(first),
				Make: func(t *testing.T, state accounts.RoleStatus) string {
					id := e.put(t, first, accounts.Active)
					if state == accounts.Ended {
						return id + "/bnd_none"
					}
					return id + "/" + bindingID
				},
				Take: map[string]func(context.Context, string) error{
					"end": func(ctx context.Context, id string) error {
						_, err := e.service.End(ctx, first.ID, 0, id[len(first.ID)+1:])
						return err
					},
				},
			}.Run(t, 60)
		})
	}
}

// put stores the account in the state and returns its id.
func (e *env) put(t *testing.T, as accounts.User, state accounts.Status) string {
	t.Helper()
	err := e.service.Change(system(), as.ID, func(u *accounts.User) {
		u.Bindings, u.Reach, u.Regions, u.Orgs = as.Bindings, as.Reach, as.Regions, as.Orgs
		u.PersonKey, u.SealedID, u.Identity = as.PersonKey, as.SealedID, as.Identity
		u.Status, u.Factors = state, []accounts.Way{accounts.WayTOTP}
		u.PasswordToken = &accounts.PasswordToken{Way: accounts.TokenPrinted, MadeBy: "usr_maker", ExpiresAt: e.now().Add(time.Hour)}
	})
	if err != nil {
		t.Fatal(err)
	}
	return as.ID
}
