package statistics

import (
	"cmp"
	"slices"
)

// Figures are what is published about several areas: the number of persons by area and by row ("age/6-13", "total").
type Figures struct {
	Areas []Area
	Rows  map[string]map[string]int64 // by the path of the area
}

// Area is an area in Figures. Its figures are the sums of those of its Parts, when it has any.
type Area struct {
	Path  string
	Parts []string
}

// cell is one figure of one area.
type cell struct{ area, row string }

// Suppress returns the figures that must not be shown, by area and row, so that nobody learns one of 1 to least-1 persons: these
// themselves, and others so that none of these can be worked out from what is shown and from the equations that everybody knows: rows of a
// table sum up to the total, parts of an area sum up to the area. No persons at all is shown. What is in also is hidden as well: figures that others
// do not see, who would put both answers together.
//
// A hidden figure is never 0, so a hidden figure can be worked out only when the equations alone determine it: a system of linear equations
// has a solution with all unknowns above 0, hence others around it unless the unknown is fixed. That is what fixed decides, exactly.
func Suppress(f Figures, least int64, also map[string]map[string]bool) map[string]map[string]bool {
	hidden := map[cell]bool{}
	for area, rows := range f.Rows {
		for row, n := range rows {
			if n > 0 && (n < least || also[area][row]) {
				hidden[cell{area, row}] = true
			}
		}
	}
	equations := f.equations()
	for {
		open := fixed(equations, hidden)
		if len(open) == 0 {
			break
		}
		if !f.hideMore(equations, open, hidden) {
			break // nothing more can be hidden: cannot happen, since equations without a figure that is shown fix nothing
		}
	}
	out := map[string]map[string]bool{}
	for c := range hidden {
		if out[c.area] == nil {
			out[c.area] = map[string]bool{}
		}
		out[c.area][c.row] = true
	}
	return out
}

// equation says that the first cell is the sum of the others.
type equation []cell

func (f Figures) equations() []equation {
	var list []equation
	for _, a := range f.Areas {
		for i := range tables {
			if tables[i].several {
				continue
			}
			e := equation{{a.Path, total}}
			for _, row := range tables[i].rows {
				key := tables[i].code + "/" + row.Code()
				if f.Rows[a.Path][key] > 0 {
					e = append(e, cell{a.Path, key})
				}
			}
			list = append(list, e)
		}
		if len(a.Parts) == 0 {
			continue
		}
		for row, n := range f.Rows[a.Path] {
			if n == 0 {
				continue
			}
			e := equation{{a.Path, row}}
			for _, part := range a.Parts {
				if f.Rows[part][row] > 0 {
					e = append(e, cell{part, row})
				}
			}
			list = append(list, e)
		}
	}
	return list
}

// hideMore hides the smallest figure that is shown in an equation with an open cell; where there is none, in the equations of the hidden
// figures around, wider and wider. It reports whether it found one.
func (f Figures) hideMore(equations []equation, open []cell, hidden map[cell]bool) bool {
	near, seen := map[cell]bool{open[0]: true}, map[int]bool{}
	for len(near) > 0 {
		var best *cell
		next := map[cell]bool{}
		for i, e := range equations {
			if seen[i] || !slices.ContainsFunc(e, func(c cell) bool { return near[c] }) {
				continue
			}
			seen[i] = true
			for j, c := range e {
				switch {
				case hidden[c]:
					next[c] = true
				case f.Rows[c.area][c.row] > 0 && (best == nil || f.less(c, *best)):
					best = &e[j]
				}
			}
		}
		if best != nil {
			hidden[*best] = true
			return true
		}
		near = next
	}
	return false
}

// less puts small figures first, totals of areas last, and is a complete order, so that the same figures hide the same.
func (f Figures) less(a, b cell) bool {
	score := func(c cell) int {
		if c.row == total {
			return 1
		}
		return 0
	}
	return cmp.Or(
		cmp.Compare(score(a), score(b)), cmp.Compare(f.Rows[a.area][a.row], f.Rows[b.area][b.row]), cmp.Compare(a.area, b.area), cmp.Compare(a.row, b.row),
	) < 0
}

// prime is the field in which fixed calculates: exact, and as good as the rationals, since the coefficients are 1 and -1.
const prime = 2_147_483_647

// fixed returns the hidden cells that the equations determine, sorted. It eliminates by Gauss and Jordan, on rows that hold only what
// is not 0.
func fixed(equations []equation, hidden map[cell]bool) []cell {
	var rows []map[cell]int64
	for _, e := range equations {
		row := map[cell]int64{}
		for i, c := range e {
			if hidden[c] {
				if row[c] = 1; i > 0 {
					row[c] = prime - 1
				}
			}
		}
		if len(row) > 0 {
			rows = append(rows, row)
		}
	}
	pivots := map[cell]map[cell]int64{}
	for _, row := range rows {
		for {
			c, some := anyPivot(row, pivots)
			if !some {
				break
			}
			subtract(row, pivots[c], row[c])
		}
		if len(row) == 0 {
			continue
		}
		c := smallest(row)
		scale(row, inverse(row[c]))
		for _, other := range pivots {
			if n := other[c]; n != 0 {
				subtract(other, row, n)
			}
		}
		pivots[c] = row
	}
	var list []cell
	for c, row := range pivots {
		if len(row) == 1 {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b cell) int { return cmp.Or(cmp.Compare(a.area, b.area), cmp.Compare(a.row, b.row)) })
	return list
}

func anyPivot(row map[cell]int64, pivots map[cell]map[cell]int64) (cell, bool) {
	for c := range row {
		if pivots[c] != nil {
			return c, true
		}
	}
	return cell{}, false
}

func smallest(row map[cell]int64) cell {
	var best cell
	first := true
	for c := range row {
		if first || cmp.Or(cmp.Compare(c.area, best.area), cmp.Compare(c.row, best.row)) < 0 {
			best, first = c, false
		}
	}
	return best
}

// subtract takes n times the other row from the row.
func subtract(row, other map[cell]int64, n int64) {
	for c, m := range other {
		left := (row[c] - n*m%prime + prime) % prime
		if left == 0 {
			delete(row, c)
		} else {
			row[c] = left
		}
	}
}

func scale(row map[cell]int64, n int64) {
	for c, m := range row {
		row[c] = m * n % prime
	}
}

// inverse returns the number by which n is 1 in the field of the prime (Fermat).
func inverse(n int64) int64 {
	out, power := int64(1), n%prime
	for e := int64(prime - 2); e > 0; e >>= 1 {
		if e&1 == 1 {
			out = out * power % prime
		}
		power = power * power % prime
	}
	return out
}
