package register_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/register/registertest"
)

// TestStats: what statistics count follows each change of a file.
func TestStats(t *testing.T) {
	e := newEnv(t)
	f := e.Registered()
	only := func() register.Stat {
		t.Helper()
		var list []register.Stat
		if err := e.Register.Stats(t.Context(), county, func(s register.Stat) { list = append(list, s) }); err != nil || len(list) != 1 {
			t.Fatalf("%d groups, %v", len(list), err)
		}
		return list[0]
	}
	s := only()
	if s.Village != village || s.N != 1 || s.Entered != today || !s.In(today) || s.In(today.Add(-1)) || s.Guardianship != register.ByGrandparents || s.Birth != "2016-05-06" || !s.Incomplete || s.Parents != "" {
		t.Errorf("%+v", s)
	}
	must(e.Register.Edit(e.As(e.Director), f.ID, 0, register.Content{Facts: f.Facts, Details: bothAway()}))(t)
	if s = only(); s.Parents != "both_away" || s.Health != "severe" || len(s.Aid) != 1 || s.Aid[0] != "medical" {
		t.Errorf("after an edit: %+v", s)
	}
	e.Now = e.Now.AddDate(0, 0, 10)
	must(e.Register.ProposeExit(e.As(e.Director), f.ID, 0, register.MovedOut))(t)
	must(e.Register.ConfirmExit(e.As(e.Admin), f.ID, 0))(t)
	if s = only(); !s.In(today) || s.In(today.Add(10)) || s.Exited != today.Add(10) {
		t.Errorf("after the exit: %+v", s)
	}
	must(e.Register.Return(e.As(e.Admin), f.ID, 0, register.Reentry, ""))(t)
	if s = only(); s.In(today.Add(10)) {
		t.Errorf("a draft again: %+v", s)
	}
	must(e.Register.Submit(e.As(e.Director), f.ID, 0))(t)
	must(e.Register.Verify(e.As(e.Supervisor), f.ID, 0))(t)
	must(e.Register.Confirm(e.As(e.Admin), f.ID, 0))(t)
	if s = only(); !s.In(today.Add(10)) || s.In(today.Add(9)) {
		t.Errorf("entered again on the day of the exit: %+v", s)
	}
}

// many returns n registered files that differ as those of a county do.
func many(n, batch int) []register.Beneficiary {
	list := make([]register.Beneficiary, n)
	for i := range list {
		b := &list[i]
		b.ID, b.Status, b.EnteredOn, b.Letter = id.New("ben"), register.Registered, "2025-03-01", fmt.Sprint(batch*n+i)
		b.Facts = register.Facts{
			Kinds: []register.Kind{register.LeftBehindChild}, Region: fmt.Sprintf("%s5201110%02d/5201110%02d%03d/", county, i%20, i%20, i/20%15), Gender: register.Male,
			Birth: region.Day("2010-01-01").Add((i + batch*53) % 5900), Guardianship: register.ByGrandparents, Schooling: register.Primary, Grade: int64(1 + i%6), Risk: register.Green,
		}
		b.Details = form.Answers{"health": "healthy", "aid": "none", "father_alive": "living", "mother_alive": "living", "father_where": "away", "mother_where": "away", "ethnicity": "汉族"}
	}
	return list
}

// BenchmarkRegister measures a register of 200,000 files: what statistics count of all, the job of the birthdays, a full file read with its sealed values and the audit
// record, and the same file edited with its history.
func BenchmarkRegister(b *testing.B) {
	e := &env{registertest.New(b)}
	ctx := auth.System(b.Context(), "bench")
	for n := range 100 {
		if err := e.Register.PutMany(ctx, many(2000, n)); err != nil {
			b.Fatal(err)
		}
	}
	f, who := e.Child()
	made := must(e.Register.Create(e.As(e.Director), register.Content{Facts: f, Identity: who, Details: everyAnswer()}))(b)
	b.Run("statistics", func(b *testing.B) {
		for b.Loop() {
			n := int64(0)
			if err := e.Register.Stats(ctx, county, func(s register.Stat) { n += s.N }); err != nil || n < 200_000 {
				b.Fatal(n, err)
			}
		}
	})
	b.Run("birthdays", func(b *testing.B) { // with the memory that the process has taken from the system
		for b.Loop() {
			if err := e.Register.TellBirthdays(ctx); err != nil {
				b.Fatal(err)
			}
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.Sys)/1e6, "MB")
	})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if got, err := e.Register.Read(e.As(e.Director), made.ID); err != nil || len(got.Private) < 9 {
				b.Fatal(len(got.Private), err)
			}
		}
	})
	b.Run("edit", func(b *testing.B) {
		details := everyAnswer()
		for i := 0; b.Loop(); i++ {
			details["class"], details["wishes"] = fmt.Sprint(i), fmt.Sprintf("愿望%d", i)
			if _, err := e.Register.Edit(e.As(e.Director), made.ID, 0, register.Content{Facts: f, Details: details}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
