package privacy

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"sync"
)

// BlindIndex turns a value into a token by which equal values are found without being readable. It is only for values
// with many possibilities, such as ID numbers and mobiles: sex, school or village would be guessed from their frequency.
// It may be used by many goroutines at once and prints as Redacted.
type BlindIndex struct {
	root []byte
	keys sync.Map // field → derived key
}

// NewBlindIndex uses the index secret of the ring. Rotating sealing keys does not change it.
func NewBlindIndex(kr *Keyring) *BlindIndex { return &BlindIndex{root: kr.index} }

// Index returns the token of a value that has been brought to one form first (ident.Normalise): 32 hex digits, the
// same for the same field and value, unrelated between fields. The empty value has the empty token. Give the same field
// name wherever values shall match ("id_number", "mobile").
func (b *BlindIndex) Index(field, normalised string) string {
	if normalised == "" {
		return ""
	}
	mac := hmac.New(sha256.New, b.key(field))
	mac.Write([]byte(normalised))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Format writes Redacted whatever the verb.
func (b *BlindIndex) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, Redacted) }

func (b *BlindIndex) key(field string) []byte {
	if k, ok := b.keys.Load(field); ok {
		return k.([]byte)
	}
	k, err := hkdf.Key(sha256.New, b.root, nil, "tongxing blind index "+field, keyBytes)
	if err != nil {
		panic(fmt.Sprintf("privacy: derive index key: %v", err)) // only for a length HKDF cannot give
	}
	b.keys.Store(field, k)
	return k
}
