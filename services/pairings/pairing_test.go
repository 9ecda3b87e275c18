package pairings_test

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
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/pairings"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

func TestPairingLife(t *testing.T) {
	e := newEnv(t)
	f := e.Registered()
	v := e.Volunteer("1990-01-01", true, true)
	p := e.proposed(f.ID, pairings.CaringMother)
	if p.Status != pairings.Proposed || !p.Staff || p.Pseudonym != f.Pseudonym || p.AgeBand != "6-13" {
		t.Errorf("proposed: %+v", p)
	}
	if b := must(e.Register.Get(t.Context(), f.ID))(t); !slices.Equal(b.OrgIDs, []string{e.Org}) {
		t.Errorf("the supervisor's proposal does not assign: %v", b.OrgIDs)
	}
	_, err := e.service.RecordConsent(e.As(e.Lead), p.ID, 0, e.consent())
	wants(t, "consent before the match", err, pairings.ErrPairingMove)
	must(e.service.Match(e.As(e.Lead), p.ID, p.Version, []string{v.ID}))(t)
	_, err = e.service.Activate(e.As(e.Lead), p.ID, 0)
	wants(t, "active without consent", err, pairings.ErrPairingMove)
	got := must(e.service.RecordConsent(e.As(e.Lead), p.ID, 0, e.consent()))(t)
	if got.Consent == nil || got.ConsentName != guardianName || got.Consent.RecordedBy != "usr_lead" || got.Consent.Version != "2026-1" {
		t.Errorf("consent: %+v", got.Consent)
	}
	got = must(e.service.Activate(e.As(e.Lead), p.ID, 0))(t)
	if got.From != today || got.NextDue != "2026-04-01" {
		t.Errorf("active: from %s, due %s", got.From, got.NextDue)
	}
	if to := e.Sent("pairing.active"); !slices.Equal(to, []string{v.ID, e.Org}) {
		t.Errorf("told: %v", to)
	}
	must(e.service.Pause(e.As(e.Lead), p.ID, 0, pairings.FamilyRequest))(t)
	_, err = e.service.Activate(e.As(e.Lead), p.ID, 0)
	wants(t, "activating a paused one", err, pairings.ErrPairingMove)
	e.Now = noon.AddDate(0, 0, 40)
	got = must(e.service.Resume(e.As(e.Lead), p.ID, 0))(t)
	if got.From != today || got.NextDue != "2026-05-11" || got.PauseReason != "" {
		t.Errorf("resumed: %+v", got.Pairing)
	}
	got = must(e.service.End(e.As(e.Supervisor), p.ID, 0, pairings.Unsuited))(t)
	if got.Status != pairings.Ended || got.NextDue != "" || got.EndReason != pairings.Unsuited {
		t.Errorf("ended: %+v", got.Pairing)
	}
	_, err = e.service.Resume(e.As(e.Lead), p.ID, 0)
	wants(t, "resuming an ended one", err, pairings.ErrPairingMove)
	_, err = e.service.End(e.As(e.Lead), p.ID, 0, "no_reason")
	wants(t, "an unknown reason", err, register.ErrReasonUnknown)
}

