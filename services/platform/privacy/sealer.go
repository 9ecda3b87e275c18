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
)

const (
	envelopeV1 = 1
	algAESGCM  = 1
	overhead   = 12 + 16 // nonce and tag
)

var (
	// ErrOpen says that an envelope does not open: changed, moved from another field or document, or sealed under a key
	// that the keyring lacks. It does not say which.
	ErrOpen = errors.New("sealed value does not open")
	// ErrAAD says that a part of the AAD is empty, which would let envelopes be swapped.
	ErrAAD = errors.New("a sealed value needs its collection, field and id")
)

// AAD names the one place where a sealed value belongs. All three parts are required.
type AAD struct {
	Collection string
	Field      string
	ID         string // of the document
}

// Sealer seals values under the current key of a keyring and opens what any of its keys sealed. It may be used by many
// goroutines at once and prints as Redacted.
type Sealer struct {
	current string
	keys    map[string]cipher.AEAD
}

// NewSealer derives the sealing keys of the ring.
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

// Seal returns plain as an envelope for that place; the same value sealed twice differs. The empty value gives the empty
// envelope, so that "not collected" stays visible. Its error is ErrAAD.
func (s *Sealer) Seal(aad AAD, plain string) (Sealed, error) {
	if err := aad.check(); err != nil {
		return nil, err
	}
	if plain == "" {
		return nil, nil
	}
	head := 3 + len(s.current)
	out := make([]byte, 0, head+overhead+len(plain))
	out = append(out, envelopeV1, algAESGCM, byte(len(s.current)))
	out = append(out, s.current...)
	return s.keys[s.current].Seal(out, nil, []byte(plain), aad.bytes(out[:head])), nil
}

// Open returns the value of an envelope that was sealed for that place, or ErrOpen and nothing of it.
func (s *Sealer) Open(aad AAD, env Sealed) (string, error) {
	if err := aad.check(); err != nil {
		return "", err
	}
	if len(env) == 0 {
		return "", nil
	}
	kid, ok := env.keyID()
	if !ok {
		return "", fmt.Errorf("%w (%s.%s)", ErrOpen, aad.Collection, aad.Field)
	}
	head := 3 + len(kid)
	key := s.keys[kid]
	if key == nil {
		return "", fmt.Errorf("%w (%s.%s)", ErrOpen, aad.Collection, aad.Field)
	}
	plain, err := key.Open(nil, nil, env[head:], aad.bytes(env[:head]))
	if err != nil {
		return "", fmt.Errorf("%w (%s.%s)", ErrOpen, aad.Collection, aad.Field)
	}
	return string(plain), nil
}

// Aged tells whether the envelope was sealed under another key than the current one, so that it is due for resealing.
func (s *Sealer) Aged(env Sealed) bool {
	kid, ok := env.keyID()
	return ok && kid != s.current
}

// Format writes Redacted whatever the verb.
func (s *Sealer) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, Redacted) }

// keyID returns the id in the envelope's head; false when it is no envelope of a kind known here.
func (s Sealed) keyID() (string, bool) {
	if len(s) < 3 || s[0] != envelopeV1 || s[1] != algAESGCM {
		return "", false
	}
	n := int(s[2])
	if n == 0 || len(s) < 3+n+overhead {
		return "", false
	}
	return string(s[3 : 3+n]), true
}

func (a AAD) check() error {
	if a.Collection == "" || a.Field == "" || a.ID == "" {
		return ErrAAD
	}
	return nil
}

// bytes prefixes each part with its length, so that no two places read alike.
func (a AAD) bytes(head []byte) []byte {
	b := make([]byte, 0, len(head)+len(a.Collection)+len(a.Field)+len(a.ID)+6)
	b = append(b, head...)
	for _, part := range [...]string{a.Collection, a.Field, a.ID} {
		b = binary.AppendUvarint(b, uint64(len(part)))
		b = append(b, part...)
	}
	return b
}
