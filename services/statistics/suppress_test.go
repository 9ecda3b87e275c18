package statistics

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// county draws figures of a county and its towns whose equations hold.
func county(rng *rand.Rand, towns, most int) Figures {
	f := Figures{Rows: map[string]map[string]int64{}}
	top := Area{Path: "county/"}
	f.Rows[top.Path] = map[string]int64{}
	for i := range towns {
		path := fmt.Sprintf("county/%d/", i)
		top.Parts = append(top.Parts, path)
		rows := map[string]int64{}
		n := int64(rng.IntN(most))
		rows[total] = n
		for j := range tables {
			if tables[j].several {
				continue
			}
			for range n {
				r := tables[j].rows[min(rng.IntN(len(tables[j].rows)), rng.IntN(len(tables[j].rows)))]
				rows[tables[j].code+"/"+r.Code()]++
			}
		}
		f.Areas = append(f.Areas, Area{Path: path})
		f.Rows[path] = rows
		for row, n := range rows {
			f.Rows[top.Path][row] += n
		}
	}
	f.Areas = append(f.Areas, top)
	return f
}

// TestSuppress hides every small figure, and enough others: no hidden figure can be worked out. What is asked here is not the code under
// test but the bounds of each unknown, tightened by every equation until nothing moves, and then by moving one unknown and repairing the
// equations along a cycle, which needs an independent null vector.
func TestSuppress(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		f := county(rng, rapid.IntRange(1, 8).Draw(rt, "towns"), rapid.IntRange(1, 60).Draw(rt, "most"))
		least := int64(rapid.SampledFrom([]int{5, 10}).Draw(rt, "least"))
		hidden := Suppress(f, least, nil)
		for area, rows := range f.Rows {
			for row, n := range rows {
				if n > 0 && n < least && !hidden[area][row] {
					rt.Fatalf("%s %s: %d is shown", area, row, n)
				}
				if n == 0 && hidden[area][row] {
					rt.Fatalf("%s %s: nothing is hidden", area, row)
				}
			}
		}
		if c, ok := pinned(f, hidden); ok {
			rt.Fatalf("%s %s can be worked out", c.area, c.row)
		}
		public := Suppress(f, 10, hidden)
		for area, rows := range hidden {
			for row := range rows {
				if !public[area][row] {
					rt.Fatalf("%s %s is hidden from offices and shown to everybody", area, row)
				}
			}
		}
		if c, ok := pinned(f, public); ok {
			rt.Fatalf("%s %s can be worked out from what is public", c.area, c.row)
		}
	})
}

// pinned returns a hidden cell whose value is the same in every solution of the equations, by rational elimination in floating point with a
// full pivot search: another way than that of the code.
func pinned(f Figures, hidden map[string]map[string]bool) (cell, bool) {
	var unknown []cell
	at := map[cell]int{}
	for area, rows := range hidden {
		for row := range rows {
			at[cell{area, row}] = len(unknown)
			unknown = append(unknown, cell{area, row})
		}
	}
	var m [][]float64
	for _, e := range f.equations() {
		row, some := make([]float64, len(unknown)), false
		for i, c := range e {
			if j, ok := at[c]; ok {
				some = true
				if row[j] = 1; i > 0 {
					row[j] = -1
				}
			}
		}
		if some {
			m = append(m, row)
		}
	}
	rank := 0
	for col := range unknown {
		best := -1
		for r := rank; r < len(m); r++ {
			if abs(m[r][col]) > 1e-9 && (best < 0 || abs(m[r][col]) > abs(m[best][col])) {
				best = r
			}
		}
		if best < 0 {
			continue
		}
		m[rank], m[best] = m[best], m[rank]
		for r := range m {
			if r != rank && abs(m[r][col]) > 1e-9 {
				q := m[r][col] / m[rank][col]
				for k := range m[r] {
					m[r][k] -= q * m[rank][k]
				}
			}
		}
		rank++
	}
	for _, row := range m[:rank] {
		only, n := -1, 0
		for j, v := range row {
			if abs(v) > 1e-6 {
				only, n = j, n+1
			}
		}
		if n == 1 {
			return unknown[only], true
		}
	}
	return cell{}, false
}

func abs(x float64) float64 { return max(x, -x) }

// TestSuppressNeedsMore checks that the small figures alone would not do: in this county one hidden figure follows from the total.
func TestSuppressNeedsMore(t *testing.T) {
	f := Figures{Areas: []Area{{Path: "c/"}}, Rows: map[string]map[string]int64{"c/": {total: 30, "age/0-5": 3, "age/6-13": 27}}}
	for i := range tables {
		if tables[i].code != "age" && !tables[i].several {
			f.Rows["c/"][tables[i].code+"/"+notCollected] = 30
		}
	}
	if c, ok := pinned(f, map[string]map[string]bool{"c/": {"age/0-5": true}}); !ok || c.row != "age/0-5" {
		t.Error("the check does not find what follows from the total")
	}
	hidden := Suppress(f, 5, nil)
	if !hidden["c/"]["age/0-5"] || !hidden["c/"]["age/6-13"] || len(hidden["c/"]) != 2 {
		t.Errorf("hidden: %v", hidden)
	}
}

func BenchmarkSuppress(b *testing.B) {
	f := county(rand.New(rand.NewPCG(1, 1)), 20, 200)
	for b.Loop() {
		Suppress(f, 5, nil)
	}
}
