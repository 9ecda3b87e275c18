package activities_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// BenchmarkSignUp signs up a new volunteer in each iteration: run it with -benchtime 5000x.
func BenchmarkSignUp(b *testing.B) {
	w := newWorld(b)
	ids := w.Volunteers(b.N)
	var acts []activities.Activity
	for range b.N/activities.MaxCapacity + 1 {
		acts = append(acts, w.published(func(p *activities.Plan) { p.Capacity = activities.MaxCapacity }))
	}
	var next atomic.Int64
	b.SetParallelism(32)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := int(next.Add(1) - 1)
			if _, _, err := w.SignUp(w.Volunteer(ids[i]), acts[i/activities.MaxCapacity].ID); err != nil {
				b.Error(err)
			}
		}
	})
}

// calendar publishes n activities, one after the other in time.
func (w *world) calendar(n int) []activities.Activity {
	var list []activities.Activity
	for i := range n {
		after := time.Duration(i) * 3 * time.Hour
		list = append(list, w.published(func(p *activities.Plan) { p.Start, p.End = p.Start.Add(after), p.End.Add(after) }))
	}
	return list
}

func BenchmarkBoard(b *testing.B) {
	w := newWorld(b)
	w.calendar(200)
	b.ReportAllocs()
	for b.Loop() {
		page, err := w.Board(b.Context(), activities.BoardQuery{Region: "52/5201/", Page: []docstore.Option{docstore.Limit(20)}})
		if err != nil || len(page.Items) != 20 {
			b.Fatal(len(page.Items), err)
		}
	}
}

func BenchmarkSee(b *testing.B) {
	w := newWorld(b)
	ids := w.Volunteers(2)
	a := w.calendar(5)[3]
	w.signUp(a, ids[1])
	for name, ctx := range map[string]func() (activities.VisibleActivity, error){
		"lead":           func() (activities.VisibleActivity, error) { return w.See(w.Lead(), a.ID) },
		"volunteer":      func() (activities.VisibleActivity, error) { return w.See(w.Volunteer(ids[0]), a.ID) },
		"with_a_place":   func() (activities.VisibleActivity, error) { return w.See(w.Volunteer(ids[1]), a.ID) },
		"without_log-in": func() (activities.VisibleActivity, error) { return w.See(b.Context(), a.ID) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ctx(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
