package attendance_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// TestTrialRefusalOnSite has volunteers check in who were stopped before and during the activity: each is told why.
func TestTrialRefusalOnSite(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(5)
	w.Clear(ids...)
	p := w.plan(monday, 2*time.Hour)
	p.TargetGroup = activities.Children
	a := w.planned(p, ids...)
	refused := func(id string, reason error) {
		t.Helper()
		_, err := w.CheckIn(w.Volunteer(id), scan(w.code(a, attendance.In)), nil)
		want(t, err, reason)
	}
	w.At(a.Start.Add(-time.Hour))
	w.Bar(ids[0])
	freeze := func(id string) {
		if _, err := w.Profiles.Freeze(w.Office(), id, "家长投诉，正在核实"); err != nil {
			t.Fatal(err)
		}
	}
	freeze(ids[1])
	w.At(a.Start)
	freeze(ids[2])
	w.ClearUntil(ids[3], "2026-03-02")
	refused(ids[0], volunteers.ErrBarred)
	refused(ids[1], attendance.ErrNotServing)
	refused(ids[2], attendance.ErrNotServing)
	refused(ids[3], attendance.ErrClearance)
	refused(ids[4], nil)
}

// TestTrialCertificateEnded has a volunteer check in whose certificate ended before the activity, which was moved: told why.
func TestTrialCertificateEnded(t *testing.T) {
	w := newWorld(t)
	id := w.Volunteers(1)[0]
	p := w.plan(monday, 2*time.Hour)
	p.Skills = []string{"手语"}
	w.At(monday.AddDate(0, 0, -1))
	w.Learn(id, "手语")
	check := volunteers.SkillCheck{Skill: "手语", Certificate: "手语翻译证书", ValidTo: region.DayOf(monday)}
	_, err := w.Profiles.VerifySkill(w.Office(), id, 0, check)
	want(t, err, nil)
	a := w.planned(p, id)
	w.At(monday.Add(-time.Hour))
	p.Start, p.End = p.Start.AddDate(0, 0, 2), p.End.AddDate(0, 0, 2)
	p.SignupTo = p.Start
	a, err = w.acts.Edit(w.Lead(), a.ID, 0, activities.NewActivity{LeaderPhone: "13800000000", Plan: p})
	want(t, err, nil)
	w.At(a.Start.AddDate(0, 0, -1))
	want(t, w.Profiles.RemindSkills(job()), nil)
	w.At(a.Start)
	_, err = w.CheckIn(w.Volunteer(id), scan(w.code(a, attendance.In)), nil)
	want(t, err, activities.ErrSkillEnded)
}

// TestTrialLeaderHasLeft has the leader leave the organisation before the activity is recorded: the reminder no longer goes to them,
// but to the organisation.
func TestTrialLeaderHasLeft(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(1)
	a := w.activity(monday, 2*time.Hour, ids...)
	w.At(a.End.AddDate(0, 0, 9))
	want(t, w.acts.AdvanceStates(job()), nil)
	want(t, w.RemindUnrecorded(job()), nil)
	w.Left = []string{"usr_lead"}
	want(t, w.RemindUnrecorded(job()), nil)
	sent := w.Sent("attendance.record_due")
	if len(sent) != 2 {
		t.Fatalf("sent: %+v", sent)
	}
	for i, to := range []string{"usr_lead", w.OrgID} {
		still, err := w.StillApplies(t.Context(), sent[i])
		if sent[i].To != to || still != (to == w.OrgID) || err != nil {
			t.Errorf("to %s: %v, %v", sent[i].To, still, err)
		}
	}
}

