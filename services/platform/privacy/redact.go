package privacy

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// Redacted is what every Secret and Sealed prints as.
const Redacted = "[redacted]"

// errStored tells programmers that a field of type Secret needs `bson:"-"` and a Sealed field beside it.
var errStored = errors.New("privacy: a Secret is not stored; seal it")

// Secret is a personal value in memory. Only Reveal returns it: fmt, json and slog show Redacted, and storing it is an
// error. It is decoded from a JSON string. Keep it in exported fields and out of map keys: fmt ignores the methods of
// unexported fields, json those of keys.
type Secret string

// Reveal returns the value, for sealing, checking, sending and views of roles that may see it.
func (s Secret) Reveal() string { return string(s) }

// String returns Redacted, or "" for an empty value.
func (s Secret) String() string { return redactedText(len(s)) }

// GoString returns Redacted.
func (s Secret) GoString() string { return Redacted }

// Format prints Redacted for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redactedText(len(s))) }

// MarshalText returns Redacted.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redactedText(len(s))), nil }

// MarshalJSON returns Redacted in quotes.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + redactedText(len(s)) + `"`), nil }

// LogValue returns Redacted.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redactedText(len(s))) }

// UnmarshalText sets the value to the text unchanged.
func (s *Secret) UnmarshalText(b []byte) error {
	*s = Secret(b)
	return nil
}

// MarshalBSONValue always fails: only a Sealed may be stored.
func (s Secret) MarshalBSONValue() (byte, []byte, error) { return 0, nil, errStored }

// Sealed is an envelope as it is stored, a BSON binary. The empty envelope stands for the empty value.
type Sealed []byte

// String returns Redacted, or "" for an empty envelope.
func (s Sealed) String() string { return redactedText(len(s)) }

// GoString returns Redacted.
func (s Sealed) GoString() string { return Redacted }

// Format prints Redacted for every verb.
func (s Sealed) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redactedText(len(s))) }

// MarshalText returns Redacted.
func (s Sealed) MarshalText() ([]byte, error) { return []byte(redactedText(len(s))), nil }

// MarshalJSON returns Redacted in quotes.
func (s Sealed) MarshalJSON() ([]byte, error) { return []byte(`"` + redactedText(len(s)) + `"`), nil }

// LogValue returns Redacted.
func (s Sealed) LogValue() slog.Value { return slog.StringValue(redactedText(len(s))) }

func redactedText(n int) string {
	if n == 0 {
		return ""
	}
	return Redacted
}
