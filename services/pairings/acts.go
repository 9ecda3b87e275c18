package pairings

import (
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

var (
	pairingManagers   = []auth.Permission{auth.PairingManage}
	pairingVolunteers = []auth.Permission{auth.PairingLog}
)

// pairingActs lists the acts on a pairing; doc.go has the diagram.
var pairingActs = workflow.Table[Pairing, PairingStatus]{
	Name:    "pairing",
	State:   func(p *Pairing) PairingStatus { return p.Status },
	Enter:   (*Pairing).enter,
	Refusal: ErrPairingMove,
	Apart:   func(a auth.Actor, p *Pairing) error { return a.NotSelf(p.Persons...) },
	Acts: []workflow.Act[Pairing, PairingStatus]{
		{Name: "match", ZH: "匹配志愿者", EN: "Match volunteers", From: []PairingStatus{Proposed}, To: Matched, Permissions: pairingManagers},
		{Name: "consent", ZH: "登记同意", EN: "Record consent", From: []PairingStatus{Matched}, To: Consented, Permissions: pairingManagers, Apart: true},
		{Name: "activate", ZH: "开始结对", EN: "Begin", From: []PairingStatus{Consented}, To: Active, Permissions: pairingManagers, Apart: true},
		{Name: "pause", ZH: "暂停", EN: "Pause", From: []PairingStatus{Active}, To: Paused, Permissions: pairingManagers},
		{Name: "resume", ZH: "恢复", EN: "Resume", From: []PairingStatus{Paused}, To: Active, Permissions: pairingManagers, Apart: true},
		{Name: "end", ZH: "结束结对", EN: "End", From: []PairingStatus{Proposed, Matched, Consented, Active, Paused}, To: Ended, Permissions: pairingManagers},
		{Name: "count", ZH: "计入合同", EN: "Count for a contract", From: []PairingStatus{Proposed, Matched, Consented, Active, Paused}, Permissions: pairingManagers},
		{Name: "unmatch", ZH: "退回匹配", EN: "Match again", From: []PairingStatus{Matched, Consented}, To: Proposed, Permissions: pairingManagers, Hidden: true},
		{Name: "log", ZH: "登记联系", EN: "Log a contact", From: []PairingStatus{Active, Paused}, Permissions: pairingVolunteers,
			May: forPaired, Refusal: ErrPairingResting},
	},
}

// forPaired refuses actors who are not volunteers of the pairing.
func forPaired(q workflow.Asking, p *Pairing) error {
	if !slices.Contains(p.VolunteerIDs, q.Actor.VolunteerID) {
		return docstore.ErrNotFound
	}
	return nil
}

func (p *Pairing) enter(to PairingStatus, step workflow.Step) { p.Status, p.StatusAt = to, step.At }
