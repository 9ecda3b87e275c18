package backup

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"filippo.io/age"
)

// Lock encrypts a backup.
type Lock struct {
	recipients []age.Recipient
	again      age.Identity // opens the new backup to verify it
}

// Key opens encrypted backups.
type Key struct{ identities []age.Identity }

func (l *Lock) opener() *Key {
	if l == nil {
		return nil
	}
	return &Key{[]age.Identity{l.again}}
}

// RecipientsLock reads a file of age recipients ("age1…", one per line). Holders of one of their identities can open the
// backup; this machine cannot.
func RecipientsLock(file string) (*Lock, error) {
	b, err := os.ReadFile(file) //nolint:gosec // G304: the operator's own setting
	if err != nil {
		return nil, fmt.Errorf("recipients: %w", err)
	}
	list, err := age.ParseRecipients(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("recipients %s: %w", file, err)
	}
	once, err := age.GenerateX25519Identity() // kept only by this process
	if err != nil {
		return nil, err
	}
	return &Lock{recipients: append(list, once.Recipient()), again: once}, nil
}

// PassphraseLock reads the passphrase from the first line of a file that only its owner may read.
func PassphraseLock(file string) (*Lock, error) {
	words, err := passphrase(file)
	if err != nil {
		return nil, err
	}
	to, err := age.NewScryptRecipient(words)
	if err != nil {
		return nil, fmt.Errorf("passphrase %s: %w", file, err)
	}
	id, err := age.NewScryptIdentity(words)
	return &Lock{recipients: []age.Recipient{to}, again: id}, err
}

// IdentityKey reads the identities ("AGE-SECRET-KEY-1…") from a file that only its owner may read.
func IdentityKey(file string) (*Key, error) {
	b, err := private(file)
	if err != nil {
		return nil, err
	}
	list, err := age.ParseIdentities(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("identity %s: it is not a file of age identities", file) // without the cause, which could quote the file
	}
	return &Key{list}, nil
}

// PassphraseKey returns the key for a backup encrypted with PassphraseLock.
func PassphraseKey(file string) (*Key, error) {
	words, err := passphrase(file)
	if err != nil {
		return nil, err
	}
	id, err := age.NewScryptIdentity(words)
	if err != nil {
		return nil, fmt.Errorf("passphrase %s: %w", file, err)
	}
	id.SetMaxWorkFactor(20) // ours use 18; a damaged or hostile file must not need gigabytes
	return &Key{[]age.Identity{id}}, nil
}

// NewIdentity writes a new identity to a new file, mode 0600, and returns its recipient.
func NewIdentity(file string) (recipient string, err error) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return "", err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // G304: where the operator wants it
	if err != nil {
		return "", fmt.Errorf("identity: %w", err)
	}
	_, err = fmt.Fprintf(f, "# recipient: %s\n%s\n", id.Recipient(), id)
	if err == nil {
		err = f.Sync()
	}
	return id.Recipient().String(), errors.Join(err, f.Close())
}

func passphrase(file string) (string, error) {
	b, err := private(file)
	if err != nil {
		return "", err
	}
	words, _, _ := strings.Cut(string(b), "\n")
	if words = strings.TrimSpace(words); len(words) < 12 {
		return "", fmt.Errorf("passphrase %s: its first line needs at least 12 characters", file)
	}
	return words, nil
}

// private reads a file that only its owner may read; it fails when others may.
func private(file string) ([]byte, error) {
	f, err := os.Open(file) //nolint:gosec // G304: the operator's own setting
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // read only
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, fmt.Errorf("%s: its mode is %04o; run chmod 600 on it", file, mode)
	}
	return io.ReadAll(io.LimitReader(f, 1<<20))
}
