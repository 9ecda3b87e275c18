package orgs_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC) // Monday, 12:00 in Shanghai

const (
	county = "52/5201/520111/"
	mobile = "13800001234"
	bank   = "6222020200112233445"
	street = "明珠大道88号"
	why    = "年度检查发现问题，需要整改"
)

type env struct {
	t       *testing.T
	db      *docstore.DB
	service *orgs.Service
	audit   *audit.Log
	outbox  *notify.Outbox
	now     time.Time
	granted map[string][]auth.Binding
	stopped []string // organisations reported as suspended or closed

	appointed []string // organisations whose founders became administrators

	owner, reviewer, stranger auth.Actor
}

func newEnv(t *testing.T) *env {
	t.Helper()
	e := &env{t: t, db: docstoretest.Open(t), now: noon, granted: map[string][]auth.Binding{}}
	now := func() time.Time { return e.now }
	e.audit = must(audit.Open(e.db, now))(t)
	e.outbox = notifytest.Open(t, e.db, now, orgs.Templates...)
	e.service = must(orgs.New(orgs.Deps{
		DB: e.db, Sealer: must(privacy.NewSealer(privacy.NewKeyring()))(t), Audit: e.audit, Outbox: e.outbox, Now: now,
		Regions: must(region.Open(t.Context(), e.db))(t),
		UsersIn: func(_ context.Context, path string, roles ...auth.Role) ([]string, error) {
			if len(roles) != 1 || roles[0] != auth.CountyAdmin || path != county {
				t.Errorf("asked for %v of %s", roles, path)
			}
			return []string{"usr_reviewer", "usr_second"}, nil
		},
		Stopped: func(_ context.Context, orgID string) error {
			e.stopped = append(e.stopped, orgID)
			return nil
		},
		Appoint: func(_ context.Context, orgID string) error {
			e.appointed = append(e.appointed, orgID)
			return nil
		},
		Grant: func(_ context.Context, userID string, b auth.Binding) error {
			if userID == "usr_unlucky" {
				return errors.New("no role for this one")
			}
			if !slices.Contains(e.granted[userID], b) { // a transaction may run twice
				e.granted[userID] = append(e.granted[userID], b)
			}
			return nil
		},
	}))(t)
	e.owner, e.reviewer = person("usr_owner"), inRegion("usr_reviewer", auth.CountyAdmin, county)
	e.stranger = inRegion("usr_stranger", auth.CountyAdmin, "52/5202/")
	return e
}

func person(user string) auth.Actor { return auth.Actor{UserID: user, PersonKey: "key-" + user} }

func inRegion(user string, role auth.Role, path string) auth.Actor {
	a := person(user)
	a.Bindings = []auth.Binding{{Role: role, Region: path}}
	return a
}

// in returns the actor with the role in the organisation added.
func in(a auth.Actor, role auth.Role, orgID string) auth.Actor {
	a.Bindings = append(append([]auth.Binding{}, a.Bindings...), auth.Binding{Role: role, OrgID: orgID})
	return a
}

func (e *env) as(a auth.Actor) context.Context { return auth.With(e.t.Context(), a) }

// must fails the test on an error.
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func wants(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// blames reports whether err is a refusal of the field, with the code unless that is empty.
func blames(err error, field, code string) bool {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok {
		return false
	}
	for _, fl := range f.Fields {
		if fl.Path == field && (code == "" || fl.Code == code) {
			return true
		}
	}
	return false
}

func profile(seq int) orgs.Profile {
	return orgs.Profile{
		Name: "青禾社会工作服务中心", USCC: ident.MakeUSCC("52", "990001", seq), Region: county, Type: orgs.ServiceAgency, Registrar: "花溪区民政局",
		ValidTo: "2028-12-31", Business: "留守儿童关爱服务", Workers: 8, Certified: 5,
	}
}

func personal() orgs.Personal {
	return orgs.Personal{LegalRep: "王建国", ContactName: "李小梅", Mobile: mobile, Address: "贵州省贵阳市花溪区" + street, BankAccount: bank}
}

// draft, submitted, reviewing and approved return a new organisation in that state, with owner as its founder.
func (e *env) draft(seq int) orgs.Org {
	o := must(e.service.Register(e.as(e.owner), profile(seq), personal()))(e.t)
	e.owner = in(e.owner, auth.OrgFounder, o.ID)
	return o
}

func (e *env) submitted(seq int) orgs.Org {
	o := e.draft(seq)
	return must(e.service.Submit(e.as(e.owner), o.ID))(e.t)
}

func (e *env) reviewing(seq int) orgs.Org {
	return must(e.service.Take(e.as(e.reviewer), e.submitted(seq).ID))(e.t)
}

func (e *env) approved(seq int) orgs.Org {
	return must(e.service.Approve(e.as(e.reviewer), e.reviewing(seq).ID))(e.t)
}

// queued lists recipients of the template's messages.
func (e *env) queued(template string) []string {
	var to []string
	for _, m := range notifytest.Queued(e.t, e.outbox, template+"/") {
		to = append(to, m.To)
	}
	return to
}
