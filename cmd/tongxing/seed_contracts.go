package main

import (
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// deal is a contract under which an organisation serves on the days [from, to].
type deal struct {
	id       string
	from, to int
}

const (
	workEvidence = "已按服务方案完成本阶段全部工作，过程资料、服务台账和总结材料齐全，详见附件目录。"
	termDays     = 364
	finalFrom    = -340 // first day of the contract whose last evaluation is public
	halfFrom     = -180 // first day of the contract that is taken through every step
)

var milestoneWords = []string{"启动与需求评估", "期中服务", "末期服务", "项目验收"}

// terms returns the terms of the n-th contract from a day on. The targets are set so that the activities planned so far
// reach share per cent of them.
func (w *seed) terms(n, from, share int, gates [4]contracts.Gate) contracts.Terms {
	per := w.size.past / len(w.serving())
	held := int64(max(4, per*(lastAct-max(from, firstAct))/(lastAct-firstAct)))
	goal := func(v int64) int64 { return max(1, v*100/int64(share)) }
	day := func(n int) region.Day { return w.day(from + n) }
	t := contracts.Terms{
		No: fmt.Sprintf("HX-%d-%03d", w.day(from).Start().Year(), n+1), Name: w.pick([]string{"农村留守儿童关爱服务", "困境儿童精准帮扶", "儿童之家运营与课业辅导", "“爱心妈妈”结对关爱"}) + "项目",
		Region: w.path, BuyerDept: w.app.regions.Name(w.path) + "民政局", Subject: contracts.Children, Catalogue: "困境儿童和留守儿童关爱服务",
		BudgetDocNo: fmt.Sprintf("花财预〔%d〕%d号", w.day(from).Start().Year(), 12+n), BudgetFen: 60_000_000, FiscalYear: int64(w.day(from).Start().Year()),
		Method: contracts.Consultation, Start: day(0), End: day(termDays), Regions: []string{w.path}, Standard: "按采购文件、响应文件和服务方案验收", NoSubcontract: true,
		Indicators: []contracts.Indicator{
			{Code: "Q1", Name: "志愿服务时长", Kind: contracts.Quantity, Unit: contracts.Hours, Target: goal(held * int64(w.size.attend) * 115), Source: contracts.Auto, Measure: contracts.ByMinutes, Weight: 40},
			{Code: "Q2", Name: "课业辅导场次", Kind: contracts.Quantity, Unit: contracts.Times, Target: goal(held / int64(len(activityKinds))), Source: contracts.Auto, Measure: contracts.BySessions, ActivityType: string(activities.Tutoring), Weight: 25},
			{Code: "T1", Name: "按计划开展活动", Kind: contracts.Timeliness, Unit: contracts.Times, Target: goal(held), Source: contracts.Auto, Measure: contracts.BySessions, Weight: 10},
			{Code: "E1", Name: "学习习惯改善的儿童", Kind: contracts.Effect, Unit: contracts.People, Target: 60, Source: contracts.Manual, Weight: 10},
			{Code: "S1", Name: "服务对象满意度", Kind: contracts.Satisfaction, Unit: contracts.Percent, Target: 9_000, Source: contracts.Manual, Weight: 15},
		},
	}
	t.PayTable = &contracts.PayTable{By: contracts.PayByScore, Rows: []contracts.PayRow{{From: 80_00, ShareBP: 10_000}, {From: 60_00, ShareBP: 8_000}, {ShareBP: 0}}}
	if n == 0 { // the contract under which services are logged
		t.Indicators[0].Weight, t.Indicators[1].Weight, t.Indicators[4].Weight = 30, 20, 10
		t.Indicators = append(t.Indicators,
			contracts.Indicator{Code: "S2", Name: "服务对象满意率（回访）", Kind: contracts.Satisfaction, Unit: contracts.Percent, Target: 9_000, Source: contracts.Auto, Measure: contracts.BySatisfaction, Weight: 5},
			contracts.Indicator{Code: "Q3", Name: "服务对象人数", Kind: contracts.Quantity, Unit: contracts.People, Target: 20, Source: contracts.Auto, Measure: contracts.ByPeople, Weight: 10},
			contracts.Indicator{Code: "Q4", Name: "社工服务次数", Kind: contracts.Quantity, Unit: contracts.Times, Target: 60, Source: contracts.Auto, Measure: contracts.ByServices, Weight: 5})
	}
	for i, name := range milestoneWords {
		t.Milestones = append(t.Milestones, contracts.Milestone{
			Seq: int64(i) + 1, Name: name, Due: day([]int{40, 185, 330, 355}[i]), Deliverables: []string{name + "报告"}, Gate: gates[i], PayBP: []int64{3_000, 3_000, 3_000, 1_000}[i],
		})
	}
	return t
}

var (
	withMid    = [4]contracts.Gate{contracts.GateNone, contracts.GateMidPass, contracts.GateFinalPass, contracts.GateAcceptance}
	withoutMid = [4]contracts.Gate{contracts.GateNone, contracts.GateNone, contracts.GateFinalPass, contracts.GateAcceptance}
)

// planContracts takes one contract half-way through every step, one to its last evaluation, and leaves one as a draft; the
// others are stored as they are.
func (w *seed) planContracts() {
	half, last := w.serving()[0], w.serving()[1]
	w.drive(0, half, halfFrom, 50, withMid)
	w.drive(1, last, finalFrom, 98, withoutMid)
	w.payFirst(half, halfFrom)
	w.payFirst(last, finalFrom)
	w.report(half, 41, 9_320)
	w.report(last, 63, 9_410)
	w.on(-8, 10, func() { w.handIn(half, 1) })
	w.on(-60, 10, func() { w.handIn(last, 1) })
	w.on(-57, 11, func() {
		c := ok(w.app.contracts.Get(w.sys, last.deals[0].id))
		ok(w.app.contracts.AcceptMilestone(w.staff("approver"), c.ID, c.Milestones[1].ID))
		ok(w.app.contracts.Apply(w.as(last.finance), w.payment(c.ID, 1).ID, "FP-0002-18"))
	})
	w.on(-12, 10, func() { ok(w.app.contracts.StartFinal(w.staff("clerk"), last.deals[0].id)) })
	w.on(-10, 10, func() { ok(w.app.contracts.Create(w.staff("clerk"), w.terms(w.size.orgs, 30, 50, withMid))) })
	w.on(-330, 12, w.putContracts)
	w.planReports()
}

// drive moves a contract through its procurement until services begin.
func (w *seed) drive(n int, o *seedOrg, from, share int, gates [4]contracts.Gate) {
	s, clerk, approver := w.app.contracts, "clerk", "approver"
	w.on(from-45, 10, func() {
		c := ok(s.Create(w.staff(clerk), w.terms(n, from, share, gates)))
		o.deals = append(o.deals, deal{c.ID, from, from + termDays})
		ok(s.ConfirmBudget(w.staff(approver), c.ID, 0))
		ok(s.Procure(w.staff(clerk), c.ID))
	})
	w.on(from-18, 10, func() {
		ok(s.Award(w.staff(clerk), o.deals[0].id, contracts.Award{
			ProviderID: o.id, AmountFen: 48_600_000, NoticeDay: w.day(from - 40), AwardDay: w.day(from - 20), NoticeURL: "https://example.gov.cn/notice",
		}))
	})
	w.on(from-10, 10, func() {
		ok(s.Sign(w.staff(approver), o.deals[0].id, w.day(from-10)))
		ok(s.Publish(w.staff(approver), o.deals[0].id))
	})
	w.on(from-9, 10, func() { ok(s.File(w.staff(clerk), o.deals[0].id, w.day(from-9))) })
	w.on(from, 9, func() { ok(s.Begin(w.staff(clerk), o.deals[0].id)) })
}

func (w *seed) handIn(o *seedOrg, milestone int) {
	c := ok(w.app.contracts.Get(w.sys, o.deals[0].id))
	ok(w.app.contracts.SubmitMilestone(w.as(o.lead), c.ID, c.Milestones[milestone].ID, workEvidence))
}

func (w *seed) payment(contractID string, n int) contracts.Payment {
	return ok(w.app.contracts.Payments(w.sys, contractID))[n]
}

// payFirst makes different people accept and pay the first milestone.
func (w *seed) payFirst(o *seedOrg, from int) {
	s := w.app.contracts
	w.on(from+36, 10, func() { w.handIn(o, 0) })
	w.on(from+38, 10, func() {
		c := ok(s.Get(w.sys, o.deals[0].id))
		ok(s.AcceptMilestone(w.staff("approver"), c.ID, c.Milestones[0].ID))
		ok(s.Apply(w.as(o.finance), w.payment(c.ID, 0).ID, "FP-0001-17"))
	})
	w.on(from+40, 10, func() {
		p := w.payment(o.deals[0].id, 0)
		ok(s.ApprovePayment(w.staff("approver"), p.ID, p.Hash()))
	})
	w.on(from+43, 10, func() { ok(s.Pay(w.staff("finance"), w.payment(o.deals[0].id, 0).ID, "PZ-0001-05")) })
}

// report makes the provider report figures by hand; the clerk accepts the first and has not decided on the second.
func (w *seed) report(o *seedOrg, people, content int64) {
	s := w.app.contracts
	w.on(-16, 11, func() {
		c := ok(s.Get(w.sys, o.deals[0].id))
		r := ok(s.ReportIndicator(w.as(o.lead), c.ID, c.Indicators[3].ID, people, "前后测问卷对比及班主任访谈记录，原件存项目档案第三卷。"))
		ok(s.AcceptReport(w.staff("clerk"), r.ID))
		r = ok(s.ReportIndicator(w.as(o.lead), c.ID, c.Indicators[4].ID, content, "服务对象满意度问卷统计表，回收率百分之九十二，原件存项目档案。"))
		if o != w.serving()[0] {
			ok(s.AcceptReport(w.staff("clerk"), r.ID))
		}
	})
}

// putContracts stores the contracts of the other organisations: half of them have passed the mid-term, half have not.
func (w *seed) putContracts() {
	var list []contracts.Contract
	var payments []contracts.Payment
	for i := 2; i < len(w.serving()); i += 2 {
		c, p := w.contract(i, w.serving()[i], i%4 == 2)
		list, payments = append(list, c), append(payments, p...)
	}
	done(w.app.contracts.PutMany(w.sys, list, payments))
}

func (w *seed) contract(i int, o *seedOrg, mid bool) (contracts.Contract, []contracts.Payment) {
	from, share := -240-w.rng.IntN(50), 70
	if !mid {
		from, share = -100-w.rng.IntN(40), 30
	}
	c := contracts.Contract{Terms: w.terms(i, from, share, withMid), ProviderName: o.name, Status: contracts.Performing, StatusAt: w.instant(from, 9)}
	c.ID = id.New("con")
	c.Award = contracts.Award{ProviderID: o.id, AmountFen: 38_000_000 + int64(w.rng.IntN(200))*100_000, NoticeDay: w.day(from - 40), AwardDay: w.day(from - 20)}
	c.Makers = []string{w.staffIDs["clerk"]}
	c.SignedDay, c.PublishedDay, c.FiledDay = w.day(from-10), w.day(from-10), w.day(from-9)
	for n := range c.Indicators {
		c.Indicators[n].ID = id.New("ind")
		if c.Indicators[n].Source == contracts.Manual {
			c.Indicators[n].Reported = c.Indicators[n].Target * int64(share) / 100
		}
	}
	for n := range c.Milestones {
		m := &c.Milestones[n]
		m.ID, m.Status = id.New("mil"), contracts.MilestonePending
		if n == 0 || n == 1 && mid {
			m.Status, m.Evidence, m.Makers, m.DecidedBy = contracts.MilestoneAccepted, workEvidence, []string{o.lead}, w.staffIDs["approver"]
			m.SubmittedAt, m.DecidedAt = w.instant(from+36+120*n, 10), w.instant(from+38+120*n, 10)
		}
	}
	payments := contracts.PlannedPayments(&c)
	w.settle(&payments[0], o, from+43, true)
	c.PaidFen = payments[0].AmountFen
	if mid {
		c.Status, c.StatusAt = contracts.MidPassed, w.instant(from+150, 10)
		c.Outcomes = []contracts.Outcome{{Kind: contracts.KindMid, Total: 82_00 + int64(w.rng.IntN(12_00)), Pass: true, At: c.StatusAt}}
		w.settle(&payments[1], o, from+163, false)
	}
	o.deals = append(o.deals, deal{c.ID, from, from + termDays})
	return c, payments
}

// settle makes a payment approved or paid on a day.
func (w *seed) settle(p *contracts.Payment, o *seedOrg, n int, paid bool) {
	at := w.instant(n, 10)
	p.InvoiceNo, p.AppliedBy, p.Evidence = fmt.Sprintf("FP-%04d-%02d", 1000+w.rng.IntN(9000), p.Seq), o.finance, workEvidence
	p.Makers = []string{o.lead, o.finance, w.staffIDs["approver"]}
	done(p.Approve("", w.staffIDs["approver"]))
	p.Status, p.StatusAt = contracts.Approved, at.Add(-24*time.Hour)
	if paid {
		p.Makers = append(p.Makers, w.staffIDs["finance"])
		p.Status, p.StatusAt = contracts.Paid, at
		p.PaidBy, p.PaidAt, p.VoucherNo = w.staffIDs["finance"], at, fmt.Sprintf("PZ-%04d-%02d", 1000+w.rng.IntN(9000), p.Seq)
	}
}
