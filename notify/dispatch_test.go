package notify_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
)

func TestTemporaryFailureIsRetriedAndGivenUp(t *testing.T) {
	w := newTestOutbox(t)
	tries := 0
	w.mail.Fail = func(notify.Delivery) error { tries++; return errors.New("try later") }
	m := news("k1")
	m.Urgent = true
	w.queue(m)
	w.send()
	w.send() // not due yet
	if tries != 1 {
		t.Fatalf("%d tries at once", tries)
	}
	w.later(25 * time.Second) // the pause is about 30 s
	if tries != 1 {
		t.Errorf("%d tries after 25 s", tries)
	}
	for range 3 * notify.MaxTries {
		w.later(2 * time.Hour)
	}
	if list := w.failed(); tries != notify.MaxTries || len(list) != 1 || list[0].Reason != notify.ReasonTries {
		t.Errorf("%d tries, failed: %+v", tries, list)
	}
	w.want("the inbox took it once", 1, 0, 0)
}

func TestFailureDoesNotStopOtherMessages(t *testing.T) {
	w := newTestOutbox(t)
	w.contacts["usr_b"] = notify.Contact{UserID: "usr_b", Email: "b@example.org", Lang: "en"}
	broken := true
	w.mail.Fail = func(d notify.Delivery) error {
		if broken && d.To == "a@example.org" {
			panic("a provider's library broke")
		}
		return nil
	}
	b := news("k2")
	b.To = "usr_b"
	w.queue(news("k1"), b)
	w.send()
	if got := w.mail.Got(); len(got) != 1 || got[0].Text.Subject != "News: 周四活动" {
		t.Fatalf("mails: %+v", got)
	}
	broken = false
	w.later(time.Minute)
	w.want("after the panic", 1, 2, 0)
}

func TestQuietHours(t *testing.T) {
	at := func(hour, minute int) time.Time { return time.Date(2026, 3, 2, hour-8, minute, 0, 0, time.UTC) }
	for _, tt := range []struct {
		name     string
		at       time.Time
		from, to string
		urgent   bool
		wait     time.Duration // until the mail goes out; 0: at once
	}{
		{"noon", at(12, 0), "", "", false, 0},
		{"evening", at(21, 0), "", "", false, 11 * time.Hour},
		{"just before", at(20, 59), "", "", false, 0},
		{"early morning", at(7, 59), "", "", false, time.Minute},
		{"morning", at(8, 0), "", "", false, 0},
		{"urgent", at(23, 0), "", "", true, 0},
		{"own hours", at(12, 30), "12:00", "14:00", false, 90 * time.Minute},
		{"own hours, evening", at(22, 0), "12:00", "14:00", false, 0},
		{"no quiet hours", at(23, 0), "00:00", "00:00", false, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newTestOutbox(t)
			w.at = tt.at
			c := w.contacts["usr_a"]
			c.QuietFrom, c.QuietTo = tt.from, tt.to
			w.contacts["usr_a"] = c
			m := news("k1")
			m.Urgent = tt.urgent
			w.queue(m)
			w.send()
			if tt.wait == 0 {
				w.want("at once", 1, 1, 0)
				return
			}
			w.want("quiet", 1, 0, 0)
			w.later(tt.wait - time.Second)
			w.want("still quiet", 1, 0, 0)
			w.later(time.Second)
			w.want("after", 1, 1, 0)
		})
	}
}

func TestSkippedMessages(t *testing.T) {
	for name, prepare := range map[string]func(*testOutbox) notify.Message{
		"expired": func(w *testOutbox) notify.Message {
			m := news("k1")
			m.ExpiresAt = w.at
			return m
		},
		"no longer true": func(w *testOutbox) notify.Message {
			w.checks["test."] = func(_ context.Context, m notify.Message) (bool, error) { return m.Subject != "act_1", nil }
			return news("k1")
		},
		"nobody there": func(*testOutbox) notify.Message {
			m := news("k1")
			m.To = "usr_gone"
			return m
		},
		"no way to them": func(w *testOutbox) notify.Message {
			w.contacts["usr_a"] = notify.Contact{}
			return news("k1")
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTestOutbox(t)
			m := prepare(w)
			w.queue(m)
			w.send()
			w.checks["test."] = func(context.Context, notify.Message) (bool, error) { return true, nil }
			w.contacts["usr_gone"], w.contacts["usr_a"] = notify.Contact{UserID: "usr_a"}, notify.Contact{UserID: "usr_a", Email: "a@example.org"}
			w.later(48 * time.Hour)
			w.want(name, 0, 0, 0)
			if list := w.failed(); len(list) != 0 {
				t.Errorf("failed: %+v", list)
			}
		})
	}
}

func TestFailedCheckIsRetried(t *testing.T) {
	w := newTestOutbox(t)
	down := true
	w.checks["test."] = func(context.Context, notify.Message) (bool, error) {
		if down {
			return false, errors.New("store is away")
		}
		return true, nil
	}
	w.queue(news("k1"))
	w.send()
	w.want("away", 0, 0, 0)
	down = false
	w.later(time.Minute)
	w.want("back", 1, 1, 0)
}

func TestGroupIsForwarded(t *testing.T) {
	w := newTestOutbox(t)
	w.contacts["org_1"] = notify.Contact{Forward: []string{"usr_a", "usr_b"}}
	w.contacts["usr_b"] = notify.Contact{UserID: "usr_b", Mobile: "13800000002"}
	m := news("k1")
	m.To = "org_1"
	w.queue(m)
	w.send()
	w.later(time.Minute)
	w.want("both", 1, 1, 1)
	if n := len(w.inbox("usr_b")); n != 1 {
		t.Errorf("%d notes of the other", n)
	}
}

func TestDailyLimitOfExternalMessages(t *testing.T) {
	w := newTestOutbox(t)
	for _, k := range []string{"1", "2", "3", "4"} {
		w.queue(news(k))
		w.later(time.Minute)
	}
	w.want("the fourth is in the inbox only", 4, 3, 0)
	urgent := news("5")
	urgent.Urgent = true
	w.queue(urgent)
	w.send()
	w.want("urgent", 5, 4, 0)
	w.queue(news("6"))
	w.later(24 * time.Hour)
	w.want("the next day", 6, 5, 0)
}

// TestLeaseOfAHangingDispatcher: a process that hangs loses its lease. Another sends with the same id, and the late result
// of the first changes nothing.
func TestLeaseOfAHangingDispatcher(t *testing.T) {
	w := newTestOutbox(t)
	entered, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	w.mail.Fail = func(notify.Delivery) error {
		first := false
		once.Do(func() { first = true })
		if first {
			close(entered)
			<-release
			return notify.Permanent(errors.New("too late"))
		}
		return nil
	}
	m := news("k1")
	m.Urgent = true
	w.queue(m)
	slow := w.dispatcher()
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := slow.SendDue(t.Context()); err != nil {
			t.Error(err)
		}
	})
	<-entered
	w.send()
	w.want("leased", 1, 0, 0)
	w.later(6 * time.Minute)
	w.want("taken over", 1, 1, 0)
	close(release)
	wg.Wait()
	if list := w.failed(); len(list) != 0 {
		t.Errorf("the late result of the slow process was stored: %+v", list)
	}
}
