package backup

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"io"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Format is the version of the file's layout.
const Format = 1

// The refusals of a backup. The text around them has the details.
var (
	ErrDamaged = errors.New("this is not a whole, undamaged backup")
	ErrKey     = errors.New("this key or passphrase does not open the backup")
	ErrLocked  = errors.New("the backup is encrypted: give the identity file or the passphrase file")
	ErrFormat  = errors.New("this backup was written by a newer program")
)

// Head describes the store that was backed up.
type Head struct {
	Format  int       `json:"format"`
	Data    int       `json:"data_version"`
	Store   string    `json:"store"`
	Engine  string    `json:"engine"`
	Program string    `json:"program"`
	Made    time.Time `json:"made"`
	Keys    []string  `json:"keys,omitempty"` // ids of the sealing keys, never the keys
}

// Manifest lists the contents of a backup.
type Manifest struct {
	Head
	Collections []docstore.Tally `json:"collections"`
	Files       []File           `json:"files"`
}

// File is one file of the data directory.
type File struct {
	Path   string `json:"path"` // relative to the data directory, with slashes
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Documents returns the number of documents in all collections.
func (m Manifest) Documents() (n int64) {
	for _, c := range m.Collections {
		n += c.Documents
	}
	return n
}

// The final frame, which zstd decoders skip.
const (
	sealMagic = 0x184D2A5E
	sealSize  = 8 + sha256.Size
)

func seal(sum []byte) []byte {
	b := binary.LittleEndian.AppendUint32(nil, sealMagic)
	b = binary.LittleEndian.AppendUint32(b, sha256.Size)
	return append(b, sum...)
}

// sealing passes writes through and appends the final frame at the end.
type sealing struct {
	to  io.Writer
	sum hash.Hash
}

// Write writes b and adds it to the digest.
func (s *sealing) Write(p []byte) (int, error) {
	n, err := s.to.Write(p)
	_, _ = s.sum.Write(p[:n])
	return n, err
}

func (s *sealing) end() error {
	_, err := s.to.Write(seal(s.sum.Sum(nil)))
	return err
}

// unsealing reads up to the final frame and checks its digest.
type unsealing struct {
	from io.Reader
	sum  hash.Hash
	buf  []byte // the last bytes, which may be the final frame
	err  error
}

// Read returns bytes that cannot belong to the final frame.
func (u *unsealing) Read(p []byte) (int, error) {
	if len(u.buf) <= sealSize && u.err == nil {
		u.buf = append(make([]byte, 0, 1<<18), u.buf...)
	}
	for len(u.buf) <= sealSize && u.err == nil {
		var n int
		n, u.err = u.from.Read(u.buf[len(u.buf):cap(u.buf)])
		u.buf = u.buf[:len(u.buf)+n]
	}
	if n := len(u.buf) - sealSize; n > 0 {
		n = copy(p, u.buf[:n])
		_, _ = u.sum.Write(u.buf[:n])
		u.buf = u.buf[n:]
		return n, nil
	}
	if !errors.Is(u.err, io.EOF) {
		return 0, u.err
	}
	if string(u.buf) != string(seal(u.sum.Sum(nil))) {
		return 0, ErrDamaged
	}
	return 0, io.EOF
}
