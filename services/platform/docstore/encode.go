package docstore

import (
	"encoding/binary"
	"errors"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unsafe"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// A recipe turns structs of one type into the documents that the driver would make of them. It writes the usual kinds of
// fields itself and leaves every other to the driver.
type recipe struct {
	fields []ingredient
	all    bool         // of the declared fields each is one of these: see declare
	size   atomic.Int64 // of the last document, in bytes
}

// room is where a document is to be written, mostly large enough.
func (r *recipe) room() []byte {
	n := r.size.Load()
	return make([]byte, 0, n+n/8+64)
}

type ingredient struct {
	head   string // the element's type, to be filled in, and its name
	column int    // the declared field, or -1
	offset uintptr
	empty  func(p unsafe.Pointer) bool // nil: written always
	put    putter
}

// putter appends the value at p.
type putter func(dst []byte, p unsafe.Pointer) ([]byte, bson.Type, error)

func (r *recipe) put(dst []byte, doc unsafe.Pointer) ([]byte, bson.Type, error) {
	start := len(dst)
	dst = append(dst, 0, 0, 0, 0)
	for i := range r.fields {
		f := &r.fields[i]
		p := unsafe.Add(doc, f.offset)
		if f.empty != nil && f.empty(p) {
			continue
		}
		var err error
		if dst, err = element(dst, f.head, p, f.put); err != nil {
			return nil, 0, err
		}
	}
	return closed(dst, start), bson.TypeEmbeddedDocument, nil
}

// declare notes which fields are declared. Those inside of others are left to query.
func (r *recipe) declare(t *query.Table) {
	found := 0
	for i := range r.fields {
		r.fields[i].column = -1
		name := r.fields[i].head[1 : len(r.fields[i].head)-1]
		if at := slices.IndexFunc(t.Fields, func(f query.Field) bool { return f.Name == name }); at >= 0 {
			r.fields[i].column = at
			found++
		}
	}
	r.all = found == len(t.Fields)
}

// row is put for a whole document, and what t.Values reads from it, without reading it again.
func (r *recipe) row(doc unsafe.Pointer, t *query.Table) (raw []byte, values []query.Value, err error) {
	values = make([]query.Value, len(t.Fields))
	type place struct{ column, start, value, end int }
	var room [16]place
	places := room[:0]
	raw = append(r.room(), 0, 0, 0, 0)
	for i := range r.fields {
		f := &r.fields[i]
		p := unsafe.Add(doc, f.offset)
		if f.empty != nil && f.empty(p) {
			continue
		}
		at := len(raw)
		if raw, err = element(raw, f.head, p, f.put); err != nil {
			return nil, nil, err
		}
		if f.column >= 0 {
			places = append(places, place{f.column, at, at + len(f.head), len(raw)})
		}
	}
	raw = closed(raw, 0)
	r.size.Store(int64(len(raw)))
	for _, at := range places {
		if err := t.Take(at.column, bson.Type(raw[at.start]), raw[at.value:at.end], values); err != nil {
			return nil, nil, err
		}
	}
	return raw, values, nil
}

func element(dst []byte, head string, p unsafe.Pointer, put putter) ([]byte, error) {
	at := len(dst)
	dst, typ, err := put(append(dst, head...), p)
	if err != nil {
		return nil, err
	}
	dst[at] = byte(typ)
	return dst, nil
}

// closed ends the document that begins at start.
func closed(dst []byte, start int) []byte {
	dst = append(dst, 0)
	binary.LittleEndian.PutUint32(dst[start:], uint32(len(dst)-start)) //nolint:gosec // documents are far smaller
	return dst
}

var (
	ownEncoder = reflect.TypeFor[bson.Marshaler]()
	ownZero    = reflect.TypeFor[bson.Zeroer]()
	pairType   = reflect.TypeFor[bson.E]()
	textsType  = reflect.TypeFor[map[string]string]()
)

// special types are those that the driver may encode in a way of their own.
func special(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	known := slices.ContainsFunc([]string{"go.mongodb.org/", "encoding/json", "net/url"}, func(s string) bool { return strings.HasPrefix(t.PkgPath(), s) })
	return known || p.Implements(ownValueEncoder) || p.Implements(ownEncoder)
}

var ownValueEncoder = reflect.TypeFor[bson.ValueMarshaler]()

// recipeOf returns the recipe of a struct type; false when only the driver can encode it.
func recipeOf(t reflect.Type, depth int) (*recipe, bool) {
	r := &recipe{}
	if t.Kind() != reflect.Struct || depth > 8 || special(t) || !r.add(t, 0, depth) {
		return nil, false
	}
	return r, true
}

func (r *recipe) add(t reflect.Type, offset uintptr, depth int) bool {
	for i := range t.NumField() {
		f := t.Field(i)
		name, tail, _ := strings.Cut(f.Tag.Get("bson"), ",")
		if !f.IsExported() || name == "-" {
			continue
		}
		if name == "" {
			name = strings.ToLower(f.Name)
		}
		in := ingredient{head: "\x00" + name + "\x00", offset: offset + f.Offset}
		switch tail {
		case "inline":
			if f.Type.Kind() != reflect.Struct || special(f.Type) || !r.add(f.Type, in.offset, depth) {
				return false
			}
			continue
		case "omitempty":
			var ok bool
			if in.empty, ok = emptyOf(f.Type); !ok {
				return false
			}
		case "":
		default:
			return false
		}
		in.put = putterOf(f.Type, depth)
		r.fields = append(r.fields, in)
	}
	return true
}

// emptyOf tells when the driver leaves a field out; false when that is the type's own affair.
func emptyOf(t reflect.Type) (func(unsafe.Pointer) bool, bool) {
	if t == timeType {
		return func(p unsafe.Pointer) bool { return (*time.Time)(p).IsZero() }, true
	}
	if reflect.PointerTo(t).Implements(ownZero) || t.Implements(ownZero) {
		return nil, false
	}
	switch t.Kind() {
	case reflect.String:
		return func(p unsafe.Pointer) bool { return *(*string)(p) == "" }, true
	case reflect.Slice, reflect.Map:
		return func(p unsafe.Pointer) bool { return reflect.NewAt(t, p).Elem().Len() == 0 }, true
	case reflect.Struct:
		return nil, true
	case reflect.Pointer, reflect.Bool, reflect.Int, reflect.Int64, reflect.Float64:
		return func(p unsafe.Pointer) bool { return reflect.NewAt(t, p).Elem().IsZero() }, true
	}
	return nil, false
}

// putterOf falls back to the driver.
func putterOf(t reflect.Type, depth int) putter {
	driver := func(dst []byte, p unsafe.Pointer) ([]byte, bson.Type, error) {
		typ, raw, err := bson.MarshalValue(reflect.NewAt(t, p).Interface())
		return append(dst, raw...), typ, err
	}
	switch {
	case special(t) || depth > 8:
		return driver
	case t == timeType:
		return putTime
	case t == textsType:
		return putTexts
	}
	switch t.Kind() {
	case reflect.String:
		return putString
	case reflect.Bool:
		return putBool
	case reflect.Int:
		return putInt
	case reflect.Int64:
		return putInt64
	case reflect.Float64:
		return putFloat
	case reflect.Pointer:
		inner := putterOf(t.Elem(), depth+1)
		return func(dst []byte, p unsafe.Pointer) ([]byte, bson.Type, error) {
			if p = *(*unsafe.Pointer)(p); p == nil {
				return dst, bson.TypeNull, nil
			}
			return inner(dst, p)
		}
	case reflect.Slice:
		return slicePutter(t, depth, driver)
	case reflect.Struct:
		if r, ok := recipeOf(t, depth+1); ok {
			return r.put
		}
	}
	return driver
}

func slicePutter(t reflect.Type, depth int, driver putter) putter {
	elem := t.Elem()
	switch {
	case elem == byteType:
		return putBytes
	case elem.Kind() == reflect.Uint8 || elem.ConvertibleTo(pairType):
		return driver
	}
	inner, size := putterOf(elem, depth+1), elem.Size()
	return func(dst []byte, p unsafe.Pointer) ([]byte, bson.Type, error) {
		list := reflect.NewAt(t, p).Elem()
		if list.IsNil() {
			return dst, bson.TypeNull, nil
		}
		start := len(dst)
		dst = append(dst, 0, 0, 0, 0)
		first := list.UnsafePointer()
		for i := range list.Len() {
			var err error
			if dst, err = element(dst, "\x00"+strconv.Itoa(i)+"\x00", unsafe.Add(first, uintptr(i)*size), inner); err != nil {
				return nil, 0, err
			}
		}
		return closed(dst, start), bson.TypeArray, nil
	}
}

func putString(dst []byte, p unsafe.Pointer) ([]byte, bson.Type, error) {
	s := *(*string)(p)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(s)+1)) //nolint:gosec // documents are far smaller
	return append(append(dst, s...), 0), bson.TypeString, nil
}

