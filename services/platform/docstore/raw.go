package docstore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"reflect"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// Raw documents are the stored bytes. Backup, restore, move and migrations copy them without knowing their types and do not
// change ids, versions or stamps.

// bare has the fields that every document has, declared or not.
type bare struct {
	Meta `bson:",inline"`
}

// Names returns the stored collections, declared or not, in order, without the collection of the store's own notes.
func (db *DB) Names(ctx context.Context) ([]string, error) {
	names, err := db.engine.Names(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the collections: %w", err)
	}
	names = slices.DeleteFunc(names, func(n string) bool { return n == notesName })
	slices.Sort(names)
	return names, nil
}

// rawTable returns the declaration and the store of a collection, which need not be declared.
func (db *DB) rawTable(ctx context.Context, name string) (declared, error) {
	if d, ok := db.tables.find(name); ok {
		return d, nil
	}
	t, err := query.NewTable(reflect.TypeFor[bare](), name, nil, nil)
	if err != nil {
		return declared{}, err
	}
	s, err := db.engine.Raw(ctx, t)
	if err != nil {
		return declared{}, fmt.Errorf("open %s: %w", name, err)
	}
	return declared{table: t, store: s}, nil
}

const rawBatch = 500 // documents read by one query

// EachRaw calls use with each stored document of the collection whose id is greater than after, in the order of ids. The
// document is valid only during the call; an error of use ends it and is returned unchanged.
func (db *DB) EachRaw(ctx context.Context, name, after string, use func(id string, doc []byte) error) error {
	d, err := db.rawTable(ctx, name)
	if err != nil {
		return err
	}
	for {
		n := 0
		err := d.store.Find(ctx, findAfter(after, rawBatch), func(doc []byte) error {
			n++
			id, _, err := identity(doc)
			if err != nil {
				return fmt.Errorf("collection %s, behind %q: %w", name, after, err)
			}
			after = id
			return use(id, doc)
		})
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		if n < rawBatch {
			return nil
		}
	}
}

// findAfter returns the query for the first n documents whose id is greater than id.
func findAfter(id string, n int) query.Find {
	where := query.Expr{}
	if id != "" {
		where = query.Expr{Op: query.Gt, Value: query.Value{Kind: query.String, Str: id}}
	}
	return query.Find{Parts: []query.Expr{where}, Sort: []query.Key{{}}, Limit: n}
}

// lastRaw returns the greatest id of the collection; empty when it has no document.
func (db *DB) lastRaw(ctx context.Context, name string) (string, error) {
	d, err := db.rawTable(ctx, name)
	if err != nil {
		return "", err
	}
	last := ""
	err = d.store.Find(ctx, query.Find{Parts: []query.Expr{{}}, Sort: []query.Key{{Down: true}}, Limit: 1}, func(doc []byte) error {
		last, _, err = identity(doc)
		return err
	})
	return last, err
}

// PutRaw stores all the documents unchanged, or none of them.
func (db *DB) PutRaw(ctx context.Context, name string, docs [][]byte) error {
	d, err := db.rawTable(ctx, name)
	if err != nil || len(docs) == 0 {
		return err
	}
	rows := make([]Row, len(docs))
	for i, doc := range docs {
		if rows[i], err = d.row(doc); err != nil {
			return err
		}
	}
	if err := d.store.Insert(ctx, rows); err != nil {
		return fmt.Errorf("put into %s: %w", name, err)
	}
	return nil
}

// row checks a document and returns it with the values that the engine needs.
func (d declared) row(doc []byte) (Row, error) {
	id, version, err := identity(doc)
	if err != nil {
		return Row{}, fmt.Errorf("a document of %s: %w", d.table.Name, err)
	}
	values, err := d.table.Values(doc, nil)
	if err != nil {
		return Row{}, fmt.Errorf("document %s of %s: %w", id, d.table.Name, err)
	}
	return Row{ID: id, Version: version, Doc: doc, Values: values}, nil
}

// identity checks that doc is a document of this store and returns a copy of its id, and its version.
func identity(doc []byte) (string, int64, error) {
	raw := bson.Raw(doc)
	if err := raw.Validate(); err != nil {
		return "", 0, fmt.Errorf("damaged document: %w", err)
	}
	id, ok := raw.Lookup("_id").StringValueOK()
	if !ok || id == "" {
		return "", 0, fmt.Errorf("the _id of a document is missing, empty or not a string")
	}
	version, ok := raw.Lookup("version").AsInt64OK()
	if !ok || version < 1 {
		return id, 0, fmt.Errorf("document %s has no version", id)
	}
	return id, version, nil
}

// Tally is the count and digest of a collection's documents in the order of their ids. Equal tallies mean equal documents
// on either engine.
type Tally struct {
	Name      string `json:"name"`
	Documents int64  `json:"documents"`
	Bytes     int64  `json:"bytes"`
	SHA256    string `json:"sha256"`
}

// Tallier computes a Tally document by document.
type Tallier struct {
	name string
	n    int64
	size int64
	sum  hash.Hash
}

// NewTallier returns an empty tallier for the collection.
func NewTallier(name string) *Tallier { return &Tallier{name: name, sum: sha256.New()} }

// Add counts one document.
func (t *Tallier) Add(doc []byte) {
	t.n++
	t.size += int64(len(doc))
	_, _ = t.sum.Write(doc) // never fails
}

// Tally returns the tally of the documents added so far.
func (t *Tallier) Tally() Tally {
	return Tally{Name: t.name, Documents: t.n, Bytes: t.size, SHA256: hex.EncodeToString(t.sum.Sum(nil))}
}

// TallyOf reads the collection and returns its tally; it calls step, which may be nil, for every document.
func (db *DB) TallyOf(ctx context.Context, name string, step func()) (Tally, error) {
	t := NewTallier(name)
	err := db.EachRaw(ctx, name, "", func(_ string, doc []byte) error {
		t.Add(doc)
		if step != nil {
			step()
		}
		return ctx.Err()
	})
	return t.Tally(), err
}

// CountRaw returns how many documents the collection has.
func (db *DB) CountRaw(ctx context.Context, name string) (int64, error) {
	d, err := db.rawTable(ctx, name)
	if err != nil {
		return 0, err
	}
	return d.store.Count(ctx, query.Expr{}, 0)
}

// Empty reports whether no collection has a document; the store's own notes do not count.
func (db *DB) Empty(ctx context.Context) (bool, error) {
	names, err := db.Names(ctx)
	for _, n := range names {
		last, err := db.lastRaw(ctx, n)
		if err != nil || last != "" {
			return false, err
		}
	}
	return err == nil, err
}