// TestTrialVoidAfterClosing voids and corrects hours, and confirms others, after their contract has ended: its figures stay as they
// were when the money was settled, and both sides are told of a claim.
func TestTrialVoidAfterClosing(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(3)
	a := w.activity(monday, 2*time.Hour, ids...)
	first, second := w.served(a, ids[0]), w.served(a, ids[1])
	late := w.byHand(a, ids[2])
	figures := func() contracts.Figures {
		t.Helper()
		f, err := w.Service.Figures(job(), w.contract, "")
		want(t, err, nil)
		return f
	}
	before := figures()
	w.At(a.End.Add(48 * time.Hour))
	w.terminate()
	_, err := w.Void(w.Office(), first.ID, "抽查发现未到场")
	want(t, err, nil)
	_, err = w.Correct(w.Office(), second.ID, 0, attendance.ByHand{In: a.Start, Out: a.Start.Add(time.Hour), Reason: "核对签到表后更正"})
	want(t, err, nil)
	w.confirmHand(late.ID)
	_, err = w.RecordActivity(w.Lead(), a.ID, 12, nil)
	want(t, err, nil)
	if after := figures(); !reflect.DeepEqual(after, before) {
		t.Errorf("the figures of an ended contract went from %+v to %+v", before, after)
	}
	if w.minutes(ids[0]) != 0 || w.minutes(ids[1]) != 60 || w.minutes(ids[2]) != 120 {
		t.Errorf("the volunteers' hours: %d, %d, %d", w.minutes(ids[0]), w.minutes(ids[1]), w.minutes(ids[2]))
	}
	if n := len(w.Sent("contract.claim")); n < 1 {
		t.Errorf("%d were told", n)
	}
	w.balanced()
}

// TestTrialVoidInALockedMonth voids hours of a month that is over: its figures stay, the present month counts them less.
func TestTrialVoidInALockedMonth(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(2)
	a := w.activity(monday, 2*time.Hour, ids...) // 2 March
	stay := w.served(a, ids[0])
	w.served(a, ids[1])
	months := func() string {
		t.Helper()
		var text []string
		for _, of := range []attendance.Of{attendance.OfContract, attendance.OfOrg} {
			list, err := w.Monthly(job(), of, map[attendance.Of]string{attendance.OfContract: w.contract, attendance.OfOrg: w.OrgID}[of])
			want(t, err, nil)
			for _, m := range list {
				text = append(text, fmt.Sprintf("%s %d", m.Month, m.Minutes))
			}
		}
		return strings.Join(text, ", ")
	}
	w.At(time.Date(2026, 5, 12, 4, 0, 0, 0, time.UTC))
	_, err := w.Void(w.Office(), stay.ID, "抽查发现未到场")
	want(t, err, nil)
	if got := months(); got != "2026-03 240, 2026-05 -120, 2026-03 240, 2026-05 -120" {
		t.Errorf("months: %s", got)
	}
	h, err := w.MyHours(w.Volunteer(ids[0]))
	want(t, err, nil)
	if h.Minutes != 0 || len(h.Months) != 1 || h.Months[0] != (attendance.MonthMinutes{Month: "2026-03"}) {
		t.Errorf("the volunteer's own months follow the day of service: %+v", h)
	}
	if n := len(w.Sent("contract.late_entry")); n < 1 {
		t.Errorf("%d were told", n)
	}
	w.balanced()
}

// TestTrialVoidInAnAcceptedMonth: the same once the report of the month was accepted, although the month is not locked by time.
func TestTrialVoidInAnAcceptedMonth(t *testing.T) {
	w := newWorld(t)
	id := w.Volunteers(1)[0]
	stay := w.served(w.activity(monday, 2*time.Hour, id), id)
	w.At(time.Date(2026, 4, 3, 4, 0, 0, 0, time.UTC))
	want(t, w.Contracts.LockTo(job(), w.contract, "2026-03"), nil)
	_, err := w.Void(w.Office(), stay.ID, "抽查发现未到场")
	want(t, err, nil)
	list, err := w.Monthly(job(), attendance.OfContract, w.contract)
	want(t, err, nil)
	if len(list) != 2 || list[0].Minutes != 120 || list[1].Month != "2026-04" || list[1].Minutes != -120 {
		t.Errorf("%+v", list)
	}
	w.balanced()
}

