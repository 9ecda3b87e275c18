package statistics

import (
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
)

// Sexes counts persons by sex.
type Sexes struct {
	Male   int64 `bson:"m"`
	Female int64 `bson:"f"`
}

// Sum is the number of both.
func (s Sexes) Sum() int64 { return s.Male + s.Female }

func (s Sexes) plus(o Sexes) Sexes { return Sexes{s.Male + o.Male, s.Female + o.Female} }

// Counts are the figures of one area and group: by table and row as "age/6-13", and the named ones below.
type Counts map[string]Sexes

// The figures outside the tables.
const (
	total      = "total"
	alone      = "alone"      // under 16 without a caregiver
	incomplete = "incomplete" // a needed field of the file is missing
)

// add counts a set of equal files.
func (c Counts) add(s *register.Stat, on region.Day) {
	n := Sexes{Male: s.N}
	if s.Gender == register.Female {
		n = Sexes{Female: s.N}
	}
	c[total] = c[total].plus(n)
	if (&register.Facts{Birth: s.Birth, Guardianship: s.Guardianship}).Alone(on) {
		c[alone] = c[alone].plus(n)
	}
	if s.Incomplete {
		c[incomplete] = c[incomplete].plus(n)
	}
	for i := range tables {
		known := keys[tables[i].code]
		for _, row := range tables[i].of(s, on) {
			key, ok := known[row]
			if !ok {
				key = known[notCollected] // a code of an earlier form
			}
			c[key] = c[key].plus(n)
		}
	}
}

func (c Counts) merge(o Counts) {
	for key, n := range o {
		c[key] = c[key].plus(n)
	}
}

// Failed is a cross-foot equation that does not hold: a table whose rows do not sum up to the total.
type Failed struct {
	Table      string
	Sum, Total Sexes
}

// CrossFoot returns the equations that do not hold: the rows of every table in which nobody is twice sum up to the total, men and women each.
func (c Counts) CrossFoot() []Failed {
	var wrong []Failed
	for i := range tables {
		t := &tables[i]
		if t.several {
			continue
		}
		var sum Sexes
		for _, row := range t.rows {
			sum = sum.plus(c[t.code+"/"+row.Code()])
		}
		if sum != c[total] {
			wrong = append(wrong, Failed{t.code, sum, c[total]})
		}
	}
	return wrong
}
