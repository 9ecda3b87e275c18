package care_test

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/care"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

func TestPairingLife(t *testing.T) {
	e := newEnv(t)
	f := e.registered()
	v := e.volunteer("1990-01-01", true, true)
	p := e.proposed(f.ID, care.CaringMother)
	if p.Status != care.Proposed || !p.Staff || p.Pseudonym != f.Pseudonym || p.AgeBand != "6-13" {
		t.Errorf("proposed: %+v", p)
	}
	if b := must(e.service.Get(t.Context(), f.ID))(t); !slices.Equal(b.OrgIDs, []string{e.org}) {
		t.Errorf("the supervisor's proposal does not assign: %v", b.OrgIDs)
	}
	_, err := e.service.RecordConsent(e.as(e.lead), p.ID, 0, e.consent())
	wants(t, "consent before the match", err, care.ErrPairingMove)
	must(e.service.Match(e.as(e.lead), p.ID, p.Version, []string{v.ID}))(t)
	_, err = e.service.Activate(e.as(e.lead), p.ID, 0)
	wants(t, "active without consent", err, care.ErrPairingMove)
	got := must(e.service.RecordConsent(e.as(e.lead), p.ID, 0, e.consent()))(t)
	if got.Consent == nil || got.ConsentName != guardianName || got.Consent.RecordedBy != "usr_lead" || got.Consent.Version != "2026-1" {
		t.Errorf("consent: %+v", got.Consent)
	}
	got = must(e.service.Activate(e.as(e.lead), p.ID, 0))(t)
	if got.From != today || got.NextDue != "2026-04-01" {
		t.Errorf("active: from %s, due %s", got.From, got.NextDue)
	}
	if to := e.sent("care.pairing_active"); !slices.Equal(to, []string{v.ID, e.org}) {
		t.Errorf("told: %v", to)
	}
	must(e.service.Pause(e.as(e.lead), p.ID, 0, care.FamilyRequest))(t)
	_, err = e.service.Activate(e.as(e.lead), p.ID, 0)
	wants(t, "activating a paused one", err, care.ErrPairingMove)
	e.now = noon.AddDate(0, 0, 40)
	got = must(e.service.Resume(e.as(e.lead), p.ID, 0))(t)
	if got.From != today || got.NextDue != "2026-05-11" || got.PauseReason != "" {
		t.Errorf("resumed: %+v", got.Pairing)
	}
	got = must(e.service.End(e.as(e.supervisor), p.ID, 0, care.Unsuited))(t)
	if got.Status != care.Ended || got.NextDue != "" || got.EndReason != care.Unsuited {
		t.Errorf("ended: %+v", got.Pairing)
	}
	_, err = e.service.Resume(e.as(e.lead), p.ID, 0)
	wants(t, "resuming an ended one", err, care.ErrPairingMove)
	_, err = e.service.End(e.as(e.lead), p.ID, 0, "no_reason")
	wants(t, "an unknown reason", err, care.ErrReasonUnknown)
}

