package coord_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/coord"
)

func TestLocalLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, l := context.Background(), coord.NewLocal()
		for i := range 5 {
			if ok, _ := l.Allow(ctx, "a", 5, time.Minute); !ok {
				t.Fatalf("try %d of 5 was refused", i+1)
			}
		}
		ok, after := l.Allow(ctx, "a", 5, time.Minute)
		if ok || after != 12*time.Second {
			t.Fatalf("sixth try: %v, %v; want to wait 12 s", ok, after)
		}
		if ok, _ := l.Allow(ctx, "b", 5, time.Minute); !ok {
			t.Error("another key pays for the first")
		}
		time.Sleep(after - time.Nanosecond)
		if ok, _ := l.Allow(ctx, "a", 5, time.Minute); ok {
			t.Error("allowed too early")
		}
		time.Sleep(time.Nanosecond)
		if ok, _ := l.Allow(ctx, "a", 5, time.Minute); !ok {
			t.Error("refused at the moment it named")
		}
		time.Sleep(time.Hour)
		granted := 0
		for range 100 {
			if ok, _ := l.Allow(ctx, "a", 5, time.Minute); ok {
				granted++
			}
		}
		if granted != 5 {
			t.Errorf("%d at once after an hour, want 5", granted)
		}
	})
}

func TestLocalLimitOverTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, granted := coord.NewLocal(), 0
		for range 600 { // ten minutes, one attempt a second
			if ok, _ := l.Allow(context.Background(), "a", 6, time.Minute); ok {
				granted++
			}
			time.Sleep(time.Second)
		}
		if granted < 60 || granted > 66 {
			t.Errorf("%d granted in ten minutes at 6 a minute", granted)
		}
	})
}

func TestInvalidLimitsRefuse(t *testing.T) {
	l := coord.NewLocal()
	for _, n := range []int{0, -1} {
		if ok, _ := l.Allow(context.Background(), "a", n, time.Minute); ok {
			t.Errorf("%d tries allowed one", n)
		}
	}
	if ok, _ := l.Allow(context.Background(), "a", 1, 0); ok {
		t.Error("a limit without span allowed one")
	}
}

func TestLocalMemoryIsBounded(t *testing.T) {
	l := coord.NewLocal()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range 500_000 {
		l.Allow(context.Background(), fmt.Sprintf("key-%d", i), 5, time.Hour)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 40<<20 {
		t.Errorf("500,000 keys keep %d MiB", grown>>20)
	}
	runtime.KeepAlive(l)
}

func TestLocalWake(t *testing.T) {
	ctx, w := context.Background(), coord.NewLocal()
	w.Wake(ctx, "outbox") // without a listener
	signals, stop := w.Listen("outbox")
	second, stopSecond := w.Listen("outbox")
	other, stopOther := w.Listen("jobs")
	defer stopOther()
	for range 3 {
		w.Wake(ctx, "outbox")
	}
	for _, ch := range []<-chan struct{}{signals, second} {
		select {
		case <-ch:
		default:
			t.Error("not woken")
		}
		select {
		case <-ch:
			t.Error("woken twice for what came at once")
		default:
		}
	}
	select {
	case <-other:
		t.Error("woken for another topic")
	default:
	}
	stop()
	stop()
	w.Wake(ctx, "outbox")
	select {
	case <-signals:
		t.Error("woken after stop")
	default:
	}
	<-second
	stopSecond()
}
