package docstore

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"
	"unsafe"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// A plan fills structs of one type from documents. It knows the usual kinds of fields and does in a fifth of the time what
// the driver's decoder does; every other field, and every value of an unexpected type, it leaves to the driver.
type plan struct{ fields []planned }

type planned struct {
	name   string
	offset uintptr
	fill   filler
}

// filler puts a value into the field at p. Strings in it may point into text, which is the source of raw.
type filler func(p unsafe.Pointer, typ bson.Type, raw []byte, keep bool) error

// keepUpTo is the size of documents that are copied once, so that all their strings are parts of one; of larger ones each
// string is copied, lest a short one keep them all in memory.
const keepUpTo = 4 << 10

var errDamaged = errors.New("the document is damaged")

// decodeInto fills the zero document doc, a pointer to the plan's type.
func (pl *plan) decodeInto(raw []byte, doc unsafe.Pointer) error {
	keep := len(raw) <= keepUpTo
	if keep {
		raw = slices.Clone(raw)
	}
	return pl.walk(raw, doc, keep)
}

func (pl *plan) walk(raw []byte, doc unsafe.Pointer, keep bool) error {
	next := 0
	for at := query.First; at < len(raw)-1; {
		f, name := pl.expected(raw[at+1:], next), 0
		if f != nil {
			name = len(f.name)
			next++
		} else {
			if name = bytes.IndexByte(raw[at+1:], 0); name < 0 {
				return errDamaged
			}
			f = pl.find(raw[at+1:at+1+name], &next)
		}
		typ, start := bson.Type(raw[at]), at+name+2
		if at = query.ValueEnd(raw, typ, start); at == 0 {
			return errDamaged
		}
		if f == nil {
			continue
		}
		if err := f.fill(unsafe.Add(doc, f.offset), typ, raw[start:at], keep); err != nil {
			return errors.Join(errors.New(f.name), err)
		}
	}
	return nil
}

// expected is the field that comes next, if rest begins with its name, as it mostly does.
func (pl *plan) expected(rest []byte, next int) *planned {
	if next == len(pl.fields) {
		return nil
	}
	f := &pl.fields[next]
	if n := len(f.name); n >= len(rest) || rest[n] != 0 || string(rest[:n]) != f.name {
		return nil
	}
	return f
}

// find looks for the name, first behind the one that was found last: documents keep the order of their struct.
func (pl *plan) find(name []byte, next *int) *planned {
	for i := range pl.fields {
		j := *next + i
		if j >= len(pl.fields) {
			j -= len(pl.fields)
		}
		if pl.fields[j].name == string(name) {
			*next = j + 1
			return &pl.fields[j]
		}
	}
	return nil
}

// planOf returns the plan of a struct type; false when only the driver can decode it.
func planOf(t reflect.Type, depth int) (*plan, bool) {
	pl := &plan{}
	if t.Kind() != reflect.Struct || depth > 8 || ownDecoder(t) || !pl.add(t, 0, depth) {
		return nil, false
	}
	return pl, true
}

func (pl *plan) add(t reflect.Type, offset uintptr, depth int) bool {
	for i := range t.NumField() {
		f := t.Field(i)
		name, opts, _ := strings.Cut(f.Tag.Get("bson"), ",")
		if !f.IsExported() || name == "-" {
			continue
		}
		if slices.Contains(strings.Split(opts, ","), "inline") {
			if f.Type.Kind() != reflect.Struct || ownDecoder(f.Type) || !pl.add(f.Type, offset+f.Offset, depth) {
				return false
			}
			continue
		}
		if name == "" {
			name = strings.ToLower(f.Name)
		}
		pl.fields = append(pl.fields, planned{name, offset + f.Offset, fillerOf(f.Type, depth)})
	}
	return true
}

var (
	byteType    = reflect.TypeFor[byte]()
	ownValue    = reflect.TypeFor[bson.ValueUnmarshaler]()
	ownDocument = reflect.TypeFor[bson.Unmarshaler]()
)

func ownDecoder(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(ownValue) || p.Implements(ownDocument)
}

// fillerOf falls back to the driver, as each filler does for a value of a type that it does not expect.
func fillerOf(t reflect.Type, depth int) filler {
	driver := func(p unsafe.Pointer, typ bson.Type, raw []byte, _ bool) error {
		return bson.UnmarshalValue(typ, raw, reflect.NewAt(t, p).Interface())
	}
	if ownDecoder(t) {
		return driver
	}
	if t == timeType {
		return orElse(driver, fillTime)
	}
	switch t.Kind() {
	case reflect.String:
		return orElse(driver, fillString)
	case reflect.Bool:
		return orElse(driver, fillBool)
	case reflect.Int, reflect.Int64:
		if t.Size() == 8 { // an int may be smaller
			return orElse(driver, fillInt)
		}
	case reflect.Float64:
		return orElse(driver, fillFloat)
	case reflect.Pointer:
		return pointerFiller(t, depth, driver)
	case reflect.Slice:
		return sliceFiller(t, depth, driver)
	case reflect.Struct:
		if pl, ok := planOf(t, depth+1); ok {
			return func(p unsafe.Pointer, typ bson.Type, raw []byte, keep bool) error {
				if typ != bson.TypeEmbeddedDocument {
					return driver(p, typ, raw, keep)
				}
				return pl.walk(raw, p, keep)
			}
		}
	}
	return driver
}

