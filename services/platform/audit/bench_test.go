//go:build unix

package audit_test

import (
	"fmt"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
)

// BenchmarkWrite tells what a record costs when it is written, durably and by many at once, and what it costs once more
// when it is chained: run it with -benchtime 50000x. cpu-µs/record is processor time, which a busy machine changes less than
// the clock.
func BenchmarkWrite(b *testing.B) {
	b.Run("write", func(b *testing.B) {
		write, _ := writing(b)
		b.SetParallelism(32)
		b.ReportAllocs()
		defer cpu(b)()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				write()
			}
		})
	})
	b.Run("chain", func(b *testing.B) {
		write, log := writing(b)
		for range b.N {
			write()
		}
		b.ReportAllocs()
		defer cpu(b)()
		if err := log.Chain(b.Context()); err != nil {
			b.Fatal(err)
		}
	})
}

// writing is a log on SQLite and what writes the record of a sign-up, each of another volunteer.
func writing(b *testing.B) (write func(), log *audit.Log) {
	b.Helper()
	log, err := audit.Open(docstoretest.OpenAt(b, b.TempDir()), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	var n atomic.Int64
	return func() {
		i := n.Add(1) * 7919 % 100_000
		vol := fmt.Sprintf("vol_%026d", i)
		ctx := auth.With(b.Context(), auth.Actor{UserID: fmt.Sprintf("usr_%026d", i), VolunteerID: vol, Bindings: []auth.Binding{{Role: auth.Volunteer}}})
		e := audit.Entry{Action: "signup.create", Subjects: []string{fmt.Sprintf("sup_%026d", i), fmt.Sprintf("act_%026d", i%100), vol}, Region: "52/5201/520111/"}
		if err := log.Write(ctx, e); err != nil {
			b.Error(err)
		}
	}, log
}

// cpu begins to count; the returned function reports.
func cpu(b *testing.B) func() {
	before := used(b)
	b.ResetTimer()
	return func() { b.ReportMetric(float64(used(b)-before)/float64(b.N)/1e3, "cpu-µs/record") }
}

func used(b *testing.B) int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}
