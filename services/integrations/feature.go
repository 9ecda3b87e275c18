package integrations

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature returns the value by which integrations plug into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{
		Name:      "integrations",
		Routes:    func(r *httpapi.Router) { Routes(r, s) },
		Actions:   auditActions,
		Words:     []words.Set{StatusWords, KindWords},
		Templates: Templates,
		Messages:  "webhook.",
		Check:     s.StillApplies,
		Records:   map[string]feature.Record{"whk": {Contact: s.contact}},
		EachSealed: func(ctx context.Context, use func(privacy.SealedDocument) error) error {
			return s.store.all.Each(ctx, nil, func(w Webhook) error { return use(w.sealedDocument()) })
		},
	}
}
