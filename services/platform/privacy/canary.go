package privacy

import (
	"maps"
	"slices"
)

// Canary is a known value under one key of a key file. Stored beside the documents, it tells whether another key file has the
// same key.
type Canary struct {
	Sealed Sealed `bson:"sealed,omitempty"`
	Index  string `bson:"index,omitempty"`
}

const canaryText = "tongxing"

func canaryPlace(keyID string) AAD { return AAD{"store_keys", "sealed", keyID} }

// NewKeyCanary returns the canary of the sealing key with that id, or ErrOpen when the sealer lacks it.
func NewKeyCanary(s *Sealer, keyID string) (Canary, error) {
	if s.keys[keyID] == nil {
		return Canary{}, ErrOpen
	}
	env, err := (&Sealer{current: keyID, keys: s.keys}).Seal(canaryPlace(keyID), canaryText)
	return Canary{Sealed: env}, err
}

// NewIndexCanary returns the canary of the secret of the blind indexes.
func NewIndexCanary(b *BlindIndex) Canary { return Canary{Index: b.Index("canary", canaryText)} }

// FitsSealer reports whether the sealer has the key with that id of which c is the canary.
func (c Canary) FitsSealer(s *Sealer, keyID string) bool {
	plain, err := s.Open(canaryPlace(keyID), c.Sealed)
	return err == nil && plain == canaryText
}

// FitsIndex reports whether c is the canary of the secret of b.
func (c Canary) FitsIndex(b *BlindIndex) bool { return c.Index == NewIndexCanary(b).Index }

// KeyUse collects the keys that documents were sealed and indexed with.
type KeyUse struct {
	sealer  *Sealer
	index   *BlindIndex
	opened  map[string]bool // by key id: an envelope of that key opened
	indexes int             // blind indexes whose sealed value opened
	right   int             // of these, the ones that the secret gives
}

// NewKeyUse returns an empty collection that compares documents with these keys.
func NewKeyUse(s *Sealer, b *BlindIndex) *KeyUse {
	return &KeyUse{sealer: s, index: b, opened: map[string]bool{}}
}

// Add looks at one document. An envelope without a key id counts as damaged, not as sealed with a missing key.
func (u *KeyUse) Add(d SealedDocument) {
	for field, env := range d.Sealed {
		if id, ok := env.keyID(); ok && !u.opened[id] {
			_, err := u.sealer.Open(AAD{d.Collection, field, d.ID}, env)
			u.opened[id] = err == nil
		}
	}
	for _, k := range d.Keys {
		if u.right > 0 || k.Kept == "" {
			return
		}
		if want, ok := d.expectedIndex(k, u.sealer, u.index); ok {
			u.indexes++
			if want == k.Kept {
				u.right++
			}
		}
	}
}

// Keys returns the ids of the keys of which an envelope opened, and the names of those that are missing or wrong: no envelope
// of theirs opened, or no blind index was the expected one.
func (u *KeyUse) Keys() (used, lacking []string) {
	for _, id := range slices.Sorted(maps.Keys(u.opened)) {
		if u.opened[id] {
			used = append(used, id)
		} else {
			lacking = append(lacking, "the key "+id)
		}
	}
	if u.indexes > 0 && u.right == 0 {
		lacking = append(lacking, "the secret of the blind indexes")
	}
	return used, lacking
}
