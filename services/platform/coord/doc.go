// Package coord shares short-lived state between replicas: rate limits and wake-up signals. With one replica, Local keeps
// both in the process. With several, Redis shares them. Redis never holds data that may not be lost: while it does not
// answer, each replica grants its share of every limit and wakes only itself, and no caller sees an error.
package coord

import (
	"context"
	"time"
)

// Limiter counts attempts. Local and Redis implement it.
type Limiter interface {
	// Allow takes one of the n attempts that key has in each period; attempts come back evenly over the period. When none is
	// left it returns false and the time until the next one; a refused attempt costs nothing.
	Allow(ctx context.Context, key string, n int, per time.Duration) (ok bool, retryAfter time.Duration)
}

// Waker signals that there is work. A signal carries no data and may be lost, so a listener also looks for work at
// intervals.
type Waker interface {
	// Wake signals all listeners of the topic, on every replica. It never blocks.
	Wake(ctx context.Context, topic string)
	// Listen returns a channel that receives the topic's signals, several at once as one, until stop is called.
	Listen(topic string) (signals <-chan struct{}, stop func())
}
