package satisfaction

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// work lists the kinds of work about asking those served.
func (s *Service) work() []feature.Work {
	return []feature.Work{{
		Code: "satisfaction_open", ZH: "满意度回访进行中", EN: "Rounds of asking those served", Link: "/satisfaction?status=open", Permissions: handers,
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			names := map[string]string{}
			return feature.ListWork(ctx, s.store.rounds.In(w.Actor.Scope(auth.SatisfactionHand)), w, openRounds, "due_at", func(r Round) feature.Item {
				if names[r.ContractID] == "" {
					if c, err := s.Contracts.Get(ctx, r.ContractID); err == nil {
						names[r.ContractID] = c.Name
					}
				}
				return feature.Item{ID: r.ID, Title: names[r.ContractID], Since: r.StatusAt, Due: r.DueAt, Link: "/satisfaction/" + r.ID}
			})
		},
	}}
}
