package workflow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// Flow takes acts of a table with the things of one feature. Every field except Entered is required.
type Flow[T any, S ~string] struct {
	*Table[T, S]
	DB    *docstore.DB
	Audit *audit.Log
	Now   func() time.Time // UTC, in milliseconds

	Load    func(ctx context.Context, reach auth.Scope, id string) (T, error) // docstore.ErrNotFound outside the scope
	Reaches func(reach auth.Scope, t *T) bool                                 // reports whether Load would return this loaded thing
	Version func(*T) int64
	Save    func(ctx context.Context, t *T) error
	Entry   func(t *T) audit.Entry                        // subjects and region for an audit entry about the thing
	Entered func(ctx context.Context, t *T, from S) error // called after every change of state was saved, in the transaction; may be nil
}

// Call holds what a use case adds to an act. The zero value adds nothing.
type Call[T any] struct {
	Version int64                                           // the version that the caller saw; another one returns docstore.ErrStale; 0: any
	Reason  string                                          // checked by the act's rule, trimmed, stored in history and audit entry
	Load    func(context.Context) (T, error)                // replaces Flow.Load, for the actor's own thing
	Do      func(ctx context.Context, q Asking, t *T) error // further rules and changes, before the new state; may run twice
	Tell    func(ctx context.Context, t *T) error           // queues messages after the thing was saved, in the transaction
	Note    func(e *audit.Entry)                            // completes the audit entry
	Hot     string                                          // the key for docstore.Hot; empty: the id
}

// Take takes the act with the thing of that id and returns it as saved. It returns the first error of: ErrReason,
// auth.ErrLogin, auth.ErrForbidden, docstore.ErrNotFound, docstore.ErrStale, May, auth.ErrSelf or the error of Apart,
// Refusal, Guard, c.Do. After an error nothing is stored or sent.
func (f *Flow[T, S]) Take(ctx context.Context, name, id string, c Call[T]) (T, error) {
	a := f.Find(name)
	var t T
	c.Reason = strings.TrimSpace(c.Reason)
	err := a.Reason.Check(c.Reason)
	if err == nil {
		err = f.DB.Tx(ctx, func(ctx context.Context) (err error) {
			t, err = f.take(ctx, a, id, c)
			return err
		}, docstore.Hot(cmp.Or(c.Hot, id)))
	}
	if err != nil {
		var none T
		return none, fmt.Errorf("%s %s: %w", f.action(a), id, err)
	}
	return t, nil
}

func (f *Flow[T, S]) take(ctx context.Context, a *Act[T, S], id string, c Call[T]) (T, error) {
	t, err := f.load(ctx, a, id, c)
	if err != nil {
		return t, err
	}
	if c.Version != 0 && c.Version != f.Version(&t) {
		return t, docstore.ErrStale
	}
	q := Asking{Actor: auth.From(ctx), Now: f.Now()}
	if err := f.Check(a, q, &t); err != nil {
		return t, err
	}
	from, before := f.State(&t), audit.TakeSnapshot(&t)
	if c.Do != nil {
		if err := c.Do(ctx, q, &t); err != nil {
			return t, err
		}
	}
	f.enter(a, q, c.Reason, &t)
	if err := f.Save(ctx, &t); err != nil {
		return t, err
	}
	e := f.Entry(&t)
	e.Action, e.Reason = f.action(a), c.Reason
	if e.Version == 0 {
		e.Version = f.Version(&t)
	}
	if to := f.State(&t); to != from {
		e.Changes = []audit.Change{{Field: "status", From: string(from), To: string(to)}}
	}
	e.Changes = append(e.Changes, before.ChangesTo(audit.TakeSnapshot(&t))...)
	if c.Note != nil {
		c.Note(&e)
	}
	if err := f.Audit.Write(ctx, e); err != nil {
		return t, err
	}
	if f.Entered != nil && f.State(&t) != from {
		if err := f.Entered(ctx, &t, from); err != nil {
			return t, err
		}
	}
	if c.Tell == nil {
		return t, nil
	}
	return t, c.Tell(ctx, &t)
}

// load returns the thing if one of the act's permissions reaches it.
func (f *Flow[T, S]) load(ctx context.Context, a *Act[T, S], id string, c Call[T]) (t T, err error) {
	held := slices.DeleteFunc(slices.Clone(a.Permissions), func(p auth.Permission) bool {
		_, refused := auth.Require(ctx, p)
		if err == nil || errors.Is(err, auth.ErrForbidden) { // the refusal of a permission that the actor holds says what to do
			err = refused
		}
		return refused != nil
	})
	if len(held) == 0 {
		return t, err
	}
	if c.Load != nil {
		return c.Load(ctx)
	}
	actor := auth.From(ctx)
	for _, p := range held {
		if t, err = f.Load(ctx, actor.Scope(p), id); !errors.Is(err, docstore.ErrNotFound) {
			return t, err
		}
	}
	if f.Read == "" || !actor.May(f.Read) {
		return t, err
	}
	if _, readable := f.Load(ctx, actor.Scope(f.Read), id); readable == nil {
		return t, auth.ErrForbidden
	}
	return t, err
}

// Answer is one act of a thing for the asking actor: allowed when Why is nil, otherwise refused with Why.
type Answer struct {
	Act string
	Why *fault.Fault
}

// Acts returns, in the order of the table, the acts that apply to the thing as it is now and that one of the actor's
// permissions reaches, each with its refusal if it is refused. An act that is not listed is refused.
func (f *Flow[T, S]) Acts(ctx context.Context, t *T) []Answer {
	var list []Answer
	reaches := map[auth.Permission]bool{} // several acts have the same permission
	q := Asking{Actor: auth.From(ctx), Now: f.Now()}
	for i := range f.Table.Acts {
		a := &f.Table.Acts[i]
		if a.Hidden || f.Starts(a, t) != nil {
			continue
		}
		reached, err := f.reached(q.Actor, a, t, reaches)
		if !reached {
			continue
		}
		answer := Answer{Act: a.Name}
		if err == nil {
			err = f.Check(a, q, t)
		}
		if errors.Is(err, auth.ErrForbidden) || errors.Is(err, docstore.ErrNotFound) {
			continue
		}
		if err != nil {
			why, ok := errors.AsType[*fault.Fault](err)
			if !ok {
				why = f.Refusal
			}
			answer.Why = why
		}
		list = append(list, answer)
	}
	return list
}

// reached reports whether one of the act's permissions reaches the thing, and why none of those that do may be used now.
func (f *Flow[T, S]) reached(actor auth.Actor, a *Act[T, S], t *T, known map[auth.Permission]bool) (some bool, refused error) {
	for _, p := range a.Permissions {
		reaches, asked := known[p]
		if !asked {
			reaches = actor.May(p) && f.Reaches(actor.Scope(p), t)
			known[p] = reaches
		}
		if !reaches {
			continue
		}
		if some, refused = true, actor.Refusal(p); refused == nil {
			return true, nil
		}
	}
	return some, refused
}
