package main

import (
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/reports"
)

var seedTexts = []reports.Texts{
	{
		Summary:  "本期按计划入户走访，开展课业辅导和小组活动；重点跟进监护缺失的儿童，与学校、村委会沟通接送和照料安排，家长反映孩子作息较前规律。",
		Problems: "部分村组交通不便，雨天走访时间较长；建议协调村级儿童之家延长周末开放时间。", Plan: "下期继续每周辅导，增加一次安全教育小组活动，并对新增对象完成首次走访。",
	},
	{
		Summary: "本期开展个案面谈、心理辅导和社区活动，志愿者参与陪伴；对情绪波动较大的儿童增加面谈次数，目前情况平稳。",
		Plan:    "下期完成个案阶段回顾，安排寒暑假陪伴活动的志愿者排班。",
	},
}

// planReports has the two driven contracts report on each month, once the past activities are recorded. The buyer accepts all but the latest: of
// one contract it waits, of the other it was returned. One month was skipped.
func (w *seed) planReports() {
	both := func() []*seedOrg { return w.serving()[:2] }
	w.on(-5, 9, func() {
		done(w.app.reports.OpenDue(w.sys))
		first := w.reportsOf(both()[1], reports.Open)[0]
		ok(w.app.reports.Skip(w.staff("clerk"), first.ID, 0, "首月履行不足半个月，并入下期"))
	})
	w.on(-5, 15, func() {
		for i, o := range both() {
			for n, r := range w.reportsOf(o, reports.Open) {
				ok(w.app.reports.Write(w.as(o.lead), r.ID, 0, seedTexts[(n+i)%len(seedTexts)]))
				ok(w.app.reports.Submit(w.as(o.lead), r.ID, 0))
			}
		}
	})
	w.on(-4, 10, func() {
		for i, o := range both() {
			list := w.reportsOf(o, reports.Submitted)
			latest := list[len(list)-1]
			for _, r := range list[:len(list)-1] {
				ok(w.app.reports.Accept(w.staff("clerk"), r.ID, 0))
			}
			if i == 1 {
				ok(w.app.reports.Return(w.staff("clerk"), latest.ID, 0, "请补充本期个案服务的成效说明"))
			}
		}
	})
}

// reportsOf returns the reports of the organisation's first contract in one state, the oldest first.
func (w *seed) reportsOf(o *seedOrg, status reports.Status) []reports.Named {
	list := ok(w.app.reports.List(w.staff("clerk"), reports.Query{ContractID: o.deals[0].id, Status: status, Page: []docstore.Option{docstore.Limit(50)}})).Items
	slices.Reverse(list)
	return list
}
