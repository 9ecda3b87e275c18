package accounts_test

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

func (e *env) token(login string) string { return must(e.login(login, secret))(e.t).Token.Reveal() }

func TestLoginOverHTTP(t *testing.T) {
	e := newEnv(t)
	e.user("wang", auth.Binding{Role: auth.CountyAdmin, Region: county})
	app := e.api()
	var got struct{ Token string }
	r := app.Do("POST", "/auth/login", `{"login":"wang","password":"correct-horse-7"}`).Want(http.StatusOK).JSON(&got)
	if len(got.Token) < 47 || r.Header.Get("Set-Cookie") != "" {
		t.Errorf("client: %s, cookie %q", r.Body, r.Header.Get("Set-Cookie"))
	}
	r = app.Do("POST", "/auth/login", `{"login":"wang","password":"correct-horse-7","cookie":true}`).Want(http.StatusOK)
	cookie := r.Header.Get("Set-Cookie")
	if !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Strict") || bytes.Contains(r.Body, []byte("txs_")) {
		t.Errorf("browser: %s, cookie %q", r.Body, cookie)
	}
	me := app.Bearer(got.Token)
	me.Do("GET", "/me", nil).Want(http.StatusOK).Lacks("$argon2id", "txs_", "mobile_key")
	value, _, _ := strings.Cut(cookie, ";")
	app.With("Cookie", value).Do("GET", "/me", nil).Want(http.StatusOK)
	app.With("Cookie", value).With("Origin", "https://evil.example").Do("POST", "/auth/logout", nil).Refused(http.StatusForbidden, "csrf")
	me.Do("POST", "/auth/logout", nil).Want(http.StatusNoContent)
	me.Do("GET", "/me", nil).Refused(http.StatusUnauthorized, "login_required")
	app.Do("GET", "/me", nil).Refused(http.StatusUnauthorized, "login_required")
	for _, body := range []string{`{"login":"wang"}`, `{"login":{"$ne":null},"password":"x"}`, `{"login":"wang","password":"x","role":"system_admin"}`} {
		if s := app.Do("POST", "/auth/login", body).Status; s != http.StatusBadRequest {
			t.Errorf("%s: %d", body, s)
		}
	}
}

// normal removes the parts that differ between any two answers.
func normal(r *apitest.Response) string {
	return strings.ReplaceAll(string(r.Body), r.Header.Get("X-Request-Id"), "ID")
}

func TestKnownAndUnknownAnswerAlike(t *testing.T) {
	e := newEnv(t)
	e.user("wang")
	off := e.user("off")
	must(e.service.Disable(system(), off.ID, 0))(t)
	known := must(e.verify(mobile, e.code(mobile)))(t)
	dead := must(e.verify("13800005555", e.code("13800005555")))(t)
	must(e.service.Disable(system(), dead.User.ID, 0))(t)
	app := e.api()
	compare := func(what, path string, bodies ...string) {
		t.Helper()
		want := app.Do("POST", path, bodies[0])
		for _, body := range bodies[1:] {
			got := app.Do("POST", path, body)
			if got.Status != want.Status || normal(got) != normal(want) || got.Header.Get("Retry-After") != want.Header.Get("Retry-After") {
				t.Errorf("%s: %d %s differs from %d %s", what, got.Status, got.Body, want.Status, want.Body)
			}
		}
	}
	logins := []string{`{"login":"wang","password":"wrong"}`, `{"login":"nobody","password":"wrong"}`, `{"login":"off","password":"correct-horse-7"}`}
	for range accounts.MaxTries + 1 { // the last answer is the lock-out
		compare("login", "/auth/login", logins...)
	}
	numbers := []string{`{"mobile":"13800001234"}`, `{"mobile":"13900000001"}`, `{"mobile":"13800005555"}`}
	for range 2 {
		compare("code", "/auth/codes", numbers...)
	}
	compare("code too often", "/auth/codes", `{"mobile":"13800001234"}`)
	c := e.delivered()
	guesses := make([]string, len(numbers))
	for i, n := range numbers {
		guesses[i] = strings.TrimSuffix(n, "}") + `,"code":"` + other(c).Reveal() + `"}`
	}
	compare("guess", "/auth/codes/verify", guesses...)
	if _, err := e.service.Contact(context.Background(), known.User.ID); err != nil {
		t.Error(err)
	}
}

