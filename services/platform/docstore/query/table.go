// Package query checks what a collection declares and the filters, sorts and sums over it. Every call is checked here
// before an engine is asked, so that both engines accept the same queries and understand them alike.
package query

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// ErrUnsupported is the error of every refused query or declaration; the text around it says why.
var ErrUnsupported = fault.New(fault.Internal, "query_unsupported", "The query is not in the language of the store.", "查询条件不受支持。")

// Kind is the type of a declared field.
type Kind uint8

// The kinds. Null is the kind of a missing value.
const (
	Null Kind = iota
	String
	Int
	Float
	Bool
	Time    // in milliseconds since 1970, UTC
	Strings // an array of strings; equality means "contains"
)

// Field is one declared field.
type Field struct {
	Name string
	Kind Kind
}

// Key is one field of a sort or an index.
type Key struct {
	Field int // index in Table.Fields
	Down  bool
}

// Index is a declared index.
type Index struct {
	Name      string
	Keys      []Key
	Unique    bool
	Sparse    bool
	Selective bool
}

// Table is a checked declaration. Fields[0] is always "_id".
type Table struct {
	Name    string
	Fields  []Field
	Indexes []Index
	Warm    bool // documents are cached after a read by id
	byName  map[string]int
	tree    *node
}

// node is one level of field names inside a document.
type node struct {
	name  string
	field int // -1 for a name that only contains other fields
	kids  []node
}

// NewIndex is an index as a feature declares it; "-field" sorts downwards.
type NewIndex struct {
	Name      string
	Fields    []string
	Unique    bool
	Sparse    bool
	Selective bool
}

