package feature

import (
	"context"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Work is one kind of work (待办): what waits for a person until they take a step. Code is unique in the program.
type Work struct {
	Code        string
	ZH, EN      string
	Link        string            // the page of the console with the whole list: "/orgs?status=submitted"
	Permissions []auth.Permission // asked only for persons who hold one of them
	Roles       []auth.Role       // and, when given, one of these roles
	List        func(ctx context.Context, w Waiter) (Waiting, error)
}

// Waiter is the person whose work is asked for.
type Waiter struct {
	Actor auth.Actor
	OrgID string // the organisation for which they look at it now; empty: all that they reach
	Now   time.Time
}

// For reports whether the kind concerns the person.
func (w Work) For(a auth.Actor) bool {
	may := len(w.Permissions) == 0
	for _, p := range w.Permissions {
		may = may || a.May(p)
	}
	holds := len(w.Roles) == 0
	for _, r := range w.Roles {
		for _, b := range a.Bindings {
			holds = holds || b.Role == r
		}
	}
	return may && holds
}

// Waiting is what waits of one kind. Items are the first of it, at most MaxItems.
type Waiting struct {
	Items []Item
	Count int64     // all of it, at most MaxCount
	Late  int64     // whose due time has passed, at most MaxCount
	Due   time.Time // the earliest due time; zero: none is due
	Since time.Time // since when the oldest waits; zero: not known
}

// Bounds of what one kind tells.
const (
	MaxItems = 5    // items of a kind
	MaxCount = 1000 // a count of this much means "so many or more"
)

// Item is one thing that waits.
type Item struct {
	ID    string
	Title string // no name of a person unless it is shown to the same person in the list of the kind
	Note  string
	Since time.Time // since when it waits; zero: not known
	Due   time.Time // by when it has to be done; zero: not set
	Link  string    // its page in the console
}

// ListWork answers a kind of work from a collection: the documents that match, the oldest first. due names the declared
// field of type time by which it has to be done; empty: nothing of the kind is ever late. The order is that of the due
// time, or of the ids without one; an index has to serve it.
func ListWork[T any](ctx context.Context, c *docstore.Collection[T], w Waiter, filter docstore.Filter, due string, item func(T) Item) (Waiting, error) {
	order := "_id"
	if due != "" {
		order = due
	}
	docs, err := c.Find(ctx, filter, docstore.Sort(order), docstore.Limit(MaxItems))
	if err != nil || len(docs) == 0 {
		return Waiting{}, err
	}
	var out Waiting
	for _, doc := range docs {
		out.Add(item(doc))
	}
	if out.Count, err = c.Count(ctx, filter, docstore.Limit(MaxCount)); err != nil || due == "" {
		return out, err
	}
	late := append(filter[:len(filter):len(filter)], docstore.Filter{{Key: due, Value: docstore.Filter{{Key: "$lt", Value: w.Now}}}}...)
	out.Late, err = c.Count(ctx, late, docstore.Limit(MaxCount))
	return out, err
}

// Add puts an item behind the others and keeps the earliest times. It counts nothing.
func (w *Waiting) Add(item Item) {
	w.Items = append(w.Items, item)
	if !item.Since.IsZero() && (w.Since.IsZero() || item.Since.Before(w.Since)) {
		w.Since = item.Since
	}
	if !item.Due.IsZero() && (w.Due.IsZero() || item.Due.Before(w.Due)) {
		w.Due = item.Due
	}
}
