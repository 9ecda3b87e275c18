package docstore

import (
	"context"
	"fmt"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

const (
	pageLimit = 20  // limit of Page without Limit
	eachBatch = 500 // documents that Each reads at once
)

// First returns the first matching document in the order of Sort, or ErrNotFound.
func (c *Collection[T]) First(ctx context.Context, f Filter, opts ...Option) (T, error) {
	o := gather(opts)
	o.noNext = true
	items, _, err := c.read(ctx, f, o, 1)
	if err == nil && len(items) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		var none T
		return none, err
	}
	return items[0], nil
}

// Find returns all matching documents, or the first Limit of them; never nil. Without Limit it fails when more than MaxFind
// match: use Page or Each.
func (c *Collection[T]) Find(ctx context.Context, f Filter, opts ...Option) ([]T, error) {
	o := gather(opts)
	if o.limit > 0 {
		o.noNext = true
		items, _, err := c.read(ctx, f, o, o.limit)
		return items, err
	}
	items, more, err := c.read(ctx, f, o, MaxFind)
	if err == nil && more != "" {
		err = fmt.Errorf("%w: collection %s: more than %d documents; use Page or Each", ErrUnsupported, c.table.Name, MaxFind)
	}
	if err != nil {
		return []T{}, err
	}
	return items, nil
}

// Page returns up to Limit documents (20 without Limit) after the cursor of After, and the cursor of the next page. It
// returns ErrCursor when the cursor was made for another collection or sort.
func (c *Collection[T]) Page(ctx context.Context, f Filter, opts ...Option) (Page[T], error) {
	o := gather(opts)
	if o.limit <= 0 {
		o.limit = pageLimit
	}
	items, next, err := c.read(ctx, f, o, o.limit)
	return Page[T]{Items: items, Next: next}, err
}

// CursorAfter returns the cursor that continues a page of the sort after the document, for a list that is merged from several pages.
func (c *Collection[T]) CursorAfter(doc T, sort ...string) (string, error) {
	keys, err := c.table.Sort(sort)
	if err != nil {
		return "", err
	}
	row, err := c.encode(&doc)
	if err != nil {
		return "", err
	}
	return cursorOf(c.table, keys, row.Values), nil
}

// Each calls use for every matching document in the order of Sort and holds only a few at a time. An error of use ends it
// and is returned unchanged. Documents added during the call may or may not be included; none is passed twice unless its
// position in the order changes.
func (c *Collection[T]) Each(ctx context.Context, f Filter, use func(T) error, opts ...Option) error {
	o := gather(opts)
	for left := o.limit; ; left -= eachBatch {
		n := eachBatch
		if o.limit > 0 {
			n = min(n, left)
		}
		items, next, err := c.read(ctx, f, o, n)
		if err != nil {
			return err
		}
		for _, doc := range items {
			if err := use(doc); err != nil {
				return err
			}
		}
		if next == "" || o.limit > 0 && left <= eachBatch {
			return nil
		}
		o.after = next
	}
}

// read returns the first limit documents after the cursor, and the cursor of the next ones, which is empty when there are
// none.
func (c *Collection[T]) read(ctx context.Context, f Filter, o options, limit int) ([]T, string, error) {
	where, err := c.where(f)
	if err != nil {
		return []T{}, "", err
	}
	sort, err := c.table.Sort(o.sort)
	if err != nil {
		return []T{}, "", err
	}
	parts := []query.Expr{where}
	if o.after != "" {
		at, err := openCursor(c.table, sort, o.after)
		if err != nil {
			return []T{}, "", err
		}
		parts = query.After(where, sort, at)
	}
	items := make([]T, 0, min(limit, 64))
	var last []byte
	more := false
	ask := limit + 1
	if o.noNext {
		ask = limit
	}
	err = c.find(ctx, parts, sort, ask, func(raw []byte) error {
		if len(items) == limit {
			more = true
			return nil
		}
		if len(items) == limit-1 && !o.noNext {
			last = append(last, raw...)
		}
		items = append(items, *new(T))
		return c.decode(raw, &items[len(items)-1])
	})
	if err != nil {
		return []T{}, "", err
	}
	if !more {
		return items, "", nil
	}
	next, err := makeCursor(c.table, sort, last)
	return items, next, err
}

func (c *Collection[T]) find(ctx context.Context, parts []query.Expr, sort []query.Key, limit int, use func([]byte) error) error {
	q := query.Find{Sort: sort, Limit: limit, Parts: parts[:0:0]}
	for _, p := range parts {
		if p.Op != query.None {
			q.Parts = append(q.Parts, p)
		}
	}
	if len(q.Parts) == 0 {
		return nil
	}
	left := MaxBytes
	return c.failed("find in", c.store.Find(ctx, q, func(raw []byte) error {
		if left -= len(raw); left < 0 {
			return ErrTooMuch
		}
		return use(raw)
	}))
}

// Count returns how many documents match, at most Limit when it is given; it then reads no more than a page of that size.
func (c *Collection[T]) Count(ctx context.Context, f Filter, opts ...Option) (int64, error) {
	where, err := c.where(f)
	if err != nil || where.Op == query.None {
		return 0, err
	}
	n, err := c.store.Count(ctx, where, gather(opts).limit)
	if err != nil {
		return 0, c.failed("count in", err)
	}
	return n, nil
}

// Sum groups the matching documents by up to three fields and returns the measures of each group, in the order of the keys,
// missing values first. Without grouping fields it returns exactly one group. A measure over no value is 0; minima and
// maxima of times are in milliseconds.
func (c *Collection[T]) Sum(ctx context.Context, f Filter, group []string, measures ...Measure) ([]Group, error) {
	where, err := c.where(f)
	if err != nil {
		return nil, err
	}
	s, err := c.table.NewSum(where, group)
	if err != nil {
		return nil, err
	}
	for _, m := range measures {
		if err := c.table.Measure(&s, m.Op, m.Field); err != nil {
			return nil, err
		}
	}
	var rows []query.Row
	if where.Op != query.None {
		if rows, err = c.store.Sum(ctx, s); err != nil {
			return nil, c.failed("sum in", err)
		}
	}
	if len(rows) == 0 && len(group) == 0 {
		rows = []query.Row{{Values: make([]int64, len(measures))}}
	}
	out := make([]Group, len(rows))
	for i, r := range rows {
		out[i] = Group{Keys: make([]any, len(r.Keys)), Values: r.Values}
		for j, k := range r.Keys {
			out[i].Keys[j] = k.Any()
		}
	}
	return out, nil
}