func TestMatchRefusals(t *testing.T) {
	e := newEnv(t)
	f := e.registered()
	woman, man := e.volunteer("1990-01-01", true, true), e.volunteer("1990-01-01", false, true)
	girl, unclear := e.volunteer("2008-03-03", true, true), e.volunteer("1990-01-01", true, false)
	frozen := e.volunteer("1990-01-01", true, true)
	must(e.vols.Freeze(e.as(e.lead), frozen.ID, "多次缺席活动"))(t)
	left := e.volunteer("1990-01-01", true, true)
	must(e.vols.Remove(e.as(e.lead), left.ID, e.org))(t)
	for _, tt := range []struct {
		name string
		kind care.PairingType
		who  []volunteers.Volunteer
		want error
	}{
		{"no clearance", care.OneToOne, []volunteers.Volunteer{unclear}, care.ErrNotClear},
		{"frozen", care.OneToOne, []volunteers.Volunteer{frozen}, care.ErrVolunteer},
		{"of another organisation", care.OneToOne, []volunteers.Volunteer{left}, care.ErrVolunteer},
		{"nobody known", care.OneToOne, []volunteers.Volunteer{{}}, care.ErrVolunteer},
		{"a man as a mother", care.CaringMother, []volunteers.Volunteer{man}, care.ErrMother},
		{"a girl of 17 as a mother", care.CaringMother, []volunteers.Volunteer{girl}, care.ErrMother},
		{"two one to one", care.OneToOne, []volunteers.Volunteer{man, woman}, care.ErrTeamSize},
		{"a team of one", care.Team, []volunteers.Volunteer{man}, care.ErrTeamSize},
		{"a team of one, twice", care.Team, []volunteers.Volunteer{man, man}, care.ErrTeamSize},
		{"a team with one unclear", care.Team, []volunteers.Volunteer{man, unclear}, care.ErrNotClear},
		{"a good team", care.Team, []volunteers.Volunteer{man, woman}, nil},
		{"a mother", care.CaringMother, []volunteers.Volunteer{woman}, nil},
	} {
		p := e.proposed(f.ID, tt.kind)
		_, err := e.service.Match(e.as(e.lead), p.ID, 0, ids(tt.who))
		wants(t, tt.name, err, tt.want)
	}
	g := e.registered()
	p := e.proposed(g.ID, care.OneToOne)
	herself := e.lead
	herself.PersonKey = woman.PersonKey
	_, err := e.service.Match(e.as(herself), p.ID, 0, []string{woman.ID})
	wants(t, "matching oneself", err, auth.ErrSelf)
	must(e.service.Match(e.as(e.lead), p.ID, 0, []string{woman.ID}))(t)
	_, err = e.service.RecordConsent(e.as(herself), p.ID, 0, e.consent())
	wants(t, "recording the consent for oneself", err, auth.ErrSelf)
	must(e.service.RecordConsent(e.as(e.lead), p.ID, 0, e.consent()))(t)
	e.now = noon.AddDate(1, 0, 1)
	_, err = e.service.Activate(e.as(e.lead), p.ID, 0)
	wants(t, "clearance lapsed before the start", err, care.ErrNotClear)
}

func TestConsent(t *testing.T) {
	e := newEnv(t)
	v := e.volunteer("1990-01-01", true, true)
	p := e.proposed(e.registered().ID, care.OneToOne)
	must(e.service.Match(e.as(e.lead), p.ID, 0, []string{v.ID}))(t)
	for _, tt := range []struct {
		field, code string
		change      func(*care.NewConsent)
	}{
		{"name", "required", func(c *care.NewConsent) { c.Name = "" }},
		{"version", "required", func(c *care.NewConsent) { c.Version = "" }},
		{"at", "time_future", func(c *care.NewConsent) { c.At = e.now.Add(time.Minute) }},
		{"relation", "choice", func(c *care.NewConsent) { c.Relation = care.Self }},
		{"opinion", "choice", func(c *care.NewConsent) { c.Opinion = care.Adult }},
		{"opinion", "choice", func(c *care.NewConsent) { c.Opinion = "" }},
	} {
		c := e.consent()
		tt.change(&c)
		if _, err := e.service.RecordConsent(e.as(e.lead), p.ID, 0, c); !blames(err, tt.field, tt.code) {
			t.Errorf("%s: %v", tt.field, err)
		}
	}
	no := e.consent()
	no.Opinion = care.Refuses
	_, err := e.service.RecordConsent(e.as(e.lead), p.ID, 0, no)
	wants(t, "the child says no", err, care.ErrSaidNo)
	if q := e.pairing(p.ID); q.Status != care.Matched || q.Consent != nil {
		t.Errorf("after the no: %s", q.Status)
	}
}

