package feature

import (
	"context"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Work is one kind of work (待办) that waits until a person does something. Code is unique in the program.
type Work struct {
	Code        string
	ZH, EN      string
	Link        string            // the page of the console with the whole list: "/orgs?status=submitted"; of the volunteers' app when it begins with /v/
	Permissions []auth.Permission // asked only for persons who hold one of them
	Roles       []auth.Role       // and, when given, one of these roles
	Urgent      bool              // shown above all other kinds, in red
	List        func(ctx context.Context, w WorkQuery) (WorkList, error)
}

// WorkQuery names the person whose work is listed.
type WorkQuery struct {
	Actor auth.Actor
	OrgID string // only the work for this organisation; empty: all within the person's reach
	Now   time.Time
}

// For reports whether the person has one of the permissions and, if roles are given, one of the roles.
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

// WorkList is the waiting work of one kind: its first items, at most MaxItems, and figures about all of it.
type WorkList struct {
	Items []Item
	Count int64     // how many wait, at most MaxCount
	Late  int64     // for how many the due time has passed, at most MaxCount
	Due   time.Time // the earliest due time; zero: none has one
	Since time.Time // the time since which the oldest has waited; zero: not known
}

// The bounds of a WorkList.
const (
	MaxItems = 5    // items of a kind
	MaxCount = 1000 // counting stops here: the count means "1,000 or more"
)

// Item is one waiting record.
type Item struct {
	ID    string
	Title string // names a person only if the list at Work.Link shows the name too
	Note  string
	Since time.Time // the time since which it has waited; zero: not known
	Due   time.Time // by when it has to be done; zero: not set
	Link  string    // its page in the console, or in the volunteers' app when it begins with /v/
}

// ListWork lists the documents of a collection that match the filter as one kind of work. due names the declared time field
// with the due time, which also gives the order; when it is empty nothing is ever late and the order is that of the ids.
// There has to be an index for the order.
func ListWork[T any](ctx context.Context, c *docstore.Collection[T], w WorkQuery, filter docstore.Filter, due string, item func(T) Item) (WorkList, error) {
	order := "_id"
	if due != "" {
		order = due
	}
	docs, err := c.Find(ctx, filter, docstore.Sort(order), docstore.Limit(MaxItems))
	if err != nil || len(docs) == 0 {
		return WorkList{}, err
	}
	var out WorkList
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

// With returns the list with another behind it, of which none is in both: counts add up, up to their bounds.
func (w WorkList) With(other WorkList) WorkList {
	w.Count, w.Late = min(w.Count+other.Count, MaxCount), min(w.Late+other.Late, MaxCount)
	shown := w.Items
	for _, item := range other.Items {
		w.Add(item)
	}
	w.Items = append(shown, other.Items[:min(len(other.Items), MaxItems-len(shown))]...)
	return w
}

// Add appends an item and updates Since and Due. It does not change Count and Late.
func (w *WorkList) Add(item Item) {
	w.Items = append(w.Items, item)
	if !item.Since.IsZero() && (w.Since.IsZero() || item.Since.Before(w.Since)) {
		w.Since = item.Since
	}
	if !item.Due.IsZero() && (w.Due.IsZero() || item.Due.Before(w.Due)) {
		w.Due = item.Due
	}
}
