package surveys

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature returns the value by which surveys plug into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{
		Name:      "surveys",
		Routes:    func(r *httpapi.Router) { Routes(r, s) },
		Actions:   auditActions,
		Words:     []words.Set{SurveyWords, TaskWords, OutcomeWords, RowWords, RowDecisionWords, RowFieldWords, PoliceWords, AnswerWords, AnswerColumnWords, surveyActs.Words(), taskActs.Words()},
		Templates: Templates,
		Messages:  "survey.",
		Check:     s.StillApplies,
		Work:      s.work(),
		Records: map[string]feature.Record{
			"svy": {Numbers: feature.NumberEach(s.numberOf), Page: "/surveys/", Open: auth.BeneficiaryReveal},
			"svt": {Numbers: feature.NumberEach(s.numberOfTask), Page: "/survey-tasks/", Open: auth.BeneficiaryReveal},
			"svl": {Numbers: feature.NumberEach(s.numberOfLine)},
			"pll": {Numbers: feature.NumberEach(s.numberOfBatchLine)},
		},
		EachSealed: s.EachSealed,
	}
}

// numberOf returns the name of a round, without checking the actor.
func (s *Service) numberOf(ctx context.Context, surveyID string) (feature.Number, error) {
	v, err := s.store.allSurveys.Get(ctx, surveyID)
	return feature.Number{Text: v.Name}, err
}

// numberOfTask returns the village of a task, without checking the actor.
func (s *Service) numberOfTask(ctx context.Context, taskID string) (feature.Number, error) {
	t, err := s.store.allTasks.Get(ctx, taskID)
	return feature.Number{Text: s.Regions.Name(t.Region)}, err
}

// numberOfLine returns the pseudonym of the person of a line, without checking the actor.
func (s *Service) numberOfLine(ctx context.Context, lineID string) (feature.Number, error) {
	l, err := s.store.allLines.Get(ctx, lineID)
	if err != nil {
		return feature.Number{}, err
	}
	return s.Register.NumberOf(ctx, l.FileID)
}

// numberOfBatchLine returns the pseudonym of the person of a batch's line, without checking the actor.
func (s *Service) numberOfBatchLine(ctx context.Context, lineID string) (feature.Number, error) {
	l, err := s.store.allBatchLines.Get(ctx, lineID)
	if err != nil {
		return feature.Number{}, err
	}
	return s.Register.NumberOf(ctx, l.FileID)
}
