package desk

import (
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// workView is all work that waits for a person.
type workView struct {
	Items []kindView `json:"items"`
	Count int64      `json:"count"` // of all kinds
	Late  int64      `json:"late"`  // of all kinds, past the due time
	More  bool       `json:"more"`  // some kind has more than 1,000
}

// kindView is one kind of work. Count stops at 1,000; More is true then.
type kindView struct {
	Kind   string     `json:"kind" example:"org_submitted"`
	Count  int64      `json:"count"`
	More   bool       `json:"more"`
	Late   int64      `json:"late"`
	Urgent bool       `json:"urgent"`                             // stands above all other work, in red
	Since  *time.Time `json:"since,omitempty" format:"date-time"` // the time since which the oldest has waited
	Due    *time.Time `json:"due,omitempty" format:"date-time"`   // the earliest due time
	Link   string     `json:"link" example:"/orgs?status=submitted"`
	Items  []itemView `json:"items"` // the first ones, at most five
}

type itemView struct {
	ID    string     `json:"id"`
	Title string     `json:"title"`
	Note  string     `json:"note,omitempty"`
	Since *time.Time `json:"since,omitempty" format:"date-time"`
	Due   *time.Time `json:"due,omitempty" format:"date-time"`
	Link  string     `json:"link"`
}

func viewWork(kinds []KindOfWork) workView {
	v := workView{Items: httpapi.Views(kinds, viewKind)}
	for _, p := range v.Items {
		v.Count, v.Late, v.More = v.Count+p.Count, v.Late+p.Late, v.More || p.More
	}
	return v
}

func viewKind(p KindOfWork) kindView {
	return kindView{
		Kind: p.Code, Count: p.Count, More: p.Count >= feature.MaxCount, Late: p.Late, Urgent: p.Urgent, Since: httpapi.Instant(p.Since),
		Due: httpapi.Instant(p.Due), Link: p.Link, Items: httpapi.Views(p.Items, viewItem),
	}
}

func viewItem(i feature.Item) itemView {
	return itemView{ID: i.ID, Title: i.Title, Note: i.Note, Since: httpapi.Instant(i.Since), Due: httpapi.Instant(i.Due), Link: i.Link}
}

type nameView struct {
	ID   string `json:"id" example:"vol_01jd3k5v8m2q4r6s7t9w0x1y2z"`
	Name string `json:"name" example:"张**"`
	No   string `json:"no,omitempty"` // of a volunteer or a contract
}

type namesView struct {
	Items []nameView `json:"items"`
}

// viewNames lists the names in the order of the ids.
func viewNames(ids []string, names map[string]feature.Name) namesView {
	v := namesView{Items: []nameView{}}
	for _, id := range ids {
		if n, ok := names[id]; ok {
			v.Items = append(v.Items, nameView{ID: id, Name: n.Text, No: n.No})
		}
	}
	return v
}

// eventView is one event in a record's history: what was done, by whom, in which roles and why. Action is the code in the
// audit log.
type eventView struct {
	At     time.Time `json:"at" format:"date-time"`
	Action string    `json:"action" example:"contract.sign"`
	Actor  string    `json:"actor,omitempty" example:"usr_01jd3k5v8m2q4r6s7t9w0x1y2z"` // absent for a job
	Name   string    `json:"name,omitempty"`
	Roles  []string  `json:"roles"`
	Reason string    `json:"reason,omitempty"`
	Fields []string  `json:"fields"`
}

func viewEvent(r audit.Record, name string) eventView {
	v := eventView{
		At: r.At, Action: r.Action, Name: name, Roles: append([]string{}, r.Roles...), Reason: r.Reason, Fields: append([]string{}, r.Fields...),
	}
	if strings.HasPrefix(r.Actor, "usr_") {
		v.Actor = r.Actor
	}
	return v
}
