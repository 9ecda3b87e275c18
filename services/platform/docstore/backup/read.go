package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"strings"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Into receives the content of a backup while it is read. Parts with a nil func are skipped. The content is verified only
// when Read has returned nil, so read once without any func and then again.
type Into struct {
	Head func(Head) error
	Doc  func(collection string, doc []byte) error // in the order of ids, collection by collection; doc is valid only during the call
	File func(name string, content io.Reader) error
	Step func() // called for every document
}

// Read reads the whole backup and returns its manifest, or ErrDamaged, ErrLocked, ErrKey or ErrFormat. An error of into is
// returned unchanged.
func Read(ctx context.Context, file string, key *Key, into Into) (Manifest, error) {
	f, err := os.Open(file) //nolint:gosec // G304: the operator's own file
	if err != nil {
		return Manifest{}, err
	}
	defer f.Close() //nolint:errcheck // read only
	m, err := read(ctx, f, key, into)
	if own, ok := errors.AsType[intoError](err); ok {
		return m, own.error
	}
	for _, known := range []error{ErrLocked, ErrKey, ErrFormat, ErrDamaged, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, known) {
			return m, fmt.Errorf("%s: %w", file, err)
		}
	}
	if err != nil {
		err = fmt.Errorf("%s: %w (%w)", file, ErrDamaged, err)
	}
	return m, err
}

// intoError is an error returned by a func of Into.
type intoError struct{ error }

func mine(err error) error {
	if err == nil {
		return nil
	}
	return intoError{err}
}

const ageIntro = "age-encryption.org/"

func read(ctx context.Context, f io.Reader, key *Key, into Into) (Manifest, error) {
	buffered := bufio.NewReaderSize(f, 1<<16)
	from := io.Reader(buffered)
	if intro, _ := buffered.Peek(len(ageIntro)); string(intro) == ageIntro {
		if key == nil {
			return Manifest{}, ErrLocked
		}
		open, err := age.Decrypt(buffered, key.identities...)
		if none := (*age.NoIdentityMatchError)(nil); errors.As(err, &none) {
			return Manifest{}, ErrKey
		}
		if err != nil {
			return Manifest{}, err
		}
		from = open
	}
	sealed := &unsealing{from: from, sum: sha256.New()}
	z, err := zstd.NewReader(sealed, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(64<<20))
	if err != nil {
		return Manifest{}, err
	}
	defer z.Close()
	r := &reader{ctx: ctx, tar: tar.NewReader(z), into: into}
	if err := r.all(); err != nil {
		return r.want, err
	}
	if _, err := io.Copy(io.Discard, z); err != nil {
		return r.want, err
	}
	if _, err := io.Copy(io.Discard, sealed); err != nil { // to the end, where the digest is
		return r.want, err
	}
	return r.want, nil
}

// reader reads the tar archive once.
type reader struct {
	ctx   context.Context //nolint:containedctx // of the one call
	tar   *tar.Reader
	into  Into
	tally *docstore.Tallier
	name  string // of the present collection
	made  Manifest
	want  Manifest
}

func (r *reader) all() error {
	for first := true; ; first = false {
		h, err := r.tar.Next()
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("%w: the manifest is missing", ErrDamaged)
		}
		if err != nil {
			return err
		}
		name := h.Name
		switch {
		case h.Typeflag != tar.TypeReg || first != (name == "head.json"):
			return fmt.Errorf("%w: %q is not expected there", ErrDamaged, name)
		case first:
			err = r.head()
		case name == "manifest.json":
			return r.manifest()
		case strings.HasPrefix(name, "data/"):
			err = r.documents(strings.TrimPrefix(name, "data/"))
		case strings.HasPrefix(name, "files/"):
			err = r.file(strings.TrimPrefix(name, "files/"))
		default:
			err = fmt.Errorf("%w: %q is not expected there", ErrDamaged, name)
		}
		if err != nil {
			return err
		}
	}
}

func (r *reader) json(v any) error {
	b, err := io.ReadAll(io.LimitReader(r.tar, 64<<20))
	if err != nil {
		return err
	}
	return json.Unmarshal(b, v)
}

