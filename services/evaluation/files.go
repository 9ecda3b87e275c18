package evaluation

import (
	"context"
	"errors"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/files"
)

// papers returns the place of the files of an evaluation's objections.
func (s *Service) papers() files.Place {
	return files.Place{Prefix: "eva", Reach: s.reachPapers, Purposes: []files.Purpose{
		{Code: "objection", ZH: "异议材料", EN: "Papers of an objection", Most: 30},
	}}
}

// reachPapers lets the provider add papers within publicity and while an objection is open, and remove them until the first
// decision; later papers stay, since a decision may rest on any of them. Everybody who may read the evaluation sees them.
func (s *Service) reachPapers(ctx context.Context, act files.Act, evaluationID string, _ files.Purpose) (files.Holder, error) {
	actor := auth.From(ctx)
	e, err := s.store.load(ctx, actor.Scope(auth.EvaluationSelf), evaluationID)
	writes := err == nil
	if errors.Is(err, docstore.ErrNotFound) {
		e, err = s.within(ctx, actor, evaluationID)
	}
	open := e.Status == Publicised || e.Status == Objected
	decided := len(e.Objections) > 1 || len(e.Objections) == 1 && e.Status != Objected
	switch {
	case err != nil:
		return files.Holder{}, err
	case act != files.See && !writes:
		return files.Holder{}, auth.ErrForbidden
	case act == files.Add && !open, act == files.Remove && (!open || decided):
		return files.Holder{}, ErrClosed
	}
	return files.Holder{OrgID: e.ProviderID, Region: e.Region}, nil
}
