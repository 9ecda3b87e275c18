package accounts_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/oidc"
)

func TestSSOProviders(t *testing.T) {
	e := newSSOEnv(t)
	r := e.browser().get("/auth/sso").Want(http.StatusOK).Lacks("s3cret", "client", "id_card")
	if !bytes.Contains(r.Body, []byte(`{"key":"gz","name_zh":"省平台","name_en":"Province"}`)) {
		t.Errorf("%s", r.Body)
	}
	newEnv(t).api().Do("GET", "/auth/sso", nil).Want(http.StatusOK)
}

// The first log-in links the account with the verified ID number, tells its person, and is a session like any other.
func TestSSOByVerifiedIDNumber(t *testing.T) {
	e := newSSOEnv(t)
	u := e.user("lilei", auth.Binding{Role: auth.CountyAdmin, Region: county})
	e.verifyIDs(u, liNumber)
	b := e.browser()
	to := b.get("/auth/sso/gz?next=" + url.QueryEscape("/console/contracts/ctr_1")).Want(http.StatusFound)
	if set := to.Header.Get("Set-Cookie"); !strings.Contains(set, "SameSite=Lax") || !strings.Contains(set, "HttpOnly") || !strings.Contains(set, "max-age=600") ||
		!strings.Contains(set, "path=/api/v1/auth/sso/gz;") {
		t.Errorf("cookie %s", set)
	}
	address := to.Header.Get("Location")
	if got := must(url.Parse(address))(t).Query().Get("redirect_uri"); got != ownAddress+"/api/v1/auth/sso/gz/callback" {
		t.Errorf("redirect address %s", got)
	}
	e.ends(b.comeBack(e.gz, address, "li"), "/console/contracts/ctr_1", "in")
	if b.who() != u.ID {
		t.Errorf("logged in as %q", b.who())
	}
	b.get("/users").Want(http.StatusOK)
	r := b.get("/me/sso").Want(http.StatusOK).Lacks("issuer", "lnk_")
	if !bytes.Contains(r.Body, []byte(`"provider":"gz","way":"id_number"`)) {
		t.Errorf("links: %s", r.Body)
	}
	if r := b.get("/me/sessions").Want(http.StatusOK); !bytes.Contains(r.Body, []byte(`"method":"sso"`)) {
		t.Errorf("sessions: %s", r.Body)
	}
	if !e.told(u.ID, "account.sso_linked") {
		t.Error("nobody was told")
	}
	if got := e.storeHas(liNumber, e.gz.Issuer); len(got) > 0 {
		t.Errorf("stored: %v", got)
	}
	for _, action := range []string{"account.sso_linked", "account.login"} {
		if n := e.audited(action, u.ID); n != 1 {
			t.Errorf("%d entries %s", n, action)
		}
	}
	e.later(accounts.StaffIdle + time.Second)
	if b.who() != "" {
		t.Error("the session outlives idleness")
	}
	e.ends(b.logIn(e.gz, "gz", "li"), "/console/", "in") // by the link
	if n := e.audited("account.sso_linked", u.ID); n != 1 {
		t.Errorf("%d links", n)
	}
	e.auditHolds()
}

// told reports whether a message of the template was queued for the user.
func (e *ssoEnv) told(userID, template string) bool {
	e.t.Helper()
	e.delivered()
	page := must(e.outbox.Inbox().List(auth.With(context.Background(), auth.Actor{UserID: userID, Lang: "zh"}), false))(e.t)
	for _, m := range page.Items {
		if m.Template == template {
			return true
		}
	}
	return false
}

func (e *ssoEnv) audited(action, userID string) (n int) {
	e.t.Helper()
	page := must(e.audit.List(system(), audit.Query{Actions: []string{action}, Subjects: []string{userID}}))(e.t)
	return len(page.Items)
}

// TestTrialSSOByNameAlone logs in at the provider as somebody with the name, mail and mobile of an account, and with an ID number that an
// account has recorded but nobody has verified.
func TestTrialSSOByNameAlone(t *testing.T) {
	e := newSSOEnv(t)
	known := must(e.verify(mobile, e.code(mobile)))(t)
	if _, err := e.service.SetName(auth.With(context.Background(), auth.Actor{UserID: known.User.ID}), "王小明"); err != nil {
		t.Fatal(err)
	}
	wang := e.user("wang", auth.Binding{Role: auth.CountyAdmin, Region: county}) // 王小明, wang@example.org
	key := e.service.Index.Index("id_number", liNumber)
	if err := e.service.Change(system(), wang.ID, func(u *accounts.User) { u.PersonKey = key }); err != nil {
		t.Fatal(err)
	}
	for _, subject := range []string{"unknown", "li"} {
		b := e.browser()
		e.ends(b.logIn(e.gz, "gz", subject), "/console/", "sso_unlinked")
		if who := b.who(); who != "" {
			t.Errorf("%s logs in as %s", subject, who)
		}
		b.code()
	}
	for _, u := range []string{known.User.ID, wang.ID} {
		if links := must(e.service.LinksOf(system(), u))(t); len(links) > 0 {
			t.Errorf("linked: %+v", links)
		}
	}
	if page := must(e.service.List(system(), accounts.Query{}))(t); len(page.Items) != 2 {
		t.Errorf("%d accounts: one was made silently", len(page.Items))
	}
}

