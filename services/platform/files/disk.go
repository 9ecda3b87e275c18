package files

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"sync"
	"time"
)

// tempPrefix is where the disk keeps what is being written.
const tempPrefix = ".temp/"

// disk keeps blobs as files below one directory.
type disk struct {
	dir  string
	once sync.Once // makes the directory at the first use, so that commands which only read make none
	root *os.Root
	err  error
}

// OpenDisk keeps blobs below dir, which is made at the first write.
func OpenDisk(dir string) Blobs { return &disk{dir: dir} }

func (d *disk) open() (*os.Root, error) {
	d.once.Do(func() {
		if d.err = os.MkdirAll(d.dir, 0o700); d.err == nil {
			d.root, d.err = os.OpenRoot(d.dir)
		}
	})
	return d.root, d.err
}

// Put writes a temporary file, brings it onto the disk, gives it its name and brings the directory onto the disk.
func (d *disk) Put(_ context.Context, name string, _ int64, write func(io.Writer) error) (err error) {
	root, err := d.open()
	if err != nil {
		return err
	}
	if err := makeDirs(root, tempPrefix); err != nil {
		return err
	}
	temp := fmt.Sprintf("%s%d-%s", tempPrefix, os.Getpid(), randomName())
	f, err := root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = root.Remove(temp)
		}
	}()
	w := bufio.NewWriterSize(f, 1<<16)
	err = write(w)
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return d.Rename(context.Background(), temp, name)
}

// Open opens the file.
func (d *disk) Open(_ context.Context, name string) (io.ReadCloser, int64, error) {
	if _, err := os.Stat(d.dir); err != nil {
		return nil, 0, missing(err)
	}
	root, err := d.open()
	if err != nil {
		return nil, 0, err
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, 0, missing(err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, info.Size(), nil
}

// Rename renames the file; it is there after a power cut when Rename has returned nil.
func (d *disk) Rename(_ context.Context, from, to string) error {
	root, err := d.open()
	if err != nil {
		return err
	}
	if err := makeDirs(root, path.Dir(to)); err != nil {
		return err
	}
	if err := root.Rename(from, to); err != nil {
		return missing(err)
	}
	return syncDir(root, path.Dir(to))
}

// Remove removes the file, and the directory of an upload with its last part.
func (d *disk) Remove(_ context.Context, name string) error {
	root, err := d.open()
	if err != nil {
		return err
	}
	if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if strings.HasPrefix(name, partPrefix) {
		_ = root.Remove(path.Dir(name)) // fails while there are others
	}
	return nil
}

// Each walks the directory of the prefix.
func (d *disk) Each(ctx context.Context, prefix string, use func(BlobInfo) error) error {
	if _, err := os.Stat(d.dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	root, err := d.open()
	if err != nil {
		return err
	}
	return fs.WalkDir(root.FS(), strings.TrimSuffix(prefix, "/"), func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return errors.Join(ctx.Err(), exceptMissing(err))
		}
		info, err := e.Info()
		if err != nil {
			return exceptMissing(err) // removed meanwhile
		}
		return use(BlobInfo{Name: name, Size: info.Size(), At: info.ModTime()})
	})
}

// sweepTemp removes what was being written when a process ended before the time.
func (d *disk) sweepTemp(ctx context.Context, before time.Time) error {
	return d.Each(ctx, tempPrefix, func(b BlobInfo) error {
		if b.At.Before(before) {
			return d.Remove(ctx, b.Name)
		}
		return nil
	})
}

func missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return ErrMissing
	}
	return err
}

func exceptMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// makeDirs makes the directory with those above it and brings new ones onto the disk.
func makeDirs(root *os.Root, dir string) error {
	dir = path.Clean(dir)
	if info, err := root.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	if up := path.Dir(dir); up != "." {
		if err := makeDirs(root, up); err != nil {
			return err
		}
	}
	if err := root.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(root, path.Dir(dir))
}

func syncDir(root *os.Root, dir string) error {
	f, err := root.Open(dir)
	if err != nil {
		return exceptMissing(err) // an upload's directory, removed with its last part
	}
	return errors.Join(f.Sync(), f.Close())
}
