package audit_test

import (
	"context"
	"errors"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
)

// TestUndoneEntriesLeaveNoGap writes entries in transactions of which every other one is undone.
func TestUndoneEntriesLeaveNoGap(t *testing.T) {
	w := newWorld(t)
	undo := errors.New("undo")
	for i := range 20 {
		err := w.db.Tx(w.ctx, func(ctx context.Context) error {
			for range 1 + i%3 {
				if err := w.log.Write(ctx, audit.Entry{Action: "thing.change"}); err != nil {
					return err
				}
			}
			if i%2 == 0 {
				return undo
			}
			return nil
		})
		if err != nil && !errors.Is(err, undo) {
			t.Fatal(err)
		}
	}
	w.write(audit.Entry{Action: "thing.change"})
	w.verify(21, "")
}
