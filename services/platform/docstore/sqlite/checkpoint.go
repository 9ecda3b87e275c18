package sqlite

import (
	"fmt"
	"log/slog"
	"time"

	"zombiezen.com/go/sqlite"
)

const (
	logPages      = 2000                   // size of the write-ahead log, in pages, at which a checkpoint is made
	logMost       = 16                     // multiple of that size from which a checkpoint waits up to ReadLimit for reads
	checkpointFor = 100 * time.Millisecond // how long a checkpoint waits for reads below that size
)

// checkpoint copies the write-ahead log into the database when it is large, so that the next commit starts the log again.
// It has to wait for reads that use the log; reads that begin meanwhile use the database alone. If they do not end in time,
// it is tried again after the log has grown by the same amount. A failure only costs disk space, so it is only logged.
func (e *engine) checkpoint() {
	pages, _, err := e.walCheckpoint("NOOP", 0)
	if err == nil && pages < e.checkpointAt {
		return
	}
	wait := checkpointFor
	if pages >= logMost*e.logPages {
		wait = e.cfg.ReadLimit
	}
	busy := false
	if err == nil {
		_, busy, err = e.walCheckpoint("RESTART", wait)
	}
	e.checkpointAt = e.logPages
	if busy || err != nil {
		e.checkpointAt += pages
	}
	if err != nil {
		e.cfg.Log.Warn("the write-ahead log could not be copied into the database", slog.Int64("pages", pages), slog.Any("error", err))
	}
}

// walCheckpoint returns the size of the log in pages, and busy when reads did not end within wait.
func (e *engine) walCheckpoint(mode string, wait time.Duration) (pages int64, busy bool, err error) {
	e.write.SetBusyTimeout(wait)
	defer e.write.SetBusyTimeout(busyFor)
	err = e.write.run("PRAGMA wal_checkpoint("+mode+")", nil, func(stmt *sqlite.Stmt) error {
		busy, pages = stmt.ColumnInt64(0) != 0, stmt.ColumnInt64(1)
		return nil
	})
	if err != nil {
		err = fmt.Errorf("checkpoint: %w", err)
	}
	return pages, busy, err
}
