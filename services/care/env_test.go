package care_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/care"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/coord"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC) // Monday, 12:00 in Shanghai

const today = region.Day("2026-03-02")

// Two villages of one town, and one of another town of the same county.
const (
	county  = "52/5201/520111/"
	town    = county + "520111005/"
	village = town + "520111005201/"
	next    = town + "520111005202/"
	other   = county + "520111006/"
	distant = other + "520111006201/"
)

// Values that may be stored only sealed.
const (
	childName      = "欧阳思远"
	childAddress   = "贵州省贵阳市花溪区阳光街道青岩组九十九号"
	guardianName   = "司徒秀英"
	guardianMobile = "13912345678"
	contactNote    = "孩子说夜里一个人害怕，外婆住院了。"
)

type env struct {
	t       *testing.T
	dir     string
	db      *docstore.DB
	service *care.Service
	orgs    *orgs.Service
	vols    *volunteers.Service
	audit   *audit.Log
	outbox  *notify.Outbox
	now     time.Time
	seq     int
	left    []string // users who have left their offices

	director, supervisor, county, farDirector, farSupervisor auth.Actor
	lead, stranger, auditor                                  auth.Actor
	org, otherOrg                                            string
}

func newEnv(t *testing.T) *env {
	t.Helper()
	e := &env{t: t, dir: t.TempDir(), now: noon}
	e.db = docstoretest.OpenAt(t, e.dir)
	now := func() time.Time { return e.now }
	keys := privacy.NewKeyring()
	sealer, index := must(privacy.NewSealer(keys))(t), privacy.NewBlindIndex(keys)
	regions := must(region.Open(t.Context(), e.db))(t)
	must(regions.AddMany(t.Context(), []region.Region{
		{Code: "520111005201", Name: "青岩村", Level: region.Village, Parent: "520111005"},
		{Code: "520111005202", Name: "龙井村", Level: region.Village, Parent: "520111005"},
		{Code: "520111006201", Name: "石板村", Level: region.Village, Parent: "520111006"},
	}))(t)
	e.audit = must(audit.Open(e.db, now))(t)
	e.outbox = notifytest.Open(t, e.db, now, append(append(append([]notify.Template{}, care.Templates...), volunteers.Templates...), orgs.Templates...)...)
	people := must(accounts.New(accounts.Deps{
		DB: e.db, Sealer: sealer, Index: index, Audit: e.audit, Outbox: e.outbox, Limiter: coord.NewLocal(), Regions: regions, Now: now,
		OnPhone: func(context.Context, string, string) error { return nil },
	}))(t)
	e.orgs = must(orgs.New(orgs.Deps{
		DB: e.db, Sealer: sealer, Audit: e.audit, Outbox: e.outbox, Now: now, Regions: regions, UsersIn: e.usersIn,
		Grant:   func(context.Context, string, auth.Binding) error { return nil },
		Appoint: func(context.Context, string) error { return nil },
	}))(t)
	e.vols = must(volunteers.New(volunteers.Deps{
		DB: e.db, Sealer: sealer, Index: index, Audit: e.audit, Outbox: e.outbox, Now: now, Regions: regions, Accounts: people, Orgs: e.orgs, UsersIn: e.usersIn,
		Calendar: must(region.OpenCalendar(t.Context(), e.db))(t), Terms: volunteers.Terms{Staff: 5, Query: 20},
		Stop: func(ctx context.Context, v volunteers.Volunteer) ([]volunteers.Stopped, error) {
			return e.service.VolunteerStopped(ctx, v)
		},
		File: func(_ context.Context, id string) (files.File, error) {
			return files.File{Meta: docstore.Meta{CreatedAt: e.now}, Record: strings.TrimPrefix(id, "fil_"), Purpose: "clearance", State: files.Kept}, nil
		},
	}))(t)
	e.service = must(care.New(care.Deps{
		DB: e.db, Sealer: sealer, Index: index, Audit: e.audit, Outbox: e.outbox, Now: now, Regions: regions, Orgs: e.orgs, Volunteers: e.vols, UsersIn: e.usersIn,
	}))(t)
	e.people()
	return e
}

