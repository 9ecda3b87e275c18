package notify_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/coord"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

func TestRenderTheEnglishOfAValue(t *testing.T) {
	tpl := notify.Template{EN: notify.Text{Subject: "{kind_en}", Body: "{other_en}"}}
	for want, values := range map[string]map[string]string{
		"mid-term": {"kind": "中期", "kind_en": "mid-term"},
		"中期":       {"kind": "中期"}, // a message of an older version
	} {
		if got := tpl.Render("en", values); got.Subject != want || got.Body != "{other_en}" {
			t.Errorf("%v gives %+v", values, got)
		}
	}
}

func TestQuotationMarksNest(t *testing.T) {
	for text, want := range map[string]string{
		"合同“花溪”已签订":         "合同“花溪”已签订",
		"合同“‘爱心妈妈’项目”的“中期”": "合同“‘爱心妈妈’项目”的“中期”",
		"合同““爱心妈妈”项目”（“甲”）": "合同“‘爱心妈妈’项目”（“甲”）",
		"“一“二“三”四”五”":       "“一‘二“三”四’五”",
		"”先合“后开”":           "”先合“后开”",
	} {
		if got := notify.NestQuotes(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	got := notify.Template{ZH: notify.Text{Subject: "{name}", Body: "“{name}”"}}.Render("zh", map[string]string{"name": "“童行”项目"})
	if want := (notify.Text{Subject: "“童行”项目", Body: "“‘童行’项目”"}); got != want {
		t.Errorf("rendered %v, want %v", got, want)
	}
}

func TestKeyIsQueuedOnce(t *testing.T) {
	w := newTestOutbox(t)
	w.queue(news("k1"), news("k1"))
	w.send()
	w.queue(news("k1"), news("k2"))
	w.send()
	w.want("after both", 2, 2, 0)
	if all := notifytest.Queued(t, w.Outbox, "k"); len(all) != 2 || all[0].Key != "k1" || all[0].Data["what"] != "周四活动" {
		t.Errorf("queued: %+v", all)
	}
	if got := w.mail.Got()[0]; got.Text.Subject != "通知：周四活动" || got.To != "a@example.org" || got.ID == w.mail.Got()[1].ID {
		t.Errorf("mail: %+v", got)
	}
}

func TestQueueIsPartOfTheCallersTransaction(t *testing.T) {
	w := newTestOutbox(t)
	stop := errors.New("no")
	err := w.db.Tx(t.Context(), func(ctx context.Context) error { return errors.Join(w.Queue(ctx, news("k1")), stop) })
	if !errors.Is(err, stop) {
		t.Fatal(err)
	}
	if all := notifytest.Queued(t, w.Outbox, ""); len(all) != 0 {
		t.Errorf("queued although rolled back: %+v", all)
	}
}

func TestQueueRefuses(t *testing.T) {
	w := newTestOutbox(t)
	for name, m := range map[string]notify.Message{
		"no key":            {To: "usr_a", Template: "test.news"},
		"no recipient":      {Key: "k", Template: "test.news"},
		"unknown template":  {Key: "k", To: "usr_a", Template: "test.other"},
		"secret in subject": {Key: "k", To: "usr_a", Template: "test.loud", Secret: map[string]string{"code": "1"}},
	} {
		if err := w.Queue(t.Context(), news("good"), m); !errors.Is(err, notify.ErrKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if all := notifytest.Queued(t, w.Outbox, ""); len(all) != 0 {
		t.Errorf("queued beside a refused one: %+v", all)
	}
}

func TestDispatchersShareTheWork(t *testing.T) {
	w := newTestOutbox(t)
	for i := range 90 {
		m := news(string(rune('a'+i%26)) + string(rune('0'+i/26)))
		m.Channels = []notify.Channel{notify.ByEmail}
		m.Urgent = true
		w.queue(m)
	}
	var wg sync.WaitGroup
	for range 3 {
		d := w.dispatcher()
		wg.Go(func() {
			if err := d.SendDue(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	seen := map[string]bool{}
	for _, d := range w.mail.Got() {
		if seen[d.ID] {
			t.Errorf("%s was sent twice", d.ID)
		}
		seen[d.ID] = true
	}
	if len(seen) != 90 {
		t.Errorf("%d sent", len(seen))
	}
}

func TestFailedMessageCanBeRetried(t *testing.T) {
	w := newTestOutbox(t)
	w.mail.Fail = func(notify.Delivery) error { return notify.Permanent(errors.New("no such mailbox")) }
	w.queue(news("k1"))
	w.send()
	w.want("refused", 1, 0, 0)
	list := w.failed()
	if len(list) != 1 || list[0].Reason != notify.ReasonRefused || list[0].Channels[1].Status != notify.Dead {
		t.Fatalf("failed: %+v", list)
	}
	if err := w.Retry(auth.With(t.Context(), auth.Actor{UserID: "usr_a"}), list[0].ID); !errors.Is(err, auth.ErrForbidden) {
		t.Errorf("retry by anybody: %v", err)
	}
	w.mail.Fail = nil
	if err := w.Retry(w.operator(), list[0].ID); err != nil {
		t.Fatal(err)
	}
	w.send()
	w.want("tried again", 1, 1, 0)
	if err := w.Retry(w.operator(), list[0].ID); !errors.Is(err, notify.ErrFinished) {
		t.Errorf("retry of a sent one: %v", err)
	}
	records, err := w.audit.List(auth.With(t.Context(), auth.Actor{UserID: "usr_au", Bindings: []auth.Binding{{Role: auth.Auditor}}}), audit.Query{Actions: []string{"message.retry"}})
	if err != nil || len(records.Items) != 1 || records.Items[0].Subjects[0] != list[0].ID {
		t.Errorf("records of the retries: %+v, %v", records.Items, err)
	}
	if err := w.Retry(w.operator(), "out_none"); !errors.Is(err, docstore.ErrNotFound) {
		t.Errorf("retry of none: %v", err)
	}
}

func TestSecretIsNeverStoredInClear(t *testing.T) {
	dir := t.TempDir()
	db, err := sqlite.Open(t.Context(), dir, docstore.Config{})
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := privacy.NewSealer(privacy.NewKeyring())
	if err != nil {
		t.Fatal(err)
	}
	o, err := notify.Open(notify.Deps{DB: db, Sealer: sealer, Templates: templates, Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	const code = "73190246"
	code1 := notify.Message{Key: "otp/1", To: "usr_a", Template: "test.code", Secret: map[string]string{"code": code}, Channels: []notify.Channel{notify.InApp, notify.BySMS}}
	code2 := code1
	code2.Key = "otp/2"
	code2.To = "usr_gone"
	if err := o.Queue(t.Context(), code1, code2); err != nil {
		t.Fatal(err)
	}
	for _, m := range notifytest.Queued(t, o, "") {
		if len(m.Secret) != 0 {
			t.Errorf("List shows the secret of %s", m.Key)
		}
	}
	sms := &notifytest.Recorder{}
	d, err := notify.NewDispatcher(o, notify.DispatcherDeps{
		Senders: map[notify.Channel]notify.Sender{notify.BySMS: sms},
		Contact: func(_ context.Context, to string) (notify.Contact, error) {
			if to != "usr_a" {
				return notify.Contact{}, docstore.ErrNotFound
			}
			return notify.Contact{UserID: "usr_a", Mobile: "13800000001"}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.SendDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := sms.Got(); len(got) != 1 || got[0].Text.Body != "验证码 "+code+"。" {
		t.Errorf("sent: %+v", got)
	}
	p, err := o.Inbox().List(auth.With(t.Context(), auth.Actor{UserID: "usr_a"}), false)
	if err != nil || len(p.Items) != 0 {
		t.Errorf("inbox: %+v, %v", p.Items, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte(code)) || bytes.Contains(raw, []byte("13800000001")) {
			t.Errorf("%s holds the code or the number in clear", e.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestDeadCodeCannotBeRetried(t *testing.T) {
	w := newTestOutbox(t)
	w.sms.Fail = func(notify.Delivery) error { return notify.Permanent(errors.New("blocked")) }
	w.queue(notify.Message{Key: "otp", To: "usr_a", Template: "test.code", Secret: map[string]string{"code": "12"}, Channels: []notify.Channel{notify.BySMS}})
	w.send()
	if err := w.Retry(w.operator(), w.failed()[0].ID); !errors.Is(err, notify.ErrFinished) {
		t.Errorf("retry: %v", err)
	}
}

func TestQueueWakesTheDispatcher(t *testing.T) {
	waker := coord.NewLocal()
	sealer, err := privacy.NewSealer(privacy.NewKeyring())
	if err != nil {
		t.Fatal(err)
	}
	o, err := notify.Open(notify.Deps{DB: docstoretest.Open(t), Sealer: sealer, Now: time.Now, Waker: waker})
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan string, 1)
	d, err := notify.NewDispatcher(o, notify.DispatcherDeps{Contact: func(_ context.Context, to string) (notify.Contact, error) {
		told <- to
		return notify.Contact{}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	signals, stop := waker.Listen(notify.Topic)
	defer stop()
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { d.Run(ctx, signals) })
	if err := o.Queue(t.Context(), news("k1")); err != nil {
		t.Fatal(err)
	}
	select {
	case to := <-told:
		if to != "usr_a" {
			t.Errorf("told %s", to)
		}
	case <-time.After(10 * time.Second):
		t.Error("nobody woke the dispatcher")
	}
	cancel()
	wg.Wait()
}
