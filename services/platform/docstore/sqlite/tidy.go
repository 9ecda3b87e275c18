package sqlite

import (
	"fmt"
	"log/slog"
	"time"

	"zombiezen.com/go/sqlite"
)

const (
	logPages = 2000                   // pages in the log at which the writer copies them back into the file
	logMost  = 16                     // times as many, at which it waits for every reading to end
	tidyFor  = 100 * time.Millisecond // how long readings may keep it waiting before
)

// tidy copies the log of writes back into the file, when it has grown, and has the next commit begin the log anew. For
// that there must be a moment without a reading, which SQLite alone never finds under steady reading: the log would grow
// without end. A failure costs nothing but room, so it is only told.
func (e *engine) tidy() {
	pages, _, err := e.checkpoint("NOOP")
	if err == nil && pages < e.tidyAt {
		return
	}
	e.tidyAt = pages + e.logPages // unless it works
	if err == nil {
		_, _, err = e.checkpoint("PASSIVE") // beside the readings
	}
	if err == nil {
		err = e.pause(pages >= logMost*e.logPages, func() error {
			_, busy, err := e.checkpoint("RESTART")
			if err == nil && !busy {
				e.tidyAt = e.logPages
			}
			return err
		})
	}
	if err != nil {
		e.cfg.Log.Warn("the log of writes could not be copied into the database", slog.Int64("pages", pages), slog.Any("error", err))
	}
}

// checkpoint returns how many pages the log has, and whether somebody was in the way.
func (e *engine) checkpoint(mode string) (pages int64, busy bool, err error) {
	e.write.SetBusyTimeout(0)
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

// pause runs fn while nobody reads: what reads now ends first, what comes waits. Unless it must, fn is left when readings
// take longer than tidyFor to end.
func (e *engine) pause(must bool, fn func() error) error {
	var late <-chan time.Time
	if !must {
		timer := time.NewTimer(tidyFor)
		defer timer.Stop()
		late = timer.C
	}
	e.pausing.Store(true)
	var idle [readers]*conn
	n := 0
	defer func() {
		e.pausing.Store(false)
		for _, c := range idle[:n] {
			e.reads <- c
		}
		e.wake()
	}()
	for ; n < readers; n++ {
		select {
		case idle[n] = <-e.resting:
		case idle[n] = <-e.reads:
		case <-late:
			return nil
		}
	}
	return fn()
}

// put gives a connection back, during a pause past those who wait for one.
func (e *engine) put(c *conn) {
	if !e.pausing.Load() {
		e.reads <- c
		return
	}
	e.resting <- c
	if !e.pausing.Load() { // it has ended in between
		e.wake()
	}
}

func (e *engine) wake() {
	for {
		select {
		case c := <-e.resting:
			e.reads <- c
		default:
			return
		}
	}
}
