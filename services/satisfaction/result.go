package satisfaction

import (
	"cmp"
	"slices"
	"strings"
)

// Faces are how many answers chose each of the five faces, from very dissatisfied to very satisfied.
type Faces []int64

func (f Faces) total() (n int64) {
	for _, k := range f {
		n += k
	}
	return n
}

func (f Faces) plus(o Faces) Faces {
	out := make(Faces, 5)
	for i := range out {
		if i < len(f) {
			out[i] += f[i]
		}
		if i < len(o) {
			out[i] += o[i]
		}
	}
	return out
}

// meanHundredths returns the mean score in hundredths, half rounded up.
func (f Faces) meanHundredths() int64 {
	var sum int64
	for i, k := range f {
		sum += int64(i+1) * k
	}
	n := f.total()
	return (200*sum + n) / (2 * n)
}

// satisfiedBP returns the share of the two satisfied faces in basis points, rounded down.
func (f Faces) satisfiedBP() int64 { return (f[3] + f[4]) * 10_000 / f.total() }

// TownFaces are the answers from one town.
type TownFaces struct {
	Town  string `bson:"town"` // path
	Faces Faces  `bson:"faces"`
}

// Tally is a round counted from its slips.
type Tally struct {
	Asked   int64       `bson:"asked"` // without those who are gone
	ByLink  int64       `bson:"by_link"`
	ByCall  int64       `bson:"by_call"`
	Refused int64       `bson:"refused"` // and did not answer after all
	Faces   Faces       `bson:"faces,omitempty"`
	Towns   []TownFaces `bson:"towns,omitempty"` // sorted
}

// Answers returns the number of answers.
func (t *Tally) Answers() int64 { return t.ByLink + t.ByCall }

// count adds a slip of a person from the town.
func (t *Tally) count(s *Slip, town string) {
	switch s.Status {
	case Gone:
		return
	case Refused:
		t.Refused++
	case Answered:
		one := make(Faces, 5)
		one[s.Score-1] = 1
		t.Faces = t.Faces.plus(one)
		if s.Way == ByCall {
			t.ByCall++
		} else {
			t.ByLink++
		}
		at, ok := slices.BinarySearchFunc(t.Towns, town, func(x TownFaces, town string) int { return strings.Compare(x.Town, town) })
		if !ok {
			t.Towns = slices.Insert(t.Towns, at, TownFaces{Town: town})
		}
		t.Towns[at].Faces = t.Towns[at].Faces.plus(one)
	}
	t.Asked++
}

// Result is what may be shown of answers.
type Result struct {
	Answers        int64
	Faces          Faces
	MeanHundredths int64
	SatisfiedBP    int64
	Towns          []TownFaces // of the larger ones; none when they would tell about the others
}

// Shown returns the result, or nil below five answers.
func (t *Tally) Shown() *Result {
	n := t.Faces.total()
	if n < Least {
		return nil
	}
	return &Result{Answers: n, Faces: t.Faces, MeanHundredths: t.Faces.meanHundredths(), SatisfiedBP: t.Faces.satisfiedBP(), Towns: shownTowns(t.Towns)}
}

// shownTowns returns the towns with five answers or more, without the smallest of them when the towns left out would have fewer than five together, so
// that neither a town nor what is left of the whole tells about fewer than five. One town alone is the whole and is not repeated.
func shownTowns(all []TownFaces) []TownFaces {
	var shown []TownFaces
	var rest int64
	for _, t := range all {
		if n := t.Faces.total(); n < Least {
			rest += n
		} else {
			shown = append(shown, t)
		}
	}
	slices.SortStableFunc(shown, func(a, b TownFaces) int { return cmp.Compare(b.Faces.total(), a.Faces.total()) })
	for rest > 0 && rest < Least && len(shown) > 0 {
		rest += shown[len(shown)-1].Faces.total()
		shown = shown[:len(shown)-1]
	}
	if len(shown) == 1 && rest == 0 {
		return nil
	}
	slices.SortFunc(shown, func(a, b TownFaces) int { return strings.Compare(a.Town, b.Town) })
	return shown
}

// total adds up the closed rounds that count in the contract's figures. A round with fewer than five answers is left out for good: together with
// the others it would be shown by what it changes.
func total(rounds []Round) Tally {
	var all Tally
	for i := range rounds {
		r := &rounds[i]
		if r.Status != Closed || !r.Counts || r.Result.Answers() < Least {
			continue
		}
		all.Asked += r.Result.Asked
		all.ByLink += r.Result.ByLink
		all.ByCall += r.Result.ByCall
		all.Refused += r.Result.Refused
		all.Faces = all.Faces.plus(r.Result.Faces)
	}
	return all
}
