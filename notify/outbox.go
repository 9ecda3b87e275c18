package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/coord"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// Topic is the Waker's topic for queued messages; Dispatcher.Run listens to it.
const Topic = "outbox"

// The errors of the outbox.
var (
	// ErrKey reports a caller's mistake: a message without key or recipient, of an unknown template, or with a secret in its
	// subject.
	ErrKey      = errors.New("a message needs a key, a recipient and a known template that shows no secret in its subject")
	ErrFinished = fault.New(fault.Conflict, "message_finished",
		"This message cannot be tried again: it was sent, skipped, or its code is gone. Ask the person to request a new one if needed.",
		"该消息无法重发：已发送、已跳过，或其中的验证码已清除。如有需要请让对方重新获取。")

	errNoSender = errors.New("no sender for this channel is set up")
)

// Deps are the dependencies of Open. Without Templates every template is accepted, which is for tests. Without a Waker
// messages wait for the scheduled job.
type Deps struct {
	DB        *docstore.DB
	Sealer    *privacy.Sealer
	Templates []Template
	Now       func() time.Time
	Waker     coord.Waker
	Audit     *audit.Log // nil: retries leave no audit entry, which is for tests
}

// Outbox holds the unfinished messages. It is safe for concurrent use.
type Outbox struct {
	db            *docstore.DB
	store         *store
	templates     map[string]Template
	inbox         *Inbox
	now           func() time.Time
	waker         coord.Waker
	audit         *audit.Log
	signalPending atomic.Bool
}

// Open declares the collections and returns the outbox. It fails when two templates have the same name.
func Open(d Deps) (*Outbox, error) {
	if d.DB == nil || d.Sealer == nil || d.Now == nil {
		return nil, errors.New("notify: DB, Sealer or Now is missing")
	}
	s, err := openStore(d.DB, d.Sealer)
	if err != nil {
		return nil, err
	}
	templates := map[string]Template{}
	o := &Outbox{
		db: d.DB, store: s, templates: templates, now: d.Now, waker: d.Waker, audit: d.Audit,
		inbox: &Inbox{db: d.DB, store: s, templates: templates, now: d.Now},
	}
	return o, o.AddTemplates(d.Templates...)
}

// AddTemplates adds the templates of a feature. Call it before the first message is queued. It fails when two templates have
// the same name.
func (o *Outbox) AddTemplates(list ...Template) error {
	for _, t := range list {
		if _, twice := o.templates[t.Name]; twice || t.Name == "" {
			return fmt.Errorf("notify: template %q has no name of its own", t.Name)
		}
		o.templates[t.Name] = t
	}
	return nil
}

// Inbox returns the inbox of this outbox.
func (o *Outbox) Inbox() *Inbox { return o.inbox }

// Queue stores the messages in the caller's transaction, or in one of its own: they are sent if and only if it commits. A
// message whose key was ever queued is ignored.
func (o *Outbox) Queue(ctx context.Context, messages ...Message) error {
	if len(messages) == 0 {
		return nil
	}
	for _, m := range messages {
		if err := o.validate(m); err != nil {
			return err
		}
	}
	err := o.db.Tx(ctx, func(ctx context.Context) error {
		for _, m := range messages {
			if err := o.insertOnce(ctx, m); err != nil {
				return fmt.Errorf("queue %s: %w", m.Template, err)
			}
		}
		return nil
	})
	if err == nil {
		o.signalSoon()
	}
	return err
}

func (o *Outbox) validate(m Message) error {
	t, known := o.templates[m.Template]
	bad := m.Key == "" || m.To == "" || m.Template == "" || !known && len(o.templates) > 0
	for name := range m.Secret {
		place := "{" + name + "}"
		bad = bad || strings.Contains(t.ZH.Subject, place) || strings.Contains(t.EN.Subject, place)
	}
	if bad {
		return fmt.Errorf("template %q: %w", m.Template, ErrKey)
	}
	return nil
}

// insertOnce inserts the message unless there is one with its key. It looks first, since on MongoDB a refused insert makes the
// transaction run again.
func (o *Outbox) insertOnce(ctx context.Context, m Message) error {
	if there, err := o.store.hasKey(ctx, m.Key); err != nil || there {
		return err
	}
	q := queued{
		Key: m.Key, To: m.To, Via: m.Via, Template: m.Template, Subject: m.Subject, Data: m.Data, Channels: m.Channels,
		Urgent: m.Urgent || m.hasSecret(), ExpiresAt: m.ExpiresAt, Status: m.waiting(), NextAt: o.now(),
	}
	q.ID = id.New("out")
	if m.hasSecret() {
		if err := o.store.sealSecret(&q, m.Secret); err != nil {
			return err
		}
	}
	return o.store.insertNew(ctx, q)
}

// signalDelays: the caller's transaction commits after Queue returns, at an unknown time. So the signal is sent twice, soon
// and once more for a slow commit; a signal that comes too early does no harm.
var signalDelays = []time.Duration{50 * time.Millisecond, time.Second}

