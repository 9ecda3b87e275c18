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

// BlindIndex turns a value into a token by which equal values are found without being readable. Use it only for values with
// many possibilities, such as ID numbers and mobiles: sex, school or village could be guessed from their frequency. It is
// safe for concurrent use and prints as Redacted.
type BlindIndex struct {
	root []byte
	keys sync.Map // field → derived key
}

// NewBlindIndex uses the keyring's index secret. Rotating sealing keys does not change it.
func NewBlindIndex(kr *Keyring) *BlindIndex { return &BlindIndex{root: kr.index} }

// Index returns the token of a normalised value (ident.Normalise): 32 hex digits, equal for equal field and value, unrelated
// between fields. The empty value has the empty token. Use the same field name wherever values must match ("id_number",
// "mobile").
func (b *BlindIndex) Index(field, normalised string) string {
	if normalised == "" {
		return ""
	}
	mac := hmac.New(sha256.New, b.key(field))
	mac.Write([]byte(normalised))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Format prints Redacted for every verb.
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
