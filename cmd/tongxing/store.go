package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/mongo"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
)

// openDB opens the store of the settings.
func openDB(ctx context.Context, cfg config, d docstore.Config) (*docstore.DB, error) {
	if cfg.MongoURI != "" {
		return mongo.Open(ctx, cfg.MongoURI, d)
	}
	return sqlite.Open(ctx, cfg.Data, d)
}

// openMoment opens a snapshot of the store for reading; a server may continue to use it.
func openMoment(ctx context.Context, cfg config, d docstore.Config) (*docstore.DB, error) {
	if cfg.MongoURI != "" {
		return mongo.OpenSnapshot(ctx, cfg.MongoURI, d)
	}
	return sqlite.OpenSnapshot(ctx, cfg.Data, d)
}

// engineName returns the name of the engine for a backup's head.
func (c config) engineName() string {
	if c.MongoURI != "" {
		return "mongodb"
	}
	return "sqlite"
}

// place returns the address of the store for messages, without passwords.
func (c config) place() string {
	if c.MongoURI != "" {
		return "the MongoDB database of MONGODB_URI"
	}
	return c.Data
}

// notData reports names in the data directory that are left out of a backup: the database, which is included as documents,
// and the sealing keys, which would open the sealed values in it.
func (c config) notData(name string) bool {
	if strings.HasPrefix(name, sqlite.File) || name == sqlite.LockFile {
		return true
	}
	keys, err1 := filepath.Abs(c.KeyFile)
	file, err2 := filepath.Abs(filepath.Join(c.Data, filepath.FromSlash(name)))
	return err1 == nil && err2 == nil && c.KeyFile != "" && keys == file
}

// interruptible returns a ctx that SIGINT or SIGTERM ends, so that a command can clean up.
func interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
}

// bar returns a progress bar; it is visible on a terminal only.
func bar(total int64, doing string) *progressbar.ProgressBar {
	return progressbar.NewOptions64(max(total, 1),
		progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetVisibility(term.IsTerminal(int(os.Stderr.Fd()))), //nolint:gosec // G115: a file descriptor
		progressbar.OptionSetDescription(doing), progressbar.OptionShowCount(), progressbar.OptionShowIts(),
		progressbar.OptionSetItsString("documents"), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100_000_000))
}

// documents returns the number of documents in a store.
func documents(ctx context.Context, db *docstore.DB) (total int64, err error) {
	names, err := db.Names(ctx)
	for _, n := range names {
		have, cerr := db.CountRaw(ctx, n)
		if cerr != nil {
			return 0, cerr
		}
		total += have
	}
	return total, err
}

// build returns the version of the program and the revision it was built from.
func build() (version, revision, toolchain string, err error) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "", "", "", fmt.Errorf("this binary carries no build information")
	}
	revision = "unknown"
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			revision = s.Value
		}
	}
	return info.Main.Version, revision, info.GoVersion, nil
}
