package privacy

import (
	"context"
	"fmt"
)

// Held is what one stored document holds under seal, as its feature hands it over for checking.
type Held struct {
	Collection string
	ID         string
	Sealed     map[string]Sealed // by field, as in their AAD
	Keys       []Key
}

// Key is a blind index in a document, and the sealed field that it is of.
type Key struct {
	Name       string // of the field that holds the index
	Index      string // the name under which values match, as for BlindIndex.Index
	From       string // the sealed field
	Kept       string
	Normalised func(value string) string // nil: the sealed value is kept in its one form
}

// Wrong says what is not right about a field of a document; it has no value in it.
type Wrong struct {
	Collection, ID, Field, What string
}

// String says it in one line.
func (w Wrong) String() string { return w.Collection + " " + w.ID + ": " + w.Field + ": " + w.What }

// Check opens every envelope and makes every index again, and returns what is wrong.
func (h Held) Check(s *Sealer, b *BlindIndex) []Wrong {
	var wrong []Wrong
	for field, env := range h.Sealed {
		if _, err := s.Open(AAD{h.Collection, field, h.ID}, env); err != nil {
			wrong = append(wrong, Wrong{h.Collection, h.ID, field, "it does not open: it was changed, or its key is not in the key file"})
		}
	}
	for _, k := range h.Keys {
		if want, ok := h.want(k, s, b); ok && want != k.Kept {
			wrong = append(wrong, Wrong{h.Collection, h.ID, k.Name, "the blind index is not that of " + k.From})
		}
	}
	return wrong
}

// Want returns the indexes as they should be, by the names of their fields, of those that are not; a sealed field that
// does not open or is empty says nothing about its index.
func (h Held) Want(s *Sealer, b *BlindIndex) map[string]string {
	var out map[string]string
	for _, k := range h.Keys {
		if want, ok := h.want(k, s, b); ok && want != k.Kept {
			if out == nil {
				out = map[string]string{}
			}
			out[k.Name] = want
		}
	}
	return out
}

func (h Held) want(k Key, s *Sealer, b *BlindIndex) (string, bool) {
	env := h.Sealed[k.From]
	plain, err := s.Open(AAD{h.Collection, k.From, h.ID}, env)
	if err != nil || len(env) == 0 {
		return "", false
	}
	if k.Normalised != nil {
		plain = k.Normalised(plain)
	}
	return b.Index(k.Index, plain), true
}

// Repair has fix store the indexes as they should be when the document has a wrong one, and returns which were wrong.
func Repair(ctx context.Context, s *Sealer, b *BlindIndex, h Held, fix func(context.Context) error) ([]Wrong, error) {
	want := h.Want(s, b)
	if len(want) == 0 {
		return nil, nil
	}
	if err := fix(ctx); err != nil {
		return nil, fmt.Errorf("blind indexes of %s %s: %w", h.Collection, h.ID, err)
	}
	wrong := make([]Wrong, 0, len(want))
	for _, k := range h.Keys {
		if _, bad := want[k.Name]; bad {
			wrong = append(wrong, Wrong{h.Collection, h.ID, k.Name, "the blind index was not that of " + k.From})
		}
	}
	return wrong, nil
}
