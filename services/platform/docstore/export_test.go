package docstore

import (
	"errors"
	"reflect"
	"unsafe"
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