func TestSSOByAdministrator(t *testing.T) {
	e := newSSOEnv(t)
	admin := e.user("admin", auth.Binding{Role: auth.CountyAdmin, Region: county})
	u := e.user("clerk", auth.Binding{Role: auth.BuyerClerk, Region: county})
	other := e.user("other", auth.Binding{Role: auth.BuyerClerk, Region: county})
	b := e.browser()
	e.ends(b.logIn(e.gz, "gz", "unknown"), "/console/", "sso_unlinked")
	code := b.code()
	staff := e.app.Bearer(e.token("admin"))
	link := func(id, provider, code string) (*ssoEnv, int, string) {
		r := staff.Do("PUT", "/users/"+id+"/sso/"+provider, map[string]string{"code": code})
		var p struct{ Code string }
		r.JSON(&p)
		return e, r.Status, p.Code
	}
	wrong := []byte(code)
	if wrong[0]++; !strings.ContainsRune("0123456789ABCDEFGHJKMNPQRSTVWXYZ", rune(wrong[0])) {
		wrong[0] = '0'
	}
	for _, bad := range []string{string(wrong), code[:18], code + "0", "UUUU-UUUU-UUUU-UUUU", "王王王王"} {
		if _, status, got := link(u.ID, "gz", bad); status != http.StatusBadRequest || got != "invalid" && got != "sso_code" {
			t.Errorf("code %q: %d %s", bad, status, got)
		}
	}
	if _, status, got := link(u.ID, "xx", code); status != http.StatusNotFound || got != "sso_provider" {
		t.Errorf("unknown provider: %d %s", status, got)
	}
	if _, status, got := link(admin.ID, "gz", code); status != http.StatusForbidden || got != "own_work" {
		t.Errorf("own account: %d %s", status, got)
	}
	typed := strings.ToLower(strings.ReplaceAll(code, "-", " "))
	if _, status, got := link(u.ID, "gz", typed); status != http.StatusOK {
		t.Fatalf("%d %s", status, got)
	}
	if _, status, got := link(other.ID, "gz", code); status != http.StatusConflict || got != "sso_held" {
		t.Errorf("linked to another: %d %s", status, got)
	}
	second := e.browser()
	second.logIn(e.gz, "gz", "wang")
	if _, status, got := link(u.ID, "gz", second.code()); status != http.StatusConflict || got != "sso_linked" {
		t.Errorf("a second person: %d %s", status, got)
	}
	if !e.told(u.ID, "account.sso_linked") || e.audited("account.sso_linked", u.ID) != 1 {
		t.Error("not told or not audited")
	}
	e.ends(b.logIn(e.gz, "gz", "unknown"), "/console/", "in")
	if b.who() != u.ID {
		t.Errorf("logged in as %s", b.who())
	}
	if r := staff.Do("GET", "/users/"+u.ID+"/sso", nil).Want(http.StatusOK); !bytes.Contains(r.Body, []byte(`"way":"staff"`)) || !bytes.Contains(r.Body, []byte(admin.ID)) {
		t.Errorf("%s", r.Body)
	}
	staff.Do("DELETE", "/users/"+u.ID+"/sso/gz", nil).Want(http.StatusOK)
	staff.Do("DELETE", "/users/"+u.ID+"/sso/gz", nil).Want(http.StatusNotFound)
	if !e.told(u.ID, "account.sso_unlinked") || e.audited("account.sso_unlinked", u.ID) != 1 {
		t.Error("unlinked: not told or not audited")
	}
	e.ends(e.browser().logIn(e.gz, "gz", "unknown"), "/console/", "sso_unlinked")
	e.ends(e.browser().logIn(e.yn, "yn", "unknown"), "/console/", "sso_unlinked")
	far := e.user("far", auth.Binding{Role: auth.CountyAdmin, Region: sibling})
	e.app.Bearer(e.token(far.Login)).Do("GET", "/users/"+u.ID+"/sso", nil).Want(http.StatusNotFound)
	e.app.Bearer(e.token(far.Login)).Do("PUT", "/users/"+u.ID+"/sso/gz", map[string]string{"code": code}).Want(http.StatusNotFound)
}

