package evaluation

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// Mark is one rater's mark for one item: the code of a level, points for parts, or a deduction, as the item's method needs.
type Mark struct {
	Item   string     `bson:"item"`
	Level  string     `bson:"level,omitempty"`
	Parts  []PartMark `bson:"parts,omitempty"`
	Deduct int64      `bson:"deduct,omitempty"` // hundredths
	Note   string     `bson:"note,omitempty"`   // required for a deduction
}

// notEntered is the Deduct of a mark that holds neither a level nor parts nor a deduction. checkMark refuses it, so that a note
// alone never gives all points.
const notEntered = -1

// PartMark is the points of one part, in hundredths.
type PartMark struct {
	Code   string `bson:"code"`
	Points int64  `bson:"points"`
}

// Card is one rater's card as frozen by the merge.
type Card struct {
	Rater  string `bson:"rater"` // user id; "self" for the provider
	Party  Party  `bson:"party"`
	Weight int64  `bson:"weight"`
	Marks  []Mark `bson:"marks"`
}

// Finding is a veto that a rater or a manager found, with the reason.
type Finding struct {
	Code   string `bson:"code"`
	Reason string `bson:"reason"`
}

// Adjustment sets the points of an item, after an objection or a re-check, or lifts the veto named in Lifts.
type Adjustment struct {
	Item   string `bson:"item,omitempty"`
	Points int64  `bson:"points,omitempty"`
	Lifts  string `bson:"lifts,omitempty"`
	Reason string `bson:"reason"`
}

// Inputs is everything that a result is computed from. After the merge only adjustments are added.
type Inputs struct {
	TemplateID  string                        `bson:"template_id"`
	Edition     int64                         `bson:"edition"`
	Sheet       Sheet                         `bson:"sheet"`
	Progress    []contracts.IndicatorProgress `bson:"progress"`
	ProgressBP  int64                         `bson:"progress_bp"`
	Cards       []Card                        `bson:"cards"`
	Substitutes []Substitute                  `bson:"substitutes,omitempty"`
	Findings    []Finding                     `bson:"findings,omitempty"`
	Adjustments []Adjustment                  `bson:"adjustments,omitempty"`
}

// Line is the points of one item or section, in hundredths.
type Line struct {
	Code   string `bson:"code"`
	Name   string `bson:"name"`
	Max    int64  `bson:"max"`
	Points int64  `bson:"points"`
}

// Result is computed from Inputs. Sum is out of 100 points also when items are left out. With a veto Total is 0 and Sum is
// unchanged.
type Result struct {
	Items    []Line   `bson:"items"`
	Sections []Line   `bson:"sections"`
	Sum      int64    `bson:"sum"`
	Total    int64    `bson:"total"`
	Grade    string   `bson:"grade"`
	Pass     bool     `bson:"pass"`
	Vetoes   []string `bson:"vetoes,omitempty"` // codes in force
}

// Equal reports whether two results are equal.
func (r Result) Equal(o Result) bool {
	return r.Sum == o.Sum && r.Total == o.Total && r.Grade == o.Grade && r.Pass == o.Pass &&
		slices.Equal(r.Vetoes, o.Vetoes) && slices.Equal(r.Items, o.Items) && slices.Equal(r.Sections, o.Sections)
}

// Score computes the result. It is a pure function of the inputs.
func Score(in Inputs) Result {
	var r Result
	for i := range in.Sheet.Sections {
		sec := &in.Sheet.Sections[i]
		line := Line{Code: sec.Code, Name: sec.Name}
		for j := range sec.Items {
			it := &sec.Items[j]
			points := min(max(in.points(it), 0), it.Max)
			r.Items = append(r.Items, Line{Code: it.Code, Name: it.Name, Max: it.Max, Points: points})
			line.Max, line.Points = line.Max+it.Max, line.Points+points
		}
		r.Sections = append(r.Sections, line)
		r.Sum += line.Points
	}
	if out := leftOut(in.Substitutes); out > 0 {
		r.Sum = divideHalfUp(r.Sum*Full, Full-out)
	}
	r.Vetoes = in.vetoes()
	if len(r.Vetoes) == 0 {
		r.Total = r.Sum
	}
	g := in.Sheet.GradeOf(r.Total)
	r.Grade, r.Pass = g.Name, g.Pass && len(r.Vetoes) == 0
	return r
}

