package sqlite

import (
	"sync"

	"github.com/coocood/freecache"
)

// cacheBytes is the memory for documents of warm collections; one of more than a 1024th of it is not kept.
const cacheBytes = 8 << 20

// documentCache keeps documents of warm collections (docstore.Spec.Warm) that were read by their id. It never returns an old
// one: only this process writes the file, and what a commit changes is removed before it and not kept while it runs.
type documentCache struct {
	docs *freecache.Cache

	mu       sync.RWMutex
	turn     int64   // how often a commit has begun or ended
	changing changes // by the commit that runs
}

// changes are the documents that were written since the last commit, by collection and id.
type changes struct {
	keys map[string]bool
	all  bool // it is not known which
}

func newCache() *documentCache { return &documentCache{docs: freecache.NewCache(cacheBytes)} }

// cacheKey appends the key of a document to dst.
func (t *table) cacheKey(dst []byte, id string) []byte {
	return append(append(append(dst, t.Name...), '/'), id...)
}

func (c changes) has(key []byte) bool { return c.all || c.keys[string(key)] }

// changed notes that the next commit changes a document.
func (t *table) changed(id string) {
	if t.e.changed.keys == nil {
		t.e.changed.keys = map[string]bool{}
	}
	t.e.changed.keys[string(t.cacheKey(nil, id))] = true
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// get calls use with the document and returns its error, or false when it is not in the cache.
func (c *documentCache) get(key []byte, use func([]byte) error) (found bool, err error) {
	buf := buffers.Get().(*[]byte)
	defer buffers.Put(buf)
	doc, err := c.docs.GetWithBuf(key, (*buf)[:cap(*buf)])
	if err != nil {
		return false, nil //nolint:nilerr // the one thing that the cache ever says
	}
	*buf = doc
	return true, use(doc)
}

// begin is called before SQLite is asked for a document, and returns what put needs.
func (c *documentCache) begin() int64 {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.turn
}

// put keeps a document that was read since begin, unless a commit may have changed it meanwhile.
func (c *documentCache) put(key, doc []byte, turn int64) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if turn == c.turn && !c.changing.has(key) {
		_ = c.docs.Set(key, doc, 0) // one that is too large is not kept
	}
}

// during removes the documents that a commit changes and runs it.
func (c *documentCache) during(changed changes, commit func() error) error {
	c.next(changed)
	defer c.next(changes{})
	if changed.all {
		c.docs.Clear()
	}
	for key := range changed.keys {
		c.docs.Del([]byte(key))
	}
	return commit()
}

func (c *documentCache) next(changing changes) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.turn++
	c.changing = changing
}
