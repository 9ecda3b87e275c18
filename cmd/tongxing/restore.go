package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/backup"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

type restoreCmd struct {
	File           string `arg:"" help:"The backup."`
	Identity       string `help:"File with the age identity that opens it." xor:"key" placeholder:"FILE"`
	PassphraseFile string `help:"File with the passphrase that opens it." xor:"key" placeholder:"FILE"`
	Verify         bool   `help:"Only read the backup and tell what it holds; nothing is restored."`
}

// Run restores the backup into the empty data directory or database of the settings. It reads the whole backup before it
// writes anything.
func (c restoreCmd) Run(ctx context.Context, cfg config, log *slog.Logger, out io.Writer) error {
	return c.run(ctx, cfg, log, out, migrations)
}

// run is Run with other migrations.
func (c restoreCmd) run(ctx context.Context, cfg config, log *slog.Logger, out io.Writer, list []docstore.Migration) error {
	ctx, stop := interruptible(ctx)
	defer stop()
	begun := time.Now()
	key, err := c.key()
	if err != nil {
		return err
	}
	m, err := backup.Read(ctx, c.File, key, backup.Into{Head: func(h backup.Head) error {
		if err := (docstore.State{DataVersion: h.Data}).CheckVersion(list); !errors.Is(err, docstore.ErrOlder) {
			return err
		}
		return nil
	}})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "%s: whole; made %s of data version %d (%s, program %s): %s documents in %d collections, %d files\n", c.File,
		m.Made.Format(time.RFC3339), m.Data, m.Engine, m.Program, humanize.Comma(m.Documents()), len(m.Collections), len(m.Files)); err != nil || c.Verify {
		return err
	}
	if err := mayFill(cfg, m); err != nil {
		return err
	}
	if err := cfg.bucketEmpty(ctx); err != nil {
		return err
	}
	r := restoring{cmd: c, cfg: cfg, log: log, key: key, want: m, list: list}
	if err := r.all(ctx); err != nil {
		return errors.Join(err, r.undo(context.WithoutCancel(ctx)))
	}
	_, err = fmt.Fprintf(out, "restored into %s in %s; counts and digests of all collections and files are those of the backup\n", cfg.place(), time.Since(begun).Round(10*time.Millisecond))
	return err
}

func (c restoreCmd) key() (*backup.Key, error) {
	switch {
	case c.Identity != "":
		return backup.IdentityKey(c.Identity)
	case c.PassphraseFile != "":
		return backup.PassphraseKey(c.PassphraseFile)
	}
	return nil, nil
}

// mayFill returns an error when the data directory contains anything but the key file, or when the settings lack a sealing
// key of the backup, without which its sealed values could not be opened. Whether a database is empty is checked when it is
// opened.
func mayFill(cfg config, m backup.Manifest) error {
	ring, err := privacy.LoadKeyring(cfg.KeyFile)
	if err != nil {
		return fmt.Errorf("put the key file (TONGXING_KEY_FILE %s) back first, it is not in the backup: %w", cfg.KeyFile, err)
	}
	have := ring.IDs()
	for _, id := range m.Keys { // older backups do not list their keys
		if !slices.Contains(have, id) {
			return fmt.Errorf("the key file (TONGXING_KEY_FILE %s) lacks the key %s of the backup, and has %s: put the right one back first, or the latest copy of it",
				cfg.KeyFile, id, strings.Join(have, ", "))
		}
	}
	list, err := os.ReadDir(cfg.Data)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for _, e := range list {
		if path := filepath.Join(cfg.Data, e.Name()); !samePath(path, cfg.KeyFile) && (cfg.MongoURI == "" || e.Name() != sqlite.LockFile) {
			return fmt.Errorf("the data directory %s is not empty (%s): a backup is only restored into an empty directory", cfg.Data, e.Name())
		}
	}
	return nil
}

func samePath(a, b string) bool {
	x, err1 := filepath.Abs(a)
	y, err2 := filepath.Abs(b)
	return err1 == nil && err2 == nil && x == y
}

