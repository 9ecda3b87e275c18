package surveys

import (
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
)

// The refusals about rounds.
var (
	ErrSurveyMove = fault.New(fault.Conflict, "survey_move", "The round's present state does not allow this.", "排查当前状态不允许此操作。")
	ErrClosed     = fault.New(fault.Conflict, "survey_closed", "The round is closed, so nothing can be changed. Keep what you wrote and ask the county to reopen it.", "本轮排查已截止，不能再修改。请保留已填内容，联系县级民政重新开放。")
	ErrRoundOpen  = fault.New(fault.Conflict, "survey_open", "A round of these kinds of person is open in the county already. Close it first.", "本县已有同类对象的排查正在进行，请先截止。")
	ErrTasksOpen  = fault.New(fault.Conflict, "survey_tasks_open", "{count} villages are not accepted yet. Close the round all the same?", "还有 {count} 个村（社区）未通过核定，确定仍要截止吗？")
	ErrTooLate    = fault.New(fault.Conflict, "survey_reopen_late", "A round can be reopened within 30 days after it was closed.", "截止满 30 天的排查不能重新开放。")
	ErrCounty     = fault.New(fault.Invalid, "county_needed", "Choose your county.", "请选择本县（市、区）。")
	ErrArea       = fault.New(fault.Invalid, "survey_area", "Choose towns of the county.", "请选择本县的乡镇（街道）。")
	ErrPlanArea   = fault.New(fault.Invalid, "survey_area", "Choose towns or villages of the county.", "请选择本县的乡镇（街道）或村（社区）。")
	ErrNoVillages = fault.New(fault.Conflict, "survey_no_villages", "There is no village in this area.", "所选范围内没有村（社区）。")
)

// reopenFor is how long after closing a round can be reopened.
const reopenFor = 30 * 24 * time.Hour

// Status is the state of a round.
type Status string

// The states of a round; doc.go has the diagram.
const (
	Draft  Status = "draft"
	Open   Status = "open"
	Closed Status = "closed"
)

// Survey is one round in a county: everybody of these kinds in the register is looked for in every village of the area.
type Survey struct {
	docstore.Meta `bson:",inline"`
	Plan          `bson:",inline"`
	Region        string         `bson:"region" audit:"-"`              // path of the county
	Reach         []string       `bson:"reach,omitempty" audit:"-"`     // paths of the villages with a task and of the regions above them; set when it opens
	Villages      int64          `bson:"villages" audit:"-"`            // with a task
	Status        Status         `bson:"status" audit:"-"`              //
	StatusAt      time.Time      `bson:"status_at" audit:"-"`           //
	OpenedOn      region.Day     `bson:"opened_on,omitempty" audit:"-"` // first
	OpenKey       string         `bson:"open_key,omitempty" audit:"-"`  // county and kinds, while open: one round of a kind set at a time
	ReopenNote    privacy.Sealed `bson:"reopen_note,omitempty" audit:"-"`
}

// Plan is what the county writes about a round before it opens.
type Plan struct {
	Name       string          `bson:"name" audit:"-"`
	Cutoff     region.Day      `bson:"cutoff" audit:"-"`              // 截止日: facts count as they were on this day
	Deadline   region.Day      `bson:"deadline" audit:"-"`            // by when the villages hand in
	Areas      []string        `bson:"areas,omitempty" audit:"-"`     // paths of towns and villages, none within another; empty: the whole county
	Kinds      []register.Kind `bson:"kinds" audit:"-"`               // of person
	Questions  []Question      `bson:"questions,omitempty" audit:"-"` //
	PerVillage bool            `bson:"per_village" audit:"-"`         // the questions are answered once by each village, not for each person
}

var everyKind = []register.Kind{
	register.LeftBehindChild, register.ChildInNeed, register.Orphan, register.Unsupported, register.LeftBehindElder, register.LeftBehindWoman,
}

// normalise brings the plan into the form in which it is stored.
func (p *Plan) normalise() {
	p.Name = strings.TrimSpace(p.Name)
	given := p.Kinds
	p.Kinds = slices.DeleteFunc(slices.Clone(everyKind), func(k register.Kind) bool { return !slices.Contains(given, k) })
	p.Areas = slices.Compact(slices.Sorted(slices.Values(p.Areas)))
}

// check reports every wrong field to b.
func (p *Plan) check(today region.Day, b *fault.Problems) {
	b.Check(fault.Between(p.Name, 2, 60), "name", "length", "Give the round a name of 2 to 60 characters.", "请填写排查名称（2 到 60 字）。")
	b.Check(len(p.Kinds) > 0, "kinds", "required", "Choose at least one kind of person.", "请至少选择一类对象。")
	b.Check(p.Cutoff.Valid(), "cutoff", "day_invalid", "Give a day of the calendar.", "请填写正确的日期。")
	switch {
	case !p.Deadline.Valid():
		b.Add("deadline", "day_invalid", "Give a day of the calendar.", "请填写正确的日期。")
	case p.Deadline.Before(today):
		b.Add("deadline", "day_past", "This day is over.", "完成期限不能早于今天。")
	case p.Cutoff.After(p.Deadline):
		b.Add("cutoff", "cutoff_late", "The cut-off date is not after the deadline.", "截止日不能晚于完成期限。")
	}
	checkQuestions(p.Questions, b)
}

// openKey is equal for rounds of one county and the same kinds.
func (s *Survey) openKey() string {
	key := s.Region
	for _, k := range s.Kinds {
		key += "|" + string(k)
	}
	return key
}

// asks reports whether files of these kinds belong to the round.
func (p *Plan) asks(kinds []register.Kind) bool {
	return slices.ContainsFunc(kinds, func(k register.Kind) bool { return slices.Contains(p.Kinds, k) })
}

// covers reports whether the region belongs to the area of the round.
func (p *Plan) covers(path string) bool {
	return len(p.Areas) == 0 || slices.ContainsFunc(p.Areas, func(area string) bool { return region.Within(path, area) })
}
