package reports

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// The refusals about reports.
var (
	ErrMove    = fault.New(fault.Conflict, "report_period_move", "The report's present state does not allow this.", "报告当前状态不允许此操作。")
	ErrEarly   = fault.New(fault.Conflict, "report_early", "The period has not ended yet.", "报告期尚未结束。")
	ErrEarlier = fault.New(fault.Conflict, "report_earlier", "Decide on the reports of earlier periods first.", "请先处理更早报告期的报告。")
	ErrMoved   = fault.New(fault.Conflict, "report_figures_moved", "The figures have changed since it was handed in. Return it, so that it is handed in with the present ones.", "提交后数据有变动，请退回，由承接主体按最新数据重新提交。")
)

// Status is the state of a report.
type Status string

// The states of a report; doc.go has the diagram.
const (
	Open      Status = "open"      // 待填报
	Submitted Status = "submitted" // 待审核
	Returned  Status = "returned"  // 已退回
	Accepted  Status = "accepted"  // 已采纳（数据已锁定）
	Skipped   Status = "skipped"   // 免报
)

// DueDays is how many working days after its period a report is due.
const DueDays = 5

// Texts is what the provider writes. It names no person cared for.
type Texts struct {
	Summary  string `bson:"summary,omitempty"`  // 工作概述
	Problems string `bson:"problems,omitempty"` // 困难与建议
	Plan     string `bson:"plan,omitempty"`     // 下期计划
}

func (t *Texts) trim() {
	for _, s := range []*string{&t.Summary, &t.Problems, &t.Plan} {
		*s = strings.TrimSpace(*s)
	}
}

func (t *Texts) check() error {
	var bad fault.Problems
	for _, f := range []struct{ name, text string }{{"summary", t.Summary}, {"problems", t.Problems}, {"plan", t.Plan}} {
		bad.Check(fault.Runes(f.text) <= 4000, f.name, "length", "At most 4,000 characters.", "最多 4000 字。")
	}
	return bad.Err()
}

// complete returns an error unless the texts may be handed in.
func (t *Texts) complete() error {
	var bad fault.Problems
	bad.Check(fault.Between(t.Summary, 20, 4000), "summary", "length", "Say what was done in 20 to 4,000 characters.", "请用 20 到 4000 字说明本期工作。")
	bad.Check(fault.Between(t.Plan, 10, 4000), "plan", "length", "Say what comes next in 10 to 4,000 characters.", "请用 10 到 4000 字说明下期计划。")
	return bad.Err()
}

// Report is the report of a provider on one period of a contract.
type Report struct {
	docstore.Meta `bson:",inline"` // rpt_…
	Texts         `bson:",inline"`
	ContractID    string     `bson:"contract_id" audit:"-"`
	OrgID         string     `bson:"org_id" audit:"-"` // the provider
	Region        string     `bson:"region" audit:"-"` // of the buyer
	From          string     `bson:"from" audit:"-"`   // first month, such as 2026-01
	To            string     `bson:"to" audit:"-"`     // last month
	End           region.Day `bson:"end" audit:"-"`    // last day: of the month, or of the contract's term
	Due           region.Day `bson:"due" audit:"-"`
	Status        Status     `bson:"status" audit:"-"`
	StatusAt      time.Time  `bson:"status_at" audit:"-"`
	Makers        []string   `bson:"makers,omitempty" audit:"-"`  // who wrote it; none of them accepts it
	Figures       *Figures   `bson:"figures,omitempty" audit:"-"` // as handed in; absent before
	Reason        string     `bson:"reason,omitempty" audit:"-"`  // of the last return or skip
}

// Late reports whether the report is overdue on the day.
func (r *Report) Late(today region.Day) bool {
	return (r.Status == Open || r.Status == Returned) && today > r.Due
}

// Period is the period's name: "2026-02", or "2026-Q1".
func (r *Report) Period() string {
	if r.From == r.To {
		return r.From
	}
	month, _ := strconv.Atoi(r.To[len("2026-"):])
	return fmt.Sprintf("%sQ%d", r.To[:len("2026-")], (month+2)/3)
}

var (
	providers = []auth.Permission{auth.ContractReport}
	clerks    = []auth.Permission{auth.ContractDraft}
	why       = workflow.Reason{Least: 5, Most: 1000}
	unwritten = []Status{Open, Returned}
)

// reportActs lists the acts on a report; doc.go has the diagram.
var reportActs = workflow.Table[Report, Status]{
	Name:    "contract_report",
	State:   func(r *Report) Status { return r.Status },
	Enter:   (*Report).enter,
	Refusal: ErrMove,
	Apart: func(a auth.Actor, r *Report) error {
		if a.BelongsTo(r.OrgID) {
			return auth.ErrSelf
		}
		return a.NotSelf(r.Makers...)
	},
	Acts: []workflow.Act[Report, Status]{
		{Name: "write", ZH: "填写报告", EN: "Write", From: unwritten, Permissions: providers},
		{Name: "submit", ZH: "提交报告", EN: "Hand in", From: unwritten, To: Submitted, Permissions: providers, Guard: func(_ workflow.Asking, r *Report) error { return r.complete() }},
		{Name: "accept", ZH: "采纳并锁定数据", EN: "Accept and lock the figures", From: []Status{Submitted}, To: Accepted, Permissions: clerks, Apart: true},
		{Name: "return", ZH: "退回", EN: "Return", From: []Status{Submitted}, To: Returned, Permissions: clerks, Apart: true, Reason: why},
		{Name: "skip", ZH: "本期免报", EN: "Skip this period", From: unwritten, To: Skipped, Permissions: clerks, Apart: true, Reason: why},
		{Name: "reopen", ZH: "恢复填报", EN: "Ask for it after all", From: []Status{Skipped}, To: Open, Permissions: clerks, Apart: true},
	},
}

func (r *Report) enter(to Status, step workflow.Step) {
	r.Status, r.StatusAt, r.Reason = to, step.At, step.Reason
}

// periods returns the ended periods of the contract after the month that the last report covers, the oldest first.
func periods(c *contracts.Contract, last string, today region.Day) (list []Report) {
	months := 1
	if c.ReportEvery == contracts.Quarterly {
		months = 3
	}
	from := monthOf(c.Start)
	if last >= from {
		from = contracts.NextMonth(last)
	}
	for {
		r := Report{From: from, To: from}
		for month := from; ; month = contracts.NextMonth(month) {
			r.To = month
			if months == 1 || slices.Contains([]string{"03", "06", "09", "12"}, month[len("2026-"):]) {
				break
			}
		}
		r.End = min(region.Day(contracts.NextMonth(r.To)+"-01").Add(-1), c.End)
		if r.From > monthOf(c.End) || r.End >= today {
			return list
		}
		list = append(list, r)
		from = contracts.NextMonth(r.To)
	}
}

func monthOf(d region.Day) string { return string(d)[:len("2026-03")] }
