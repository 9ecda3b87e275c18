package docstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/codec"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// Collection is a set of documents of one type. The caller may change the values it returns. It is safe for concurrent use.
type Collection[T any] struct {
	db    *DB
	table *query.Table
	store Store
	codec *codec.Codec[T]
	view  query.Expr // what the actor may reach; All for collections that are not scoped
}

func gather(opts []Option) options {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// where checks the filter and narrows it to the scope.
func (c *Collection[T]) where(f Filter) (query.Expr, error) {
	where, err := c.table.Filter(f)
	if err != nil {
		return query.Expr{}, err
	}
	return c.table.Both(where, c.view), nil
}

// failed adds the operation and the collection to err; the code of a fault is kept.
func (c *Collection[T]) failed(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s %s: %w", doing, c.table.Name, err)
}

func (c *Collection[T]) stamp(ctx context.Context) (string, time.Time) {
	by, at := c.db.cfg.Stamp(ctx)
	return by, codec.Millis(at)
}

// Insert stores the document as version 1 and sets its created and updated fields. When a unique index refuses it the error
// is ErrDuplicate (IsDuplicate tells the index) and nothing is stored.
func (c *Collection[T]) Insert(ctx context.Context, doc *T) error {
	row, err := c.fresh(ctx, doc)
	if err != nil {
		return err
	}
	return c.failed("insert into", c.store.Insert(ctx, []Row{row}))
}

// InsertMany stores all documents as Insert does, or none of them.
func (c *Collection[T]) InsertMany(ctx context.Context, docs []T) error {
	rows := make([]Row, len(docs))
	for i := range docs {
		var err error
		if rows[i], err = c.fresh(ctx, &docs[i]); err != nil {
			return err
		}
	}
	return c.add(ctx, rows)
}

// InsertAsIs stores documents with the version and the created and updated fields that they already have, such as those
// moved from another collection. It stores all or none. Errors as for Insert.
func (c *Collection[T]) InsertAsIs(ctx context.Context, docs []T) error {
	rows := make([]Row, len(docs))
	for i := range docs {
		var err error
		if rows[i], err = c.encode(&docs[i]); err != nil {
			return err
		}
	}
	return c.add(ctx, rows)
}

func (c *Collection[T]) add(ctx context.Context, rows []Row) error {
	if len(rows) == 0 {
		return nil
	}
	return c.failed("insert into", c.store.Insert(ctx, rows))
}

func (c *Collection[T]) fresh(ctx context.Context, doc *T) (Row, error) {
	m := base(doc)
	m.Version = 1
	m.CreatedBy, m.CreatedAt = c.stamp(ctx)
	m.UpdatedBy, m.UpdatedAt = m.CreatedBy, m.CreatedAt
	return c.encode(doc)
}

// Get returns the document, or ErrNotFound when it does not exist or is outside the scope.
func (c *Collection[T]) Get(ctx context.Context, id string) (T, error) {
	var doc T
	if c.view.Op == query.None {
		return doc, ErrNotFound
	}
	err := c.store.Get(ctx, id, c.view, func(raw []byte) error { return c.decode(raw, &doc) })
	return doc, c.failed("get from", err)
}

// GetMany returns the documents that exist and are inside the scope, by id.
func (c *Collection[T]) GetMany(ctx context.Context, ids []string) (map[string]T, error) {
	out := make(map[string]T, len(ids))
	for len(ids) > 0 {
		n := min(len(ids), query.MaxList)
		docs, err := c.Find(ctx, Filter{{Key: "_id", Value: Filter{{Key: "$in", Value: ids[:n]}}}}, Limit(n))
		if err != nil {
			return nil, err
		}
		for i := range docs {
			out[base(&docs[i]).ID] = docs[i]
		}
		ids = ids[n:]
	}
	return out, nil
}

// Update loads the document, calls fn to change it and saves it with the next version. An error of fn changes nothing and
// is returned unchanged. ErrNotFound as for Get; ErrStale when IfVersion names another version.
func (c *Collection[T]) Update(ctx context.Context, id string, fn func(*T) error, opts ...Option) (T, error) {
	return c.change(ctx, id, fn, gather(opts), false)
}

// Upsert is Update; when the document does not exist, fn gets a zero document with the id.
func (c *Collection[T]) Upsert(ctx context.Context, id string, fn func(*T) error) (T, error) {
	return c.change(ctx, id, fn, options{}, true)
}

func (c *Collection[T]) change(ctx context.Context, id string, fn func(*T) error, o options, make bool) (T, error) {
	var doc T
	err := c.db.Tx(ctx, func(ctx context.Context) error {
		doc = *new(T)
		old, err := c.load(ctx, id, &doc)
		missing := errors.Is(err, ErrNotFound)
		if err != nil && (!missing || !make) {
			return err
		}
		if o.version != 0 && o.version != old.Version {
			return ErrStale
		}
		if missing {
			base(&doc).ID = id
		}
		if err := fn(&doc); err != nil {
			return err
		}
		base(&doc).ID = id
		if missing {
			return c.Insert(ctx, &doc)
		}
		return c.save(ctx, old, &doc)
	}, Hot(id))
	if err != nil {
		return *new(T), err
	}
	return doc, nil
}

// load reads the document into doc and returns its row without the values.
func (c *Collection[T]) load(ctx context.Context, id string, doc *T) (Row, error) {
	if c.view.Op == query.None {
		return Row{}, ErrNotFound
	}
	var old Row
	err := c.store.Get(ctx, id, c.view, func(raw []byte) error {
		old.Doc = append([]byte(nil), raw...)
		return c.decode(old.Doc, doc)
	})
	if err != nil {
		return Row{}, c.failed("get from", err)
	}
	old.ID, old.Version = id, base(doc).Version
	return old, nil
}

func (c *Collection[T]) save(ctx context.Context, old Row, doc *T) error {
	m := base(doc)
	m.Version = old.Version + 1
	m.UpdatedBy, m.UpdatedAt = c.stamp(ctx)
	next, err := c.encode(doc)
	if err != nil {
		return err
	}
	return c.failed("update in", c.store.Replace(ctx, old, next))
}

// Delete removes the document. ErrNotFound as for Get; ErrStale when IfVersion names another version.
func (c *Collection[T]) Delete(ctx context.Context, id string, opts ...Option) error {
	o := gather(opts)
	if c.view.Op == query.None {
		return ErrNotFound
	}
	return c.db.Tx(ctx, func(ctx context.Context) error {
		gone, err := c.store.Delete(ctx, id, o.version, c.view)
		if err != nil {
			return c.failed("delete from", err)
		}
		if gone {
			return nil
		}
		if _, err := c.Get(ctx, id); err != nil {
			return err
		}
		return ErrStale
	}, Hot(id))
}

// DeleteMany removes the documents that match and returns how many there were.
func (c *Collection[T]) DeleteMany(ctx context.Context, f Filter) (int64, error) {
	where, err := c.where(f)
	if err != nil || where.Op == query.None {
		return 0, err
	}
	n, err := c.store.DeleteMany(ctx, where)
	return n, c.failed("delete from", err)
}

// Save stores doc in place of the version it was loaded as and updates its Meta. It returns ErrStale when the stored
// version is another one or doc was never loaded, and the errors of Update; doc is then unchanged.
func (c *Collection[T]) Save(ctx context.Context, doc *T) error {
	version := base(doc).Version
	if version == 0 {
		version = -1 // of no document; 0 would allow any version
	}
	saved, err := c.Update(ctx, base(doc).ID, func(kept *T) error {
		meta := *base(kept)
		*kept = *doc
		*base(kept) = meta
		return nil
	}, IfVersion(version))
	if err != nil {
		return err
	}
	*base(doc) = *base(&saved)
	return nil
}
