package contracts

import (
	"context"
	"time"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// dueSoon is the number of days before its due day from which an open milestone is work of the provider.
const dueSoon = 14

// work lists the kinds of work about contracts and their payments, the most urgent first.
func (s *Service) work() []feature.Work {
	return []feature.Work{
		s.paymentsIn(Applied, approvers, "付款待审核", "Payments to approve"),
		s.paymentsIn(Approved, payers, "付款待支付", "Payments to pay"),
		s.paymentsIn(Refused, providers, "付款申请被退回", "Payments refused"),
		{Code: "payment_due", ZH: "付款待申请", EN: "Payments to apply for", Link: "/payments?status=planned", Permissions: providers, List: s.paymentsDue},
		{Code: "milestone_submitted", ZH: "里程碑待验收", EN: "Milestones to accept", Link: "/contracts", Permissions: approvers, List: s.milestonesSubmitted},
		{Code: "amendment_draft", ZH: "补充合同待审批", EN: "Amendments to approve", Link: "/contracts", Permissions: approvers, List: s.amendmentsProposed},
		{Code: "claim_open", ZH: "结算后差额待处理", EN: "Claims to settle", Link: "/contracts", Permissions: approvers, List: s.claimsOpen},
		s.contractsIn(Accepting, approvers, "合同待验收", "Contracts to accept"),
		s.contractsIn(Signed, approvers, "合同待公开", "Contracts to publish"),
		s.contractsIn(Awarded, approvers, "合同待签订", "Contracts to sign"),
		s.contractsIn(Draft, approvers, "合同待确认预算", "Budgets to confirm"),
		s.contractsIn(Rectifying, approvers, "整改待确认", "Rectifications to confirm"),
		{Code: "report_submitted", ZH: "指标填报待审核", EN: "Indicator reports to decide", Link: "/contracts?status=performing", Permissions: clerks, List: s.reportsSubmitted},
		s.contractsIn(Settling, clerks, "合同待结项", "Contracts to close"),
		s.contractsIn(Published, clerks, "合同待开始履行", "Contracts to begin"),
		s.contractsIn(Procuring, clerks, "合同待登记成交", "Awards to enter"),
		s.contractsIn(BudgetConfirmed, clerks, "合同待启动采购", "Procurements to begin"),
		{Code: "contract_unfiled", ZH: "合同待备案", EN: "Filings to record", Link: "/contracts?status=published", Permissions: clerks, List: s.filingsMissing},
		{Code: "milestone_due", ZH: "里程碑待提交", EN: "Milestones due", Link: "/contracts", Permissions: providers, List: s.milestonesOpen},
	}
}

// contractsIn returns the kind of work made of the contracts in one state, for holders of the permissions.
func (s *Service) contractsIn(status Status, by []auth.Permission, zh, en string) feature.Work {
	return feature.Work{
		Code: "contract_" + string(status), ZH: zh, EN: en, Link: "/contracts?status=" + string(status), Permissions: by,
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			return listOldest(ctx, s.store.contracts.In(w.Actor.Scope(by[0])), docstore.Filter{{Key: "status", Value: status}}, "status_at", contractItem(""))
		},
	}
}

// contractItem returns a func that makes a work item of a contract, linked to the tab of its page.
func contractItem(tab string) func(Contract) feature.Item {
	return func(c Contract) feature.Item {
		link := "/contracts/" + c.ID
		if tab != "" {
			link += "?tab=" + tab
		}
		return feature.Item{ID: c.ID, Title: c.Name, Note: c.No, Since: c.StatusAt, Link: link}
	}
}

// paymentsIn returns the kind of work made of the payments in one state, for holders of the permissions.
func (s *Service) paymentsIn(status PaymentStatus, by []auth.Permission, zh, en string) feature.Work {
	return feature.Work{
		Code: "payment_" + string(status), ZH: zh, EN: en, Link: "/payments?status=" + string(status), Permissions: by,
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			f := ofProvider(docstore.Filter{{Key: "status", Value: status}}, w)
			return listOldest(ctx, s.store.payments.In(w.Actor.Scope(by[0])), f, "status_at", paymentItem)
		},
	}
}

func paymentItem(p Payment) feature.Item {
	return feature.Item{ID: p.ID, Title: p.ContractName, Note: p.ContractNo, Since: p.StatusAt, Link: "/payments/" + p.ID}
}

// paymentsDue lists the payments that the provider can apply for now.
func (s *Service) paymentsDue(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
	f := ofProvider(docstore.Filter{{Key: "status", Value: Planned}}, w)
	list, err := s.store.payments.In(w.Actor.Scope(auth.ContractReport)).Find(ctx, f, docstore.Sort("status_at"), docstore.Limit(maxRead))
	if err != nil {
		return feature.WorkList{}, err
	}
	of, err := contractsOf(ctx, s.store, list, func(p Payment) string { return p.ContractID })
	return keepWork(list, paymentItem, func(p Payment) bool {
		open := paymentOf{p, of[p.ContractID]}
		return payable(&open) == nil && isDue(workflow.Asking{Actor: w.Actor, Now: w.Now}, &open) == nil
	}), err
}

// milestonesSubmitted lists the contracts with submitted milestones.
func (s *Service) milestonesSubmitted(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
	return listOldest(ctx, s.store.contracts.In(w.Actor.Scope(auth.ContractApprove)), docstore.Filter{
		{Key: "submitted", Value: docstore.Filter{{Key: "$gt", Value: int64(0)}}},
		{Key: "status", Value: docstore.Filter{{Key: "$in", Value: append([]Status{Accepting}, working...)}}},
	}, "submitted", contractItem("money"))
}