func TestMatchRefusals(t *testing.T) {
	e := newEnv(t)
	f := e.Registered()
	woman, man := e.Volunteer("1990-01-01", true, true), e.Volunteer("1990-01-01", false, true)
	girl, unclear := e.Volunteer("2008-03-03", true, true), e.Volunteer("1990-01-01", true, false)
	frozen := e.Volunteer("1990-01-01", true, true)
	must(e.Vols.Freeze(e.As(e.Lead), frozen.ID, "多次缺席活动"))(t)
	left := e.Volunteer("1990-01-01", true, true)
	must(e.Vols.Remove(e.As(e.Lead), left.ID, e.Org))(t)
	for _, tt := range []struct {
		name string
		kind pairings.PairingType
		who  []volunteers.Volunteer
		want error
	}{
		{"no clearance", pairings.OneToOne, []volunteers.Volunteer{unclear}, pairings.ErrNotClear},
		{"frozen", pairings.OneToOne, []volunteers.Volunteer{frozen}, pairings.ErrVolunteer},
		{"of another organisation", pairings.OneToOne, []volunteers.Volunteer{left}, pairings.ErrVolunteer},
		{"nobody known", pairings.OneToOne, []volunteers.Volunteer{{}}, pairings.ErrVolunteer},
		{"a man as a mother", pairings.CaringMother, []volunteers.Volunteer{man}, pairings.ErrMother},
		{"a girl of 17 as a mother", pairings.CaringMother, []volunteers.Volunteer{girl}, pairings.ErrMother},
		{"two one to one", pairings.OneToOne, []volunteers.Volunteer{man, woman}, pairings.ErrTeamSize},
		{"a team of one", pairings.Team, []volunteers.Volunteer{man}, pairings.ErrTeamSize},
		{"a team of one, twice", pairings.Team, []volunteers.Volunteer{man, man}, pairings.ErrTeamSize},
		{"a team with one unclear", pairings.Team, []volunteers.Volunteer{man, unclear}, pairings.ErrNotClear},
		{"a good team", pairings.Team, []volunteers.Volunteer{man, woman}, nil},
		{"a mother", pairings.CaringMother, []volunteers.Volunteer{woman}, nil},
	} {
		p := e.proposed(f.ID, tt.kind)
		_, err := e.service.Match(e.As(e.Lead), p.ID, 0, ids(tt.who))
		wants(t, tt.name, err, tt.want)
	}
	g := e.Registered()
	p := e.proposed(g.ID, pairings.OneToOne)
	herself := e.Lead
	herself.PersonKey = woman.PersonKey
	_, err := e.service.Match(e.As(herself), p.ID, 0, []string{woman.ID})
	wants(t, "matching oneself", err, auth.ErrSelf)
	must(e.service.Match(e.As(e.Lead), p.ID, 0, []string{woman.ID}))(t)
	_, err = e.service.RecordConsent(e.As(herself), p.ID, 0, e.consent())
	wants(t, "recording the consent for oneself", err, auth.ErrSelf)
	must(e.service.RecordConsent(e.As(e.Lead), p.ID, 0, e.consent()))(t)
	e.Now = noon.AddDate(1, 0, 1)
	_, err = e.service.Activate(e.As(e.Lead), p.ID, 0)
	wants(t, "clearance lapsed before the start", err, pairings.ErrNotClear)
}

func TestConsent(t *testing.T) {
	e := newEnv(t)
	v := e.Volunteer("1990-01-01", true, true)
	p := e.proposed(e.Registered().ID, pairings.OneToOne)
	must(e.service.Match(e.As(e.Lead), p.ID, 0, []string{v.ID}))(t)
	for _, tt := range []struct {
		field, code string
		change      func(*pairings.NewConsent)
	}{
		{"name", "required", func(c *pairings.NewConsent) { c.Name = "" }},
		{"version", "required", func(c *pairings.NewConsent) { c.Version = "" }},
		{"at", "time_future", func(c *pairings.NewConsent) { c.At = e.Now.Add(time.Minute) }},
		{"relation", "choice", func(c *pairings.NewConsent) { c.Relation = pairings.Self }},
		{"opinion", "choice", func(c *pairings.NewConsent) { c.Opinion = pairings.Adult }},
		{"opinion", "choice", func(c *pairings.NewConsent) { c.Opinion = "" }},
	} {
		c := e.consent()
		tt.change(&c)
		if _, err := e.service.RecordConsent(e.As(e.Lead), p.ID, 0, c); !blames(err, tt.field, tt.code) {
			t.Errorf("%s: %v", tt.field, err)
		}
	}
	no := e.consent()
	no.Opinion = pairings.Refuses
	_, err := e.service.RecordConsent(e.As(e.Lead), p.ID, 0, no)
	wants(t, "the child says no", err, pairings.ErrSaidNo)
	if q := e.pairing(p.ID); q.Status != pairings.Matched || q.Consent != nil {
		t.Errorf("after the no: %s", q.Status)
	}
}

