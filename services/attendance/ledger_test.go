package attendance_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/attendance"
)

// past returns n confirmed stays of two hours on recorded activities.
func (w *world) past(n int) []attendance.Past {
	w.T.Helper()
	const perActivity = 50
	ids := w.Volunteers(min(500, max(perActivity, n/20)))
	w.At(monday.AddDate(0, 5, 0))
	var given []activities.StoredActivity
	held := (n + perActivity - 1) / perActivity
	for i := range held { // over 145 days, however many there are
		start := monday.Add(145 * 24 * time.Hour * time.Duration(i) / time.Duration(held)).Truncate(time.Minute)
		p := w.plan(start, 2*time.Hour)
		p.Type = []activities.Type{activities.Tutoring, activities.Visit, activities.GroupActivity}[i%3]
		given = append(given, activities.StoredActivity{LeaderPhone: "13800000000", Activity: activities.Activity{Plan: p, Status: activities.Recorded, Served: 10}})
	}
	acts, err := w.acts.PutMany(job(), given)
	if err != nil {
		w.T.Fatal(err)
	}
	list := make([]attendance.Past, n)
	for i := range list {
		k := i / perActivity
		start := given[k].Activity.Start
		list[i] = attendance.Past{
			ActivityID: acts[k], VolunteerID: ids[(k*perActivity+i%perActivity)%len(ids)], In: start, Out: start.Add(2 * time.Hour),
			By: attendance.QR, AtPlace: i%2 == 0, ConfirmedBy: "usr_admin", ConfirmedAt: start.Add(24 * time.Hour),
		}
	}
	return list
}

func TestRecordMany(t *testing.T) {
	w := newWorld(t)
	list := w.past(3000)
	n, err := w.RecordMany(job(), list)
	want(t, err, nil)
	f, err := w.Service.Figures(job(), w.contract, "")
	want(t, err, nil)
	if n != 3000 || f.Minutes != 3000*120 || f.PersonTimes != 3000 || f.Sessions != 60 || f.Served != 600 {
		t.Fatalf("%d posted, figures %+v", n, f)
	}
	if r := w.balanced(); r.Entries != 3060 {
		t.Errorf("%d entries", r.Entries)
	}
	if _, err := w.RecordMany(w.admin(), list); err == nil {
		t.Error("a person posted in bulk")
	}
}

// TestLedgerAlwaysAddsUp takes random acts on random stays and compares the totals with the ledger and with a model.
func TestLedgerAlwaysAddsUp(t *testing.T) {
	w := newWorld(t)
	m := model{minutes: map[string]int64{}, owner: map[string]string{}, activity: map[string]string{}, held: map[string]bool{}}
	rapid.Check(t, func(rt *rapid.T) {
		ids := w.Volunteers(3)
		a := w.activity(monday, 8*time.Hour, ids...)
		w.At(a.End.Add(time.Hour))
		var stays []string
		for range rapid.IntRange(5, 25).Draw(rt, "steps") {
			stays = m.step(rt, w, a, ids, stays)
		}
		for _, id := range stays { // settle the remaining stays and record the activity
			_, _ = w.Reject(w.admin(), id, "未实际参加")
		}
		if _, err := w.RecordActivity(w.Lead(), a.ID, 7, nil); err != nil {
			rt.Fatal(err)
		}
		m.held[a.ID] = true
		for range rapid.IntRange(0, 3).Draw(rt, "later") {
			stays = m.step(rt, w, a, ids, stays)
		}
		m.check(rt, w, ids)
	})
}

// model is the expected content of the ledger, counted in the simplest way.
type model struct {
	minutes  map[string]int64  // by stay; 0: voided
	owner    map[string]string // volunteer by stay
	activity map[string]string // by stay
	held     map[string]bool   // recorded activities
}