func (in *Inputs) vetoes() []string {
	var list []string
	for _, f := range in.Findings {
		lifted := slices.ContainsFunc(in.Adjustments, func(a Adjustment) bool { return a.Lifts == f.Code })
		if !lifted && !slices.Contains(list, f.Code) {
			list = append(list, f.Code)
		}
	}
	return list
}

func (in *Inputs) points(it *Item) int64 { return in.way(it).Points }

func (in *Inputs) parties() []Party {
	list := make([]Party, len(in.Cards))
	for i := range in.Cards {
		list[i] = in.Cards[i].Party
	}
	return list
}

// scores reports whether raters of party p score the item. all is the parties of all raters.
func scores(it *Item, p Party, all []Party) bool {
	some := slices.ContainsFunc(it.Parties, func(p Party) bool { return slices.Contains(all, p) })
	return it.byRater() && (!some || slices.Contains(it.Parties, p))
}

// ratio returns the weighted mean, in basis points, of the indicators' ratios, each counted up to 100 %. It includes the
// indicators of the kind, or all when the kind is empty. Plan leaves no item without indicators of its kind; evaluations merged
// before it did so count all for such an item, and must stay computable.
func (in *Inputs) ratio(kind contracts.IndicatorKind) int64 {
	var sum, weights int64
	for _, p := range in.Progress {
		if p.Kind == kind {
			sum, weights = sum+p.Weight*min(p.RatioBP, 10_000), weights+p.Weight
		}
	}
	if kind == "" || weights == 0 {
		return in.ProgressBP
	}
	return sum / weights
}

// pointsFrom returns the item's points by its mark in the list; 0 when there is no mark.
func (it *Item) pointsFrom(marks []Mark) int64 {
	for _, m := range marks {
		if m.Item != it.Code {
			continue
		}
		switch it.Method {
		case Levels:
			for _, l := range it.Levels {
				if l.Code == m.Level {
					return divideHalfUp(it.Max*l.ShareBP, 10_000)
				}
			}
		case Combination:
			var sum int64
			for _, p := range m.Parts {
				sum += p.Points
			}
			return sum
		case Deduction:
			return it.Max - m.Deduct
		}
	}
	return 0
}

// divideHalfUp returns a/b rounded half up; a is not negative.
func divideHalfUp(a, b int64) int64 { return (2*a + b) / (2 * b) }

// checkMarks returns an error with every wrong mark of a card of the party. If complete, every item of the party needs a mark.
func (s *Sheet) checkMarks(marks []Mark, p Party, all []Party, complete bool) error {
	var bad fault.Problems
	seen := map[string]bool{}
	for i, m := range marks {
		at := fmt.Sprintf("marks[%d]", i)
		it := s.item(m.Item)
		if it == nil || !scores(it, p, all) || seen[m.Item] {
			bad.Add(at+".item", "unknown", "This item is not yours to score, or is there twice.", "该项不由您评分，或重复填写。")
			continue
		}
		seen[m.Item] = true
		it.checkMark(&bad, at, m)
	}
	for _, it := range s.items() {
		if complete && scores(it, p, all) && !seen[it.Code] {
			bad.Add("marks", "missing", "The item "+it.Code+" is not scored yet.", "评分项 "+it.Code+" 尚未评分。")
		}
	}
	return bad.Err()
}