// terminate ends the world's contract early.
func (w *world) terminate() {
	w.T.Helper()
	approver := auth.With(job(), auth.Actor{UserID: "usr_approver", Bindings: []auth.Binding{{Role: auth.BuyerApprover, Region: county}}})
	if _, err := w.Contracts.Terminate(approver, w.contract, "购买主体调整项目，双方协商终止", "按已验收里程碑结算，其余不再支付。"); err != nil {
		w.T.Fatal(err)
	}
}

// TestTrialCheckOutByMistake takes a check-out back within ten minutes: the stay goes on and ends with a second check-out. Later, after
// check-out has closed or a check-in elsewhere, of an end entered by hand, or by another volunteer, it is refused.
func TestTrialCheckOutByMistake(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(4)
	next := w.activity(monday.Add(2*time.Hour), 2*time.Hour, ids[1])
	a := w.activity(monday, 2*time.Hour, ids...)
	out := func(id string) attendance.Attendance {
		t.Helper()
		s, err := w.CheckOut(w.Volunteer(id), scan(w.code(a, attendance.Out)), nil)
		want(t, err, nil)
		return s
	}
	w.At(a.Start)
	_, err := w.CheckIn(w.Volunteer(ids[0]), scan(w.code(a, attendance.In)), nil)
	want(t, err, nil)
	w.At(a.Start.Add(time.Hour))
	left := out(ids[0])
	w.At(a.Start.Add(time.Hour + 9*time.Minute))
	_, err = w.UndoCheckOut(w.Volunteer(ids[1]), left.ID)
	want(t, err, docstore.ErrNotFound)
	back, err := w.UndoCheckOut(w.Volunteer(ids[0]), left.ID)
	want(t, err, nil)
	if back.Status != attendance.CheckedIn || back.Minutes != 0 || !back.OutAt.IsZero() {
		t.Errorf("taken back: %+v", back)
	}
	w.At(a.End)
	if s := out(ids[0]); s.ID != left.ID || s.Minutes != 120 {
		t.Errorf("at the end: %d minutes", s.Minutes)
	}
	w.At(a.End.Add(10 * time.Minute))
	_, err = w.UndoCheckOut(w.Volunteer(ids[0]), left.ID)
	want(t, err, attendance.ErrUndoLate)
	written := w.byHand(a, ids[3]) // which sets the clock to the end
	_, err = w.UndoCheckOut(w.Volunteer(ids[3]), written.ID)
	want(t, err, attendance.ErrUndoLate)
	closing := w.stay(a, ids[2], a.Start, a.End.Add(attendance.Early-5*time.Minute))
	w.At(a.End.Add(attendance.Early)) // five minutes later, when nobody can check out any more
	_, err = w.UndoCheckOut(w.Volunteer(ids[2]), closing.ID)
	want(t, err, attendance.ErrUndoLate)

	w.stay(a, ids[1], a.Start, a.End.Add(-10*time.Minute))
	w.At(a.End.Add(-9 * time.Minute))
	moved, err := w.CheckIn(w.Volunteer(ids[1]), scan(w.code(next, attendance.In)), nil)
	want(t, err, nil)
	mine, err := w.Mine(w.Volunteer(ids[1]), attendance.Pending)
	want(t, err, nil)
	_, err = w.UndoCheckOut(w.Volunteer(ids[1]), mine.Items[0].ID)
	want(t, err, attendance.ErrAlready)
	if now, err := w.Mine(w.Volunteer(ids[1]), attendance.CheckedIn); err != nil || len(now.Items) != 1 || now.Items[0].ID != moved.ID {
		t.Errorf("after a check-in elsewhere: %+v, %v", now.Items, err)
	}
}

// outside puts an ended activity of the organisation in which staff signed the volunteers up.
func (w *world) outside(contractID string, ids ...string) activities.Activity {
	w.T.Helper()
	p := w.plan(monday.Add(3*time.Hour), time.Hour)
	p.ContractID = contractID
	made := activities.StoredActivity{LeaderPhone: "13800000000", Activity: activities.Activity{Plan: p, Status: activities.Ended}}
	for _, id := range ids {
		made.Signups = append(made.Signups, activities.Signup{VolunteerID: id, Status: activities.Confirmed})
	}
	list, err := w.acts.PutMany(job(), []activities.StoredActivity{made})
	want(w.T, err, nil)
	a, err := w.acts.Get(job(), list[0])
	want(w.T, err, nil)
	return a
}

