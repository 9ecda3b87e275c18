package sqlite

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// copier makes the k-th copy of documents and their columns. Ids are its own and belong together with those of other
// collections; so are the values of unique columns; days and times are some weeks on; everything else is as it was.
type copier struct {
	k    int
	own  []string // fields that must not repeat
	move func(sealed []byte, rename func(id string) string) []byte
}

const (
	idLetters = "0123456789abcdefghjkmnpqrstvwxyz"
	idLength  = 26
	lateFrom  = 100_000_000_000 // a whole number from here on is a time in milliseconds: 1973
	weeks     = 999             // within which copies are spread
	ownStep   = 1_000_000       // between unique numbers
)

// days is how much later the copy is; some copies share a week.
func (c copier) days() int { return 7 * (1 + (c.k-1)%weeks) }

func (c copier) number(n int64, own bool) int64 {
	switch {
	case n > lateFrom:
		n += int64(c.days()) * 24 * time.Hour.Milliseconds()
		if own {
			n += int64(c.k)
		}
	case own:
		return n + int64(c.k)*ownStep
	}
	return n
}

func (c copier) text(s string, own bool) string {
	switch at := idAt(s, 0); {
	case at >= 0:
		return c.ids(s, at)
	case len(s) == len(time.DateOnly):
		if day, err := time.Parse(time.DateOnly, s); err == nil {
			return day.AddDate(0, 0, c.days()).Format(time.DateOnly)
		}
	case len(s) == len("2006-01"):
		if month, err := time.Parse("2006-01", s); err == nil {
			return month.AddDate(0, 0, c.days()).Format("2006-01")
		}
	}
	if !own || s == "" {
		return s
	}
	return fmt.Sprintf("%s~%d", s, c.k)
}

// ids puts the number of the copy into every id in s; at is the first. In the order of ids the copies of a week stand together.
func (c copier) ids(s string, at int) string {
	b := []byte(s)
	for ; at >= 0; at = idAt(s, at+idLength) {
		copy(b[at:], fmt.Sprintf("1%07d", c.k))
	}
	return string(b)
}

// idAt returns where the letters of the next id in s begin ("act_" is before them), or -1.
func idAt(s string, from int) int {
	for {
		i := strings.IndexByte(s[from:], '_')
		if i < 0 || from+i+1+idLength > len(s) {
			return -1
		}
		from += i + 1
		if from >= 4 && lower(s[from-4:from-1]) && strings.Trim(s[from:from+idLength], idLetters) == "" {
			return from
		}
	}
}

func lower(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
}

// doc appends the copy of a document, or of a part of one at path.
func (c copier) doc(dst, doc []byte, path string) []byte {
	elements, err := bson.Raw(doc).Elements()
	if err != nil {
		panic(fmt.Sprintf("a stored document is damaged: %v", err)) // tests read from what the store has written
	}
	start := len(dst)
	dst = append(dst, 0, 0, 0, 0)
	for _, e := range elements {
		name, v := e.Key(), e.Value()
		own := path+name == "_id"
		for _, o := range c.own {
			own = own || path+name == o
		}
		head := len(dst)
		dst = append(append(append(dst, byte(v.Type)), name...), 0)
		switch v.Type {
		case bson.TypeString:
			text := c.text(v.StringValue(), own)
			dst = append(append(binary.LittleEndian.AppendUint32(dst, uint32(len(text)+1)), text...), 0)
		case bson.TypeInt64, bson.TypeInt32, bson.TypeDateTime:
			was, _ := v.AsInt64OK()
			if v.Type == bson.TypeDateTime {
				was = v.DateTime()
			}
			if n := c.number(was, own); n != was {
				if v.Type == bson.TypeInt32 {
					dst[head] = byte(bson.TypeInt64)
				}
				dst = binary.LittleEndian.AppendUint64(dst, uint64(n))
			} else {
				dst = append(dst, v.Value...)
			}
		case bson.TypeEmbeddedDocument:
			dst = c.doc(dst, v.Value, path+name+".")
		case bson.TypeArray:
			dst = c.doc(dst, v.Value, path+name+"[].")
		case bson.TypeBinary:
			dst = c.binary(dst, v)
		default:
			dst = append(dst, v.Value...)
		}
	}
	dst = append(dst, 0)
	binary.LittleEndian.PutUint32(dst[start:], uint32(len(dst)-start))
	return dst
}

func (c copier) binary(dst []byte, v bson.RawValue) []byte {
	kind, was := v.Binary()
	moved := was
	if c.move != nil {
		moved = c.move(was, func(id string) string { return c.text(id, true) })
	}
	dst = append(binary.LittleEndian.AppendUint32(dst, uint32(len(moved))), kind)
	return append(dst, moved...)
}
