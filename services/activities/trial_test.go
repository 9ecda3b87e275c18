package activities_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/activities/activitiestest"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// TestTrialActivityInThePast creates, edits and repeats activities that began before now.
func TestTrialActivityInThePast(t *testing.T) {
	w := newWorld(t)
	past := func(n activities.NewActivity) activities.NewActivity {
		back := n.Start.Sub(w.Now())
		n.SignupFrom, n.SignupTo = n.SignupFrom.Add(-back), n.SignupTo.Add(-back)
		n.Start, n.End = n.Start.Add(-back), n.End.Add(-back)
		return n
	}
	plan := w.plan()
	if _, err := w.Create(w.Lead(), past(plan)); !errors.Is(err, activities.ErrPast) {
		t.Errorf("created: %v", err)
	}
	draft, err := w.Create(w.Lead(), plan)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Edit(w.Lead(), draft.ID, 0, past(plan)); !errors.Is(err, activities.ErrPast) {
		t.Errorf("edited: %v", err)
	}
	early := plan
	early.SignupFrom = w.Now().AddDate(0, 0, -20)
	early.SignupTo = early.SignupFrom.Add(time.Hour)
	yesterday := region.DayOf(w.Now()).Add(-1)
	if _, err := w.CreateSeries(w.Lead(), activities.Series{NewActivity: early, Days: []region.Day{yesterday}}); !errors.Is(err, activities.ErrSeriesPast) {
		t.Errorf("repeated: %v", err)
	}
}

// TestTrialBarredKeepsPlace records a hit for a volunteer with a place on an activity with children: the place goes to the next in
// line at once, no reminder goes out, and leader and county are told by when to act.
func TestTrialBarredKeepsPlace(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(3)
	w.Clear(ids...)
	a := w.published(func(p *activities.Plan) { p.Capacity, p.TargetGroup = 1, activities.Children })
	own := w.published(func(p *activities.Plan) { p.Start, p.End = p.Start.AddDate(0, 0, 1), p.End.AddDate(0, 0, 1) })
	for _, id := range ids[:2] {
		w.signUp(a, id)
	}
	w.signUp(own, ids[0])
	w.At(a.Start.Add(-20 * time.Hour))
	if err := w.RemindUpcoming(job()); err != nil {
		t.Fatal(err)
	}
	w.Bar(ids[0])
	status := func(a activities.Activity, id string) activities.SignupStatus {
		su, err := w.SignupOf(t.Context(), a.ID, id)
		if err != nil {
			t.Fatal(err)
		}
		return su.Status
	}
	if one, two := status(a, ids[0]), status(a, ids[1]); one != activities.Declined || two != activities.Confirmed {
		t.Errorf("barred: %s, next in line: %s", one, two)
	}
	if got := status(own, ids[0]); got != activities.Declined { // frozen by the hit
		t.Errorf("an activity without children: %s", got)
	}
	for _, m := range notifytest.Queued(t, w.Outbox, "activity.reminder/") {
		if still, err := w.StillApplies(t.Context(), m); m.To == ids[0] && (still || err != nil) {
			t.Errorf("the reminder goes out: %v", err)
		}
	}
	told := notifytest.Queued(t, w.Outbox, "volunteer.stopped/")
	to := map[string]int{}
	for _, m := range told {
		to[m.To]++
	}
	if to["usr_lead"] != 2 || !told[0].Urgent {
		t.Errorf("told: %v", to)
	}
}

// TestTrialClearanceRevoked: a clear result that is revoked ends places on activities with children, and no others.
func TestTrialClearanceRevoked(t *testing.T) {
	w := newWorld(t)
	id := w.Volunteers(1)[0]
	w.Clear(id)
	a := w.published(func(p *activities.Plan) { p.TargetGroup = activities.Children })
	other := w.published(func(p *activities.Plan) { p.Start, p.End = p.Start.AddDate(0, 0, 1), p.End.AddDate(0, 0, 1) })
	w.signUp(a, id)
	w.signUp(other, id)
	if _, err := w.Profiles.RevokeClearance(w.Office(), id, 0, "查询对象有误"); err != nil {
		t.Fatal(err)
	}
	for of, want := range map[string]activities.SignupStatus{a.ID: activities.Declined, other.ID: activities.Confirmed} {
		if su, err := w.SignupOf(t.Context(), of, id); err != nil || su.Status != want {
			t.Errorf("%s, want %s, %v", su.Status, want, err)
		}
	}
	if _, _, err := w.SignUpFor(w.Lead(), a.ID, id); !errors.Is(err, activities.ErrNeedsClearance) {
		t.Errorf("again: %v", err)
	}
}

