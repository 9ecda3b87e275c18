package volunteers_test

import (
	"bytes"
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
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC) // Monday, 12:00 in Shanghai

const county = "52/5201/520111/"

// Values that may be stored only sealed.
const (
	name    = "欧阳雪莹"
	mobile  = "13800001234"
	kinName = "欧阳建国"
	kinTel  = "13911112222"
)

var idNumber = ident.MakeIDNumber("990001", "1990-05-01", 2)

type env struct {
	t        *testing.T
	db       *docstore.DB
	service  *volunteers.Service
	accounts *accounts.Service
	orgs     *orgs.Service
	audit    *audit.Log
	outbox   *notify.Outbox
	index    *privacy.BlindIndex
	calendar *region.Calendar
	now      time.Time
	seq      int
	stopped  []volunteers.Stopped // what the features above stop

	orgA, orgB             string
	admin, lead, adminB    auth.Actor // of A, A and B
	office, neighbour      auth.Actor // civil affairs of the county, and of another one
	socialWorker, reviewer auth.Actor
}

// noLimit is a limiter that allows everything.
type noLimit struct{}

func (noLimit) Allow(context.Context, string, int, time.Duration) (bool, time.Duration) {
	return true, 0
}

func newEnv(t *testing.T) *env {
	t.Helper()
	return newEnvOn(t, docstoretest.Open(t))
}

// newEnvOn returns the service on the store with real dependencies.
func newEnvOn(t *testing.T, db *docstore.DB) *env {
	t.Helper()
	e := &env{t: t, db: db, now: noon}
	now := func() time.Time { return e.now }
	keys := privacy.NewKeyring()
	sealer := must(privacy.NewSealer(keys))(t)
	e.index = privacy.NewBlindIndex(keys)
	e.audit = must(audit.Open(e.db, now))(t)
	regions := must(region.Open(t.Context(), e.db))(t)
	e.outbox = notifytest.Open(t, e.db, now, slices.Concat(accounts.Templates, orgs.Templates, volunteers.Templates)...)
	e.accounts = must(accounts.New(accounts.Deps{
		DB: e.db, Sealer: sealer, Index: e.index, Audit: e.audit, Outbox: e.outbox, Limiter: noLimit{}, Regions: regions, Now: now,
	}))(t)
	e.orgs = must(orgs.New(orgs.Deps{
		DB: e.db, Sealer: sealer, Audit: e.audit, Outbox: e.outbox, Now: now, Regions: regions,
		UsersIn: e.accounts.UsersIn, Grant: func(context.Context, string, auth.Binding) error { return nil },
		Appoint: func(context.Context, string) error { return nil },
	}))(t)
	e.calendar = must(region.OpenCalendar(t.Context(), e.db))(t)
	e.service = must(volunteers.New(volunteers.Deps{
		DB: e.db, Sealer: sealer, Index: e.index, Audit: e.audit, Outbox: e.outbox, Now: now, Regions: regions, Accounts: e.accounts, Orgs: e.orgs,
		Calendar: e.calendar, Terms: volunteers.Terms{Staff: 5, Query: 20},
		UsersIn: e.accounts.UsersIn, Stop: func(context.Context, volunteers.Volunteer) ([]volunteers.Stopped, error) { return e.stopped, nil },
		File: func(_ context.Context, id string) (files.File, error) {
			of, _, _ := strings.Cut(strings.TrimPrefix(id, "fil_"), "/")
			f := files.File{Record: of, Purpose: "clearance", State: files.Kept}
			f.CreatedAt = e.now
			return f, nil
		},
	}))(t)
	e.office, e.neighbour = inRegion("usr_office", auth.CountyAdmin, county), inRegion("usr_neighbour", auth.CountyAdmin, "52/5201/520112/")
	e.reviewer = inRegion("usr_reviewer", auth.CountyAdmin, county)
	e.orgA, e.orgB = e.approvedOrg(), e.approvedOrg()
	e.admin, e.lead, e.socialWorker = in("usr_admin", auth.OrgAdmin, e.orgA), in("usr_lead", auth.ProjectLead, e.orgA), in("usr_social", auth.SocialWorker, e.orgA)
	e.adminB = in("usr_admin_b", auth.OrgAdmin, e.orgB)
	return e
}

