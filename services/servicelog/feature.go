package servicelog

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature returns the value by which the service log plugs into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{
		Name:      "servicelog",
		Routes:    func(r *httpapi.Router) { Routes(r, s) },
		Words:     []words.Set{StatusWords, ThreadWords, NoteWords, OutcomeWords, DimWords, entryActs.Words(), threadActs.Words()},
		Actions:   auditActions,
		Templates: Templates,
		Messages:  "service.",
		Check:     s.StillApplies,
		Work:      s.work(),
		Files:     []files.Place{s.papers()},
		Records: map[string]feature.Record{
			"svc": {Numbers: feature.NumberEach(s.numberOf), Page: "/service-log/", Open: auth.ServiceRead, Read: feature.ReadBy(s.inReach)},
			"thr": {Numbers: feature.NumberEach(s.numberOfThread), Page: "/service-threads/", Open: auth.ServiceRead, Read: feature.ReadBy(s.threadInReach)},
		},
		EachSealed: s.EachSealed,
	}
}

// numberOf returns what identifies an entry for readers of the audit log: its contract's number and its day.
func (s *Service) numberOf(ctx context.Context, entryID string) (feature.Number, error) {
	e, err := s.Get(ctx, entryID)
	if err != nil {
		return feature.Number{}, err
	}
	c, err := s.Contracts.Get(ctx, e.ContractID)
	return feature.Number{Text: c.No + " " + string(e.Day())}, err
}

func (s *Service) numberOfThread(ctx context.Context, threadID string) (feature.Number, error) {
	t, err := s.GetThread(ctx, threadID)
	if err != nil {
		return feature.Number{}, err
	}
	c, err := s.Contracts.Get(ctx, t.ContractID)
	return feature.Number{Text: c.No + " " + t.Title}, err
}