// TestTrialLateWithdrawalUntold has volunteers withdraw while others wait: early and from the line nobody is told, late the leader is, also
// at night: who, why, and how many places are taken after the line has moved. When the leader has left, the organisation is told.
func TestTrialLateWithdrawalUntold(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(5)
	a := w.published(nil) // two places
	for _, id := range []string{ids[3], ids[0], ids[1], ids[2], ids[4]} {
		w.signUp(a, id)
	}
	w.At(a.Start.Add(-activities.LateBefore))
	_, err := w.Withdraw(w.Volunteer(ids[3]), a.ID, "孩子发烧")
	want(t, err, nil)
	w.At(a.Start.Add(-2 * time.Hour))
	_, err = w.Withdraw(w.Volunteer(ids[4]), a.ID, "不来了")
	want(t, err, nil)
	if told := w.Sent("activity.withdrawn"); len(told) > 0 {
		t.Errorf("of an early withdrawal, or one from the line: %+v", told)
	}
	if _, err := w.Withdraw(w.Volunteer(ids[0]), a.ID, "孩子发烧"); err != nil {
		t.Fatal(err)
	}
	v, err := w.Profiles.Get(t.Context(), ids[0])
	if err != nil {
		t.Fatal(err)
	}
	told := w.Sent("activity.withdrawn")
	if len(told) != 1 {
		t.Fatalf("told: %+v", told)
	}
	d := told[0].Data
	if told[0].To != "usr_lead" || !told[0].Urgent {
		t.Errorf("told %s, urgent: %v", told[0].To, told[0].Urgent)
	}
	if d["taken"] != "2" || d["moved"] != "1" || d["reason"] != "孩子发烧" || d["no"] != v.No || !strings.HasSuffix(d["who"], "*") {
		t.Errorf("told: %v", d)
	}
	applies := func(m notify.Message) bool {
		t.Helper()
		still, err := w.StillApplies(t.Context(), m)
		want(t, err, nil)
		return still
	}
	if !applies(told[0]) {
		t.Error("the leader is not told")
	}
	w.Left = []string{"usr_lead"}
	_, err = w.Withdraw(w.Volunteer(ids[1]), a.ID, "临时加班")
	want(t, err, nil)
	told = w.Sent("activity.withdrawn")
	if len(told) != 2 {
		t.Fatalf("told: %+v", told)
	}
	for _, m := range told {
		if want := m.To == w.OrgID; applies(m) != want || want != (m.Data["reason"] == "临时加班") {
			t.Errorf("after the leader has left: to %s of %s", m.To, m.Data["reason"])
		}
		if m.To, m.Via = "usr_admin", m.To; applies(m) != (m.Via == w.OrgID) {
			t.Errorf("forwarded by %s", m.Via)
		}
	}
}

// TestTrialSkillClaimed signs people up for an activity that needs a skill: by claiming it in the profile, by a certificate that ends
// before the activity does, and by one that staff took back.
func TestTrialSkillClaimed(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(2)
	a := w.published(func(p *activities.Plan) { p.Skills, p.Capacity, p.Waitlist = []string{"手语"}, 1, true })
	last := region.DayOf(a.End)
	try := func(what, id string, want error) {
		t.Helper()
		if _, _, err := w.SignUp(w.Volunteer(id), a.ID); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
	}
	verify := func(id string, to region.Day) {
		t.Helper()
		if _, err := w.Profiles.VerifySkill(w.Office(), id, 0, volunteers.SkillCheck{Skill: "手语", Certificate: "手语翻译证书", ValidTo: to}); err != nil {
			t.Fatal(err)
		}
	}
	try("not in the profile", ids[0], activities.ErrNeedsSkill)
	for _, id := range ids {
		w.Learn(id, "手语")
	}
	try("claimed in the profile", ids[0], activities.ErrSkillUnseen)
	verify(ids[0], last.Add(-1))
	try("a certificate that ends the day before", ids[0], activities.ErrSkillExpired)
	if seen, err := w.See(w.Volunteer(ids[0]), a.ID); err != nil || seen.Answer.May || len(seen.Answer.Why) != 1 || seen.Answer.Why[0].Args["day"] != string(last.Add(-1)) {
		t.Errorf("answer: %+v, %v", seen.Answer, err)
	}
	for _, id := range ids {
		verify(id, last)
		try("verified", id, nil)
	}
	if _, err := w.Profiles.WithdrawSkill(w.Office(), ids[0], 0, "手语", "证书查无此人"); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]activities.SignupStatus{ids[0]: activities.Declined, ids[1]: activities.Confirmed} {
		if su, err := w.SignupOf(t.Context(), a.ID, id); err != nil || su.Status != want {
			t.Errorf("after it was taken back: %s, want %s, %v", su.Status, want, err)
		}
	}
	told := notifytest.Queued(t, w.Outbox, "volunteer.stopped/")
	if len(told) == 0 || told[0].Data["why"] != volunteers.StopWords.Of("skill", "zh") {
		t.Errorf("told: %+v", told)
	}
	try("again", ids[0], activities.ErrSkillUnseen)
}

