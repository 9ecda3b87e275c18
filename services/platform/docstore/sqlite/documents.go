package sqlite

import (
	"hash/maphash"
	"sync"

	"github.com/coocood/freecache"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// documentsKept is how many bytes of documents are remembered; one that takes more than a 1024th of it is left out.
const documentsKept = 12 << 20

// documents remembers the documents that were read by their ids or written to warm collections last, and ids that have
// none, so that reading by id mostly asks nothing of SQLite. It is right because one process owns the file and one
// goroutine writes it: what a commit changes is forgotten before it begins, and known again behind it. Without a cache it
// knows nothing.
type documents struct {
	cache   *freecache.Cache
	clock   freecache.StoppableTimer // seconds will do for what was used last
	seed    maphash.Seed
	stripes [256]stripe
}

// stripe counts the commits that touch some of the documents.
type stripe struct {
	mu    sync.RWMutex
	turns int64 // how often a commit has begun or ended: odd while one is at work
}

func newDocuments() documents {
	clock := freecache.NewCachedTimer()
	return documents{cache: freecache.NewCacheCustomTimer(documentsKept, clock), clock: clock, seed: maphash.MakeSeed()}
}

func (d *documents) close() {
	d.cache.Clear()
	d.clock.Stop()
}

// key is what a document goes by, in dst.
func (t *table) key(dst []byte, id string) []byte {
	return append(append(append(dst, t.Name...), '/'), id...)
}

// named is key as a string.
func (t *table) named(id string) string {
	var room [80]byte
	return string(t.key(room[:0], id))
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// get calls use with the document, or returns ErrNotFound; known is false when neither is remembered.
func (d *documents) get(key []byte, use func([]byte) error) (known bool, err error) {
	if d.cache == nil {
		return false, nil
	}
	buf := buffers.Get().(*[]byte)
	defer buffers.Put(buf)
	doc, err := d.cache.GetWithBuf(key, (*buf)[:cap(*buf)])
	if err != nil {
		return false, nil //nolint:nilerr // it is not there, which is all that the cache ever says
	}
	if len(doc) == 0 {
		return true, docstore.ErrNotFound
	}
	*buf = doc
	return true, use(doc)
}

// reading is a document that is being read from SQLite and may be remembered then.
type reading struct {
	key   []byte
	in    *stripe // nil: it may not
	turns int64
}

// begin is to be called before SQLite is asked.
func (d *documents) begin(key []byte) reading {
	if d.cache == nil {
		return reading{}
	}
	s := d.stripe(key)
	s.mu.RLock()
	defer s.mu.RUnlock()
	return reading{key, s, s.turns}
}

func (d *documents) stripe(key []byte) *stripe {
	return &d.stripes[maphash.Bytes(d.seed, key)%uint64(len(d.stripes))]
}

// learn remembers what was read, nil for nothing, unless a commit may have changed it since.
func (d *documents) learn(r reading, doc []byte) {
	if r.in == nil {
		return
	}
	r.in.mu.RLock()
	defer r.in.mu.RUnlock()
	if r.in.turns == r.turns && r.turns%2 == 0 {
		_ = d.cache.Set(r.key, doc, 0) // one that is too large is not remembered
	}
}

// during forgets what the draft changes, runs commit, and remembers what it has changed. What is being read meanwhile is
// not remembered.
func (d *documents) during(x *draft, commit func() error) error {
	var touched [len(d.stripes)]bool
	if x.wide {
		for i := range touched {
			touched[i] = true
		}
	}
	for key := range x.now {
		touched[maphash.String(d.seed, key)%uint64(len(d.stripes))] = true
	}
	d.turn(&touched)
	defer d.turn(&touched)
	if x.wide {
		d.cache.Clear()
	}
	var room [80]byte
	for key, is := range x.now {
		if is.known = d.cache.Del(append(room[:0], key...)); is.known {
			x.now[key] = is
		}
	}
	if err := commit(); err != nil {
		return err
	}
	for key, is := range x.now {
		if !is.hidden && (is.known || is.t.Warm) {
			_ = d.cache.Set(append(room[:0], key...), is.row.Doc, 0)
		}
	}
	return nil
}

func (d *documents) turn(touched *[256]bool) {
	for i := range d.stripes {
		if touched[i] {
			d.stripes[i].mu.Lock()
			d.stripes[i].turns++
			d.stripes[i].mu.Unlock()
		}
	}
}
