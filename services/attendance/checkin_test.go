package attendance_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

func TestCodeIsValidForHalfAMinute(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(5)
	a := w.activity(monday, 2*time.Hour, ids[:4]...)
	b := w.activity(monday.Add(3*time.Hour), 2*time.Hour, ids[:4]...)
	w.At(monday)
	token := w.code(a, attendance.In)
	if token != w.code(a, attendance.In) {
		t.Error("the code changed within its slot")
	}
	check := func(id string, wait time.Duration, token string, target error) {
		t.Helper()
		w.At(monday.Add(wait))
		_, err := w.CheckIn(w.Volunteer(id), scan(token), nil)
		want(t, err, target)
	}
	check(ids[4], 0, token, attendance.ErrNoPlace)
	check(ids[0], 0, token, nil)
	check(ids[0], time.Second, token, attendance.ErrAlready)
	check(ids[1], 29*time.Second, token, nil) // the code of the slot before is accepted
	check(ids[2], 30*time.Second, token, attendance.ErrCode)
	check(ids[2], 45*time.Second, token, attendance.ErrCode)
	check(ids[2], -time.Second, token, attendance.ErrCode) // a code of the future
	check(ids[2], 0, w.code(a, attendance.Out), attendance.ErrCode)
	forged := []byte(token)
	forged[len(forged)-3] ^= 1 // one character of the signature
	check(ids[2], 0, string(forged), attendance.ErrCode)
	check(ids[2], 0, "", attendance.ErrCode)
	check(ids[2], 0, "YWJj", attendance.ErrCode)

	w.At(b.Start.Add(-attendance.Early))
	other := w.code(b, attendance.In)
	_, err := w.CheckIn(w.Volunteer(ids[2]), scan(other), nil)
	want(t, err, nil)
	w.At(b.Start.Add(-attendance.Early - time.Second))
	_, err = w.CheckinCode(w.Lead(), b.ID, attendance.In)
	want(t, err, attendance.ErrWindow)
	_, err = w.CheckinCode(auth.With(job(), auth.Actor{UserID: "usr_x", Bindings: []auth.Binding{{Role: auth.OrgAdmin, OrgID: "org_other"}}}), b.ID, attendance.In)
	want(t, err, docstore.ErrNotFound)
}

func TestDigitsWorkLikeTheCode(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(4)
	a := w.activity(monday, 2*time.Hour, ids[:3]...)
	b := w.activity(monday.Add(3*time.Hour), 2*time.Hour, ids[:3]...)
	w.At(monday)
	shown, err := w.CheckinCode(w.Lead(), a.ID, attendance.In)
	want(t, err, nil)
	out, err := w.CheckinCode(w.Lead(), a.ID, attendance.Out)
	want(t, err, nil)
	if len(shown.Digits) != 6 || shown.Digits == out.Digits {
		t.Fatalf("digits: in %q, out %q", shown.Digits, out.Digits)
	}
	check := func(id string, wait time.Duration, activity, digits string, target error) {
		t.Helper()
		w.At(monday.Add(wait))
		_, err := w.CheckIn(w.Volunteer(id), attendance.ScannedCode{ActivityID: activity, Digits: digits}, nil)
		want(t, err, target)
	}
	check(ids[3], 0, a.ID, shown.Digits, attendance.ErrNoPlace)
	check(ids[0], 0, a.ID, shown.Digits, nil)
	check(ids[0], time.Second, a.ID, shown.Digits, attendance.ErrAlready)
	check(ids[1], 29*time.Second, a.ID, shown.Digits, nil)
	check(ids[2], 30*time.Second, a.ID, shown.Digits, attendance.ErrCode)
	check(ids[2], 0, a.ID, out.Digits, attendance.ErrCode)
	check(ids[2], 0, b.ID, shown.Digits, attendance.ErrCode)
	check(ids[2], 0, a.ID, "", attendance.ErrCode)
	check(ids[2], 0, a.ID, shown.Token, attendance.ErrCode) // a token in the place of the digits
	check(ids[2], 0, "act_none", shown.Digits, attendance.ErrCode)
}

func TestOneUsePerPersonAndDirection(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(1)
	a := w.activity(monday, 2*time.Hour, ids...)
	token := w.code(a, attendance.In)
	var ok atomic.Int64
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			_, err := w.CheckIn(w.Volunteer(ids[0]), scan(token), nil)
			if err == nil {
				ok.Add(1)
			} else if !errors.Is(err, attendance.ErrAlready) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if ok.Load() != 1 {
		t.Fatalf("%d of 100 replays were taken", ok.Load())
	}
	w.At(monday.Add(time.Hour))
	out := w.code(a, attendance.Out)
	at, err := w.CheckOut(w.Volunteer(ids[0]), scan(out), nil)
	want(t, err, nil)
	if at.Minutes != 60 || at.Status != attendance.Pending {
		t.Errorf("%d minutes, %s", at.Minutes, at.Status)
	}
	_, err = w.CheckOut(w.Volunteer(ids[0]), scan(out), nil)
	want(t, err, attendance.ErrNotIn)
	_, err = w.CheckIn(w.Volunteer(ids[0]), scan(w.code(a, attendance.In)), nil) // a second stay that day has to be recorded by hand
	want(t, err, attendance.ErrAlready)
}