func TestBoundedLoad(t *testing.T) {
	e := newEnv(t)
	var files []register.File
	for range 4 {
		files = append(files, e.Registered())
	}
	busy := e.Volunteer("1990-01-01", true, true)
	var held []pairings.PairingFile
	for _, f := range files[:3] {
		held = append(held, e.consented(f.ID, busy))
	}
	p := e.proposed(files[3].ID, pairings.OneToOne)
	_, err := e.service.Match(e.As(e.Lead), p.ID, 0, []string{busy.ID})
	wants(t, "a fourth pairing", err, pairings.ErrVolunteerFull)
	second, third := e.Volunteer("1990-01-01", true, true), e.Volunteer("1990-01-01", true, true)
	e.active(files[0].ID, second)
	q := e.proposed(files[0].ID, pairings.OneToOne)
	_, err = e.service.Match(e.As(e.Lead), q.ID, 0, []string{third.ID})
	wants(t, "a third pairing of one child", err, pairings.ErrChildFull)
	must(e.service.End(e.As(e.Lead), held[0].ID, 0, pairings.Completed))(t)
	must(e.service.Match(e.As(e.Lead), q.ID, 0, []string{third.ID}))(t)
	must(e.service.Match(e.As(e.Lead), p.ID, 0, []string{busy.ID}))(t)
}

func TestBoundedLoadAtOnce(t *testing.T) {
	e := newEnv(t)
	v := e.Volunteer("1990-01-01", true, true)
	var list []string
	for range 6 {
		list = append(list, e.proposed(e.Registered().ID, pairings.OneToOne).ID)
	}
	var wg sync.WaitGroup
	errs := make([]error, len(list))
	for i, id := range list {
		wg.Go(func() { _, errs[i] = e.service.Match(e.As(e.Lead), id, 0, []string{v.ID}) })
	}
	wg.Wait()
	matched := 0
	for _, err := range errs {
		switch {
		case err == nil:
			matched++
		case !errors.Is(err, pairings.ErrVolunteerFull):
			t.Error(err)
		}
	}
	if matched != pairings.MaxPerVolunteer {
		t.Errorf("%d matched", matched)
	}
}

func TestOnlyRegisteredAndActive(t *testing.T) {
	e := newEnv(t)
	draft := e.Draft()
	n := pairings.NewPairing{BeneficiaryID: draft.ID, OrgID: e.Org, Type: pairings.OneToOne, Plan: pairings.Plan{CallsPerMonth: 1}}
	_, err := e.service.Propose(e.As(e.Supervisor), n)
	wants(t, "a draft", err, register.ErrNotRegistered)
	n.BeneficiaryID = e.Registered().ID
	_, err = e.service.Propose(e.As(e.FarSupervisor), n)
	wants(t, "another town's child", err, docstore.ErrNotFound)
	p := must(e.service.Propose(e.As(e.Supervisor), n))(t)
	two := e.Lead
	two.Bindings = append(slices.Clone(two.Bindings), e.Stranger.Bindings...)
	elsewhere := n
	elsewhere.OrgID = e.OtherOrg
	_, err = e.service.Propose(e.As(two), elsewhere)
	wants(t, "carrying a child from one organisation to another", err, docstore.ErrNotFound)
	must(e.Register.Return(e.As(e.Admin), n.BeneficiaryID, 0, register.Correction, ""))(t)
	_, err = e.service.Match(e.As(e.Lead), p.ID, 0, []string{e.Volunteer("1990-01-01", true, true).ID})
	wants(t, "matching while the file is corrected", err, register.ErrNotRegistered)
	e.Enter(n.BeneficiaryID)
	empty := n
	empty.Plan = pairings.Plan{}
	_, err = e.service.Propose(e.As(e.Supervisor), empty)
	wants(t, "no plan", err, pairings.ErrPlan)
	must(e.Orgs.Suspend(e.As(e.Admin), e.Org, "年度检查发现问题，需要整改"))(t)
	_, err = e.service.Propose(e.As(e.Supervisor), n)
	wants(t, "a suspended organisation", err, orgs.ErrNotActive)
}

