// Package workflow holds the table of acts for each thing with states: a contract, an organisation, a sign-up.
//
// A Table lists the acts (操作) of a kind of thing: from which states an act may be taken, which state follows, which
// permission it needs, whether the actor must be another person than the makers, whether a reason is asked for. Flow.Take
// takes one act in one transaction, in this order: reason, permission, load within the actor's scope, version, persons,
// separation of maker and checker, state, guard, the use case's own changes, the new state, save, audit entry, messages. Flow.Acts reads
// the same table to tell a person which acts are open to them now and why the others are refused, so that a screen never
// needs a list of states of its own.
package workflow

import (
	"slices"
	"strconv"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// ErrReason means that a reason is missing, too short or too long.
var ErrReason = fault.New(fault.Invalid, "reason_required", "Give the reason in {least} to {most} characters.", "请填写原因（{least} 到 {most} 字）。")

// Reason is the allowed length of an act's reason, in characters. The zero value means that no reason is needed.
type Reason struct {
	Least, Most int
	Form        bool // refused as a field of the form (code `invalid`, field code `length`) instead of with ErrReason
}

// Check returns nil when the text has the required length; otherwise ErrReason or a field error.
func (r Reason) Check(text string) error {
	if r.Most == 0 || fault.Between(text, r.Least, r.Most) {
		return nil
	}
	f := ErrReason.With("least", strconv.Itoa(r.Least), "most", strconv.Itoa(r.Most))
	if !r.Form {
		return f.At("reason")
	}
	var bad fault.Problems
	bad.Add("reason", "length", f.Text("en"), f.Text("zh"))
	return bad.Err()
}

// Asking is the acting person and the present time.
type Asking struct {
	Actor auth.Actor
	Now   time.Time
}

// Act is one step that a person may take with a thing of type T, whose states are of type S.
type Act[T any, S ~string] struct {
	Name        string                 // unique in its table and stable: part of the audit action and of `acts` in the API
	ZH, EN      string                 // the text of the button
	From        []S                    // the states in which it may be taken
	To          S                      // the state after the act; empty: Into returns it, or the state does not change
	Into        func(*T) S             // returns a state that the thing has stored, such as the one before a suspension
	Permissions []auth.Permission      // one of them must reach the thing
	Apart       bool                   // Table.Apart must allow the actor: not the maker of the thing, nor a person who benefits from it
	May         func(Asking, *T) error // refuses further persons, whatever the state; with auth.ErrForbidden or docstore.ErrNotFound Acts does not list the act
	Reason      Reason                 // the length of its reason
	Refusal     *fault.Fault           // the error in another state; nil: Table.Refusal
	Applies     func(*T) error         // refuses a thing with which it has no place whatever its state, such as a part of a closed whole; nil: none
	Guard       func(Asking, *T) error // a further rule that depends only on the thing; nil: none
	Hidden      bool                   // taken only by jobs or by other features; never listed by Acts
	Action      string                 // action of its audit entries; empty: the table's name, a dot and Name
}

// Step is one taken act in the history of a thing.
type Step struct {
	Act    string
	By     string // id of the actor
	At     time.Time
	Reason string
}

// Table holds all acts of one kind of thing.
type Table[T any, S ~string] struct {
	Name    string                             // "org": its audit actions are "org.approve", its set of words "org_act"
	State   func(*T) S                         // returns the present state
	Enter   func(t *T, to S, step Step)        // sets the state to `to` and stores what the thing keeps of the step
	Refusal *fault.Fault                       // the error of an act in a state that does not allow it
	Apart   func(actor auth.Actor, t *T) error // returns an error for the maker of the thing and persons who benefit from it; required when an act is Apart
	Read    auth.Permission                    // actors whom this permission reaches get "forbidden" instead of "not found"; may be empty
	Acts    []Act[T, S]
}

// Find returns the act of that name. It panics when there is none, because names are constants in the code.
func (tb *Table[T, S]) Find(name string) *Act[T, S] {
	for i := range tb.Acts {
		if tb.Acts[i].Name == name {
			return &tb.Acts[i]
		}
	}
	panic("workflow: the table " + tb.Name + " has no act " + name)
}

// Words returns the set of the acts' words, named Name and "_act".
func (tb *Table[T, S]) Words() words.Set {
	set := words.Set{Name: tb.Name + "_act"}
	for _, a := range tb.Acts {
		set.Words = append(set.Words, words.Word{a.Name, a.ZH, a.EN})
	}
	return set
}

// Check returns nil when the actor, whose permission reaches the thing, may take the act; otherwise the error of May,
// Apart, Starts or Guard, checked in this order.
func (tb *Table[T, S]) Check(a *Act[T, S], q Asking, t *T) error {
	if a.May != nil {
		if err := a.May(q, t); err != nil {
			return err
		}
	}
	if a.Apart {
		if err := tb.Apart(q.Actor, t); err != nil {
			return err
		}
	}
	if err := tb.Starts(a, t); err != nil {
		return err
	}
	if a.Guard == nil {
		return nil
	}
	return a.Guard(q, t)
}

// Starts returns nil when the act is possible with the thing as it is now; otherwise Refusal or the error of Applies.
func (tb *Table[T, S]) Starts(a *Act[T, S], t *T) error {
	switch {
	case !slices.Contains(a.From, tb.State(t)) && a.Refusal != nil:
		return a.Refusal
	case !slices.Contains(a.From, tb.State(t)):
		return tb.Refusal
	case a.Applies == nil:
		return nil
	}
	return a.Applies(t)
}

// action returns the action of the act's audit entries.
func (tb *Table[T, S]) action(a *Act[T, S]) string {
	if a.Action != "" {
		return a.Action
	}
	return tb.Name + "." + a.Name
}

// Move checks the act and sets the following state. It is for a thing inside another one, such as a milestone of a
// contract, whose use case loads and saves the whole. After an error nothing is changed.
func (tb *Table[T, S]) Move(name string, q Asking, reason string, t *T) error {
	a := tb.Find(name)
	if err := a.Reason.Check(reason); err != nil {
		return err
	}
	if err := tb.Check(a, q, t); err != nil {
		return err
	}
	tb.enter(a, q, reason, t)
	return nil
}

// enter sets the state that follows the act; an act without one keeps the state.
func (tb *Table[T, S]) enter(a *Act[T, S], q Asking, reason string, t *T) {
	to := a.To
	if a.Into != nil {
		to = a.Into(t)
	}
	if to != "" {
		tb.Enter(t, to, Step{Act: a.Name, By: q.Actor.ID(), At: q.Now, Reason: reason})
	}
}
