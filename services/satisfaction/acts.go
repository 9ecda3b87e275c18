package satisfaction

import (
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

var (
	buyers  = []auth.Permission{auth.SatisfactionManage}
	handers = []auth.Permission{auth.SatisfactionHand}
	callers = []auth.Permission{auth.SatisfactionCall}
)

// roundActs lists the acts on a round; doc.go has the diagram. Printing and calling change slips, not the round.
var roundActs = workflow.Table[Round, Status]{
	Name:    "satisfaction",
	State:   func(r *Round) Status { return r.Status },
	Enter:   (*Round).enter,
	Refusal: ErrRoundMove,
	Acts: []workflow.Act[Round, Status]{
		{Name: "print", ZH: "打印回访单", EN: "Print slips", From: []Status{Open}, Permissions: handers, May: notProvider},
		{Name: "call", ZH: "电话回访", EN: "Ring up", From: []Status{Open}, Permissions: callers, May: notProvider},
		{Name: "close", ZH: "结束回访", EN: "Close", From: []Status{Open}, To: Closed, Permissions: buyers, May: forBuyer},
		{Name: "remarks", ZH: "查看意见", EN: "Read what people wrote", From: []Status{Closed}, Permissions: buyers, May: forBuyer, Guard: enough},
	},
}

func (r *Round) enter(to Status, step workflow.Step) {
	r.Status, r.StatusAt, r.OpenKey = to, step.At, ""
}

// notProvider refuses people who belong to the organisation about which is asked, under any account.
func notProvider(q workflow.Asking, r *Round) error {
	if q.Actor.BelongsTo(r.OrgID) {
		return ErrProvider
	}
	return nil
}

// forBuyer refuses actors whose permission reaches only a part of the contract's region: for their acts the round is not there.
func forBuyer(q workflow.Asking, r *Round) error {
	if !q.Actor.ForRegion(auth.SatisfactionManage, r.Region) {
		return docstore.ErrNotFound
	}
	return notProvider(q, r)
}

func enough(_ workflow.Asking, r *Round) error {
	if r.Shown() == nil {
		return ErrFewShown
	}
	return nil
}
