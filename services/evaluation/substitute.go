package evaluation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// ErrNoIndicators refuses a plan in which an item needs indicators of a kind that the contract lacks and nobody has said what
// becomes of it.
var ErrNoIndicators = fault.New(fault.Invalid, "evaluation_indicators",
	"The contract has no indicators for these items: {items}. Score each by other indicators or leave it out, with a reason.",
	"合同没有以下评分项所需的指标：{items}。请逐项改用其他指标或不计该项，并说明理由。")

// What a Substitute may name instead of a kind of indicators.
const (
	AllKinds = "all"  // all indicators of the contract
	LeftOut  = "none" // the item is left out
)

// Substitute says what becomes of an item that needs indicators of a kind which the contract lacks: it is scored by another kind
// of the contract's indicators, by all of them, or left out. The remaining items then count for 100 points together.
type Substitute struct {
	Item   string                  `bson:"item"`
	Name   string                  `bson:"name"` // of the item
	Max    int64                   `bson:"max"`
	Kind   contracts.IndicatorKind `bson:"kind"` // the contract has no indicator of it
	By     string                  `bson:"by"`   // a kind, AllKinds or LeftOut
	Reason string                  `bson:"reason"`
}

// leftOut returns the points of the items that are left out, in hundredths.
func leftOut(list []Substitute) (sum int64) {
	for _, s := range list {
		if s.By == LeftOut {
			sum += s.Max
		}
	}
	return sum
}

// adapt returns the sheet as it fits the contract's indicators, and the substitutes with the names of their items. The given
// sheet is not changed. It returns ErrNoIndicators when an item that needs a substitute has none, and field errors for wrong ones.
func (s *Sheet) adapt(indicators []contracts.Indicator, list []Substitute) (Sheet, []Substitute, error) {
	has := func(kind string) bool {
		return slices.ContainsFunc(indicators, func(i contracts.Indicator) bool { return string(i.Kind) == kind })
	}
	lacks := func(it *Item) bool { return !it.byRater() && it.Indicator != "" && !has(string(it.Indicator)) }
	var bad fault.Problems
	of := map[string]Substitute{}
	for i, sub := range list {
		at := fmt.Sprintf("substitutes[%d]", i)
		it := s.item(sub.Item)
		if it == nil || !lacks(it) || of[sub.Item].Item != "" {
			bad.Add(at+".item", "unknown", "This item needs no substitute, or is there twice.", "该评分项不需要替代，或重复填写。")
			continue
		}
		bad.Check(sub.By == AllKinds || sub.By == LeftOut || has(sub.By), at+".by", "unknown", "Choose indicators that the contract has, or leave the item out.", "请选择合同已有的指标类别，或不计该项。")
		bad.Check(fault.Between(sub.Reason, 10, 1000), at+".reason", "length", "Give the reason in at least 10 characters.", "请说明理由，不少于 10 字。")
		of[sub.Item] = Substitute{Item: it.Code, Name: it.Name, Max: it.Max, Kind: it.Indicator, By: sub.By, Reason: strings.TrimSpace(sub.Reason)}
	}
	if err := bad.Err(); err != nil {
		return Sheet{}, nil, err
	}
	fitted := Sheet{Vetoes: s.Vetoes, Grades: s.Grades}
	var used []Substitute
	var missing []string
	for _, sec := range s.Sections {
		kept := Section{Code: sec.Code, Name: sec.Name}
		for _, it := range sec.Items {
			if lacks(&it) {
				sub, ok := of[it.Code]
				if !ok {
					missing = append(missing, it.Code+" "+it.Name)
					continue
				}
				used = append(used, sub)
				switch sub.By {
				case LeftOut:
					continue
				case AllKinds:
					it.Indicator = ""
				default:
					it.Indicator = contracts.IndicatorKind(sub.By)
				}
			}
			kept.Items = append(kept.Items, it)
		}
		if len(kept.Items) > 0 {
			fitted.Sections = append(fitted.Sections, kept)
		}
	}
	if len(missing) > 0 {
		return Sheet{}, nil, ErrNoIndicators.With("items", strings.Join(missing, "、")).At("substitutes")
	}
	if leftOut(used) >= Full {
		return Sheet{}, nil, ErrNoIndicators.With("items", "…").At("substitutes")
	}
	return fitted, used, nil
}