func TestSSOBySelf(t *testing.T) {
	e := newSSOEnv(t)
	u := e.user("clerk", auth.Binding{Role: auth.BuyerClerk, Region: county})
	b := e.browser()
	b.do("POST", "/auth/login", `{"login":"clerk","password":"correct-horse-7","cookie":true}`, false).Want(http.StatusOK)
	begin := func(b *browser) string {
		var to struct{ Address string }
		b.do("POST", "/me/sso/gz", nil, false).Want(http.StatusOK).JSON(&to)
		return to.Address
	}
	e.ends(b.comeBack(e.gz, begin(b), "nobody"), "/console/settings", "sso_declined")
	e.ends(b.comeBack(e.gz, begin(b), "unknown"), "/console/settings", "linked")
	if !e.told(u.ID, "account.sso_linked") || e.audited("account.sso_linked", u.ID) != 1 {
		t.Error("not told or not audited")
	}
	b.do("POST", "/me/sso/gz", nil, false).Refused(http.StatusConflict, "sso_linked")
	b.do("POST", "/me/sso/xx", nil, false).Refused(http.StatusNotFound, "sso_provider")
	e.app.Do("POST", "/me/sso/gz", nil).Refused(http.StatusUnauthorized, "login_required")

	e.user("thief", auth.Binding{Role: auth.BuyerClerk, Region: county})
	other := e.browser()
	other.do("POST", "/auth/login", `{"login":"thief","password":"correct-horse-7","cookie":true}`, false).Want(http.StatusOK)
	e.ends(other.comeBack(e.gz, begin(other), "unknown"), "/console/settings", "sso_held")

	// What began in a session that has ended makes no link.
	address := begin(other)
	other.do("POST", "/auth/logout", nil, false).Want(http.StatusNoContent)
	e.ends(other.comeBack(e.gz, address, "wang"), "/console/settings", "login_required")

	// Nor does an answer in the browser of somebody else.
	mine := e.browser()
	mine.do("POST", "/auth/login", `{"login":"thief","password":"correct-horse-7","cookie":true}`, false).Want(http.StatusOK)
	path := e.backAt(e.gz, begin(mine), "wang")
	e.ends(e.browser().do("GET", path, nil, true).Want(http.StatusFound), "/console/", "sso_attempt")

	b.do("DELETE", "/me/sso/gz", nil, false).Want(http.StatusNoContent)
	b.do("DELETE", "/me/sso/gz", nil, false).Want(http.StatusNotFound)
	if !e.told(u.ID, "account.sso_unlinked") || e.audited("account.sso_unlinked", u.ID) != 1 {
		t.Error("not told or not audited")
	}
	e.ends(e.browser().logIn(e.gz, "gz", "unknown"), "/console/", "sso_unlinked")
}

// An account of another person than the provider says is neither linked nor used.
func TestSSOOtherPerson(t *testing.T) {
	e := newSSOEnv(t)
	e.user("admin", auth.Binding{Role: auth.CountyAdmin, Region: county})
	li := e.user("lilei", auth.Binding{Role: auth.BuyerClerk, Region: county})
	e.verifyIDs(li, liNumber)
	b := e.browser()
	e.ends(b.logIn(e.gz, "gz", "wang"), "/console/", "sso_unlinked")
	e.app.Bearer(e.token("admin")).Do("PUT", "/users/"+li.ID+"/sso/gz", map[string]string{"code": b.code()}).Want(http.StatusOK)
	e.ends(b.logIn(e.gz, "gz", "wang"), "/console/", "sso_other_person")
	if b.who() != "" {
		t.Error("logged in")
	}
	if err := e.service.Change(system(), li.ID, func(u *accounts.User) { u.Status = accounts.Disabled }); err != nil {
		t.Fatal(err)
	}
	e.ends(b.logIn(e.gz, "gz", "wang"), "/console/", "sso_stopped")
}

func TestSSODisabledAccount(t *testing.T) {
	e := newSSOEnv(t)
	u := e.user("lilei", auth.Binding{Role: auth.BuyerClerk, Region: county})
	e.verifyIDs(u, liNumber)
	disable := func(s accounts.Status) {
		if err := e.service.Change(system(), u.ID, func(u *accounts.User) { u.Status = s }); err != nil {
			t.Fatal(err)
		}
	}
	disable(accounts.Disabled)
	e.ends(e.browser().logIn(e.gz, "gz", "li"), "/console/", "sso_stopped")
	if links := must(e.service.LinksOf(system(), u.ID))(t); len(links) != 0 {
		t.Error("a disabled account was linked")
	}
	disable(accounts.Active)
	b := e.browser()
	e.ends(b.logIn(e.gz, "gz", "li"), "/console/", "in")
	disable(accounts.Disabled)
	if b.who() != "" {
		t.Error("a disabled account is used further")
	}
	e.ends(b.logIn(e.gz, "gz", "li"), "/console/", "sso_stopped")
}

