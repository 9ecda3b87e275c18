package notify_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.updateServerDate.func1")) // one for the process
}

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC) // 12:00 in Shanghai

var templates = []notify.Template{
	{Name: "test.news", ZH: notify.Text{Subject: "通知：{what}", Body: "{what}有变动。"}, EN: notify.Text{Subject: "News: {what}", Body: "{what} changed."}},
	{Name: "test.change", ZH: notify.Text{Subject: "变动"}, EN: notify.Text{Subject: "Changed"}, Weight: notify.Essential},
	{Name: "test.danger", ZH: notify.Text{Subject: "危险"}, EN: notify.Text{Subject: "Danger"}, Weight: notify.Safety},
	{Name: "test.code", ZH: notify.Text{Subject: "验证码", Body: "验证码 {code}。"}, EN: notify.Text{Subject: "Code", Body: "Your code is {code}."}},
	{Name: "test.loud", ZH: notify.Text{Subject: "验证码 {code}"}, EN: notify.Text{Subject: "Code {code}"}},
}

// testOutbox is an outbox, a dispatcher and one person, with a clock that the test moves.
type testOutbox struct {
	*notify.Outbox
	t        testing.TB
	db       *docstore.DB
	audit    *audit.Log
	d        *notify.Dispatcher
	mail     *notifytest.Recorder
	sms      *notifytest.Recorder
	mu       sync.Mutex
	at       time.Time
	contacts map[string]notify.Contact
	checks   map[string]notify.Check
}

func newTestOutbox(t testing.TB) *testOutbox {
	t.Helper()
	w := &testOutbox{
		t: t, db: docstoretest.Open(t), at: noon, mail: &notifytest.Recorder{}, sms: &notifytest.Recorder{},
		contacts: map[string]notify.Contact{"usr_a": {UserID: "usr_a", Email: "a@example.org", Mobile: "13800000001", Lang: "zh"}},
		checks:   map[string]notify.Check{},
	}
	sealer, err := privacy.NewSealer(privacy.NewKeyring())
	if err == nil {
		w.audit, err = audit.Open(w.db, w.now)
	}
	if err == nil {
		w.Outbox, err = notify.Open(notify.Deps{DB: w.db, Sealer: sealer, Templates: templates, Now: w.now, Audit: w.audit})
	}
	if err != nil {
		t.Fatal(err)
	}
	w.d = w.dispatcher()
	return w
}

// dispatcher returns a dispatcher of the same outbox, as of another process.
func (w *testOutbox) dispatcher() *notify.Dispatcher {
	w.t.Helper()
	d, err := notify.NewDispatcher(w.Outbox, notify.DispatcherDeps{
		Contact: w.contact, Checks: w.checks, Senders: map[notify.Channel]notify.Sender{notify.ByEmail: w.mail, notify.BySMS: w.sms},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *testOutbox) contact(_ context.Context, to string) (notify.Contact, error) {
	c, ok := w.contacts[to]
	if !ok {
		return notify.Contact{}, docstore.ErrNotFound
	}
	return c, nil
}

func (w *testOutbox) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

// later moves the clock and sends due messages.
func (w *testOutbox) later(d time.Duration) {
	w.t.Helper()
	w.mu.Lock()
	w.at = w.at.Add(d)
	w.mu.Unlock()
	w.send()
}

func (w *testOutbox) send() {
	w.t.Helper()
	if err := w.d.SendDue(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *testOutbox) queue(list ...notify.Message) {
	w.t.Helper()
	if err := w.Queue(w.t.Context(), list...); err != nil {
		w.t.Fatal(err)
	}
}

func news(key string) notify.Message {
	return notify.Message{Key: key, To: "usr_a", Template: "test.news", Subject: "act_1", Data: map[string]string{"what": "周四活动"}}
}

func (w *testOutbox) inbox(userID string) []notify.Note {
	w.t.Helper()
	p, err := w.Inbox().List(auth.With(w.t.Context(), auth.Actor{UserID: userID, Lang: "zh"}), false)
	if err != nil {
		w.t.Fatal(err)
	}
	return p.Items
}

func (w *testOutbox) failed() []notify.Failure {
	w.t.Helper()
	p, err := w.Failed(w.operator())
	if err != nil {
		w.t.Fatal(err)
	}
	return p.Items
}

func (w *testOutbox) operator() context.Context {
	return auth.With(w.t.Context(), auth.Actor{UserID: "usr_op", Bindings: []auth.Binding{{Role: auth.SystemAdmin}}})
}

// want checks the number of notes, mails and short messages.
func (w *testOutbox) want(when string, notes, mails, texts int) {
	w.t.Helper()
	if n, m, s := len(w.inbox("usr_a")), len(w.mail.Got()), len(w.sms.Got()); n != notes || m != mails || s != texts {
		w.t.Errorf("%s: %d notes, %d mails, %d SMS; want %d, %d, %d", when, n, m, s, notes, mails, texts)
	}
}
