package register

import (
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

var (
	everyFileStatus = []FileStatus{Draft, VillageSubmitted, TownshipVerified, Registered, ExitPending, Exited}

	fileWriters  = []auth.Permission{auth.BeneficiaryEdit}
	fileCheckers = []auth.Permission{auth.BeneficiaryVerify}
)

// fileActs lists the acts on the file of a person cared for; doc.go has the diagram.
var fileActs = workflow.Table[Beneficiary, FileStatus]{
	Name:    "beneficiary",
	State:   func(b *Beneficiary) FileStatus { return b.Status },
	Enter:   (*Beneficiary).enter,
	Refusal: ErrFileMove,
	Apart:   notMaker,
	Acts: []workflow.Act[Beneficiary, FileStatus]{
		{Name: "edit", ZH: "修改", EN: "Edit", From: []FileStatus{Draft, Registered}, Permissions: fileWriters, Refusal: ErrFileLocked},
		{Name: "discard", ZH: "删除草稿", EN: "Throw away", From: []FileStatus{Draft}, Permissions: fileWriters, Guard: neverRegistered},
		{Name: "submit", ZH: "提交乡镇核实", EN: "Hand in", From: []FileStatus{Draft}, To: VillageSubmitted, Permissions: fileWriters, Guard: ready},
		{Name: "verify", ZH: "核实通过", EN: "Verify", From: []FileStatus{VillageSubmitted}, To: TownshipVerified, Permissions: fileCheckers,
			May: forRole(auth.TownSupervisor), Apart: true, Guard: ready},
		{Name: "confirm", ZH: "确认登记", EN: "Confirm", From: []FileStatus{TownshipVerified}, To: Registered, Permissions: fileCheckers,
			May: forRole(auth.CountyAdmin), Apart: true, Guard: ready},
		{Name: "return", ZH: "退回", EN: "Return", From: []FileStatus{VillageSubmitted, TownshipVerified, Registered, ExitPending, Exited},
			Into: returnedTo, Permissions: fileCheckers, May: forReturning, Guard: notMerged},
		{Name: "propose_exit", ZH: "申请退出", EN: "Propose exit", From: []FileStatus{Registered}, To: ExitPending, Permissions: fileWriters},
		{Name: "exit", ZH: "确认退出", EN: "Confirm exit", From: []FileStatus{ExitPending}, To: Exited, Permissions: fileCheckers,
			May: forRole(auth.CountyAdmin), Apart: true},
		{Name: "assign", ZH: "指派机构", EN: "Assign", From: []FileStatus{Registered}, Permissions: fileCheckers, Refusal: ErrNotRegistered},
		{Name: "withdraw", ZH: "取消指派", EN: "Take back", From: everyFileStatus, Permissions: fileCheckers},
	},
}

// notMaker returns auth.ErrSelf for a person who proposed the pending exit, or who wrote or verified the file.
func notMaker(a auth.Actor, b *Beneficiary) error {
	if b.Status == ExitPending {
		return a.NotSelf(b.ExitMakers...)
	}
	return a.NotSelf(slices.Concat(b.Makers, b.Checkers)...)
}

// forRole returns a check that refuses actors without the role for the region of the file.
func forRole(role auth.Role) func(workflow.Asking, *Beneficiary) error {
	return func(q workflow.Asking, b *Beneficiary) error {
		if !holds(q.Actor, b.Region, role) {
			return auth.ErrForbidden
		}
		return nil
	}
}

// forReturning allows the township to return files that were submitted to it, and the county to return every file.
func forReturning(q workflow.Asking, b *Beneficiary) error {
	if b.Status == VillageSubmitted {
		return nil
	}
	return forRole(auth.CountyAdmin)(q, b)
}

// returnedTo returns the state of the file after a return.
func returnedTo(b *Beneficiary) FileStatus {
	if b.Status == ExitPending {
		return Registered
	}
	return Draft
}

// neverRegistered refuses to throw away a file that was registered before.
func neverRegistered(_ workflow.Asking, b *Beneficiary) error {
	if b.EnteredOn != "" {
		return ErrWasRegistered
	}
	return nil
}

// notMerged refuses a file that was merged into another.
func notMerged(_ workflow.Asking, b *Beneficiary) error {
	if b.MergedInto != "" {
		return ErrMergedInto
	}
	return nil
}

// ready returns the error of Ready when the file does not meet the conditions of registration.
func ready(q workflow.Asking, b *Beneficiary) error { return b.Ready(region.DayOf(q.Now)) }

// holds reports whether the actor has the role for the region.
func holds(a auth.Actor, path string, role auth.Role) bool {
	return a.Job != "" || slices.ContainsFunc(a.Bindings, func(b auth.Binding) bool {
		return b.Region != "" && region.Within(path, b.Region) && b.Role == role
	})
}

func (b *Beneficiary) enter(to FileStatus, step workflow.Step) { b.Status, b.StatusAt = to, step.At }
