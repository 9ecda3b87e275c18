package sqlite

import (
	"fmt"
	"log/slog"
	"time"

	"zombiezen.com/go/sqlite"
)

const (
	logPages      = 2000                   // pages in the write-ahead log at which it is copied into the database
	logMost       = 16                     // times as many, at which readings are waited for as long as they may take
	checkpointFor = 100 * time.Millisecond // how long they are waited for before
)

// checkpoint copies the write-ahead log into the database when it has grown, and has the next commit begin it anew. For that
// the readings that use the log have to end; those that begin meanwhile use the database alone. If they do not end in
// time, the next attempt is made when the log has grown as much again. A failure costs nothing but room, so it is only logged.
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

// walCheckpoint returns how many pages the log has, and whether readings were in the way for longer than wait.
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