// TestTrialSkillExpired lets a certificate end while activities that need it are ahead, because they were moved: the one that begins after
// the last day loses its sign-up on the day after, not before; the one that begins on the last day goes on, and the one that needs no skill.
func TestTrialSkillExpired(t *testing.T) {
	w := newWorld(t)
	id := w.Volunteers(1)[0]
	w.Learn(id, "手语", "急救")
	plan := func(day, hour int, hours time.Duration, skills ...string) func(*activities.Plan) {
		return func(p *activities.Plan) {
			p.Start = monday.AddDate(0, 0, day).Add(time.Duration(hour) * time.Hour)
			p.End, p.SignupTo, p.Skills = p.Start.Add(hours*time.Hour), p.Start, skills
		}
	}
	last := region.DayOf(monday.AddDate(0, 0, 3))
	for _, skill := range []string{"手语", "急救"} {
		c := volunteers.SkillCheck{Skill: skill, Certificate: "证书", ValidTo: last}
		if _, err := w.Profiles.VerifySkill(w.Office(), id, 0, c); err != nil {
			t.Fatal(err)
		}
	}
	later, onLast, free := w.published(plan(1, 0, 2, "手语")), w.published(plan(2, 0, 2, "手语")), w.published(plan(1, 4, 2))
	for _, a := range []activities.Activity{later, onLast, free} {
		w.signUp(a, id)
	}
	move := func(a activities.Activity, to func(*activities.Plan)) {
		n := w.plan()
		to(&n.Plan)
		if _, err := w.Edit(w.Lead(), a.ID, 0, n); err != nil {
			t.Fatal(err)
		}
	}
	move(later, plan(9, 0, 2, "手语"))
	move(onLast, plan(3, 13, 4, "手语")) // 22:00 to 2:00
	move(free, plan(8, 4, 2))
	job := func(what string, at time.Time, first activities.SignupStatus) {
		t.Helper()
		w.At(at)
		if err := w.Profiles.RemindSkills(activitiestest.Job()); err != nil {
			t.Fatal(err)
		}
		for a, want := range map[string]activities.SignupStatus{later.ID: first, onLast.ID: activities.Confirmed, free.ID: activities.Confirmed} {
			if su, err := w.SignupOf(t.Context(), a, id); err != nil || su.Status != want || (su.Reason == "skill_expired") != (want == activities.Declined) {
				t.Errorf("%s: %s is %s, %q, want %s, %v", what, a, su.Status, su.Reason, want, err)
			}
		}
	}
	if _, err := w.Profiles.WithdrawSkill(w.Office(), id, 0, "急救", "登记有误"); err != nil {
		t.Fatal(err)
	}
	job("another skill is withdrawn", monday, activities.Confirmed)
	job("on the last day", last.LastInstant(), activities.Confirmed)
	job("on the day after", last.End().Add(35*time.Minute), activities.Declined)
	told := w.Sent("volunteer.stopped")
	if len(told) == 0 || told[0].Data["why"] != volunteers.StopWords.Of("skill_expired", "zh") || told[0].Subject != later.ID {
		t.Errorf("told: %+v", told)
	}
}

