// Package registertest gives tests a register with its people, for the register and the features above it.
package registertest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/coord"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
)

// Noon is the time at which the tests begin: a Monday, 12:00 in Shanghai.
var Noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

// Today is the day of Noon.
const Today = region.Day("2026-03-02")

// Two villages of one town, and one of another town of the same county.
const (
	CountyPath = "52/5201/520111/"
	Town       = CountyPath + "520111005/"
	Village    = Town + "520111005201/"
	Next       = Town + "520111005202/"
	Other      = CountyPath + "520111006/"
	Distant    = Other + "520111006201/"
)

// Values that may be stored only sealed.
const (
	ChildName      = "欧阳思远"
	ChildAddress   = "贵州省贵阳市花溪区阳光街道青岩组九十九号"
	GuardianName   = "司徒秀英"
	GuardianMobile = "13912345678"
)

// County is a register with its people and two organisations. Its clock stands at Now.
type County struct {
	T        testing.TB
	Dir      string
	DB       *docstore.DB
	Register *register.Service
	Orgs     *orgs.Service
	Sealer   *privacy.Sealer
	Index    *privacy.BlindIndex
	Regions  *region.Tree
	Audit    *audit.Log
	Outbox   *notify.Outbox
	Now      time.Time
	Seq      int
	Proven   bool     // a proof of a measure is attached to every file
	Gone     []string // users who have left their offices

	Director, Supervisor, Admin, FarDirector, FarSupervisor auth.Actor
	Lead, Stranger, Auditor                                 auth.Actor
	Org, OtherOrg                                           string

	Above Above
}

// Above are what the features above the register do; those left out do nothing.
type Above struct {
	Moved  func(ctx context.Context, fileID, path string) error
	Left   func(ctx context.Context, b *register.Beneficiary) error
	Served func(ctx context.Context, fileID, orgID string) (bool, error)
	Edited func(ctx context.Context, b *register.Beneficiary) error

	Merged, Unmerged func(ctx context.Context, gone, kept string) error
}

// New returns a county. templates are those of the features above.
func New(t testing.TB, templates ...notify.Template) *County {
	t.Helper()
	e := &County{T: t, Dir: t.TempDir(), Now: Noon}
	e.DB = docstoretest.OpenAt(t, e.Dir)
	now := func() time.Time { return e.Now }
	keys := privacy.NewKeyring()
	e.Index = privacy.NewBlindIndex(keys)
	e.Sealer, e.Regions = must(privacy.NewSealer(keys))(t), must(region.Open(t.Context(), e.DB))(t)
	must(e.Regions.AddMany(t.Context(), []region.Region{
		{Code: "520111005201", Name: "青岩村", Level: region.Village, Parent: "520111005"},
		{Code: "520111005202", Name: "龙井村", Level: region.Village, Parent: "520111005"},
		{Code: "520111006201", Name: "石板村", Level: region.Village, Parent: "520111006"},
	}))(t)
	e.Audit = must(audit.Open(e.DB, now))(t)
	e.Outbox = notifytest.Open(t, e.DB, now, slices.Concat(templates, register.Templates, orgs.Templates)...)
	e.Orgs = must(orgs.New(orgs.Deps{
		DB: e.DB, Sealer: e.Sealer, Audit: e.Audit, Outbox: e.Outbox, Now: now, Regions: e.Regions, UsersIn: e.UsersIn,
		Grant:   func(context.Context, string, auth.Binding) error { return nil },
		Appoint: func(context.Context, string) error { return nil },
	}))(t)
	e.Register = must(register.New(register.Deps{
		DB: e.DB, Sealer: e.Sealer, Index: e.Index, Audit: e.Audit, Outbox: e.Outbox, Now: now, Regions: e.Regions, Orgs: e.Orgs, UsersIn: e.UsersIn,
		Limiter: coord.NewLocal(),
		Moved: func(ctx context.Context, fileID, path string) error {
			if e.Above.Moved == nil {
				return nil
			}
			return e.Above.Moved(ctx, fileID, path)
		},
		Edited: func(ctx context.Context, b *register.Beneficiary) error {
			if e.Above.Edited == nil {
				return nil
			}
			return e.Above.Edited(ctx, b)
		},
		Merged: func(ctx context.Context, gone, kept string) error {
			if e.Above.Merged == nil {
				return nil
			}
			return e.Above.Merged(ctx, gone, kept)
		},
		Unmerged: func(ctx context.Context, gone, kept string) error {
			if e.Above.Unmerged == nil {
				return nil
			}
			return e.Above.Unmerged(ctx, gone, kept)
		},
		Proven: func(context.Context, string) (bool, error) { return e.Proven, nil },
		Papers: func(context.Context, string) error { return nil },
		Left: func(ctx context.Context, b *register.Beneficiary) error {
			if e.Above.Left == nil {
				return nil
			}
			return e.Above.Left(ctx, b)
		},
		Served: func(ctx context.Context, fileID, orgID string) (bool, error) {
			return e.Above.Served != nil && must(e.Above.Served(ctx, fileID, orgID))(t), nil
		},
	}))(t)
	e.people()
	return e
}

// UsersIn returns one user of each role, without those who have left.
func (e *County) UsersIn(_ context.Context, path string, roles ...auth.Role) ([]string, error) {
	if !strings.HasPrefix(path, CountyPath) {
		return nil, fmt.Errorf("asked for %s", path)
	}
	var list []string
	for _, r := range roles {
		if id := "usr_of_" + string(r); !slices.Contains(e.Gone, id) {
			list = append(list, id)
		}
	}
	return list, nil
}

