package coord

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	limitPrefix  = "tongxing:limit:"
	wakePrefix   = "tongxing:wake:"
	redisTimeout = 250 * time.Millisecond // the longest a caller waits for Redis
	redisPause   = 5 * time.Second        // how long Redis is not asked after a failure
)

// Redis limits and wakes across replicas. While the server does not answer, Allow divides each limit by the replicas
// that listened at the last Wake (at least two) and grants that share within this process; Wake reaches only this process.
type Redis struct {
	client    *redis.Client
	log       *slog.Logger
	local     *Local
	downUntil atomic.Int64 // in nanoseconds after since; zero: Redis answers
	replicas  atomic.Int64 // that received the last signal, this one included
	since     time.Time
	stop      context.CancelFunc
	done      sync.WaitGroup
}

// OpenRedis connects to redis://… or rediss://…. It fails only when the address cannot be parsed: a server that does not
// answer now is used as soon as it does. Call Close at the end.
func OpenRedis(url string, log *slog.Logger) (*Redis, error) {
	opt, err := redis.ParseURL(url)
	if err != nil {
		return nil, fmt.Errorf("read REDIS_URL: %w", addressError(err))
	}
	opt.DialTimeout, opt.ReadTimeout, opt.WriteTimeout, opt.PoolTimeout = redisTimeout, redisTimeout, redisTimeout, redisTimeout
	opt.MaxRetries, opt.DialerRetries = -1, 1
	opt.ContextTimeoutEnabled = true
	ctx, stop := context.WithCancel(context.Background())
	r := &Redis{client: redis.NewClient(opt), log: log, local: NewLocal(), since: time.Now(), stop: stop}
	r.done.Go(func() { r.receive(ctx) })
	return r, nil
}

// addressError hides the address, which may hold a password.
func addressError(error) error {
	return fmt.Errorf("it must look like redis://user:password@host:6379/0")
}

// Close ends the connections and waits for background work.
func (r *Redis) Close() error {
	r.stop()
	err := r.client.Close()
	r.done.Wait()
	return err
}

// Down reports whether Redis failed a short while ago, so that limits are local and divided by the replicas.
func (r *Redis) Down() bool { return int64(time.Since(r.since)) < r.downUntil.Load() }

// gcraScript takes the key, the period of one attempt and the whole period, in microseconds; it returns 0 when allowed, else
// the wait.
var gcraScript = redis.NewScript(`
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local full = tonumber(redis.call('GET', KEYS[1]) or 0)
if full < now then full = now end
local next = full + tonumber(ARGV[1])
local wait = next - now - tonumber(ARGV[2])
if wait > 0 then return wait end
redis.call('SET', KEYS[1], string.format('%.0f', next), 'PX', math.ceil((next - now) / 1000) + 1)
return 0`)

// Allow implements Limiter. Keys are hashed before they leave the process, since they may hold addresses or numbers.
func (r *Redis) Allow(ctx context.Context, key string, n int, per time.Duration) (bool, time.Duration) {
	if n <= 0 || per <= 0 {
		return false, per
	}
	if !r.Down() {
		sum := sha256.Sum256([]byte(key))
		one := (per / time.Duration(n)).Microseconds()
		wait, err := gcraScript.Run(ctx, r.client, []string{limitPrefix + hex.EncodeToString(sum[:16])}, one, per.Microseconds()).Int64()
		if err == nil {
			return wait == 0, time.Duration(wait) * time.Microsecond
		}
		if ctx.Err() == nil {
			r.recordFailure(err)
		}
	}
	return r.local.Allow(ctx, key, max(1, n/max(2, r.Replicas())), per)
}

func (r *Redis) recordFailure(err error) {
	until := int64(time.Since(r.since) + redisPause)
	if old := r.downUntil.Swap(until); old < until-int64(redisPause) && r.log != nil {
		r.log.Warn("redis does not answer: limits are local and divided by the replicas", "error", err)
	}
}

// Replicas returns how many replicas received the last signal that this one sent; 0 before the first.
func (r *Redis) Replicas() int { return int(r.replicas.Load()) }

// Wake implements Waker. It wakes this process at once, the others through Redis if it answers.
func (r *Redis) Wake(ctx context.Context, topic string) {
	r.local.Wake(ctx, topic)
	if r.Down() {
		return
	}
	switch received, err := r.client.Publish(ctx, wakePrefix+topic, "").Result(); {
	case err == nil:
		r.replicas.Store(received)
	case ctx.Err() == nil:
		r.recordFailure(err)
	}
}

// Listen implements Waker.
func (r *Redis) Listen(topic string) (<-chan struct{}, func()) { return r.local.Listen(topic) }

// receive passes on the signals of other replicas; the client subscribes again by itself after an interruption.
func (r *Redis) receive(ctx context.Context) {
	sub := r.client.PSubscribe(ctx, wakePrefix+"*")
	defer func() { _ = sub.Close() }()
	messages := sub.Channel()
	for {
		select {
		case <-ctx.Done():
			return
		case m, ok := <-messages:
			if !ok {
				return
			}
			r.local.topics.wake(m.Channel[len(wakePrefix):])
		}
	}
}
