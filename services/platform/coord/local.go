package coord

import (
	"context"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// maxKeys is the number of keys that Local stores; above it, the least recently used key is dropped.
const maxKeys = 100_000

// Local limits and wakes within this process. It is safe for concurrent use and its memory is bounded.
type Local struct {
	mu     sync.Mutex
	full   *simplelru.LRU[string, *time.Time] // when the key will have all its attempts again
	topics topics
}

// NewLocal returns an empty Local.
func NewLocal() *Local {
	full, err := simplelru.NewLRU[string, *time.Time](maxKeys, nil)
	if err != nil {
		panic(err) // only for a size that is not positive
	}
	return &Local{full: full}
}

// Allow implements Limiter with the generic cell rate algorithm; all n attempts are available at once.
func (l *Local) Allow(_ context.Context, key string, n int, per time.Duration) (bool, time.Duration) {
	if n <= 0 || per <= 0 {
		return false, per
	}
	one := per / time.Duration(n)
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	full, known := l.full.Get(key)
	if !known {
		full = new(time.Time)
		l.full.Add(key, full)
	}
	next := now.Add(one)
	if full.After(now) {
		next = full.Add(one)
	}
	if wait := next.Sub(now) - per; wait > 0 {
		return false, wait
	}
	*full = next
	return true, 0
}

// Wake implements Waker.
func (l *Local) Wake(_ context.Context, topic string) { l.topics.wake(topic) }

// Listen implements Waker.
func (l *Local) Listen(topic string) (<-chan struct{}, func()) { return l.topics.listen(topic) }

type topics struct {
	mu        sync.Mutex
	listeners map[string]map[chan struct{}]struct{}
}

func (t *topics) wake(topic string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for ch := range t.listeners[topic] {
		select {
		case ch <- struct{}{}:
		default: // a signal is already waiting there
		}
	}
}

func (t *topics) listen(topic string) (<-chan struct{}, func()) {
	ch := make(chan struct{}, 1)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.listeners == nil {
		t.listeners = make(map[string]map[chan struct{}]struct{})
	}
	if t.listeners[topic] == nil {
		t.listeners[topic] = make(map[chan struct{}]struct{})
	}
	t.listeners[topic][ch] = struct{}{}
	return ch, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.listeners[topic], ch)
		if len(t.listeners[topic]) == 0 {
			delete(t.listeners, topic)
		}
	}
}
