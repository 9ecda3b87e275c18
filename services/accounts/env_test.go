package accounts_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/coord"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC) // Monday, 12:00 in Shanghai

const (
	province = "52/"
	county   = "52/5201/520111/"
	sibling  = "52/5201/520112/"
	orgA     = "org_a"
	orgB     = "org_b"
	secret   = privacy.Secret("correct-horse-7")
)

type env struct {
	t       testing.TB
	dir     string
	service *accounts.Service
	audit   *audit.Log
	outbox  *notify.Outbox
	sms     *notifytest.Recorder
	phones  []string // users for whom OnPhone was called
	log     lockedBuffer

	mu sync.Mutex
	at time.Time
}

type lockedBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func newEnv(t testing.TB, change ...func(*accounts.Deps)) *env {
	t.Helper()
	e := &env{t: t, dir: t.TempDir(), at: noon, sms: &notifytest.Recorder{}}
	db := docstoretest.OpenAt(t, e.dir)
	ring := privacy.NewKeyring()
	sealer := must(privacy.NewSealer(ring))(t)
	e.audit = must(audit.Open(db, e.now))(t)
	e.outbox = notifytest.Open(t, db, e.now, accounts.Templates...)
	d := accounts.Deps{
		DB: db, Sealer: sealer, Index: privacy.NewBlindIndex(ring), Audit: e.audit, Outbox: e.outbox, Limiter: coord.NewLocal(),
		Regions: must(region.Open(context.Background(), db))(t), Now: e.now,
		OnPhone: func(ctx context.Context, userID, mobileKey string) error {
			e.phones = append(e.phones, userID)
			if auth.From(ctx).UserID != userID || mobileKey == "" {
				return fmt.Errorf("called as %s", auth.From(ctx).ID())
			}
			return nil
		},
		OrgNames: func(_ context.Context, ids []string) (map[string]string, error) {
			names := map[string]string{}
			for _, id := range ids {
				names[id] = "机构" + id
			}
			return names, nil
		},
	}
	d.OrgRegion = func(context.Context, string) (string, error) { return county, nil }
	for _, c := range change {
		c(&d)
	}
	e.service = must(accounts.New(d))(t)
	return e
}

func (e *env) now() time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.at
}

func (e *env) later(d time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.at = e.at.Add(d)
}

func system() context.Context { return auth.System(context.Background(), "test") }

// user creates an account with a known password.
func (e *env) user(login string, bindings ...auth.Binding) accounts.User {
	e.t.Helper()
	return must(e.service.Create(system(), accounts.NewUser{
		Name: "王小明", Login: login, Password: secret, Bindings: bindings, Email: privacy.Secret(login + "@example.org"),
	}))(e.t)
}

// as returns a ctx that acts as the user with the roles in force now.
func (e *env) as(u accounts.User) context.Context {
	e.t.Helper()
	got := must(e.service.Read(system(), u.ID))(e.t)
	return auth.With(context.Background(), got.Actor("", e.now()))
}

// code asks for a code and returns the code in the SMS.
func (e *env) code(mobile string) privacy.Secret {
	e.t.Helper()
	if err := e.service.RequestCode(context.Background(), privacy.Secret(mobile), "zh"); err != nil {
		e.t.Fatal(err)
	}
	return e.delivered()
}

// delivered sends what is queued and returns the code in the latest SMS.
func (e *env) delivered() privacy.Secret { e.t.Helper(); return e.deliveredTo("") }

// deliveredTo sends what is queued and returns the code in the latest SMS to the mobile; empty for any mobile.
func (e *env) deliveredTo(mobile privacy.Secret) privacy.Secret {
	e.t.Helper()
	d := must(notify.NewDispatcher(e.outbox, notify.DispatcherDeps{
		Contact: e.service.Contact, Checks: map[string]notify.Check{"account.": e.service.StillApplies},
		Senders: map[notify.Channel]notify.Sender{notify.BySMS: e.sms, notify.ByEmail: e.sms},
	}))(e.t)
	if err := d.SendDue(context.Background()); err != nil {
		e.t.Fatal(err)
	}
	got := e.sms.Got()
	for i := len(got) - 1; i >= 0; i-- {
		if _, rest, ok := strings.Cut(got[i].Text.Body, "验证码是 "); ok && (mobile == "" || got[i].To == mobile.Reveal()) {
			return privacy.Secret(rest[:6])
		}
	}
	return ""
}

// linkTo sends what is queued and returns the secret of the latest link for setting a password that went to the address.
func (e *env) linkTo(address string) string {
	e.t.Helper()
	e.delivered()
	got := e.sms.Got()
	for i := len(got) - 1; i >= 0; i-- {
		if _, rest, ok := strings.Cut(got[i].Text.Body, "/v/password#"); ok && got[i].To == address {
			link, _, _ := strings.Cut(rest, " ")
			return link
		}
	}
	return ""
}

// other returns a code that differs from c.
func other(c privacy.Secret) privacy.Secret {
	if c == "000000" {
		return "000001"
	}
	return "000000"
}

func (e *env) verify(mobile string, c privacy.Secret) (accounts.Started, error) {
	return e.service.VerifyCode(context.Background(), privacy.Secret(mobile), c, "phone")
}

func (e *env) login(login string, password privacy.Secret) (accounts.Started, error) {
	return e.service.Login(context.Background(), login, password, accounts.Client{Name: "browser", Network: "192.0.2.1"})
}

// alive reports whether the session's token is still accepted.
func (e *env) alive(s accounts.Started) bool {
	e.t.Helper()
	_, err := e.service.Authenticate(context.Background(), s.Token.Reveal())
	return err == nil
}

// api serves the routes with real sessions and the most detailed log.
func (e *env) api() *apitest.App { return e.apiWithSessionCache(-1) }

// apiWithSessionCache is api with sessions cached for the duration, as in the server.
func (e *env) apiWithSessionCache(ttl time.Duration) *apitest.App {
	return apitest.New(e.t, func(r *httpapi.Router) { accounts.Routes(r, e.service) }, apitest.DB(e.service.DB),
		apitest.Config(func(c *httpapi.Config) {
			c.Authenticate, c.SessionTTL, c.Now = e.service.Authenticate, ttl, e.now
			c.Log = slog.New(slog.NewTextHandler(&e.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		}))
}

// storeHas returns those of the texts that stand unencrypted in the store's files.
func (e *env) storeHas(texts ...string) []string {
	e.t.Helper()
	var all []byte
	err := filepath.Walk(e.dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		all = append(all, b...)
		return err
	})
	if err != nil || len(all) == 0 {
		e.t.Fatal("the store's files", err)
	}
	var hits []string
	for _, s := range texts {
		if bytes.Contains(all, []byte(s)) {
			hits = append(hits, s)
		}
	}
	return hits
}

func (e *env) auditHolds() {
	e.t.Helper()
	if n, bad, err := e.audit.Verify(context.Background()); err != nil || bad != "" || n == 0 {
		e.t.Errorf("audit: %d entries, bad %q, %v", n, bad, err)
	}
}

// countStored closes the service's store and counts the documents of three collections.
func (e *env) countStored(names ...string) (n [3]int64) {
	e.t.Helper()
	if err := e.service.DB.Close(); err != nil {
		e.t.Fatal(err)
	}
	db := docstoretest.OpenAt(e.t, e.dir)
	type anything struct {
		docstore.Meta `bson:",inline"`
	}
	for i, name := range names {
		c := must(docstore.Declare[anything](db, docstore.Spec{Name: name}))(e.t)
		n[i] = must(c.Count(context.Background(), nil))(e.t)
	}
	return n
}
