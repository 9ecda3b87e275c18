package privacy

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// Redacted is what every Secret and Sealed shows of itself.
const Redacted = "[redacted]"

// errStored is for programmers: a field of type Secret must carry `bson:"-"` and have a Sealed beside it.
var errStored = errors.New("privacy: a Secret is not stored; seal it")

// Secret is a personal value in memory. Only Reveal gives it away: fmt, json and slog show Redacted, and storing it is
// an error. It is decoded from JSON as the string it is. Keep it in exported fields and out of map keys: fmt
// looks past the methods of unexported fields, json past those of keys.
type Secret string

// Reveal returns the value itself, for sealing, checking, sending and views that a role may see.
func (s Secret) Reveal() string { return string(s) }

// String returns Redacted, or nothing for an empty value.
func (s Secret) String() string { return shown(len(s)) }

// GoString returns Redacted.
func (s Secret) GoString() string { return Redacted }

// Format writes Redacted whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, shown(len(s))) }

// MarshalText returns Redacted.
func (s Secret) MarshalText() ([]byte, error) { return []byte(shown(len(s))), nil }

// MarshalJSON returns Redacted in quotes.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + shown(len(s)) + `"`), nil }

// LogValue returns Redacted.
func (s Secret) LogValue() slog.Value { return slog.StringValue(shown(len(s))) }

// UnmarshalText takes the text as it is.
func (s *Secret) UnmarshalText(b []byte) error {
	*s = Secret(b)
	return nil
}

// MarshalBSONValue always fails: what is stored is sealed.
func (s Secret) MarshalBSONValue() (byte, []byte, error) { return 0, nil, errStored }

// Sealed is an envelope as it is stored, a BSON binary. The empty envelope stands for the empty value.
type Sealed []byte

// String returns Redacted, or nothing for an empty envelope.
func (s Sealed) String() string { return shown(len(s)) }

// GoString returns Redacted.
func (s Sealed) GoString() string { return Redacted }

// Format writes Redacted whatever the verb.
func (s Sealed) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, shown(len(s))) }

// MarshalText returns Redacted.
func (s Sealed) MarshalText() ([]byte, error) { return []byte(shown(len(s))), nil }

// MarshalJSON returns Redacted in quotes.
func (s Sealed) MarshalJSON() ([]byte, error) { return []byte(`"` + shown(len(s)) + `"`), nil }

// LogValue returns Redacted.
func (s Sealed) LogValue() slog.Value { return slog.StringValue(shown(len(s))) }

func shown(n int) string {
	if n == 0 {
		return ""
	}
	return Redacted
}
