package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/tongxing-platform/tongxing/services/attendance"
)

type rebuildCmd struct{}

// Run derives columns and totals again. A sound store has no difference; differences are repaired, printed, and make the
// exit code 1.
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
		_, err = fmt.Fprintf(out, "columns: %d documents differed\nledger: %d entries, %d totals, %d differed\n",
			columns, r.Entries, r.Totals, len(r.Differences))
		if err == nil {
			err = printDifferences(out, r.Differences)
		}
		if err == nil && (columns > 0 || len(r.Differences) > 0) {
			err = errors.New("what differed has been repaired; find out why it could differ")
		}
		return err
	})
}

func printDifferences(out io.Writer, list []attendance.Difference) error {
	for _, d := range list {
		if _, err := fmt.Fprintf(out, "  %s: stored %+v, ledger %+v\n", d.ID, d.Stored, d.Ledger); err != nil {
			return err
		}
	}
	return nil
}