func (o *Outbox) signalSoon() {
	if o.waker == nil || o.signalPending.Swap(true) {
		return
	}
	for i, after := range signalDelays {
		time.AfterFunc(after, func() {
			if i == 0 {
				o.signalPending.Store(false)
			}
			o.waker.Wake(context.Background(), Topic)
		})
	}
}

// List returns the messages whose keys begin with the prefix ("" for all), oldest first, without secrets.
func (o *Outbox) List(ctx context.Context, keyPrefix string) ([]Message, error) {
	all, err := o.store.withPrefix(ctx, keyPrefix)
	if err != nil {
		return nil, err
	}
	out := make([]Message, len(all))
	for i := range all {
		out[i] = all[i].message()
	}
	return out, nil
}

// Failed returns the messages that were given up, latest first. It needs auth.JobRun.
func (o *Outbox) Failed(ctx context.Context, opts ...docstore.Option) (docstore.Page[Failure], error) {
	if _, err := auth.Require(ctx, auth.JobRun); err != nil {
		return docstore.Page[Failure]{}, err
	}
	p, err := o.store.deadMessages(ctx, opts...)
	if err != nil {
		return docstore.Page[Failure]{}, err
	}
	out := docstore.Page[Failure]{Items: make([]Failure, len(p.Items)), Next: p.Next}
	for i, q := range p.Items {
		out.Items[i] = Failure{ID: q.ID, Key: q.Key, Template: q.Template, Reason: q.Reason, At: q.FinishedAt, Channels: slices.Clone(q.Attempts)}
	}
	return out, nil
}

// Withheld returns the messages whose mail and SMS are withheld, latest first. It needs auth.JobRun.
func (o *Outbox) Withheld(ctx context.Context, opts ...docstore.Option) (docstore.Page[Failure], error) {
	if _, err := auth.Require(ctx, auth.JobRun); err != nil {
		return docstore.Page[Failure]{}, err
	}
	p, err := o.store.withheldMessages(ctx, opts...)
	if err != nil {
		return docstore.Page[Failure]{}, err
	}
	out := docstore.Page[Failure]{Items: make([]Failure, len(p.Items)), Next: p.Next}
	for i, q := range p.Items {
		out.Items[i] = Failure{ID: q.ID, Key: q.Key, Template: q.Template, Reason: q.whyWithheld(), At: q.WithheldAt, Channels: slices.Clone(q.Attempts)}
	}
	return out, nil
}

// maxWithheld bounds WithheldOf.
const maxWithheld = 1000

// WithheldOf returns up to 1,000 messages about the records whose ids begin with the prefix, if their mail and SMS are withheld,
// without checking the actor. Their titles are in the language.
func (o *Outbox) WithheldOf(ctx context.Context, subjectPrefix, lang string) ([]Withheld, error) {
	found, err := o.store.withheldOf(ctx, subjectPrefix, maxWithheld)
	if err != nil {
		return nil, fmt.Errorf("withheld messages: %w", err)
	}
	out := make([]Withheld, len(found))
	for i, q := range found {
		out[i] = Withheld{
			To: q.To, Subject: q.Subject, Title: o.templates[q.Template].Render(lang, q.Data).Subject, Reason: q.whyWithheld(), At: q.WithheldAt,
		}
		if q.Status == Waiting || q.Status == waitingHook {
			out[i].Until = q.NextAt
		}
		for _, a := range q.Attempts {
			if a.Withheld() {
				out[i].Channels = append(out[i].Channels, a.Channel)
			}
		}
	}
	return out, nil
}

// CountFailed counts the messages that were given up, at most up to most. It needs auth.JobRun.
func (o *Outbox) CountFailed(ctx context.Context, most int) (int64, error) {
	if _, err := auth.Require(ctx, auth.JobRun); err != nil {
		return 0, err
	}
	return o.store.outbox.Count(ctx, givenUp, docstore.Limit(most))
}

// Retry makes the failed channels of a message that was given up try again from the first try. It returns ErrFinished when
// the message was not given up or carried a code, which is deleted by then.
func (o *Outbox) Retry(ctx context.Context, messageID string) error {
	if _, err := auth.Require(ctx, auth.JobRun); err != nil {
		return err
	}
	now := o.now()
	again := func(q *queued) error {
		if q.Status != Dead || q.HadSecret {
			return ErrFinished
		}
		q.Status, q.Reason, q.FinishedAt, q.NextAt, q.Tries = q.message().waiting(), "", time.Time{}, now, 0
		for i := range q.Attempts {
			if a := &q.Attempts[i]; a.Status == Dead {
				a.Status, a.Error, a.Tries = Waiting, "", 0
			}
		}
		return nil
	}
	err := o.db.Tx(ctx, func(ctx context.Context) error {
		if _, err := o.store.outbox.Update(ctx, messageID, again); err != nil || o.audit == nil {
			return err
		}
		return o.audit.Write(ctx, audit.Entry{Action: "message.retry", Subjects: []string{messageID}})
	})
	if err == nil {
		o.signalSoon()
	}
	return err
}
