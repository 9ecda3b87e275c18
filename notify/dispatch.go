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
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// The limits of sending.
const (
	MaxTries     = 8  // per channel; then the message is dead
	MaxHookTries = 30 // to a program: about a day

	claimBatch      = 32               // messages claimed at once
	maxRounds       = 200              // batches per SendDue
	sendWorkers     = 8                // messages sent at the same time
	claimLease      = 5 * time.Minute  // how long other dispatchers leave a claimed message alone
	sendTimeout     = 25 * time.Second // per channel
	leaseMargin     = 90 * time.Second // a message is not started this shortly before its lease ends
	firstRetryPause = 30 * time.Second
	codeRetryPause  = 2 * time.Second // after the first failure with a one-time code
	maxRetryPause   = time.Hour
	externalPerDay  = 3
)

// DispatcherDeps are the dependencies of NewDispatcher.
type DispatcherDeps struct {
	Contact ContactFunc
	Checks  map[string]Check   // by prefix of the template's name: "activity."
	Senders map[Channel]Sender // for mail and SMS; the inbox needs none
	Log     *slog.Logger       // nil: no log
}

// Dispatcher sends due messages. Several may run at once, in one process or in many.
type Dispatcher struct {
	o    *Outbox
	deps DispatcherDeps
	log  *slog.Logger
}

// NewDispatcher returns a dispatcher of the outbox. It fails without a ContactFunc.
func NewDispatcher(o *Outbox, d DispatcherDeps) (*Dispatcher, error) {
	if d.Contact == nil {
		return nil, errors.New("notify: Contact is missing")
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return &Dispatcher{o: o, deps: d, log: d.Log}, nil
}

// Run sends due messages at every signal until ctx ends, and returns when the last one is sent. Messages that become due
// later are left to the scheduled job, which calls SendDue.
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

func maxTriesOf(ch Channel) int64 {
	if ch == ByHook {
		return MaxHookTries
	}
	return MaxTries
}

// SendDue sends the messages to people that are due now. A failed message does not stop the others; an error comes from the store.
func (d *Dispatcher) SendDue(ctx context.Context) error {
	return d.sendWaiting(auth.System(ctx, "send-outbox"), Waiting)
}

// SendHooks is SendDue for messages to programs (ByHook).
func (d *Dispatcher) SendHooks(ctx context.Context) error {
	return d.sendWaiting(auth.System(ctx, "send-hooks"), waitingHook)
}

func (d *Dispatcher) sendWaiting(ctx context.Context, status Status) error {
	for range maxRounds {
		if ctx.Err() != nil {
			return nil
		}
		now := d.o.now()
		mine, err := d.o.store.claimDue(ctx, d.o.db, status, now, now.Add(claimLease), claimBatch)
		if err != nil {
			return fmt.Errorf("claim messages: %w", err)
		}
		d.sendAll(ctx, mine)
		if len(mine) < claimBatch {
			return nil
		}
	}
	return nil
}

func (d *Dispatcher) sendAll(ctx context.Context, mine []queued) {
	slots := make(chan struct{}, sendWorkers)
	var wg sync.WaitGroup
	for _, q := range mine {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			d.sendOne(ctx, q)
		})
	}
	wg.Wait()
}

// sendOne sends a message and stores the result, unless another process has taken the message over in the meantime.
func (d *Dispatcher) sendOne(ctx context.Context, q queued) {
	if ctx.Err() != nil || !d.o.now().Before(q.NextAt.Add(-leaseMargin)) {
		return // claimed again when the lease ends
	}
	version := q.Version
	next, children := d.attemptSafely(ctx, q)
	next.Version = version
	// A sent message is marked even when the process is stopping.
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

// attemptSafely is attempt; a panic counts as a failed try.
func (d *Dispatcher) attemptSafely(ctx context.Context, q queued) (next queued, children []Message) {
	defer func() {
		if p := recover(); p != nil {
			d.log.Error("sending a message panicked", "message", q.ID, "stack", string(debug.Stack()))
			next, children = q, nil
			d.scheduleRetry(&next, "panic")
		}
	}()
	return d.attempt(ctx, q)
}

// attempt tries the message. It returns the message to store and, for a group, the messages to its members.
func (d *Dispatcher) attempt(ctx context.Context, q queued) (queued, []Message) {
	now := d.o.now()
	if !q.ExpiresAt.IsZero() && !now.Before(q.ExpiresAt) {
		q.expire(now)
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
		d.retryLater(&q, "check_failed", err)
		return q, nil
	}
	if !still {
		q.finish(Skipped, ReasonUntrue, now)
		q.WithheldOf, q.WithheldAt = "", time.Time{}
		return q, nil
	}
	m.Secret = secret
	c, err := d.deps.Contact(ctx, q.To)
	switch {
	case errors.Is(err, docstore.ErrNotFound):
		q.finish(Skipped, ReasonNobody, now)
		return q, nil
	case err != nil:
		d.retryLater(&q, "contact_failed", err)
		return q, nil
	case len(c.Forward) > 0:
		q.finish(Forwarded, "", now)
		return q, forwardTo(m, c.Forward)
	}
	d.deliver(ctx, &q, m, c)
	return q, nil
}

// stillApplies reports whether the message is true and its recipient still belongs to the group that it was for.
func (d *Dispatcher) stillApplies(ctx context.Context, m Message) (bool, error) {
	if m.Via != "" {
		group, err := d.deps.Contact(ctx, m.Via)
		if err != nil && !errors.Is(err, docstore.ErrNotFound) {
			return false, err
		}
		if !slices.Contains(group.Forward, m.To) {
			return false, nil
		}
	}
	for prefix, check := range d.deps.Checks {
		if strings.HasPrefix(m.Template, prefix) {
			if ok, err := check(ctx, m); err != nil || !ok {
				return false, err
			}
		}
	}
	return true, nil
}

// forwardTo returns a message for each member of a group.
func forwardTo(m Message, to []string) []Message {
	out := make([]Message, len(to))
	for i, person := range to {
		out[i] = m
		out[i].Key, out[i].To, out[i].Via = m.Key+"/to/"+person, person, m.To
	}
	return out
}

// retryLater schedules another try after a failure that came before any channel.
func (d *Dispatcher) retryLater(q *queued, code string, err error) {
	d.log.Warn("a message has to wait", "message", q.ID, "why", code, "error", err)
	d.scheduleRetry(q, code)
}

func (d *Dispatcher) scheduleRetry(q *queued, code string) {
	now := d.o.now()
	q.Tries++
	if q.Tries >= MaxTries {
		q.finish(Dead, code, now)
		return
	}
	q.NextAt = now.Add(retryPause(*q, q.Tries))
}

// retryPause doubles with each try, up to an hour. A fifth of it depends on the message's id, so that messages that failed
// together are not all retried together.
func retryPause(q queued, tries int64) time.Duration {
	p := firstRetryPause
	if q.HadSecret {
		p = codeRetryPause
	}
	for range min(tries, 12) - 1 {
		p *= 2
	}
	p = min(p, maxRetryPause)
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", q.ID, tries))
	share := time.Duration(binary.BigEndian.Uint16(sum[:]))
	return p - p/10 + p/5*share/(1<<16)
}

// providerID is equal for all tries of a message by a channel, on every machine.
func providerID(q queued, ch Channel) string {
	sum := sha256.Sum256([]byte(q.Key + "\x00" + q.To + "\x00" + string(ch)))
	return hex.EncodeToString(sum[:16])
}
