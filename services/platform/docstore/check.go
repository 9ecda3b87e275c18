package docstore

import (
	"context"
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// Finding is a fault found by a check. ID is empty when it does not concern a single document.
type Finding struct {
	Collection string
	ID         string
	What       string
}

// String returns the finding in one line.
func (f Finding) String() string {
	s := f.Collection
	if f.ID != "" {
		s += " " + f.ID
	}
	if s == "" {
		return f.What
	}
	return s + ": " + f.What
}

// Checked is the result of checking one collection.
type Checked struct {
	Collection string
	Documents  int64
	Took       time.Duration
}

// CheckEngine looks for damage to the engine's own files, such as broken pages, and calls found for each.
func (db *DB) CheckEngine(ctx context.Context, found func(Finding)) error {
	if err := db.engine.Check(ctx, func(what string) { found(Finding{What: what}) }); err != nil {
		return fmt.Errorf("check the store: %w", err)
	}
	return nil
}

// Check looks for damage to the engine's own files, decodes every document of every declared collection, compares the
// engine's copies of declared fields and its indexes with the documents, and checks that referenced documents exist. It
// changes nothing. It calls found for each fault and done after each collection.
func (db *DB) Check(ctx context.Context, found func(Finding), done func(Checked)) error {
	if err := db.CheckEngine(ctx, found); err != nil {
		return err
	}
	for _, d := range db.tables.all() {
		begun := time.Now()
		n, err := db.checkOne(ctx, d, found)
		if err != nil {
			found(Finding{Collection: d.table.Name, What: "reading it fails: " + err.Error()})
			if ctx.Err() != nil {
				return err
			}
		}
		done(Checked{Collection: d.table.Name, Documents: n, Took: time.Since(begun)})
	}
	return nil
}

func (db *DB) checkOne(ctx context.Context, d declared, found func(Finding)) (n int64, err error) {
	report := func(id, what string) { found(Finding{Collection: d.table.Name, ID: id, What: what}) }
	if err := d.store.Check(ctx, report); err != nil {
		return 0, err
	}
	refs, err := db.refsOf(d)
	if err != nil {
		return 0, err
	}
	var values []query.Value
	err = db.EachRaw(ctx, d.table.Name, "", func(id string, doc []byte) error {
		n++
		if err := d.decodes(doc); err != nil {
			report(id, err.Error())
			return nil //nolint:nilerr // it is reported
		}
		if len(refs) == 0 {
			return nil
		}
		if values, err = d.table.Values(doc, values); err != nil {
			return nil //nolint:nilerr // the engine's check has reported it
		}
		for _, r := range refs {
			r.note(id, values[r.field])
		}
		return nil
	})
	if err != nil {
		return n, err
	}
	for _, r := range refs {
		if err := r.check(ctx, db, report); err != nil {
			return n, err
		}
	}
	return n, nil
}

// Ref declares that a field holds the id, or the ids, of documents of another collection. A document must not be removed
// while another refers to it.
type Ref struct{ Field, To string }

// ref collects the ids that one field refers to.
type ref struct {
	Ref
	field int
	from  map[string]string // referenced id → the first document that refers to it
}

func (db *DB) refsOf(d declared) ([]*ref, error) {
	refs := make([]*ref, len(d.refs))
	for i, r := range d.refs {
		f, err := d.table.Field(r.Field)
		if err != nil {
			return nil, err
		}
		if _, ok := db.tables.find(r.To); !ok {
			return nil, fmt.Errorf("%w: collection %s refers to %s, which is not declared", ErrUnsupported, d.table.Name, r.To)
		}
		refs[i] = &ref{Ref: r, field: f, from: map[string]string{}}
	}
	return refs, nil
}

func (r *ref) note(id string, v query.Value) {
	list := v.List
	if v.Kind == query.String {
		list = []string{v.Str}
	}
	for _, to := range list {
		if _, seen := r.from[to]; !seen && to != "" {
			r.from[string(append([]byte(nil), to...))] = id // copied, because to shares the memory of the document
		}
	}
}

// check reports, for each referenced document that does not exist, the first document that refers to it.
func (r *ref) check(ctx context.Context, db *DB, report func(id, what string)) error {
	err := db.EachRaw(ctx, r.To, "", func(id string, _ []byte) error {
		delete(r.from, id)
		return nil
	})
	if err != nil {
		return err
	}
	for to, id := range r.from {
		report(id, fmt.Sprintf("its %s names %s, which is not in %s", r.Field, to, r.To))
	}
	return nil
}
