package evaluation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// needText returns ErrText unless the text has the length of a report.
func needText(text, field string) error {
	if !fault.Between(text, 20, 4000) {
		return ErrText.At(field)
	}
	return nil
}

// Open asks the provider for its self-report.
func (s *Service) Open(ctx context.Context, evaluationID string) (Evaluation, error) {
	return s.take(ctx, "open", evaluationID, call{Tell: s.telling(notice{template: "evaluation.self_due", to: toProvider})})
}

// SubmitSelf submits the provider's self-report, with its own card if the provider is one of the raters.
func (s *Service) SubmitSelf(ctx context.Context, evaluationID, text string, marks []Mark) (Evaluation, error) {
	if err := needText(text, "text"); err != nil {
		return Evaluation{}, err
	}
	made := id.New("sco")
	return s.take(ctx, "self_submit", evaluationID, call{
		Do: func(ctx context.Context, q workflow.Asking, e *Evaluation) error {
			e.SelfReport, e.SelfReportAt = strings.TrimSpace(text), q.Now
			r := e.rater(SelfRater)
			if r == nil {
				return nil
			}
			if err := e.Sheet.checkMarks(marks, Self, e.raterParties(), true); err != nil {
				return err
			}
			r.Declared, r.DeclaredAt, r.Submitted = true, q.Now, true
			return s.store.cards.Insert(ctx, &Scorecard{
				Meta: docstore.Meta{ID: made}, EvaluationID: e.ID, RaterID: SelfRater, Marks: marks, Submitted: true,
			})
		},
		Tell: s.telling(notice{template: "evaluation.scoring", to: toRaters}),
	})
}

// BeginDesk records the start of the desk review. From then on raters may write their cards.
func (s *Service) BeginDesk(ctx context.Context, evaluationID, note string) (Evaluation, error) {
	return s.take(ctx, "desk", evaluationID, call{Do: func(_ context.Context, _ workflow.Asking, e *Evaluation) error {
		e.DeskNote = strings.TrimSpace(note)
		return nil
	}})
}

// BeginOnsite records the visit on site with a note. From then on cards can be submitted.
func (s *Service) BeginOnsite(ctx context.Context, evaluationID, note string) (Evaluation, error) {
	if err := needText(note, "note"); err != nil {
		return Evaluation{}, err
	}
	return s.take(ctx, "onsite", evaluationID, call{Do: func(_ context.Context, _ workflow.Asking, e *Evaluation) error {
		e.OnsiteNote = strings.TrimSpace(note)
		return nil
	}})
}

// ReplaceRater replaces a rater by another user, with the same party and weight, until the card is submitted.
func (s *Service) ReplaceRater(ctx context.Context, evaluationID, oldUser, newUser string) (Evaluation, error) {
	return s.take(ctx, "replace_rater", evaluationID, call{
		Do: func(ctx context.Context, q workflow.Asking, e *Evaluation) error {
			r := e.rater(oldUser)
			if r == nil || r.Party == Self {
				return docstore.ErrNotFound
			}
			if err := r.replaceable(); err != nil {
				return err
			}
			after := slices.Clone(e.Raters)
			for i := range after {
				if after[i].UserID == oldUser {
					after[i] = Rater{UserID: newUser, Party: r.Party, Weight: r.Weight}
				}
			}
			if err := s.nameRaters(ctx, q.Actor, e, after); err != nil {
				return err
			}
			copy(e.Raters, after) // nameRaters resets the declarations; those of the other raters are restored
			return s.store.dropCard(ctx, e.ID, oldUser)
		},
		Tell: s.telling(notice{template: "evaluation.assigned", to: toRater, rater: newUser}),
	})
}

// Declare signs the acting rater's declaration of interest, once. A rater with a conflict, who may declare it after signing
// too, cannot score and has to be replaced.
func (s *Service) Declare(ctx context.Context, evaluationID string, conflict bool, text string) (Evaluation, error) {
	if !fault.Between(text, 4, 1000) {
		return Evaluation{}, ErrText.At("text")
	}
	act := "declare"
	if conflict {
		act = "recuse"
	}
	return s.take(ctx, act, evaluationID, call{Do: func(_ context.Context, q workflow.Asking, e *Evaluation) error {
		r := e.rater(q.Actor.UserID)
		r.Declared, r.DeclaredAt, r.Conflict, r.Declaration = true, q.Now, conflict, strings.TrimSpace(text)
		return nil
	}})
}

// SaveCard saves the acting rater's card, after the declaration. A submitted card needs every item and cannot be changed. With
// the last submitted card the evaluation becomes Scored.
func (s *Service) SaveCard(ctx context.Context, evaluationID string, marks []Mark, vetoes []Finding, submit bool) (Scorecard, error) {
	made := id.New("sco")
	var card Scorecard
	act := "score"
	if submit {
		act = "submit_score"
	}
	_, err := s.take(ctx, act, evaluationID, call{
		Do: func(ctx context.Context, q workflow.Asking, e *Evaluation) (err error) {
			r := e.rater(q.Actor.UserID)
			if err := e.Sheet.checkMarks(marks, r.Party, e.raterParties(), submit); err != nil {
				return err
			}
			if err := e.Sheet.checkFindings(vetoes); err != nil {
				return err
			}
			r.Submitted = submit
			card, err = s.store.putCard(ctx, Scorecard{
				Meta: docstore.Meta{ID: made}, EvaluationID: e.ID, RaterID: r.UserID, Marks: marks, Vetoes: vetoes, Submitted: submit,
			})
			return err
		},
		Tell: func(ctx context.Context, e *Evaluation) error {
			if e.Status != Scored {
				return nil
			}
			return s.tell(ctx, e, notice{template: "evaluation.scored", to: toPlanner})
		},
	})
	return card, err
}

