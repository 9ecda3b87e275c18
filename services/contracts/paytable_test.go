package contracts_test

import (
	"errors"
	"testing"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// byGrade pays in full for a good result, four fifths for a sufficient one and nothing for a failed one.
func byGrade() *contracts.PayTable {
	return &contracts.PayTable{By: contracts.PayByGrade, Rows: []contracts.PayRow{{Grade: "优秀", ShareBP: 10_000}, {Grade: "合格", ShareBP: 8_000}, {Grade: "不合格", ShareBP: 0}}}
}

func TestPayTableShare(t *testing.T) {
	score := contracts.PayTable{By: contracts.PayByScore, Rows: []contracts.PayRow{{From: 80_00, ShareBP: 10_000}, {From: 60_00, ShareBP: 8_000}, {ShareBP: 0}}}
	point := contracts.PayTable{By: contracts.PayByPoint, Below: 80_00, PerPointBP: 150, MostBP: 3_000}
	for _, tt := range []struct {
		table contracts.PayTable
		o     contracts.Outcome
		want  int64
		known bool
	}{
		{*byGrade(), contracts.Outcome{Grade: "优秀"}, 10_000, true},
		{*byGrade(), contracts.Outcome{Grade: "合格"}, 8_000, true},
		{*byGrade(), contracts.Outcome{Grade: "良好"}, 0, false},
		{score, contracts.Outcome{Total: 80_00}, 10_000, true},
		{score, contracts.Outcome{Total: 79_99}, 8_000, true},
		{score, contracts.Outcome{}, 0, true},
		{point, contracts.Outcome{Total: 80_00}, 10_000, true},
		{point, contracts.Outcome{Total: 78_50}, 9_775, true},   // 1.5 points × 1.5 %
		{point, contracts.Outcome{Total: 79_99}, 9_999, true},   // 0.01 points × 1.5 % are 1.5 basis points, of which the half is dropped
		{point, contracts.Outcome{Total: 20_00}, 7_000, true},   // the most is deducted
		{point, contracts.Outcome{Total: 100_00}, 10_000, true}, // above is no reward
	} {
		if got, known := tt.table.Share(tt.o); got != tt.want || known != tt.known {
			t.Errorf("%s %+v: %d, %v, want %d, %v", tt.table.By, tt.o, got, known, tt.want, tt.known)
		}
	}
}

// TestPayTableFaults: each fault of a table is told at its field, and a contract is not drafted with one.
func TestPayTableFaults(t *testing.T) {
	e := newEnv(t)
	for at, table := range map[string]contracts.PayTable{
		"pay_table.by":               {By: "luck"},
		"pay_table.rows":             {By: contracts.PayByGrade},
		"pay_table.rows[1].grade":    {By: contracts.PayByGrade, Rows: []contracts.PayRow{{Grade: "合格", ShareBP: 10_000}, {Grade: "合格", ShareBP: 0}}},
		"pay_table.rows[1].share_bp": {By: contracts.PayByGrade, Rows: []contracts.PayRow{{Grade: "合格", ShareBP: 5_000}, {Grade: "不合格", ShareBP: 6_000}}},
		"pay_table.rows[1].from":     {By: contracts.PayByScore, Rows: []contracts.PayRow{{From: 60_00, ShareBP: 10_000}, {From: 20_00}}},
		"pay_table.per_point_bp":     {By: contracts.PayByPoint, Below: 80_00, MostBP: 100},
	} {
		terms := good("HX-" + at)
		terms.PayTable = &table
		_, err := e.service.Create(e.as(e.clerk), terms)
		f, ok := errors.AsType[*fault.Fault](err)
		if !ok || len(f.Fields) != 1 || f.Fields[0].Path != at {
			t.Errorf("%s: %v", at, err)
		}
	}
}

// outcome stores a final result of an evaluation.
func (e *env) outcome(c contracts.Contract, o contracts.Outcome) {
	e.t.Helper()
	if err := e.service.EvaluationPassed(auth.System(e.t.Context(), "evaluation"), c.ID, o); err != nil {
		e.t.Fatal(err)
	}
}

// withTable returns a performing contract with a table of payment, whose second payment is 16,665,000 fen and depends on the mid-term result.
func (e *env) withTable(no string, table *contracts.PayTable) contracts.Contract {
	terms := good(no)
	terms.PayTable = table
	c := must(e.service.Create(e.as(e.clerk), terms))(e.t)
	must(e.service.ConfirmBudget(e.as(e.approver), c.ID, 0))(e.t)
	must(e.service.Procure(e.as(e.clerk), c.ID))(e.t)
	must(e.service.Award(e.as(e.clerk), c.ID, contracts.Award{ProviderID: e.provider, AmountFen: 50_000_001, NoticeDay: "2026-02-02", AwardDay: "2026-02-20"}))(e.t)
	must(e.service.Sign(e.as(e.approver), c.ID, "2026-02-27"))(e.t)
	must(e.service.Publish(e.as(e.approver), c.ID))(e.t)
	return must(e.service.Begin(e.as(e.clerk), c.ID))(e.t)
}

// TestPartialPayment: what is due follows from the result, is kept with the application, covered by the approval, and only that is paid.
func TestPartialPayment(t *testing.T) {
	e := newEnv(t)
	c := e.withTable("HX-1", &contracts.PayTable{By: contracts.PayByPoint, Below: 80_00, PerPointBP: 133, MostBP: 3_000})
	e.accepted(c, 1)
	e.paid(c, 1)
	e.accepted(c, 2)
	if p := e.payment(c, 2); p.DeductFen != 0 || p.Basis != nil {
		t.Errorf("before a result: %+v", p)
	}
	e.outcome(c, contracts.Outcome{Kind: contracts.KindMid, Total: 71_00, Grade: "合格", Pass: true})
	p := e.payment(c, 2)
	// 9 points × 1.33 % are 1,197 basis points; 16,665,000 × 88.03 % are 14,670,199.5 fen, rounded half up.
	if p.AmountFen != 16_665_000 || p.Basis == nil || p.Basis.ShareBP != 8_803 || p.PayFen() != 14_670_200 || p.DeductFen != 1_994_800 {
		t.Fatalf("after the result: %d of %d, deducted %d, %+v", p.PayFen(), p.AmountFen, p.DeductFen, p.Basis)
	}
	_, err := e.service.WithholdPayment(e.as(e.approver), p.ID)
	wants(t, "withheld though something is due", err, contracts.ErrStillDue)
	p = must(e.service.Apply(e.as(e.orgFinance), p.ID, "FP-2026-0002"))(t)
	hash := p.Hash()
	changed := p
	changed.DeductFen++
	if changed.Hash() == hash {
		t.Error("the approval does not cover the deduction")
	}
	must(e.service.ApprovePayment(e.as(e.approver), p.ID, hash))(t)
	before := must(e.service.Get(t.Context(), c.ID))(t)
	p = must(e.service.Pay(e.as(e.finance), p.ID, "PZ-2026-0002"))(t)
	after := must(e.service.Get(t.Context(), c.ID))(t)
	if after.PaidFen-before.PaidFen != 14_670_200 || after.DeductedFen != 1_994_800 || p.PayFen()+p.DeductFen != p.AmountFen {
		t.Errorf("paid %d, deducted %d", after.PaidFen-before.PaidFen, after.DeductedFen)
	}
	if paid := must(e.service.Paid(t.Context(), []string{c.ID}))(t)[c.ID]; len(paid) != 2 || paid[1].PayFen() != 14_670_200 {
		t.Errorf("the register shows %+v", paid)
	}
}

// TestNothingDue: a failed result that was checked again pays nothing; the approver records it, and the contract can be closed without it.
func TestNothingDue(t *testing.T) {
	e := newEnv(t)
	c := e.withTable("HX-1", byGrade())
	e.accepted(c, 2)
	failed := contracts.Outcome{Kind: contracts.KindMid, Total: 40_00, Grade: "不合格"}
	e.outcome(c, failed)
	id := e.payment(c, 2).ID
	_, err := e.service.Apply(e.as(e.orgFinance), id, "FP-2026-0002")
	wants(t, "applied for while rectifying", err, contracts.ErrNotDue)
	_, err = e.service.WithholdPayment(e.as(e.approver), id)
	wants(t, "withheld while rectifying", err, contracts.ErrStillDue)
	failed.Recheck = true
	e.outcome(c, failed)
	must(e.service.Rectified(e.as(e.approver), c.ID, "整改已完成，复查仍不合格，按合同处理"))(t)
	_, err = e.service.Apply(e.as(e.orgFinance), id, "FP-2026-0002")
	wants(t, "applied for though nothing is due", err, contracts.ErrNothingDue)
	_, err = e.service.WithholdPayment(e.as(e.finance), id)
	wants(t, "withheld by finance", err, auth.ErrForbidden)
	p := must(e.service.WithholdPayment(e.as(e.approver), id))(t)
	if c := must(e.service.Get(t.Context(), c.ID))(t); p.Status != contracts.Withheld || p.PayFen() != 0 || c.DeductedFen != p.AmountFen || c.PaidFen != 0 {
		t.Errorf("%s, %d is due, the contract has %d deducted", p.Status, p.PayFen(), c.DeductedFen)
	}
}

// TestAmendPayTable: the table is changed by an amendment that another person approves, and not after the first result.
func TestAmendPayTable(t *testing.T) {
	e := newEnv(t)
	c := e.withTable("HX-1", byGrade())
	milder := &contracts.PayTable{By: contracts.PayByScore, Rows: []contracts.PayRow{{From: 60_00, ShareBP: 10_000}, {ShareBP: 5_000}}}
	amend := func() (contracts.Contract, error) {
		return e.service.AmendTerms(e.as(e.clerk), c.ID, 0, "", milder, "双方协商一致，调整评估结果与付款的对应关系")
	}
	got := must(amend())(t)
	if got.PayTable.By != contracts.PayByGrade {
		t.Error("a proposal changed the table")
	}
	late := must(amend())(t)
	got = must(e.service.ApproveAmendment(e.as(e.approver), c.ID, got.Amendments[0].ID))(t)
	if got.PayTable.By != contracts.PayByScore || got.Amendments[0].OldTable.By != contracts.PayByGrade || len(got.InForce()) != 0 {
		t.Errorf("after the approval: %+v", got.PayTable)
	}
	e.outcome(c, contracts.Outcome{Kind: contracts.KindMid, Total: 80_00, Grade: "优秀", Pass: true})
	_, err := amend()
	wants(t, "after a result", err, contracts.ErrTableLate)
	_, err = e.service.ApproveAmendment(e.as(e.approver), c.ID, late.Amendments[1].ID)
	wants(t, "approved after a result", err, contracts.ErrTableLate)
}
