// Package coord is what replicas agree on quickly: limits and wake-up signals. Alone, Local keeps both in the process.
// With several replicas, Redis shares them; Redis is never the truth, so when it is away limits become local and
// stricter, wake-ups local, and no caller ever sees an error.
package coord

import (
	"context"
	"time"
)

// Limiter counts tries. Both Local and Redis are one.
type Limiter interface {
	// Allow takes one of the n tries that key has per span, refilled evenly. When none is left it returns false and how
	// long until there is one; such a try costs nothing.
	Allow(ctx context.Context, key string, n int, per time.Duration) (ok bool, retryAfter time.Duration)
}

// Waker passes on that there is something to do. A signal carries nothing and may be lost: who waits also looks by
// itself now and then.
type Waker interface {
	// Wake signals all who listen on the topic, on every replica. It never waits for them.
	Wake(ctx context.Context, topic string)
	// Listen returns a channel on which signals for the topic arrive, several at once as one, until stop is called.
	Listen(topic string) (signals <-chan struct{}, stop func())
}
