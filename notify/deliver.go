package notify

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// deliver tries every channel that is not finished and leaves in q what came of it.
func (d *Dispatcher) deliver(ctx context.Context, q *queued, m Message, c Contact) {
	now := d.o.now()
	q.plan(c.channels(m))
	if len(q.Attempts) == 0 {
		q.finish(Skipped, ReasonNobody, now)
		return
	}
	if err := d.calm(ctx, q, c, now); err != nil {
		d.later(q, "count_failed", err)
		return
	}
	var quiet time.Time
	if !q.Urgent {
		quiet = c.quietUntil(now)
	}
	for i := range q.Attempts {
		a := &q.Attempts[i]
		if a.Status != Waiting || a.Channel != InApp && !quiet.IsZero() {
			continue
		}
		d.try(ctx, q, a, m, c)
	}
	q.settle(d.o.now(), quiet)
}

// plan adds the channels that have not been tried yet. A waiting one that no longer reaches the person is skipped.
func (q *queued) plan(channels []Channel) {
	if len(q.Attempts) == 0 {
		for _, ch := range channels {
			q.Attempts = append(q.Attempts, Attempt{Channel: ch, Status: Waiting})
		}
		return
	}
	for i := range q.Attempts {
		if a := &q.Attempts[i]; a.Status == Waiting && !slices.Contains(channels, a.Channel) {
			a.Status = Skipped
		}
	}
}

// calm leaves mail and SMS out when the person has had enough of them today and the inbox has the message anyway.
func (d *Dispatcher) calm(ctx context.Context, q *queued, c Contact, now time.Time) error {
	inbox := slices.ContainsFunc(q.Attempts, func(a Attempt) bool { return a.Channel == InApp })
	if q.Urgent || !inbox || !q.LoudAt.IsZero() {
		return nil
	}
	n, err := d.o.store.loudSince(ctx, c.UserID, region.DayOf(now).Start())
	if err != nil || n < loudPerDay {
		return err
	}
	for i := range q.Attempts {
		if a := &q.Attempts[i]; a.Channel != InApp && a.Status == Waiting && a.Tries == 0 {
			a.Status, a.Error = Skipped, "enough_today"
		}
	}
	return nil
}

func (d *Dispatcher) try(ctx context.Context, q *queued, a *Attempt, m Message, c Contact) {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	a.Tries++
	err := d.send(ctx, q, a.Channel, m, c)
	switch {
	case err == nil:
		a.Status, a.Error = Sent, ""
		if a.Channel != InApp {
			q.LoudFor, q.LoudAt = c.UserID, d.o.now()
		}
		return
	case IsPermanent(err):
		a.Status, a.Error = Dead, ReasonRefused
	case a.Tries >= MaxTries:
		a.Status, a.Error = Dead, ReasonTries
	default:
		a.Error = "failed"
	}
	d.log.Warn("a message could not be sent", "message", q.ID, "channel", string(a.Channel), "try", a.Tries, "error", err)
}

func (d *Dispatcher) send(ctx context.Context, q *queued, ch Channel, m Message, c Contact) error {
	if ch == InApp {
		n := note{UserID: c.UserID, Key: q.Key, Template: q.Template, Data: q.Data, Subject: q.Subject, Urgent: q.Urgent, At: d.o.now()}
		n.ID = id.New("msg")
		return d.o.store.put(ctx, n)
	}
	s := d.deps.Senders[ch]
	if s == nil {
		return Permanent(errNoSender)
	}
	t, known := d.o.templates[q.Template]
	if !known {
		return Permanent(ErrKey)
	}
	values := maps.Clone(m.Data)
	if values == nil {
		values = make(map[string]string, len(m.Secret))
	}
	maps.Copy(values, m.Secret)
	return s.Send(ctx, Delivery{
		ID: providerID(*q, ch), Channel: ch, To: c.address(ch), Text: t.Render(c.Lang, values), Lang: c.Lang,
	})
}

// settle finishes the message when no channel waits any more, and else plans the next try.
func (q *queued) settle(now, quiet time.Time) {
	waiting, sent, dead, tries := false, false, "", int64(0)
	for _, a := range q.Attempts {
		switch a.Status {
		case Waiting:
			waiting = true
			tries = max(tries, a.Tries)
		case Sent:
			sent = true
		case Dead:
			dead = a.Error
		}
	}
	switch {
	case !waiting && dead != "":
		q.finish(Dead, dead, now)
	case !waiting && !sent:
		q.finish(Skipped, ReasonNobody, now)
	case !waiting:
		q.finish(Sent, "", now)
	case !quiet.IsZero():
		q.NextAt = quiet
	default:
		q.NextAt = now.Add(pause(*q, max(tries, 1)))
	}
}
