package evaluation

import (
	"errors"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// The refusals about editions of score sheets.
var (
	ErrSheetMove  = fault.New(fault.Conflict, "sheet_move", "This edition is in force or retired and is not changed any more. Begin a new edition as a copy.", "该版本已生效或停用，不能再修改。请复制为新版本后修改。")
	ErrSheetDraft = fault.New(fault.Conflict, "sheet_draft", "There is a draft of this sheet already. Go on with it, or throw it away first.", "该评分表已有草稿。请继续编辑该草稿，或先放弃它。")
)

// SheetStatus is the state of an edition of a score sheet.
type SheetStatus string

// The states of an edition.
const (
	SheetDraft   SheetStatus = "draft"
	SheetInForce SheetStatus = "in_force"
	SheetRetired SheetStatus = "retired"
)

// Template is one edition of a score sheet. Only a draft is changed; it has no number yet. Putting it in force gives it the next number
// of its code and retires the edition before it. An evaluation keeps a copy of the edition with which it was planned.
type Template struct {
	docstore.Meta `bson:",inline"`
	Code          string      `bson:"code" audit:"value"`
	Name          string      `bson:"name"`
	Region        string      `bson:"region" audit:"value"`  // path of the region in whose subtree it applies; empty: everywhere
	Edition       int64       `bson:"edition" audit:"value"` // 0 while it is a draft
	Sheet         Sheet       `bson:"sheet"`
	Status        SheetStatus `bson:"status" audit:"-"`
	At            time.Time   `bson:"at" audit:"-"` // when it took its present state
}

// sheetActs lists the acts on an edition of a score sheet.
var sheetActs = workflow.Table[Template, SheetStatus]{
	Name:    "sheet",
	State:   func(t *Template) SheetStatus { return t.Status },
	Enter:   func(t *Template, to SheetStatus, step workflow.Step) { t.Status, t.At = to, step.At },
	Refusal: ErrSheetMove,
	Acts: []workflow.Act[Template, SheetStatus]{
		{Name: "edit", ZH: "编辑", EN: "Edit", From: []SheetStatus{SheetDraft}, Permissions: sheetWriters, Action: "evaluation.template_edit"},
		{Name: "enforce", ZH: "启用", EN: "Put in force", From: []SheetStatus{SheetDraft}, To: SheetInForce, Permissions: sheetWriters, Guard: complete, Action: "evaluation.template_enforce"},
		{Name: "drop", ZH: "放弃草稿", EN: "Throw away", From: []SheetStatus{SheetDraft}, Permissions: sheetWriters, Action: "evaluation.template_drop"},
		{Name: "retire", ZH: "停用", EN: "Retire", From: []SheetStatus{SheetInForce}, To: SheetRetired, Permissions: sheetWriters, Action: "evaluation.template_retire"},
	},
}

var sheetWriters = []auth.Permission{auth.TemplateEdit}

// complete refuses an edition whose sheet has faults, with an error at each field.
func complete(_ workflow.Asking, t *Template) error { return t.Sheet.Check() }

// faults returns the faults of the sheet, at its fields.
func (s *Sheet) faults() []fault.Field {
	if f, bad := errors.AsType[*fault.Fault](s.Check()); bad {
		return f.Fields
	}
	return nil
}

func (t *Template) check() error {
	if !fault.Between(t.Code, 2, 20) || !fault.Between(t.Name, 2, 60) || len(t.Region) > 100 || t.Region != "" && !strings.HasSuffix(t.Region, "/") {
		return ErrTemplateName
	}
	return nil
}
