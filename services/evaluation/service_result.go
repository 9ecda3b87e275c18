package evaluation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Publicise makes the result public from today for that many working days, else ErrShort for fewer than five. It returns
// auth.ErrSelf for a person who adjusted the result.
func (s *Service) Publicise(ctx context.Context, evaluationID string, workingDays int) (Evaluation, error) {
	if workingDays < MinPublicity || workingDays > 60 {
		return Evaluation{}, ErrShort.At("working_days")
	}
	return s.take(ctx, "publicise", evaluationID, call{
		Do: func(_ context.Context, q workflow.Asking, e *Evaluation) error {
			e.PublicFrom = region.DayOf(q.Now)
			e.PublicTo = s.Calendar.AddWorkdays(e.PublicFrom, workingDays)
			e.showResult()
			return nil
		},
		Tell: s.telling(results("evaluation.publicised")...),
	})
}

// Object records the provider's objection within publicity, one at a time. The result does not become final until it is decided.
func (s *Service) Object(ctx context.Context, evaluationID, text string) (Evaluation, error) {
	if err := needText(text, "text"); err != nil {
		return Evaluation{}, err
	}
	return s.take(ctx, "object", evaluationID, call{
		Do: func(_ context.Context, q workflow.Asking, e *Evaluation) error {
			e.Objections = append(e.Objections, Objection{Text: strings.TrimSpace(text), By: q.Actor.ID(), At: q.Now, TotalStood: e.Result.Total})
			return nil
		},
		Tell: s.telling(notice{template: "evaluation.objected", to: toPlanner}, notice{template: "evaluation.objected", to: toManagers}),
	})
}

// Review decides the open objection and adds its adjustments, if any, to the frozen inputs. Another person then makes the result
// public again.
func (s *Service) Review(ctx context.Context, evaluationID, decision string, adjustments []Adjustment) (Evaluation, error) {
	if err := needText(decision, "decision"); err != nil {
		return Evaluation{}, err
	}
	return s.take(ctx, "review", evaluationID, call{
		Do: func(_ context.Context, q workflow.Asking, e *Evaluation) error {
			o := &e.Objections[len(e.Objections)-1]
			o.Decision, o.DecidedBy, o.DecidedAt, o.Upheld = strings.TrimSpace(decision), q.Actor.ID(), q.Now, len(adjustments) > 0
			e.AdjustedBy = nil
			if len(adjustments) == 0 {
				return nil
			}
			e.AdjustedBy = q.Actor.AddTo(nil)
			return e.adjust(adjustments, true)
		},
		Tell: s.telling(notice{template: "evaluation.reviewed", to: toProvider}),
	})
}

