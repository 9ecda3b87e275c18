package audit

import (
	"hash/maphash"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Snapshot is what a document's fields hold at one moment, to compare it with a later one. A field is one with a bson tag, also of
// embedded structs. By its audit tag it is
//
//	audit:"value"  compared and shown with its values: a code, number, time or day that is not personal
//	(none)         compared by a checksum and shown by its name only
//	audit:"-"      left out: kept by the program itself, or shown otherwise in the record
type Snapshot []fieldState

type fieldState struct {
	name  string
	value string
	sum   uint64
}

var sumSeed = maphash.MakeSeed()

// TakeSnapshot returns the fields of the document that doc points to.
func TakeSnapshot(doc any) Snapshot {
	return appendFields(nil, reflect.ValueOf(doc).Elem())
}

func appendFields(s Snapshot, v reflect.Value) Snapshot {
	for _, f := range fieldsOf(v.Type()) {
		at := v.Field(f.index)
		switch {
		case f.inner && at.Kind() == reflect.Pointer && !at.IsNil():
			s = appendFields(s, at.Elem())
		case f.inner && at.Kind() == reflect.Struct:
			s = appendFields(s, at)
		case f.shown:
			s = append(s, fieldState{name: f.name, value: shownValue(at)})
		case !f.inner:
			var h maphash.Hash
			h.SetSeed(sumSeed)
			addToSum(&h, at)
			s = append(s, fieldState{name: f.name, sum: h.Sum64()})
		}
	}
	return s
}

// ChangesTo returns the fields that differ in the later snapshot of the same document, in the order of the document.
func (s Snapshot) ChangesTo(later Snapshot) []Change {
	var list []Change
	for i := range min(len(s), len(later)) {
		if s[i] != later[i] {
			list = append(list, Change{Field: s[i].name, From: s[i].value, To: later[i].value})
		}
	}
	return list
}

// FieldNames returns the names of the fields of a document type that a record can name, for tests. shown are those shown with their values.
func FieldNames(t reflect.Type) (names, shown []string) {
	for _, f := range fieldsOf(t) {
		inner := t.Field(f.index).Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		switch {
		case f.inner:
			n, v := FieldNames(inner)
			names, shown = append(names, n...), append(shown, v...)
		case f.shown:
			shown = append(shown, f.name)
			fallthrough
		default:
			names = append(names, f.name)
		}
	}
	return names, shown
}

// docField is a field of a document type; inner ones hold further fields of the document.
type docField struct {
	index int
	name  string
	shown bool
	inner bool
}

var knownFields sync.Map // reflect.Type → []docField

// fieldsOf panics for a tagged field whose type could hold more than a code, number, time or day.
func fieldsOf(t reflect.Type) []docField {
	if known, ok := knownFields.Load(t); ok {
		return known.([]docField)
	}
	list := []docField{}
	for i := range t.NumField() {
		f := t.Field(i)
		tag, tagged := f.Tag.Lookup("bson")
		name, rest, _ := strings.Cut(tag, ",")
		note := f.Tag.Get("audit")
		switch {
		case !f.IsExported(), note == "-", name == "-", f.Type == reflect.TypeFor[docstore.Meta](), f.Anonymous && f.Type.Kind() == reflect.Pointer:
		case rest == "inline", !tagged && f.Anonymous, !tagged && f.Type.Kind() == reflect.Pointer:
			list = append(list, docField{index: i, inner: true})
		case name != "":
			if note == "value" && !showable(f.Type) {
				panic("audit: " + t.Name() + "." + f.Name + " cannot be shown with its values")
			}
			list = append(list, docField{index: i, name: name, shown: note == "value"})
		}
	}
	knownFields.Store(t, list)
	return list
}

var timeType = reflect.TypeFor[time.Time]()

func showable(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Bool, reflect.Int64, reflect.String:
		return true
	}
	return t == timeType
}

// shownValue returns a value as text: a time in RFC 3339, "" for an empty text, the zero time and 0.
func shownValue(v reflect.Value) string {
	switch {
	case v.Type() == timeType:
		if t := v.Interface().(time.Time); !t.IsZero() {
			return t.UTC().Format(time.RFC3339)
		}
		return ""
	case v.Kind() == reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case v.Kind() == reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	}
	return v.String()
}

// addToSum adds everything that the value holds. Every kind of which a document consists is there; others count as equal.
func addToSum(h *maphash.Hash, v reflect.Value) {
	number := func(n uint64) { maphash.WriteComparable(h, n) }
	switch v.Kind() {
	case reflect.Bool:
		maphash.WriteComparable(h, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		maphash.WriteComparable(h, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		number(v.Uint())
	case reflect.Float32, reflect.Float64:
		maphash.WriteComparable(h, v.Float())
	case reflect.String:
		number(uint64(v.Len()))
		_, _ = h.WriteString(v.String())
	case reflect.Pointer:
		number(0)
		if !v.IsNil() {
			number(1)
			addToSum(h, v.Elem())
		}
	case reflect.Slice, reflect.Array:
		number(uint64(v.Len())) //nolint:gosec // G115: a length is not negative
		for i := range v.Len() {
			addToSum(h, v.Index(i))
		}
	case reflect.Struct:
		if v.Type() == timeType {
			maphash.WriteComparable(h, v.Interface().(time.Time).UnixMilli())
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				addToSum(h, v.Field(i))
			}
		}
	}
}