var (
	nameRule  = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	fieldRule = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$`)
)

// NewTable checks a declaration against the struct type of the documents and returns it; otherwise an error that says what
// is wrong.
func NewTable(doc reflect.Type, name string, fields []string, indexes []NewIndex) (*Table, error) {
	if !nameRule.MatchString(name) {
		return nil, refuse("collection %q: use lower-case words joined by one underscore", name)
	}
	t := &Table{Name: name, Fields: []Field{{"_id", String}}, byName: map[string]int{"_id": 0}}
	for _, f := range fields {
		if f == "_id" {
			continue
		}
		if err := t.addField(doc, f); err != nil {
			return nil, err
		}
	}
	for _, ix := range indexes {
		if err := t.addIndex(ix); err != nil {
			return nil, err
		}
	}
	t.tree = &node{field: -1}
	for i, f := range t.Fields {
		t.tree.add(strings.Split(f.Name, "."), i)
	}
	return t, nil
}

func (t *Table) addField(doc reflect.Type, name string) error {
	switch _, twice := t.byName[name]; {
	case twice:
		return refuse("collection %s: field %q is declared twice", t.Name, name)
	case !fieldRule.MatchString(name) || strings.EqualFold(name, "id") || strings.EqualFold(name, "doc"):
		return refuse("collection %s: %q cannot be a declared field", t.Name, name)
	}
	kind, err := kindAt(doc, strings.Split(name, "."))
	if err != nil {
		return refuse("collection %s: field %q: %v", t.Name, name, err)
	}
	t.byName[name] = len(t.Fields)
	t.Fields = append(t.Fields, Field{name, kind})
	return nil
}

func (t *Table) addIndex(ix NewIndex) error {
	if !nameRule.MatchString(ix.Name) || len(ix.Fields) == 0 {
		return refuse("collection %s: index %q needs a plain name and a field", t.Name, ix.Name)
	}
	out := Index{Name: ix.Name, Unique: ix.Unique, Sparse: ix.Sparse, Selective: ix.Selective}
	arrays := 0
	for _, f := range ix.Fields {
		k, err := t.key(f)
		if err != nil {
			return err
		}
		if ix.Sparse && t.Fields[k.Field].Kind == Strings {
			return refuse("collection %s: index %q: an array cannot be sparse", t.Name, ix.Name)
		}
		if ix.Unique && t.Fields[k.Field].Kind == Strings {
			return refuse("collection %s: index %q: an array cannot be unique", t.Name, ix.Name)
		}
		if t.Fields[k.Field].Kind == Strings {
			arrays++
		}
		out.Keys = append(out.Keys, k)
	}
	if arrays > 1 {
		return refuse("collection %s: index %q: only one of the fields may be an array", t.Name, ix.Name)
	}
	for _, other := range t.Indexes {
		if other.Name == ix.Name || slices.Equal(other.Keys, out.Keys) {
			return refuse("collection %s: index %q is declared twice", t.Name, ix.Name)
		}
	}
	t.Indexes = append(t.Indexes, out)
	return nil
}

func (t *Table) key(name string) (Key, error) {
	name, down := strings.CutPrefix(name, "-")
	i, err := t.Field(name)
	return Key{Field: i, Down: down}, err
}

// Field returns the index of a declared field in Fields.
func (t *Table) Field(name string) (int, error) {
	i, ok := t.byName[name]
	if !ok {
		return 0, refuse("collection %s does not declare field %q", t.Name, name)
	}
	return i, nil
}

// Sort checks a sort and appends "_id" in the direction of the last field, so that no two documents are equal in it and an
// index over the same fields serves it.
func (t *Table) Sort(fields []string) ([]Key, error) {
	keys := make([]Key, 0, len(fields)+1)
	for _, f := range fields {
		k, err := t.key(f)
		if err != nil {
			return nil, err
		}
		if t.Fields[k.Field].Kind == Strings {
			return nil, refuse("collection %s: cannot sort by array %q", t.Name, f)
		}
		if slices.ContainsFunc(keys, func(o Key) bool { return o.Field == k.Field }) {
			return nil, refuse("collection %s: sorts by %q twice", t.Name, f)
		}
		keys = append(keys, k)
		if k.Field == 0 {
			return keys, nil // the id is unique, so later fields do not matter
		}
	}
	return append(keys, Key{Down: len(keys) > 0 && keys[len(keys)-1].Down}), nil
}

func (n *node) add(path []string, field int) {
	for i := range n.kids {
		if n.kids[i].name == path[0] {
			n.kids[i].put(path[1:], field)
			return
		}
	}
	n.kids = append(n.kids, node{name: path[0], field: -1})
	n.kids[len(n.kids)-1].put(path[1:], field)
}

func (n *node) put(rest []string, field int) {
	if len(rest) == 0 {
		n.field = field
		return
	}
	n.add(rest, field)
}

var (
	timeType     = reflect.TypeFor[time.Time]()
	ownMarshaler = reflect.TypeFor[bson.ValueMarshaler]()
)

// kindAt returns the kind of the struct field at the path of bson names.
func kindAt(t reflect.Type, path []string) (Kind, error) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if len(path) == 0 {
		return kindOf(t)
	}
	if t.Kind() != reflect.Struct || t == timeType {
		return Null, fmt.Errorf("%s has no fields", t)
	}
	for i := range t.NumField() {
		f := t.Field(i)
		name, opts, _ := strings.Cut(f.Tag.Get("bson"), ",")
		if slices.Contains(strings.Split(opts, ","), "inline") {
			if k, err := kindAt(f.Type, path); err == nil {
				return k, nil
			}
			continue
		}
		if name == "" {
			name = strings.ToLower(f.Name)
		}
		if f.IsExported() && name == path[0] {
			return kindAt(f.Type, path[1:])
		}
	}
	return Null, fmt.Errorf("%s has no field with the bson name %q", t, path[0])
}

func kindOf(t reflect.Type) (Kind, error) {
	if t == timeType {
		return Time, nil
	}
	if t.Implements(ownMarshaler) || reflect.PointerTo(t).Implements(ownMarshaler) {
		return Null, fmt.Errorf("%s encodes itself and cannot be queried", t)
	}
	switch t.Kind() {
	case reflect.String:
		return String, nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return Int, nil
	case reflect.Float64, reflect.Float32:
		return Float, nil
	case reflect.Bool:
		return Bool, nil
	case reflect.Slice:
		if t.Elem().Kind() == reflect.String {
			return Strings, nil
		}
	}
	return Null, fmt.Errorf("a %s cannot be queried", t)
}

func refuse(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrUnsupported, fmt.Sprintf(format, args...))
}
