package audit_test

import (
	"context"
	"errors"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
)

// TestRolledBackEntriesLeaveNoGap writes entries in transactions of which every second one is rolled back.
func TestRolledBackEntriesLeaveNoGap(t *testing.T) {
	w := newTestLog(t)
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