func TestBoundedLoad(t *testing.T) {
	e := newEnv(t)
	var files []care.File
	for range 4 {
		files = append(files, e.registered())
	}
	busy := e.volunteer("1990-01-01", true, true)
	var held []care.PairingFile
	for _, f := range files[:3] {
		held = append(held, e.consented(f.ID, busy))
	}
	p := e.proposed(files[3].ID, care.OneToOne)
	_, err := e.service.Match(e.as(e.lead), p.ID, 0, []string{busy.ID})
	wants(t, "a fourth pairing", err, care.ErrVolunteerFull)
	second, third := e.volunteer("1990-01-01", true, true), e.volunteer("1990-01-01", true, true)
	e.active(files[0].ID, second)
	q := e.proposed(files[0].ID, care.OneToOne)
	_, err = e.service.Match(e.as(e.lead), q.ID, 0, []string{third.ID})
	wants(t, "a third pairing of one child", err, care.ErrChildFull)
	must(e.service.End(e.as(e.lead), held[0].ID, 0, care.Completed))(t)
	must(e.service.Match(e.as(e.lead), q.ID, 0, []string{third.ID}))(t)
	must(e.service.Match(e.as(e.lead), p.ID, 0, []string{busy.ID}))(t)
}

func TestBoundedLoadAtOnce(t *testing.T) {
	e := newEnv(t)
	v := e.volunteer("1990-01-01", true, true)
	var list []string
	for range 6 {
		list = append(list, e.proposed(e.registered().ID, care.OneToOne).ID)
	}
	var wg sync.WaitGroup
	errs := make([]error, len(list))
	for i, id := range list {
		wg.Go(func() { _, errs[i] = e.service.Match(e.as(e.lead), id, 0, []string{v.ID}) })
	}
	wg.Wait()
	matched := 0
	for _, err := range errs {
		switch {
		case err == nil:
			matched++
		case !errors.Is(err, care.ErrVolunteerFull):
			t.Error(err)
		}
	}
	if matched != care.MaxPerVolunteer {
		t.Errorf("%d matched", matched)
	}
}

func TestOnlyRegisteredAndActive(t *testing.T) {
	e := newEnv(t)
	draft := e.draft()
	n := care.NewPairing{BeneficiaryID: draft.ID, OrgID: e.org, Type: care.OneToOne, Plan: care.Plan{CallsPerMonth: 1}}
	_, err := e.service.Propose(e.as(e.supervisor), n)
	wants(t, "a draft", err, care.ErrNotRegistered)
	n.BeneficiaryID = e.registered().ID
	_, err = e.service.Propose(e.as(e.farSupervisor), n)
	wants(t, "another town's child", err, docstore.ErrNotFound)
	p := must(e.service.Propose(e.as(e.supervisor), n))(t)
	two := e.lead
	two.Bindings = append(slices.Clone(two.Bindings), e.stranger.Bindings...)
	elsewhere := n
	elsewhere.OrgID = e.otherOrg
	_, err = e.service.Propose(e.as(two), elsewhere)
	wants(t, "carrying a child from one organisation to another", err, docstore.ErrNotFound)
	must(e.service.Return(e.as(e.county), n.BeneficiaryID, 0, care.Correction, ""))(t)
	_, err = e.service.Match(e.as(e.lead), p.ID, 0, []string{e.volunteer("1990-01-01", true, true).ID})
	wants(t, "matching while the file is corrected", err, care.ErrNotRegistered)
	e.register(n.BeneficiaryID)
	empty := n
	empty.Plan = care.Plan{}
	_, err = e.service.Propose(e.as(e.supervisor), empty)
	wants(t, "no plan", err, care.ErrPlan)
	must(e.orgs.Suspend(e.as(e.county), e.org, "年度检查发现问题，需要整改"))(t)
	_, err = e.service.Propose(e.as(e.supervisor), n)
	wants(t, "a suspended organisation", err, orgs.ErrNotActive)
}

