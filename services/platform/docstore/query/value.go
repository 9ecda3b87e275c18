package query

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/codec"
)

// Value is one typed value of a field in a document or in a filter. The zero value is missing.
type Value struct {
	Kind  Kind
	Str   string
	Int   int64 // also Bool (0 or 1) and Time (ms)
	Float float64
	List  []string
}

// Any returns the value as a Go value: string, int64, float64, bool, time.Time in UTC, or nil when missing.
func (v Value) Any() any {
	switch v.Kind {
	case String:
		return v.Str
	case Int:
		return v.Int
	case Float:
		return v.Float
	case Bool:
		return v.Int != 0
	case Time:
		return time.UnixMilli(v.Int).UTC()
	case Strings:
		return v.List
	}
	return nil
}

// Equal tells whether both are the same value of the same kind.
func (v Value) Equal(o Value) bool {
	if v.Kind != o.Kind || v.Str != o.Str || v.Int != o.Int || v.Float != o.Float || len(v.List) != len(o.List) {
		return false
	}
	for i := range v.List {
		if v.List[i] != o.List[i] {
			return false
		}
	}
	return true
}

// valueOf turns a Go value of a filter into a Value for a field of the kind.
func valueOf(kind Kind, x any) (Value, error) {
	if x == nil {
		return Value{}, nil
	}
	switch x := x.(type) { // the usual types without reflection
	case string:
		if kind == String || kind == Strings {
			return Value{Kind: String, Str: x}, nil
		}
	case time.Time:
		if kind == Time {
			return Value{Kind: Time, Int: x.UnixMilli()}, nil
		}
	case bson.DateTime:
		if kind == Time {
			return Value{Kind: Time, Int: int64(x)}, nil
		}
		return Value{}, fmt.Errorf("a date does not fit")
	}
	return reflected(kind, reflect.ValueOf(x))
}

func reflected(kind Kind, v reflect.Value) (Value, error) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return Value{}, nil
		}
		return valueOf(kind, v.Elem().Interface())
	}
	switch {
	case v.Kind() == reflect.String && (kind == String || kind == Strings):
		return Value{Kind: String, Str: v.String()}, nil
	case v.CanInt() && kind == Int:
		return Value{Kind: Int, Int: v.Int()}, nil
	case v.CanInt() && kind == Float:
		return Value{Kind: Float, Float: float64(v.Int())}, nil
	case v.CanUint() && kind == Int && v.Uint() <= math.MaxInt64:
		return Value{Kind: Int, Int: int64(v.Uint())}, nil
	case v.CanFloat() && kind == Float && !math.IsNaN(v.Float()):
		return Value{Kind: Float, Float: v.Float()}, nil
	case v.Kind() == reflect.Bool && kind == Bool:
		return boolValue(v.Bool()), nil
	}
	return Value{}, fmt.Errorf("a %s does not fit", v.Type())
}

func boolValue(b bool) Value {
	if b {
		return Value{Kind: Bool, Int: 1}
	}
	return Value{Kind: Bool}
}

// Values returns the values of the declared fields of a document, in dst if it is large enough. It fails when a field is
// stored as another type, and with ErrUnsupported for NaN.
func (t *Table) Values(doc []byte, dst []Value) ([]Value, error) {
	if cap(dst) < len(t.Fields) {
		dst = make([]Value, len(t.Fields))
	}
	dst = dst[:len(t.Fields)]
	clear(dst)
	return dst, t.walk(t.tree, doc, dst)
}

func (t *Table) walk(n *node, doc []byte, dst []Value) error {
	if len(doc) < 5 {
		return errBroken
	}
	next := 0
	for at := codec.FirstElement; at < len(doc)-1; {
		e, ok := codec.ElementAt(doc, at)
		if !ok {
			return errBroken
		}
		if kid := n.find(e.Name, &next); kid != nil {
			if err := t.take(kid, e.Type, e.Value, dst); err != nil {
				return err
			}
		}
		at = e.End
	}
	return nil
}

// find looks up the name, starting after the field found last, because documents mostly keep the order of their struct.
func (n *node) find(name []byte, next *int) *node {
	for i := range n.kids {
		j := (*next + i) % len(n.kids)
		if n.kids[j].name == string(name) {
			*next = j + 1
			return &n.kids[j]
		}
	}
	return nil
}

func (t *Table) take(n *node, typ bson.Type, raw []byte, dst []Value) error {
	if typ == bson.TypeEmbeddedDocument && len(n.kids) > 0 {
		return t.walk(n, raw, dst)
	}
	if n.field < 0 {
		return nil
	}
	return t.Take(n.field, typ, raw, dst)
}

// Take reads one declared field into dst, as Values does.
func (t *Table) Take(field int, typ bson.Type, raw []byte, dst []Value) error {
	if typ == bson.TypeNull {
		return nil
	}
	v, ok := Read(t.Fields[field].Kind, typ, raw)
	if !ok && t.Fields[field].Kind == Float && typ == bson.TypeDouble {
		return refuse("collection %s: field %q is no number", t.Name, t.Fields[field].Name)
	}
	if !ok {
		return fmt.Errorf("collection %s: field %q is stored as %s", t.Name, t.Fields[field].Name, typ)
	}
	dst[field] = v
	return nil
}

var errBroken = fmt.Errorf("the document is damaged")

// Read returns a stored value as a value of the kind; false when it is stored as another type.
func Read(kind Kind, typ bson.Type, raw []byte) (Value, bool) {
	switch kind {
	case String:
		return Value{Kind: String, Str: text(raw)}, typ == bson.TypeString
	case Int, Float:
		return number(kind, typ, raw)
	case Bool:
		return boolValue(len(raw) > 0 && raw[0] != 0), typ == bson.TypeBoolean
	case Time:
		if typ != bson.TypeDateTime {
			return Value{}, false
		}
		return Value{Kind: Time, Int: int64(binary.LittleEndian.Uint64(raw))}, true
	case Strings:
		return list(typ, raw)
	}
	return Value{}, false
}

func number(kind Kind, typ bson.Type, raw []byte) (Value, bool) {
	var i int64
	switch typ {
	case bson.TypeInt32:
		i = int64(int32(binary.LittleEndian.Uint32(raw)))
	case bson.TypeInt64:
		i = int64(binary.LittleEndian.Uint64(raw))
	case bson.TypeDouble:
		f := math.Float64frombits(binary.LittleEndian.Uint64(raw))
		if f == 0 {
			f = 0 // -0 sorts and groups as 0
		}
		return Value{Kind: Float, Float: f}, kind == Float && !math.IsNaN(f)
	default:
		return Value{}, false
	}
	if kind == Float {
		return Value{Kind: Float, Float: float64(i)}, true
	}
	return Value{Kind: Int, Int: i}, true
}

func list(typ bson.Type, doc []byte) (Value, bool) {
	if typ != bson.TypeArray {
		return Value{}, false
	}
	out := Value{Kind: Strings}
	for at := codec.FirstElement; at < len(doc)-1; {
		e, ok := codec.ElementAt(doc, at)
		if !ok || e.Type != bson.TypeString {
			return Value{}, false
		}
		out.List = append(out.List, text(e.Value))
		at = e.End
	}
	if out.List == nil {
		return Value{}, true // an empty array counts as missing
	}
	return out, true
}

func text(raw []byte) string {
	if len(raw) < 5 {
		return ""
	}
	return string(raw[4 : len(raw)-1])
}
