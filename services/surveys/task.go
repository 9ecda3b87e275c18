package surveys

import (
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/register"
)

// The refusals about tasks.
var (
	ErrTaskMove   = fault.New(fault.Conflict, "survey_task_move", "The village's list is not open for this now.", "该村（社区）名单当前状态不允许此操作。")
	ErrUndecided  = fault.New(fault.Conflict, "survey_undecided", "{count} persons are not decided yet.", "还有 {count} 人未核对，请逐人核对后再提交。")
	ErrUnanswered = fault.New(fault.Conflict, "survey_unanswered", "{count} questionnaires lack an answer.", "还有 {count} 份问卷有必答题未填。")
	ErrNotEdited  = fault.New(fault.Conflict, "survey_not_edited", "Nothing was changed in the file yet. Edit the file, or say that nothing changed.", "档案还没有修改。请先修改档案，或选择“无变化”。")
	ErrGone       = fault.New(fault.Conflict, "survey_file_gone", "The person is leaving the register, so only “left” fits.", "该对象已申请退出或已退出登记，只能选择“已离开”。")
	ErrAddedLine  = fault.New(fault.Conflict, "survey_added", "This person was added in this round.", "该对象为本轮新增，无需核对。")
	ErrListed     = fault.New(fault.Conflict, "survey_listed", "This person is on a list of this round already.", "该对象已在本轮排查名单中。")
	ErrNotVillage = fault.New(fault.Conflict, "survey_other_village", "This person lives in another village.", "该对象不在此村（社区）。")
	ErrNotOfRound = fault.New(fault.Conflict, "survey_other_kind", "This round does not look for persons of this kind.", "本轮排查不包括此类对象。")
	ErrAnswersAt  = fault.New(fault.Conflict, "survey_answers_place", "This round's questions are not answered here.", "本轮问卷不在此处填写。")
	ErrOutcome    = fault.New(fault.Invalid, "survey_outcome", "Choose one of the results.", "请选择核对结果。")
	ErrExitReason = fault.New(fault.Invalid, "reason_unknown", "Choose why the person left.", "请选择离开原因。")
)

// TaskStatus is the state of a village's task.
type TaskStatus string

// The states of a task; doc.go has the diagram.
const (
	TaskOpen      TaskStatus = "open"
	TaskSubmitted TaskStatus = "submitted"
	TaskReturned  TaskStatus = "returned"
	TaskAccepted  TaskStatus = "accepted"
)

// Outcome is what a village found out about a person.
type Outcome string

// The outcomes. Undecided is none; Added is set for persons who were not on the list.
const (
	Undecided Outcome = ""
	Confirmed Outcome = "confirmed" // 无变化
	Changed   Outcome = "changed"   // 有变化，档案已修改
	Left      Outcome = "left"      // 已离开，已申请退出
	NotFound  Outcome = "not_found" // 查无此人
	Added     Outcome = "added"     // 新增
)

// Figures counts the persons of a village by outcome. Total are those on the list, without Added.
type Figures struct {
	Total     int64 `bson:"total" audit:"-"`
	Confirmed int64 `bson:"confirmed" audit:"-"`
	Changed   int64 `bson:"changed" audit:"-"`
	Left      int64 `bson:"left" audit:"-"`
	NotFound  int64 `bson:"not_found" audit:"-"`
	Added     int64 `bson:"added" audit:"-"`
}

// Done returns how many of the list are decided.
func (f Figures) Done() int64 { return f.Confirmed + f.Changed + f.Left + f.NotFound }

// Remaining returns how many of the list are not decided.
func (f Figures) Remaining() int64 { return f.Total - f.Done() }

func (f *Figures) count(o Outcome, by int64) {
	switch o {
	case Confirmed:
		f.Confirmed += by
	case Changed:
		f.Changed += by
	case Left:
		f.Left += by
	case NotFound:
		f.NotFound += by
	case Added:
		f.Added += by
	default:
	}
}

// plus adds the other figures.
func (f *Figures) plus(o Figures) {
	f.Total += o.Total
	f.Confirmed += o.Confirmed
	f.Changed += o.Changed
	f.Left += o.Left
	f.NotFound += o.NotFound
	f.Added += o.Added
}

// Task is the part of a round that one village, or one area outside the official codes (园区), does.
type Task struct {
	docstore.Meta `bson:",inline"`
	Figures       `bson:",inline"`
	SurveyID      string         `bson:"survey_id" audit:"-"`
	Region        string         `bson:"region" audit:"-"`
	Status        TaskStatus     `bson:"status" audit:"-"`
	StatusAt      time.Time      `bson:"status_at" audit:"-"`
	Locked        bool           `bson:"locked" audit:"-"`              // the round is closed
	WaitsFor      string         `bson:"waits_for,omitempty" audit:"-"` // "village" or "town" has to act; empty: nobody
	DueAt         time.Time      `bson:"due_at" audit:"-"`              // the last instant of the deadline
	Makers        []string       `bson:"makers,omitempty" audit:"-"`    // user ids and person keys of those who decided and handed in
	SubmittedBy   string         `bson:"submitted_by,omitempty" audit:"-"`
	Note          privacy.Sealed `bson:"note,omitempty" audit:"-"` // why it was returned
	Answers       form.Answers   `bson:"answers,omitempty" audit:"-"`
}

// wait sets WaitsFor from the state.
func (t *Task) wait() {
	switch {
	case t.Locked || t.Status == TaskAccepted:
		t.WaitsFor = ""
	case t.Status == TaskSubmitted:
		t.WaitsFor = waitsForTown
	default:
		t.WaitsFor = waitsForVillage
	}
}

const (
	waitsForVillage = "village"
	waitsForTown    = "town"
)

// Late reports whether the task was not handed in by the deadline.
func (t *Task) Late(now time.Time) bool { return t.WaitsFor == waitsForVillage && now.After(t.DueAt) }

// Line is one person of a village in a round.
type Line struct {
	docstore.Meta `bson:",inline"`
	SurveyID      string              `bson:"survey_id"`
	TaskID        string              `bson:"task_id"`
	Region        string              `bson:"region"`
	FileID        string              `bson:"file_id"`
	FileVersion   int64               `bson:"file_version"` // of the file when the line was made
	Outcome       Outcome             `bson:"outcome"`
	By            string              `bson:"by,omitempty"`
	At            time.Time           `bson:"at,omitempty"`
	ExitReason    register.ExitReason `bson:"exit_reason,omitempty"`
	Note          privacy.Sealed      `bson:"note,omitempty"`
	Answers       form.Answers        `bson:"answers,omitempty"`
}
