package sqlite

import (
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// A page of a list is quickly found in two ways: what is rare, by an index over it, and sorted then; what is common, by going
// along the order of the list and looking at each document. SQLite knows no numbers and always takes the first way, which
// sorts a whole county for twenty lines. So conditions that SQLite would search by although the order is another (the
// beginning of a region path, an element of an array, a status) are counted before, up to broadFrom; from there on they are
// written so that SQLite does not search by them. A common element of an array under the order of ids needs no looking
// around: its side table is in that order.

// broadFrom is how many matches make a condition common.
var broadFrom = 1000

// pageMost is the largest limit that is taken for a page.
const pageMost = 1000

// term is a condition that may be common.
type term struct {
	field int
	op    query.Op
	kind  query.Kind
	value string
}

func termOf(x query.Expr) term {
	t := term{x.Field, x.Op, x.Value.Kind, x.Value.Str}
	if x.Value.Kind != query.String {
		t.value = strconv.FormatInt(x.Value.Int, 10)
	}
	if len(x.Values) > 0 {
		var list []byte
		for _, v := range x.Values {
			list = append(strconv.AppendInt(append(list, v.Str...), v.Int, 10), 0)
		}
		t.value = string(list)
	}
	return t
}

// broad remembers what was found common. It may be out of date, which makes a page slower and never wrong.
type broad struct {
	mu    sync.RWMutex
	terms map[counted]found
}

// counted is a term and how many matches make it common.
type counted struct {
	term
	common int
}

// found is how many documents match, up to what is common, and until when that holds of what is rare.
type found struct {
	n     int
	until time.Time
}

const (
	broadMost = 10_000          // terms that are remembered
	rareFor   = 5 * time.Second // what has been found rare is not looked at again
)

// find tells how many matches are remembered of the term.
func (k *broad) find(t counted) (n int, known bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	f, known := k.terms[t]
	return f.n, known && (f.n >= t.common || time.Now().Before(f.until))
}

func (k *broad) add(t counted, n int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.terms == nil || len(k.terms) >= broadMost {
		k.terms = map[counted]found{}
	}
	k.terms[t] = found{n, time.Now().Add(rareFor)}
}

// walked is what a builder asks whether to search by a condition or to test each document for it.
type walked struct {
	byID   bool         // the order
	every  bool         // the documents are known: test
	terms  []term       // to be tested
	rare   map[term]int // found rare, with how many matches
	served []query.Expr // an index has them before the order
	lead   lead
}

// lead is what is gone along instead of the table: elements of arrays, one of which every document must have, in side tables
// that are in the order of ids.
type lead struct {
	elements []query.Expr // equalities
	ids      []query.Expr // limits of the ids
}

const leadMost = 16 // elements that are gone along together

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

// walk returns how a page in the order of sort is found, and what of the filter remains to be asked. If anything is rare, all
// but the rarest is tested. Else the common conditions are, without those that an index has before that order: going along
// the index is going along the order.
func (t *table) walk(c *conn, x query.Expr, sort []query.Key) (w walked, rest query.Expr, err error) {
	sort = unfixed(x, sort)
	w.byID = len(sort) > 0 && sort[0].Field == 0
	kids := kidsOf(x)
	in := slices.IndexFunc(kids, func(k query.Expr) bool { return w.byID && t.leads(k) != nil })
	if in < 0 || slices.ContainsFunc(slices.Concat(kids[:in], kids[in+1:]), t.mayLead) { // else there is no choice
		if _, err = t.common(c, x, t.served(x, sort), &w); err != nil {
			return w, x, err
		}
	}
	if w.rare != nil || in >= 0 {
		for _, k := range w.served {
			if _, err := t.counted(c, k, &w, w.least(kids)); err != nil {
				return w, x, err
			}
		}
	}
	if rarest := w.rarest(kids); rarest >= 0 {
		in = rarest
		inOrder := slices.ContainsFunc(w.served, func(k query.Expr) bool { return termOf(k) == termOf(kids[in]) })
		for i, k := range kids {
			if i != in && !(inOrder && ranges[k.Op]) { // its index may have them next
				t.all(k, kids[in], &w)
			}
		}
	}
	if in < 0 || !w.byID {
		return w, x, nil
	}
	if w.lead.elements = t.leads(kids[in]); w.lead.elements == nil {
		return w, x, nil
	}
	var others []query.Expr
	for i, k := range kids {
		if k.Field == 0 && len(k.Kids) == 0 {
			w.lead.ids = append(w.lead.ids, k)
		}
		if i != in && (len(k.Kids) > 0 || k.Op != kids[in].Op || termOf(k) != termOf(kids[in])) {
			others = append(others, k)
		}
	}
	return w, query.AllOf(others...), nil
}

// kidsOf are the conditions that all have to hold.
func kidsOf(x query.Expr) []query.Expr {
	if x.Op == query.And {
		return x.Kids
	}
	return []query.Expr{x}
}

// unfixed is the order without fields that have one value only.
func unfixed(x query.Expr, sort []query.Key) []query.Key {
	return slices.DeleteFunc(slices.Clone(sort), func(s query.Key) bool {
		return slices.ContainsFunc(kidsOf(x), func(k query.Expr) bool { return k.Op == query.Eq && k.Field == s.Field })
	})
}

// mayLead tells whether SQLite might search by something in the condition.
func (t *table) mayLead(x query.Expr) bool {
	return t.searched(x) || slices.ContainsFunc(x.Kids, t.mayLead)
}

// leads are the elements of arrays whose side tables can be gone along for the condition, in the order of ids; nil if none can.
func (t *table) leads(x query.Expr) (out []query.Expr) {
	switch {
	case x.Op == query.Or:
		for _, k := range x.Kids {
			some := t.leads(k)
			if some == nil {
				return nil
			}
			out = append(out, some...)
		}
	case t.sides[x.Field] == "":
		return nil
	case x.Op == query.Eq && x.Value.Kind != query.Null:
		out = []query.Expr{x}
	case x.Op == query.In:
		for _, v := range x.Values {
			out = append(out, query.Expr{Op: query.Eq, Field: x.Field, Value: v})
		}
	}
	if len(out) > leadMost {
		return nil
	}
	return out
}

// least is how many matches the rarest condition has; broadFrom when none is rare.
func (w walked) least(kids []query.Expr) int {
	if in := w.rarest(kids); in >= 0 {
		n, _ := w.matches(kids[in])
		return n
	}
	return broadFrom
}

// rarest returns which of the conditions has the fewest matches, -1 when none is rare.
func (w walked) rarest(kids []query.Expr) int {
	in, least := -1, 0
	for i, k := range kids {
		if n, ok := w.matches(k); ok && (in < 0 || n < least) {
			in, least = i, n
		}
	}
	return in
}

// matches tells how many documents a rare condition is met by, at most; false when it is not rare.
func (w walked) matches(x query.Expr) (sum int, ok bool) {
	if x.Op != query.Or {
		sum, ok = w.rare[termOf(x)]
		return sum, ok && len(x.Kids) == 0
	}
	for _, k := range x.Kids {
		n, ok := w.matches(k)
		if !ok {
			return 0, false
		}
		sum += n
	}
	return sum, true
}

// common adds the common conditions in x and tells whether there are any. Of an "or" with a common part every part is
// tested: there is no rare way in.
func (t *table) common(c *conn, x query.Expr, served []int, w *walked) (any bool, err error) {
	if x.Op == query.And || x.Op == query.Or {
		rare := maps.Clone(w.rare)
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
			t.all(x, query.Expr{}, w)
			w.rare = rare
		}
		return any, nil
	}
	if !t.searched(x) {
		return false, nil
	}
	if slices.Contains(served, x.Field) {
		w.served = append(w.served, x)
		return false, nil
	}
	return t.counted(c, x, w, broadFrom)
}