// step takes one random act, whether it is allowed or not, and returns the ids of all stays.
func (m *model) step(rt *rapid.T, w *world, a activities.Activity, ids, stays []string) []string {
	from := a.Start.Add(time.Duration(rapid.IntRange(0, 400).Draw(rt, "from")) * time.Minute)
	to := from.Add(time.Duration(rapid.IntRange(1, 240).Draw(rt, "length")) * time.Minute)
	h := attendance.ByHand{In: from, Out: to, Reason: "核对签到表", Note: "长时间陪护"}
	one := ""
	if len(stays) > 0 {
		one = rapid.SampledFrom(stays).Draw(rt, "stay")
	}
	switch rapid.IntRange(0, 4).Draw(rt, "act") {
	case 0, 1:
		h.VolunteerID = rapid.SampledFrom(ids).Draw(rt, "who")
		if at, err := w.Record(w.Lead(), a.ID, h); err == nil {
			m.owner[at.ID], m.activity[at.ID] = h.VolunteerID, a.ID
			return append(stays, at.ID)
		}
	case 2:
		at, err := w.Confirm(w.Office(), one)
		if err == nil && at.Status == attendance.Pending {
			at, err = w.ConfirmOver(w.second(), one, h.Reason)
		}
		if err == nil {
			m.minutes[one] = at.Minutes
		}
	case 3:
		if at, err := w.Correct(w.Office(), one, 0, h); err == nil {
			m.minutes[one] = at.Minutes
		}
	case 4:
		if _, err := w.Void(w.admin(), one, h.Reason); err == nil {
			m.minutes[one] = 0
		}
	}
	return stays
}

func (m *model) check(rt *rapid.T, w *world, ids []string) {
	w.balanced()
	given, all := map[string]int64{}, int64(0)
	sessions := map[string]bool{}
	for stay, minutes := range m.minutes {
		given[m.owner[stay]] += minutes
		all += minutes
		if minutes > 0 && m.held[m.activity[stay]] {
			sessions[m.activity[stay]] = true
		}
	}
	for _, id := range ids {
		if got := w.minutes(id); got != given[id] {
			rt.Fatalf("%s has %d minutes, want %d", id, got, given[id])
		}
	}
	f, err := w.Service.Figures(job(), w.contract, "")
	org, err2 := w.OrgMinutes(job(), w.OrgID)
	n := int64(len(sessions))
	if err != nil || err2 != nil || f.Minutes != all || org != all || f.Sessions != n || f.Served != 7*n {
		rt.Fatalf("contract %+v, organisation %d, want %d minutes, %d sessions (%v, %v)", f, org, all, n, err, err2)
	}
}

// TestProgressReadsTotalsOnly: reading a contract's progress does the same work with a small and a large ledger.
func TestProgressReadsTotalsOnly(t *testing.T) {
	w := newWorld(t)
	reading := func() float64 {
		return testing.AllocsPerRun(20, func() {
			if _, err := w.Contracts.ReadProgress(w.Lead(), w.contract); err != nil {
				t.Error(err)
			}
		})
	}
	var some, others []attendance.Past
	for i, p := range w.past(5000) { // some are of every month and type
		if i%5 == 0 {
			some = append(some, p)
		} else {
			others = append(others, p)
		}
	}
	_, err := w.RecordMany(job(), some)
	want(t, err, nil)
	few := reading()
	_, err = w.RecordMany(job(), others)
	want(t, err, nil)
	many := reading()
	p, err := w.Contracts.ReadProgress(w.Lead(), w.contract)
	want(t, err, nil)
	if many > few*1.2 || p.Items[0].Actual != 5000*120 {
		t.Errorf("%.0f allocations with 1,000 entries, %.0f with 5,000; progress %+v", few, many, p)
	}
}

// BenchmarkFigures reads a contract's figures with 1,000 and with 200,000 entries in the ledger. It fails when the second
// takes more than 1.2 times as long.
func BenchmarkFigures(b *testing.B) {
	sizes := [2]int{1000, 200_000}
	var worlds [2]*world
	for i, n := range sizes {
		worlds[i] = newWorld(b)
		if _, err := worlds[i].RecordMany(job(), worlds[i].past(n)); err != nil {
			b.Fatal(err)
		}
	}
	best := [2]time.Duration{time.Hour, time.Hour}
	for b.Loop() { // alternately, and the best of each, because the machine does other work too
		for i, w := range worlds {
			begun := time.Now()
			for range 100 {
				if _, err := w.Service.Figures(job(), w.contract, ""); err != nil {
					b.Fatal(err)
				}
			}
			best[i] = min(best[i], time.Since(begun)/100)
		}
	}
	ratio := float64(best[1]) / float64(best[0])
	b.ReportMetric(float64(best[0])/1e3, "µs/small")
	b.ReportMetric(float64(best[1])/1e3, "µs/large")
	b.ReportMetric(ratio, "ratio")
	if ratio > 1.2 {
		b.Errorf("a contract with %d entries costs %.2f times one with %d", sizes[1], ratio, sizes[0])
	}
}