func (it *Item) checkMark(bad *fault.Problems, at string, m Mark) {
	bad.Check(fault.Between(m.Note, 0, 1000), at+".note", "length", "At most 1,000 characters.", "最多 1000 字。")
	switch it.Method {
	case Levels:
		ok := slices.ContainsFunc(it.Levels, func(l Level) bool { return l.Code == m.Level })
		bad.Check(ok && m.Deduct == 0 && len(m.Parts) == 0, at+".level", "unknown", "Choose one of the levels.", "请选择程度。")
	case Combination:
		ok := len(m.Parts) == len(it.Parts) && m.Deduct == 0 && m.Level == ""
		for i, p := range m.Parts {
			ok = ok && p.Code == it.Parts[i].Code && p.Points >= 0 && p.Points <= it.Parts[i].Max
		}
		bad.Check(ok, at+".parts", "range", "Give points for each part, in order and within its most.", "请按顺序为每个分项打分，不得超过分项满分。")
	case Deduction:
		bad.Check(m.Deduct >= 0 && m.Deduct <= it.Max && m.Level == "" && len(m.Parts) == 0, at+".deduct", "range", "Take off between nothing and all.", "扣分应在 0 到该项满分之间。")
		bad.Check(m.Deduct == 0 || fault.Between(m.Note, 4, 1000), at+".note", "required", "Say what the points are taken off for.", "扣分须说明原因。")
	}
}

// Hash returns the hash of a canonical form of the inputs: every value with its length, every list with its count.
func (in *Inputs) Hash() string {
	h := sha256.New()
	w := canonicalWriter{h}
	w.put("evaluation/1", in.TemplateID, in.Edition, in.ProgressBP, len(in.Sheet.Sections))
	for _, s := range in.Sheet.Sections {
		w.put(s.Code, s.Name, len(s.Items))
		for _, it := range s.Items {
			w.item(it)
		}
	}
	w.put(len(in.Sheet.Vetoes))
	for _, v := range in.Sheet.Vetoes {
		w.put(v.Code, v.Name)
	}
	w.put(len(in.Sheet.Grades))
	for _, g := range in.Sheet.Grades {
		w.put(g.From, g.Name, g.Pass)
	}
	w.put(len(in.Progress))
	for _, p := range in.Progress {
		w.put(p.ID, p.Code, p.Name, p.Kind, p.Unit, p.Source, p.Target, p.Actual, p.RatioBP, p.Weight)
	}
	w.put(len(in.Cards))
	for _, c := range in.Cards {
		w.put(c.Rater, c.Party, c.Weight, len(c.Marks))
		for _, m := range c.Marks {
			w.put(m.Item, m.Level, m.Deduct, m.Note, len(m.Parts))
			for _, p := range m.Parts {
				w.put(p.Code, p.Points)
			}
		}
	}
	w.put(len(in.Findings))
	for _, f := range in.Findings {
		w.put(f.Code, f.Reason)
	}
	w.put(len(in.Adjustments))
	for _, a := range in.Adjustments {
		w.put(a.Item, a.Points, a.Lifts, a.Reason)
	}
	for _, s := range in.Substitutes {
		w.put("substitute", s.Item, s.Name, s.Max, s.Kind, s.By, s.Reason)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// canonicalWriter writes values in the canonical form.
type canonicalWriter struct{ w io.Writer }

func (c canonicalWriter) put(values ...any) {
	for _, v := range values {
		s := fmt.Sprint(v)
		_, _ = fmt.Fprintf(c.w, "%d:%s,", len(s), s) // writing to a hash never fails
	}
}

func (c canonicalWriter) item(it Item) {
	c.put(it.Code, it.Name, it.Max, it.Method, it.Indicator, it.Evidence, len(it.Bands))
	for _, b := range it.Bands {
		c.put(b.FromBP, b.Num, b.Den)
	}
	c.put(len(it.Levels))
	for _, l := range it.Levels {
		c.put(l.Code, l.Name, l.ShareBP)
	}
	c.put(len(it.Parts))
	for _, p := range it.Parts {
		c.put(p.Code, p.Name, p.Max)
	}
	c.put(len(it.Parties))
	for _, p := range it.Parties {
		c.put(p)
	}
}
