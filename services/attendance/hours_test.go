package attendance_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

func TestConfirmPostsOnce(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(1)
	a := w.activity(monday, 2*time.Hour, ids...)
	stay := w.stay(a, ids[0], a.Start, a.End)
	var ok atomic.Int64
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			_, err := w.Confirm(w.admin(), stay.ID)
			if err == nil {
				ok.Add(1)
			} else if !errors.Is(err, attendance.ErrMove) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	r := w.balanced()
	if ok.Load() != 1 || r.Entries != 1 || w.minutes(ids[0]) != 120 {
		t.Fatalf("%d confirmed, %d entries, %d minutes", ok.Load(), r.Entries, w.minutes(ids[0]))
	}
	su, err := w.acts.SignupOf(job(), a.ID, ids[0])
	want(t, err, nil)
	if su.Status != activities.Attended {
		t.Errorf("sign-up: %s", su.Status)
	}
	if told := w.Sent("attendance.confirmed"); len(told) != 1 || told[0].To != ids[0] {
		t.Errorf("told: %+v", told)
	}
	page, err := w.MyLedger(w.Volunteer(ids[0]))
	want(t, err, nil)
	e := page.Items[0]
	if e.Minutes != 120 || e.Month != "2026-03" || e.Grade != attendance.GradeB || e.ContractID != w.contract || e.Actor != "usr_admin" || e.Ref != stay.ID {
		t.Errorf("entry: %+v", e)
	}
}

func TestWhoMayConfirm(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(2)
	a := w.activity(monday, 2*time.Hour, ids...)
	w.At(a.End)
	_, err := w.Record(w.Lead(), a.ID, attendance.ByHand{VolunteerID: ids[0], In: a.Start, Out: a.End})
	if err == nil {
		t.Error("recorded by hand without a reason")
	}
	self := auth.Actor{UserID: w.Account(ids[0]), VolunteerID: ids[0], Bindings: []auth.Binding{{Role: auth.ProjectLead, OrgID: w.OrgID}}}
	byHand := attendance.ByHand{VolunteerID: ids[0], In: a.Start, Out: a.End, Reason: "二维码打不开"}
	_, err = w.Record(auth.With(job(), self), a.ID, byHand)
	want(t, err, auth.ErrSelf)
	stay, err := w.Record(w.Lead(), a.ID, byHand)
	want(t, err, nil)
	_, err = w.Confirm(w.Lead(), stay.ID)
	want(t, err, auth.ErrSelf)
	_, err = w.Confirm(auth.With(job(), self), stay.ID)
	want(t, err, auth.ErrSelf)
	self.VolunteerID = "" // the same account before it was linked to the profile
	_, err = w.Confirm(auth.With(job(), self), stay.ID)
	want(t, err, auth.ErrSelf)
	_, err = w.Confirm(w.As("usr_social", auth.SocialWorker), stay.ID)
	want(t, err, auth.ErrForbidden)
	other := auth.With(job(), auth.Actor{UserID: "usr_x", Bindings: []auth.Binding{{Role: auth.OrgAdmin, OrgID: "org_other"}}})
	_, err = w.Confirm(other, stay.ID)
	want(t, err, docstore.ErrNotFound)

	w.At(a.End.AddDate(0, 0, 15)) // Tuesday two weeks later: ten working days are over
	_, err = w.Confirm(w.admin(), stay.ID)
	want(t, err, attendance.ErrLate)
	rows, err := w.ConfirmMany(w.Office(), []string{stay.ID, "att_none"})
	want(t, err, nil)
	_, err = w.ConfirmOver(w.second(), stay.ID, "当日断网，已核对纸质签到表")
	want(t, err, nil)
	if rows[0].Err != nil || !errors.Is(rows[1].Err, docstore.ErrNotFound) {
		t.Errorf("rows: %+v", rows)
	}
	if w.minutes(ids[0]) != 120 {
		t.Errorf("%d minutes", w.minutes(ids[0]))
	}
}

