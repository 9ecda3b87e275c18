package main

import (
	"context"
	crypto "crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// seedCmd fills an empty store with a demonstration county. The same seed gives the same county on the same day; only
// passwords, keys and the codes of certificates differ each time.
type seedCmd struct {
	Size string `enum:"small,county" default:"small" help:"small: a few hundred records in seconds; county: 20,000 volunteers."`
	Seed uint64 `default:"1" help:"Number from which the county is drawn."`
}

var (
	errSeedDemo = errors.New("a demonstration county belongs into demonstration mode only: set TONGXING_DEMO=true")
	errNotEmpty = errors.New("the store is not empty, and a demonstration county needs an empty one: set TONGXING_DATA to an empty directory")
)

// Run creates the county, prints the logins once and writes them to demo-logins.json in the data directory. After an error
// the store is incomplete: remove the data directory and start again.
func (c seedCmd) Run(ctx context.Context, cfg config, log *slog.Logger, out io.Writer) error {
	begun := time.Now()
	if err := c.run(ctx, cfg, out, begun); err != nil {
		return err
	}
	log.Info("seeded", "size", c.Size, "seed", c.Seed, "took", time.Since(begun).Round(time.Millisecond).String())
	return nil
}

// run is Run on the day of now.
func (c seedCmd) run(ctx context.Context, cfg config, out io.Writer, now time.Time) error {
	if !cfg.Demo {
		return errSeedDemo
	}
	clock := &seedClock{}
	w := newSeed(c, now, clock)
	clock.set(w.instant(firstDay, 9))
	id.MakeDeterministic(clock.now, rand.NewChaCha8(w.entropy()))
	defer id.MakeDeterministic(time.Now, crypto.Reader)
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil)) // events of the past are not worth a log line
	a, err := newApp(ctx, cfg, quiet, parts{
		now: clock.now, noSync: true, senders: map[notify.Channel]notify.Sender{notify.ByEmail: nowhere{}, notify.BySMS: nowhere{}},
	})
	if err != nil {
		return err
	}
	if err := errors.Join(w.build(ctx, a), a.Close()); err != nil {
		return err
	}
	if err := syncDir(cfg.Data); err != nil {
		return err
	}
	return w.tell(cfg.Data, out)
}

// nowhere drops mail and SMS of the past; the inbox keeps the messages.
type nowhere struct{}

// Send drops the delivery.
func (nowhere) Send(context.Context, notify.Delivery) error { return nil }

// entropy returns the seed as 32 bytes, for making ids.
func (w *seed) entropy() (key [32]byte) {
	for i := range 4 {
		binary.LittleEndian.PutUint64(key[8*i:], w.rng.Uint64())
	}
	return key
}

// empty returns errNotEmpty when the store has accounts.
func empty(ctx context.Context, a *app) error {
	one := []docstore.Option{docstore.Limit(1)}
	users, err1 := a.accounts.List(ctx, accounts.Query{Page: one})
	files, err2 := a.orgs.List(ctx, orgs.Query{Page: one})
	people, err3 := a.volunteers.List(ctx, volunteers.Query{Page: one})
	bought, err4 := a.contracts.List(ctx, contracts.Query{Page: one})
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return err
	}
	if len(users.Items)+len(files.Items)+len(people.Items)+len(bought.Items) > 0 || len(a.regions.Children(ctx, seedTowns[0])) > 0 {
		return errNotEmpty
	}
	return nil
}

// stop is a panic that carries an error out of the calls of the seed; build turns it into an error.
type stop struct{ error }

// ok returns v, or stops the seed with the error.
func ok[V any](v V, err error) V {
	done(err)
	return v
}

func done(err error) {
	if err != nil {
		panic(stop{err})
	}
}

// build plans all events and runs them in the order of time.
func (w *seed) build(ctx context.Context, a *app) (err error) {
	w.app, w.sys = a, auth.System(ctx, "seed")
	if err := empty(w.sys, a); err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			s, ours := p.(stop)
			if !ours {
				panic(p)
			}
			err = fmt.Errorf("seed, on day %s: %w", w.clock.now().Format(time.DateOnly), s.error)
		}
	}()
	w.planPlaces()
	w.planStaff()
	w.planOrgs()
	w.planVolunteers()
	w.planContracts()
	w.planActivities()
	w.planRegister()
	w.planSurveys()
	w.planEvaluation()
	w.planNews()
	w.live()
	done(a.audit.Chain(w.sys))
	return ctx.Err()
}

// syncDir syncs the files of the directory, because the store was filled without syncing.
func syncDir(dir string) error {
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		f, err := os.Open(path) //nolint:gosec // G304: a file of our own data directory
		if err != nil {
			return err
		}
		return errors.Join(f.Sync(), f.Close())
	})
}
