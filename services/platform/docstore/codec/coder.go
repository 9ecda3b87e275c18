package codec

import (
	"encoding/binary"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// coder encodes and decodes values of one type.
type coder struct {
	encode func(dst []byte, v reflect.Value) ([]byte, bson.Type, error)
	decode func(v reflect.Value, e Element, src *source) error
}

// driverCoder leaves both to the driver.
var driverCoder = coder{
	func(dst []byte, v reflect.Value) ([]byte, bson.Type, error) {
		typ, raw, err := bson.MarshalValue(v.Addr().Interface())
		return append(dst, raw...), typ, err
	},
	func(v reflect.Value, e Element, _ *source) error {
		return bson.UnmarshalValue(e.Type, e.Value, v.Addr().Interface())
	},
}

var (
	timeType = reflect.TypeFor[time.Time]()
	byteType = reflect.TypeFor[byte]()
	ownTypes = []reflect.Type{
		reflect.TypeFor[bson.Marshaler](), reflect.TypeFor[bson.ValueMarshaler](),
		reflect.TypeFor[bson.Unmarshaler](), reflect.TypeFor[bson.ValueUnmarshaler](),
	}
)

// encodesItself tells whether values of the type have an encoding of their own, by a method or in the driver.
func encodesItself(t reflect.Type) bool {
	has := func(path string) bool { return strings.HasPrefix(t.PkgPath(), path) }
	return slices.ContainsFunc([]string{"go.mongodb.org/", "encoding/json", "net/url"}, has) ||
		slices.ContainsFunc(ownTypes, reflect.PointerTo(t).Implements)
}

func (b builder) coderOf(t reflect.Type) (coder, error) {
	switch {
	case encodesItself(t):
		return driverCoder, nil
	case t == timeType:
		return coder{encodeTime, orDriver(decodeTime)}, nil
	}
	switch t.Kind() {
	case reflect.String:
		return coder{encodeString, orDriver(decodeString)}, nil
	case reflect.Bool:
		return coder{encodeBool, orDriver(decodeBool)}, nil
	case reflect.Int:
		return coder{encodeInt, orDriver(decodeInt)}, nil
	case reflect.Int64:
		return coder{encodeInt64, orDriver(decodeInt)}, nil
	case reflect.Float64:
		return coder{encodeFloat, orDriver(decodeFloat)}, nil
	case reflect.Pointer:
		return b.pointerCoder(t)
	case reflect.Slice:
		return b.sliceCoder(t)
	case reflect.Struct:
		s, err := b.structCoder(t)
		return coder{s.encode, func(v reflect.Value, e Element, src *source) error {
			if e.Type != bson.TypeEmbeddedDocument {
				return driverCoder.decode(v, e, src)
			}
			return s.decode(v, e, src)
		}}, err
	}
	return driverCoder, nil
}

// orDriver leaves values to the driver for which decode returns false.
func orDriver(decode func(v reflect.Value, e Element, src *source) bool) func(reflect.Value, Element, *source) error {
	return func(v reflect.Value, e Element, src *source) error {
		if decode(v, e, src) {
			return nil
		}
		return driverCoder.decode(v, e, src)
	}
}

func (b builder) pointerCoder(t reflect.Type) (coder, error) {
	inner, err := b.coderOf(t.Elem())
	return coder{func(dst []byte, v reflect.Value) ([]byte, bson.Type, error) {
		if v.IsNil() {
			return dst, bson.TypeNull, nil
		}
		return inner.encode(dst, v.Elem())
	}, func(v reflect.Value, e Element, src *source) error {
		if e.Type == bson.TypeNull || e.Type == bson.TypeUndefined {
			v.SetZero()
			return nil
		}
		if v.IsNil() {
			v.Set(reflect.New(t.Elem()))
		}
		return inner.decode(v.Elem(), e, src)
	}}, err
}

func (b builder) sliceCoder(t reflect.Type) (coder, error) {
	switch elem := t.Elem(); {
	case elem == byteType:
		return coder{encodeBytes, orDriver(decodeBytes)}, nil
	case elem.Kind() == reflect.Uint8:
		return driverCoder, nil
	}
	inner, err := b.coderOf(t.Elem())
	return coder{func(dst []byte, v reflect.Value) ([]byte, bson.Type, error) {
		if v.IsNil() {
			return dst, bson.TypeNull, nil
		}
		start := len(dst)
		dst = append(dst, 0, 0, 0, 0)
		for i := range v.Len() {
			var err error
			if dst, err = appendElement(dst, "\x00"+strconv.Itoa(i)+"\x00", v.Index(i), inner); err != nil {
				return nil, 0, err
			}
		}
		return closeDocument(dst, start), bson.TypeArray, nil
	}, func(v reflect.Value, e Element, src *source) error {
		if e.Type != bson.TypeArray {
			return driverCoder.decode(v, e, src)
		}
		return decodeArray(v, e, src, inner)
	}}, err
}

func decodeArray(v reflect.Value, array Element, src *source, inner coder) error {
	n := 0
	for at := array.Start + FirstElement; at < array.End-1; n++ {
		e, ok := ElementAt(src.raw[:array.End], at)
		if !ok {
			return errDamaged
		}
		at = e.End
	}
	v.Set(reflect.MakeSlice(v.Type(), n, n))
	at := array.Start + FirstElement
	for i := range n {
		e, _ := ElementAt(src.raw[:array.End], at)
		if err := inner.decode(v.Index(i), e, src); err != nil {
			return err
		}
		at = e.End
	}
	return nil
}

func encodeString(dst []byte, v reflect.Value) ([]byte, bson.Type, error) {
	s := v.String()
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(s)+1)) //nolint:gosec // documents are far smaller
	return append(append(dst, s...), 0), bson.TypeString, nil
}