// counted adds one condition to the common ones or, with fewer matches than most, to the rare ones, and tells whether it is
// common.
func (t *table) counted(c *conn, x query.Expr, w *walked, most int) (common bool, err error) {
	k := termOf(x)
	key := counted{k, most}
	if w.byID && t.sides[x.Field] != "" { // gone along it costs little, but what is rare costs less
		key.common = max(1, broadFrom/4)
	}
	n, known := t.known.find(key)
	if !known {
		if n, err = t.count(c, x, key.common); err != nil {
			return false, err
		}
		t.known.add(key, n)
	}
	if n < key.common {
		if w.rare == nil {
			w.rare = map[term]int{}
		}
		w.rare[k] = n
		return false, nil
	}
	w.terms = append(w.terms, k)
	return true, nil
}

// searched tells whether SQLite would search by the condition.
func (t *table) searched(x query.Expr) bool {
	if x.Op != query.StartsW && x.Op != query.In && x.Op != query.Eq {
		return false
	}
	if t.Fields[x.Field].Kind == query.Strings {
		return x.Op != query.Eq || x.Value.Kind != query.Null // the side table does not have who is not in it
	}
	return slices.ContainsFunc(t.Indexes, func(ix query.Index) bool { return !ix.Sparse && ix.Keys[0].Field == x.Field })
}

// served returns the fields that an index has before the order of sort, and the one that the order begins with.
func (t *table) served(x query.Expr, sort []query.Key) (fields []int) {
	same := map[int]bool{}
	for _, k := range kidsOf(x) {
		if k.Op == query.Eq && t.sides[k.Field] == "" {
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
	if len(sort) == 0 {
		return fields
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

var ranges = map[query.Op]bool{query.Gt: true, query.Gte: true, query.Lt: true, query.Lte: true}

// all adds the conditions in x that SQLite would search by, except what is in the way in.
func (t *table) all(x, in query.Expr, w *walked) {
	for _, k := range x.Kids {
		t.all(k, in, w)
	}
	if len(x.Kids) > 0 || !t.searched(x) && !ranges[x.Op] {
		return
	}
	k := termOf(x)
	if k != termOf(in) && !slices.ContainsFunc(in.Kids, func(i query.Expr) bool { return termOf(i) == k }) {
		w.terms = append(w.terms, k)
	}
}

// count tells how many matches a condition has, at most, and most for so many or more: it skips entries of the condition's own index.
func (t *table) count(c *conn, x query.Expr, most int) (int, error) {
	if most == 0 {
		return 0, nil
	}
	if common, err := t.reaches(c, x, most); err != nil || common {
		return most, err
	}
	for n := most / 4; n > 0; n /= 4 {
		if reached, err := t.reaches(c, x, n); err != nil || reached {
			return min(n*4, most-1), err
		}
	}
	return 0, nil
}

// reaches tells whether a condition has n matches.
func (t *table) reaches(c *conn, x query.Expr, n int) (yes bool, err error) {
	b := t.build("SELECT 1 FROM ")
	defer b.free()
	if side := t.sides[x.Field]; side != "" {
		b.add(side, " WHERE ").column(query.Expr{Op: x.Op, Value: x.Value, Values: x.Values}, `"value"`)
	} else {
		b.add(t.name, " WHERE ").column(x, t.cols[x.Field])
	}
	b.add(" LIMIT 1 OFFSET ").val(num(int64(n - 1)))
	err = c.query(b, func(*sqlite.Stmt) error {
		yes = true
		return nil
	})
	return yes, err
}
