package notify_test

import (
	"slices"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
)

// TestTrialChannelOff sends an ordinary message, an urgent one that names every channel, and a code to a person who has switched
// off mail and SMS: only the code goes out.
func TestTrialChannelOff(t *testing.T) {
	w := newTestOutbox(t)
	c := w.contacts["usr_a"]
	c.Chosen = true
	w.contacts["usr_a"] = c
	urgent := news("urgent")
	urgent.Urgent, urgent.Channels = true, []notify.Channel{notify.InApp, notify.ByEmail, notify.BySMS}
	w.queue(news("plain"), urgent)
	w.send()
	w.want("switched off", 2, 0, 0)
	code := news("code")
	code.Channels, code.Secret = []notify.Channel{notify.BySMS}, map[string]string{"code": "123456"}
	w.queue(code)
	w.send()
	w.want("a code asked for", 2, 0, 1)
}

// TestTrialCapHoldsBackWhatMustArrive sends a code, urgent messages and essential ones before and after the three ordinary messages
// of a day: none of them counts, and none is held back. The ordinary fourth waits in the inbox and is shown to staff.
func TestTrialCapHoldsBackWhatMustArrive(t *testing.T) {
	w := newTestOutbox(t)
	essential := func(key string) notify.Message {
		m := news(key)
		m.Template = "test.change"
		return m
	}
	urgent, code := news("urgent"), news("code")
	urgent.Urgent = true
	code.Channels, code.Secret = []notify.Channel{notify.ByEmail}, map[string]string{"code": "123456"}
	w.queue(code, urgent, essential("change 1"), essential("change 2"))
	w.send()
	w.want("before", 3, 4, 0)
	w.queue(news("1"), news("2"), news("3"))
	w.send()
	w.want("three ordinary ones", 6, 7, 0)
	w.queue(news("4"), essential("change 3"))
	w.send()
	w.want("after", 8, 8, 0)
	w.wantWithheld("the fourth", notify.HeldByLimit)
}

// TestTrialWithheldUnseen withholds messages by settings and by quiet hours: staff see each with its reason until it is sent, or for
// good when it was too late.
func TestTrialWithheldUnseen(t *testing.T) {
	w := newTestOutbox(t)
	w.at = noon.Add(10 * time.Hour) // 22:00
	late := news("late")
	late.ExpiresAt = w.at.Add(9 * time.Hour)
	late.Subject = "act_2"
	w.queue(news("night"), late)
	w.send()
	w.wantWithheld("at night", notify.HeldByQuiet, notify.HeldByQuiet)
	if list := w.withheldOf("act_1"); len(list) != 1 || !list[0].Until.Equal(noon.Add(20*time.Hour)) || list[0].Title != "通知：周四活动" {
		t.Errorf("of the record: %+v", list)
	}
	w.later(10 * time.Hour)
	w.wantWithheld("in the morning the other was too late", notify.HeldByQuiet)
	if list := w.withheldOf("act_"); len(list) != 1 || list[0].Subject != "act_2" || !list[0].Until.IsZero() {
		t.Errorf("of all: %+v", list)
	}
	c := w.contacts["usr_a"]
	c.Chosen = true
	w.contacts["usr_a"] = c
	w.queue(news("off"))
	w.send()
	w.wantWithheld("switched off", notify.HeldOff, notify.HeldByQuiet)
	if list := w.withheldOf("act_1"); len(list) != 1 || len(list[0].Channels) != 2 || list[0].Reason != notify.HeldOff || list[0].To != "usr_a" {
		t.Errorf("of the record: %+v", list)
	}
}

// TestTrialSafetySwitchedOff sends a message of safety at night to a person who has switched off mail and SMS: it goes by both.
func TestTrialSafetySwitchedOff(t *testing.T) {
	w := newTestOutbox(t)
	w.at = noon.Add(10 * time.Hour)
	c := w.contacts["usr_a"]
	c.Chosen = true
	w.contacts["usr_a"] = c
	m := news("danger")
	m.Template, m.Channels = "test.danger", []notify.Channel{notify.InApp, notify.ByEmail, notify.BySMS}
	w.queue(m)
	w.send()
	w.want("every channel", 1, 1, 1)
	w.wantWithheld("nothing")
}

func (w *testOutbox) withheldOf(prefix string) []notify.Withheld {
	w.t.Helper()
	list, err := w.WithheldOf(w.t.Context(), prefix, "zh")
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

// wantWithheld checks the reasons of the withheld messages, latest first.
func (w *testOutbox) wantWithheld(when string, reasons ...string) {
	w.t.Helper()
	p, err := w.Withheld(w.operator())
	if err != nil {
		w.t.Fatal(err)
	}
	var got []string
	for _, f := range p.Items {
		got = append(got, f.Reason)
	}
	if !slices.Equal(got, reasons) {
		w.t.Errorf("%s: %v, want %v", when, got, reasons)
	}
}

// TestTrialLeftTheGroup sends a message to a group at night. In the morning the member who has left gets no mail.
func TestTrialLeftTheGroup(t *testing.T) {
	w := newTestOutbox(t)
	w.at = noon.Add(10 * time.Hour)
	w.contacts["org_1"] = notify.Contact{Forward: []string{"usr_a", "usr_b"}}
	w.contacts["usr_b"] = notify.Contact{UserID: "usr_b", Mobile: "13800000002"}
	m := news("k1")
	m.To = "org_1"
	w.queue(m)
	w.send()
	w.send()
	w.want("at night", 1, 0, 0)
	w.contacts["org_1"] = notify.Contact{Forward: []string{"usr_b"}}
	w.later(10 * time.Hour)
	w.want("in the morning", 1, 0, 1)
	delete(w.contacts, "org_1")
	w.later(time.Hour)
	w.wantWithheld("nothing")
}
