package sqlite

import (
	"slices"
	"strconv"
	"sync"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// A page of a list is quickly found in two ways: what is rare, by an index over it, and sorted then; what is common, by going
// along the order of the list and looking at each document. SQLite knows no numbers and always takes the first way, which
// sorts a whole county for twenty lines. So conditions that SQLite would search by although the order is another (the beginning of a
// region path, an element of an array, a status) are counted before, up to broadFrom; from there on they are written so that SQLite does not
// search by them.

// broadFrom is how many matches make a condition common.
var broadFrom = 1000

// pageMost is the largest limit that is taken for a page.
const pageMost = 1000

// term is a condition that may be common.
type term struct {
	field int
	op    query.Op
	value string
}

func termOf(x query.Expr) term {
	t := term{x.Field, x.Op, x.Value.Str}
	if x.Value.Kind != query.String {
		t.value = strconv.FormatInt(x.Value.Int, 10)
	}
	for _, v := range x.Values {
		t.value += v.Str + strconv.FormatInt(v.Int, 10) + "\x00"
	}
	return t
}

// broad remembers what was found common. It may be out of date, which makes a page slower and never wrong.
type broad struct {
	mu    sync.RWMutex
	terms map[term]time.Time // until when it counts as rare; zero: it is common
}

const (
	broadMost = 10_000          // terms that are remembered
	rareFor   = 5 * time.Second // what has been found rare is not looked at again
)

// find tells what is remembered of the term.
func (k *broad) find(t term) (common, known bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	until, known := k.terms[t]
	return known && until.IsZero(), known && (until.IsZero() || time.Now().Before(until))
}

func (k *broad) add(t term, common bool) {
	var until time.Time
	if !common {
		until = time.Now().Add(rareFor)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.terms == nil || len(k.terms) >= broadMost {
		k.terms = map[term]time.Time{}
	}
	k.terms[t] = until
}

// walked is what a builder asks whether to search by a condition or to test each document for it.
type walked struct {
	every bool   // the documents are known: test
	terms []term // to be tested
	rare  []term // found rare, and needed
}

func (w walked) has(x query.Expr) bool {
	if w.every {
		return true
	}
	for _, t := range w.terms {
		if t == termOf(x) {
			return true
		}
	}
	return false
}

// walk returns the common conditions of a filter for a page in the order of sort. Those that an index has before that
// order are none: going along the index is going along the order.
func (t *table) walk(c *conn, x query.Expr, sort []query.Key) (w walked, err error) {
	if _, err = t.common(c, x, t.served(x, sort), &w); err != nil || x.Op != query.And || w.rare == nil {
		return w, err
	}
	for _, k := range x.Kids { // what is rare is the best way in: by nothing else
		if key := termOf(k); len(k.Kids) == 0 && t.searched(k) && !slices.Contains(w.rare, key) {
			w.terms = append(w.terms, key)
		}
	}
	return w, nil
}

// common adds the common conditions in x and tells whether there are any. Of an "or" with a common part every part is
// tested: there is no rare way in.
func (t *table) common(c *conn, x query.Expr, served []int, w *walked) (any bool, err error) {
	if x.Op == query.And || x.Op == query.Or {
		rare := w.rare
		if x.Op == query.Or {
			served = nil
			if slices.ContainsFunc(x.Kids, func(k query.Expr) bool { return !t.searched(k) }) {
				defer func() { w.rare = rare }() // the others may do without it
			}
		}
		for _, k := range x.Kids {
			one, err := t.common(c, k, served, w)
			if err != nil {
				return false, err
			}
			any = any || one
		}
		if any && x.Op == query.Or {
			t.all(x, w)
			w.rare = rare
		}
		return any, nil
	}
	if !t.searched(x) || slices.Contains(served, x.Field) {
		return false, nil
	}
	k := termOf(x)
	yes, known := t.known.find(k)
	if !known {
		var err error
		if yes, err = t.isCommon(c, x); err != nil {
			return false, err
		}
		t.known.add(k, yes)
	}
	if !yes {
		w.rare = append(w.rare, k)
		return false, nil
	}
	w.terms = append(w.terms, k)
	return true, nil
}

// searched tells whether SQLite would search by the condition.
func (t *table) searched(x query.Expr) bool {
	switch x.Op {
	case query.StartsW, query.In:
	case query.Eq:
		if x.Value.Kind == query.Null {
			return false
		}
	default:
		return false
	}
	if x.Op != query.All && t.Fields[x.Field].Kind == query.Strings {
		return true
	}
	return slices.ContainsFunc(t.Indexes, func(ix query.Index) bool { return !ix.Sparse && ix.Keys[0].Field == x.Field })
}

// served returns the fields that an index has before the order of sort, and the one that the order begins with.
func (t *table) served(x query.Expr, sort []query.Key) (fields []int) {
	same := map[int]bool{}
	for _, k := range append([]query.Expr{x}, x.Kids...) {
		if k.Op == query.Eq && x.Op != query.Or {
			same[k.Field] = true
		}
	}
	for _, ix := range t.Indexes {
		n := 0
		for n < len(ix.Keys) && same[ix.Keys[n].Field] {
			n++
		}
		if n > len(fields) && follows(ix.Keys[n:], sort) {
			fields = fields[:0]
			for _, k := range ix.Keys[:n] {
				fields = append(fields, k.Field)
			}
		}
	}
	return append(fields, sort[0].Field)
}

// follows tells whether the rest of an index, with the id behind it, is in the order of sort, or the other way round.
func follows(rest, sort []query.Key) bool {
	for i, k := range sort {
		switch {
		case i == len(rest):
			return k.Field == 0
		case rest[i].Field != k.Field, (rest[i].Down != k.Down) != (rest[0].Down != sort[0].Down):
			return false
		}
	}
	return true
}

func (t *table) all(x query.Expr, w *walked) {
	for _, k := range x.Kids {
		t.all(k, w)
	}
	if len(x.Kids) == 0 && t.searched(x) {
		w.terms = append(w.terms, termOf(x))
	}
}

// isCommon tells whether a condition has broadFrom matches: it skips all but the last of so many entries of its own index.
func (t *table) isCommon(c *conn, x query.Expr) (yes bool, err error) {
	b := t.build("SELECT 1 FROM ")
	defer b.free()
	if side := t.sides[x.Field]; side != "" {
		b.add(side, " WHERE ").column(query.Expr{Op: x.Op, Value: x.Value, Values: x.Values}, `"value"`)
	} else {
		b.add(t.name, " WHERE ").column(x, t.cols[x.Field])
	}
	b.add(" LIMIT 1 OFFSET ").val(num(int64(broadFrom - 1)))
	err = c.query(b, func(*sqlite.Stmt) error {
		yes = true
		return nil
	})
	return yes, err
}
