package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/backup"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

type backupCmd struct {
	Path           string `arg:"" help:"File to write, or a directory (ending in /, or with --keep) in which it gets a name with the time. Directories are made. Best on another disk or machine."`
	Keep           int    `help:"In a directory: keep only the latest so many backups." placeholder:"N"`
	Recipients     string `help:"Encrypt for the age recipients in this file, a line each." xor:"lock" placeholder:"FILE"`
	PassphraseFile string `help:"Encrypt with the passphrase in the first line of this file, mode 0600." xor:"lock" placeholder:"FILE"`
}

// backupName matches the names of backups in a directory; other files there are never removed.
var backupName = regexp.MustCompile(`^tongxing-\d{8}T\d{6}Z\.tar\.zst(\.age)?$`)

// Run backs up the present state of the store, even while a server uses it.
func (c backupCmd) Run(ctx context.Context, cfg config, log *slog.Logger, out io.Writer) error {
	ctx, stop := interruptible(ctx)
	defer stop()
	begun := time.Now()
	lock, err := c.lock()
	if err != nil {
		return err
	}
	file, dir, err := c.file(cfg, begun)
	if err != nil {
		return err
	}
	db, err := openMoment(ctx, cfg, docstore.Config{Log: log})
	if err != nil {
		return err
	}
	m, err := c.write(ctx, cfg, db, file, lock, begun)
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s: %s documents in %d collections, %d files, %s, written and read again in %s\n"+
		"The sealing keys (%s) are not in it. Keep a copy of them in a third place: without them the sealed fields stay closed.\n",
		file, humanize.Comma(m.Documents()), len(m.Collections), len(m.Files), humanize.IBytes(uint64(info.Size())), //nolint:gosec // G115: a size
		time.Since(begun).Round(10*time.Millisecond), cfg.KeyFile)
	if err == nil && c.Keep > 0 && dir != "" {
		err = keepLatest(dir, c.Keep, out)
	}
	return err
}

func (c backupCmd) lock() (*backup.Lock, error) {
	switch {
	case c.Recipients != "":
		return backup.RecipientsLock(c.Recipients)
	case c.PassphraseFile != "":
		return backup.PassphraseLock(c.PassphraseFile)
	}
	return nil, nil
}

// file returns the path of the backup, and its directory when Path is an existing directory, ends in a slash, or --keep is
// set. It creates missing directories, readable by the owner alone.
func (c backupCmd) file(cfg config, now time.Time) (file, dir string, err error) {
	if inside(c.Path, cfg.Data) {
		return "", "", fmt.Errorf("%s is inside the data directory: choose another place, so that both are not lost together", c.Path)
	}
	info, err := os.Stat(c.Path)
	switch {
	case err == nil && !info.IsDir() && c.Keep > 0:
		return "", "", fmt.Errorf("--keep needs a directory, but %s is a file", c.Path)
	case err == nil && !info.IsDir():
		return c.Path, "", nil
	case errors.Is(err, os.ErrNotExist) && c.Keep == 0 && !strings.HasSuffix(c.Path, string(filepath.Separator)):
		return c.Path, "", os.MkdirAll(filepath.Dir(c.Path), 0o700)
	case errors.Is(err, os.ErrNotExist):
		err = os.MkdirAll(c.Path, 0o700)
	}
	if err != nil {
		return "", "", err
	}
	name := "tongxing-" + now.UTC().Format("20060102T150405Z") + ".tar.zst"
	if c.Recipients != "" || c.PassphraseFile != "" {
		name += ".age"
	}
	return filepath.Join(c.Path, name), c.Path, nil
}

func (c backupCmd) write(ctx context.Context, cfg config, db *docstore.DB, file string, lock *backup.Lock, now time.Time) (m backup.Manifest, err error) {
	state, err := db.State(ctx)
	switch {
	case err != nil:
		return m, err
	case state.Filling != "":
		return m, fmt.Errorf("%w (from %s)", docstore.ErrFilling, state.Filling)
	case state.MigratingTo != 0:
		return m, fmt.Errorf("the store is being migrated to data version %d: wait for that to end", state.MigratingTo)
	}
	if err := sound(ctx, db); err != nil {
		return m, err
	}
	total, err := documents(ctx, db)
	if err != nil {
		return m, err
	}
	version, revision, _, err := build()
	if err != nil {
		return m, err
	}
	shown := bar(2*total, "backup")
	defer shown.Close() //nolint:errcheck // only progress output
	return backup.Write(ctx, file, backup.Source{
		DB: db, Dir: cfg.Data, Skip: cfg.notData, Lock: lock, More: cfg.bucketObjects, Step: func() { _ = shown.Add(1) },
		Head: backup.Head{
			Data: max(state.DataVersion, docstore.FirstVersion), Store: state.Store, Engine: cfg.engineName(), Made: now,
			Program: version + " " + revision, Keys: keyIDs(cfg),
		},
	})
}

// keyIDs returns the ids of the sealing keys, so that a restore can check them. A machine that only makes backups may not
// have the keys.
func keyIDs(cfg config) []string {
	ring, err := privacy.LoadKeyring(cfg.KeyFile)
	if err != nil {
		return nil
	}
	return ring.IDs()
}

// sound returns an error when the engine finds damage, because a backup would hide it.
func sound(ctx context.Context, db *docstore.DB) error {
	var errs []error
	err := db.CheckEngine(ctx, func(f docstore.Finding) { errs = append(errs, errors.New(f.String())) })
	if len(errs) > 0 {
		err = fmt.Errorf("the store is damaged, nothing was written; run `tongxing check`:\n%w", errors.Join(errs[:min(len(errs), 5)]...))
	}
	return err
}

// keepLatest removes all backups in the directory except the latest n.
func keepLatest(dir string, n int, out io.Writer) error {
	list, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var names []string
	for _, e := range list {
		if e.Type().IsRegular() && backupName.MatchString(e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names) // their names are their times
	for _, name := range names[:max(0, len(names)-n)] {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(out, "removed %s, which is older than the latest %d\n", name, n); err != nil {
			return err
		}
	}
	return nil
}