// TestTrialGuardianOnWord has a volunteer of 16, whose guardian agreed only on paper, sign up to serve children: refused until the
// guardian agrees by a code. What has nothing to do with children is open.
func TestTrialGuardianOnWord(t *testing.T) {
	w := newWorld(t)
	id := w.Minor()
	w.Clear(id)
	children := w.published(func(p *activities.Plan) { p.TargetGroup = activities.Children })
	other := w.published(func(p *activities.Plan) { p.Start, p.End = p.Start.AddDate(0, 0, 1), p.End.AddDate(0, 0, 1) })
	if _, _, err := w.SignUp(w.Volunteer(id), children.ID); !errors.Is(err, volunteers.ErrNoGuardian) {
		t.Errorf("with children: %v", err)
	}
	if _, _, err := w.SignUpFor(w.Lead(), children.ID, id); !errors.Is(err, volunteers.ErrNoGuardian) {
		t.Errorf("signed up by the organisation: %v", err)
	}
	if seen, err := w.See(w.Volunteer(id), children.ID); err != nil || seen.Answer.May || !errors.Is(seen.Answer.Why[0], volunteers.ErrNoGuardian) {
		t.Errorf("answer: %+v, %v", seen.Answer, err)
	}
	w.signUp(other, id)
}

// TestTrialGuardianTakesBack has the guardian of a volunteer of 16 take the consent back after a sign-up to serve children: the sign-up
// ends at once and a new one is refused, while what has nothing to do with children stays.
func TestTrialGuardianTakesBack(t *testing.T) {
	w := newWorld(t)
	id := w.Minor()
	w.Clear(id)
	w.GuardianAgrees(id)
	children := w.published(func(p *activities.Plan) { p.TargetGroup = activities.Children })
	other := w.published(func(p *activities.Plan) { p.Start, p.End = p.Start.AddDate(0, 0, 1), p.End.AddDate(0, 0, 1) })
	w.signUp(children, id)
	w.signUp(other, id)
	if _, err := w.Profiles.WithdrawGuardianFor(w.Office(), id, ""); err == nil {
		t.Error("withdrawn without a reason")
	}
	if _, err := w.Profiles.WithdrawGuardianFor(w.Office(), id, "监护人来电撤回"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		activity activities.Activity
		status   activities.SignupStatus
	}{{children, activities.Declined}, {other, activities.Confirmed}} {
		if su, err := w.SignupOf(t.Context(), want.activity.ID, id); err != nil || su.Status != want.status {
			t.Errorf("%s: %s, want %s, %v", want.activity.Title, su.Status, want.status, err)
		}
	}
	if _, _, err := w.SignUp(w.Volunteer(id), children.ID); !errors.Is(err, volunteers.ErrNoGuardian) {
		t.Errorf("signed up again: %v", err)
	}
	if told := w.Sent("volunteer.guardian_withdrawn"); len(told) != 2 {
		t.Errorf("told: %+v", told)
	}
	if _, err := w.Profiles.WithdrawGuardianFor(w.Office(), id, "监护人来电撤回"); !errors.Is(err, volunteers.ErrNoGuardian) {
		t.Errorf("withdrawn twice: %v", err)
	}
}

// TestTrialRemindedUncleared moves an activity with children behind the end of a volunteer's clearance: the reminder does not apply.
func TestTrialRemindedUncleared(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(2)
	w.Clear(ids...)
	w.ClearUntil(ids[1], "2026-03-20")
	a := w.published(func(p *activities.Plan) { p.TargetGroup = activities.Children })
	for _, id := range ids {
		w.signUp(a, id)
	}
	n := w.plan()
	n.TargetGroup = activities.Children
	n.Start, n.End, n.SignupTo = n.Start.AddDate(0, 1, 0), n.End.AddDate(0, 1, 0), n.SignupTo.AddDate(0, 1, 0)
	if _, err := w.Edit(w.Lead(), a.ID, 0, n); err != nil {
		t.Fatal(err)
	}
	w.At(n.Start.Add(-20 * time.Hour))
	if err := w.RemindUpcoming(job()); err != nil {
		t.Fatal(err)
	}
	for _, m := range w.Sent("activity.reminder") {
		still, err := w.StillApplies(t.Context(), m)
		if want := m.To == ids[0]; still != want || err != nil {
			t.Errorf("%s: %v, %v", m.To, still, err)
		}
	}
}

// TestTrialNotAgreed has a volunteer from a roster open an account and sign up before they have agreed to anything.
func TestTrialNotAgreed(t *testing.T) {
	w := newWorld(t)
	id := w.Volunteers(1)[0]
	w.Open(id)
	a := w.published(nil)
	if _, _, err := w.SignUp(w.Volunteer(id), a.ID); !errors.Is(err, volunteers.ErrNotAgreed) {
		t.Errorf("without consent: %v", err)
	}
	w.Agree(id)
	w.signUp(a, id)
}