func TestPositionIsComparedAndNotStored(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(3)
	a := w.activity(monday, 2*time.Hour, ids...)
	for i, tt := range []struct {
		place attendance.Place
		want  attendance.Near
	}{
		{attendance.Place{Lat: 26.3305, Lng: 106.6905, AccuracyMetres: 20}, attendance.NearYes}, // some 75 m away
		{attendance.Place{Lat: 26.34, Lng: 106.69, AccuracyMetres: 20}, attendance.NearNo},      // a kilometre
		{attendance.Place{Lat: 26.34, Lng: 106.69, AccuracyMetres: 900}, attendance.NearWeak},
	} {
		at, err := w.CheckIn(w.Volunteer(ids[i]), scan(w.code(a, attendance.In)), &tt.place)
		want(t, err, nil)
		if at.InNear != tt.want {
			t.Errorf("%v: %q, want %q", tt.place, at.InNear, tt.want)
		}
	}
}

func TestLapsedClearanceIsRefusedOnSite(t *testing.T) {
	w := newWorld(t)
	id := w.Volunteers(1)[0]
	w.Clear(id)
	p := w.plan(monday, time.Hour)
	p.TargetGroup = activities.Children
	a := w.planned(p, id)
	w.ClearUntil(id, "2026-03-02") // expired that morning
	_, err := w.CheckIn(w.Volunteer(id), scan(w.code(a, attendance.In)), nil)
	want(t, err, attendance.ErrClearance)
	w.At(a.End)
	_, err = w.Record(w.Lead(), a.ID, attendance.ByHand{VolunteerID: id, In: a.Start, Out: a.End, Reason: "手机没电"})
	want(t, err, attendance.ErrClearance)
}

// told returns the message about a stay that was left open.
func told(w *world, attendanceID string) notify.Message {
	for _, m := range w.Sent("attendance.left_open") {
		if m.Subject == attendanceID {
			return m
		}
	}
	return notify.Message{}
}

func TestLeftOpen(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(2)
	a := w.activity(monday, 2*time.Hour, ids...)
	for _, id := range ids {
		_, err := w.CheckIn(w.Volunteer(id), scan(w.code(a, attendance.In)), nil)
		want(t, err, nil)
	}
	b := w.activity(a.End.Add(time.Hour), 2*time.Hour, ids[0])
	w.At(b.Start)
	_, err := w.CheckIn(w.Volunteer(ids[0]), scan(w.code(b, attendance.In)), nil) // checking in here closes the stay there
	want(t, err, nil)
	w.At(a.End.Add(attendance.Early))
	want(t, w.CloseOpen(job()), nil)
	if told := w.Sent("attendance.left_open"); len(told) != 2 {
		t.Fatalf("%d were told", len(told))
	}
	page, err := w.List(w.Lead(), attendance.ListQuery{ActivityID: a.ID, Status: attendance.CheckedOut})
	want(t, err, nil)
	if len(page.Items) != 2 || page.Items[0].Minutes != 0 {
		t.Fatalf("left open: %+v", page.Items)
	}
	one := page.Items[0].ID
	_, err = w.Confirm(w.admin(), one)
	want(t, err, attendance.ErrNoMinutes)
	w.At(b.End)
	_, err = w.Settle(w.Lead(), one, 0, attendance.ByHand{Out: a.End.Add(2 * time.Hour), Reason: "手机没电"})
	want(t, err, attendance.ErrInterval)
	at, err := w.Settle(w.Lead(), one, 0, attendance.ByHand{Out: a.End, Reason: "手机没电"})
	want(t, err, nil)
	if at.Minutes != 120 || at.Grade() != attendance.GradeC {
		t.Errorf("settled: %d minutes, grade %s", at.Minutes, at.Grade())
	}
	if ok, err := w.StillApplies(job(), told(w, one)); ok || err != nil {
		t.Errorf("the message about the missing check-out still applies: %v %v", ok, err)
	}
	_, err = w.Confirm(w.Lead(), one)
	want(t, err, auth.ErrSelf) // the person who entered the check-out may not confirm it
	_, err = w.Confirm(w.admin(), one)
	want(t, err, attendance.ErrHandReview)
	w.confirmHand(one)
}