// TestTrialTwoColleagues has one colleague enter hours or a check-out by hand and another confirm them, or add minutes to hours that the
// code recorded: none of it counts, not even when the other holds an office of the county too, by this account or another. The county, as
// a third party, may confirm.
func TestTrialTwoColleagues(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(3)
	a := w.activity(monday, 2*time.Hour, ids...)
	short := w.stay(a, ids[1], a.Start, a.Start.Add(time.Hour))
	_, err := w.Confirm(w.admin(), short.ID)
	want(t, err, nil)
	w.At(a.Start)
	left, err := w.CheckIn(w.Volunteer(ids[2]), scan(w.code(a, attendance.In)), nil)
	want(t, err, nil)
	w.At(a.End.Add(time.Hour))
	want(t, w.CloseOpen(job()), nil)
	_, err = w.Settle(w.Lead(), left.ID, 0, attendance.ByHand{Out: a.End, Reason: "手机没电"})
	want(t, err, nil)
	stay := w.byHand(a, ids[0])
	office := auth.Binding{Role: auth.CountyAdmin, Region: county}
	for _, colleague := range []auth.Actor{
		{UserID: "usr_admin", Bindings: []auth.Binding{{Role: auth.OrgAdmin, OrgID: w.OrgID}}},
		{UserID: "usr_other", Bindings: []auth.Binding{{Role: auth.OrgAdmin, OrgID: w.OrgID}}},
		{UserID: "usr_both", Bindings: []auth.Binding{office, {Role: auth.SocialWorker, OrgID: w.OrgID}}},
		{UserID: "usr_elsewhere", Bindings: []auth.Binding{office}, Elsewhere: []string{w.OrgID}},
	} {
		ctx := auth.With(t.Context(), colleague)
		for _, id := range []string{stay.ID, left.ID} {
			_, err = w.Confirm(ctx, id)
			want(t, err, attendance.ErrHandReview)
		}
		_, err = w.Correct(ctx, short.ID, 0, attendance.ByHand{In: a.Start, Out: a.End, Reason: "核对签到表后更正"})
		want(t, err, attendance.ErrHandReview)
	}
	f, err := w.Service.Figures(job(), w.contract, "")
	want(t, err, nil)
	if f.Minutes != 60 || w.minutes(ids[0]) != 0 {
		t.Errorf("two colleagues made %d minutes for the contract, %d for the volunteer", f.Minutes, w.minutes(ids[0]))
	}
	w.confirmHand(stay.ID)
	if f, err = w.Service.Figures(job(), w.contract, ""); err != nil || f.Minutes != 180 || f.PersonTimes != 2 || f.HandTimes != 1 {
		t.Errorf("figures %+v, %v", f, err)
	}
	_, err = w.Correct(w.admin(), short.ID, 0, attendance.ByHand{In: a.Start.Add(time.Minute), Out: short.OutAt, Reason: "核对签到表后更正"})
	want(t, err, nil)
	if f, err = w.Service.Figures(job(), w.contract, ""); err != nil || f.Minutes != 179 || f.HandTimes != 2 {
		t.Errorf("figures with a check-in corrected by hand %+v, %v", f, err)
	}
	w.balanced()
}

