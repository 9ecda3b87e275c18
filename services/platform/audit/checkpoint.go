package audit

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// Checkpoint is a signed statement that the chain of a store had this end at this time 审计检查点. It is kept in a second place: with
// it, a chain that was cut off or written anew is found, which Verify alone cannot. Its signature needs a key that is not in the store.
type Checkpoint struct {
	Store string    `json:"store"` // id of the store, which a move or a restored backup keeps
	Seq   int64     `json:"seq"`
	Hash  string    `json:"hash"`
	At    time.Time `json:"at"`
	Sig   []byte    `json:"sig"` // Ed25519, over signedBytes
}

func (c Checkpoint) signedBytes() []byte {
	return fmt.Appendf(nil, "tongxing audit checkpoint 1\n%s\n%d\n%s\n%d\n", c.Store, c.Seq, c.Hash, c.At.UnixMilli())
}

// Place is where checkpoints are kept, outside the store. Keep returns nil when the line is safe there; it may get a line twice.
type Place interface {
	Keep(ctx context.Context, line []byte) error
}

// A checkpoint is made when the last one is this old or this many records behind.
const (
	checkpointEvery   = 5 * time.Minute
	checkpointRecords = 1000
)

// Checkpoints makes the checkpoints of a log. It is safe for concurrent use. The last one is known to this process alone, so a start,
// or a second replica, makes one more than needed, which does no harm.
type Checkpoints struct {
	log   *Log
	store string
	key   ed25519.PrivateKey
	place Place

	mu   sync.Mutex
	last Checkpoint
}

// NewCheckpoints returns the checkpoints of the log; store is the store's id. Without a place, Make does nothing.
func NewCheckpoints(log *Log, store string, key ed25519.PrivateKey, place Place) *Checkpoints {
	return &Checkpoints{log: log, store: store, key: key, place: place}
}

// ErrShortened means that the chain ends before its last checkpoint.
var ErrShortened = errors.New("the audit chain is shorter than its last checkpoint, or not the one that was signed: run `tongxing check`")

// Make keeps a checkpoint of the chain's end when one is due: five minutes or 1,000 records after the last, and only after new
// records. It returns ErrShortened, and signs nothing, when the chain does not contain the last checkpoint any more.
func (c *Checkpoints) Make(ctx context.Context) error {
	if c.place == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	head, err := c.log.Head(ctx)
	if err != nil {
		return fmt.Errorf("checkpoint the audit chain: %w", err)
	}
	if ok, err := c.log.ContainsHead(ctx, Head{Seq: c.last.Seq, Hash: c.last.Hash}); err != nil || !ok {
		return errors.Join(err, ErrShortened)
	}
	now := c.log.now()
	if head.Seq == c.last.Seq || head.Seq < c.last.Seq+checkpointRecords && now.Sub(c.last.At) < checkpointEvery {
		return nil
	}
	next := Checkpoint{Store: c.store, Seq: head.Seq, Hash: head.Hash, At: now.UTC().Truncate(time.Millisecond)}
	next.Sig = ed25519.Sign(c.key, next.signedBytes())
	line, err := json.Marshal(next)
	if err == nil {
		err = c.place.Keep(ctx, line)
	}
	if err != nil {
		return fmt.Errorf("keep the checkpoint of audit record %d: %w", next.Seq, err)
	}
	c.last = next
	return nil
}

// Compare reads checkpoints, one JSON object in a line, and calls find with each that is wrong: unreadable, of another store, not
// signed by the key, or not in the chain. It returns how many it read and the number of the last record that one confirms.
func (c *Checkpoints) Compare(ctx context.Context, lines io.Reader, find func(string)) (n int, last int64, err error) {
	public, _ := c.key.Public().(ed25519.PublicKey)
	scan := bufio.NewScanner(lines)
	for scan.Scan() {
		line := bytes.TrimSpace(scan.Bytes())
		if len(line) == 0 {
			continue
		}
		n++
		var p Checkpoint
		if json.Unmarshal(line, &p) != nil {
			find(fmt.Sprintf("checkpoint %d cannot be read", n))
			continue
		}
		what := fmt.Sprintf("the checkpoint of %s at record %d", p.At.Format(time.RFC3339), p.Seq)
		switch {
		case p.Store != c.store:
			find(what + " belongs to another store, " + p.Store)
		case !ed25519.Verify(public, p.signedBytes(), p.Sig):
			find(what + " is not signed by the key of this store")
		default:
			ok, err := c.log.ContainsHead(ctx, Head{Seq: p.Seq, Hash: p.Hash})
			if err != nil {
				return n, last, err
			}
			if !ok {
				find(what + " is not in the chain: the end was cut off, the records were written anew, or an older backup was restored")
				continue
			}
			last = max(last, p.Seq)
		}
	}
	return n, last, scan.Err()
}
