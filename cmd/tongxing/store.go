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

// openMoment opens the store of the settings for reading, as it is now; a server may go on using it.
func openMoment(ctx context.Context, cfg config, d docstore.Config) (*docstore.DB, error) {
	if cfg.MongoURI != "" {
		return mongo.OpenSnapshot(ctx, cfg.MongoURI, d)
	}
	return sqlite.OpenSnapshot(ctx, cfg.Data, d)
}

// engineName is what a backup's head says.
func (c config) engineName() string {
	if c.MongoURI != "" {
		return "mongodb"
	}
	return "sqlite"
}

// place names the store in messages, without passwords.
func (c config) place() string {
	if c.MongoURI != "" {
		return "the MongoDB database of MONGODB_URI"
	}
	return c.Data
}

// notData tells which names in the data directory are no part of a backup: the database, which goes in as documents, and
// the sealing keys, with which a backup would be as good as unsealed.
func (c config) notData(name string) bool {
	if strings.HasPrefix(name, sqlite.File) || name == sqlite.LockFile {
		return true
	}
	keys, err1 := filepath.Abs(c.KeyFile)
	file, err2 := filepath.Abs(filepath.Join(c.Data, filepath.FromSlash(name)))
	return err1 == nil && err2 == nil && c.KeyFile != "" && keys == file
}

// interruptible ends with SIGINT or SIGTERM, so that a command cleans up behind itself.
func interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
}

// bar shows progress on a terminal, and nothing elsewhere.
func bar(total int64, doing string) *progressbar.ProgressBar {
	return progressbar.NewOptions64(max(total, 1),
		progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetVisibility(term.IsTerminal(int(os.Stderr.Fd()))), //nolint:gosec // G115: a file descriptor
		progressbar.OptionSetDescription(doing), progressbar.OptionShowCount(), progressbar.OptionShowIts(),
		progressbar.OptionSetItsString("documents"), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100_000_000))
}

// documents is how many a store has.
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

// build is the version of the program and the revision it was built from.
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