func TestNoHourCountsTwice(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(2)
	a := w.activity(monday, 2*time.Hour, ids...)
	w.served(a, ids[0])
	mine := w.OrgID
	w.OrgID = w.Org("新苗社会工作服务中心") // another organisation, the same time, recorded by hand
	id := ids[0]
	b, err := w.acts.PutMany(job(), []activities.StoredActivity{{
		LeaderPhone: "13800000000", Activity: activities.Activity{Plan: w.plan(monday.Add(time.Hour), 2*time.Hour), Status: activities.Ended},
		Signups: []activities.Signup{{VolunteerID: id, Status: activities.Confirmed, Own: true}, {VolunteerID: ids[1], Status: activities.Confirmed, Own: true}},
	}})
	want(t, err, nil)
	w.At(monday.Add(5 * time.Hour))
	_, err = w.Record(w.Lead(), b[0], attendance.ByHand{VolunteerID: id, In: monday.Add(time.Hour), Out: monday.Add(3 * time.Hour), Reason: "纸质签到"})
	want(t, err, attendance.ErrOverlap)
	_, err = w.Record(w.Lead(), b[0], attendance.ByHand{VolunteerID: id, In: monday.Add(2 * time.Hour), Out: monday.Add(3 * time.Hour), Reason: "纸质签到"})
	want(t, err, nil)

	// The second volunteer was recorded there before checking out here: the check-out is accepted, the confirmation refused.
	there, err := w.Record(w.Lead(), b[0], attendance.ByHand{VolunteerID: ids[1], In: monday.Add(time.Hour), Out: monday.Add(3 * time.Hour), Reason: "纸质签到"})
	want(t, err, nil)
	w.OrgID = mine
	here := w.stay(a, ids[1], a.Start, a.End)
	_, err = w.Confirm(w.admin(), here.ID)
	want(t, err, nil)
	_, err = w.Confirm(w.Office(), there.ID)
	want(t, err, attendance.ErrOverlap)
	if w.minutes(ids[1]) != 120 {
		t.Errorf("%d minutes", w.minutes(ids[1]))
	}
	w.balanced()
}

func TestHoursAcrossMidnight(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(1)
	night := time.Date(2026, 3, 31, 14, 0, 0, 0, time.UTC) // 22:00 in Shanghai, the last of March
	a := w.activity(night, 4*time.Hour, ids...)
	at := w.served(a, ids[0])
	if at.Day != "2026-03-31" || at.Minutes != 240 {
		t.Fatalf("%s, %d minutes", at.Day, at.Minutes)
	}
	h, err := w.MyHours(w.Volunteer(ids[0]))
	want(t, err, nil)
	if h.Minutes != 240 || len(h.Months) != 1 || h.Months[0].Month != "2026-03" {
		t.Errorf("hours: %+v", h)
	}
}

func TestCorrectAndVoid(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(1)
	a := w.activity(monday, 2*time.Hour, ids...)
	stay := w.served(a, ids[0])
	_, err := w.Dispute(w.Volunteer(ids[0]), stay.ID, "我多待了一刻钟")
	want(t, err, nil)
	w.At(a.End.Add(time.Hour))
	fix := attendance.ByHand{In: a.Start, Out: a.End.Add(15 * time.Minute), Reason: "核对签到表后更正"}
	own := auth.With(job(), auth.Actor{UserID: "usr_x", VolunteerID: ids[0], Bindings: []auth.Binding{{Role: auth.OrgAdmin, OrgID: w.OrgID}}})
	_, err = w.Correct(own, stay.ID, 0, fix)
	want(t, err, auth.ErrSelf)
	_, err = w.Correct(w.admin(), stay.ID, stay.Version, fix) // the dispute came in between
	want(t, err, docstore.ErrStale)
	_, err = w.Correct(w.admin(), stay.ID, 0, fix)
	want(t, err, attendance.ErrHandReview) // more minutes than were confirmed
	after, err := w.Correct(w.Office(), stay.ID, 0, fix)
	want(t, err, nil)
	if after.Status != attendance.Corrected || w.minutes(ids[0]) != 135 {
		t.Fatalf("%s, %d minutes", after.Status, w.minutes(ids[0]))
	}
	if r := w.balanced(); r.Entries != 3 {
		t.Errorf("%d entries, want entry, reversal, entry", r.Entries)
	}
	f, err := w.Service.Figures(job(), w.contract, "")
	want(t, err, nil)
	if f.Minutes != 135 || f.PersonTimes != 1 || f.ByType["tutoring"].Minutes != 135 {
		t.Errorf("figures: %+v", f)
	}
	_, err = w.Void(w.Office(), stay.ID, "抽查发现未到场")
	want(t, err, nil)
	_, err = w.Void(w.Office(), stay.ID, "再来一次")
	want(t, err, attendance.ErrMove)
	if r := w.balanced(); w.minutes(ids[0]) != 0 || r.Entries != 4 {
		t.Errorf("after voiding: %d minutes, %d entries", w.minutes(ids[0]), r.Entries)
	}
	if su, _ := w.acts.SignupOf(job(), a.ID, ids[0]); su.Status != activities.Absent {
		t.Errorf("sign-up: %s", su.Status)
	}
}

