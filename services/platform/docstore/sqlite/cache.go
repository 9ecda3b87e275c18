package sqlite

import (
	"sync"

	"github.com/coocood/freecache"
)

// cacheBytes is the memory for documents of warm collections. A document larger than a 1024th of it is not cached.
const cacheBytes = 8 << 20

// documentCache caches documents of warm collections (docstore.Spec.Warm) that were read by id. It never returns an
// outdated document: only this process writes the file, the documents that a commit changes are removed before the commit,
// and they are not cached while it runs.
type documentCache struct {
	docs *freecache.Cache

	mu       sync.RWMutex
	turn     int64   // incremented when a commit begins and when it ends
	changing changes // the documents that the running commit changes
}

// changes are the documents written since the last commit, by collection and id.
type changes struct {
	keys map[string]bool
	all  bool // any document may have changed
}

func newCache() *documentCache { return &documentCache{docs: freecache.NewCache(cacheBytes)} }

// cacheKey appends the key of a document to dst.
func (t *table) cacheKey(dst []byte, id string) []byte {
	return append(append(append(dst, t.Name...), '/'), id...)
}

func (c changes) has(key []byte) bool { return c.all || c.keys[string(key)] }

// changed notes that the next commit changes the document.
func (t *table) changed(id string) {
	if t.e.changed.keys == nil {
		t.e.changed.keys = map[string]bool{}
	}
	t.e.changed.keys[string(t.cacheKey(nil, id))] = true
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// get calls use with the document and returns its error; found is false when the document is not cached.
func (c *documentCache) get(key []byte, use func([]byte) error) (found bool, err error) {
	buf := buffers.Get().(*[]byte)
	defer buffers.Put(buf)
	doc, err := c.docs.GetWithBuf(key, (*buf)[:cap(*buf)])
	if err != nil {
		return false, nil //nolint:nilerr // the only error of the cache: no such key
	}
	*buf = doc
	return true, use(doc)
}

// begin returns the present turn. Call it before reading a document from SQLite and pass the turn to put.
func (c *documentCache) begin() int64 {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.turn
}

// put caches a document that was read since begin, unless a commit may have changed it in the meantime.
func (c *documentCache) put(key, doc []byte, turn int64) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if turn == c.turn && !c.changing.has(key) {
		_ = c.docs.Set(key, doc, 0) // fails for a document that is too large, which is then not cached
	}
}

// during removes the documents that the commit changes from the cache and runs the commit.
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
