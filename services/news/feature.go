package news

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature returns the value by which news plug into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{
		Name:      "news",
		Routes:    func(r *httpapi.Router) { Routes(r, s) },
		Words:     []words.Set{KindWords, StatusWords, ChildrenWords, itemActs.Words()},
		Actions:   auditActions,
		Templates: Templates,
		Messages:  "news.",
		Check:     s.StillApplies,
		Files:     []files.Place{s.papers()},
		Records: map[string]feature.Record{
			"nws": {Numbers: feature.NumberEach(s.numberOf), Page: "/news/", Open: auth.NewsRead, Read: feature.ReadBy(s.Read)},
		},
	}
}

// numberOf returns what identifies an item for readers of the audit log: its kind and the day on which it was drafted.
func (s *Service) numberOf(ctx context.Context, itemID string) (feature.Number, error) {
	i, err := s.store.all.Get(ctx, itemID)
	return feature.Number{Text: KindWords.Of(string(i.Kind), "zh") + " " + i.CreatedAt.Format("2006-01-02")}, err
}
