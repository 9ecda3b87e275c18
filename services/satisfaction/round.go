package satisfaction

import (
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The refusals about rounds.
var (
	ErrRoundMove = fault.New(fault.Conflict, "satisfaction_move", "The round's present state does not allow this.", "回访当前状态不允许此操作。")
	ErrProvider  = fault.New(fault.Forbidden, "satisfaction_provider", "You belong to the organisation about which people are asked. Another person has to do this.", "您在被评价的机构任职，不能办理对该机构的满意度回访，请由他人办理。")
	ErrContract  = fault.New(fault.Conflict, "satisfaction_contract", "Nobody can be asked about this contract: its services have not begun, or its figures are final.", "该合同尚未开始服务，或数据已定稿，不能发起回访。")
	ErrRoundOpen = fault.New(fault.Conflict, "satisfaction_open", "A round of this contract is open already. Close it first.", "该合同已有进行中的回访，请先结束。")
	ErrFew       = fault.New(fault.Conflict, "satisfaction_few", "Fewer than five persons of the register were served in this period, so no result could be shown. Choose a longer period.", "这段时间内在册的服务对象不足 5 人，结果无法显示。请选择更长的时间段。")
	ErrMany      = fault.New(fault.Conflict, "satisfaction_many", "{count} persons were served in this period. Ask a sample of at most 1,000.", "这段时间内有 {count} 名服务对象，请抽取不超过 1,000 人的样本。")
	ErrFewShown  = fault.New(fault.Conflict, "satisfaction_hidden", "Sentences are shown once the round is closed, from five answers up.", "回访结束且不少于 5 份答复后，才能查看意见。")
)

// Least is the number of answers from which results are shown.
const Least = 5

// The limits of a round.
const (
	slipsMost = 1000
	openMost  = 60 // days from today to the deadline
)

// Status is the state of a round.
type Status string

// The states of a round; doc.go has the diagram.
const (
	Open   Status = "open"
	Closed Status = "closed"
)

// Plan is what the buyer decides about a round.
type Plan struct {
	From     region.Day `bson:"from" audit:"-"` // first and last day of the services
	To       region.Day `bson:"to" audit:"-"`
	Deadline region.Day `bson:"deadline" audit:"-"` // last day for an answer
	Sample   int64      `bson:"sample" audit:"-"`   // how many are asked, drawn at random; 0: all
}

// check reports every wrong field. first is the first day of the contract.
func (p Plan) check(first, today region.Day) error {
	var bad fault.Problems
	bad.Check(p.From.Valid() && !p.From.Before(first), "from", "day_range", "Give a day of the contract's term.", "请填写合同期内的日期。")
	bad.Check(p.To.Valid() && !p.To.Before(p.From) && !p.To.After(today), "to", "day_range", "Give a day from the first one to today.", "结束日期应不早于开始日期，且不晚于今天。")
	bad.Check(p.Deadline.Valid() && !p.Deadline.Before(today) && !p.Deadline.After(today.Add(openMost)), "deadline", "day_range",
		"Give a day from today to 60 days ahead.", "截止日期应在今天至 60 天内。")
	bad.Check(p.Sample == 0 || p.Sample >= Least && p.Sample <= slipsMost, "sample", "range", "Ask all, or 5 to 1,000.", "请选择全部，或填写 5 至 1,000 人。")
	return bad.Err()
}

// Round asks the persons served under one contract in one period.
type Round struct {
	docstore.Meta `bson:",inline"`
	Plan          `bson:",inline"`
	ContractID    string                  `bson:"contract_id" audit:"-"`
	OrgID         string                  `bson:"org_id" audit:"-"`             // the provider
	ShownTo       string                  `bson:"shown_to,omitempty" audit:"-"` // the provider, once closed: it is in its scope from then on
	Region        string                  `bson:"region" audit:"-"`             // path of the contract's region
	Reach         []string                `bson:"reach" audit:"-"`              // paths of the villages of those asked, and of the regions above them
	Kinds         []contracts.ServiceKind `bson:"kinds" audit:"-"`              // of the services in the period
	Served        int64                   `bson:"served" audit:"-"`             // persons served in the period and in the register when it opened
	Status        Status                  `bson:"status" audit:"-"`
	StatusAt      time.Time               `bson:"status_at" audit:"-"`
	OpenedOn      region.Day              `bson:"opened_on" audit:"-"`
	OpenedBy      string                  `bson:"opened_by" audit:"-"`
	DueAt         time.Time               `bson:"due_at" audit:"-"`             // the end of the deadline
	OpenKey       string                  `bson:"open_key,omitempty" audit:"-"` // the contract, while open: one round at a time
	Counts        bool                    `bson:"counts" audit:"-"`             // in the figures of the contract: closed before they were final
	Result        Tally                   `bson:"result" audit:"-"`             // counted when it was closed
}

// Taking reports whether answers are taken at the time.
func (r *Round) Taking(now time.Time) bool { return r.Status == Open && now.Before(r.DueAt) }

// Shown returns what may be shown of the results, or nil: of a closed round, from five answers up.
func (r *Round) Shown() *Result {
	if r.Status != Closed {
		return nil
	}
	return r.Result.Shown()
}