// TestTrialClashWithTheLine signs a volunteer up for an activity that takes place while another one does, on whose waiting list they
// are: the refusal and the activity's page say so.
func TestTrialClashWithTheLine(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(2)
	full := w.published(func(p *activities.Plan) { p.Capacity = 1 })
	other := w.published(func(p *activities.Plan) { p.Title = "周四图书整理" })
	for _, id := range ids {
		w.signUp(full, id)
	}
	for id, clash := range map[string]error{ids[0]: activities.ErrClash, ids[1]: activities.ErrClashWaiting} {
		_, _, err := w.SignUp(w.Volunteer(id), other.ID)
		want(t, err, clash)
		seen, err := w.See(w.Volunteer(id), other.ID)
		want(t, err, nil)
		if why := seen.Answer.Why; len(why) != 1 || !errors.Is(why[0], clash) || why[0].Args["activity"] != full.ID || why[0].Args["title"] != full.Title {
			t.Errorf("shown: %v", why)
		}
	}
}

// TestTrialNotYetLooksStopped signs up before sign-up opens, before verification, before activation, and by somebody who was stopped:
// each is refused by a code of its own, and the page of the activity says which of them end by themselves or by a step that is under way.
func TestTrialNotYetLooksStopped(t *testing.T) {
	w := newWorld(t)
	ids := w.Rostered(4)
	ready := w.Volunteers(1)[0]
	open := w.published(nil)
	later := w.published(func(p *activities.Plan) { p.SignupFrom = p.Start.Add(-time.Hour) })
	for _, id := range ids[1:3] {
		if _, err := w.Profiles.Verify(w.Office(), id, 0); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Profiles.Activate(w.Office(), ids[2]); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Profiles.Freeze(w.Office(), ids[2], "家长投诉，正在核实"); err != nil {
		t.Fatal(err)
	}
	w.Bar(ids[3]) // before anybody has verified them
	app := apitest.New(t, func(r *httpapi.Router) { activities.Routes(r, w.Service) })
	for _, tt := range []struct {
		what, id string
		a        activities.Activity
		code     string
		notYet   bool
	}{
		{"before sign-up opens", ready, later, "signup_not_open", true},
		{"not verified", ids[0], open, "volunteer_unverified", true},
		{"not activated", ids[1], open, "volunteer_unactivated", true},
		{"frozen", ids[2], open, "volunteer_not_active", false},
		{"barred", ids[3], open, "volunteer_not_active", false},
	} {
		me := app.As(auth.From(w.Volunteer(tt.id)))
		me.Do("POST", "/activities/"+tt.a.ID+"/signups", nil).Refused(409, tt.code)
		var seen struct {
			Answer struct {
				Why []struct {
					Code, Text string
					NotYet     bool `json:"not_yet"`
				}
			}
		}
		me.Do("GET", "/activities/"+tt.a.ID, nil).Want(200).JSON(&seen)
		if why := seen.Answer.Why; len(why) != 1 || why[0].Code != tt.code || why[0].NotYet != tt.notYet || strings.Contains(why[0].Text, "{") {
			t.Errorf("%s: %+v", tt.what, why)
		}
	}
	w.At(open.Start)
	app.As(auth.From(w.Volunteer(ready))).Do("POST", "/activities/"+open.ID+"/signups", nil).Refused(409, "signup_closed")
}

// TestTrialDecidingOnOneself has a worker sign up as a volunteer, under the same account and under another one, and confirm, decline
// and mark the own sign-up.
func TestTrialDecidingOnOneself(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(1)
	v, err := w.Profiles.Get(t.Context(), ids[0])
	if err != nil || v.PersonKey == "" {
		t.Fatal(err)
	}
	a := w.published(func(p *activities.Plan) { p.Review = true })
	su := w.signUp(a, ids[0])
	own, twin := auth.From(w.Lead()), auth.From(w.Lead())
	own.VolunteerID, twin.UserID, twin.PersonKey = ids[0], "usr_twin", v.PersonKey
	for name, actor := range map[string]auth.Actor{"same account": own, "another account": twin} {
		ctx := auth.With(t.Context(), actor)
		for _, confirm := range []bool{true, false} {
			if _, err := w.Decide(ctx, su.ID, confirm, "另有安排"); !errors.Is(err, auth.ErrSelf) {
				t.Errorf("%s: confirm %v: %v", name, confirm, err)
			}
		}
		if _, err := w.MarkAbsent(ctx, su.ID); !errors.Is(err, auth.ErrSelf) {
			t.Errorf("%s: absent: %v", name, err)
		}
	}
	if _, err := w.Decide(w.Lead(), su.ID, true, ""); err != nil {
		t.Error(err)
	}
}