func putBytes(dst []byte, p unsafe.Pointer) ([]byte, bson.Type, error) {
	b := *(*[]byte)(p)
	if b == nil {
		return dst, bson.TypeNull, nil
	}
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(b))) //nolint:gosec // documents are far smaller
	return append(append(dst, bson.TypeBinaryGeneric), b...), bson.TypeBinary, nil
}

func putTexts(dst []byte, p unsafe.Pointer) ([]byte, bson.Type, error) {
	texts := *(*map[string]string)(p)
	if texts == nil {
		return dst, bson.TypeNull, nil
	}
	start := len(dst)
	dst = append(dst, 0, 0, 0, 0)
	for name, text := range texts {
		if strings.IndexByte(name, 0) >= 0 {
			return nil, 0, errName
		}
		dst = append(append(append(dst, byte(bson.TypeString)), name...), 0)
		dst, _, _ = putString(dst, unsafe.Pointer(&text))
	}
	return closed(dst, start), bson.TypeEmbeddedDocument, nil
}

var errName = errors.New("a name in a document cannot hold a zero byte")

func putBool(dst []byte, p unsafe.Pointer) ([]byte, bson.Type, error) {
	if *(*bool)(p) {
		return append(dst, 1), bson.TypeBoolean, nil
	}
	return append(dst, 0), bson.TypeBoolean, nil
}

// putInt writes a small one in four bytes, as the driver does.
func putInt(dst []byte, p unsafe.Pointer) ([]byte, bson.Type, error) {
	n := int64(*(*int)(p))
	if small := int32(n); int64(small) == n { //nolint:gosec // compared
		return binary.LittleEndian.AppendUint32(dst, uint32(small)), bson.TypeInt32, nil //nolint:gosec // the same bits
	}
	return binary.LittleEndian.AppendUint64(dst, uint64(n)), bson.TypeInt64, nil //nolint:gosec // the same bits
}

func putInt64(dst []byte, p unsafe.Pointer) ([]byte, bson.Type, error) {
	return binary.LittleEndian.AppendUint64(dst, uint64(*(*int64)(p))), bson.TypeInt64, nil //nolint:gosec // the same bits
}

func putFloat(dst []byte, p unsafe.Pointer) ([]byte, bson.Type, error) {
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(*(*float64)(p))), bson.TypeDouble, nil
}

func putTime(dst []byte, p unsafe.Pointer) ([]byte, bson.Type, error) {
	ms := (*time.Time)(p).UnixMilli()
	return binary.LittleEndian.AppendUint64(dst, uint64(ms)), bson.TypeDateTime, nil //nolint:gosec // the same bits
}