// usersIn returns one user of each role, without those who have left.
func (e *env) usersIn(_ context.Context, path string, roles ...auth.Role) ([]string, error) {
	if !strings.HasPrefix(path, county) {
		return nil, fmt.Errorf("asked for %s", path)
	}
	var list []string
	for _, r := range roles {
		if id := "usr_of_" + string(r); !slices.Contains(e.left, id) {
			list = append(list, id)
		}
	}
	return list, nil
}

func (e *env) people() {
	e.director, e.supervisor = inRegion("usr_director", auth.VillageDirector, village), inRegion("usr_supervisor", auth.TownSupervisor, town)
	e.farDirector, e.farSupervisor = inRegion("usr_far_director", auth.VillageDirector, distant), inRegion("usr_far_supervisor", auth.TownSupervisor, other)
	e.county, e.auditor = inRegion("usr_county", auth.CountyAdmin, county), auth.Actor{UserID: "usr_auditor", Bindings: []auth.Binding{{Role: auth.Auditor}}}
	e.org, e.otherOrg = e.approved(1), e.approved(2)
	e.lead, e.stranger = inOrg("usr_lead", auth.OrgAdmin, e.org), inOrg("usr_stranger", auth.OrgAdmin, e.otherOrg)
}

func person(user string, b ...auth.Binding) auth.Actor {
	return auth.Actor{UserID: user, PersonKey: "key-" + user, Bindings: b}
}

func inRegion(user string, role auth.Role, path string) auth.Actor {
	return person(user, auth.Binding{Role: role, Region: path})
}

func inOrg(user string, role auth.Role, org string) auth.Actor {
	return person(user, auth.Binding{Role: role, OrgID: org})
}

func asVolunteer(v volunteers.Volunteer) auth.Actor {
	return auth.Actor{UserID: "usr_" + v.ID, PersonKey: v.PersonKey, VolunteerID: v.ID, Bindings: []auth.Binding{{Role: auth.Volunteer}}}
}

// approved creates an approved organisation.
func (e *env) approved(seq int) string {
	owner := person("usr_owner")
	o := must(e.orgs.Register(e.as(owner), orgs.Profile{
		Name: fmt.Sprintf("青禾社会工作服务中心%d", seq), USCC: ident.MakeUSCC("52", "990001", seq), Region: county, Type: orgs.ServiceAgency,
		Registrar: "花溪区民政局", ValidTo: "2030-12-31", Business: "留守儿童关爱服务", Workers: 8, Certified: 5,
	}, orgs.Personal{LegalRep: "王建国", ContactName: "李小梅", Mobile: "13800001234", Address: "贵州省贵阳市花溪区明珠大道88号", BankAccount: "6222020200112233445"}))(e.t)
	owner.Bindings = []auth.Binding{{Role: auth.OrgAdmin, OrgID: o.ID}}
	must(e.orgs.Submit(e.as(owner), o.ID))(e.t)
	must(e.orgs.Take(e.as(e.county), o.ID))(e.t)
	return must(e.orgs.Approve(e.as(e.county), o.ID))(e.t).ID
}

// volunteer creates an active volunteer of the organisation, if clear with a clearance for a year.
func (e *env) volunteer(birth region.Day, female, clear bool) volunteers.Volunteer {
	e.t.Helper()
	e.seq++
	no := 2*e.seq + 1
	if female {
		no++
	}
	p := volunteers.Profile{
		Name: "赵志愿", IDNumber: privacy.Secret(ident.MakeIDNumber("990001", birth, no)), Mobile: privacy.Secret(fmt.Sprintf("137%08d", e.seq)), Region: county,
	}
	if birth.Age(region.DayOf(e.now)) < 18 {
		p.Guardian = &volunteers.Consenting{
			Kin: volunteers.Kin{Name: "赵长辈", Relation: "母亲", Mobile: "13600001111"}, Version: volunteers.PaperConsent, At: region.Day("2026-03-01").Start(),
		}
	}
	made := volunteers.Put{Profile: p, OrgIDs: []string{e.org}, Status: volunteers.Registered}
	id := must(e.vols.PutMany(auth.System(e.t.Context(), "test"), []volunteers.Put{made}))(e.t)[0].ID
	must(e.vols.Verify(e.as(e.lead), id, 0))(e.t)
	v := must(e.vols.Activate(e.as(e.lead), id))(e.t)
	if clear {
		must(e.vols.ConsentOnPaper(e.as(e.lead), id))(e.t)
		must(e.vols.RecordQuery(e.as(e.lead), id))(e.t)
		must(e.vols.RecordResult(e.as(e.lead), id, volunteers.Result{
			Authority: volunteers.Police, Day: region.DayOf(e.now), DocumentNo: "花公查〔2026〕18号", Issuer: "花溪区公安分局", FileID: "fil_" + id,
		}))(e.t)
		v = must(e.vols.ConfirmResult(e.as(e.county), id, 0))(e.t)
	}
	return v
}