func TestSecretsStayInside(t *testing.T) {
	docstoretest.OnlySQLite(t)
	e := newEnv(t)
	admin := e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	app := e.api()
	boss := app.Bearer(e.token("county"))
	var made struct {
		User struct{ ID string }
	}
	boss.Do("POST", "/users", `{"login":"lilei","name":"李雷雷","mobile":"13800001234","email":"lilei@example.org","id_number":"`+idNumber.Reveal()+`",
		"bindings":[{"role":"buyer_clerk","region":"52/5201/520111/"}]}`).Want(http.StatusCreated).Lacks("13800001234", idNumber.Reveal(), "$argon2id").JSON(&made)
	link := e.linkTo("13800001234")
	boss.Do("GET", "/users/"+made.User.ID, nil).Want(http.StatusOK).Lacks(link, "13800001234", idNumber.Reveal(), "lilei@example.org")
	boss.Do("GET", "/users", nil).Want(http.StatusOK).Lacks(link, "13800001234", idNumber.Reveal(), "lilei@example.org")
	app.Do("POST", "/auth/password/account", `{"link":"`+link+`"}`).Want(http.StatusOK).Lacks(link, "13800001234", idNumber.Reveal(), "李雷雷", "lilei@example.org")
	app.Do("POST", "/auth/password", `{"link":"`+link+`","new":"own-pass-2026"}`).Want(http.StatusNoContent)
	var in struct{ Token string }
	app.Do("POST", "/auth/login", `{"login":"lilei","password":"own-pass-2026"}`).Want(http.StatusOK).JSON(&in)
	user := app.Bearer(in.Token)
	user.Do("GET", "/me", nil).Want(http.StatusOK).Lacks("own-pass-2026", in.Token, "13800001234", idNumber.Reveal())
	user.Do("GET", "/me/sessions", nil).Want(http.StatusOK).Lacks(in.Token, "token_hash")
	app.Do("POST", "/auth/codes", `{"mobile":"13800001234"}`).Want(http.StatusAccepted)
	code := e.delivered().Reveal()
	var byCode struct{ Token string }
	app.Do("POST", "/auth/codes/verify", `{"mobile":"13800001234","code":"`+code+`"}`).Want(http.StatusOK).Lacks("13800001234").JSON(&byCode)
	boss.Do("POST", "/users/"+made.User.ID+"/password-reset", nil).Want(http.StatusOK).Lacks("13800001234")
	secrets := []string{
		link, "own-pass-2026", in.Token, byCode.Token, e.linkTo("13800001234"), "13800001234", idNumber.Reveal(), "李雷雷", "lilei@example.org", secret.Reveal(),
	}
	for _, s := range secrets {
		if s == "" {
			t.Fatal("an empty secret proves nothing")
		}
		if bytes.Contains(e.log.Bytes(), []byte(s)) {
			t.Errorf("the log shows %q", s)
		}
	}
	for _, s := range []string{"=" + code, `"` + code, ":" + code, " " + code} { // six digits alone also occur in hashes
		if bytes.Contains(e.log.Bytes(), []byte(s)) {
			t.Error("the log shows the code")
		}
	}
	inBSON := "\x07\x00\x00\x00" + code + "\x00"
	if hits := e.storeHas(append(secrets, inBSON)...); len(hits) != 0 {
		t.Errorf("readable in the store: %v", hits)
	}
	if hits := e.storeHas(admin.ID); len(hits) != 1 {
		t.Error("the search finds nothing at all")
	}
}