func TestRecordAnActivity(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(3)
	a := w.activity(monday, 2*time.Hour, ids...)
	stay := w.stay(a, ids[0], a.Start, a.End)
	second := w.byHand(a, ids[1])
	_, err := w.RecordActivity(w.Lead(), a.ID, 12, nil)
	want(t, err, attendance.ErrNotSettled)
	_, err = w.Confirm(w.admin(), stay.ID)
	want(t, err, nil)
	_, err = w.Reject(w.admin(), second.ID, "未实际参加")
	want(t, err, nil)
	if _, err = w.RecordActivity(w.Lead(), a.ID, 1, []string{"ben_1", "ben_2"}); err == nil {
		t.Error("two persons are named, one was served")
	}
	act, err := w.RecordActivity(w.Lead(), a.ID, 12, []string{"ben_1", "ben_2"})
	want(t, err, nil)
	if len(w.named[a.ID]) != 2 {
		t.Errorf("persons served: %v", w.named)
	}
	if act.Status != activities.Recorded || act.Served != 12 {
		t.Errorf("activity: %s, %d", act.Status, act.Served)
	}
	_, err = w.RecordActivity(w.Lead(), a.ID, 12, nil)
	want(t, err, activities.ErrMove)
	f, err := w.Service.Figures(job(), w.contract, "")
	want(t, err, nil)
	if f.Sessions != 1 || f.Served != 12 || f.PersonTimes != 1 || f.Minutes != 120 {
		t.Errorf("figures: %+v", f)
	}
	if su, _ := w.acts.SignupOf(job(), a.ID, ids[2]); su.Status != activities.Absent {
		t.Errorf("who did not come: %s", su.Status)
	}
	w.balanced()
}

func TestSessionIsReversedWithItsLastHours(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(2)
	a := w.activity(monday, 2*time.Hour, ids...)
	first := w.served(a, ids[0])
	sessions := func(want, served int64) {
		t.Helper()
		w.balanced()
		f, err := w.Service.Figures(job(), w.contract, "")
		if err != nil || f.Sessions != want || f.Served != served {
			t.Fatalf("%d sessions with %d served, want %d with %d (%v)", f.Sessions, f.Served, want, served, err)
		}
	}
	_, err := w.RecordActivity(w.Lead(), a.ID, 12, []string{"ben_1"})
	want(t, err, nil)
	sessions(1, 12)
	late := w.byHand(a, ids[1])
	w.confirmHand(late.ID)
	sessions(1, 12)
	_, err = w.Void(w.Office(), first.ID, "抽查发现未到场")
	want(t, err, nil)
	sessions(1, 12)
	_, err = w.Void(w.Office(), late.ID, "抽查发现未到场")
	want(t, err, nil)
	sessions(0, 0) // nobody was there: it was not held
	if _, named := w.named[a.ID]; named {
		t.Error("the persons of an activity that was not held count")
	}
	again := w.byHand(a, ids[1])
	w.confirmHand(again.ID)
	sessions(1, 12)
}

func TestRemindUnrecorded(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(1)
	a := w.activity(monday, 2*time.Hour, ids...)
	stay := w.served(a, ids[0])
	sent := func(days int) [2]int {
		w.At(a.End.Add(time.Duration(days) * 24 * time.Hour))
		want(t, w.acts.AdvanceStates(job()), nil)
		want(t, w.RemindUnrecorded(job()), nil)
		want(t, w.RemindUnrecorded(job()), nil)
		return [2]int{len(w.Sent("attendance.record_due")), len(w.Sent("attendance.record_overdue"))}
	}
	for _, tt := range []struct {
		days int
		want [2]int
	}{{1, [2]int{0, 0}}, {8, [2]int{0, 0}}, {9, [2]int{1, 0}}, {14, [2]int{1, 0}}, {15, [2]int{1, 1}}, {30, [2]int{1, 1}}} {
		if got := sent(tt.days); got != tt.want {
			t.Errorf("%d days after a Monday: %v reminders, want %v", tt.days, got, tt.want)
		}
	}
	late := w.Sent("attendance.record_overdue")[0]
	if ok, err := w.StillApplies(job(), late); late.To != "usr_lead" || !ok || err != nil {
		t.Errorf("to %s, still applies %v, %v", late.To, ok, err)
	}
	_, err := w.RecordActivity(w.Lead(), stay.ActivityID, 3, nil)
	want(t, err, nil)
	if ok, _ := w.StillApplies(job(), late); ok {
		t.Error("a reminder of what is recorded still applies")
	}
}

