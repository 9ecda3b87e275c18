package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

type rebuildCmd struct{}

// Run computes columns, totals and blind indexes again. Differences, which a healthy store does not have, are corrected,
// printed, and make the exit code 1.
func (rebuildCmd) Run(ctx context.Context, cfg config, log *slog.Logger, out io.Writer) error {
	return offline(ctx, cfg, log, func(ctx context.Context, a *app) error {
		columns, err := a.db.Rebuild(ctx)
		if err != nil {
			return fmt.Errorf("rebuild columns: %w", err)
		}
		r, err := a.attendance.Rebuild(ctx)
		if err != nil {
			return err
		}
		keys, err := a.rebuildKeys(ctx)
		_, perr := fmt.Fprintf(out, "columns: %d documents differed\nledger: %d entries, %d totals, %d differed\nblind indexes: %d differed\n",
			columns, r.Entries, r.Totals, len(r.Differences), len(keys))
		if err = errors.Join(err, perr, printDifferences(out, r.Differences, keys)); err != nil {
			return err
		}
		if columns > 0 || len(r.Differences)+len(keys) > 0 {
			return errors.New("the differences above were corrected; find out what caused them")
		}
		return nil
	})
}

// rebuildKeys computes the blind indexes of every feature again.
func (a *app) rebuildKeys(ctx context.Context) ([]privacy.BadField, error) {
	var all []privacy.BadField
	for _, f := range a.features {
		if f.RebuildKeys == nil {
			continue
		}
		fixed, err := f.RebuildKeys(ctx)
		all = append(all, fixed...)
		if err != nil {
			return all, err
		}
	}
	_, err := a.volunteers.CheckAccounts(ctx, func(w privacy.BadField) { all = append(all, w) }, a.accounts.RepairPersonKey) // by the present profiles
	return all, err
}

func printDifferences(out io.Writer, totals []attendance.Difference, keys []privacy.BadField) error {
	for _, d := range totals {
		if _, err := fmt.Fprintf(out, "  %s: stored %+v, ledger %+v\n", d.ID, d.Stored, d.Ledger); err != nil {
			return err
		}
	}
	for _, w := range keys {
		if _, err := fmt.Fprintf(out, "  %s\n", w); err != nil {
			return err
		}
	}
	return nil
}