// TestTrialHoursWithoutAYes enters hours for people whom staff signed up: they count for nothing until the person agrees, in the app or by
// the code that was sent to their mobile. A code is good once, for fifteen minutes and five guesses.
func TestTrialHoursWithoutAYes(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(4)
	a := w.outside("", ids...)
	called := w.activity(monday.Add(6*time.Hour), time.Hour)
	w.At(called.Start.Add(-time.Hour))
	_, _, err := w.acts.SignUpFor(w.Lead(), called.ID, ids[3]) // after a phone call, as staff say
	want(t, err, nil)
	_, err = w.Confirm(w.Office(), w.byHand(called, ids[3]).ID)
	want(t, err, attendance.ErrNotAgreed)
	first, second, third := w.byHand(a, ids[0]), w.byHand(a, ids[1]), w.byHand(a, ids[2])
	if told := w.Sent("attendance.agreement_asked"); len(told) != 4 {
		t.Errorf("told: %+v", told)
	}
	for _, stay := range []attendance.Attendance{first, second, third} {
		_, err := w.Confirm(w.Office(), stay.ID)
		want(t, err, attendance.ErrNotAgreed)
	}
	_, err = w.Service.Agree(w.Volunteer(ids[1]), first.ID)
	want(t, err, docstore.ErrNotFound)
	_, err = w.Service.Agree(w.Volunteer(ids[0]), first.ID)
	want(t, err, nil)
	_, err = w.Confirm(w.Office(), first.ID)
	want(t, err, nil)

	code := func(id string) privacy.Secret {
		t.Helper()
		_, err := w.AskAgreement(w.Lead(), id)
		want(t, err, nil)
		sms := &notifytest.Recorder{}
		d, err := notify.NewDispatcher(w.Outbox, notify.DispatcherDeps{Contact: w.Profiles.Contact, Senders: map[notify.Channel]notify.Sender{notify.BySMS: sms}})
		want(t, err, nil)
		want(t, d.SendDue(t.Context()), nil)
		for _, got := range sms.Got() {
			if _, rest, ok := strings.Cut(got.Text.Body, "验证码 "); ok {
				return privacy.Secret(rest[:6])
			}
		}
		t.Fatal("no code was sent")
		return ""
	}
	digits := code(second.ID)
	_, err = w.AgreeByCode(w.Lead(), third.ID, digits)
	want(t, err, attendance.ErrHandCode)
	_, err = w.AgreeByCode(w.Lead(), second.ID, digits)
	want(t, err, nil)
	_, err = w.Confirm(w.Office(), second.ID)
	want(t, err, nil)
	_, err = w.AgreeByCode(w.Lead(), second.ID, digits)
	want(t, err, attendance.ErrMove)

	digits = code(third.ID)
	for range 5 {
		_, err = w.AgreeByCode(w.Lead(), third.ID, "000000")
		want(t, err, attendance.ErrHandCode)
	}
	_, err = w.AgreeByCode(w.Lead(), third.ID, digits)
	want(t, err, attendance.ErrHandCode)
	used := digits
	digits = code(third.ID)
	_, err = w.AgreeByCode(w.Lead(), third.ID, used) // of the message before
	want(t, err, attendance.ErrHandCode)
	w.At(w.Now().Add(15 * time.Minute))
	_, err = w.AgreeByCode(w.Lead(), third.ID, digits)
	want(t, err, attendance.ErrHandCode)
	_ = code(third.ID)
	_, err = w.AskAgreement(w.Lead(), third.ID)
	want(t, err, attendance.ErrHandCodes)
	if w.minutes(ids[0]) != 60 || w.minutes(ids[1]) != 60 || w.minutes(ids[2]) != 0 {
		t.Errorf("%d, %d and %d minutes", w.minutes(ids[0]), w.minutes(ids[1]), w.minutes(ids[2]))
	}
}