func TestNoteForALongDay(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(1)
	a := w.activity(monday, 9*time.Hour, ids...)
	stay := w.stay(a, ids[0], a.Start, a.End)
	_, err := w.Confirm(w.admin(), stay.ID)
	want(t, err, attendance.ErrDayNote)
	noted, err := w.Settle(w.Lead(), stay.ID, stay.Version, attendance.ByHand{Out: stay.OutAt, Reason: "补充说明", Note: "夏令营全天陪护"})
	want(t, err, nil)
	if noted.Grade() != stay.Grade() || noted.Minutes != 540 {
		t.Errorf("the note changed the evidence: %s, %d minutes", noted.Grade(), noted.Minutes)
	}
	_, err = w.Confirm(w.admin(), stay.ID)
	want(t, err, nil)
}

func TestCertificate(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(2)
	a := w.activity(monday, 2*time.Hour, ids...)
	n := attendance.NewCertificate{OrgID: w.OrgID, From: "2026-03-01", To: "2026-03-02"}
	_, err := w.RequestCertificate(w.Volunteer(ids[0]), n)
	want(t, err, attendance.ErrNoHours)
	stay := w.served(a, ids[0])
	asked, err := w.RequestCertificate(w.Volunteer(ids[0]), n)
	want(t, err, nil)
	own := auth.With(job(), auth.Actor{UserID: w.Account(ids[0]), Bindings: []auth.Binding{{Role: auth.OrgAdmin, OrgID: w.OrgID}}})
	_, err = w.IssueCertificate(own, asked.ID)
	want(t, err, auth.ErrSelf)
	c, err := w.IssueCertificate(w.admin(), asked.ID)
	want(t, err, nil)
	_, err = w.IssueCertificate(w.admin(), asked.ID)
	want(t, err, attendance.ErrCertificateMove)
	if c.Minutes != 120 || len(c.Items) != 1 || c.Items[0].Title != a.Title || c.No == "" || len(c.Code) != 26 {
		t.Errorf("certificate: %+v", c)
	}
	v, err := w.Verify(auth.With(job(), auth.Actor{}), c.Code)
	want(t, err, nil)
	if v.MaskedName != "张**" || v.Status != attendance.Issued {
		t.Errorf("verified: %q %s", v.MaskedName, v.Status)
	}
	_, err = w.Print(w.Volunteer(ids[1]), c.ID)
	want(t, err, docstore.ErrNotFound)
	p, err := w.Print(w.Volunteer(ids[0]), c.ID)
	want(t, err, nil)
	if p.Name != "张小明" {
		t.Error("the paper lacks the name")
	}
	second, err := w.IssueFor(w.admin(), attendance.NewCertificate{VolunteerID: ids[0], From: n.From, To: n.To})
	want(t, err, nil)
	if second.No == c.No || second.Code == c.Code {
		t.Error("two certificates share a number or a code")
	}
	issued := w.Sent("attendance.certificate_issued")[0]
	if ok, err := w.StillApplies(job(), issued); !ok || err != nil {
		t.Errorf("the issued certificate is not told: %v %v", ok, err)
	}
	_, err = w.Void(w.admin(), stay.ID, "抽查发现未到场")
	want(t, err, nil)
	if ok, err := w.StillApplies(job(), issued); ok || err != nil {
		t.Errorf("a revoked certificate is still told: %v %v", ok, err)
	}
	for _, code := range []string{c.Code, second.Code} {
		if v, _ = w.Verify(job(), code); v.Status != attendance.Revoked {
			t.Errorf("after the hours were voided: %s", v.Status)
		}
	}
	if told := w.Sent("attendance.certificate_revoked"); len(told) != 2 {
		t.Errorf("%d were told", len(told))
	}
}
