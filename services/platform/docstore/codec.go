package docstore

import (
	"fmt"
	"reflect"
	"time"
	"unsafe"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// base is the meta of a document that Declare has checked.
func base[T any](doc *T) *Meta { return any(doc).(Document).Base() }

// raw is the document's encoded form with the values of its declared fields.
func (c *Collection[T]) raw(doc *T) (raw []byte, values []query.Value, err error) {
	switch {
	case c.made != nil && c.made.all:
		return c.made.row(unsafe.Pointer(doc), c.table)
	case c.made != nil:
		raw, _, err = c.made.put(c.made.room(), unsafe.Pointer(doc))
		c.made.size.Store(int64(len(raw)))
	default:
		raw, err = bson.Marshal(doc)
	}
	if err != nil {
		return nil, nil, err
	}
	values, err = c.table.Values(raw, nil)
	return raw, values, err
}

// encode cuts the document's times to milliseconds and turns it into a row.
func (c *Collection[T]) encode(doc *T) (Row, error) {
	if c.times != nil {
		c.times(unsafe.Pointer(doc))
	}
	m := base(doc)
	if m.ID == "" {
		return Row{}, fmt.Errorf("%w: collection %s: a document without an id", ErrUnsupported, c.table.Name)
	}
	raw, values, err := c.raw(doc)
	if err != nil {
		return Row{}, fmt.Errorf("encode %s %s: %w", c.table.Name, m.ID, err)
	}
	return Row{ID: m.ID, Version: m.Version, Doc: raw, Values: values}, nil
}

// decode fills doc, which must be zero.
func (c *Collection[T]) decode(raw []byte, doc *T) error {
	if c.plan == nil {
		return c.decoded(bson.Unmarshal(raw, doc))
	}
	return c.decoded(c.plan.decodeInto(raw, unsafe.Pointer(doc)))
}

// decodeOwn is decode of bytes that nobody changes any more.
func (c *Collection[T]) decodeOwn(raw []byte, doc *T) error {
	if c.plan == nil || len(raw) > keepUpTo {
		return c.decode(raw, doc)
	}
	return c.decoded(c.plan.walk(raw, unsafe.Pointer(doc), true))
}

func (c *Collection[T]) decoded(err error) error {
	if err != nil {
		return fmt.Errorf("decode a document of %s: %w", c.table.Name, err)
	}
	return nil
}

// cut shortens every time inside the value at p to what the store keeps, so that a saved document equals itself read again.
type cut func(p unsafe.Pointer)

var timeType = reflect.TypeFor[time.Time]()

// timesOf returns how to cut a type, or nil when it holds no times. Maps and interfaces are left alone.
func timesOf(t reflect.Type) cut { return cutter(t, 0) }

func cutter(t reflect.Type, depth int) cut {
	if t == timeType {
		return func(p unsafe.Pointer) { *(*time.Time)(p) = millis(*(*time.Time)(p)) }
	}
	if depth > 8 { // a type that holds itself
		return nil
	}
	switch t.Kind() {
	case reflect.Pointer:
		if inner := cutter(t.Elem(), depth+1); inner != nil {
			return func(p unsafe.Pointer) {
				if p = *(*unsafe.Pointer)(p); p != nil {
					inner(p)
				}
			}
		}
	case reflect.Slice:
		if inner := cutter(t.Elem(), depth+1); inner != nil {
			return func(p unsafe.Pointer) {
				list := reflect.NewAt(t, p).Elem()
				for i := range list.Len() {
					inner(unsafe.Add(list.UnsafePointer(), uintptr(i)*t.Elem().Size()))
				}
			}
		}
	case reflect.Struct:
		return structCutter(t, depth)
	}
	return nil
}

func structCutter(t reflect.Type, depth int) cut {
	type field struct {
		offset uintptr
		cut    cut
	}
	var fields []field
	for i := range t.NumField() {
		if !t.Field(i).IsExported() {
			continue
		}
		if f := cutter(t.Field(i).Type, depth+1); f != nil {
			fields = append(fields, field{t.Field(i).Offset, f})
		}
	}
	if fields == nil {
		return nil
	}
	return func(p unsafe.Pointer) {
		for _, f := range fields {
			f.cut(unsafe.Add(p, f.offset))
		}
	}
}

func millis(t time.Time) time.Time {
	return time.UnixMilli(t.UnixMilli()).UTC()
}
