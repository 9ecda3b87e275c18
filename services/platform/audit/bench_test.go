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

// BenchmarkWrite measures the cost of writing a record durably with many writers at once, and then of chaining it: run it
// with -benchtime 50000x. cpu-µs/record is processor time, which a busy machine changes less than the elapsed time.
func BenchmarkWrite(b *testing.B) {
	b.Run("write", func(b *testing.B) {
		write, _ := signupWriter(b)
		b.SetParallelism(32)
		b.ReportAllocs()
		defer measureCPU(b)()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				write()
			}
		})
	})
	b.Run("chain", func(b *testing.B) {
		write, log := signupWriter(b)
		for range b.N {
			write()
		}
		b.ReportAllocs()
		defer measureCPU(b)()
		if err := log.Chain(b.Context()); err != nil {
			b.Fatal(err)
		}
	})
}

// signupWriter returns a log on SQLite and a function that writes the record of a sign-up, each of another volunteer.
func signupWriter(b *testing.B) (write func(), log *audit.Log) {
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

// measureCPU starts counting processor time; the returned function reports it.
func measureCPU(b *testing.B) func() {
	before := cpuTime(b)
	b.ResetTimer()
	return func() { b.ReportMetric(float64(cpuTime(b)-before)/float64(b.N)/1e3, "cpu-µs/record") }
}

func cpuTime(b *testing.B) int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}