// amendmentsProposed lists the contracts with proposed amendments.
func (s *Service) amendmentsProposed(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
	return listOldest(ctx, s.store.contracts.In(w.Actor.Scope(auth.ContractApprove)), docstore.Filter{
		{Key: "proposed", Value: docstore.Filter{{Key: "$gt", Value: int64(0)}}},
		{Key: "status", Value: docstore.Filter{{Key: "$in", Value: amendable}}},
	}, "proposed", contractItem("amendments"))
}

// claimsOpen lists the contracts with open claims.
func (s *Service) claimsOpen(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
	return listOldest(ctx, s.store.contracts.In(w.Actor.Scope(auth.ContractApprove)), docstore.Filter{
		{Key: "open_claims", Value: docstore.Filter{{Key: "$gt", Value: int64(0)}}},
	}, "open_claims", contractItem("indicators"))
}

// reportsSubmitted lists the undecided reports by hand of contracts at work.
func (s *Service) reportsSubmitted(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
	list, err := s.store.reports.In(w.Actor.Scope(auth.ContractDraft)).Find(ctx, docstore.Filter{{Key: "status", Value: ReportSubmitted}},
		docstore.Sort("status_at"), docstore.Limit(maxRead))
	if err != nil {
		return feature.WorkList{}, err
	}
	of, err := contractsOf(ctx, s.store, list, func(r Report) string { return r.ContractID })
	return keepWork(list, func(r Report) feature.Item {
		c := of[r.ContractID]
		return feature.Item{ID: r.ID, Title: c.Name, Note: c.No, Since: r.CreatedAt, Link: "/contracts/" + c.ID + "?tab=indicators"}
	}, func(r Report) bool { return countedNow(&reportOf{r, of[r.ContractID]}) == nil }), err
}

// filingsMissing lists the signed contracts without filing, which is due within seven working days.
func (s *Service) filingsMissing(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
	list, err := s.store.contracts.In(w.Actor.Scope(auth.ContractDraft)).Find(ctx, docstore.Filter{
		{Key: "status", Value: docstore.Filter{{Key: "$in", Value: []Status{Signed, Published, Performing}}}},
		{Key: "filed_day", Value: docstore.Filter{{Key: "$exists", Value: false}}},
	}, docstore.Sort("status_at"), docstore.Limit(maxRead))
	out := keepWork(list, func(c Contract) feature.Item {
		item := contractItem("")(c)
		item.Due = s.fileBy(c)
		return item
	}, func(Contract) bool { return true })
	for _, c := range list {
		if s.fileBy(c).Before(w.Now) {
			out.Late++
		}
	}
	return out, err
}

// fileBy returns the last instant at which the filing of a signed contract is in time.
func (s *Service) fileBy(c Contract) time.Time {
	return s.Calendar.AddWorkdays(c.SignedDay, FileIn).LastInstant()
}

// milestonesOpen lists the provider's contracts at work with a milestone that is due soon or overdue.
func (s *Service) milestonesOpen(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
	scoped, today := s.store.contracts.In(w.Actor.Scope(auth.ContractReport)), region.DayOf(w.Now)
	due := func(op string, day region.Day) docstore.Filter {
		return ofProvider(docstore.Filter{
			{Key: "status", Value: docstore.Filter{{Key: "$in", Value: working}}}, {Key: "next_due", Value: docstore.Filter{{Key: op, Value: day}}},
		}, w)
	}
	out, err := listOldest(ctx, scoped, due("$lte", today.Add(dueSoon)), "next_due", func(c Contract) feature.Item {
		item := contractItem("money")(c)
		item.Since, item.Due = time.Time{}, c.NextDue.LastInstant()
		return item
	})
	if err != nil || out.Count == 0 {
		return out, err
	}
	out.Late, err = scoped.Count(ctx, due("$lt", today), docstore.Limit(feature.MaxCount))
	return out, err
}

// ofProvider adds the organisation of the work query, if there is one, to the filter.
func ofProvider(f docstore.Filter, w feature.WorkQuery) docstore.Filter {
	if w.OrgID != "" {
		f = append(f, docstore.Filter{{Key: "provider_id", Value: w.OrgID}}...)
	}
	return f
}

// listOldest lists the matching documents as work, in the order of a declared field.
func listOldest[T any](ctx context.Context, c *docstore.Collection[T], f docstore.Filter, order string, item func(T) feature.Item) (out feature.WorkList, err error) {
	list, err := c.Find(ctx, f, docstore.Sort(order), docstore.Limit(feature.MaxItems))
	if err != nil || len(list) == 0 {
		return out, err
	}
	for _, t := range list {
		out.Add(item(t))
	}
	out.Count, err = c.Count(ctx, f, docstore.Limit(feature.MaxCount))
	return out, err
}

// maxRead is the most documents that are read where a filter alone cannot select the work.
const maxRead = 200

// keepWork lists the items that keep accepts as work.
func keepWork[T any](list []T, item func(T) feature.Item, keep func(T) bool) (out feature.WorkList) {
	for _, t := range list {
		if !keep(t) {
			continue
		}
		if out.Count++; out.Count <= feature.MaxItems {
			out.Add(item(t))
		}
	}
	return out
}