func TestLog(t *testing.T) {
	e := newEnv(t)
	v, mate := e.volunteer("1990-01-01", true, true), e.volunteer("1991-01-01", false, true)
	p := e.active(e.registered().ID, v, mate)
	e.now = noon.AddDate(0, 0, 10)
	self := e.as(asVolunteer(v))
	for _, tt := range []struct {
		field, code string
		change      func(*care.NewContact)
	}{
		{"note", "too_short", func(c *care.NewContact) { c.Note = "  电话联系，一切好  " }},
		{"note", "too_long", func(c *care.NewContact) { c.Note = privacy.Secret(strings.Repeat("好", 2001)) }},
		{"at", "contact_day", func(c *care.NewContact) { c.At = e.now.Add(time.Minute) }},
		{"at", "contact_day", func(c *care.NewContact) { c.At = noon.AddDate(0, 0, -1) }},
		{"minutes", "out_of_range", func(c *care.NewContact) { c.Minutes = 1441 }},
		{"way", "choice", func(c *care.NewContact) { c.Way = "letter" }},
		{"met", "choice", func(c *care.NewContact) { c.Met = "" }},
	} {
		c := e.contact()
		tt.change(&c)
		if _, err := e.service.Log(self, p.ID, c); !blames(err, tt.field, tt.code) {
			t.Errorf("%s %s: %v", tt.field, tt.code, err)
		}
	}
	ten := e.contact()
	ten.Note = "电话联系一切都很好呀"
	must(e.service.Log(self, p.ID, ten))(t)
	_, err := e.service.Log(self, p.ID, ten)
	wants(t, "logged twice", err, care.ErrContactTwice)
	if q := e.pairing(p.ID); q.NextDue != "2026-04-11" || q.LastCall != "2026-03-12" || q.LastMeeting != today {
		t.Errorf("after a call: %+v", q)
	}
	nobody := e.contact()
	nobody.At, nobody.Met = e.now.Add(-2*time.Hour), care.MetNobody
	e.now = noon.AddDate(0, 0, 20)
	nobody.At = e.now.Add(-time.Hour)
	must(e.service.Log(self, p.ID, nobody))(t)
	if q := e.pairing(p.ID); q.LastCall != "2026-03-12" {
		t.Errorf("reaching nobody counts: %s", q.LastCall)
	}
	visit := e.contact()
	visit.Way, visit.At = care.Home, e.now.Add(-2*time.Hour)
	must(e.service.Log(e.as(asVolunteer(mate)), p.ID, visit))(t)
	if q := e.pairing(p.ID); q.LastCall != "2026-03-22" || q.LastMeeting != "2026-03-22" || q.NextDue != "2026-04-21" {
		t.Errorf("after a meeting: %+v", q)
	}
	if mine := must(e.service.Contacts(self, p.ID))(t); len(mine.Items) != 2 {
		t.Errorf("a volunteer sees %d contacts, not the own two", len(mine.Items))
	}
	if all := must(e.service.Contacts(e.as(e.lead), p.ID))(t); len(all.Items) != 3 {
		t.Errorf("the organisation sees %d", len(all.Items))
	}
	stranger := asVolunteer(e.volunteer("1990-01-01", true, true))
	_, err = e.service.Log(e.as(stranger), p.ID, e.contact())
	wants(t, "somebody else's pairing", err, docstore.ErrNotFound)
	_, err = e.service.Log(auth.System(t.Context(), "job"), p.ID, e.contact())
	wants(t, "a job", err, docstore.ErrNotFound)
}

