package docstore

import (
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
	"math"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// A cursor is base64url of a hash of collection and sort, then the kind and content of each sort value. It holds only
// values that the client saw in the last document, and is checked like any input.

func sortHash(t *query.Table, sort []query.Key) uint32 {
	h := fnv.New32a()
	h.Write([]byte(t.Name))
	for _, k := range sort {
		mark := "\x00+"
		if k.Down {
			mark = "\x00-"
		}
		h.Write([]byte(mark + t.Fields[k.Field].Name))
	}
	return h.Sum32()
}

func makeCursor(t *query.Table, sort []query.Key, doc []byte) (string, error) {
	values, err := t.Values(doc, nil)
	if err != nil {
		return "", err
	}
	return cursorOf(t, sort, values), nil
}

func cursorOf(t *query.Table, sort []query.Key, values []query.Value) string {
	b := binary.BigEndian.AppendUint32(nil, sortHash(t, sort))
	for _, k := range sort {
		v := values[k.Field]
		b = append(b, byte(v.Kind))
		switch v.Kind {
		case query.String:
			b = binary.AppendUvarint(b, uint64(len(v.Str)))
			b = append(b, v.Str...)
		case query.Float:
			b = binary.BigEndian.AppendUint64(b, math.Float64bits(v.Float))
		case query.Int, query.Bool, query.Time:
			b = binary.AppendVarint(b, v.Int)
		}
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func openCursor(t *query.Table, sort []query.Key, cursor string) ([]query.Value, error) {
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(b) < 4 || binary.BigEndian.Uint32(b) != sortHash(t, sort) {
		return nil, ErrCursor
	}
	b = b[4:]
	values := make([]query.Value, len(sort))
	for i, k := range sort {
		v, n := cursorValue(b)
		if n == 0 || v.Kind != query.Null && v.Kind != t.Fields[k.Field].Kind || k.Field == 0 && v.Kind == query.Null {
			return nil, ErrCursor
		}
		values[i], b = v, b[n:]
	}
	if len(b) != 0 {
		return nil, ErrCursor
	}
	return values, nil
}

// cursorValue reads one value and returns how many bytes it took; 0 when it is damaged.
func cursorValue(b []byte) (query.Value, int) {
	if len(b) == 0 {
		return query.Value{}, 0
	}
	v, rest := query.Value{Kind: query.Kind(b[0])}, b[1:]
	switch v.Kind {
	case query.Null:
		return v, 1
	case query.String:
		l, n := binary.Uvarint(rest)
		if n <= 0 || l > uint64(len(rest)-n) {
			return v, 0
		}
		v.Str = string(rest[n : n+int(l)])
		return v, 1 + n + int(l)
	case query.Float:
		if len(rest) < 8 {
			return v, 0
		}
		v.Float = math.Float64frombits(binary.BigEndian.Uint64(rest))
		if math.IsNaN(v.Float) {
			return v, 0
		}
		return v, 9
	case query.Int, query.Bool, query.Time:
		n := 0
		if v.Int, n = binary.Varint(rest); n <= 0 {
			return v, 0
		}
		return v, 1 + n
	}
	return v, 0
}
