package privacy

import (
	"context"
	"fmt"
)

// SealedDocument lists the sealed fields and blind indexes of one stored document, as its feature returns them for checking.
type SealedDocument struct {
	Collection string
	ID         string
	Sealed     map[string]Sealed // by field, as in their AAD
	Keys       []StoredIndex
}

// StoredIndex is a blind index in a document and the sealed field it is computed from.
type StoredIndex struct {
	Name       string // name of the field that holds the index
	Index      string // field name given to BlindIndex.Index
	From       string // name of the sealed field
	Kept       string
	Normalised func(value string) string // nil: the sealed value is already normalised
}

// BadField is a field of a document that failed its check. It holds no value.
type BadField struct {
	Collection, ID, Field, What string
}

// String returns the failure in one line.
func (w BadField) String() string { return w.Collection + " " + w.ID + ": " + w.Field + ": " + w.What }

// Check opens every envelope, computes every index again and returns the fields that failed.
func (h SealedDocument) Check(s *Sealer, b *BlindIndex) []BadField {
	var wrong []BadField
	for field, env := range h.Sealed {
		if _, err := s.Open(AAD{h.Collection, field, h.ID}, env); err != nil {
			wrong = append(wrong, BadField{h.Collection, h.ID, field, "it does not open: it was changed, or its key is not in the key file"})
		}
	}
	for _, k := range h.Keys {
		if want, ok := h.expectedIndex(k, s, b); ok && want != k.Kept {
			wrong = append(wrong, BadField{h.Collection, h.ID, k.Name, "the blind index is not that of " + k.From})
		}
	}
	return wrong
}

// IndexUpdates returns the correct values of the indexes that are wrong, by field name. A sealed field that does not open or
// is empty gives no index.
func (h SealedDocument) IndexUpdates(s *Sealer, b *BlindIndex) map[string]string {
	var out map[string]string
	for _, k := range h.Keys {
		if want, ok := h.expectedIndex(k, s, b); ok && want != k.Kept {
			if out == nil {
				out = map[string]string{}
			}
			out[k.Name] = want
		}
	}
	return out
}

func (h SealedDocument) expectedIndex(k StoredIndex, s *Sealer, b *BlindIndex) (string, bool) {
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

// Repair calls fix, which stores the correct indexes, when the document has a wrong one. It returns the indexes that were
// wrong.
func Repair(ctx context.Context, s *Sealer, b *BlindIndex, h SealedDocument, fix func(context.Context) error) ([]BadField, error) {
	want := h.IndexUpdates(s, b)
	if len(want) == 0 {
		return nil, nil
	}
	if err := fix(ctx); err != nil {
		return nil, fmt.Errorf("blind indexes of %s %s: %w", h.Collection, h.ID, err)
	}
	wrong := make([]BadField, 0, len(want))
	for _, k := range h.Keys {
		if _, bad := want[k.Name]; bad {
			wrong = append(wrong, BadField{h.Collection, h.ID, k.Name, "the blind index was not that of " + k.From})
		}
	}
	return wrong, nil
}
