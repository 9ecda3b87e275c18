package docstore

import (
	"context"
	"fmt"
	"reflect"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/codec"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// tables holds the declared collections in order.
type tables struct {
	mu   sync.Mutex
	list []declared
}

type declared struct {
	table   *query.Table
	store   Store
	refs    []Ref
	decodes func(doc []byte) error // decodes a document into the type of the collection
}

func (t *tables) add(d declared) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.list = append(t.list, d)
}

func (t *tables) has(name string) bool {
	_, ok := t.find(name)
	return ok
}

func (t *tables) find(name string) (declared, bool) {
	for _, d := range t.all() {
		if d.table.Name == name {
			return d, true
		}
	}
	return declared{}, false
}

func (t *tables) all() []declared {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.list[:len(t.list):len(t.list)]
}

// Declare creates the collection, or adds missing columns and indexes to it, and returns it. Each open store declares a
// collection once.
func Declare[T any](db *DB, spec Spec) (*Collection[T], error) {
	if _, ok := any(new(T)).(Document); !ok {
		return nil, fmt.Errorf("%w: collection %s: the document does not embed docstore.Meta", ErrUnsupported, spec.Name)
	}
	indexes := make([]query.NewIndex, len(spec.Indexes))
	for i, ix := range spec.Indexes {
		indexes[i] = query.NewIndex(ix)
	}
	typ := reflect.TypeFor[T]()
	table, err := query.NewTable(typ, spec.Name, spec.Fields, indexes)
	if err != nil {
		return nil, err
	}
	table.Warm = spec.Warm
	documents, err := codec.For[T]()
	if err != nil {
		return nil, fmt.Errorf("%w: collection %s: %w", ErrUnsupported, spec.Name, err)
	}
	if err := checkShape[T](table); err != nil {
		return nil, err
	}
	if db.tables.has(spec.Name) {
		return nil, fmt.Errorf("%w: collection %s is declared twice", ErrUnsupported, spec.Name)
	}
	store, err := db.engine.Declare(context.Background(), table)
	if err != nil {
		return nil, fmt.Errorf("declare %s: %w", spec.Name, err)
	}
	c := &Collection[T]{db: db, table: table, store: store, codec: documents}
	db.tables.add(declared{table: table, store: store, refs: spec.Refs, decodes: func(doc []byte) error {
		var into T
		return c.decode(doc, &into)
	}})
	return c, nil
}

// Declared returns the declarations of all collections in order. The caller must not change them.
func (db *DB) Declared() []*query.Table {
	all := db.tables.all()
	out := make([]*query.Table, len(all))
	for i, d := range all {
		out[i] = d.table
	}
	return out
}

// checkShape returns an error unless T embeds Meta with "inline"; without it Meta would be stored as a nested document.
func checkShape[T any](t *query.Table) error {
	var doc T
	any(&doc).(Document).Base().ID = "x"
	raw, err := bson.Marshal(&doc)
	if err != nil {
		return fmt.Errorf("%w: collection %s: %w", ErrUnsupported, t.Name, err)
	}
	if id, ok := bson.Raw(raw).Lookup("_id").StringValueOK(); !ok || id != "x" {
		return fmt.Errorf("%w: collection %s: embed docstore.Meta with `bson:\",inline\"`", ErrUnsupported, t.Name)
	}
	return nil
}

// DeclareScoped is Declare for a collection that is read only through In.
func DeclareScoped[T any](db *DB, spec Spec) (*Scoped[T], error) {
	c, err := Declare[T](db, spec)
	if err != nil {
		return nil, err
	}
	s := &Scoped[T]{all: c}
	for _, part := range []struct {
		names []string
		into  *[]int
	}{{spec.Scope.Region, &s.region}, {spec.Scope.Org, &s.org}, {spec.Scope.Self, &s.self}, {spec.Scope.Assigned, &s.assigned}} {
		for _, name := range part.names {
			i, err := c.table.Field(name)
			if err != nil {
				return nil, err
			}
			if k := c.table.Fields[i].Kind; k != query.String && k != query.Strings {
				return nil, fmt.Errorf("%w: collection %s: scope field %q is no string", ErrUnsupported, spec.Name, name)
			}
			*part.into = append(*part.into, i)
		}
	}
	return s, nil
}

// Scoped is a collection whose documents are reached only through In.
type Scoped[T any] struct {
	all                         *Collection[T]
	region, org, self, assigned []int
}

// In returns the part of the collection that the scope reaches: reads and changes see only those documents, and any other
// id returns ErrNotFound. A scope without a part that applies to this collection reaches nothing. Insert is not limited.
func (s *Scoped[T]) In(sc Scope) *Collection[T] {
	if sc.Everything() {
		return s.all
	}
	var any []query.Expr
	for _, p := range sc.Parts() {
		part := query.AllOf(
			s.reach(s.region, p.Region, query.StartsW),
			s.reach(s.org, p.Org, query.Eq),
			s.reach(s.self, p.Self, query.Eq),
			s.reach(s.assigned, p.Assigned, query.Eq),
		)
		if part.Op != query.All { // a part without conditions grants nothing
			any = append(any, part)
		}
	}
	view := *s.all
	view.view = query.AnyOf(any...)
	return &view
}

// reach returns the condition of one part of a scope: All when the part does not have it, None when the collection has no
// field for it.
func (s *Scoped[T]) reach(fields []int, value string, op query.Op) query.Expr {
	if value == "" {
		return query.Expr{}
	}
	any := make([]query.Expr, len(fields))
	for i, f := range fields {
		any[i] = query.Expr{Op: op, Field: f, Value: query.Value{Kind: query.String, Str: value}}
		if s.all.table.Fields[f].Kind == query.Strings { // the array also holds the regions above
			any[i].Op = query.Eq
		}
	}
	return query.AnyOf(any...)
}