// TestContactsCountForAContract, chosen for the pairing, when they reached somebody and report no danger.
func TestContactsCountForAContract(t *testing.T) {
	e := newEnv(t)
	v := e.Volunteer("1990-01-01", true, true)
	p := e.active(e.Registered().ID, v)
	e.Now = noon.AddDate(0, 0, 10)
	log := func(before time.Duration, change func(*pairings.NewContact)) string {
		c := e.contact()
		c.At = c.At.Add(-before)
		change(&c)
		return must(e.service.Log(e.As(asVolunteer(v)), p.ID, c))(t).ID
	}
	log(0, func(*pairings.NewContact) {})
	_, err := e.service.CountFor(e.As(e.Lead), p.ID, 0, "con_other")
	wants(t, "a contract of others", err, errNotOurs)
	if f := must(e.service.CountFor(e.As(e.Lead), p.ID, 0, "con_ours"))(t); f.ContractID != "con_ours" {
		t.Errorf("the pairing counts for %q", f.ContractID)
	}
	id := log(time.Hour, func(*pairings.NewContact) {})
	log(2*time.Hour, func(c *pairings.NewContact) { c.Met = pairings.MetNobody })
	log(3*time.Hour, func(c *pairings.NewContact) { c.Danger = true })
	must(e.service.CountFor(e.As(e.Lead), p.ID, 0, ""))(t)
	log(4*time.Hour, func(*pairings.NewContact) {})
	if !slices.Equal(e.counted, []string{id}) {
		t.Errorf("counted %v, want %s", e.counted, id)
	}
}

