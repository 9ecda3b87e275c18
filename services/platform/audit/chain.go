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
	chainBatch = 1000            // records chained by one transaction: more of them share index pages, but other writers wait longer
	chainEvery = 5 * time.Second // how long Run lets records gather
)

// Chain appends the waiting records to the chain, oldest first. Several processes may run it at once. With nothing waiting
// it reads once and writes nothing.
func (l *Log) Chain(ctx context.Context) error {
	for {
		some, err := l.store.hasWaiting(ctx) // asked outside a transaction, because a transaction would wait for the writers
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

// chainNext chains the first batch of waiting records and reports whether there may be more.
func (l *Log) chainNext(ctx context.Context) (more bool, err error) {
	err = l.store.db.Tx(ctx, func(ctx context.Context) error {
		next, err := l.store.firstWaiting(ctx, chainBatch)
		if more = len(next) == chainBatch; err != nil || len(next) == 0 {
			return err
		}
		head, err := l.store.head(ctx)
		if err != nil {
			return err
		}
		for i := range next {
			head = next[i].appendTo(head)
		}
		return l.store.moveToChain(ctx, next)
	}, docstore.Hot(chainName))
	return more, err
}

// MoveUnchained is the migration to data version 3. On MongoDB, waiting records were stored in the chain's collection
// without a place. A record with a hash had a place and was taken out: it stays, for Verify to find.
func (l *Log) MoveUnchained(ctx context.Context) error {
	var waited []Record
	err := l.store.eachUnchained(ctx, func(r Record) error {
		if r.Hash == "" {
			waited = append(waited, r)
		}
		return nil
	})
	for some := range slices.Chunk(waited, chainBatch) {
		if err == nil {
			err = l.store.db.Tx(ctx, func(ctx context.Context) error { return l.store.moveToWaiting(ctx, some) })
		}
	}
	if err != nil {
		return fmt.Errorf("take up audit records: %w", err)
	}
	return nil
}

// Run chains the records that this process writes, a few seconds later, until ctx ends. Records of other processes and of
// longer transactions are left to the scheduled job and to readers.
func (l *Log) Run(ctx context.Context, log *slog.Logger) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.written:
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