// TestRolesCountAsSoonAsThePasswordIsChanged: the page that follows the change of the first password needs the roles at once.
func TestRolesCountAsSoonAsThePasswordIsChanged(t *testing.T) {
	e := newEnv(t)
	u := must(e.service.Create(system(), accounts.NewUser{Name: "王", Login: "wang", Bindings: []auth.Binding{{Role: auth.SystemAdmin}}}))(t)
	wang := e.apiWithSessionCache(time.Minute).Bearer(must(e.login("wang", u.Password))(t).Token.Reveal())
	wang.Do("GET", "/users", nil).Refused(http.StatusForbidden, "forbidden")
	wang.Do("POST", "/me/password", `{"current":"`+u.Password.Reveal()+`","new":"battery-staple-9"}`).Want(http.StatusNoContent)
	wang.Do("GET", "/users", nil).Want(http.StatusOK)
}

func TestIdempotencyKeyCannotUndoTheCount(t *testing.T) {
	e := newEnv(t)
	e.user("wang")
	app := e.api().Bearer(e.token("wang")).With(httpapi.IdempotencyKey, "k-1")
	for range accounts.MaxTries {
		app.Do("POST", "/me/password", `{"current":"wrong","new":"battery-staple-9"}`).Want(http.StatusBadRequest)
	}
	r := app.Do("POST", "/me/password", `{"current":"wrong","new":"battery-staple-9"}`).Refused(http.StatusTooManyRequests, "login_locked")
	if r.Header.Get("Retry-After") != "60" {
		t.Errorf("Retry-After %s", r.Header.Get("Retry-After"))
	}
}

func TestUsersOverHTTP(t *testing.T) {
	e := newEnv(t)
	e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	u, foreign := e.user("lilei", auth.Binding{Role: auth.BuyerClerk, Region: county}), e.user("faraway", auth.Binding{Role: auth.BuyerClerk, Region: sibling})
	boss := e.api().Bearer(e.token("county"))
	r := boss.Do("GET", "/users/"+u.ID, nil).Want(http.StatusOK)
	if r.Header.Get("ETag") != `"1"` || !strings.Contains(string(r.Body), "花溪区") {
		t.Errorf("see: %s %s", r.Header.Get("ETag"), r.Body)
	}
	boss.Do("GET", "/users/"+foreign.ID, nil).Refused(http.StatusNotFound, "not_found")
	boss.Do("GET", "/users?role=buyer_clerk&status=active&region=52/5201/520111/", nil).Want(http.StatusOK).Lacks(foreign.ID, "faraway")
	path := "/users/" + u.ID
	var got struct{ Bindings []struct{ ID, Role string } }
	boss.With("If-Match", `"1"`).Do("POST", path+"/bindings", `{"role":"buyer_finance","region":"52/5201/520111/"}`).Want(http.StatusOK).JSON(&got)
	boss.With("If-Match", `"1"`).Do("POST", path+"/bindings", `{"role":"buyer_approver","region":"52/5201/520111/"}`).Refused(http.StatusPreconditionFailed, "stale_version")
	boss.Do("POST", path+"/bindings", `{"role":"system_admin"}`).Refused(http.StatusForbidden, "role_beyond")
	boss.Do("POST", path+"/bindings", `{"role":"buyer_clerk"}`).Refused(http.StatusBadRequest, "role_limit")
	boss.Do("POST", "/users/"+foreign.ID+"/bindings", `{"role":"buyer_finance","region":"52/5201/520111/"}`).Refused(http.StatusNotFound, "not_found")
	boss.Do("DELETE", path+"/bindings/"+got.Bindings[1].ID, nil).Want(http.StatusOK).Lacks("buyer_finance")
	keyed := boss.With(httpapi.IdempotencyKey, "d-1")
	keyed.Do("POST", path+"/disable", nil).Want(http.StatusOK)
	if r := keyed.Do("POST", path+"/disable", nil).Want(http.StatusOK); r.Header.Get(httpapi.IdempotencyReplayed) != "true" {
		t.Error("a repeated write is not replayed")
	}
	boss.Do("POST", path+"/enable", nil).Want(http.StatusOK)
	if f := boss.Do("POST", "/users", `{"login":"LI LEI","name":"李","mobile":"1","bindings":[{"role":"buyer_clerk","region":"52/5201/520111/"}]}`).
		Want(http.StatusBadRequest).Fields(); f["login"] == "" || f["mobile"] == "" {
		t.Errorf("fields: %v", f)
	}
	boss.With("If-Match", `"1"`).Do("PUT", "/me/preferences", `{"lang":"en","channels":["email"],"quiet_from":"22:00","quiet_to":"07:00"}`).Want(http.StatusOK)
	if d := boss.Do("PUT", "/me/preferences", `{"lang":"fr"}`).Want(http.StatusBadRequest).Problem().Detail; d != "Some fields need correcting." {
		t.Errorf("the answer is in another language than the one just chosen: %s", d)
	}
	e.auditHolds()
}

