package sqlitetest

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// copier makes the k-th copy of documents and their columns. Ids in copies are new and match those in copies of other
// collections; so are values of unique columns. Days and times are some weeks later. Everything else is unchanged.
type copier struct {
	k      int
	number string // k, padded to a fixed length
	move   func(sealed []byte, rename func(id string) string) []byte
}

func newCopier(k int, move func([]byte, func(string) string) []byte) copier {
	return copier{k, fmt.Sprintf("%07d", k), move}
}

const (
	idLetters = "0123456789abcdefghjkmnpqrstvwxyz"
	idLength  = 26
	lateFrom  = 100_000_000_000 // whole numbers from here on are times in milliseconds: 1973
	weeks     = 999             // number of weeks over which copies are spread
	ownStep   = 1_000_000       // distance between unique numbers
)

// days returns how much later the copy is; several copies have the same week.
func (c copier) days() int { return 7 * (1 + (c.k-1)%weeks) }

func (c copier) count(n int64, own bool) int64 {
	switch {
	case n > lateFrom && own: // more than a week apart, so that weekly documents do not collide with their copies
		n += int64(c.k) * (7*24*time.Hour.Milliseconds() + 13)
	case n > lateFrom:
		n += int64(c.days()) * 24 * time.Hour.Milliseconds()
	case own:
		return n + int64(c.k)*ownStep
	}
	return n
}

func (c copier) text(s string, own bool) string {
	switch at := idAt(s, 0); {
	case at >= 0:
		return c.ids(s, at)
	case len(s) == len(time.DateOnly) && s[4] == '-':
		if day, err := time.Parse(time.DateOnly, s); err == nil {
			return day.AddDate(0, 0, c.days()).Format(time.DateOnly)
		}
	case len(s) == len("2006-01") && s[4] == '-':
		if month, err := time.Parse("2006-01", s); err == nil {
			return month.AddDate(0, 0, c.days()).Format("2006-01")
		}
	}
	if !own || s == "" {
		return s
	}
	return s + "~" + c.number
}

// ids inserts the number of the copy into every id in s; the first is at `at`. Copies of the same week are next to each
// other in the order of ids.
func (c copier) ids(s string, at int) string {
	b := []byte(s)
	for ; at >= 0; at = idAt(s, at+idLength) {
		b[at] = '1'
		copy(b[at+1:], c.number)
	}
	return string(b)
}

// idAt returns where the part after "act_" of the next id in s begins, or -1.
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

// template is a document to be copied. All copies have the same length and differ in the same places.
type template struct {
	one    []byte // one of the copies
	places []place
}

// place is a value in a document that differs between copies.
type place struct {
	at     int
	own    bool
	text   string
	sealed []byte
	number int64
	kind   bson.Type
}

// copyOf returns the copy of the document, in dst.
func (m *template) copyOf(dst []byte, c copier) []byte {
	dst = append(dst[:0], m.one...)
	for _, p := range m.places {
		switch p.kind {
		case bson.TypeString:
			copy(dst[p.at:], c.text(p.text, p.own))
		case bson.TypeBinary:
			copy(dst[p.at:], c.sealed(p.sealed))
		default:
			binary.LittleEndian.PutUint64(dst[p.at:], uint64(c.count(p.number, p.own)))
		}
	}
	return dst
}

func (c copier) sealed(was []byte) []byte {
	if c.move == nil {
		return was
	}
	return c.move(was, func(id string) string { return c.text(id, true) })
}

// newTemplate finds the places in a document; own are the fields that must not repeat.
func newTemplate(doc []byte, own []string, c copier) *template {
	m := &template{}
	m.add(doc, "", own, c)
	return m
}

func (m *template) add(doc []byte, path string, own []string, c copier) {
	elements, err := bson.Raw(doc).Elements()
	if err != nil {
		panic(fmt.Sprintf("a stored document is damaged: %v", err)) // cannot happen: the store has written it
	}
	start := len(m.one)
	m.one = append(m.one, 0, 0, 0, 0)
	for _, e := range elements {
		name, v := path+e.Key(), e.Value()
		head := len(m.one)
		m.one = append(append(append(m.one, byte(v.Type)), e.Key()...), 0)
		p := place{at: len(m.one), kind: v.Type, own: name == "_id" || slices.Contains(own, name)}
		switch v.Type {
		case bson.TypeString:
			p.text, p.at = v.StringValue(), p.at+4
			text := c.text(p.text, p.own)
			m.one = append(append(binary.LittleEndian.AppendUint32(m.one, uint32(len(text)+1)), text...), 0)
			m.place(p, text != p.text)
		case bson.TypeInt64, bson.TypeInt32, bson.TypeDateTime:
			if p.number, _ = v.AsInt64OK(); v.Type == bson.TypeDateTime {
				p.number = v.DateTime()
			}
			n := c.count(p.number, p.own)
			if n == p.number {
				m.one = append(m.one, v.Value...)
				continue
			}
			if v.Type == bson.TypeInt32 {
				m.one[head] = byte(bson.TypeInt64)
			}
			m.one = binary.LittleEndian.AppendUint64(m.one, uint64(n))
			m.place(p, true)
		case bson.TypeEmbeddedDocument:
			m.add(v.Value, name+".", own, c)
		case bson.TypeArray:
			m.add(v.Value, name+"[].", own, c)
		case bson.TypeBinary:
			_, p.sealed = v.Binary()
			m.one, p.at = append(m.one, v.Value[:5]...), p.at+5
			m.one = append(m.one, c.sealed(p.sealed)...)
			m.place(p, c.move != nil)
		default:
			m.one = append(m.one, v.Value...)
		}
	}
	m.one = append(m.one, 0)
	binary.LittleEndian.PutUint32(m.one[start:], uint32(len(m.one)-start))
}

func (m *template) place(p place, another bool) {
	if another {
		m.places = append(m.places, p)
	}
}
