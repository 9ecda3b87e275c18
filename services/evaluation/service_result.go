package evaluation

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// Publicise makes the result public from today for that many working days, at least five. Who adjusted it does not.
func (s *Service) Publicise(ctx context.Context, evaluationID string, workingDays int) (Evaluation, error) {
	if workingDays < MinPublicity || workingDays > 60 {
		return Evaluation{}, ErrShort.At("working_days")
	}
	return s.manage(ctx, evaluationID, "evaluation.publicise", func(_ context.Context, actor auth.Actor, e *Evaluation) error {
		if err := actor.NotSelf(e.AdjustedBy...); err != nil {
			return err
		}
		if err := e.Move(Publicised, s.now()); err != nil {
			return err
		}
		e.PublicFrom = region.DayOf(s.now())
		e.PublicTo = s.Calendar.AddWorkdays(e.PublicFrom, workingDays)
		e.told()
		return nil
	}, notice{template: "evaluation.publicised", to: toProvider}, notice{template: "evaluation.publicised", to: toBuyer})
}

// Object is the provider's objection within publicity, one at a time. It stops the result from becoming final.
func (s *Service) Object(ctx context.Context, evaluationID, text string) (Evaluation, error) {
	if err := needText(text, "text"); err != nil {
		return Evaluation{}, err
	}
	return s.step(ctx, auth.EvaluationSelf, evaluationID, "evaluation.object", func(_ context.Context, actor auth.Actor, e *Evaluation) error {
		if e.Status != Publicised || region.DayOf(s.now()) > e.PublicTo {
			return ErrClosed
		}
		e.Objections = append(e.Objections, Objection{Text: strings.TrimSpace(text), By: actor.ID(), At: s.now(), TotalStood: e.Result.Total})
		return e.Move(Objected, s.now())
	}, notice{template: "evaluation.objected", to: toPlanner}, notice{template: "evaluation.objected", to: toManagers})
}

// Review decides the open objection. Adjustments, if any, are added to the frozen inputs; somebody else then makes the
// result public again.
func (s *Service) Review(ctx context.Context, evaluationID, decision string, adjustments []Adjustment) (Evaluation, error) {
	if err := needText(decision, "decision"); err != nil {
		return Evaluation{}, err
	}
	return s.manage(ctx, evaluationID, "evaluation.review", func(_ context.Context, actor auth.Actor, e *Evaluation) error {
		if err := e.Move(Reviewed, s.now()); err != nil {
			return err
		}
		o := &e.Objections[len(e.Objections)-1]
		o.Decision, o.DecidedBy, o.DecidedAt, o.Upheld = strings.TrimSpace(decision), actor.ID(), s.now(), len(adjustments) > 0
		e.AdjustedBy = nil
		if len(adjustments) == 0 {
			return nil
		}
		e.AdjustedBy = actor.AddTo(nil)
		return e.adjust(adjustments, true)
	}, notice{template: "evaluation.reviewed", to: toProvider})
}