func inRegion(user string, role auth.Role, path string) auth.Actor {
	return auth.Actor{UserID: user, PersonKey: "key-" + user, Bindings: []auth.Binding{{Role: role, Region: path}}}
}

func in(user string, role auth.Role, org string) auth.Actor {
	return auth.Actor{UserID: user, PersonKey: "key-" + user, Bindings: []auth.Binding{{Role: role, OrgID: org}}}
}

func (e *env) as(a auth.Actor) context.Context { return auth.With(e.t.Context(), a) }

// answer returns a result of the day with its document, attached to the volunteer.
func answer(volunteerID string, day region.Day, hit bool) volunteers.Result {
	return volunteers.Result{
		Hit: hit, Authority: volunteers.Police, Day: day, DocumentNo: "花公查〔2026〕18号", Issuer: "花溪区公安分局", FileID: "fil_" + volunteerID,
	}
}

// cleared has the organisation record a clear result of the day and the office confirm it.
func (e *env) cleared(volunteerID string, day region.Day) volunteers.Volunteer {
	e.t.Helper()
	must(e.service.RecordResult(e.as(e.admin), volunteerID, answer(volunteerID, day, false)))(e.t)
	return must(e.service.ConfirmResult(e.as(e.office), volunteerID, 0))(e.t)
}

func (e *env) job() context.Context { return auth.System(e.t.Context(), "test") }

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

