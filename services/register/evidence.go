package register

import (
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// ErrEvidence refuses a file whose facts contradict its kind.
var ErrEvidence = fault.New(fault.Conflict, "kind_evidence", "What was collected contradicts the kind “{kind_en}”. Correct the facts or the kind.", "采集的信息与“{kind}”的认定条件不符，请核对信息或更改类别。")

// Result tells whether the facts of a file meet the definition of a kind.
type Result string

// The results.
const (
	Met     Result = "met"     // 符合
	NotMet  Result = "not_met" // 不符合
	Unknown Result = "unknown" // 信息不足
)

// Verdict is what the facts say about one kind of a file on a day.
type Verdict struct {
	Kind   Kind     `bson:"kind" json:"kind"`
	Result Result   `bson:"result" json:"result"`
	Fields []string `bson:"fields" json:"fields"` // the fields of the form that were looked at
}

// longAway is how many months of absence, of lost contact and of lost liberty the definitions ask for (民发〔2019〕62号; local rules for
// elders and women).
const longAway = 6

// Evidence returns what the facts say about each kind of the file on the day, in the order of the kinds.
//
//	留守儿童  国发〔2016〕13号: both parents away for work, or one away and the other without the ability of a guardian
//	孤儿      both parents dead or declared missing
//	事实无人抚养 民发〔2019〕62号: both, or one dead or missing and the other, seriously disabled or ill, or for six months without liberty or contact
//	困境儿童  国发〔2016〕36号: poverty, disability or illness, or failing care
//	留守老人  all children away for six months
//	留守妇女  the husband away for six months
func (b *Beneficiary) Evidence(on region.Day) []Verdict {
	list := make([]Verdict, len(b.Kinds))
	for i, k := range b.Kinds {
		list[i] = b.verdict(k, on)
	}
	return list
}

func (b *Beneficiary) verdict(k Kind, on region.Day) Verdict {
	v := Verdict{Kind: k, Result: Unknown}
	father, mother := b.parentIs("father", on), b.parentIs("mother", on)
	both := []standing{father, mother}
	parents := []string{"father_alive", "father_where", "father_ability", "mother_alive", "mother_where", "mother_ability"}
	switch k {
	case LeftBehindChild:
		v.Fields = parents
		v.Result = leftBehind(both)
	case Orphan:
		v.Fields = []string{"father_alive", "mother_alive"}
		v.Result = allOf(both, standing.gone)
	case Unsupported:
		v.Fields = append(parents, "father_unable_since", "father_lost_since", "mother_unable_since", "mother_lost_since")
		v.Result = allOf(both, standing.cannot)
		if v.Result == Met && father.gone() == Met && mother.gone() == Met {
			v.Result = NotMet // an orphan
		}
	case ChildInNeed:
		v.Fields = []string{"health", "aid", "care_quality", "neglect", "special"}
		v.Result = b.inNeed(both)
	case LeftBehindElder:
		v.Fields = []string{"children_away"}
		v.Result = answer(b.Details["children_away"], every)
	case LeftBehindWoman:
		v.Fields = []string{"husband_where", "husband_away_since"}
		v.Result = answer(b.Details["husband_where"], away)
		if v.Result == Met {
			v.Result = longEnough(b.Details["husband_away_since"], on)
		}
	}
	return v
}

// standing is how far a parent can be a guardian.
type standing string

const (
	unknownParent standing = ""
	parentGone    standing = "gone"   // dead or declared missing
	parentCannot  standing = "cannot" // for long without ability, liberty or contact
	parentUnable  standing = "unable" // without ability, not for long enough or since when is unknown
	parentAway    standing = "away"   // able, away for work
	parentHere    standing = "here"   // able, not away
)

func (s standing) gone() Result { return is(s, parentGone) }

func (s standing) cannot() Result {
	if s == parentUnable {
		return Unknown
	}
	return is(s, parentGone, parentCannot)
}

func is(s standing, in ...standing) Result {
	switch {
	case s == unknownParent:
		return Unknown
	case slices.Contains(in, s):
		return Met
	}
	return NotMet
}

func (b *Beneficiary) parentIs(who string, on region.Day) standing {
	d := b.Details
	switch d[who+"_alive"] {
	case "":
		return unknownParent
	case deceased, missing:
		return parentGone
	case lostContact:
		if longEnough(d[who+"_lost_since"], on) == Met {
			return parentCannot
		}
		return parentUnable
	}
	switch d[who+"_ability"] {
	case "":
		return unknownParent
	case "disabled", "ill":
		return parentCannot
	case "restricted":
		if longEnough(d[who+"_unable_since"], on) == Met {
			return parentCannot
		}
		return parentUnable
	case "other":
		return parentUnable
	}
	switch d[who+"_where"] {
	case "":
		return unknownParent
	case away:
		return parentAway
	}
	return parentHere
}

// allOf returns NotMet when one parent's result is, Unknown when one is, else Met.
func allOf(both []standing, of func(standing) Result) Result {
	out := Met
	for _, s := range both {
		switch of(s) {
		case NotMet:
			return NotMet
		case Unknown:
			out = Unknown
		}
	}
	return out
}

func leftBehind(both []standing) Result {
	oneAway := slices.Contains(both, parentAway)
	switch {
	case slices.Contains(both, parentHere):
		return NotMet
	case slices.Contains(both, unknownParent):
		return Unknown
	case oneAway:
		return Met
	}
	return NotMet // both without ability, none away: another kind
}

func (b *Beneficiary) inNeed(both []standing) Result {
	d := b.Details
	poor := d.Has("aid", "monitored", "minimum_living", "extreme_poverty", "disability_living", "disability_care", "orphan", "unsupported")
	ill := d.Has("health", "severe", "disabled")
	failing := d["care_quality"] == "poor" || d.Has("neglect", "unattended", "school", "health", "violence", "labour", "game") || b.Guardianship == ByNobody
	special := d.Has("special", "prisoner_child", "drugs", "hiv", "wandering", "harmed")
	if poor || ill || failing || special || allOf(both, standing.cannot) == Met {
		return Met
	}
	for _, field := range []string{"health", "aid", "neglect", "special"} {
		if d[field] == "" {
			return Unknown
		}
	}
	return NotMet
}

func answer(given, wanted string) Result {
	switch given {
	case "":
		return Unknown
	case wanted:
		return Met
	}
	return NotMet
}

func longEnough(since string, on region.Day) Result {
	n, ok := form.MonthsSince(since, on)
	switch {
	case !ok:
		return Unknown
	case n >= longAway:
		return Met
	}
	return NotMet
}

// checkEvidence returns ErrEvidence for the first kind that the facts contradict.
func (b *Beneficiary) checkEvidence(on region.Day) error {
	for _, v := range b.Evidence(on) {
		if v.Result == NotMet {
			return ErrEvidence.With("kind", KindWords.Of(string(v.Kind), "zh"), "kind_en", KindWords.Of(string(v.Kind), "en")).At("kinds")
		}
	}
	return nil
}
