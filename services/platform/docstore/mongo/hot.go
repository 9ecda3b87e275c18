package mongo

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// shareMax is the most callers that share a transaction.
const shareMax = 64

// call is one transaction function and its caller.
type call struct {
	ctx   context.Context
	fn    func(context.Context) error
	state atomic.Int32
	err   error
	done  chan struct{}
}

const (
	callWaits = iota
	callTaken
	callGivenUp
)

// queues holds the waiting callers of each hot key. A key exists while a goroutine works on it.
type queues struct {
	mu      sync.Mutex
	waiting map[string][]*call
}

// Tx runs fn in a transaction of its own; with a hot key the transaction is shared with other callers waiting for that key.
func (e *engine) Tx(ctx context.Context, hot string, fn func(context.Context) error) error {
	if err := e.begin(); err != nil {
		return err
	}
	defer e.closing.RUnlock()
	c := &call{ctx: ctx, fn: fn}
	if hot == "" {
		return e.single(c)
	}
	c.done = make(chan struct{})
	if e.hot.add(hot, c) {
		go e.drain(hot)
	}
	e.waiting.Add(1)
	defer e.waiting.Add(-1)
	select {
	case <-c.done:
		return c.err
	case <-ctx.Done():
	}
	if c.state.CompareAndSwap(callWaits, callGivenUp) {
		return fmt.Errorf("%w: %w", docstore.ErrBusy, ctx.Err())
	}
	<-c.done // it has started, so wait for its outcome
	return c.err
}

// add queues the call; it returns true when the caller has to start a goroutine for the key.
func (q *queues) add(key string, c *call) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	list, busy := q.waiting[key]
	q.waiting[key] = append(list, c)
	return !busy
}

// next removes and returns up to shareMax waiting callers; none when the key has no more.
func (q *queues) next(key string) []*call {
	q.mu.Lock()
	defer q.mu.Unlock()
	list := q.waiting[key]
	if len(list) == 0 {
		delete(q.waiting, key)
		return nil
	}
	n := min(len(list), shareMax)
	q.waiting[key] = list[n:]
	return list[:n:n]
}

// drain works on one key until no caller waits. When a function ends the goroutine, its batch fails and a new goroutine
// continues.
func (e *engine) drain(key string) {
	var batch []*call
	ended := false
	defer func() {
		if ended {
			return
		}
		for _, c := range batch {
			c.answer(errExit)
		}
		go e.drain(key)
	}()
	for waiting := e.hot.next(key); waiting != nil; waiting = e.hot.next(key) {
		batch = batch[:0]
		for _, c := range waiting {
			if c.state.CompareAndSwap(callWaits, callTaken) {
				batch = append(batch, c)
			}
		}
		e.share(batch)
	}
	ended = true
}

// answer sends the outcome to the caller, once.
func (c *call) answer(err error) {
	select {
	case <-c.done:
	default:
		c.err = err
		close(c.done)
	}
}

// share runs all calls in one transaction. Calls whose functions fail after their first write are run again alone, so that
// no function fails because of data that others had not committed.
func (e *engine) share(calls []*call) {
	together, alone := calls, []*call(nil)
	for try := 0; len(together) > 1 && try < 3 && len(alone) < 2; try++ {
		out := e.attempt(together, false)
		switch {
		case out.err == nil:
			e.settle(together)
			together = nil
		case out.culprit != nil && out.first && !out.again:
			together = without(together, out.culprit)
			out.culprit.answer(out.err)
			try--
		case out.culprit != nil:
			together = without(together, out.culprit)
			alone = append(alone, out.culprit)
		case out.again:
			pause(context.Background(), try)
		default:
			fail(together, out.err)
			together = nil
		}
		if out.err != nil {
			e.retries.Add(int64(len(together)))
		}
	}
	for _, c := range append(together, alone...) {
		c.answer(e.single(c))
	}
}

// settle answers the callers whose transaction is committed.
func (e *engine) settle(calls []*call) {
	for _, c := range calls {
		if c.err == nil {
			e.txs.Add(1)
		}
		close(c.done)
	}
}

// fail answers the callers whose transaction is lost. A function that failed before anything was written keeps its own
// error.
func fail(calls []*call, err error) {
	seen := false
	for _, c := range calls {
		if seen = seen || c.err == nil; seen {
			c.err = err
		}
		close(c.done)
	}
}

func without(calls []*call, c *call) []*call {
	out := make([]*call, 0, len(calls))
	for _, o := range calls {
		if o != c {
			out = append(out, o)
		}
	}
	return out
}
