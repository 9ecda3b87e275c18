package docstore

import (
	"errors"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// Decode decodes as collections of T do.
func Decode[T any](raw []byte) (T, error) {
	var doc T
	pl, ok := planOf(reflect.TypeFor[T](), 0)
	if !ok {
		return doc, errors.New("no plan")
	}
	return doc, pl.decodeInto(raw, unsafe.Pointer(&doc))
}

// Encode is what a collection of T stores for doc.
func Encode[T any](doc *T) ([]byte, error) {
	r, ok := recipeOf(reflect.TypeFor[T](), 0)
	if !ok {
		return nil, errors.New("no recipe")
	}
	raw, _, err := r.put(nil, unsafe.Pointer(doc))
	return raw, err
}

// EncodeRow is what a collection of T stores for doc, with the values of the declared fields: as it notes them, and as they are
// read from the document. An error stands for both, or they differ.
func EncodeRow[T any](doc *T, fields ...string) (raw []byte, noted, want []query.Value, err error) {
	t, err := query.NewTable(reflect.TypeFor[T](), "things", fields, nil)
	if err != nil {
		return nil, nil, nil, err
	}
	r, ok := recipeOf(reflect.TypeFor[T](), 0)
	if r.declare(t); !ok || !r.all {
		return nil, nil, nil, errors.New("not every field is one of the document's own")
	}
	plain, _, err := r.put(nil, unsafe.Pointer(doc))
	if err != nil {
		return nil, nil, nil, err
	}
	want, errWant := t.Values(plain, nil)
	raw, noted, err = r.row(unsafe.Pointer(doc), t)
	if (err == nil) != (errWant == nil) || err != nil && err.Error() != errWant.Error() {
		return nil, nil, nil, fmt.Errorf("noted: %w; read: %w", err, errWant)
	}
	if err != nil {
		return plain, nil, nil, nil
	}
	return raw, noted, want, nil
}
