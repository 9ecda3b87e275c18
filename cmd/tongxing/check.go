package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

type checkCmd struct {
	All         bool     `help:"Name everything that is wrong, not only the first 20 of each part."`
	Checkpoints []string `type:"existingfile" placeholder:"FILE" help:"Files with checkpoints of the audit chain, one in a line; without it the file of TONGXING_AUDIT_CHECKPOINTS, if that is one."`
}

// errFindings makes the exit code 1.
var errFindings = errors.New("something is wrong, see above; the runbook says what to do")

// Run checks the present state of the store, even while a server uses it. It changes nothing.
func (c checkCmd) Run(ctx context.Context, cfg config, log *slog.Logger, out io.Writer) error {
	ctx, stop := interruptible(ctx)
	defer stop()
	a, err := newApp(ctx, cfg, log, parts{read: true})
	if err != nil {
		return err
	}
	k := &checking{app: a, out: out, most: 20, checkpointFiles: c.Checkpoints}
	if file := audit.PlaceFile(cfg.Checkpoints); len(k.checkpointFiles) == 0 && file != "" {
		k.checkpointFiles = []string{file}
	}
	if c.All {
		k.most = 1 << 30
	}
	return errors.Join(k.run(auth.System(ctx, "check")), a.Close())
}

// checking is the state of one check.
type checking struct {
	*app
	out             io.Writer
	checkpointFiles []string

	most  int   // how many findings of each part are printed
	found int   // findings of the running part
	all   int   // findings of all parts
	err   error // from writing the output
}

func (k *checking) run(ctx context.Context) error {
	begun := time.Now()
	for _, part := range []struct {
		name string
		run  func(context.Context) (string, error)
	}{{"store", k.checkStore}, {"seals", k.checkSeals}, {"ledger", k.checkLedger}, {"service", k.checkServices}, {"audit", k.checkAudit}, {"files", k.checkFiles}} {
		start := time.Now()
		k.found = 0
		said, err := part.run(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			k.find(fmt.Sprintf("could not be checked to its end: %v", err))
		}
		k.say("%-8s%s, %d wrong (%s)\n", part.name, said, k.found, time.Since(start).Round(time.Millisecond))
		k.all += k.found
	}
	k.say("%d wrong in %s\n", k.all, time.Since(begun).Round(time.Millisecond))
	if k.err == nil && k.all > 0 {
		return errFindings
	}
	return k.err
}

func (k *checking) say(format string, args ...any) {
	if k.err == nil {
		_, k.err = fmt.Fprintf(k.out, format, args...)
	}
}

func (k *checking) find(what string) {
	if k.found++; k.found <= k.most {
		k.say("  wrong: %s\n", what)
	} else if k.found == k.most+1 {
		k.say("  … and more: --all names them\n")
	}
}

func (k *checking) checkStore(ctx context.Context) (string, error) {
	var collections, docs int64
	err := k.db.Check(ctx, func(f docstore.Finding) { k.find(f.String()) }, func(c docstore.Checked) {
		collections++
		docs += c.Documents
	})
	return fmt.Sprintf("%s documents in %d collections", humanize.Comma(docs), collections), err
}

// checkSeals opens every sealed value, computes every blind index again, and compares the person key of an account with
// that of its profile.
func (k *checking) checkSeals(ctx context.Context) (string, error) {
	values, keys := 0, 0
	var errs []error
	for _, f := range k.features {
		if f.EachSealed == nil {
			continue
		}
		errs = append(errs, f.EachSealed(ctx, func(h privacy.SealedDocument) error {
			for _, env := range h.Sealed {
				if len(env) > 0 {
					values++
				}
			}
			keys += len(h.Keys)
			for _, w := range h.Check(k.sealer, k.index) {
				k.find(w.String())
			}
			return ctx.Err()
		}))
	}
	persons, err := k.volunteers.CheckAccounts(ctx, func(w privacy.BadField) { k.find(w.String()) }, nil)
	keys, errs = keys+persons, append(errs, err)
	return fmt.Sprintf("%s sealed values, %s blind indexes", humanize.Comma(int64(values)), humanize.Comma(int64(keys))), errors.Join(errs...)
}

func (k *checking) checkLedger(ctx context.Context) (string, error) {
	r, err := k.attendance.VerifyLedger(ctx)
	for _, d := range r.Differences {
		k.find(fmt.Sprintf("total %s: stored %+v, ledger %+v", d.ID, d.Stored, d.Ledger))
	}
	return fmt.Sprintf("%s entries, %s totals", humanize.Comma(r.Entries), humanize.Comma(r.Totals)), err
}

// checkServices counts the services of every contract anew.
func (k *checking) checkServices(ctx context.Context) (string, error) {
	v, err := k.servicelog.Verify(ctx)
	for _, w := range v.Wrong {
		k.find(fmt.Sprintf("services of %s: %s %s %s: stored %+v, counted anew %+v", w.ContractID, w.Kind, w.Dim, w.Value, w.Has, w.Wants))
	}
	return fmt.Sprintf("%s entries of %s contracts, %s persons", humanize.Comma(v.Entries), humanize.Comma(v.Contracts), humanize.Comma(v.Persons)), err
}

// checkFiles reads every attachment.
func (k *checking) checkFiles(ctx context.Context) (string, error) {
	objects, bytes, err := k.files.Check(ctx, k.find)
	return fmt.Sprintf("%s objects, %s", humanize.Comma(objects), humanize.IBytes(uint64(bytes))), err //nolint:gosec // G115: a size
}

func (k *checking) checkAudit(ctx context.Context) (string, error) {
	n, bad, err := k.audit.Verify(ctx)
	if bad != "" {
		k.find(fmt.Sprintf("the chain breaks at record %s, behind %d good ones: it was changed, or something before it is missing", bad, n))
	}
	head, herr := k.audit.Head(ctx)
	waiting, werr := k.audit.Waiting(ctx)
	said, cerr := k.checkCheckpoints(ctx)
	return fmt.Sprintf("%s chained records, head %d %.16s, %s waiting, %s", humanize.Comma(n), head.Seq, head.Hash, humanize.Comma(waiting), said), errors.Join(err, herr, werr, cerr)
}

// checkCheckpoints compares the audit chain with checkpoints from a second place. A file of the settings that is not there yet has none.
func (k *checking) checkCheckpoints(ctx context.Context) (string, error) {
	total, last := 0, int64(0)
	for _, name := range k.checkpointFiles {
		f, err := os.Open(name) //nolint:gosec // G304: named by the operator
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		n, confirmed, err := k.checkpoints.Compare(ctx, f, k.find)
		if err = errors.Join(err, f.Close()); err != nil {
			return "", fmt.Errorf("checkpoints of %s: %w", name, err)
		}
		total, last = total+n, max(last, confirmed)
	}
	if total == 0 {
		return "no checkpoints", nil
	}
	return fmt.Sprintf("%s up to record %d", english.Plural(total, "checkpoint", ""), last), nil
}
