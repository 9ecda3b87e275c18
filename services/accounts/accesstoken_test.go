package accounts_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

// tokenAPI is the routes of accounts and one of a feature for each way in which it may be open to tokens.
func (e *env) tokenAPI() *apitest.App {
	who := func(c *fiber.Ctx) error {
		a := auth.From(c.UserContext())
		return c.SendString(fmt.Sprintf("%s orgs=%v regions=%v key=%v", a.ID(), a.Orgs(auth.ContractRead), a.Regions(auth.ContractRead), a.PersonKey != ""))
	}
	count := 0
	return apitest.New(e.t, func(r *httpapi.Router) {
		accounts.Routes(r, e.service)
		r.Get("/contracts", auth.ContractRead, who, httpapi.Tokens(auth.ContractsRead))
		r.Post("/contracts", auth.ContractDraft, func(c *fiber.Ctx) error {
			count++
			if err := e.audit.Write(c.UserContext(), audit.Entry{Action: "contract.draft", Subjects: []string{"con_1"}}); err != nil {
				return err
			}
			return c.Status(http.StatusCreated).SendString(fmt.Sprint(count))
		}, httpapi.Tokens(auth.ContractsWrite))
		r.Get("/volunteers", auth.VolunteerRead, who)
		r.Get("/public/board", auth.Public, who)
	}, apitest.DB(e.service.DB), apitest.Config(func(c *httpapi.Config) {
		c.Authenticate, c.SessionTTL, c.Now = e.service.Authenticate, time.Hour, e.now // the cache must not keep a token alive
		c.Log = slog.New(slog.NewTextHandler(&e.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}))
}

type madeToken struct{ ID, Token, Prefix string }

func makeToken(t *testing.T, app *apitest.App, path, scopes string) (made madeToken) {
	t.Helper()
	app.Do("POST", path, `{"name":"月报同步","scopes":[`+scopes+`]}`).Want(http.StatusCreated).JSON(&made)
	return made
}

var clerkHere = auth.Binding{Role: auth.BuyerClerk, Region: county}

func TestAccessTokenLendsItsScopes(t *testing.T) {
	e := newEnv(t)
	u := e.user("clerk", clerkHere)
	app := e.tokenAPI()
	person := app.Bearer(e.token("clerk"))
	made := makeToken(t, person, "/me/tokens", `"contracts:read"`)
	if !strings.HasPrefix(made.Token, made.Prefix) || len(made.Token) < len(made.Prefix)+43 {
		t.Errorf("token %q, prefix %q", made.Token, made.Prefix)
	}
	person.Do("GET", "/me/tokens", nil).Want(http.StatusOK).Lacks(made.Token, "token_hash")
	if has := e.storeHas(made.Token); len(has) > 0 {
		t.Errorf("the store contains the token")
	}
	program := app.Bearer(made.Token)
	if got := string(program.Do("GET", "/contracts", nil).Want(http.StatusOK).Body); got != u.ID+" orgs=[] regions=["+county+"] key=false" {
		t.Error(got)
	}
	program.Do("POST", "/contracts", `{}`).Refused(http.StatusForbidden, "token_scope")
	program.Do("GET", "/volunteers", nil).Refused(http.StatusForbidden, "token_refused")
	if got := string(program.Do("GET", "/public/board", nil).Want(http.StatusOK).Body); !strings.HasPrefix(got, "anonymous") {
		t.Error("a public route knows the token's owner: ", got)
	}
	program.Do("GET", "/token", nil).Want(http.StatusOK)
	for _, call := range []string{"GET /me", "GET /me/tokens", "POST /me/tokens", "DELETE /me/tokens/" + made.ID, "POST /me/password", "POST /me/step-up", "GET /me/factors", "GET /me/sessions", "POST /me/factors/totp", "POST /auth/logout", "GET /users"} {
		method, path, _ := strings.Cut(call, " ")
		program.Do(method, path, nil).Refused(http.StatusForbidden, "token_refused")
	}
	person.Do("GET", "/token", nil).Refused(http.StatusForbidden, "no_token")
	person.Do("DELETE", "/me/tokens/"+made.ID, nil).Want(http.StatusNoContent)
	program.Do("GET", "/contracts", nil).Refused(http.StatusUnauthorized, "token_invalid")
	person.Do("DELETE", "/me/tokens/"+made.ID, nil).Refused(http.StatusNotFound, "not_found")
	app.Bearer(made.Token[:len(made.Token)-1]+"-").Do("GET", "/contracts", nil).Refused(http.StatusUnauthorized, "token_invalid")
}

func TestAccessTokenRefusesBadInput(t *testing.T) {
	e := newEnv(t)
	e.user("clerk", clerkHere)
	app := e.tokenAPI().Bearer(e.token("clerk"))
	for body, field := range map[string]string{
		`{"name":" ","scopes":["contracts:read"]}`:                   "name",
		`{"name":"a","scopes":[]}`:                                   "scopes",
		`{"name":"a","scopes":["contracts:read"],"days":366}`:        "days",
		`{"name":"a","scopes":["beneficiaries:read"]}`:               "scopes",
		`{"name":"a","scopes":["contracts:read","contracts:read2"]}`: "scopes",
	} {
		r := app.Do("POST", "/me/tokens", body).Want(http.StatusBadRequest)
		if r.Fields()[field] == "" {
			t.Errorf("%s: %s", body, r.Body)
		}
	}
	app.Do("POST", "/me/tokens", `{"name":"a","scopes":["contracts:read","activities:write"]}`).Refused(http.StatusForbidden, "forbidden") // a clerk plans no activities
	for range 20 {
		makeToken(t, app, "/me/tokens", `"contracts:read"`)
	}
	app.Do("POST", "/me/tokens", `{"name":"a","scopes":["contracts:read"]}`).Refused(http.StatusConflict, "token_many")
	e.later(auth.FreshFor)
	app.Do("POST", "/me/tokens", `{"name":"a","scopes":["contracts:read"]}`).Refused(http.StatusForbidden, "step_up_required")
}

// TestAccessTokenFollowsItsOwner takes away, one by one, what a token depends on.
func TestAccessTokenFollowsItsOwner(t *testing.T) {
	for name, end := range map[string]struct {
		do   func(e *env, u accounts.User)
		want string // the code afterwards; empty: the token goes on
	}{
		"nothing":       {func(*env, accounts.User) {}, ""},
		"the role ends": {func(e *env, u accounts.User) { e.endRoles(u) }, "forbidden"},
		"disabled":      {func(e *env, u accounts.User) { must(e.service.Disable(system(), u.ID, 0))(e.t) }, "token_invalid"},
		"enabled again": {func(e *env, u accounts.User) {
			must(e.service.Disable(system(), u.ID, 0))(e.t)
			must(e.service.Enable(system(), u.ID, 0))(e.t)
		}, "token_invalid"},
		"password reset":   {func(e *env, u accounts.User) { must(e.service.ResetPassword(system(), u.ID, 0, ""))(e.t) }, "token_invalid"},
		"password changed": {func(e *env, u accounts.User) { e.ownPassword(u) }, "token_invalid"},
		"89 days":          {func(e *env, _ accounts.User) { e.later(89 * 24 * time.Hour) }, ""},
		"90 days":          {func(e *env, _ accounts.User) { e.later(90 * 24 * time.Hour) }, "token_invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEnv(t)
			u := e.user("clerk", clerkHere)
			app := e.tokenAPI()
			program := app.Bearer(makeToken(t, app.Bearer(e.token("clerk")), "/me/tokens", `"contracts:read"`).Token)
			program.Do("GET", "/contracts", nil).Want(http.StatusOK)
			end.do(e, u)
			if r := program.Do("GET", "/contracts", nil); r.Code() != end.want {
				t.Errorf("%d %s, want %q", r.Status, r.Code(), end.want)
			}
		})
	}
}

func (e *env) endRoles(u accounts.User) {
	e.t.Helper()
	for _, b := range must(e.service.Read(system(), u.ID))(e.t).Bindings {
		must(e.service.End(system(), u.ID, 0, b.ID))(e.t)
	}
}

func (e *env) ownPassword(u accounts.User) {
	e.t.Helper()
	if err := e.service.ChangePassword(e.as(u), secret, "battery-staple-9"); err != nil {
		e.t.Fatal(err)
	}
}

// TestAccessTokenNeedsTheSecondFactorOfItsOwner gives the owner a role that needs a factor which they have not set up.
func TestAccessTokenNeedsTheSecondFactorOfItsOwner(t *testing.T) {
	e := newEnv(t, func(d *accounts.Deps) { d.FactorRoles = []auth.Role{auth.BuyerFinance} })
	u := e.user("clerk", clerkHere)
	app := e.tokenAPI()
	program := app.Bearer(makeToken(t, app.Bearer(e.token("clerk")), "/me/tokens", `"contracts:read"`).Token)
	must(e.service.Grant(system(), u.ID, 0, auth.Binding{Role: auth.BuyerFinance, Region: county}))(t)
	program.Do("GET", "/contracts", nil).Refused(http.StatusForbidden, "factor_required")
}

// TestAccessTokenOfOrganisation makes a token that acts as the organisation, and suspends the organisation.
func TestAccessTokenOfOrganisation(t *testing.T) {
	var stopped error
	e := newEnv(t, func(d *accounts.Deps) { d.OrgActive = func(context.Context, string) error { return stopped } })
	leader := must(e.service.Create(system(), accounts.NewUser{Name: "李领队", Login: "leader", Password: secret, IDNumber: "110101199003070257", Bindings: []auth.Binding{{Role: auth.OrgAdmin, OrgID: orgA}, {Role: auth.CountyViewer, Region: county}}}))(t)
	e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	e.user("far", auth.Binding{Role: auth.CountyAdmin, Region: sibling})
	e.user("other", auth.Binding{Role: auth.OrgAdmin, OrgID: orgB})
	e.user("worker", auth.Binding{Role: auth.SocialWorker, OrgID: orgA})
	e.user("unseen", auth.Binding{Role: auth.OrgAdmin, OrgID: orgA})
	app := e.tokenAPI()
	as := func(login string) *apitest.App { return app.Bearer(e.token(login)) }
	const path, body = "/orgs/" + orgA + "/tokens", `{"name":"a","scopes":["contracts:read"]}`
	made := makeToken(t, as("leader"), path, `"contracts:read","activities:write"`)
	program := app.Bearer(made.Token)
	if got := string(program.Do("GET", "/contracts", nil).Want(http.StatusOK).Body); got != made.ID+" orgs=["+orgA+"] regions=[] key=true" {
		t.Error(got)
	}
	as("leader").Do("POST", path, `{"name":"a","scopes":["contracts:write"]}`).Want(http.StatusBadRequest)
	as("county").Do("POST", path, body).Refused(http.StatusForbidden, "forbidden")
	as("unseen").Do("POST", path, body).Refused(http.StatusForbidden, "id_unverified")
	as("worker").Do("GET", path, nil).Refused(http.StatusForbidden, "forbidden")
	as("other").Do("GET", path, nil).Refused(http.StatusNotFound, "not_found")
	as("far").Do("DELETE", path+"/"+made.ID, nil).Refused(http.StatusNotFound, "not_found")
	as("other").Do("DELETE", "/orgs/"+orgB+"/tokens/"+made.ID, nil).Refused(http.StatusNotFound, "not_found")
	as("leader").Do("DELETE", "/me/tokens/"+made.ID, nil).Refused(http.StatusNotFound, "not_found")
	var list struct {
		Items []struct{ ID string }
		May   []string
	}
	as("county").Do("GET", path, nil).Want(http.StatusOK).JSON(&list)
	if len(list.Items) != 1 || len(list.May) != 0 {
		t.Errorf("civil affairs see %+v", list)
	}
	e.endRoles(leader)
	must(e.service.Disable(system(), leader.ID, 0))(t)
	program.Do("GET", "/contracts", nil).Want(http.StatusOK) // it is the organisation's, not the person's
	stopped = fault.New(fault.Conflict, "org_not_active", "-", "-")
	program.Do("GET", "/contracts", nil).Refused(http.StatusUnauthorized, "token_invalid")
	as("unseen").Do("POST", path, body).Refused(http.StatusForbidden, "id_unverified")
	stopped = nil
	program.Do("GET", "/contracts", nil).Want(http.StatusOK)
	as("county").Do("DELETE", path+"/"+made.ID, nil).Want(http.StatusNoContent)
	program.Do("GET", "/contracts", nil).Refused(http.StatusUnauthorized, "token_invalid")
}

// TestAccessTokenIsAudited checks that the log names the token besides the person.
func TestAccessTokenIsAudited(t *testing.T) {
	e := newEnv(t)
	u := must(e.service.Create(system(), accounts.NewUser{Name: "王小明", Login: "clerk", Password: secret, IDNumber: "110101199003070257", Bindings: []auth.Binding{clerkHere}}))(t)
	app := e.tokenAPI()
	person := app.Bearer(e.token("clerk"))
	made := makeToken(t, person, "/me/tokens", `"contracts:write"`)
	program := app.Bearer(made.Token)
	program.Do("POST", "/contracts", `{}`).Want(http.StatusCreated)
	log := must(e.audit.List(system(), audit.Query{Actions: []string{"contract.draft"}}))(t)
	if r := log.Items[0]; r.Actor != u.ID || r.Token != made.ID {
		t.Errorf("the record names %s and the token %q", r.Actor, r.Token)
	}
	if !strings.Contains(e.log.String(), "token="+made.ID) || strings.Contains(e.log.String(), made.Token) {
		t.Error("the log lacks the token's id, or contains the token")
	}
}

// TestAccessTokenWritesItsDayOnce calls many times in a day.
func TestAccessTokenWritesItsDayOnce(t *testing.T) {
	e := newEnv(t)
	u := e.user("clerk", clerkHere)
	app := e.tokenAPI()
	program := app.Bearer(makeToken(t, app.Bearer(e.token("clerk")), "/me/tokens", `"contracts:read"`).Token)
	version := func() (int64, string) {
		list := must(e.service.MyTokens(e.as(u)))(t)
		return list.Items[0].Version, list.Items[0].UsedOn
	}
	if _, day := version(); day != "" {
		t.Errorf("used on %s before any use", day)
	}
	for _, want := range []string{"2026-03-02", "2026-03-03"} {
		for range 5 {
			program.Do("GET", "/contracts", nil).Want(http.StatusOK)
		}
		if n, day := version(); day != want || want == "2026-03-02" && n != 2 || want == "2026-03-03" && n != 3 {
			t.Errorf("version %d, used on %s, want %s", n, day, want)
		}
		e.later(24 * time.Hour)
	}
}

// TestAccessTokenHasItsOwnLimit uses up the limit of one token; the other token and the person go on. An answer kept for an
// Idempotency-Key of the person is not replayed to the token.
func TestAccessTokenHasItsOwnLimit(t *testing.T) {
	e := newEnv(t)
	must(e.service.Create(system(), accounts.NewUser{Name: "王小明", Login: "clerk", Password: secret, IDNumber: "110101199003070257", Bindings: []auth.Binding{clerkHere}}))(t)
	app := e.tokenAPI()
	person := app.Bearer(e.token("clerk"))
	one := app.Bearer(makeToken(t, person, "/me/tokens", `"contracts:read","contracts:write"`).Token)
	two := app.Bearer(makeToken(t, person, "/me/tokens", `"contracts:read"`).Token)
	first := person.With("Idempotency-Key", "k1").Do("POST", "/contracts", `{}`).Want(http.StatusCreated)
	again := one.With("Idempotency-Key", "k1").Do("POST", "/contracts", `{}`).Want(http.StatusCreated)
	if string(first.Body) == string(again.Body) {
		t.Error("the person's answer was replayed to the token")
	}
	for range httpapi.TokenPerMin - 1 {
		one.Do("GET", "/contracts", nil).Want(http.StatusOK)
	}
	if r := one.Do("GET", "/contracts", nil).Refused(http.StatusTooManyRequests, "too_many"); r.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	two.Do("GET", "/contracts", nil).Want(http.StatusOK)
	person.Do("GET", "/contracts", nil).Want(http.StatusOK)
}

// TestTokensAreMadeInPerson calls the use cases as a token would, past the routes.
func TestTokensAreMadeInPerson(t *testing.T) {
	e := newEnv(t, func(d *accounts.Deps) { d.OrgActive = func(context.Context, string) error { return nil } })
	u := e.user("leader", auth.Binding{Role: auth.OrgAdmin, OrgID: orgA})
	a := auth.From(e.as(u))
	a.Token = &auth.Token{ID: "tok_1", Scopes: []auth.TokenScope{auth.ContractsRead}}
	ctx := auth.With(context.Background(), a)
	n := accounts.NewToken{Name: "a", Scopes: []auth.TokenScope{auth.ContractsRead}}
	_, _, own := e.service.MakeToken(ctx, n)
	_, list := e.service.MyTokens(ctx)
	end := e.service.EndToken(ctx, "tok_1")
	for _, err := range []error{own, list, end} {
		if !errors.Is(err, auth.ErrTokenRefused) {
			t.Error(err)
		}
	}
	_, _, org := e.service.MakeOrgToken(ctx, orgA, n)
	_, orgList := e.service.OrgTokens(ctx, orgA)
	for _, err := range []error{org, orgList, e.service.EndOrgToken(ctx, orgA, "tok_1")} {
		if !errors.Is(err, auth.ErrForbidden) {
			t.Error(err)
		}
	}
}
