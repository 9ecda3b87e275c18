package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
)

type moveCmd struct {
	To   string `required:"" xor:"other" placeholder:"STORE" help:"Where to: mongodb://… or sqlite:DIR; empty, or what an interrupted move of the same store left."`
	From string `required:"" xor:"other" placeholder:"STORE" help:"Instead of --to: from where, into the store of the settings. A password in the settings shows in no list of processes."`
}

// Run copies the store to another engine or directory, or another store into the one of the settings, and compares count
// and digest of every collection. It does not write to the source. No server may use either store meanwhile. An interrupted
// move continues when it is run again.
func (c moveCmd) Run(ctx context.Context, cfg config, log *slog.Logger, out io.Writer) error {
	return c.run(ctx, cfg, log, out, func() {})
}

// run is Run with a function that is called for every document.
func (c moveCmd) run(ctx context.Context, cfg config, log *slog.Logger, out io.Writer, step func()) error {
	ctx, stop := interruptible(ctx)
	defer stop()
	begun := time.Now()
	source, target, err := c.sides(cfg)
	if err != nil {
		return err
	}
	if source.MongoURI == "" { // no server may write to the source; for a database, its operator has to make sure of that
		unlock, err := sqlite.Lock(source.Data)
		if err != nil {
			return err
		}
		defer unlock() //nolint:errcheck // released at the latest when the process ends
	}
	src, err := openMoment(ctx, source, docstore.Config{Log: log})
	if err != nil {
		return err
	}
	err = c.move(ctx, src, target, log, out, step, func() error {
		if samePath(source.Data, target.Data) {
			return nil
		}
		return copyFiles(ctx, source, target)
	})
	if err := errors.Join(err, src.Close()); err != nil {
		return err
	}
	if err := syncDir(target.Data); err != nil {
		return err
	}
	next := "Change the settings, start"
	if c.From != "" {
		next = "Start"
	}
	_, err = fmt.Fprintf(out, "moved to %s in %s; %s is as it was. %s, and keep the old store until you have checked the new one.\n",
		target.place(), time.Since(begun).Round(10*time.Millisecond), source.place(), next)
	return err
}

// sides returns the settings of source and target; one of them is cfg. Both use the same keys.
func (c moveCmd) sides(cfg config) (source, target config, err error) {
	source, target = cfg, cfg
	flag, named, other := "--to", c.To, &target
	if c.From != "" {
		flag, named, other = "--from", c.From, &source
	}
	if dir, ok := strings.CutPrefix(named, "sqlite:"); ok && dir != "" {
		other.MongoURI, other.Data = "", dir
		if cfg.MongoURI == "" && (samePath(dir, cfg.Data) || inside(dir, cfg.Data) || inside(cfg.Data, dir)) {
			return source, target, fmt.Errorf("one of %s and %s is inside the other", dir, cfg.Data)
		}
		return source, target, nil
	}
	if !scheme(named, "mongodb", "mongodb+srv") {
		return source, target, fmt.Errorf("%s must be mongodb://… or sqlite:DIR", flag)
	}
	if other.MongoURI = named; named == cfg.MongoURI {
		return source, target, fmt.Errorf("%s names the same store as the settings", flag)
	}
	return source, target, nil
}

// move fills the target, which is marked as incomplete until files has copied the files too.
func (c moveCmd) move(ctx context.Context, src *docstore.DB, target config, log *slog.Logger, out io.Writer, step func(), files func() error) (err error) {
	state, err := src.State(ctx)
	if err != nil {
		return err
	}
	if state.Store == "" {
		return errors.New("this store was never opened by this version of the program: start the server once, then move")
	}
	if err := state.CheckVersion(migrations); err != nil {
		return err
	}
	total, err := documents(ctx, src)
	if err != nil {
		return err
	}
	a, err := newApp(ctx, target, log, parts{bare: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	again, err := a.db.MarkFilling(ctx, "move of "+state.Store)
	if err != nil {
		return err
	}
	if again {
		if _, err := fmt.Fprintln(out, "going on with the move that was interrupted"); err != nil {
			return err
		}
	}
	shown := bar(3*total, "move")
	defer shown.Close() //nolint:errcheck // only progress output
	tallies, err := a.db.CopyFrom(ctx, src, func() { step(); _ = shown.Add(1) })
	if ctx.Err() != nil { // err may be nil when the signal came at the end
		return fmt.Errorf("%w; run the same command again to continue", ctx.Err())
	}
	if errors.Is(err, docstore.ErrDiffers) {
		return fmt.Errorf("%w; the source was changed since the move began, or the target was written to: empty the target and move again", err)
	}
	if err != nil {
		return err
	}
	if err := files(); err != nil {
		return fmt.Errorf("copy the files beside the store: %w", err)
	}
	if err := a.db.MarkFilled(ctx, state.Store, state.DataVersion); err != nil {
		return err
	}
	for _, t := range tallies {
		if t.Documents > 0 {
			if _, err := fmt.Fprintf(out, "  %-24s%12s documents  sha256 %.16s on both sides\n", t.Name, humanize.Comma(t.Documents), t.SHA256); err != nil {
				return err
			}
		}
	}
	return nil
}

// copyFiles copies the other files of the data directory, if there are any, each as a whole.
func copyFiles(ctx context.Context, cfg, to config) error {
	if _, err := os.Stat(cfg.Data); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return filepath.WalkDir(cfg.Data, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(cfg.Data, path)
		if err != nil || !d.Type().IsRegular() || cfg.notData(filepath.ToSlash(name)) || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		from, err := os.Open(path) //nolint:gosec // G122: the operator's own directory
		if err != nil {
			return err
		}
		defer from.Close() //nolint:errcheck // read only
		if put := to.inBucket(ctx, filepath.ToSlash(name)); put != nil {
			return errors.Join(ctx.Err(), put(from))
		}
		return errors.Join(ctx.Err(), writeWhole(filepath.Join(to.Data, name), from))
	})
}

// writeWhole replaces the file by the content atomically.
func writeWhole(path string, content io.Reader) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".moving-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = io.Copy(f, content)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
