package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"sync"
)

// part is a piece of an unfinished upload, sealed in a blob of its own. Its name holds a hash of its content, so that two
// pieces for one place do not overwrite each other.
type part struct {
	Name  string `bson:"name"`
	Start int64  `bson:"start"`
	Bytes int64  `bson:"bytes"`
}

func (p part) blob(fileID string) string { return partPrefix + fileID + "/" + p.Name }

// sealBuffers hold sealed pieces while they are written, so that an upload does not leave its size in garbage.
var sealBuffers = sync.Pool{New: func() any { return new([]byte) }}

// putPart stores a piece of an upload.
func (s *Service) putPart(ctx context.Context, fileID string, start int64, piece []byte) (part, error) {
	sum := sha256.Sum256(piece)
	p := part{Name: fmt.Sprintf("%08d-%s", start, hex.EncodeToString(sum[:8])), Start: start, Bytes: int64(len(piece))}
	buf, _ := sealBuffers.Get().(*[]byte)
	defer sealBuffers.Put(buf)
	sealed, err := s.Sealer.SealBytes(*buf, aad(fileID, fieldPart), piece)
	if err != nil {
		return p, err
	}
	*buf = sealed
	return p, s.Blobs.Put(ctx, p.blob(fileID), int64(len(sealed)), func(w io.Writer) error {
		_, err := w.Write(sealed)
		return err
	})
}

// sent reads the pieces of an upload as one content. One piece is in memory at a time.
type sent struct {
	ctx    context.Context //nolint:containedctx // of the one call
	s      *Service
	fileID string
	parts  []part
	size   int64
	at     int // the piece that is in memory; -1: none
	piece  []byte
	sealed []byte // used again for every piece
}

func (s *Service) sent(ctx context.Context, f *File) *sent {
	return &sent{ctx: ctx, s: s, fileID: f.ID, parts: f.Parts, size: f.Offset(), at: -1}
}

// all reads from the beginning to the end.
func (c *sent) all() io.Reader { return io.NewSectionReader(c, 0, c.size) }

// ReadAt implements io.ReaderAt.
func (c *sent) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, errors.New("files: negative offset")
	}
	for n < len(p) {
		if off >= c.size {
			return n, io.EOF
		}
		i := sort.Search(len(c.parts), func(i int) bool { return c.parts[i].Start > off }) - 1
		if err := c.load(i); err != nil {
			return n, err
		}
		k := copy(p[n:], c.piece[off-c.parts[i].Start:])
		n, off = n+k, off+int64(k)
	}
	return n, nil
}

func (c *sent) load(i int) error {
	if c.at == i {
		return nil
	}
	c.at = -1
	p := c.parts[i]
	in, size, err := c.s.Blobs.Open(c.ctx, p.blob(c.fileID))
	if errors.Is(err, ErrMissing) {
		return ErrUploadLost
	}
	if err != nil {
		return err
	}
	c.sealed = slices.Grow(c.sealed[:0], int(size))[:size]
	_, err = io.ReadFull(in, c.sealed)
	if err = errors.Join(err, in.Close()); err != nil {
		return fmt.Errorf("part %s of %s: %w", p.Name, c.fileID, err)
	}
	if c.piece, err = c.s.Sealer.OpenBytes(c.piece, aad(c.fileID, fieldPart), c.sealed); err != nil || int64(len(c.piece)) != p.Bytes {
		return fmt.Errorf("part %s of %s: %w", p.Name, c.fileID, errors.Join(err, ErrUploadLost))
	}
	c.at = i
	return nil
}

// dropParts removes what an upload has left; what cannot be removed now is removed by SweepBlobs.
func (s *Service) dropParts(ctx context.Context, f *File) {
	for _, p := range f.Parts {
		_ = s.Blobs.Remove(ctx, p.blob(f.ID))
	}
}
