package files

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"filippo.io/age"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// Object is stored content: an age file whose key is sealed here. Without the document nothing opens it, so removing the key
// from the document erases the content in every copy of the object.
type Object struct {
	Name  string         `bson:"name,omitempty"` // of the blob, by the SHA-256 of the stored bytes
	Bytes int64          `bson:"bytes,omitempty"`
	Key   privacy.Sealed `bson:"key,omitempty"`
}

// fileKey is the key of one age file. It stands for the recipient when the file is written and for the identity when it is
// read; the file itself names neither.
type fileKey struct{ key []byte }

// Wrap keeps the key and writes a stanza without it.
func (k *fileKey) Wrap(key []byte) ([]*age.Stanza, error) {
	k.key = bytes.Clone(key)
	return []*age.Stanza{{Type: "tongxing"}}, nil
}

// Unwrap returns the key.
func (k *fileKey) Unwrap([]*age.Stanza) ([]byte, error) { return k.key, nil }

// The sealed fields of a File, as their AAD and `check` name them.
const (
	fieldName  = "name"
	fieldKey   = "content.key"
	fieldThumb = "thumb.key"
	fieldPart  = "part"
)

func aad(fileID, field string) privacy.AAD {
	return privacy.AAD{Collection: collection, Field: field, ID: fileID}
}

// put seals what write writes into an object of its own. Memory does not depend on its size.
func (s *Service) put(ctx context.Context, fileID, field string, write func(io.Writer) error) (Object, error) {
	var o Object
	key := &fileKey{}
	stored := &summer{hash: sha256.New()}
	temp := partPrefix + fileID + "/" + randomName()
	err := s.Blobs.Put(ctx, temp, -1, func(to io.Writer) error {
		stored.hash.Reset()
		stored.bytes = 0
		sealed, err := age.Encrypt(io.MultiWriter(to, stored), key)
		if err != nil {
			return err
		}
		if err := write(sealed); err != nil {
			return err
		}
		return sealed.Close()
	})
	if err != nil {
		return o, err
	}
	o = Object{Name: objectName(stored.sum()), Bytes: stored.bytes}
	if o.Key, err = s.Sealer.Seal(aad(fileID, field), string(key.key)); err != nil {
		return o, err
	}
	return o, s.Blobs.Rename(ctx, temp, o.Name)
}

// open returns the content of an object, which is authenticated as it is read. Close it.
func (s *Service) open(ctx context.Context, fileID, field string, o Object) (io.ReadCloser, error) {
	key, err := s.Sealer.Open(aad(fileID, field), o.Key)
	if err != nil {
		return nil, err
	}
	stored, _, err := s.Blobs.Open(ctx, o.Name)
	if err != nil {
		return nil, fmt.Errorf("file %s: %w", fileID, err)
	}
	plain, err := age.Decrypt(stored, &fileKey{key: []byte(key)})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("file %s: %w", fileID, err), stored.Close())
	}
	return opened{plain, stored}, nil
}

// opened reads from one and closes the other.
type opened struct {
	io.Reader
	io.Closer
}

// summer hashes and counts what is written.
type summer struct {
	hash  hash.Hash
	bytes int64
}

// Write never fails.
func (s *summer) Write(p []byte) (int, error) {
	s.bytes += int64(len(p))
	return s.hash.Write(p)
}

func (s *summer) sum() string { return hex.EncodeToString(s.hash.Sum(nil)) }

func randomName() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b) // never fails: it stops the program instead
	return hex.EncodeToString(b)
}