func TestDanger(t *testing.T) {
	e := newEnv(t)
	v := e.volunteer("1990-01-01", true, true)
	p := e.active(e.registered().ID, v)
	c := e.contact()
	c.Danger = true
	must(e.service.Log(e.as(asVolunteer(v)), p.ID, c))(t)
	m := notifytest.Queued(t, e.outbox, "care.danger/")
	slices.SortFunc(m, func(a, b notify.Message) int { return cmp.Compare(a.To, b.To) })
	if len(m) != 3 || m[0].To != "usr_of_county_admin" || m[1].To != "usr_of_town_supervisor" || m[2].To != "usr_of_village_director" || !m[0].Urgent || len(m[2].Channels) != 3 {
		t.Errorf("messages: %+v", m)
	}
	for _, tpl := range care.Templates {
		if tpl.Name == "care.danger" && (!strings.HasPrefix(tpl.ZH.Body, "紧急情况请先拨打 110") || !strings.HasPrefix(tpl.EN.Body, "In an emergency call 110 first")) {
			t.Error("110 does not come first")
		}
	}
	must(e.service.Pause(e.as(e.lead), p.ID, 0, care.SafetyConcern))(t)
	e.now = noon.Add(time.Hour)
	_, err := e.service.Log(e.as(asVolunteer(v)), p.ID, e.contact())
	wants(t, "a contact while paused", err, care.ErrPairingResting)
	c.At = e.now
	must(e.service.Log(e.as(asVolunteer(v)), p.ID, c))(t)
	if q := e.pairing(p.ID); q.Status != care.Paused || q.NextDue != "" {
		t.Errorf("reporting a danger changed the paused pairing: %+v", q)
	}
	if n := len(notifytest.Queued(t, e.outbox, "care.danger/")); n != 6 {
		t.Errorf("%d messages", n)
	}
}

func (e *env) remind(on region.Day) {
	e.t.Helper()
	e.now = on.Start().Add(4 * time.Hour)
	for range 2 { // running it again changes nothing
		if err := e.service.RemindOverdueContacts(auth.System(e.t.Context(), "remind-contacts")); err != nil {
			e.t.Fatal(err)
		}
	}
}

func TestRemindOverdueContacts(t *testing.T) {
	e := newEnv(t)
	v := e.volunteer("1990-01-01", true, true)
	p := e.active(e.registered().ID, v)
	type count struct{ due, overdue int }
	for _, tt := range []struct {
		on     region.Day
		want   count
		misses int64
	}{
		{"2026-03-31", count{0, 0}, 0},
		{"2026-04-01", count{0, 0}, 0}, // the last day of the first period
		{"2026-04-02", count{1, 0}, 1},
		{"2026-04-20", count{1, 0}, 1},
		{"2026-05-01", count{1, 0}, 1},
		{"2026-05-02", count{2, 2}, 2}, // organisation and supervisor
		{"2026-07-20", count{3, 4}, 4}, // after downtime, only the latest
	} {
		e.remind(tt.on)
		if got := (count{len(e.sent("care.contact_due")), len(e.sent("care.contact_overdue"))}); got != tt.want || e.pairing(p.ID).Misses != tt.misses {
			t.Errorf("%s: %+v, want %+v; misses %d", tt.on, got, tt.want, e.pairing(p.ID).Misses)
		}
	}
	if to := e.sent("care.contact_overdue"); !slices.Equal(to[:2], []string{e.org, "usr_of_town_supervisor"}) {
		t.Errorf("told: %v", to)
	}
	queued := notifytest.Queued(t, e.outbox, "care.contact_due/")
	latest := queued[len(queued)-1]
	if !must(e.service.StillApplies(t.Context(), latest))(t) {
		t.Error("the latest does not apply")
	}
	c := e.contact()
	c.Way = care.School
	must(e.service.Log(e.as(asVolunteer(v)), p.ID, c))(t)
	if must(e.service.StillApplies(t.Context(), latest))(t) || e.pairing(p.ID).Misses != 0 {
		t.Error("the reminder still applies after a contact")
	}
	e.remind("2026-08-10")
	if n := len(e.sent("care.contact_due")); n != 3 {
		t.Errorf("%d after the contact", n)
	}
}

func TestLateEntryCountsForItsDay(t *testing.T) {
	e := newEnv(t)
	v := e.volunteer("1990-01-01", true, true)
	p := e.active(e.registered().ID, v)
	e.remind("2026-04-02")
	missed := e.pairing(p.ID)
	if missed.Misses != 1 || missed.NextDue != "2026-05-01" {
		t.Errorf("missed: %+v", missed)
	}
	e.remind("2026-04-19")
	if again := e.pairing(p.ID); again.Version != missed.Version {
		t.Error("the job writes when there is nothing to tell")
	}
	c := e.contact()
	c.At = region.Day("2026-03-20").Start().Add(time.Hour)
	must(e.service.Log(e.as(asVolunteer(v)), p.ID, c))(t)
	if q := e.pairing(p.ID); q.Misses != 0 || q.NextDue != "2026-04-19" { // today is the last day of the period
		t.Errorf("late entry: %+v", q)
	}
}