func (e *County) people() {
	e.Director, e.Supervisor = InRegion("usr_director", auth.VillageDirector, Village), InRegion("usr_supervisor", auth.TownSupervisor, Town)
	e.FarDirector, e.FarSupervisor = InRegion("usr_far_director", auth.VillageDirector, Distant), InRegion("usr_far_supervisor", auth.TownSupervisor, Other)
	e.Admin, e.Auditor = InRegion("usr_county", auth.CountyAdmin, CountyPath), auth.Actor{UserID: "usr_auditor", Bindings: []auth.Binding{{Role: auth.Auditor}}}
	e.Org, e.OtherOrg = e.Approved(1), e.Approved(2)
	e.Lead, e.Stranger = InOrg("usr_lead", auth.OrgAdmin, e.Org), InOrg("usr_stranger", auth.OrgAdmin, e.OtherOrg)
}

// Person returns an actor with the roles, with a verified ID number.
func Person(user string, b ...auth.Binding) auth.Actor {
	return auth.Actor{UserID: user, PersonKey: "key-" + user, Bindings: b}
}

// InRegion returns an actor with a role of a region.
func InRegion(user string, role auth.Role, path string) auth.Actor {
	return Person(user, auth.Binding{Role: role, Region: path})
}

// InOrg returns an actor with a role in an organisation.
func InOrg(user string, role auth.Role, org string) auth.Actor {
	return Person(user, auth.Binding{Role: role, OrgID: org})
}

// Approved creates an approved organisation.
func (e *County) Approved(seq int) string {
	owner := Person("usr_owner")
	o := must(e.Orgs.Register(e.As(owner), orgs.Profile{
		Name: fmt.Sprintf("青禾社会工作服务中心%d", seq), USCC: ident.MakeUSCC("52", "990001", seq), Region: CountyPath, Type: orgs.ServiceAgency,
		Registrar: "花溪区民政局", ValidTo: "2030-12-31", Business: "留守儿童关爱服务", Workers: 8, Certified: 5,
	}, orgs.Personal{LegalRep: "王建国", ContactName: "李小梅", Mobile: "13800001234", Address: "贵州省贵阳市花溪区明珠大道88号", BankAccount: "6222020200112233445"}))(e.T)
	owner.Bindings = []auth.Binding{{Role: auth.OrgAdmin, OrgID: o.ID}}
	must(e.Orgs.Submit(e.As(owner), o.ID))(e.T)
	must(e.Orgs.Take(e.As(e.Admin), o.ID))(e.T)
	return must(e.Orgs.Approve(e.As(e.Admin), o.ID))(e.T).ID
}

// Child returns a valid draft of a nine-year-old pupil in the Village.
func (e *County) Child() (register.Facts, register.Identity) {
	e.Seq++
	return register.Facts{
			Kinds: []register.Kind{register.LeftBehindChild}, Region: Village, Guardianship: register.ByGrandparents, Schooling: register.Primary, Grade: 3, Risk: register.Yellow,
		}, register.Identity{
			Name: ChildName, IDNumber: privacy.Secret(ident.MakeIDNumber("990001", "2016-05-06", e.Seq)), Address: ChildAddress,
			GuardianName: GuardianName, GuardianMobile: GuardianMobile,
		}
}

// Draft writes a draft as the village director.
func (e *County) Draft() register.File {
	e.T.Helper()
	f, who := e.Child()
	return must(e.Register.Create(e.As(e.Director), register.Content{Facts: f, Identity: who}))(e.T)
}

// Enter submits, verifies and confirms a draft.
func (e *County) Enter(id string) register.File {
	e.T.Helper()
	must(e.Register.Submit(e.As(e.Director), id, 0))(e.T)
	must(e.Register.Verify(e.As(e.Supervisor), id, 0))(e.T)
	return must(e.Register.Confirm(e.As(e.Admin), id, 0))(e.T)
}

// Registered returns a registered file.
func (e *County) Registered() register.File { return e.Enter(e.Draft().ID) }

// Waiting returns the work of these kinds that waits for the person, by kind, as the desk does.
func (e *County) Waiting(kinds []feature.Work, a auth.Actor) map[string]feature.WorkList {
	e.T.Helper()
	out := map[string]feature.WorkList{}
	for _, kind := range kinds {
		if kind.For(a) {
			if w := must(kind.List(e.As(a), feature.WorkQuery{Actor: a, Now: e.Now}))(e.T); w.Count > 0 {
				out[kind.Code] = w
			}
		}
	}
	return out
}

// As returns a context of the actor.
func (e *County) As(a auth.Actor) context.Context { return auth.With(e.T.Context(), a) }

// Sent lists the recipients of a template's messages.
func (e *County) Sent(template string) []string {
	list := []string{}
	for _, m := range notifytest.Queued(e.T, e.Outbox, template+"/") {
		list = append(list, m.To)
	}
	return list
}

// Records counts the audit records of an action.
func (e *County) Records(action string) []audit.Record {
	return must(e.Audit.List(e.As(e.Auditor), audit.Query{Actions: []string{action}}, docstore.Limit(100)))(e.T).Items
}

// ChildBody is a child's file as a client sends it.
func (e *County) ChildBody() map[string]any {
	e.Seq++
	return map[string]any{
		"kinds": []string{"left_behind_child"}, "region": Village, "name": ChildName, "id_number": ident.MakeIDNumber("990001", "2016-05-06", e.Seq),
		"address": ChildAddress, "guardian_name": GuardianName, "guardian_mobile": GuardianMobile, "guardianship": "grandparents",
		"schooling": "primary", "grade": 3, "risk": "yellow",
	}
}

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
