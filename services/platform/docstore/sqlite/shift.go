package sqlite

import (
	"runtime"
	"sync"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/internal/txfunc"
)

// shift is the time of one goroutine as the writer. It ends with the store, when a function ends the goroutine (as a
// failing test does), or when one hangs: the others then go on in the next shift, and the goroutine is left to itself.
type shift struct {
	e       *engine
	batch   []*job // run since the last commit
	wrote   bool   // one of them has written
	careful int    // for so many more commits savepoints are made
	alarm   *time.Timer

	mu    sync.Mutex
	t     *txn // of the function at work
	j     *job
	since time.Time
	over  bool
}

func (e *engine) newShift() *shift {
	s := &shift{e: e}
	s.alarm = time.AfterFunc(time.Hour, s.relieve)
	s.alarm.Stop()
	return s
}

// loop is the writer goroutine.
func (s *shift) loop() {
	ended := false
	defer func() {
		switch {
		case ended:
			close(s.e.done)
		case !s.over:
			s.e.undo(s.batch, errExit)
			go s.e.newShift().loop()
		}
	}()
	if len(s.batch) > 0 { // left by the shift before
		s.again()
		s.commit()
	}
	for j := range s.e.jobs {
		s.gather(j)
		s.commit()
	}
	ended = true
}

func (s *shift) commit() {
	s.e.commit(s.batch)
	s.batch = s.batch[:0]
}

// call runs the function. Its transaction is over then, even when the function ends the goroutine; so is the goroutine
// when it has been relieved.
func (s *shift) call(t *txn, j *job) error {
	s.start(t, j)
	defer s.stop(t)
	return txfunc.Call(s.e.cfg.Log, func() error { return j.run(t) })
}

func (s *shift) start(t *txn, j *job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.t, s.j, s.since = t, j, time.Now()
	s.e.running.Store(true)
	if !j.own {
		s.alarm.Reset(s.e.cfg.TxLimit)
	}
}

func (s *shift) stop(t *txn) {
	s.mu.Lock()
	over := s.over
	if !over {
		s.alarm.Stop()
		s.t = nil
		s.e.running.Store(false)
		t.end()
	}
	s.mu.Unlock()
	if over {
		runtime.Goexit()
	}
}

// relieve ends the shift when its function has held the writer for too long: what the function wrote is undone, the
// others are committed, and the next shift begins. A statement that runs is waited for.
func (s *shift) relieve() {
	s.mu.Lock()
	t, j := s.t, s.j
	if t == nil || j.own || s.over || time.Since(s.since) < s.e.cfg.TxLimit {
		s.mu.Unlock()
		return // it has just ended
	}
	s.over = true
	s.mu.Unlock()
	t.end()
	s.e.running.Store(false)
	next := s.e.newShift()
	switch j.err = s.e.settle(t, j, errHangs); {
	case s.e.write.AutocommitEnabled():
		s.e.lose(s.batch, j.cause)
		s.e.commit(s.batch)
	case t.took():
		next.batch = s.batch
	default:
		s.e.commit(s.batch)
	}
	next.loop()
}

// end makes every later call with the transaction's ctx a refusal, after the one that runs.
func (t *txn) end() {
	t.mu.Lock()
	t.over.Store(true)
	t.mu.Unlock()
}