func decodeString(v reflect.Value, e Element, src *source) bool {
	if e.Type != bson.TypeString || len(e.Value) < 5 {
		return false
	}
	v.SetString(src.textAt(e.Start+4, e.End-1))
	return true
}

func encodeBytes(dst []byte, v reflect.Value) ([]byte, bson.Type, error) {
	if v.IsNil() {
		return dst, bson.TypeNull, nil
	}
	b := v.Bytes()
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(b))) //nolint:gosec // documents are far smaller
	return append(append(dst, bson.TypeBinaryGeneric), b...), bson.TypeBinary, nil
}

func decodeBytes(v reflect.Value, e Element, _ *source) bool {
	if e.Type != bson.TypeBinary || len(e.Value) < 5 || e.Value[4] != bson.TypeBinaryGeneric {
		return false
	}
	v.SetBytes(append([]byte{}, e.Value[5:]...))
	return true
}

func encodeBool(dst []byte, v reflect.Value) ([]byte, bson.Type, error) {
	if v.Bool() {
		return append(dst, 1), bson.TypeBoolean, nil
	}
	return append(dst, 0), bson.TypeBoolean, nil
}

func decodeBool(v reflect.Value, e Element, _ *source) bool {
	if e.Type != bson.TypeBoolean || e.Value[0] > 1 {
		return false
	}
	v.SetBool(e.Value[0] == 1)
	return true
}

// encodeInt writes an int that fits in four bytes as int32, as the driver does.
func encodeInt(dst []byte, v reflect.Value) ([]byte, bson.Type, error) {
	if n := v.Int(); n < math.MinInt32 || n > math.MaxInt32 {
		return encodeInt64(dst, v)
	}
	return binary.LittleEndian.AppendUint32(dst, uint32(v.Int())), bson.TypeInt32, nil //nolint:gosec // it fits
}

func encodeInt64(dst []byte, v reflect.Value) ([]byte, bson.Type, error) {
	return binary.LittleEndian.AppendUint64(dst, uint64(v.Int())), bson.TypeInt64, nil //nolint:gosec // the same bits
}

func decodeInt(v reflect.Value, e Element, _ *source) bool {
	switch e.Type {
	case bson.TypeInt32:
		v.SetInt(int64(int32(binary.LittleEndian.Uint32(e.Value)))) //nolint:gosec // the same bits
	case bson.TypeInt64:
		v.SetInt(int64(binary.LittleEndian.Uint64(e.Value))) //nolint:gosec // the same bits
	default:
		return false
	}
	return true
}

func encodeFloat(dst []byte, v reflect.Value) ([]byte, bson.Type, error) {
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(v.Float())), bson.TypeDouble, nil
}

func decodeFloat(v reflect.Value, e Element, _ *source) bool {
	if e.Type != bson.TypeDouble {
		return false
	}
	v.SetFloat(math.Float64frombits(binary.LittleEndian.Uint64(e.Value)))
	return true
}

// encodeTime sets the time itself to what it writes: UTC and whole milliseconds.
func encodeTime(dst []byte, v reflect.Value) ([]byte, bson.Type, error) {
	t := v.Addr().Interface().(*time.Time)
	*t = Millis(*t)
	return binary.LittleEndian.AppendUint64(dst, uint64(t.UnixMilli())), bson.TypeDateTime, nil //nolint:gosec // the same bits
}

// Millis returns t in UTC and whole milliseconds, as documents keep it.
func Millis(t time.Time) time.Time { return time.UnixMilli(t.UnixMilli()).UTC() }

func decodeTime(v reflect.Value, e Element, _ *source) bool {
	if e.Type != bson.TypeDateTime {
		return false
	}
	*v.Addr().Interface().(*time.Time) = time.UnixMilli(int64(binary.LittleEndian.Uint64(e.Value))).UTC() //nolint:gosec // the same bits
	return true
}
