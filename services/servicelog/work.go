package servicelog

import (
	"context"
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// waitsFor is how long an entry may wait in its state before it is late.
const waitsFor = 5 * 24 * time.Hour

// work lists the kinds of work about the service log.
func (s *Service) work() []feature.Work {
	return []feature.Work{
		s.entryWork(Submitted, auth.ServiceApprove, "服务记录待审核", "Service entries to approve"),
		s.entryWork(Returned, auth.ServiceWrite, "服务记录被退回", "Service entries returned"),
		s.reviews(),
		s.entryWork(Draft, auth.ServiceWrite, "服务记录草稿待提交", "Drafts of service entries"),
	}
}

func (s *Service) entryWork(status Status, p auth.Permission, zh, en string) feature.Work {
	return feature.Work{
		Code: "service_" + string(status), ZH: zh, EN: en, Link: "/service-log?status=" + string(status), Permissions: []auth.Permission{p},
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			in := s.store.entries.In(w.Actor.Scope(p))
			w.Now = w.Now.Add(-waitsFor)
			return feature.ListWork(ctx, in, w, entriesIn(w.OrgID, status), "status_at", func(e Entry) feature.Item {
				return feature.Item{
					ID: e.ID, Title: contracts.ServiceKindWords.Of(string(e.Kind), w.Actor.Lang), Note: string(e.Day()), Since: e.StatusAt, Link: "/service-log/" + e.ID,
				}
			})
		},
	}
}

// reviews returns the kind of work made of the open threads whose review is overdue.
func (s *Service) reviews() feature.Work {
	return feature.Work{
		Code: "service_review", ZH: "个案（小组）待回顾", EN: "Reviews of case and group work due", Link: "/service-threads?status=open",
		Permissions: writers,
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			in, f := s.store.threads.In(w.Actor.Scope(auth.ServiceWrite)), toReview(w.OrgID, region.DayOf(w.Now))
			list, err := in.Find(ctx, f, docstore.Sort("review_by"), docstore.Limit(feature.MaxItems))
			if err != nil || len(list) == 0 {
				return feature.WorkList{}, err
			}
			var out feature.WorkList
			for _, t := range list {
				out.Add(feature.Item{ID: t.ID, Title: t.Title, Due: t.ReviewBy.LastInstant(), Link: "/service-threads/" + t.ID})
			}
			out.Count, err = in.Count(ctx, f, docstore.Limit(feature.MaxCount))
			out.Late = out.Count
			return out, err
		},
	}
}
