package privacy

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

const (
	envelopeV1   = 1
	algAESGCM    = 1
	sealOverhead = 12 + 16 // nonce and tag
)

var (
	// ErrOpen means that an envelope does not open: it was changed, moved from another field or document, or sealed under a
	// key that the keyring lacks. It does not say which.
	ErrOpen = errors.New("sealed value does not open")
	// ErrAAD means that a part of the AAD is empty, which would allow envelopes to be swapped.
	ErrAAD = errors.New("a sealed value needs its collection, field and id")
)

// AAD names the one place to which a sealed value belongs. All three parts are required.
type AAD struct {
	Collection string
	Field      string
	ID         string // of the document
}

// Sealer seals values under the current key of a keyring and opens envelopes of any of its keys. It is safe for concurrent
// use and prints as Redacted.
type Sealer struct {
	current string
	keys    map[string]cipher.AEAD
}

// NewSealer derives the sealing keys of the keyring.
func NewSealer(kr *Keyring) (*Sealer, error) {
	s := &Sealer{current: kr.current, keys: make(map[string]cipher.AEAD, len(kr.keys))}
	for id, secret := range kr.keys {
		key, err := hkdf.Key(sha256.New, secret, nil, "tongxing seal aes-256-gcm", keyBytes)
		if err != nil {
			return nil, fmt.Errorf("derive key %s: %w", id, err)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, fmt.Errorf("key %s: %w", id, err)
		}
		if s.keys[id], err = cipher.NewGCMWithRandomNonce(block); err != nil {
			return nil, fmt.Errorf("key %s: %w", id, err)
		}
	}
	return s, nil
}

// Seal returns plain as an envelope for that place; sealing the same value twice gives different envelopes. The empty value
// gives the empty envelope, so that "not collected" stays visible. It fails with ErrAAD.
func (s *Sealer) Seal(aad AAD, plain string) (Sealed, error) {
	return s.SealBytes(nil, aad, []byte(plain))
}

// Reseal is Seal, but returns the old envelope of the place when it holds the same value under the current key, so that a document in
// which nothing changed stays the same.
func (s *Sealer) Reseal(aad AAD, old Sealed, plain string) (Sealed, error) {
	if kid, ok := old.keyID(); ok && kid == s.current {
		if was, err := s.Open(aad, old); err == nil && was == plain {
			return old, nil
		}
	}
	return s.Seal(aad, plain)
}

// SealBytes is Seal for a value in bytes. The envelope takes the place of buf, which is not to be used any more.
func (s *Sealer) SealBytes(buf []byte, aad AAD, plain []byte) (Sealed, error) {
	if err := aad.validate(); err != nil {
		return nil, err
	}
	if len(plain) == 0 {
		return nil, nil
	}
	head := 3 + len(s.current)
	out := slices.Grow(buf[:0], head+sealOverhead+len(plain))
	out = append(out, envelopeV1, algAESGCM, byte(len(s.current)))
	out = append(out, s.current...)
	return s.keys[s.current].Seal(out, nil, plain, aad.bytes(out[:head])), nil
}

// Open returns the value of an envelope sealed for that place, or ErrOpen.
func (s *Sealer) Open(aad AAD, env Sealed) (string, error) {
	plain, err := s.OpenBytes(nil, aad, env)
	return string(plain), err
}

// OpenBytes is Open for a value in bytes, which takes the place of buf.
func (s *Sealer) OpenBytes(buf []byte, aad AAD, env Sealed) ([]byte, error) {
	if err := aad.validate(); err != nil {
		return nil, err
	}
	if len(env) == 0 {
		return buf[:0], nil
	}
	kid, ok := env.keyID()
	if !ok {
		return nil, fmt.Errorf("%w (%s.%s)", ErrOpen, aad.Collection, aad.Field)
	}
	head := 3 + len(kid)
	key := s.keys[kid]
	if key == nil {
		return nil, fmt.Errorf("%w (%s.%s)", ErrOpen, aad.Collection, aad.Field)
	}
	plain, err := key.Open(buf[:0], nil, env[head:], aad.bytes(env[:head]))
	if err != nil {
		return nil, fmt.Errorf("%w (%s.%s)", ErrOpen, aad.Collection, aad.Field)
	}
	return plain, nil
}

// Format prints Redacted for every verb.
func (s *Sealer) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, Redacted) }

// keyID returns the key id in the envelope's header; false when it is not an envelope of a known kind.
func (s Sealed) keyID() (string, bool) {
	if len(s) < 3 || s[0] != envelopeV1 || s[1] != algAESGCM {
		return "", false
	}
	n := int(s[2])
	if n == 0 || len(s) < 3+n+sealOverhead {
		return "", false
	}
	return string(s[3 : 3+n]), true
}

func (a AAD) validate() error {
	if a.Collection == "" || a.Field == "" || a.ID == "" {
		return ErrAAD
	}
	return nil
}

// bytes writes each part after its length, so that no two places have the same bytes.
func (a AAD) bytes(head []byte) []byte {
	b := make([]byte, 0, len(head)+len(a.Collection)+len(a.Field)+len(a.ID)+6)
	b = append(b, head...)
	for _, part := range [...]string{a.Collection, a.Field, a.ID} {
		b = binary.AppendUvarint(b, uint64(len(part)))
		b = append(b, part...)
	}
	return b
}
