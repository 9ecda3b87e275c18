package servicelog

import (
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The refusals about threads.
var (
	ErrThreadMove = fault.New(fault.Conflict, "service_thread_move", "The present state of the case or group does not allow this.", "该个案（小组）当前状态不允许此操作。")
	ErrThreadKind = fault.New(fault.Invalid, "thread_kind", "Only case work and group work have a thread.", "只有个案和小组可以建立服务档案。")
	ErrThreadOne  = fault.New(fault.Invalid, "thread_person", "A case is about one person; a group has at least two.", "个案对应 1 名服务对象，小组至少 2 名。")
)

// The limits of a thread.
const (
	titleLeast, titleMost = 2, 30
	planLeast             = 20
	noteLeast, noteMost   = 10, 1000
	notesMost             = 200
)

// ThreadStatus is the state of a thread.
type ThreadStatus string

// The states of a thread.
const (
	Open   ThreadStatus = "open"
	Closed ThreadStatus = "closed"
)

// NoteKind is the kind of a note in a thread.
type NoteKind string

// The kinds of notes.
const (
	Review      NoteKind = "review"      // 阶段回顾
	Supervision NoteKind = "supervision" // 督导记录
	Closing     NoteKind = "closing"     // 结案小结
)

// Outcome is how case or group work ended.
type Outcome string

// The outcomes.
const (
	Achieved Outcome = "achieved" // 目标达成
	Partly   Outcome = "partly"   // 部分达成
	Missed   Outcome = "missed"   // 未达成
	Referred Outcome = "referred" // 转介
	Ended    Outcome = "ended"    // 服务对象退出
)

// Note is one review, supervision or closing of a thread. Notes are only added, so that their texts are sealed for their place.
type Note struct {
	Kind NoteKind       `bson:"kind"`
	On   region.Day     `bson:"on"`
	Text privacy.Sealed `bson:"text"`
	By   string         `bson:"by"`
}

// Thread is case work with one person (个案) or group work (小组): plan, reviews, supervision, closing. Its sessions are entries.
type Thread struct {
	docstore.Meta `bson:",inline"`
	Kind          contracts.ServiceKind `bson:"kind" audit:"value"` // case or group
	ContractID    string                `bson:"contract_id" audit:"-"`
	OrgID         string                `bson:"org_id" audit:"-"`
	Region        string                `bson:"region" audit:"-"`
	Title         string                `bson:"title"` // without names
	Lead          string                `bson:"lead"`  // user id
	PersonIDs     []string              `bson:"person_ids"`
	Plan          privacy.Sealed        `bson:"plan"`
	Start         region.Day            `bson:"start" audit:"value"`
	ReviewBy      region.Day            `bson:"review_by,omitempty" audit:"value"` // the next review is due
	Notes         []Note                `bson:"notes,omitempty"`
	Outcome       Outcome               `bson:"outcome,omitempty" audit:"value"`
	Month         string                `bson:"month,omitempty" audit:"-"` // 2026-03, in which its closing counts; empty: it does not
	Status        ThreadStatus          `bson:"status" audit:"-"`
	StatusAt      time.Time             `bson:"status_at" audit:"-"`
	Makers        []string              `bson:"makers" audit:"-"` // user ids and person keys of lead and writers; they do not supervise it
}

// ThreadContent is what a worker writes about a thread.
type ThreadContent struct {
	Kind       contracts.ServiceKind
	ContractID string
	Title      string
	Lead       string // user id; empty: the writer
	People     []string
	Plan       privacy.Secret
	Start      region.Day
	ReviewBy   region.Day
}

func (c *ThreadContent) check(today region.Day, p *fault.Problems) {
	if c.Kind != contracts.CaseWork && c.Kind != contracts.GroupWork {
		p.Fault("kind", ErrThreadKind)
	}
	p.Check(fault.Between(c.Title, titleLeast, titleMost), "title", "length", "Give it a title of 2 to 30 characters, without names.", "请填写 2 至 30 字的标题，不要写姓名。")
	n := fault.Runes(c.Plan.Reveal())
	p.Check(n >= planLeast && n <= contentMost, "plan", "length", "Write the need and the aims in 20 to 2,000 characters.", "请用 20 至 2000 字写明需求和目标。")
	p.Check(c.Start.Valid() && c.Start <= today.Add(30), "start", "day", "Give the first day, at most 30 days ahead.", "请填写开始日期，最多提前 30 天。")
	p.Check(c.ReviewBy == "" || c.ReviewBy.Valid() && c.ReviewBy >= c.Start, "review_by", "day", "The review comes after the start.", "回顾日期不能早于开始日期。")
	if n := len(c.People); c.Kind == contracts.CaseWork && n != 1 || c.Kind == contracts.GroupWork && (n < 2 || n > peopleMost) {
		p.Fault("people", ErrThreadOne)
	}
}

// NewNote is a note as it is written.
type NewNote struct {
	On       region.Day
	Text     privacy.Secret
	ReviewBy region.Day // for Review: the next one; empty: none
	Outcome  Outcome    // for Closing
}

func (n *NewNote) check(t *Thread, kind NoteKind, today region.Day) error {
	var p fault.Problems
	p.Check(n.On.Valid() && n.On <= today && n.On >= t.Start, "on", "day_past", "Give the day, between the start and today.", "请填写日期，应在开始日期之后、今天之前。")
	c := fault.Runes(n.Text.Reveal())
	p.Check(c >= noteLeast && c <= noteMost, "text", "length", fmt.Sprintf("Write %d to %d characters.", noteLeast, noteMost), fmt.Sprintf("请填写 %d 至 %d 字。", noteLeast, noteMost))
	p.Check(n.ReviewBy == "" || n.ReviewBy.Valid() && n.ReviewBy > today, "review_by", "day", "The next review lies ahead.", "下次回顾日期应在今天之后。")
	p.Check(kind != Closing || slices.Contains([]Outcome{Achieved, Partly, Missed, Referred, Ended}, n.Outcome), "outcome", "unknown", "Choose how it ended.", "请选择结案结果。")
	p.Check(len(t.Notes) < notesMost, "text", "many", "A thread holds 200 notes at most. Close it and begin a new one.", "一份档案最多 200 条记录，请结案后另建。")
	return p.Err()
}
