package privacy

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

const (
	keyBytes    = 32
	maxKeyFile  = 1 << 20
	fileVersion = 1
)

// ErrKeyring means that a key file cannot be used; the text around it says why and what to do.
var ErrKeyring = errors.New("key file refused")

// Keyring holds the secrets of a key file: sealing keys by id, one of them current, and the secret of the blind indexes,
// which stays the same when sealing keys change. It prints as Redacted.
type Keyring struct {
	current string
	keys    map[string][]byte
	index   []byte
}

// keyFile is the JSON of a key file. Secrets are 32 bytes, base64.
type keyFile struct {
	Version int       `json:"version"`
	Current string    `json:"current"`
	Keys    []keyLine `json:"keys"`
	Index   []byte    `json:"index"`
}

type keyLine struct {
	ID  string `json:"id"`
	Key []byte `json:"key"`
}

// NewKeyring returns random secrets that are stored nowhere: what they seal is lost with the process. It is for tests; a
// server uses a file.
func NewKeyring() *Keyring {
	id := newKeyID()
	return &Keyring{current: id, keys: map[string][]byte{id: newSecret()}, index: newSecret()}
}

// CreateKeyring writes random secrets to a new file at path, mode 0600, and returns them. It does not overwrite an existing
// file but fails with os.ErrExist, because what lost keys have sealed can never be opened.
func CreateKeyring(path string) (*Keyring, error) {
	kr := NewKeyring()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("create key file: %w", err)
	}
	if err := writeKeys(f, kr); err != nil {
		_ = os.Remove(path)
		return nil, err
	}
	return kr, syncDir(path)
}

// LoadKeyring reads the key file at path. It fails with ErrKeyring when others than the owner may read, write or execute the
// file, when it is not a regular file, and when a part is missing, too short, repeated or unknown.
func LoadKeyring(path string) (*Keyring, error) {
	f, err := os.Open(path) //nolint:gosec // G304: the path is the operator's own setting
	if err != nil {
		return nil, fmt.Errorf("open key file: %w", err)
	}
	defer f.Close() //nolint:errcheck // read only
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("look at key file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: it is not an ordinary file", ErrKeyring)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, fmt.Errorf("%w: its mode is %04o; run chmod 600 on it", ErrKeyring, mode)
	}
	var file keyFile
	dec := json.NewDecoder(io.LimitReader(f, maxKeyFile))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&file); err != nil {
		return nil, fmt.Errorf("%w: it is not the JSON of a key file", ErrKeyring) // without the cause, which could quote the file
	}
	return file.keyring()
}

// RotateKeyring adds a random key to the file at path, makes it current and returns its id. Older keys still open what they
// sealed. The file is replaced atomically. Servers use the new key from their next start.
func RotateKeyring(path string) (string, error) {
	kr, err := LoadKeyring(path)
	if err != nil {
		return "", err
	}
	kr.current = newKeyID()
	kr.keys[kr.current] = newSecret()
	f, err := os.CreateTemp(filepath.Dir(path), ".keys-*") // mode 0600
	if err != nil {
		return "", fmt.Errorf("write key file: %w", err)
	}
	defer os.Remove(f.Name()) //nolint:errcheck // gone already once renamed
	if err := writeKeys(f, kr); err != nil {
		return "", err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return "", fmt.Errorf("replace key file: %w", err)
	}
	return kr.current, syncDir(path)
}

// Current returns the id of the key that seals new values.
func (k *Keyring) Current() string { return k.current }

// IDs returns the ids of all keys, sorted; they are not secret.
func (k *Keyring) IDs() []string { return slices.Sorted(maps.Keys(k.keys)) }

// Format prints Redacted for every verb.
func (k *Keyring) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, Redacted) }

func (file keyFile) keyring() (*Keyring, error) {
	kr := &Keyring{current: file.Current, keys: make(map[string][]byte, len(file.Keys)), index: file.Index}
	if file.Version != fileVersion {
		return nil, fmt.Errorf("%w: version %d is not known here", ErrKeyring, file.Version)
	}
	if len(file.Index) != keyBytes {
		return nil, fmt.Errorf("%w: the index secret is not %d bytes", ErrKeyring, keyBytes)
	}
	for i, line := range file.Keys {
		if line.ID == "" || len(line.ID) > 255 || len(line.Key) != keyBytes || kr.keys[line.ID] != nil {
			return nil, fmt.Errorf("%w: key %d needs an id of its own and %d bytes", ErrKeyring, i+1, keyBytes)
		}
		kr.keys[line.ID] = line.Key
	}
	if kr.keys[kr.current] == nil {
		return nil, fmt.Errorf("%w: the current key is not among its keys", ErrKeyring)
	}
	return kr, nil
}

// writeKeys writes, syncs and closes f.
func writeKeys(f *os.File, kr *Keyring) error {
	file := keyFile{Version: fileVersion, Current: kr.current, Index: kr.index}
	for id, key := range kr.keys {
		file.Keys = append(file.Keys, keyLine{ID: id, Key: key})
	}
	b, err := json.MarshalIndent(file, "", "  ")
	if err == nil {
		_, err = f.Write(append(b, '\n'))
	}
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	return nil
}

func syncDir(path string) error {
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("sync key directory: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync key directory: %w", err)
	}
	return nil
}

func newSecret() []byte {
	b := make([]byte, keyBytes)
	_, _ = rand.Read(b) // never fails: it stops the program instead
	return b
}

func newKeyID() string {
	b := make([]byte, 4)
	_, _ = rand.Read(b)
	return "k" + hex.EncodeToString(b)
}

// SigningKey derives the Ed25519 key of a purpose from the index secret, so that it stays the same when sealing keys are rotated and
// a store without its key file signs nothing.
func (k *Keyring) SigningKey(purpose string) (ed25519.PrivateKey, error) {
	seed, err := hkdf.Key(sha256.New, k.index, nil, "tongxing signing ed25519 "+purpose, ed25519.SeedSize)
	if err != nil {
		return nil, fmt.Errorf("derive the key for %s: %w", purpose, err)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}
