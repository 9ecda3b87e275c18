package notify

import (
	"context"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Logged is a message with what became of it. It has no secret.
type Logged struct {
	ID         string
	Message    Message
	Status     Status // Waiting also for a message to a program
	Attempts   []Attempt
	QueuedAt   time.Time
	NextAt     time.Time // of the next try, while it waits
	FinishedAt time.Time
}

func logged(q queued) Logged {
	l := Logged{ID: q.ID, Message: q.message(), Status: q.Status, Attempts: slices.Clone(q.Attempts), QueuedAt: q.CreatedAt, NextAt: q.NextAt, FinishedAt: q.FinishedAt}
	if l.Status == waitingHook {
		l.Status = Waiting
	}
	return l
}

// Log returns one page of the messages whose keys begin with the prefix, the last key first. The caller has checked the actor.
func (o *Outbox) Log(ctx context.Context, keyPrefix string, opts ...docstore.Option) (docstore.Page[Logged], error) {
	p, err := o.store.page(ctx, keyPrefix, opts...)
	if err != nil {
		return docstore.Page[Logged]{}, err
	}
	out := docstore.Page[Logged]{Items: make([]Logged, len(p.Items)), Next: p.Next}
	for i, q := range p.Items {
		out.Items[i] = logged(q)
	}
	return out, nil
}

// Logged returns the message with the id, or docstore.ErrNotFound. The caller has checked the actor.
func (o *Outbox) Logged(ctx context.Context, messageID string) (Logged, error) {
	q, err := o.store.outbox.Get(ctx, messageID)
	return logged(q), err
}

// Forget removes the messages whose keys begin with the prefix and that were finished before the instant. Their keys may be queued again.
func (o *Outbox) Forget(ctx context.Context, keyPrefix string, before time.Time) error {
	return o.store.forget(ctx, keyPrefix, before)
}
