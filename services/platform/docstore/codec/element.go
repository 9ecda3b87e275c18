package codec

import (
	"bytes"
	"encoding/binary"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// FirstElement is the position of the first element in a document or array. The last element ends before the last byte.
const FirstElement = 4

// Element is one element of a document or array. Name and Value point into the document.
type Element struct {
	Name  []byte
	Type  bson.Type
	Value []byte
	Start int // position of Value in the document
	End   int // position of the next element
}

// ElementAt returns the element at the position; false when the document is damaged there.
func ElementAt(doc []byte, position int) (Element, bool) {
	if position+1 >= len(doc) {
		return Element{}, false
	}
	name := bytes.IndexByte(doc[position+1:], 0)
	if name < 0 {
		return Element{}, false
	}
	start := position + name + 2
	e := Element{Name: doc[position+1 : start-1], Type: bson.Type(doc[position]), Start: start}
	if e.End = valueEnd(doc, e.Type, start); e.End == 0 {
		return Element{}, false
	}
	e.Value = doc[start:e.End]
	return e, true
}

// valueSizes has the number of bytes that values of a type take. A negative number means that the first four bytes hold a
// length, to which -1 minus the number is added.
var valueSizes = func() (all [256]int8) {
	for i := range all {
		all[i] = sizeUnknown
	}
	for typ, size := range map[bson.Type]int8{
		bson.TypeDouble: 8, bson.TypeDateTime: 8, bson.TypeInt64: 8, bson.TypeTimestamp: 8, bson.TypeObjectID: 12, bson.TypeBoolean: 1,
		bson.TypeInt32: 4, bson.TypeDecimal128: 16, bson.TypeNull: 0, bson.TypeUndefined: 0, bson.TypeMinKey: 0, bson.TypeMaxKey: 0,
		bson.TypeEmbeddedDocument: sizeStored, bson.TypeArray: sizeStored, bson.TypeCodeWithScope: sizeStored,
		bson.TypeString: sizeStored - 4, bson.TypeJavaScript: sizeStored - 4, bson.TypeSymbol: sizeStored - 4, bson.TypeBinary: sizeStored - 5,
	} {
		all[typ] = size
	}
	return all
}()

const (
	sizeStored  = -1 // the stored length counts itself
	sizeUnknown = -128
)

// valueEnd returns the position behind the value of the type that begins at start. A document has at least one byte behind
// every value. It returns 0 when the document is damaged there.
func valueEnd(doc []byte, typ bson.Type, start int) int {
	size := int(valueSizes[typ])
	if size < 0 {
		if size == sizeUnknown || start+4 > len(doc) {
			return 0
		}
		length := int(int32(binary.LittleEndian.Uint32(doc[start:]))) //nolint:gosec // a length is written so
		if length < 0 {
			return 0
		}
		size = length + sizeStored - size
	}
	if end := start + size; end < len(doc) {
		return end
	}
	return 0
}
