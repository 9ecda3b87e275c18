package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

const (
	roomNeeded    = 64 << 20               // bytes below which the disk counts as full
	startCheckFor = 200 * time.Millisecond // how long the check of the pages at start may take: enough for a small store
	slowCheckWait = time.Minute            // from the start to the first whole check
	slowCheckGap  = 24 * time.Hour         // from one whole check to the next
)

// diskReady fails when the disk of the data directory is full.
func (a *app) diskReady(context.Context) error {
	if free := a.free(a.cfg.Data); free >= 0 && free < roomNeeded {
		return fmt.Errorf("the disk of TONGXING_DATA %s has %s left: make room", a.cfg.Data, humanize.IBytes(uint64(free)))
	}
	return nil
}

// checkPages checks the pages of the store until ctx ends and logs what is corrupt. From then on the server is not ready
// (sqlite: Ping).
func (a *app) checkPages(ctx context.Context) {
	err := a.db.CheckEngine(ctx, func(f docstore.Finding) { a.log.Error("the store is damaged", slog.String("what", f.String())) })
	if err != nil && ctx.Err() == nil {
		a.log.Error("the pages of the store could not be checked", slog.Any("error", err))
	}
}

// checkPagesAtStart checks as many pages as can be checked without delaying the start.
func (a *app) checkPagesAtStart(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, startCheckFor)
	defer cancel()
	a.checkPages(ctx)
}

// watchPages checks all pages soon after the start and once a day, until ctx ends.
func (a *app) watchPages(ctx context.Context) {
	for wait := slowCheckWait; ; wait = slowCheckGap {
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
			a.checkPages(ctx)
		case <-ctx.Done():
			timer.Stop()
			return
		}
	}
}