func (r *reader) head() error {
	if err := r.json(&r.made.Head); err != nil {
		return err
	}
	if r.made.Format > Format {
		return fmt.Errorf("%w (format %d, known here: %d)", ErrFormat, r.made.Format, Format)
	}
	r.made.Collections, r.made.Files = []docstore.Tally{}, []File{}
	r.want.Head = r.made.Head
	if r.into.Head == nil {
		return nil
	}
	return mine(r.into.Head(r.made.Head))
}

// manifest compares the content with the manifest.
func (r *reader) manifest() error {
	r.endCollection()
	if err := r.json(&r.want); err != nil {
		return err
	}
	full := r.want.Collections[:0:0]
	for _, c := range r.want.Collections {
		if c.Documents > 0 {
			full = append(full, c)
		}
	}
	have := r.made
	if !reflect.DeepEqual(have.Head, r.want.Head) || !reflect.DeepEqual(have.Files, r.want.Files) ||
		len(full) != len(have.Collections) || len(full) > 0 && !reflect.DeepEqual(full, have.Collections) {
		return fmt.Errorf("%w: its content differs from its manifest", ErrDamaged)
	}
	if _, err := r.tar.Next(); !errors.Is(err, io.EOF) {
		return errors.Join(fmt.Errorf("%w: something follows the manifest", ErrDamaged), err)
	}
	return nil
}

func (r *reader) endCollection() {
	if r.tally != nil {
		r.made.Collections = append(r.made.Collections, r.tally.Tally())
	}
	r.tally, r.name = nil, ""
}

const documentMax = 64 << 20

// documents reads one file of a collection.
func (r *reader) documents(part string) error {
	name, _, _ := strings.Cut(part, "/")
	if name != r.name {
		r.endCollection()
		r.tally, r.name = docstore.NewTallier(name), name
	}
	in := bufio.NewReaderSize(r.tar, 1<<16)
	for buf := []byte(nil); ; {
		size, err := in.Peek(4)
		if len(size) == 0 && errors.Is(err, io.EOF) {
			return r.ctx.Err()
		}
		if err != nil {
			return err
		}
		n := int(binary.LittleEndian.Uint32(size))
		if n < 5 || n > documentMax {
			return fmt.Errorf("%w: a document of %d bytes", ErrDamaged, n)
		}
		if cap(buf) < n {
			buf = make([]byte, n+n/2)
		}
		buf = buf[:n]
		if _, err := io.ReadFull(in, buf); err != nil {
			return err
		}
		r.tally.Add(buf)
		if r.into.Step != nil {
			r.into.Step()
		}
		if r.into.Doc != nil {
			if err := mine(r.into.Doc(name, buf)); err != nil {
				return err
			}
		}
	}
}

func (r *reader) file(name string) error {
	r.endCollection()
	if !fs.ValidPath(name) || name == "." || strings.Contains(name, `\`) {
		return fmt.Errorf("%w: a file named %q", ErrDamaged, name)
	}
	sum := sha256.New()
	size := &counter{}
	content := io.TeeReader(r.tar, io.MultiWriter(sum, size))
	if r.into.File != nil {
		if err := mine(r.into.File(name, content)); err != nil {
			return err
		}
	}
	if _, err := io.Copy(io.Discard, content); err != nil {
		return err
	}
	r.made.Files = append(r.made.Files, File{Path: name, Bytes: size.n, SHA256: hex.EncodeToString(sum.Sum(nil))})
	return r.ctx.Err()
}

type counter struct{ n int64 }

// Write counts the bytes.
func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}

// Encrypted reports whether the file begins like an encrypted backup.
func Encrypted(file string) (bool, error) {
	f, err := os.Open(file) //nolint:gosec // G304: the operator's own file
	if err != nil {
		return false, err
	}
	intro := make([]byte, len(ageIntro))
	_, err = io.ReadFull(f, intro)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return bytes.Equal(intro, []byte(ageIntro)), errors.Join(err, f.Close())
}
