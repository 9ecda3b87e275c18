package audit

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

const (
	batch      = 1000            // records that one transaction chains: the more, the more of them share a page of an index, and the longer others wait
	chainEvery = 5 * time.Second // meanwhile they gather
)

// Chain puts the records that wait behind the chain, oldest first. Several may run it at once. When nothing waits it reads
// once and writes nothing.
func (l *Log) Chain(ctx context.Context) error {
	for {
		some, err := l.store.waits(ctx) // a transaction would wait for those who write
		if err == nil && some {
			some, err = l.chainNext(ctx)
		}
		if err != nil {
			return fmt.Errorf("chain audit records: %w", err)
		}
		if !some {
			return nil
		}
	}
}

// chainNext chains the first batch of those that wait, and tells whether there may be more.
func (l *Log) chainNext(ctx context.Context) (more bool, err error) {
	err = l.store.db.Tx(ctx, func(ctx context.Context) error {
		next, err := l.store.next(ctx, batch)
		if more = len(next) == batch; err != nil || len(next) == 0 {
			return err
		}
		head, err := l.store.head(ctx)
		if err != nil {
			return err
		}
		for i := range next {
			head = next[i].chain(head)
		}
		return l.store.place(ctx, next)
	}, docstore.Hot(chainName))
	return more, err
}

// TakeUp is the migration to data version 3: on MongoDB, records waited in the chain's collection without a place. One that has
// a hash had a place and was taken out: it stays, for Verify to find.
func (l *Log) TakeUp(ctx context.Context) error {
	var waited []Record
	err := l.store.strays(ctx, func(r Record) error {
		if r.Hash == "" {
			waited = append(waited, r)
		}
		return nil
	})
	for some := range slices.Chunk(waited, batch) {
		if err == nil {
			err = l.store.db.Tx(ctx, func(ctx context.Context) error { return l.store.takeOut(ctx, some) })
		}
	}
	if err != nil {
		return fmt.Errorf("take up audit records: %w", err)
	}
	return nil
}

// Run chains what this process writes, some seconds behind it, until ctx ends. What it does not see, of another process or of
// a transaction that takes longer, is left to the timetable and to who reads.
func (l *Log) Run(ctx context.Context, log *slog.Logger) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.wrote:
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(chainEvery):
		}
		if err := l.Chain(ctx); err != nil && ctx.Err() == nil {
			log.Error("chaining audit records failed", "error", err)
		}
	}
}