func wants(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// blames reports whether err refuses the field with the code.
func blames(err error, field, code string) bool {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok {
		return false
	}
	for _, fl := range f.Fields {
		if fl.Path == field && fl.Code == code {
			return true
		}
	}
	return false
}

func (e *env) approvedOrg() string {
	e.seq++
	p := orgs.Profile{
		Name: fmt.Sprintf("青禾社会工作服务中心%d", e.seq), USCC: ident.MakeUSCC("52", "990001", e.seq), Region: county, Type: orgs.ServiceAgency,
		Registrar: "花溪区民政局", ValidTo: "2028-12-31", Business: "留守儿童关爱服务", Workers: 8, Certified: 5,
	}
	owner := auth.Actor{UserID: "usr_owner", PersonKey: "key-owner"}
	o := must(e.orgs.Register(e.as(owner), p, orgs.Personal{
		LegalRep: "王建国", ContactName: "李小梅", Mobile: "13700000001", Address: "贵州省贵阳市花溪区明珠大道88号", BankAccount: "6222020200112233445",
	}))(e.t)
	owner.Bindings = []auth.Binding{{Role: auth.OrgAdmin, OrgID: o.ID}}
	must(e.orgs.Submit(e.as(owner), o.ID))(e.t)
	must(e.orgs.Take(e.as(e.reviewer), o.ID))(e.t)
	must(e.orgs.Approve(e.as(e.reviewer), o.ID))(e.t)
	return o.ID
}

// user creates an account with a proven mobile and returns its actor.
func (e *env) user(mobile string) auth.Actor {
	e.t.Helper()
	u := must(e.accounts.Create(e.job(), accounts.NewUser{Mobile: privacy.Secret(mobile)}))(e.t)
	return auth.Actor{UserID: u.ID}
}

// unproven creates an account whose mobile was entered by a county administrator.
func (e *env) unproven(mobile string) auth.Actor {
	e.t.Helper()
	u := must(e.accounts.Create(e.as(e.office), accounts.NewUser{
		Name: "王科长", Mobile: privacy.Secret(mobile), Bindings: []auth.Binding{{Role: auth.CountyViewer, Region: county}},
	}))(e.t)
	return auth.Actor{UserID: u.ID}
}

func newStaff(mobile string) accounts.NewUser {
	return accounts.NewUser{Mobile: privacy.Secret(mobile), IDNumber: privacy.Secret(ident.MakeIDNumber("990009", "1980-01-01", 1))}
}

func profile() volunteers.Profile {
	return volunteers.Profile{
		Name: name, IDNumber: privacy.Secret(idNumber), Region: county, Agreement: volunteers.OwnText.Agreed(noon),
		Details: volunteers.Details{
			Skills: []string{"课业辅导"}, Services: []string{"关爱留守儿童"}, Available: "周末", Emergency: volunteers.Kin{Name: kinName, Relation: "父亲", Mobile: kinTel},
		},
	}
}

// person returns the profile of the person with number n.
func person(n int) volunteers.Profile {
	p := profile()
	p.Name, p.IDNumber = privacy.Secret("志愿者"+string(rune('甲'+n))), privacy.Secret(ident.MakeIDNumber("990002", "1988-02-03", n))
	return p
}

func tel(n int) string { return fmt.Sprintf("1360000%04d", n) }

// registered creates an account and its profile; joined also adds it to organisation A.
func (e *env) registered(n int) (volunteers.Volunteer, auth.Actor) {
	e.t.Helper()
	u := e.user(tel(n))
	v := must(e.service.Register(e.as(u), person(n)))(e.t)
	u.VolunteerID, u.PersonKey, u.Bindings = v.ID, v.PersonKey, []auth.Binding{{Role: auth.Volunteer}}
	return v, u
}

func (e *env) joined(n int) (volunteers.Volunteer, auth.Actor) {
	e.t.Helper()
	v, u := e.registered(n)
	must(e.service.AskToJoin(e.as(u), e.orgA))(e.t)
	return must(e.service.Accept(e.as(e.admin), v.ID, e.orgA))(e.t), u
}

func (e *env) active(n int) (volunteers.Volunteer, auth.Actor) {
	e.t.Helper()
	v, u := e.joined(n)
	must(e.service.Verify(e.as(e.admin), v.ID, 0))(e.t)
	return must(e.service.Activate(e.as(e.lead), v.ID))(e.t), u
}

// queried brings the clearance to the state before the result.
func (e *env) queried(v volunteers.Volunteer, u auth.Actor) {
	e.t.Helper()
	must(e.service.Consent(e.as(u), volunteers.ClearanceConsent))(e.t)
	must(e.service.RecordQuery(e.as(e.admin), v.ID))(e.t)
}

func (e *env) load(id string) volunteers.Volunteer {
	e.t.Helper()
	return must(e.service.Get(e.job(), id))(e.t)
}

// queued lists the recipients of the template's messages.
func (e *env) queued(template string) []string {
	to := []string{}
	for _, m := range notifytest.Queued(e.t, e.outbox, template+"/") {
		to = append(to, m.To)
	}
	return to
}

// codeTo sends what is queued and returns the code in the last message to the mobile.
func (e *env) codeTo(mobile privacy.Secret) (code privacy.Secret) {
	e.t.Helper()
	sms := &notifytest.Recorder{}
	d := must(notify.NewDispatcher(e.outbox, notify.DispatcherDeps{Contact: e.accounts.Contact, Senders: map[notify.Channel]notify.Sender{notify.BySMS: sms}}))(e.t)
	if err := d.SendDue(e.t.Context()); err != nil {
		e.t.Fatal(err)
	}
	for _, got := range sms.Got() {
		if _, rest, ok := strings.Cut(got.Text.Body, "验证码是 "); ok && got.To == mobile.Reveal() {
			code = privacy.Secret(rest[:6])
		}
	}
	return code
}

// count returns the number of profiles.
func (e *env) count() int {
	e.t.Helper()
	return len(must(e.service.List(e.job(), volunteers.Query{Page: []docstore.Option{docstore.Limit(10_000)}}))(e.t).Items)
}

// auditHolds checks that the chain of the audit log is intact and that it contains none of the texts.
func (e *env) auditHolds(secrets ...string) {
	e.t.Helper()
	if n, bad, err := e.audit.Verify(e.t.Context()); err != nil || bad != "" || n == 0 {
		e.t.Errorf("audit: %d entries, bad %q, %v", n, bad, err)
	}
	reader := auth.Actor{UserID: "usr_auditor", Bindings: []auth.Binding{{Role: auth.Auditor}}}
	page := must(e.audit.List(e.as(reader), audit.Query{}, docstore.Limit(1000)))(e.t)
	text := []byte(fmt.Sprintf("%+v", page.Items))
	for _, s := range secrets {
		if bytes.Contains(text, []byte(s)) {
			e.t.Errorf("the audit log shows %q", s)
		}
	}
}

// roster returns a workbook as package sheet writes it: a title above the header, all cells as text.
func roster(t testing.TB, header []string, rows ...[]string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := sheet.Write(&b, sheet.Sheet{Name: "花名册", Header: header, Rows: rows}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
