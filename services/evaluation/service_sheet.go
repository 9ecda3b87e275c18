package evaluation

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// NewTemplate is a new edition of a score sheet.
type NewTemplate struct {
	Code   string
	Name   string
	Region string
	Sheet  Sheet
}

// DraftTemplate stores a draft of the next edition of the sheet with the code for the region. The sheet may still have faults: they are
// refused when it is put in force. It returns ErrSheetDraft when there is a draft already.
func (s *Service) DraftTemplate(ctx context.Context, n NewTemplate) (Template, error) {
	actor, err := auth.Require(ctx, auth.TemplateEdit)
	if err != nil {
		return Template{}, err
	}
	if actor.Job == "" && (n.Region == "" || !actor.ForRegion(auth.TemplateEdit, n.Region)) {
		return Template{}, auth.ErrForbidden
	}
	t := Template{Code: strings.TrimSpace(n.Code), Name: strings.TrimSpace(n.Name), Region: n.Region, Sheet: n.Sheet, Status: SheetDraft, At: s.now()}
	if err := t.check(); err != nil {
		return Template{}, err
	}
	made := id.New("tpl")
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		t.Meta = docstore.Meta{ID: made}
		if err := s.store.insertTemplate(ctx, &t); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{Action: "evaluation.template", Subjects: []string{t.ID}, Region: t.Region, Version: t.Version})
	})
	if err != nil {
		return Template{}, fmt.Errorf("draft template: %w", err)
	}
	return t, nil
}

// EditTemplate replaces the name and the sheet of a draft. version is the one that the editor saw; if it has changed since,
// docstore.ErrStale is returned. It returns ErrSheetMove for an edition that was put in force.
func (s *Service) EditTemplate(ctx context.Context, templateID string, version int64, name string, sheet Sheet) (Template, error) {
	return s.sheets.Take(ctx, "edit", templateID, workflow.Call[Template]{Version: version, Do: func(_ context.Context, _ workflow.Asking, t *Template) error {
		t.Name, t.Sheet = strings.TrimSpace(name), sheet
		return t.check()
	}})
}

// EnforceTemplate gives a draft the next number of its code, puts it in force and retires the edition before it. Evaluations that were planned
// keep theirs. It returns the faults of the sheet at their fields.
func (s *Service) EnforceTemplate(ctx context.Context, templateID string, version int64) (Template, error) {
	return s.sheets.Take(ctx, "enforce", templateID, workflow.Call[Template]{Version: version, Do: func(ctx context.Context, _ workflow.Asking, t *Template) error {
		last, err := s.store.lastEdition(ctx, t.Region, t.Code)
		if err != nil {
			return err
		}
		t.Edition = last + 1
		before, err := s.store.inForce(ctx, t.Region, t.Code)
		if errors.Is(err, docstore.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		_, err = s.RetireTemplate(ctx, before.ID)
		return err
	}})
}

// RetireTemplate takes an edition out of force: no evaluation is planned with it any more.
func (s *Service) RetireTemplate(ctx context.Context, templateID string) (Template, error) {
	return s.sheets.Take(ctx, "retire", templateID, workflow.Call[Template]{})
}

// DropTemplate deletes a draft.
func (s *Service) DropTemplate(ctx context.Context, templateID string) error {
	actor, err := auth.Require(ctx, auth.TemplateEdit)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		t, err := s.store.loadTemplate(ctx, actor.Scope(auth.TemplateEdit), templateID)
		if err != nil {
			return err
		}
		drop := sheetActs.Find("drop")
		if err := sheetActs.Check(drop, workflow.Asking{Actor: actor, Now: s.now()}, &t); err != nil {
			return err
		}
		if err := s.store.templates.Delete(ctx, t.ID); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{Action: drop.Action, Subjects: []string{t.ID}, Region: t.Region, Version: t.Version})
	})
}

// EnsureDefault puts the default sheet in force if it is missing. It is called at start and by the seed, as a job.
func (s *Service) EnsureDefault(ctx context.Context) (Template, error) {
	t, err := s.store.inForce(ctx, "", DefaultCode)
	if !errors.Is(err, docstore.ErrNotFound) {
		return t, err
	}
	t, err = s.DraftTemplate(ctx, NewTemplate{Code: DefaultCode, Name: "政府购买关爱服务项目评估表（通用）", Sheet: DefaultSheet()})
	if err != nil {
		return t, err
	}
	return s.EnforceTemplate(ctx, t.ID, 0)
}

// Templates lists editions, newest first: those in force or retired, of one of these states, or the drafts that the actor may edit.
func (s *Service) Templates(ctx context.Context, status SheetStatus, page []docstore.Option) (docstore.Page[Template], error) {
	actor, err := auth.Require(ctx, auth.EvaluationRead)
	if err != nil {
		return docstore.Page[Template]{}, err
	}
	if status == SheetDraft {
		return s.store.drafts(ctx, actor.Scope(auth.TemplateEdit), page)
	}
	return s.store.editions(ctx, status, page)
}

// Template returns one edition; a draft only to those who may edit it.
func (s *Service) Template(ctx context.Context, templateID string) (Template, error) {
	actor, err := auth.Require(ctx, auth.EvaluationRead)
	if err != nil {
		return Template{}, err
	}
	t, err := s.store.templates.Get(ctx, templateID)
	if err == nil && t.Status == SheetDraft && !s.store.sheets.InScope(actor.Scope(auth.TemplateEdit), &t) {
		err = docstore.ErrNotFound
	}
	return t, err
}

// TemplateActs returns what the acting person may do with the edition now.
func (s *Service) TemplateActs(ctx context.Context, t *Template) []workflow.Answer {
	return s.sheets.Acts(ctx, t)
}

// CompareTemplates returns what the sheet of the second edition has otherwise than that of the first.
func (s *Service) CompareTemplates(ctx context.Context, beforeID, afterID string) (before, after Template, list []Change, err error) {
	if before, err = s.Template(ctx, beforeID); err != nil {
		return before, after, nil, err
	}
	if after, err = s.Template(ctx, afterID); err != nil {
		return before, after, nil, err
	}
	return before, after, Compare(before.Sheet, after.Sheet), nil
}