// TestTrialEleventhPercent confirms hours by hand of a contract: the first one beside eight by the code waits, beside nine it counts. The next
// one waits, for the same officer under another account too, until another officer confirms it with a reason.
func TestTrialEleventhPercent(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(11)
	a := w.activity(monday, 2*time.Hour, ids...)
	for _, id := range ids[:9] {
		w.At(a.Start)
		_, err := w.CheckIn(w.Volunteer(id), scan(w.code(a, attendance.In)), nil)
		want(t, err, nil)
	}
	w.At(a.End)
	var byCode []string
	for _, id := range ids[:9] {
		at, err := w.CheckOut(w.Volunteer(id), scan(w.code(a, attendance.Out)), nil)
		want(t, err, nil)
		byCode = append(byCode, at.ID)
	}
	for _, id := range byCode[:8] {
		_, err := w.Confirm(w.admin(), id)
		want(t, err, nil)
	}
	figures := func(persons, hand int64) {
		t.Helper()
		f, err := w.Service.Figures(job(), w.contract, "")
		if err != nil || f.PersonTimes != persons || f.HandTimes != hand {
			t.Errorf("%d people-times, %d by hand, want %d and %d (%v)", f.PersonTimes, f.HandTimes, persons, hand, err)
		}
		w.balanced()
	}
	tenth, eleventh := w.byHand(a, ids[9]), w.byHand(a, ids[10])
	if at, err := w.Confirm(w.Office(), tenth.ID); err != nil || at.Status != attendance.Pending {
		t.Errorf("one of nine: %s, %v", at.Status, err)
	}
	_, err := w.Confirm(w.admin(), byCode[8])
	want(t, err, nil)
	w.At(a.End.AddDate(0, 2, 0)) // when it would count in a month without hours by the code
	_, err = w.Confirm(w.Office(), tenth.ID)
	want(t, err, attendance.ErrHandShare)
	w.At(a.End)
	at, err := w.Confirm(w.Office(), tenth.ID)
	want(t, err, nil)
	if at.Status != attendance.Confirmed {
		t.Errorf("one of ten: %s", at.Status)
	}
	figures(10, 1)
	_, err = w.ConfirmOver(w.second(), eleventh.ID, "当日断网，已核对纸质签到表") // before a first officer
	want(t, err, attendance.ErrNotOver)
	officer := auth.Actor{UserID: "usr_county", PersonKey: "person", Bindings: []auth.Binding{{Role: auth.CountyAdmin, Region: county}}}
	if at, err = w.Confirm(auth.With(t.Context(), officer), eleventh.ID); err != nil || at.Status != attendance.Pending || w.minutes(ids[10]) != 0 {
		t.Errorf("two of eleven: %s, %v", at.Status, err)
	}
	_, err = w.Confirm(w.second(), eleventh.ID)
	want(t, err, attendance.ErrHandShare)
	for _, account := range []string{"usr_county", "usr_county_2"} {
		officer.UserID = account
		_, err = w.ConfirmOver(auth.With(t.Context(), officer), eleventh.ID, "当日断网，已核对纸质签到表")
		want(t, err, auth.ErrSelf)
	}
	_, err = w.ConfirmOver(w.second(), eleventh.ID, "")
	want(t, err, workflow.ErrReason)
	_, err = w.ConfirmOver(w.admin(), eleventh.ID, "当日断网，已核对纸质签到表")
	want(t, err, attendance.ErrHandReview)
	village := auth.Actor{UserID: "usr_village", Bindings: []auth.Binding{{Role: auth.VillageDirector, Region: eleventh.Region}}}
	_, err = w.ConfirmOver(auth.With(t.Context(), village), eleventh.ID, "当日断网，已核对纸质签到表")
	want(t, err, attendance.ErrHandReview)
	figures(10, 1)
	_, err = w.ConfirmOver(w.second(), eleventh.ID, "当日断网，已核对纸质签到表")
	want(t, err, nil)
	figures(11, 2)
}

// TestTrialHoursElsewhereByCertificate asks for certificates of a volunteer in the name of an organisation that is not one's own: the
// answer told whether the volunteer has hours there.
func TestTrialHoursElsewhereByCertificate(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(1)
	stranger := auth.With(job(), auth.Actor{UserID: "usr_stranger", Bindings: []auth.Binding{{Role: auth.OrgAdmin, OrgID: "org_elsewhere"}}})
	n := attendance.NewCertificate{VolunteerID: ids[0], OrgID: w.OrgID, From: "2026-01-01", To: "2026-03-01"}
	_, err := w.IssueFor(stranger, n)
	want(t, err, docstore.ErrNotFound)
}
