// Package id makes prefixed ids that sort by the time of their creation: "act_01jd3k…".
package id

import (
	"crypto/rand"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"
)

var source = struct {
	sync.Mutex
	now     func() time.Time
	random  io.Reader
	entropy io.Reader
	last    uint64 // milliseconds of the newest id: ids keep their order when the clock is set back
}{now: time.Now, random: rand.Reader, entropy: ulid.Monotonic(rand.Reader, 0)}

// New returns prefix, an underscore and a lower-case ULID. Ids made later in one process sort later. The 80 random bits come
// from a cryptographic source, but an id is a name, never a secret.
func New(prefix string) string {
	source.Lock()
	source.last = max(source.last, ulid.Timestamp(source.now()))
	u := ulid.MustNew(source.last, source.entropy)
	source.Unlock()
	return format(prefix, u)
}

// Source makes ids by a clock that is given with each, for records that are found by their time through their ids. The zero Source
// is ready to use.
type Source struct {
	mu      sync.Mutex
	entropy io.Reader
	last    uint64
}

// New is the package's New at the time. Ids made later by one Source sort later, also when the time is earlier.
func (s *Source) New(prefix string, at time.Time) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.entropy == nil {
		source.Lock()
		s.entropy = ulid.Monotonic(source.random, 0)
		source.Unlock()
	}
	s.last = max(s.last, ulid.Timestamp(at))
	return format(prefix, ulid.MustNew(s.last, s.entropy))
}

// First returns the id before all ids of the prefix that were made at the time or later.
func First(prefix string, at time.Time) string {
	var u ulid.ULID
	_ = u.SetTime(ulid.Timestamp(at)) // cannot fail before the year 10889
	return format(prefix, u)
}

func format(prefix string, u ulid.ULID) string {
	var text [ulid.EncodedSize]byte
	_ = u.MarshalTextTo(text[:]) // cannot fail: the buffer is large enough
	for i, c := range text {
		if c >= 'A' {
			text[i] = c + 'a' - 'A'
		}
	}
	return prefix + "_" + string(text[:])
}

// HasPrefix reports whether s has the form of an id with the prefix.
func HasPrefix(prefix, s string) bool {
	rest, ok := strings.CutPrefix(s, prefix+"_")
	if !ok || len(rest) != ulid.EncodedSize || rest != strings.ToLower(rest) {
		return false
	}
	_, err := ulid.ParseStrict(strings.ToUpper(rest))
	return err == nil
}

// MakeDeterministic makes New use the given clock and entropy, so that the seed command builds the same county from the same
// number. Only that command may call it: a server's ids must not be predictable.
func MakeDeterministic(now func() time.Time, entropy io.Reader) {
	source.Lock()
	defer source.Unlock()
	source.now, source.random, source.entropy, source.last = now, entropy, ulid.Monotonic(entropy, 0), 0
}
