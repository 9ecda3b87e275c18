package reports

import (
	"context"
	"time"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// waitsFor is how long a report may wait for the buyer before it is late.
const waitsFor = 5 * 24 * time.Hour

// work lists the kinds of work about reports.
func (s *Service) work() []feature.Work {
	return []feature.Work{
		{
			Code: "report_period_submitted", ZH: "合同报告待审核", EN: "Contract reports to check", Link: "/contract-reports?status=submitted", Permissions: clerks,
			List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
				w.Now = w.Now.Add(-waitsFor)
				return feature.ListWork(ctx, s.store.reports.In(w.Actor.Scope(auth.ContractDraft)), w, inState("", Submitted), "status_at", func(r Report) feature.Item {
					item := s.item(ctx, &r)
					item.Since = r.StatusAt
					return item
				})
			},
		},
		{Code: "report_period_due", ZH: "合同报告待提交", EN: "Contract reports to hand in", Link: "/contract-reports?status=open", Permissions: providers, List: s.due},
	}
}

// due lists the reports that the provider has to hand in, the earliest due day first.
func (s *Service) due(ctx context.Context, w feature.WorkQuery) (out feature.WorkList, err error) {
	in, f := s.store.reports.In(w.Actor.Scope(auth.ContractReport)), inState(w.OrgID, unwritten...)
	list, err := in.Find(ctx, f, docstore.Sort("due"), docstore.Limit(feature.MaxItems))
	if err != nil || len(list) == 0 {
		return out, err
	}
	for i := range list {
		item := s.item(ctx, &list[i])
		item.Due = list[i].Due.LastInstant()
		out.Add(item)
	}
	if out.Count, err = in.Count(ctx, f, docstore.Limit(feature.MaxCount)); err != nil {
		return out, err
	}
	out.Late, err = in.Count(ctx, dueUntil(f[:len(f):len(f)], region.DayOf(w.Now).Add(-1)), docstore.Limit(feature.MaxCount))
	return out, err
}

func (s *Service) item(ctx context.Context, r *Report) feature.Item {
	item := feature.Item{ID: r.ID, Title: r.Period(), Link: "/contract-reports/" + r.ID}
	if c, err := s.Contracts.Get(ctx, r.ContractID); err == nil {
		item.Title, item.Note = c.Name, r.Period()
	}
	return item
}