// orElse tries fill, which is false for a value that it does not expect.
func orElse(driver filler, fill func(p unsafe.Pointer, typ bson.Type, raw []byte, keep bool) bool) filler {
	return func(p unsafe.Pointer, typ bson.Type, raw []byte, keep bool) error {
		if fill(p, typ, raw, keep) {
			return nil
		}
		return driver(p, typ, raw, keep)
	}
}

func fillString(p unsafe.Pointer, typ bson.Type, raw []byte, keep bool) bool {
	if typ != bson.TypeString || len(raw) < 5 {
		return false
	}
	if text := raw[4 : len(raw)-1]; keep {
		*(*string)(p) = unsafe.String(unsafe.SliceData(text), len(text))
	} else {
		*(*string)(p) = string(text)
	}
	return true
}

func fillBool(p unsafe.Pointer, typ bson.Type, raw []byte, _ bool) bool {
	if typ != bson.TypeBoolean || raw[0] > 1 {
		return false
	}
	*(*bool)(p) = raw[0] == 1
	return true
}

func fillInt(p unsafe.Pointer, typ bson.Type, raw []byte, _ bool) bool {
	switch typ {
	case bson.TypeInt32:
		*(*int64)(p) = int64(int32(binary.LittleEndian.Uint32(raw)))
	case bson.TypeInt64:
		*(*int64)(p) = int64(binary.LittleEndian.Uint64(raw))
	default:
		return false
	}
	return true
}

func fillFloat(p unsafe.Pointer, typ bson.Type, raw []byte, _ bool) bool {
	if typ != bson.TypeDouble {
		return false
	}
	*(*float64)(p) = math.Float64frombits(binary.LittleEndian.Uint64(raw))
	return true
}

func fillTime(p unsafe.Pointer, typ bson.Type, raw []byte, _ bool) bool {
	if typ != bson.TypeDateTime {
		return false
	}
	*(*time.Time)(p) = time.UnixMilli(int64(binary.LittleEndian.Uint64(raw))).UTC()
	return true
}

// fillBytes copies: whoever changes the bytes must not change strings beside them.
func fillBytes(p unsafe.Pointer, typ bson.Type, raw []byte, _ bool) bool {
	if typ != bson.TypeBinary || len(raw) < 5 || raw[4] != bson.TypeBinaryGeneric {
		return false
	}
	*(*[]byte)(p) = append([]byte{}, raw[5:]...)
	return true
}

func pointerFiller(t reflect.Type, depth int, driver filler) filler {
	if depth > 8 {
		return driver
	}
	inner := fillerOf(t.Elem(), depth+1)
	return func(p unsafe.Pointer, typ bson.Type, raw []byte, keep bool) error {
		if typ == bson.TypeNull || typ == bson.TypeUndefined {
			return nil // the document was zero before
		}
		v := reflect.New(t.Elem())
		if err := inner(v.UnsafePointer(), typ, raw, keep); err != nil {
			return err
		}
		*(*unsafe.Pointer)(p) = v.UnsafePointer()
		return nil
	}
}

func sliceFiller(t reflect.Type, depth int, driver filler) filler {
	elem := t.Elem()
	switch {
	case elem == byteType:
		return orElse(driver, fillBytes)
	case depth > 8 || elem.Kind() == reflect.Uint8:
		return driver
	}
	inner := fillerOf(elem, depth+1)
	return func(p unsafe.Pointer, typ bson.Type, raw []byte, keep bool) error {
		switch typ {
		case bson.TypeArray:
		case bson.TypeNull:
			return nil // the document was zero before
		default:
			return driver(p, typ, raw, keep)
		}
		n := 0
		for at := query.First; at < len(raw)-1; n++ {
			e, ok := query.At(raw, at)
			if !ok {
				return errDamaged
			}
			at = e.End
		}
		list := reflect.MakeSlice(t, n, n)
		for i, at := 0, query.First; i < n; i++ {
			e, _ := query.At(raw, at)
			if err := inner(unsafe.Add(list.UnsafePointer(), uintptr(i)*elem.Size()), e.Type, e.Value, keep); err != nil {
				return err
			}
			at = e.End
		}
		reflect.NewAt(t, p).Elem().Set(list)
		return nil
	}
}