func TestRoleRefusals(t *testing.T) {
	e := newEnv(t)
	target := e.user("lilei", auth.Binding{Role: auth.BuyerClerk, Region: county})
	path := "/users/" + target.ID
	app := apitest.New(t, func(r *httpapi.Router) { accounts.Routes(r, e.service) })
	managers := "org_admin county_admin system_admin"
	for _, row := range []struct{ method, path string }{
		{"GET", "/users"}, {"POST", "/users"}, {"GET", path}, {"POST", path + "/bindings"}, {"DELETE", path + "/bindings/x"},
		{"POST", path + "/disable"}, {"POST", path + "/enable"}, {"POST", path + "/password-reset"},
	} {
		app.Do(row.method, row.path, `{}`).Refused(http.StatusUnauthorized, "login_required")
		for role := range auth.Matrix {
			b := auth.Binding{Role: role}
			switch {
			case strings.HasPrefix(string(role), "org_"):
				b.OrgID = orgB
			case role != auth.SystemAdmin && role != auth.Auditor && role != auth.Volunteer:
				b.Region = sibling
			}
			s := app.As(auth.Actor{UserID: "usr_x", Bindings: []auth.Binding{b}}).Do(row.method, row.path, `{}`)
			may := strings.Contains(managers, string(role))
			if may == (s.Code() == "forbidden") {
				t.Errorf("%s %s as %s: %d %s", row.method, row.path, role, s.Status, s.Code())
			}
		}
	}
	for _, row := range []struct{ method, path string }{
		{"GET", "/me"}, {"PUT", "/me/preferences"}, {"POST", "/me/password"}, {"GET", "/me/sessions"}, {"DELETE", "/me/sessions/x"}, {"POST", "/auth/logout"},
	} {
		app.Do(row.method, row.path, `{}`).Refused(http.StatusUnauthorized, "login_required")
	}
}

// TestOwnAccountNamesItsPlaces: GET /me tells the names of the organisation and of the region of each role.
func TestOwnAccountNamesItsPlaces(t *testing.T) {
	e := newEnv(t)
	e.user("both", auth.Binding{Role: auth.OrgAdmin, OrgID: orgA}, auth.Binding{Role: auth.CountyAdmin, Region: county})
	var me struct {
		Roles []struct {
			Role       string
			OrgName    string `json:"org_name"`
			RegionName string `json:"region_name"`
		}
	}
	e.api().Bearer(e.token("both")).Do("GET", "/me", nil).Want(http.StatusOK).JSON(&me)
	for _, r := range me.Roles {
		if (r.OrgName == "机构"+orgA) != (r.Role == "org_admin") || (r.RegionName != "") != (r.Role == "county_admin") {
			t.Errorf("%+v", r)
		}
	}
	if len(me.Roles) != 2 {
		t.Errorf("%d roles", len(me.Roles))
	}
}