func TestSSOAnswersRefused(t *testing.T) {
	e := newSSOEnv(t)
	u := e.user("lilei", auth.Binding{Role: auth.BuyerClerk, Region: county})
	e.verifyIDs(u, liNumber)
	back := func(b *browser, path string) string {
		return strings.TrimPrefix(b.do("GET", path, nil, true).Want(http.StatusFound).Header.Get("Location"), "/console/#sso=")
	}
	begin := func(b *browser) (path string) {
		return e.backAt(e.gz, b.get("/auth/sso/gz").Want(http.StatusFound).Header.Get("Location"), "li")
	}
	for name, try := range map[string]func() string{
		"the answer of another browser": func() string { return back(e.browser(), begin(e.browser())) },
		"another log-in of the browser": func() string {
			b := e.browser()
			path := begin(b)
			begin(b)
			return back(b, path)
		},
		"too late": func() string {
			b := e.browser()
			path := begin(b)
			e.later(oidc.Life + time.Second)
			return back(b, path)
		},
		"used twice": func() string {
			b := e.browser()
			path := begin(b)
			if got := back(b, path); got != "in" {
				return got
			}
			return back(b, path)
		},
		"used twice, with the cookie kept": func() string {
			b := e.browser()
			path := begin(b)
			kept := *b.cookies["/api/v1/auth/sso/gztongxing_sso"]
			if got := back(b, path); got != "in" {
				return got
			}
			b.cookies[kept.Path+kept.Name] = &kept
			return back(b, path)
		},
		"the answer of one provider for another": func() string {
			b := e.browser()
			path := begin(b)
			b.get("/auth/sso/yn")
			return back(b, strings.Replace(path, "/gz/", "/yn/", 1))
		},
		"the attempt of one provider for another": func() string {
			b := e.browser()
			path := begin(b)
			moved := *b.cookies["/api/v1/auth/sso/gztongxing_sso"]
			moved.Path = "/api/v1/auth/sso/yn"
			b.cookies[moved.Path+moved.Name] = &moved
			return back(b, strings.Replace(path, "/gz/", "/yn/", 1))
		},
		"a changed attempt": func() string {
			b := e.browser()
			path := begin(b)
			kept := b.cookies["/api/v1/auth/sso/gztongxing_sso"]
			kept.Value = kept.Value[:60] + "AAAA" + kept.Value[64:]
			return back(b, path)
		},
		"no answer": func() string { return back(e.browser(), "/auth/sso/gz/callback") },
	} {
		if got := try(); got != "sso_attempt" {
			t.Errorf("%s: %s", name, got)
		}
	}
	b := e.browser()
	path := begin(b)
	if got := back(b, path+"&iss="+url.QueryEscape(e.yn.Issuer)); got != "sso_answer" {
		t.Errorf("answer of another issuer: %s", got)
	}
	e.ends(b.get("/auth/sso/xx").Want(http.StatusFound), "/console/", "sso_provider")
	e.ends(b.get("/auth/sso/xx/callback?state=a&code=b").Want(http.StatusFound), "/console/", "sso_provider")
}

func TestSSONext(t *testing.T) {
	e := newSSOEnv(t)
	for _, next := range []string{
		"https://evil.example/", "//evil.example/console/", "/\\evil.example", "/console/\\evil", "/console//evil.example", "/console/../v/", "/v/", "console/",
		"/console/?x", "/console/#x", "/console/%2f", "/console/\r\nSet-Cookie: a=b", "javascript:alert(1)", "/console/" + strings.Repeat("x", 300),
	} {
		e.ends(e.browser().get("/auth/sso/gz?next="+url.QueryEscape(next)).Want(http.StatusFound), "/console/", "sso_next")
	}
}

