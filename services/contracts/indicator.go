package contracts

import (
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The refusals about indicators.
var (
	ErrCounted    = fault.New(fault.Conflict, "indicator_counted", "This indicator is counted by the system and cannot be reported by hand.", "该指标由系统自动统计，不能手工填报。")
	ErrReportMove = fault.New(fault.Conflict, "report_move", "This report has been decided already.", "该填报已处理。")
)

// IndicatorKind is the kind of performance that an indicator measures.
type IndicatorKind string

// The kinds of indicators.
const (
	Quantity     IndicatorKind = "quantity"     // 数量
	Quality      IndicatorKind = "quality"      // 质量
	Timeliness   IndicatorKind = "timeliness"   // 时效
	Effect       IndicatorKind = "effect"       // 成效
	Satisfaction IndicatorKind = "satisfaction" // 满意度
	Cost         IndicatorKind = "cost"         // 成本
)

// Unit is the unit of an indicator.
type Unit string

// The units. Targets and actual values are whole numbers: of minutes for hours, of basis points for percent, of fen for
// yuan, of the unit itself for the others.
const (
	People      Unit = "person"       // 人
	PersonTimes Unit = "person_times" // 人次
	Times       Unit = "times"        // 次
	Hours       Unit = "hours"        // 小时, in minutes
	Percent     Unit = "percent"      // %, in basis points
	Yuan        Unit = "yuan"         // 元, in fen
	Pieces      Unit = "pieces"       // 份
)

// most returns the largest value in the unit: 100 % for a share.
func (u Unit) most() int64 {
	if u == Percent {
		return 10_000
	}
	return MaxFen
}

// Source is the source of an indicator's actual value.
type Source string

// The sources.
const (
	Auto   Source = "auto"   // counted from the service-hour ledger and the service log, or answered by those served
	Manual Source = "manual" // reported by the provider, accepted by the buyer's clerk
)

// Measure is what an automatic indicator counts.
type Measure string

// The measures of the service-hour ledger: the work of volunteers at activities.
const (
	ByMinutes     Measure = "minutes"
	BySessions    Measure = "sessions"
	ByPersonTimes Measure = "person_times"
	ByServed      Measure = "served" // typed head counts of activities
)

// The measures of the service log. ByPeople counts each person of the register once, over the services of the staff, the activities and the
// contacts of pairings alike. ByServices and ByServiceMinutes count what the staff wrote.
const (
	ByPeople         Measure = "people"          // 服务对象人数，去重
	ByServices       Measure = "services"        // 服务次数: entries of the log
	ByServiceTimes   Measure = "service_times"   // 服务人次
	ByServiceMinutes Measure = "service_minutes" // 服务时长
	ByClosed         Measure = "closed_threads"  // 结案数: cases and groups closed
)

// BySatisfaction is the share of the persons served who answered that they are satisfied (满意率), over the closed rounds of asking them. It is
// measured by the buyer, and unknown below five answers.
const BySatisfaction Measure = "satisfaction"

// units are the units in which a measure may be expressed.
var units = map[Measure][]Unit{
	ByMinutes: {Hours}, BySessions: {Times, Pieces}, ByPersonTimes: {PersonTimes}, ByServed: {People, PersonTimes},
	ByPeople: {People}, ByServices: {Times, Pieces}, ByServiceTimes: {PersonTimes}, ByServiceMinutes: {Hours}, ByClosed: {Times, Pieces}, BySatisfaction: {Percent},
}

// counts reports whether the measure of the log counts anything of the kind of service; "" is all kinds.
func (m Measure) counts(k ServiceKind) bool {
	switch m {
	case ByPeople, ByServiceTimes:
		return k == "" || k.Known()
	case ByServices, ByServiceMinutes:
		return k == "" || k.Written()
	case ByClosed:
		return k == "" || k == CaseWork || k == GroupWork
	}
	return k == ""
}

// Indicator is one target of the provider.
type Indicator struct {
	ID           string        `bson:"id" audit:"-"` // ind_…
	Code         string        `bson:"code"`
	Name         string        `bson:"name"`
	Kind         IndicatorKind `bson:"kind" audit:"value"`
	Unit         Unit          `bson:"unit" audit:"value"`
	Baseline     int64         `bson:"baseline,omitempty" audit:"value"` // value before the contract (基线值); 0: none is known
	Target       int64         `bson:"target" audit:"value"`             // above zero
	Steps        []Step        `bson:"steps,omitempty"`                  // what is to be reached by when, in the order of the months; none: as time passes
	Source       Source        `bson:"source" audit:"value"`
	Measure      Measure       `bson:"measure,omitempty" audit:"value"` // for Auto
	ActivityType string        `bson:"activity_type,omitempty"`         // for Auto, of the ledger; empty: all types
	ServiceKind  ServiceKind   `bson:"service_kind,omitempty"`          // for Auto, of the log; empty: all kinds
	Weight       int64         `bson:"weight" audit:"value"`            // Σ = 100
	Reported     int64         `bson:"reported" audit:"value"`          // for Manual: the last accepted value, cumulative
}

// Step is what an indicator is to have reached at the end of a month, counted from the start of the contract (分月目标).
type Step struct {
	Month  string `bson:"month"` // 2026-03
	Target int64  `bson:"target"`
}

const stepsMost = 36

// checkSteps adds what is wrong with the steps of the indicator in a contract of that term.
func (i *Indicator) checkSteps(bad *fault.Problems, at string, start, end region.Day) {
	if len(i.Steps) > stepsMost {
		bad.Check(false, at, "many", "At most 36 months.", "分月目标最多 36 个月。")
		return
	}
	last := Step{}
	for n, s := range i.Steps {
		here := func(field string) string { return fmt.Sprintf("%s[%d].%s", at, n, field) }
		in := len(s.Month) == len("2026-03") && region.Day(s.Month+"-01").Valid() && s.Month+"-31" >= string(start) && s.Month+"-01" <= string(end)
		bad.Check(in && s.Month > last.Month, here("month"), "order", "Give months of the contract's term, each once and in order.", "请按先后顺序填写合同期内的月份，不要重复。")
		bad.Check(s.Target > last.Target && s.Target <= i.Target, here("target"), "range", "Each step is above the one before and at most the target.", "分月目标应逐月增加，且不超过目标值。")
		last = s
	}
}

// TypeFigures are the figures of one activity type.
type TypeFigures struct {
	Minutes, Sessions, PersonTimes, Served int64
}

// Figures are the sums of the ledger for a contract, in all and by activity type.
type Figures struct {
	Minutes, Sessions, PersonTimes, Served int64
	HandTimes                              int64 // those of PersonTimes that were recorded by hand
	ByType                                 map[string]TypeFigures
	Log                                    map[ServiceKind]LogFigures // of the service log, by kind; "": all kinds
	SatisfiedBP                            *int64                     // share of the satisfied in basis points; nil: too few answers
}

// LogFigures are the figures of the service log of one kind, or of all.
type LogFigures struct {
	People   int64 // persons of the register, each once
	Services int64 // entries
	Times    int64 // persons over all entries, with those counted without a file
	Minutes  int64
	Closed   int64 // cases and groups closed
}

// less returns the difference of the figures from those of an earlier month.
func (f Figures) less(o Figures) Figures {
	d := Figures{
		Minutes: f.Minutes - o.Minutes, Sessions: f.Sessions - o.Sessions, PersonTimes: f.PersonTimes - o.PersonTimes, Served: f.Served - o.Served,
		HandTimes: f.HandTimes - o.HandTimes, ByType: map[string]TypeFigures{}, Log: map[ServiceKind]LogFigures{},
	}
	for t, a := range f.ByType {
		b := o.ByType[t]
		d.ByType[t] = TypeFigures{a.Minutes - b.Minutes, a.Sessions - b.Sessions, a.PersonTimes - b.PersonTimes, a.Served - b.Served}
	}
	for k, a := range f.Log {
		b := o.Log[k]
		d.Log[k] = LogFigures{a.People - b.People, a.Services - b.Services, a.Times - b.Times, a.Minutes - b.Minutes, a.Closed - b.Closed}
	}
	return d
}

// of returns the figure that the indicator counts.
func (f Figures) of(i *Indicator) int64 {
	t, l := TypeFigures{f.Minutes, f.Sessions, f.PersonTimes, f.Served}, f.Log[i.ServiceKind]
	if i.ActivityType != "" {
		t = f.ByType[i.ActivityType]
	}
	switch i.Measure {
	case ByPeople:
		return l.People
	case ByServices:
		return l.Services
	case ByServiceTimes:
		return l.Times
	case ByServiceMinutes:
		return l.Minutes
	case ByClosed:
		return l.Closed
	case ByMinutes:
		return t.Minutes
	case BySessions:
		return t.Sessions
	case ByPersonTimes:
		return t.PersonTimes
	case ByServed:
		return t.Served
	case BySatisfaction:
		if f.SatisfiedBP != nil {
			return *f.SatisfiedBP
		}
	}
	return 0
}

// unknown reports whether the indicator cannot be measured yet.
func (f Figures) unknown(i *Indicator) bool {
	return i.Source == Auto && i.Measure == BySatisfaction && f.SatisfiedBP == nil
}

// IndicatorProgress is one indicator's target and actual value. RatioBP is actual / target in basis points, rounded down, and
// may exceed 10,000. Unknown says that there is no actual value yet, because too few of those asked have answered; it counts as zero.
type IndicatorProgress struct {
	ID      string        `bson:"id"`
	Code    string        `bson:"code"`
	Name    string        `bson:"name"`
	Kind    IndicatorKind `bson:"kind"`
	Unit    Unit          `bson:"unit"`
	Source  Source        `bson:"source"`
	Target  int64         `bson:"target"`
	Actual  int64         `bson:"actual"`
	RatioBP int64         `bson:"ratio_bp"`
	Weight  int64         `bson:"weight"`
	Unknown bool          `bson:"unknown,omitempty"`
}

// Progress is the progress of a contract. RatioBP is the weighted mean of the indicators' ratios, each counted up to 10,000.
type Progress struct {
	ContractID string
	Items      []IndicatorProgress
	RatioBP    int64

	PersonTimes, HandTimes int64 // in the ledger, in all and recorded by hand
}

// maxRatioBP limits a ratio, so that a very small target gives no unreadable number.
const maxRatioBP = 1_000_000

// progress computes the progress from the indicators and the figures. It is a pure function.
func progress(contractID string, list []Indicator, f Figures) Progress {
	p := Progress{ContractID: contractID, PersonTimes: f.PersonTimes, HandTimes: f.HandTimes, Items: make([]IndicatorProgress, len(list))}
	var weighted, weights int64
	for i, ind := range list {
		actual := ind.Reported
		if ind.Source == Auto {
			actual = f.of(&ind)
		}
		ratio := ratioBP(actual, ind.Target)
		p.Items[i] = IndicatorProgress{
			ID: ind.ID, Code: ind.Code, Name: ind.Name, Kind: ind.Kind, Unit: ind.Unit, Source: ind.Source,
			Target: ind.Target, Actual: actual, RatioBP: ratio, Weight: ind.Weight, Unknown: f.unknown(&ind),
		}
		weighted += ind.Weight * min(ratio, 10_000)
		weights += ind.Weight
	}
	if weights > 0 {
		p.RatioBP = weighted / weights
	}
	return p
}

func ratioBP(actual, target int64) int64 {
	if actual <= 0 || target <= 0 {
		return 0
	}
	if actual/target >= maxRatioBP/10_000 {
		return maxRatioBP
	}
	return mulDiv(actual, 10_000, target)
}

func checkIndicators(bad *fault.Problems, list []Indicator, start, end region.Day) {
	bad.Check(len(list) <= 50, "indicators", "many", "At most 50 indicators.", "指标最多 50 项。")
	seen := map[string]bool{}
	for n, i := range list {
		at := func(field string) string { return fmt.Sprintf("indicators[%d].%s", n, field) }
		bad.Check(fault.Between(i.Code, 1, 20) && !seen[i.Code], at("code"), "unique", "Each indicator has its own code.", "指标编码不能为空或重复。")
		seen[i.Code] = true
		bad.Check(fault.Between(i.Name, 2, 60), at("name"), "length", "The name needs 2 to 60 characters.", "指标名称应为 2 到 60 个字。")
		bad.Check(slices.Contains([]IndicatorKind{Quantity, Quality, Timeliness, Effect, Satisfaction, Cost}, i.Kind), at("kind"), "unknown", "Choose the kind.", "请选择指标类别。")
		bad.Check(slices.Contains([]Unit{People, PersonTimes, Times, Hours, Percent, Yuan, Pieces}, i.Unit), at("unit"), "unknown", "Choose the unit.", "请选择计量单位。")
		bad.Check(i.Target > 0 && i.Target <= i.Unit.most(), at("target"), "range", "The target is above zero, and a share at most 100 %.", "目标值应大于零，百分比不能超过 100%。")
		bad.Check(i.Baseline >= 0 && i.Baseline <= i.Unit.most(), at("baseline"), "range", "Zero or more, and a share at most 100 %.", "基线值不能为负，百分比不能超过 100%。")
		i.checkSteps(bad, at("steps"), start, end)
		bad.Check(i.Weight >= 1 && i.Weight <= 100, at("weight"), "range", "Between 1 and 100.", "权重应为 1 到 100。")
		bad.Check(i.Source == Auto || i.Source == Manual, at("source"), "unknown", "Choose where the value comes from.", "请选择数据来源。")
		if i.Source == Auto {
			bad.Check(units[i.Measure] != nil, at("measure"), "unknown", "Choose what is counted.", "请选择统计口径。")
			bad.Check(i.Measure.counts(i.ServiceKind), at("service_kind"), "unknown", "Choose a kind of service that this counts, or none for all.", "请选择该口径能统计的服务类型，不选表示全部。")
			bad.Check(slices.Contains(units[i.Measure], i.Unit), at("unit"), "mismatch", "The unit does not fit what is counted.", "计量单位与统计口径不符。")
		}
	}
}

// ReportStatus is the state of a report by hand.
type ReportStatus string

// The states of a report.
const (
	ReportSubmitted ReportStatus = "submitted"
	ReportAccepted  ReportStatus = "accepted"
	ReportReturned  ReportStatus = "returned"
)

// Report is a value that the provider reports for a manual indicator: cumulative since the start of the contract.
type Report struct {
	docstore.Meta `bson:",inline"`
	ContractID    string       `bson:"contract_id" audit:"-"`
	IndicatorID   string       `bson:"indicator_id" audit:"-"`
	ProviderID    string       `bson:"provider_id" audit:"-"`
	Region        string       `bson:"region" audit:"-"`
	Value         int64        `bson:"value" audit:"value"`
	Evidence      string       `bson:"evidence"` // at least 20 characters, without names of people cared for
	Status        ReportStatus `bson:"status" audit:"-"`
	StatusAt      time.Time    `bson:"status_at" audit:"-"`
	Makers        []string     `bson:"makers" audit:"-"`
	DecidedBy     string       `bson:"decided_by,omitempty" audit:"-"`
	Reason        string       `bson:"reason,omitempty" audit:"-"`
}

func (r *Report) check(u Unit) error {
	var bad fault.Problems
	bad.Check(r.Value >= 0 && r.Value <= u.most(), "value", "range", "Zero or more, and a share at most 100 %.", "数值不能为负，百分比不能超过 100%。")
	bad.Check(fault.Between(r.Evidence, 20, 2000), "evidence", "length", "Describe the evidence in at least 20 characters.", "请用不少于 20 字说明依据。")
	return bad.Err()
}
