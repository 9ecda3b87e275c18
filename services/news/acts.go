package news

import (
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

var editors = []auth.Permission{auth.NewsEdit}

// itemActs lists the acts on an item; doc.go has the diagram.
var itemActs = workflow.Table[Item, Status]{
	Name:    "news",
	State:   func(i *Item) Status { return i.Status },
	Enter:   (*Item).enter,
	Refusal: ErrMove,
	Read:    auth.NewsRead,
	Acts: []workflow.Act[Item, Status]{
		{Name: "edit", ZH: "修改", EN: "Edit", From: []Status{Draft}, Permissions: editors, May: ownSide},
		{Name: "publish", ZH: "发布", EN: "Publish", From: []Status{Draft}, To: Published, Permissions: editors, May: ownSide},
		{Name: "withdraw", ZH: "撤下", EN: "Withdraw", From: []Status{Published}, To: Withdrawn, Permissions: editors, Reason: workflow.Reason{Least: 4, Most: 200}},
	},
}

// ownSide refuses to write what another side says: the county does not write for organisations.
func ownSide(q workflow.Asking, i *Item) error {
	if !i.ownedBy(q.Actor) {
		return auth.ErrForbidden
	}
	return nil
}

// ownedBy reports whether the actor writes for the item's organisation, or for the county when it is the county's.
func (i *Item) ownedBy(a auth.Actor) bool {
	if i.OrgID == "" {
		return a.ForRegion(auth.NewsEdit, i.Region)
	}
	return a.ForOrg(auth.NewsEdit, i.OrgID, "")
}

func (i *Item) enter(to Status, step workflow.Step) {
	i.Status, i.StatusAt, i.Reason = to, step.At, step.Reason
	if to == Published {
		i.PublishedAt, i.Reach = step.At, i.Region
	}
}
