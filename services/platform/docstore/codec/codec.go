package codec

import (
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// ErrType is the error of For for a struct that the package cannot encode.
var ErrType = errors.New("codec: unsupported document type")

var errDamaged = errors.New("the document is damaged")

// Codec encodes and decodes documents of the struct type T. It is safe for concurrent use.
type Codec[T any] struct {
	fields *structCoder
	size   atomic.Int64 // of the last encoded document, in bytes
}

// For returns the codec of T. It returns ErrType when T is no struct, encodes itself, or has an inline field that is no
// struct or a tag option other than inline and omitempty.
func For[T any]() (*Codec[T], error) {
	t := reflect.TypeFor[T]()
	if t.Kind() != reflect.Struct || encodesItself(t) {
		return nil, fmt.Errorf("%w: %s is no plain struct", ErrType, t)
	}
	fields, err := builder{}.structCoder(t)
	if err != nil {
		return nil, err
	}
	return &Codec[T]{fields: fields}, nil
}

// Encode returns doc as BSON. It first sets every time in doc to UTC and whole milliseconds, which is what BSON keeps, so
// that doc equals what Decode returns for it; times in maps and interfaces stay as they are. It fails when the driver fails
// for a field that is left to it.
func (c *Codec[T]) Encode(doc *T) ([]byte, error) {
	last := c.size.Load()
	raw, _, err := c.fields.encode(make([]byte, 0, last+last/8+64), reflect.ValueOf(doc).Elem())
	if err != nil {
		return nil, err
	}
	c.size.Store(int64(len(raw)))
	return raw, nil
}

// Decode fills doc, which must be a zero value, from raw, and keeps no reference to raw. It fails when raw is damaged or a
// value does not fit its field; doc is then partly filled.
func (c *Codec[T]) Decode(raw []byte, doc *T) error {
	if len(raw) < FirstElement+1 || int64(binary.LittleEndian.Uint32(raw)) != int64(len(raw)) {
		return errDamaged
	}
	src := &source{raw: raw}
	if len(raw) <= shareUpTo {
		src.text = string(raw)
	}
	return c.fields.decode(reflect.ValueOf(doc).Elem(), Element{Type: bson.TypeEmbeddedDocument, End: len(raw)}, src)
}

// shareUpTo is the size in bytes of documents that are copied once, so that all their strings are parts of one copy. From
// larger documents each string is copied, so that a short string does not keep a large document in memory.
const shareUpTo = 4 << 10

// source is the document that is being decoded.
type source struct {
	raw  []byte
	text string // raw, or empty when strings are copied one by one
}

func (s *source) textAt(start, end int) string {
	if s.text != "" {
		return s.text[start:end]
	}
	return string(s.raw[start:end])
}

// structCoder encodes and decodes structs of one type.
type structCoder struct{ fields []fieldCoder }

type fieldCoder struct {
	coder
	name  string
	head  string                   // a byte for the element's type, the name and a zero byte
	index []int                    // of the field; more than one for fields of inline structs
	empty func(reflect.Value) bool // nil: the field is always written
}

func (f *fieldCoder) of(doc reflect.Value) reflect.Value {
	for _, i := range f.index {
		doc = doc.Field(i)
	}
	return doc
}

func (s *structCoder) encode(dst []byte, v reflect.Value) ([]byte, bson.Type, error) {
	start := len(dst)
	dst = append(dst, 0, 0, 0, 0)
	for i := range s.fields {
		f := &s.fields[i]
		value := f.of(v)
		if f.empty != nil && f.empty(value) {
			continue
		}
		var err error
		if dst, err = appendElement(dst, f.head, value, f.coder); err != nil {
			return nil, 0, fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return closeDocument(dst, start), bson.TypeEmbeddedDocument, nil
}

func appendElement(dst []byte, head string, v reflect.Value, c coder) ([]byte, error) {
	at := len(dst)
	dst, typ, err := c.encode(append(dst, head...), v)
	if err != nil {
		return nil, err
	}
	dst[at] = byte(typ)
	return dst, nil
}

// closeDocument ends the document or array that begins at start.
func closeDocument(dst []byte, start int) []byte {
	dst = append(dst, 0)
	binary.LittleEndian.PutUint32(dst[start:], uint32(len(dst)-start)) //nolint:gosec // documents are far smaller
	return dst
}

func (s *structCoder) decode(v reflect.Value, doc Element, src *source) error {
	next := 0
	for at := doc.Start + FirstElement; at < doc.End-1; {
		e, ok := ElementAt(src.raw[:doc.End], at)
		if !ok {
			return errDamaged
		}
		at = e.End
		f := s.find(string(e.Name), &next)
		if f == nil {
			continue
		}
		if err := f.decode(f.of(v), e, src); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return nil
}

// find returns the field of the name, or nil. It looks first behind the field that was found last, because documents keep
// the order of their struct. Like the driver it tries a name that no field has in lower case.
func (s *structCoder) find(name string, next *int) *fieldCoder {
	for i := range s.fields {
		j := (*next + i) % len(s.fields)
		if s.fields[j].name == name {
			*next = j + 1
			return &s.fields[j]
		}
	}
	if lower := strings.ToLower(name); lower != name {
		return s.find(lower, next)
	}
	return nil
}

// builder makes the coders of a type and of the types inside it; it keeps those of structs, which may hold themselves.
type builder map[reflect.Type]*structCoder

func (b builder) structCoder(t reflect.Type) (*structCoder, error) {
	if s, ok := b[t]; ok {
		return s, nil
	}
	s := &structCoder{}
	b[t] = s
	return s, b.addFields(s, t, nil)
}

func (b builder) addFields(s *structCoder, t reflect.Type, index []int) error {
	for i := range t.NumField() {
		f := t.Field(i)
		name, option, _ := strings.Cut(f.Tag.Get("bson"), ",")
		if !f.IsExported() || name == "-" {
			continue
		}
		if name == "" {
			name = strings.ToLower(f.Name)
		}
		field := fieldCoder{name: name, head: "\x00" + name + "\x00", index: append(slices.Clone(index), i)}
		var err error
		switch {
		case option == "inline" && f.Type.Kind() == reflect.Struct && !encodesItself(f.Type):
			if err := b.addFields(s, f.Type, field.index); err != nil {
				return err
			}
			continue
		case option == "omitempty":
			field.empty = emptyOf(f.Type)
		case option != "":
			return fmt.Errorf("%w: field %s of %s has the option %s", ErrType, f.Name, t, option)
		}
		if field.coder, err = b.coderOf(f.Type); err != nil {
			return err
		}
		s.fields = append(s.fields, field)
	}
	return nil
}

var zeroerType = reflect.TypeFor[bson.Zeroer]()

// emptyOf returns the function that tells when the driver leaves a field with omitempty out; nil for never.
func emptyOf(t reflect.Type) func(reflect.Value) bool {
	switch {
	case t == timeType:
		return func(v reflect.Value) bool { return v.Addr().Interface().(*time.Time).IsZero() }
	case t.Implements(zeroerType):
		return func(v reflect.Value) bool {
			if v.Kind() == reflect.Pointer && v.IsNil() {
				return true
			}
			return v.Interface().(bson.Zeroer).IsZero()
		}
	}
	switch t.Kind() {
	case reflect.String, reflect.Slice, reflect.Map, reflect.Array:
		return func(v reflect.Value) bool { return v.Len() == 0 }
	case reflect.Struct:
		return nil
	}
	return reflect.Value.IsZero
}