func TestLog(t *testing.T) {
	e := newEnv(t)
	v, mate := e.Volunteer("1990-01-01", true, true), e.Volunteer("1991-01-01", false, true)
	p := e.active(e.Registered().ID, v, mate)
	e.Now = noon.AddDate(0, 0, 10)
	self := e.As(asVolunteer(v))
	for _, tt := range []struct {
		field, code string
		change      func(*pairings.NewContact)
	}{
		{"note", "too_short", func(c *pairings.NewContact) { c.Note = "  电话联系，一切好  " }},
		{"note", "too_long", func(c *pairings.NewContact) { c.Note = privacy.Secret(strings.Repeat("好", 2001)) }},
		{"at", "contact_day", func(c *pairings.NewContact) { c.At = e.Now.Add(time.Minute) }},
		{"at", "contact_day", func(c *pairings.NewContact) { c.At = noon.AddDate(0, 0, -1) }},
		{"minutes", "out_of_range", func(c *pairings.NewContact) { c.Minutes = 1441 }},
		{"way", "choice", func(c *pairings.NewContact) { c.Way = "letter" }},
		{"met", "choice", func(c *pairings.NewContact) { c.Met = "" }},
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
	wants(t, "logged twice", err, pairings.ErrContactTwice)
	if q := e.pairing(p.ID); q.NextDue != "2026-04-11" || q.LastCall != "2026-03-12" || q.LastMeeting != today {
		t.Errorf("after a call: %+v", q)
	}
	nobody := e.contact()
	nobody.At, nobody.Met = e.Now.Add(-2*time.Hour), pairings.MetNobody
	e.Now = noon.AddDate(0, 0, 20)
	nobody.At = e.Now.Add(-time.Hour)
	must(e.service.Log(self, p.ID, nobody))(t)
	if q := e.pairing(p.ID); q.LastCall != "2026-03-12" {
		t.Errorf("reaching nobody counts: %s", q.LastCall)
	}
	visit := e.contact()
	visit.Way, visit.At = pairings.Home, e.Now.Add(-2*time.Hour)
	must(e.service.Log(e.As(asVolunteer(mate)), p.ID, visit))(t)
	if q := e.pairing(p.ID); q.LastCall != "2026-03-22" || q.LastMeeting != "2026-03-22" || q.NextDue != "2026-04-21" {
		t.Errorf("after a meeting: %+v", q)
	}
	if mine := must(e.service.Contacts(self, p.ID))(t); len(mine.Items) != 2 {
		t.Errorf("a volunteer sees %d contacts, not the own two", len(mine.Items))
	}
	if all := must(e.service.Contacts(e.As(e.Lead), p.ID))(t); len(all.Items) != 3 {
		t.Errorf("the organisation sees %d", len(all.Items))
	}
	stranger := asVolunteer(e.Volunteer("1990-01-01", true, true))
	_, err = e.service.Log(e.As(stranger), p.ID, e.contact())
	wants(t, "somebody else's pairing", err, docstore.ErrNotFound)
	_, err = e.service.Log(auth.System(t.Context(), "job"), p.ID, e.contact())
	wants(t, "a job", err, docstore.ErrNotFound)
}

func TestDanger(t *testing.T) {
	e := newEnv(t)
	v := e.Volunteer("1990-01-01", true, true)
	p := e.active(e.Registered().ID, v)
	c := e.contact()
	c.Danger = true
	must(e.service.Log(e.As(asVolunteer(v)), p.ID, c))(t)
	m := notifytest.Queued(t, e.Outbox, "pairing.danger/")
	slices.SortFunc(m, func(a, b notify.Message) int { return cmp.Compare(a.To, b.To) })
	if len(m) != 3 || m[0].To != "usr_of_county_admin" || m[1].To != "usr_of_town_supervisor" || m[2].To != "usr_of_village_director" || !m[0].Urgent || len(m[2].Channels) != 3 {
		t.Errorf("messages: %+v", m)
	}
	for _, tpl := range pairings.Templates {
		if tpl.Name == "pairing.danger" && (!strings.HasPrefix(tpl.ZH.Body, "紧急情况请先拨打 110") || !strings.HasPrefix(tpl.EN.Body, "In an emergency call 110 first")) {
			t.Error("110 does not come first")
		}
	}
	must(e.service.Pause(e.As(e.Lead), p.ID, 0, pairings.SafetyConcern))(t)
	e.Now = noon.Add(time.Hour)
	_, err := e.service.Log(e.As(asVolunteer(v)), p.ID, e.contact())
	wants(t, "a contact while paused", err, pairings.ErrPairingResting)
	c.At = e.Now
	must(e.service.Log(e.As(asVolunteer(v)), p.ID, c))(t)
	if q := e.pairing(p.ID); q.Status != pairings.Paused || q.NextDue != "" {
		t.Errorf("reporting a danger changed the paused pairing: %+v", q)
	}
	if n := len(notifytest.Queued(t, e.Outbox, "pairing.danger/")); n != 6 {
		t.Errorf("%d messages", n)
	}
}

func (e *env) remind(on region.Day) {
	e.T.Helper()
	e.Now = on.Start().Add(4 * time.Hour)
	for range 2 { // running it again changes nothing
		if err := e.service.RemindOverdueContacts(auth.System(e.T.Context(), "remind-contacts")); err != nil {
			e.T.Fatal(err)
		}
	}
}

func TestRemindOverdueContacts(t *testing.T) {
	e := newEnv(t)
	v := e.Volunteer("1990-01-01", true, true)
	p := e.active(e.Registered().ID, v)
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
		if got := (count{len(e.Sent("pairing.contact_due")), len(e.Sent("pairing.contact_overdue"))}); got != tt.want || e.pairing(p.ID).Misses != tt.misses {
			t.Errorf("%s: %+v, want %+v; misses %d", tt.on, got, tt.want, e.pairing(p.ID).Misses)
		}
	}
	if to := e.Sent("pairing.contact_overdue"); !slices.Equal(to[:2], []string{e.Org, "usr_of_town_supervisor"}) {
		t.Errorf("told: %v", to)
	}
	queued := notifytest.Queued(t, e.Outbox, "pairing.contact_due/")
	latest := queued[len(queued)-1]
	if !must(e.service.StillApplies(t.Context(), latest))(t) {
		t.Error("the latest does not apply")
	}
	c := e.contact()
	c.Way = pairings.School
	must(e.service.Log(e.As(asVolunteer(v)), p.ID, c))(t)
	if must(e.service.StillApplies(t.Context(), latest))(t) || e.pairing(p.ID).Misses != 0 {
		t.Error("the reminder still applies after a contact")
	}
	e.remind("2026-08-10")
	if n := len(e.Sent("pairing.contact_due")); n != 3 {
		t.Errorf("%d after the contact", n)
	}
}