// PublicityEnded is the job that makes results final when their publicity is over without an open objection. It tells the
// contract in the same transaction. Running it again is harmless.
func (s *Service) PublicityEnded(ctx context.Context) error {
	list, err := s.store.endedBefore(ctx, region.DayOf(s.now()))
	if err != nil {
		return err
	}
	var failed error // an error does not stop the others
	for i := range list {
		if _, err := s.take(ctx, "final", list[i].ID, call{Do: s.settle, Tell: s.tellFinal}); err != nil && !errors.Is(err, ErrMove) {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// settle sets FinalAt and reports the result to the contract.
func (s *Service) settle(ctx context.Context, q workflow.Asking, e *Evaluation) error {
	e.FinalAt = q.Now
	return s.Contracts.EvaluationPassed(ctx, e.ContractID, contracts.Outcome{Kind: string(e.Kind), Total: e.Result.Total, Pass: e.Result.Pass, EvaluationID: e.ID, Grade: e.Result.Grade, Recheck: e.First != nil})
}

// tellFinal queues the messages about a final result, and to the provider of a failed one that it has to put things right.
func (s *Service) tellFinal(ctx context.Context, e *Evaluation) error {
	list := results("evaluation.result")
	if e.Status == Rectifying {
		list = append(list, notice{template: "evaluation.rectify", to: toProvider})
	}
	return s.tell(ctx, e, list...)
}

func results(template string) []notice {
	return []notice{{template: template, to: toProvider}, {template: template, to: toBuyer}}
}

// ReportRectified records the provider's report on what it has put right.
func (s *Service) ReportRectified(ctx context.Context, evaluationID, text string) (Evaluation, error) {
	if err := needText(text, "text"); err != nil {
		return Evaluation{}, err
	}
	return s.take(ctx, "rectified", evaluationID, call{
		Do: func(_ context.Context, q workflow.Asking, e *Evaluation) error {
			e.RectifyReport, e.RectifyAt = strings.TrimSpace(text), q.Now
			return nil
		},
		Tell: s.telling(notice{template: "evaluation.objected", to: toPlanner, once: "rectified"}),
	})
}

// Recheck records the findings of the re-check as adjustments of items. It cannot lift a veto. Without adjustments the result
// is not changed.
func (s *Service) Recheck(ctx context.Context, evaluationID, text string, adjustments []Adjustment) (Evaluation, error) {
	if err := needText(text, "note"); err != nil {
		return Evaluation{}, err
	}
	return s.take(ctx, "recheck", evaluationID, call{Do: func(_ context.Context, q workflow.Asking, e *Evaluation) error {
		first := *e.Result
		e.First, e.RecheckNote, e.AdjustedBy = &first, strings.TrimSpace(text), q.Actor.AddTo(nil)
		if len(adjustments) == 0 {
			return nil
		}
		return e.adjust(adjustments, false)
	}})
}

// FinaliseRecheck makes the result of a re-check final and reports it to the contract. It returns auth.ErrSelf for the person
// who made the re-check.
func (s *Service) FinaliseRecheck(ctx context.Context, evaluationID string) (Evaluation, error) {
	return s.take(ctx, "final2", evaluationID, call{
		Do: func(ctx context.Context, q workflow.Asking, e *Evaluation) error {
			e.showResult()
			return s.settle(ctx, q, e)
		},
		Tell: s.telling(results("evaluation.result")...),
	})
}

// Archive closes a finished evaluation.
func (s *Service) Archive(ctx context.Context, evaluationID string) (Evaluation, error) {
	return s.take(ctx, "archive", evaluationID, call{})
}

// read returns an evaluation within the actor's reach.
func (s *Service) read(ctx context.Context, evaluationID string) (Evaluation, auth.Actor, error) {
	actor, err := auth.Require(ctx, auth.EvaluationRead)
	if err != nil {
		return Evaluation{}, actor, err
	}
	e, err := s.within(ctx, actor, evaluationID)
	return e, actor, err
}

// within returns an evaluation that the actor may read, else docstore.ErrNotFound. A rater reaches only the evaluations that they rate.
func (s *Service) within(ctx context.Context, actor auth.Actor, evaluationID string) (Evaluation, error) {
	e, err := s.store.load(ctx, actor.Scope(auth.EvaluationRead), evaluationID)
	if err == nil && onlyRates(actor) && e.rater(actor.UserID) == nil {
		err = docstore.ErrNotFound
	}
	return e, err
}

// Read returns an evaluation within the actor's reach.
func (s *Service) Read(ctx context.Context, evaluationID string) (Evaluation, error) {
	e, _, err := s.read(ctx, evaluationID)
	return e, err
}

// Query filters a list of evaluations. Empty fields do not filter.
type Query struct {
	ContractID string
	ProviderID string
	Region     string
	Kind       Kind
	Status     Status
	Page       []docstore.Option
}

// List returns the evaluations within the actor's reach, newest first.
func (s *Service) List(ctx context.Context, q Query) (docstore.Page[Evaluation], error) {
	actor, err := auth.Require(ctx, auth.EvaluationRead)
	if err != nil {
		return docstore.Page[Evaluation]{}, err
	}
	rater := ""
	if onlyRates(actor) {
		rater = actor.UserID
	}
	return s.store.list(ctx, actor.Scope(auth.EvaluationRead), q, rater)
}

// onlyRates reports whether the actor may read evaluations only because of a role as evaluator.
func onlyRates(a auth.Actor) bool {
	for _, b := range a.Bindings {
		if b.Role == auth.Evaluator {
			continue
		}
		only := auth.Actor{UserID: a.UserID, Bindings: []auth.Binding{b}}
		if only.May(auth.EvaluationRead) {
			return false
		}
	}
	return a.Job == ""
}

// Noticeboard returns the public results, the latest publicity first.
func (s *Service) Noticeboard(ctx context.Context, q Query) (docstore.Page[Evaluation], error) {
	return s.store.noticeboard(ctx, q)
}

// Notice returns one public result, else docstore.ErrNotFound.
func (s *Service) Notice(ctx context.Context, evaluationID string) (Evaluation, error) {
	e, err := s.store.all.Get(ctx, evaluationID)
	if err == nil && !e.Shown() {
		err = docstore.ErrNotFound
	}
	return e, err
}

// Published returns the public results of the contracts by contract id. It does not check the actor.
func (s *Service) Published(ctx context.Context, contractIDs []string) (map[string][]Evaluation, error) {
	list, err := s.store.publishedOf(ctx, contractIDs)
	if err != nil {
		return nil, fmt.Errorf("public results: %w", err)
	}
	return list, nil
}

// Proof compares the stored and the published result with those computed from the frozen inputs.
type Proof struct {
	Equal      bool // the stored result follows from its inputs
	StoredHash string
	Hash       string
	Stored     Result
	Computed   Result
	Ways       []Way // to the computed points, by item

	Published      *Result // as last made public or final; nil: not yet
	PublishedHash  string  // differs from StoredHash when the result was adjusted since
	PublishedEqual bool    // the published result follows from the inputs as they were then
}

// Recompute computes the result from the frozen inputs and compares it with the stored one. What each rater gave is only for those who may see
// the cards.
func (s *Service) Recompute(ctx context.Context, evaluationID string) (Proof, error) {
	e, actor, err := s.read(ctx, evaluationID)
	if err != nil {
		return Proof{}, err
	}
	if e.Inputs == nil {
		return Proof{}, ErrMove
	}
	hash, computed, equal := e.Recomputed()
	ways := Ways(*e.Inputs)
	if !e.showsCards(actor) {
		for i := range ways {
			ways[i].Given, ways[i].Reason = nil, ""
		}
	}
	return Proof{Published: e.Public, PublishedHash: e.PublicHash, PublishedEqual: e.RecomputedPublic(), Equal: equal, StoredHash: e.InputHash, Hash: hash, Stored: *e.Result, Computed: computed, Ways: ways}, nil
}

// Letter returns the evaluation for the letter about its final result, or ErrMove before it is final.
func (s *Service) Letter(ctx context.Context, evaluationID string) (Evaluation, error) {
	e, err := s.Read(ctx, evaluationID)
	if err == nil && e.FinalAt.IsZero() {
		err = ErrMove
	}
	return e, err
}

// StillApplies reports whether a queued message is still true.
func (s *Service) StillApplies(ctx context.Context, m notify.Message) (bool, error) {
	e, err := s.store.all.Get(ctx, m.Subject)
	if errors.Is(err, docstore.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	switch m.Template {
	case "evaluation.assigned", "evaluation.scoring":
		r := e.rater(m.To)
		if r == nil || r.Submitted {
			return false, nil
		}
		hold, err := s.inOffice(ctx, &e)
		return slices.Contains(hold, m.To), err
	case "evaluation.self_due":
		return e.Status == SelfReporting, nil
	case "evaluation.rectify":
		return e.Status == Rectifying, nil
	}
	return true, nil
}