// restoring is the state of one restore.
type restoring struct {
	cmd   restoreCmd
	cfg   config
	log   *slog.Logger
	key   *backup.Key
	want  backup.Manifest
	list  []docstore.Migration
	begun bool // something may have been written
}

func (r *restoring) all(ctx context.Context) error {
	if err := os.MkdirAll(r.cfg.Data, 0o700); err != nil {
		return err
	}
	if err := r.fill(ctx); err != nil {
		return err
	}
	if r.cfg.MongoURI == "" {
		if err := syncDir(r.cfg.Data); err != nil {
			return err
		}
	}
	// The store is opened as the server opens it: older data is migrated and all collections are declared.
	a, err := newApp(ctx, r.cfg, r.log, parts{migrations: r.list})
	if err != nil {
		return err
	}
	return a.Close()
}

// fill stores the documents and files of the backup unchanged and compares them with its manifest.
func (r *restoring) fill(ctx context.Context) (err error) {
	db, closeDB, err := r.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeDB()) }()
	r.begun = r.cfg.MongoURI == ""
	again, err := db.MarkFilling(ctx, "backup "+filepath.Base(r.cmd.File))
	if err != nil {
		return err
	}
	r.begun = true
	if again {
		return docstore.ErrFilling
	}
	shown := bar(2*r.want.Documents(), "restore")
	defer shown.Close() //nolint:errcheck // only progress output
	step := func() { _ = shown.Add(1) }
	var batch *docstore.Batch
	name := ""
	filled, err := backup.Read(ctx, r.cmd.File, r.key, backup.Into{
		Step: step,
		Doc: func(collection string, doc []byte) error {
			if collection != name {
				if batch != nil {
					if err := batch.Flush(ctx); err != nil {
						return err
					}
				}
				batch, name = db.NewBatch(collection), collection
			}
			return batch.Add(ctx, doc)
		},
		File: func(name string, content io.Reader) error { return r.file(ctx, name, content) },
	})
	if err == nil && batch != nil {
		err = batch.Flush(ctx)
	}
	if err != nil {
		return err
	}
	if err := db.Compare(ctx, filled.Collections, step); err != nil {
		return err
	}
	return db.MarkFilled(ctx, r.want.Store, r.want.Data)
}

// open opens the store with the collections declared if the data has this program's version, and without them otherwise.
func (r *restoring) open(ctx context.Context) (*docstore.DB, func() error, error) {
	if r.want.Data == docstore.Latest(r.list) {
		a, err := newApp(ctx, r.cfg, r.log, parts{bare: true, noSync: true})
		if err != nil {
			return nil, nil, err
		}
		return a.db, a.Close, nil
	}
	db, err := openDB(ctx, r.cfg, docstore.Config{Log: r.log, NoSync: true})
	if err != nil {
		return nil, nil, err
	}
	return db, db.Close, nil
}

func (r *restoring) file(ctx context.Context, name string, content io.Reader) error {
	if put := r.cfg.inBucket(ctx, name); put != nil {
		return put(content)
	}
	root, err := os.OpenRoot(r.cfg.Data) // no path can lead out of it
	if err != nil {
		return err
	}
	defer root.Close() //nolint:errcheck // a directory
	if err := root.MkdirAll(filepath.Dir(filepath.FromSlash(name)), 0o700); err != nil {
		return err
	}
	f, err := root.OpenFile(filepath.FromSlash(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, content)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// undo empties the data directory and the bucket of attachments again. A database stays marked as incomplete, so that no program serves it.
func (r *restoring) undo(ctx context.Context) error {
	if !r.begun {
		return nil
	}
	if err := r.cfg.emptyBucket(ctx); err != nil {
		return err
	}
	if r.cfg.MongoURI != "" {
		return fmt.Errorf("the database is incomplete and marked as such: drop it, and empty %s, before you try again", r.cfg.Data)
	}
	list, err := os.ReadDir(r.cfg.Data)
	if err != nil {
		return err
	}
	var errs []error
	for _, e := range list {
		if path := filepath.Join(r.cfg.Data, e.Name()); !samePath(path, r.cfg.KeyFile) {
			errs = append(errs, os.RemoveAll(path))
		}
	}
	return errors.Join(errs...)
}