func TestLapsedClearancePauses(t *testing.T) {
	e := newEnv(t)
	v, frozen := e.volunteer("1990-01-01", true, true), e.volunteer("1990-01-01", true, true)
	f := e.registered()
	p, q := e.active(f.ID, v), e.active(f.ID, frozen)
	must(e.vols.Freeze(e.as(e.lead), frozen.ID, "多次缺席活动"))(t)
	e.remind("2026-03-03")
	if got := e.pairing(q.ID); got.Status != care.Paused || got.PauseReason != care.ClearanceLapsed {
		t.Errorf("frozen: %s %s", got.Status, got.PauseReason)
	}
	if got := e.pairing(p.ID); got.Status != care.Active {
		t.Errorf("clear: %s", got.Status)
	}
	e.remind("2027-03-03")
	if got := e.pairing(p.ID); got.Status != care.Paused {
		t.Errorf("lapsed: %s", got.Status)
	}
	if to := e.sent("care.pairing_paused"); len(to) != 4 || !slices.Contains(to, v.ID) || !slices.Contains(to, "usr_of_town_supervisor") {
		t.Errorf("told: %v", to)
	}
	if n := len(e.sent("care.contact_due")); n != 0 {
		t.Errorf("a paused pairing is reminded: %d", n)
	}
	if r := e.records("pairing.pause"); len(r) != 2 || r[0].Actor != "job:remind-contacts" {
		t.Errorf("records: %+v", r)
	}
	_, err := e.service.Resume(e.as(e.lead), p.ID, 0)
	wants(t, "resuming without clearance", err, care.ErrNotClear)
}

func TestPseudonymIsHiddenAfterTheEnd(t *testing.T) {
	e := newEnv(t)
	v := e.volunteer("1990-01-01", true, true)
	p := e.active(e.registered().ID, v)
	must(e.service.End(e.as(e.lead), p.ID, 0, care.Completed))(t)
	self := e.as(asVolunteer(v))
	if got := must(e.service.ReadPairing(self, p.ID))(t); got.Staff || got.Pseudonym == "" {
		t.Errorf("just ended: %+v", got)
	}
	e.now = noon.AddDate(0, 0, 8)
	if got := must(e.service.ReadPairing(self, p.ID))(t); got.Pseudonym != "" || got.AgeBand != "" {
		t.Errorf("a week later: %+v", got)
	}
	if got := must(e.service.ReadPairing(e.as(e.lead), p.ID))(t); got.Pseudonym == "" {
		t.Error("the pseudonym is hidden from the organisation too")
	}
}

func TestElderConsentsAlone(t *testing.T) {
	e := newEnv(t)
	v := e.volunteer("1990-01-01", false, true)
	f := must(e.service.Create(e.as(e.director), care.Facts{
		Kinds: []care.Kind{care.LeftBehindElder}, Region: village, Gender: care.Female, Birth: "1950-02-28", NoIDReason: care.LostPapers,
		Guardianship: care.BySelf, Schooling: care.NotAtSchool, Risk: care.Blue,
	}, care.Identity{Name: guardianName}))(t)
	e.register(f.ID)
	p := e.proposed(f.ID, care.OneToOne)
	must(e.service.Match(e.as(e.lead), p.ID, 0, []string{v.ID}))(t)
	c := e.consent()
	c.Relation, c.Opinion = care.Self, care.Adult
	got := must(e.service.RecordConsent(e.as(e.lead), p.ID, 0, c))(t)
	if got.Pseudonym != "老A·老人·青岩村" || got.AgeBand != "70-79" {
		t.Errorf("elder: %s %s", got.Pseudonym, got.AgeBand)
	}
}
