package notify

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// deliver tries every unfinished channel and records the results in q.
func (d *Dispatcher) deliver(ctx context.Context, q *queued, m Message, c Contact) {
	now := d.o.now()
	w := d.weight(q)
	q.planChannels(c.plan(m, w))
	if len(q.Attempts) == 0 {
		q.finish(Skipped, ReasonNobody, now)
		return
	}
	if w == Ordinary {
		if err := d.limitExternal(ctx, q, c, now); err != nil {
			d.retryLater(q, "count_failed", err)
			return
		}
	}
	var quiet time.Time
	if !q.Urgent && w != Safety {
		quiet = c.quietUntil(now)
	}
	for i := range q.Attempts {
		a := &q.Attempts[i]
		switch {
		case a.Status != Waiting:
		case a.Channel != InApp && !quiet.IsZero():
			a.Error = HeldByQuiet
		default:
			d.tryChannel(ctx, q, a, m, c)
		}
	}
	q.finishOrReschedule(d.o.now(), quiet)
	q.noteWithheld(now)
}

// weight returns the weight of the message: that of its template, at least Essential when it is urgent or carries a code.
func (d *Dispatcher) weight(q *queued) Weight {
	w := d.o.templates[q.Template].Weight
	if q.Urgent {
		w = max(w, Essential)
	}
	return w
}

// planChannels adds the channels at the first try. Later it skips waiting channels that no longer reach the person.
func (q *queued) planChannels(plan []Attempt) {
	if len(q.Attempts) == 0 {
		q.Attempts = plan
		return
	}
	for i := range q.Attempts {
		a := &q.Attempts[i]
		if a.Status != Waiting {
			continue
		}
		now := Attempt{Status: Skipped}
		if at := slices.IndexFunc(plan, func(p Attempt) bool { return p.Channel == a.Channel }); at >= 0 {
			now = plan[at]
		}
		if now.Status == Skipped {
			a.Status, a.Error = Skipped, now.Error
		}
	}
}

// noteWithheld records since when mail and SMS are withheld, so that staff see it, until one of them is sent.
func (q *queued) noteWithheld(now time.Time) {
	sent := slices.ContainsFunc(q.Attempts, func(a Attempt) bool { return a.Channel != InApp && a.Status == Sent })
	switch {
	case sent || !slices.ContainsFunc(q.Attempts, Attempt.Withheld):
		q.WithheldOf, q.WithheldAt = "", time.Time{}
	case q.WithheldAt.IsZero():
		q.WithheldOf, q.WithheldAt = q.Subject, now
	}
}

// expire finishes a message that came too late. A channel that waited for the end of the quiet hours stays withheld.
func (q *queued) expire(now time.Time) {
	for i := range q.Attempts {
		if a := &q.Attempts[i]; a.Status == Waiting {
			a.Status = Skipped
		}
	}
	q.finish(Skipped, ReasonExpired, now)
	q.noteWithheld(now)
}

// limitExternal skips mail and SMS when the person had enough of them today and the inbox has the message anyway.
func (d *Dispatcher) limitExternal(ctx context.Context, q *queued, c Contact, now time.Time) error {
	inbox := slices.ContainsFunc(q.Attempts, func(a Attempt) bool { return a.Channel == InApp })
	if !inbox || !q.ExternalAt.IsZero() {
		return nil
	}
	n, err := d.o.store.externalSince(ctx, c.UserID, region.DayOf(now).Start())
	if err != nil || n < externalPerDay {
		return err
	}
	for i := range q.Attempts {
		if a := &q.Attempts[i]; a.Channel != InApp && a.Status == Waiting && a.Tries == 0 {
			a.Status, a.Error = Skipped, HeldByLimit
		}
	}
	return nil
}

func (d *Dispatcher) tryChannel(ctx context.Context, q *queued, a *Attempt, m Message, c Contact) {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	a.Tries++
	err := d.sendBy(ctx, q, a, m, c)
	switch {
	case err == nil:
		a.Status, a.Error = Sent, ""
		if a.Channel != InApp && d.weight(q) == Ordinary {
			q.ExternalTo, q.ExternalAt = c.UserID, d.o.now()
		}
		return
	case IsPermanent(err):
		a.Status, a.Error = Dead, ReasonRefused
	case a.Tries >= maxTriesOf(a.Channel):
		a.Status, a.Error = Dead, ReasonTries
	default:
		a.Error = "failed"
	}
	d.log.Warn("a message could not be sent", "message", q.ID, "channel", string(a.Channel), "try", a.Tries, "error", err)
}

func (d *Dispatcher) sendBy(ctx context.Context, q *queued, a *Attempt, m Message, c Contact) error {
	ch := a.Channel
	if ch == InApp {
		n := note{UserID: c.UserID, Key: q.Key, Template: q.Template, Data: q.Data, Subject: q.Subject, Urgent: q.Urgent, At: d.o.now()}
		n.ID = id.New("msg")
		return d.o.store.insertNote(ctx, n)
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
	out := Delivery{ID: providerID(*q, ch), Channel: ch, To: c.address(ch), Text: t.Render(c.Lang, values), Lang: c.Lang}
	if ch == ByHook {
		out.Answered = func(answer string) { a.Answer = answer }
	}
	return s.Send(ctx, out)
}

// finishOrReschedule finishes the message when no channel waits any more, and otherwise sets the time of the next try.
func (q *queued) finishOrReschedule(now, quiet time.Time) {
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
		q.NextAt = now.Add(retryPause(*q, max(tries, 1)))
	}
}
