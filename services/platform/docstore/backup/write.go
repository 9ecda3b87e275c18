package backup

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Source is what a backup contains.
type Source struct {
	DB   *docstore.DB           // preferably a snapshot; otherwise changes during the backup may be included in part
	Head Head                   // Write sets Format
	Dir  string                 // the data directory; "" for none
	Skip func(name string) bool // reports names that are left out; those that begin with a dot always are
	Lock *Lock                  // nil: not encrypted

	// More calls put with files that lie elsewhere, each under the path that it has in a data directory; nil: there are none.
	More func(ctx context.Context, put func(path string, size int64, content io.Reader) error) error

	Step func() // called for every document; may be nil
}

// Write writes the backup to file, which must not exist, with mode 0600. When it returns nil the backup is complete, synced
// and verified; after an error no file is left.
func Write(ctx context.Context, file string, s Source) (m Manifest, err error) {
	if _, err := os.Lstat(file); err == nil {
		return m, fmt.Errorf("%s: %w", file, os.ErrExist)
	}
	f, err := os.CreateTemp(filepath.Dir(file), ".tongxing-backup-*") // mode 0600
	if err != nil {
		return m, fmt.Errorf("make the backup: %w", err)
	}
	defer func() {
		_ = f.Close()
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	if m, err = write(ctx, f, s); err != nil {
		return m, fmt.Errorf("make the backup: %w", err)
	}
	if err := f.Sync(); err != nil {
		return m, fmt.Errorf("sync the backup: %w", err)
	}
	again, err := Read(ctx, f.Name(), s.Lock.opener(), Into{Step: s.Step})
	if err != nil {
		return m, fmt.Errorf("read the backup again: %w", err)
	}
	if !reflect.DeepEqual(again, m) {
		return m, fmt.Errorf("read the backup again: %w: its content differs from what was written", ErrDamaged)
	}
	if err := os.Rename(f.Name(), file); err != nil {
		return m, fmt.Errorf("name the backup: %w", err)
	}
	return m, syncDir(filepath.Dir(file))
}

func syncDir(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // G304: where the operator wants it
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// write writes everything through tar, zstd and, if wanted, age.
func write(ctx context.Context, to io.Writer, s Source) (m Manifest, err error) {
	var lock io.WriteCloser
	if s.Lock != nil {
		if lock, err = age.Encrypt(to, s.Lock.recipients...); err != nil {
			return m, err
		}
		to = lock
	}
	sealed := &sealing{to: to, sum: sha256.New()}
	z, err := zstd.NewWriter(sealed, zstd.WithEncoderConcurrency(2))
	if err != nil {
		return m, err
	}
	w := &writer{Source: s, tar: tar.NewWriter(z)}
	w.Head.Format = Format
	w.Head.Made = w.Head.Made.UTC().Truncate(time.Millisecond)
	if err := w.all(ctx); err != nil {
		return m, errors.Join(err, z.Close())
	}
	if err := errors.Join(w.tar.Close(), z.Close()); err != nil {
		return m, err
	}
	if err := sealed.end(); err != nil {
		return m, err
	}
	if lock != nil {
		err = lock.Close()
	}
	return w.made, err
}

type writer struct {
	Source
	tar  *tar.Writer
	made Manifest
}

func (w *writer) all(ctx context.Context) error {
	w.made = Manifest{Head: w.Head, Collections: []docstore.Tally{}, Files: []File{}}
	if err := w.json("head.json", w.Head); err != nil {
		return err
	}
	names, err := w.DB.Names(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := w.collection(ctx, name); err != nil {
			return err
		}
	}
	if w.Dir != "" {
		if err := w.files(ctx); err != nil {
			return err
		}
	}
	if w.More != nil {
		if err := w.More(ctx, w.put); err != nil {
			return err
		}
	}
	return w.json("manifest.json", w.made)
}

func (w *writer) entry(name string, b []byte) error {
	h := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(b)), Mode: 0o600, ModTime: w.Head.Made, Format: tar.FormatPAX}
	if err := w.tar.WriteHeader(h); err != nil {
		return err
	}
	_, err := w.tar.Write(b)
	return err
}

func (w *writer) json(name string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return w.entry(name, append(b, '\n'))
}

const partBytes = 1 << 20

// collection writes the documents in several files, because tar needs the length of a file before its content.
func (w *writer) collection(ctx context.Context, name string) error {
	tally, part, n := docstore.NewTallier(name), bytes.Buffer{}, 0
	flush := func() error {
		n++
		err := w.entry(fmt.Sprintf("data/%s/%08d.bson", name, n), part.Bytes())
		part.Reset()
		return err
	}
	err := w.DB.EachRaw(ctx, name, "", func(_ string, doc []byte) error {
		tally.Add(doc)
		part.Write(doc)
		if w.Step != nil {
			w.Step()
		}
		if part.Len() < partBytes {
			return ctx.Err()
		}
		return flush()
	})
	if err == nil && part.Len() > 0 {
		err = flush()
	}
	w.made.Collections = append(w.made.Collections, tally.Tally())
	return err
}

// files writes the regular files of the data directory.
func (w *writer) files(ctx context.Context) error {
	root, err := os.OpenRoot(w.Dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer root.Close() //nolint:errcheck // read only
	return fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == ".":
			return ctx.Err()
		case strings.HasPrefix(path.Base(name), ".") || w.Skip != nil && w.Skip(name):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !d.Type().IsRegular():
			return ctx.Err()
		}
		return w.file(root, name)
	})
}

func (w *writer) file(root *os.Root, name string) error {
	f, err := root.Open(name)
	if errors.Is(err, fs.ErrNotExist) { // removed since the directory was read, so that no document refers to it
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // read only
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return w.put(name, info.Size(), f) // what is added meanwhile is of a later moment
}

// put writes size bytes of the content as a file of the data directory.
func (w *writer) put(name string, size int64, content io.Reader) error {
	h := &tar.Header{Typeflag: tar.TypeReg, Name: "files/" + name, Size: size, Mode: 0o600, ModTime: w.Head.Made, Format: tar.FormatPAX}
	if err := w.tar.WriteHeader(h); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(w.tar, sum), content, size); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	w.made.Files = append(w.made.Files, File{Path: name, Bytes: size, SHA256: hex.EncodeToString(sum.Sum(nil))})
	return nil
}
