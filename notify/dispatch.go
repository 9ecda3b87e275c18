package notify

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// The bounds of sending.
const (
	MaxTries = 8 // of one channel, then the message is dead

	batch       = 32               // messages claimed at once
	rounds      = 200              // batches of one SendDue
	workers     = 8                // messages sent at the same time
	lease       = 5 * time.Minute  // how long a claimed message is left alone by others
	sendTimeout = 25 * time.Second // of one channel
	slack       = 90 * time.Second // no message is begun so shortly before its lease ends
	firstPause  = 30 * time.Second
	codePause   = 2 * time.Second // after the first failure with a one-time code
	maxPause    = time.Hour
	loudPerDay  = 3
)

// DispatcherDeps is what NewDispatcher needs.
type DispatcherDeps struct {
	Contact ContactFunc
	Checks  map[string]Check   // by the beginning of the template's name: "activity."
	Senders map[Channel]Sender // of mail and SMS; the inbox needs none
	Log     *slog.Logger       // nil: silent
}

// Dispatcher sends what is due. Several may run at once, in one process or in many.
type Dispatcher struct {
	o    *Outbox
	deps DispatcherDeps
	log  *slog.Logger
}

// NewDispatcher returns a dispatcher of the outbox.
func NewDispatcher(o *Outbox, d DispatcherDeps) (*Dispatcher, error) {
	if d.Contact == nil {
		return nil, errors.New("notify: Contact is missing")
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return &Dispatcher{o: o, deps: d, log: d.Log}, nil
}

// Run sends whenever a signal arrives, until ctx ends; then it waits for what is being sent. What falls due by the clock
// is the timetable's: it calls SendDue.
func (d *Dispatcher) Run(ctx context.Context, wake <-chan struct{}) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-wake:
			if err := d.SendDue(ctx); err != nil && ctx.Err() == nil {
				d.log.Error("sending messages failed", "error", err)
			}
		}
	}
}

// SendDue sends what is due now. A message that fails hurts no other; the error is one of the store.
func (d *Dispatcher) SendDue(ctx context.Context) error {
	ctx = auth.System(ctx, "send-outbox")
	for range rounds {
		if ctx.Err() != nil {
			return nil
		}
		now := d.o.now()
		mine, err := d.o.store.claim(ctx, d.o.db, now, now.Add(lease), batch)
		if err != nil {
			return fmt.Errorf("claim messages: %w", err)
		}
		d.each(ctx, mine)
		if len(mine) < batch {
			return nil
		}
	}
	return nil
}

func (d *Dispatcher) each(ctx context.Context, mine []queued) {
	slots := make(chan struct{}, workers)
	var wg sync.WaitGroup
	for _, q := range mine {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			d.one(ctx, q)
		})
	}
	wg.Wait()
}

// one sends a message and marks it. When another process has taken it over meanwhile, that one's mark stays.
func (d *Dispatcher) one(ctx context.Context, q queued) {
	if ctx.Err() != nil || !d.o.now().Before(q.NextAt.Add(-slack)) {
		return // taken up again when the lease ends
	}
	version := q.Version
	next, children := d.guarded(ctx, q)
	next.Version = version
	// What was sent is marked even when the process has been asked to stop.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTimeout)
	defer cancel()
	err := d.o.db.Tx(ctx, func(ctx context.Context) error {
		if err := d.o.Queue(ctx, children...); err != nil {
			return err
		}
		_, err := d.o.store.outbox.Update(ctx, q.ID, func(kept *queued) error {
			meta := kept.Meta
			*kept = next
			kept.Meta = meta
			return nil
		}, docstore.IfVersion(version))
		return err
	})
	switch {
	case errors.Is(err, docstore.ErrStale), errors.Is(err, docstore.ErrNotFound):
		d.log.Warn("a message changed while it was sent", "message", q.ID)
	case err != nil:
		d.log.Error("a message could not be marked; it will be sent again", "message", q.ID, "error", err)
	case next.Status == Dead:
		d.log.Error("a message was given up", "message", q.ID, "template", q.Template, "reason", next.Reason)
	}
}

// guarded turns a panic into one more failed try.
func (d *Dispatcher) guarded(ctx context.Context, q queued) (next queued, children []Message) {
	defer func() {
		if p := recover(); p != nil {
			d.log.Error("sending a message panicked", "message", q.ID, "stack", string(debug.Stack()))
			next, children = q, nil
			d.again(&next, "panic")
		}
	}()
	return d.attempt(ctx, q)
}

// attempt returns the message as it is to be kept, and the messages that replace a forwarded one.
func (d *Dispatcher) attempt(ctx context.Context, q queued) (queued, []Message) {
	now := d.o.now()
	if !q.ExpiresAt.IsZero() && !now.Before(q.ExpiresAt) {
		q.finish(Skipped, ReasonExpired, now)
		return q, nil
	}
	secret, err := d.o.store.openSecret(q)
	if err != nil {
		q.finish(Dead, "secret_unreadable", now)
		return q, nil
	}
	m := q.message()
	still, err := d.stillApplies(ctx, m)
	if err != nil {
		d.later(&q, "check_failed", err)
		return q, nil
	}
	if !still {
		q.finish(Skipped, ReasonUntrue, now)
		return q, nil
	}
	m.Secret = secret
	c, err := d.deps.Contact(ctx, q.To)
	switch {
	case errors.Is(err, docstore.ErrNotFound):
		q.finish(Skipped, ReasonNobody, now)
		return q, nil
	case err != nil:
		d.later(&q, "contact_failed", err)
		return q, nil
	case len(c.Forward) > 0:
		q.finish(Forwarded, "", now)
		return q, forward(m, c.Forward)
	}
	d.deliver(ctx, &q, m, c)
	return q, nil
}

func (d *Dispatcher) stillApplies(ctx context.Context, m Message) (bool, error) {
	for prefix, check := range d.deps.Checks {
		if strings.HasPrefix(m.Template, prefix) {
			if ok, err := check(ctx, m); err != nil || !ok {
				return false, err
			}
		}
	}
	return true, nil
}

// forward makes a message for each recipient of a group.
func forward(m Message, to []string) []Message {
	out := make([]Message, len(to))
	for i, person := range to {
		out[i] = m
		out[i].Key, out[i].To = m.Key+"/to/"+person, person
	}
	return out
}

// later plans another try after something failed before any channel was reached.
func (d *Dispatcher) later(q *queued, code string, err error) {
	d.log.Warn("a message has to wait", "message", q.ID, "why", code, "error", err)
	d.again(q, code)
}

func (d *Dispatcher) again(q *queued, code string) {
	now := d.o.now()
	q.Tries++
	if q.Tries >= MaxTries {
		q.finish(Dead, code, now)
		return
	}
	q.NextAt = now.Add(pause(*q, q.Tries))
}

// pause doubles with each try, up to an hour. A fifth of it, fixed by the message's id, keeps messages that failed
// together from coming back together.
func pause(q queued, tries int64) time.Duration {
	p := firstPause
	if q.HadSecret {
		p = codePause
	}
	for range min(tries, 12) - 1 {
		p *= 2
	}
	p = min(p, maxPause)
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", q.ID, tries))
	share := time.Duration(binary.BigEndian.Uint16(sum[:]))
	return p - p/10 + p/5*share/(1<<16)
}

// providerID is the same for every try of a message by a channel, on every machine.
func providerID(q queued, ch Channel) string {
	sum := sha256.Sum256([]byte(q.Key + "\x00" + q.To + "\x00" + string(ch)))
	return hex.EncodeToString(sum[:16])
}
