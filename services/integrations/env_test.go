package integrations_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/integrations"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

const (
	county  = "52/5201/520111/"
	sibling = "52/5201/520112/"
)

var (
	leader  = auth.Actor{UserID: "usr_1", Bindings: []auth.Binding{{Role: auth.OrgAdmin, OrgID: "org_a"}}}
	other   = auth.Actor{UserID: "usr_2", Bindings: []auth.Binding{{Role: auth.OrgAdmin, OrgID: "org_b"}}}
	office  = auth.Actor{UserID: "usr_3", Bindings: []auth.Binding{{Role: auth.CountyAdmin, Region: county}}}
	far     = auth.Actor{UserID: "usr_4", Bindings: []auth.Binding{{Role: auth.CountyAdmin, Region: sibling}}}
	nobody  = auth.Actor{UserID: "usr_5"}
	auditor = auth.Actor{UserID: "usr_6", Bindings: []auth.Binding{{Role: auth.Auditor}}}
)

// thing is a record of a feature that partners follow.
type thing struct {
	docstore.Meta `bson:",inline"`
	Region        string `bson:"region"`
	OrgID         string `bson:"org_id"`
}

type env struct {
	*testing.T
	service *integrations.Service
	db      *docstore.DB
	audit   *audit.Log
	outbox  *notify.Outbox
	things  *docstore.Scoped[thing]
	mail    *notifytest.Recorder
	stopped error

	mu sync.Mutex
	at time.Time
}

func newEnv(t *testing.T, change ...func(*integrations.Deps)) *env {
	t.Helper()
	e := &env{T: t, at: time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC), db: docstoretest.Open(t), mail: &notifytest.Recorder{}}
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	e.audit, err = audit.Open(e.db, e.now)
	check(err)
	e.things, err = docstore.DeclareScoped[thing](e.db, docstore.Spec{
		Name: "things", Fields: []string{"region", "org_id"}, Scope: docstore.ScopeFields{Region: []string{"region"}, Org: []string{"org_id"}},
	})
	check(err)
	e.outbox = notifytest.Open(t, e.db, e.now, integrations.Templates...)
	sealer, err := privacy.NewSealer(privacy.NewKeyring())
	check(err)
	follow := &feature.Following{Kind: "contract", Nouns: []string{"contract", "milestone"}, Read: auth.ContractRead, Readable: feature.Reached(e.things, auth.ContractRead)}
	d := integrations.Deps{
		DB: e.db, Sealer: sealer, Audit: e.audit, Outbox: e.outbox, Now: e.now, Plain: true, Reachable: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		OrgRegion: func(_ context.Context, orgID string) (string, error) {
			if orgID == "org_gone" {
				return "", docstore.ErrNotFound
			}
			return county, nil
		},
		OrgActive: func(context.Context, string) error { return e.stopped },
		UsersIn:   func(context.Context, string, ...auth.Role) ([]string, error) { return []string{"usr_3"}, nil },
		Records:   []map[string]feature.Record{{"con": {Follow: follow}}},
	}
	for _, c := range change {
		c(&d)
	}
	e.service, err = integrations.New(d)
	check(err)
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

func as(a auth.Actor) context.Context { return auth.With(context.Background(), a) }

// add stores a record of the organisation in the region and the audit entry of the act that made it.
func (e *env) add(id, orgID, region string) {
	e.Helper()
	err := e.db.Tx(as(office), func(ctx context.Context) error { return e.addIn(ctx, id, orgID, region) })
	if err != nil {
		e.Fatal(err)
	}
}

func (e *env) addIn(ctx context.Context, id, orgID, region string) error {
	t := thing{OrgID: orgID, Region: region}
	t.ID = id
	all := e.things.In(auth.Actor{Job: "test"}.Scope(auth.ContractRead))
	if err := all.Insert(ctx, &t); err != nil {
		return err
	}
	return e.audit.Write(ctx, audit.Entry{Action: "contract.sign", Subjects: []string{id}, Region: region, Version: t.Version, Changes: []audit.Change{{Field: "status", From: "drafted", To: "signed"}}})
}

// send runs the jobs: it looks for changes and posts what is due.
func (e *env) send() {
	e.Helper()
	if err := e.service.Tell(auth.System(context.Background(), "tell-hooks")); err != nil {
		e.Fatal(err)
	}
	d, err := notify.NewDispatcher(e.outbox, notify.DispatcherDeps{
		Contact: func(_ context.Context, to string) (notify.Contact, error) {
			if to[:3] == "whk" {
				return notify.Contact{Hook: to}, nil
			}
			return notify.Contact{UserID: to, Email: privacy.Secret(to + "@example.org"), Chosen: true, Channels: []notify.Channel{notify.ByEmail}, QuietFrom: "00:00", QuietTo: "00:00"}, nil
		},
		Checks:  map[string]notify.Check{"webhook.": e.service.StillApplies},
		Senders: map[notify.Channel]notify.Sender{notify.ByHook: e.service, notify.ByEmail: e.mail},
	})
	if err != nil {
		e.Fatal(err)
	}
	for _, send := range []func(context.Context) error{d.SendHooks, d.SendDue} {
		if err := send(context.Background()); err != nil {
			e.Fatal(err)
		}
	}
}

// receiver is a partner's program.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	got    []post
}

type post struct {
	header http.Header
	body   string
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{status: http.StatusOK}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got = append(r.got, post{req.Header.Clone(), string(body)})
		if r.status == http.StatusFound {
			w.Header().Set("Location", r.URL+"/elsewhere")
		}
		w.WriteHeader(r.status)
		_, _ = io.WriteString(w, "the receiver's text")
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) answers(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

func (r *receiver) posts() []post {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]post(nil), r.got...)
}

var errStopped = fault.New(fault.Conflict, "org_not_active", "-", "-")