func TestLateEntryCountsForItsDay(t *testing.T) {
	e := newEnv(t)
	v := e.Volunteer("1990-01-01", true, true)
	p := e.active(e.Registered().ID, v)
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
	must(e.service.Log(e.As(asVolunteer(v)), p.ID, c))(t)
	if q := e.pairing(p.ID); q.Misses != 0 || q.NextDue != "2026-04-19" { // today is the last day of the period
		t.Errorf("late entry: %+v", q)
	}
}

func TestLapsedClearancePauses(t *testing.T) {
	e := newEnv(t)
	v, frozen := e.Volunteer("1990-01-01", true, true), e.Volunteer("1990-01-01", true, true)
	f := e.Registered()
	p, q := e.active(f.ID, v), e.active(f.ID, frozen)
	must(e.Vols.Freeze(e.As(e.Lead), frozen.ID, "多次缺席活动"))(t)
	e.remind("2026-03-03")
	if got := e.pairing(q.ID); got.Status != pairings.Paused || got.PauseReason != pairings.ClearanceLapsed {
		t.Errorf("frozen: %s %s", got.Status, got.PauseReason)
	}
	if got := e.pairing(p.ID); got.Status != pairings.Active {
		t.Errorf("clear: %s", got.Status)
	}
	e.remind("2027-03-03")
	if got := e.pairing(p.ID); got.Status != pairings.Paused {
		t.Errorf("lapsed: %s", got.Status)
	}
	if to := e.Sent("pairing.paused"); len(to) != 4 || !slices.Contains(to, v.ID) || !slices.Contains(to, "usr_of_town_supervisor") {
		t.Errorf("told: %v", to)
	}
	if n := len(e.Sent("pairing.contact_due")); n != 0 {
		t.Errorf("a paused pairing is reminded: %d", n)
	}
	if r := e.Records("pairing.pause"); len(r) != 2 || r[0].Actor != "job:remind-contacts" {
		t.Errorf("records: %+v", r)
	}
	_, err := e.service.Resume(e.As(e.Lead), p.ID, 0)
	wants(t, "resuming without clearance", err, pairings.ErrNotClear)
}

func TestPseudonymIsHiddenAfterTheEnd(t *testing.T) {
	e := newEnv(t)
	v := e.Volunteer("1990-01-01", true, true)
	p := e.active(e.Registered().ID, v)
	must(e.service.End(e.As(e.Lead), p.ID, 0, pairings.Completed))(t)
	self := e.As(asVolunteer(v))
	if got := must(e.service.ReadPairing(self, p.ID))(t); got.Staff || got.Pseudonym == "" {
		t.Errorf("just ended: %+v", got)
	}
	e.Now = noon.AddDate(0, 0, 8)
	if got := must(e.service.ReadPairing(self, p.ID))(t); got.Pseudonym != "" || got.AgeBand != "" {
		t.Errorf("a week later: %+v", got)
	}
	if got := must(e.service.ReadPairing(e.As(e.Lead), p.ID))(t); got.Pseudonym == "" {
		t.Error("the pseudonym is hidden from the organisation too")
	}
}

func TestElderConsentsAlone(t *testing.T) {
	e := newEnv(t)
	v := e.Volunteer("1990-01-01", false, true)
	f := must(e.Register.Create(e.As(e.Director), register.Content{Facts: register.Facts{
		Kinds: []register.Kind{register.LeftBehindElder}, Region: village, Gender: register.Female, Birth: "1950-02-28", NoIDReason: register.LostPapers,
		Guardianship: register.BySelf, Schooling: register.NotAtSchool, Risk: register.Blue,
	}, Identity: register.Identity{Name: guardianName}}))(t)
	e.Enter(f.ID)
	p := e.proposed(f.ID, pairings.OneToOne)
	must(e.service.Match(e.As(e.Lead), p.ID, 0, []string{v.ID}))(t)
	c := e.consent()
	c.Relation, c.Opinion = pairings.Self, pairings.Adult
	got := must(e.service.RecordConsent(e.As(e.Lead), p.ID, 0, c))(t)
	if got.Pseudonym != "老A·老人·青岩村" || got.AgeBand != "70-79" {
		t.Errorf("elder: %s %s", got.Pseudonym, got.AgeBand)
	}
}