func (s *Sheet) checkFindings(list []Finding) error {
	for i, f := range list {
		if !s.hasVeto(f.Code) || !fault.Between(f.Reason, 20, 1000) {
			return ErrFinding.At(fmt.Sprintf("vetoes[%d]", i))
		}
	}
	return nil
}

// MyCard returns the acting rater's own card, or an empty one when none is saved.
func (s *Service) MyCard(ctx context.Context, evaluationID string) (Scorecard, error) {
	actor, err := auth.Require(ctx, auth.EvaluationScore)
	if err != nil {
		return Scorecard{}, err
	}
	e, err := s.store.evaluations.In(actor.Scope(auth.EvaluationScore)).Get(ctx, evaluationID)
	if err != nil {
		return Scorecard{}, err
	}
	if e.rater(actor.UserID) == nil {
		return Scorecard{}, ErrNotRater
	}
	card, err := s.store.card(ctx, e.ID, actor.UserID)
	if errors.Is(err, docstore.ErrNotFound) {
		return Scorecard{EvaluationID: e.ID, RaterID: actor.UserID}, nil
	}
	return card, err
}

// Cards returns the frozen cards to managers and raters after the merge. Before it nobody sees another rater's card; the provider
// never does.
func (s *Service) Cards(ctx context.Context, evaluationID string) ([]Card, error) {
	e, actor, err := s.read(ctx, evaluationID)
	if err != nil {
		return nil, err
	}
	if !e.showsCards(actor) {
		return nil, auth.ErrForbidden
	}
	if e.Inputs == nil {
		return nil, ErrMove
	}
	return e.Inputs.Cards, nil
}

// showsCards reports whether the actor may see what each rater gave, after the merge: managers, raters and commands, never the provider.
func (e *Evaluation) showsCards(a auth.Actor) bool {
	if e.worksForProvider(a) {
		return false
	}
	return a.Job != "" || a.ForRegion(auth.EvaluationManage, e.Region) || e.rater(a.UserID) != nil
}

// Figures returns the indicators' planned and actual values from which automatic items are scored: the present ones, or those
// frozen by the merge.
func (s *Service) Figures(ctx context.Context, evaluationID string) (p contracts.Progress, frozen bool, err error) {
	e, _, err := s.read(ctx, evaluationID)
	if err != nil {
		return p, false, err
	}
	if e.Inputs != nil {
		return contracts.Progress{ContractID: e.ContractID, Items: e.Inputs.Progress, RatioBP: e.Inputs.ProgressBP}, true, nil
	}
	p, err = s.Contracts.Progress(ctx, e.ContractID)
	return p, false, err
}

// Merge freezes the inputs (sheet, the contract's present progress, every card, the vetoes found) and computes the result. The
// vetoes are those of the raters and those in findings.
func (s *Service) Merge(ctx context.Context, evaluationID string, findings []Finding) (Evaluation, error) {
	return s.take(ctx, "merge", evaluationID, call{Do: func(ctx context.Context, q workflow.Asking, e *Evaluation) error {
		if err := e.Sheet.checkFindings(findings); err != nil {
			return err
		}
		p, err := s.Contracts.Progress(ctx, e.ContractID)
		if err != nil {
			return err
		}
		cards, err := s.store.cardsOf(ctx, e.ID)
		if err != nil {
			return err
		}
		in := Inputs{
			TemplateID: e.TemplateID, Edition: e.Edition, Sheet: e.Sheet, Substitutes: e.Substitutes, Progress: p.Items, ProgressBP: p.RatioBP,
			Findings: slices.Clone(findings),
		}
		for _, r := range e.Raters {
			i := slices.IndexFunc(cards, func(c Scorecard) bool { return c.RaterID == r.UserID && c.Submitted })
			if i < 0 {
				return ErrMove
			}
			in.Cards = append(in.Cards, Card{Rater: r.UserID, Party: r.Party, Weight: r.Weight, Marks: cards[i].Marks})
			in.Findings = append(in.Findings, cards[i].Vetoes...)
		}
		e.Inputs = &in
		e.compute()
		if len(findings) > 0 {
			e.AdjustedBy = q.Actor.AddTo(nil)
		}
		return nil
	}})
}

// Lift lifts a veto that a rater found, with a reason, before the result is public. The finding is kept. Another person then
// makes the result public.
func (s *Service) Lift(ctx context.Context, evaluationID, veto, reason string) (Evaluation, error) {
	return s.take(ctx, "lift", evaluationID, call{Do: func(_ context.Context, q workflow.Asking, e *Evaluation) error {
		e.AdjustedBy = q.Actor.AddTo(e.AdjustedBy)
		return e.adjust([]Adjustment{{Lifts: veto, Reason: strings.TrimSpace(reason)}}, true)
	}})
}