// child returns a valid draft of a nine-year-old pupil in the village.
func (e *env) child() (care.Facts, care.Identity) {
	e.seq++
	return care.Facts{
			Kinds: []care.Kind{care.LeftBehindChild}, Region: village, Guardianship: care.ByGrandparents, Schooling: care.Primary, Grade: 3, Risk: care.Yellow,
		}, care.Identity{
			Name: childName, IDNumber: privacy.Secret(ident.MakeIDNumber("990001", "2016-05-06", e.seq)), Address: childAddress,
			GuardianName: guardianName, GuardianMobile: guardianMobile,
		}
}

func (e *env) draft() care.File {
	e.t.Helper()
	f, who := e.child()
	return must(e.service.Create(e.as(e.director), f, who))(e.t)
}

// register submits, verifies and confirms a draft.
func (e *env) register(id string) care.File {
	e.t.Helper()
	must(e.service.Submit(e.as(e.director), id, 0))(e.t)
	must(e.service.Verify(e.as(e.supervisor), id, 0))(e.t)
	return must(e.service.Confirm(e.as(e.county), id, 0))(e.t)
}

func (e *env) registered() care.File { return e.register(e.draft().ID) }

// proposed, consented and active return a new pairing of the child in that state.
func (e *env) proposed(fileID string, kind care.PairingType) care.PairingFile {
	e.t.Helper()
	return must(e.service.Propose(e.as(e.supervisor), care.NewPairing{
		BeneficiaryID: fileID, OrgID: e.org, Type: kind, Plan: care.Plan{CallsPerMonth: 1, MeetingsPerQuarter: 1},
	}))(e.t)
}

func (e *env) consent() care.NewConsent {
	return care.NewConsent{Relation: care.Grandparent, Name: guardianName, Version: "2026-1", At: e.now.Add(-time.Hour), Opinion: care.Agrees}
}

func (e *env) consented(fileID string, vols ...volunteers.Volunteer) care.PairingFile {
	e.t.Helper()
	kind := care.OneToOne
	if len(vols) > 1 {
		kind = care.Team
	}
	p := e.proposed(fileID, kind)
	must(e.service.Match(e.as(e.lead), p.ID, 0, ids(vols)))(e.t)
	return must(e.service.RecordConsent(e.as(e.lead), p.ID, 0, e.consent()))(e.t)
}

func (e *env) active(fileID string, vols ...volunteers.Volunteer) care.PairingFile {
	e.t.Helper()
	return must(e.service.Activate(e.as(e.lead), e.consented(fileID, vols...).ID, 0))(e.t)
}

func ids(vols []volunteers.Volunteer) []string {
	list := make([]string, len(vols))
	for i, v := range vols {
		list[i] = v.ID
	}
	return list
}

func (e *env) contact() care.NewContact {
	return care.NewContact{At: e.now.Add(-time.Hour), Way: care.Phone, Met: care.MetPerson, Minutes: 20, Note: contactNote}
}

func (e *env) pairing(id string) care.Pairing {
	return must(e.service.GetPairing(e.t.Context(), id))(e.t)
}

func (e *env) as(a auth.Actor) context.Context { return auth.With(e.t.Context(), a) }

func (e *env) api() *apitest.App {
	return apitest.New(e.t, func(r *httpapi.Router) { care.Routes(r, e.service) }, apitest.DB(e.db))
}

// sent lists the recipients of a template's messages.
func (e *env) sent(template string) []string {
	list := []string{}
	for _, m := range notifytest.Queued(e.t, e.outbox, template+"/") {
		list = append(list, m.To)
	}
	return list
}

// records counts the audit records of an action.
func (e *env) records(action string) []audit.Record {
	return must(e.audit.List(e.as(e.auditor), audit.Query{Actions: []string{action}}, docstore.Limit(100)))(e.t).Items
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

func wants(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}
