package delegations

import (
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

var (
	writers  = []auth.Permission{auth.BeneficiaryEdit}
	checkers = []auth.Permission{auth.BeneficiaryVerify}
)

// delegationActs lists the acts on a delegation; doc.go has the diagram.
var delegationActs = workflow.Table[Delegation, Status]{
	Name:    "delegation",
	State:   func(d *Delegation) Status { return d.Status },
	Enter:   (*Delegation).enter,
	Refusal: ErrMove,
	Apart:   apart,
	Acts: []workflow.Act[Delegation, Status]{
		{Name: "edit", ZH: "修改", EN: "Edit", From: []Status{Draft}, Permissions: writers},
		{Name: "check", ZH: "核查受托人", EN: "Check the caregiver", From: []Status{Draft}, Permissions: writers},
		{Name: "hear", ZH: "登记儿童意见", EN: "Record the child’s opinion", From: []Status{Draft}, Permissions: writers},
		{Name: "sign", ZH: "登记签订", EN: "Record the signing", From: []Status{Draft}, To: Signed, Permissions: writers, Guard: maySign},
		{Name: "inform", ZH: "登记书面告知", EN: "Record the notices", From: []Status{Signed}, Permissions: writers},
		{Name: "confirm", ZH: "确认生效", EN: "Confirm", From: []Status{Signed}, To: Active, Permissions: checkers, Apart: true, Guard: mayBegin},
		{Name: "return", ZH: "退回村里", EN: "Return", From: []Status{Signed}, To: Draft, Permissions: checkers},
		{Name: "parents", ZH: "设置提醒父母", EN: "Set the parents’ reminders", From: []Status{Draft, Signed, Active}, Permissions: writers},
		{Name: "log", ZH: "登记父母联系", EN: "Log a contact", From: []Status{Active}, Permissions: writers},
		{Name: "end", ZH: "提前结束", EN: "End", From: []Status{Active}, To: Ended, Permissions: []auth.Permission{auth.BeneficiaryEdit, auth.BeneficiaryVerify}},
		{Name: "revoke", ZH: "撤销委托", EN: "Revoke", From: []Status{Active}, To: Revoked, Permissions: checkers},
		{Name: "discard", ZH: "删除草稿", EN: "Throw away", From: []Status{Draft}, To: Discarded, Permissions: writers},
		{Name: "expire", ZH: "期满结束", EN: "Period over", From: []Status{Active}, To: Ended, Permissions: writers, Hidden: true},
		{Name: "drop", ZH: "随档案作废", EN: "Dropped with the file", From: []Status{Draft, Signed}, To: Discarded, Permissions: writers, Hidden: true},
	},
}

// apart returns auth.ErrSelf for the people who wrote the delegation and for the caregiver.
func apart(a auth.Actor, d *Delegation) error {
	return a.NotSelf(append(append([]string{}, d.Makers...), d.DelegateKey)...)
}

// maySign refuses to sign before checks and opinion are complete.
func maySign(_ workflow.Asking, d *Delegation) error { return d.mayCare() }

// mayBegin refuses a delegation that may not begin now, by what is written in it.
func mayBegin(q workflow.Asking, d *Delegation) error {
	if err := d.mayCare(); err != nil {
		return err
	}
	if err := d.told(); err != nil {
		return err
	}
	if d.To < region.DayOf(q.Now) {
		return ErrOver
	}
	return nil
}

func (d *Delegation) enter(to Status, step workflow.Step) {
	d.Status, d.StatusAt = to, step.At
	if !d.IsOpen() {
		d.Open, d.ContactDue = "", ""
	}
}