// An account with a generated password is used at once by who logs in at the provider: who generated it cannot.
func TestSSOBeforeFirstPassword(t *testing.T) {
	e := newSSOEnv(t)
	u := must(e.service.Create(system(), accounts.NewUser{Name: "李雷", Login: "lilei", Bindings: []auth.Binding{{Role: auth.CountyAdmin, Region: county}}}))(t)
	e.verifyIDs(u, liNumber)
	b := e.browser()
	e.ends(b.logIn(e.gz, "gz", "li"), "/console/", "in")
	if r := b.get("/me").Want(http.StatusOK); !bytes.Contains(r.Body, []byte(`"must_change_password":false`)) || !bytes.Contains(r.Body, []byte("county_admin")) {
		t.Errorf("%s", r.Body)
	}
	b.get("/users").Want(http.StatusOK)
	byPassword := e.app.Bearer(must(e.login("lilei", u.Password))(t).Token.Reveal())
	byPassword.Do("GET", "/users", nil).Want(http.StatusForbidden)
}

func TestSSOLogout(t *testing.T) {
	e := newSSOEnv(t)
	u := e.user("lilei", auth.Binding{Role: auth.BuyerClerk, Region: county})
	e.verifyIDs(u, liNumber)
	b := e.browser()
	b.logIn(e.gz, "gz", "li")
	var to struct{ Address string }
	b.do("POST", "/auth/logout", nil, false).Want(http.StatusOK).JSON(&to)
	if b.who() != "" {
		t.Error("still logged in here")
	}
	if back, err := e.gz.LogIn(to.Address, ""); err != nil || back != ownAddress+"/console/" {
		t.Errorf("%s leads to %s, %v", to.Address, back, err)
	}
	b.logIn(e.yn, "yn", "li") // its settings do not ask for it
	b.do("POST", "/auth/logout", nil, false).Want(http.StatusNoContent)
	e.browser().do("POST", "/auth/login", `{"login":"lilei","password":"correct-horse-7","cookie":true}`, false).Want(http.StatusOK)
}

// A provider that is away hinders neither the start nor the log-in by password.
func TestSSOProviderAway(t *testing.T) {
	e := newSSOEnv(t)
	e.gz.Close()
	e.user("lilei")
	b := e.browser()
	b.get("/auth/sso").Want(http.StatusOK)
	e.ends(b.get("/auth/sso/gz").Want(http.StatusFound), "/console/", "sso_unreachable")
	b.do("POST", "/auth/login", `{"login":"lilei","password":"correct-horse-7","cookie":true}`, false).Want(http.StatusOK)
	b.do("POST", "/me/sso/gz", nil, false).Refused(http.StatusConflict, "sso_unreachable")
}

// Two replicas share nothing but the store and the keys.
func TestSSOOnAnotherReplica(t *testing.T) {
	e := newSSOEnv(t)
	u := e.user("lilei")
	e.verifyIDs(u, liNumber)
	first := must(e.service.BeginSSO(context.Background(), "gz", ownAddress+"/api/v1/auth/sso/gz/callback", ""))(t)
	back := must(url.Parse(must(e.gz.LogIn(first.Address, "li"))(t)))(t).Query()
	second := *e.service // what it knows of the provider is read anew
	second.Providers = oidc.New([]oidc.Settings{e.service.Providers[0].Settings}, true, e.now)
	defer second.Providers[0].Close()
	answer := oidc.Answer{State: back.Get("state"), Code: back.Get("code")}
	out, err := second.FinishSSO(context.Background(), "gz", first.Kept, answer, "browser")
	if err != nil || out.Started.User.ID != u.ID {
		t.Errorf("%+v, %v", out, err)
	}
	if _, err := e.service.FinishSSO(context.Background(), "gz", first.Kept, answer, "browser"); !errors.Is(err, oidc.ErrAttempt) {
		t.Errorf("the code again, on the first: %v", err)
	}
}

// TestTrialSSOAsStepUp logs out and in again with the browser's session at the provider, in place of a fresh proof of the person.
func TestTrialSSOAsStepUp(t *testing.T) {
	e := newSSOEnv(t)
	u := e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	clerk := e.user("clerk", auth.Binding{Role: auth.BuyerClerk, Region: county})
	for subject, fresh := range map[string]bool{"unknown": true, "hour": false, "untold": false} {
		e.service.Link(system(), u.ID, "gz", e.gz.Issuer, subject)
		b := e.browser()
		e.ends(b.logIn(e.gz, "gz", subject), "/console/", "in")
		b.get("/users/" + clerk.ID).Want(http.StatusOK)
		if r := b.do("POST", "/users/"+clerk.ID+"/password-reset", nil, false); (r.Status == http.StatusOK) != fresh {
			t.Errorf("%s: %d %s", subject, r.Status, r.Body)
		} else if !fresh {
			r.Refused(http.StatusForbidden, "step_up_required")
		}
		if _, err := e.service.UnlinkAccount(system(), u.ID, 0, "gz"); err != nil {
			t.Fatal(err)
		}
	}
}