// PublicityEnded is the job that makes results final whose publicity is over without an open objection. The contract
// learns of each in the same transaction. Running it again is harmless.
func (s *Service) PublicityEnded(ctx context.Context) error {
	list, err := s.store.endedBefore(ctx, region.DayOf(s.now()))
	if err != nil {
		return err
	}
	var failed error // one that fails does not keep the others
	for i := range list {
		if err := s.finalise(ctx, list[i].ID); err != nil && !errors.Is(err, ErrMove) {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

func (s *Service) finalise(ctx context.Context, evaluationID string) error {
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		e, err := s.store.all.Get(ctx, evaluationID)
		if err != nil {
			return err
		}
		now := s.now()
		if err := e.Move(Finalised, now); err != nil {
			return err
		}
		if region.DayOf(now) <= e.PublicTo {
			return ErrNotOver
		}
		e.FinalAt = now
		tell := results("evaluation.result")
		if !e.Result.Pass {
			if err := e.Move(Rectifying, now); err != nil {
				return err
			}
			tell = append(tell, notice{template: "evaluation.rectify", to: toProvider})
		}
		if err := s.store.save(ctx, &e); err != nil {
			return err
		}
		return s.settle(ctx, &e, "evaluation.final", tell)
	})
	if err != nil {
		return fmt.Errorf("finalise %s: %w", evaluationID, err)
	}
	return nil
}

// settle tells the contract, the audit log and everybody concerned of a final result, in the caller's transaction.
func (s *Service) settle(ctx context.Context, e *Evaluation, action string, tell []notice) error {
	if err := s.Contracts.EvaluationPassed(ctx, e.ContractID, string(e.Kind), e.Result.Total, e.Result.Pass); err != nil {
		return err
	}
	if err := s.note(ctx, action, e, ""); err != nil {
		return err
	}
	return s.tell(ctx, e, tell...)
}

func results(template string) []notice {
	return []notice{{template: template, to: toProvider}, {template: template, to: toBuyer}}
}

// ReportRectified is the provider's report on what it has put right.
func (s *Service) ReportRectified(ctx context.Context, evaluationID, text string) (Evaluation, error) {
	if err := needText(text, "text"); err != nil {
		return Evaluation{}, err
	}
	return s.step(ctx, auth.EvaluationSelf, evaluationID, "evaluation.rectified", func(_ context.Context, _ auth.Actor, e *Evaluation) error {
		if e.Status != Rectifying {
			return ErrMove
		}
		e.RectifyReport, e.RectifyAt = strings.TrimSpace(text), s.now()
		return nil
	}, notice{template: "evaluation.objected", to: toPlanner, once: "rectified"})
}

// Recheck records what the re-check found, as adjustments of items; a veto does not fall by it. Without adjustments the
// result stands.
func (s *Service) Recheck(ctx context.Context, evaluationID, text string, adjustments []Adjustment) (Evaluation, error) {
	if err := needText(text, "note"); err != nil {
		return Evaluation{}, err
	}
	return s.manage(ctx, evaluationID, "evaluation.recheck", func(_ context.Context, actor auth.Actor, e *Evaluation) error {
		if err := e.Move(Rechecked, s.now()); err != nil {
			return err
		}
		if e.RectifyReport == "" {
			return ErrMove
		}
		first := *e.Result
		e.First, e.RecheckNote, e.AdjustedBy = &first, strings.TrimSpace(text), actor.AddTo(nil)
		if len(adjustments) == 0 {
			return nil
		}
		return e.adjust(adjustments, false)
	})
}

// FinaliseRecheck makes the result of a re-check final and tells the contract. Who re-checked does not.
func (s *Service) FinaliseRecheck(ctx context.Context, evaluationID string) (Evaluation, error) {
	return s.manage(ctx, evaluationID, "evaluation.final2", func(ctx context.Context, actor auth.Actor, e *Evaluation) error {
		if err := actor.NotSelf(e.AdjustedBy...); err != nil {
			return err
		}
		if err := e.Move(Finalised2, s.now()); err != nil {
			return err
		}
		e.FinalAt = s.now()
		e.told()
		return s.Contracts.EvaluationPassed(ctx, e.ContractID, string(e.Kind), e.Result.Total, e.Result.Pass)
	}, results("evaluation.result")...)
}

// Archive closes a finished evaluation. It is kept as it is.
func (s *Service) Archive(ctx context.Context, evaluationID string) (Evaluation, error) {
	return s.manage(ctx, evaluationID, "evaluation.archive", func(_ context.Context, _ auth.Actor, e *Evaluation) error {
		return e.Move(Archived, s.now())
	})
}

// read returns an evaluation within the actor's reach; a rater reaches only what they rate, however wide the binding.
func (s *Service) read(ctx context.Context, evaluationID string) (Evaluation, auth.Actor, error) {
	actor, err := auth.Require(ctx, auth.EvaluationRead)
	if err != nil {
		return Evaluation{}, actor, err
	}
	e, err := s.store.evaluations.In(actor.Scope(auth.EvaluationRead)).Get(ctx, evaluationID)
	if err == nil && onlyRates(actor) && e.rater(actor.UserID) == nil {
		err = docstore.ErrNotFound
	}
	return e, actor, err
}

// Read returns an evaluation within the actor's reach.
func (s *Service) Read(ctx context.Context, evaluationID string) (Evaluation, error) {
	e, _, err := s.read(ctx, evaluationID)
	return e, err
}

// Query narrows a list of evaluations. Empty fields do not narrow.
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

// onlyRates tells whether the actor may read evaluations as an evaluator alone.
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

// Noticeboard is the public list of results, the latest publicity first.
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

// Proof is what recomputing the frozen inputs gives, beside what is stored.
type Proof struct {
	Equal      bool
	StoredHash string
	Hash       string
	Stored     Result
	Computed   Result
}

// Recompute proves that the stored result follows from the frozen inputs.
func (s *Service) Recompute(ctx context.Context, evaluationID string) (Proof, error) {
	e, err := s.Read(ctx, evaluationID)
	if err != nil {
		return Proof{}, err
	}
	if e.Inputs == nil {
		return Proof{}, ErrMove
	}
	hash, computed, equal := e.Recomputed()
	return Proof{Equal: equal, StoredHash: e.InputHash, Hash: hash, Stored: *e.Result, Computed: computed}, nil
}

// Letter returns the evaluation whose final result a letter tells; ErrMove before it is final.
func (s *Service) Letter(ctx context.Context, evaluationID string) (Evaluation, error) {
	e, err := s.Read(ctx, evaluationID)
	if err == nil && e.FinalAt.IsZero() {
		err = ErrMove
	}
	return e, err
}

// StillApplies tells whether a queued message still says something true.
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
		return r != nil && !r.Submitted, nil
	case "evaluation.self_due":
		return e.Status == SelfReporting, nil
	case "evaluation.rectify":
		return e.Status == Rectifying, nil
	}
	return true, nil
}
