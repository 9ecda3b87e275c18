package mongo_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// store is what the fake keeps. Documents are kept decoded.
type store struct {
	colls map[string]*coll
	open  map[string]*fakeTx
	done  map[string]bson.D // what was answered to which retryable write
	clock int               // of commits

	moments map[bson.Timestamp]*fakeTx // that snapshot readings asked for
}

func newStore() store {
	return store{colls: map[string]*coll{}, open: map[string]*fakeTx{}, done: map[string]bson.D{}, moments: map[bson.Timestamp]*fakeTx{}}
}

type coll struct {
	database string
	docs     map[string]bson.D
	changed  map[string]int // document or unique key → commit that touched it
	locks    map[string]*fakeTx
	indexes  bson.A
}

func (f *fake) create(database, name string) *coll {
	id := bson.D{{Key: "v", Value: 2}, {Key: "key", Value: bson.D{{Key: "_id", Value: 1}}}, {Key: "name", Value: "_id_"}}
	c := &coll{database: database, docs: map[string]bson.D{}, changed: map[string]int{}, locks: map[string]*fakeTx{}, indexes: bson.A{id}}
	f.colls[name] = c
	return c
}

// fakeTx is a running transaction: a snapshot with its own writes in it.
type fakeTx struct {
	since int
	docs  map[*coll]map[string]bson.D
	wrote map[*coll]map[string]bool // documents
	keys  map[*coll]map[string]bool // unique keys
}

type refusal bson.D

func refuse(code int, name, text string, labels ...string) refusal {
	f := refusal{{Key: "ok", Value: 0}, {Key: "code", Value: code}, {Key: "codeName", Value: name}, {Key: "errmsg", Value: text}}
	if labels != nil {
		f = append(f, bson.E{Key: "errorLabels", Value: labels})
	}
	return f
}

func ok(more ...bson.E) bson.D { return append(bson.D{{Key: "ok", Value: 1}}, more...) }

// do runs a command; the fake's lock is held.
func (f *fake) do(cmd bson.D) (answer bson.D) {
	var tx *fakeTx
	var sid string
	if field(cmd, "autocommit") == false {
		sid = fmt.Sprint(field(cmd, "lsid"))
		tx = f.open[sid]
		if field(cmd, "startTransaction") == true {
			f.end(sid, tx) // a session has one transaction: the next ends what was left of the last
			tx = f.newTx()
			f.open[sid] = tx
			if fmt.Sprint(field(cmd, "readConcern")) != `{"level":"snapshot"}` {
				f.t.Errorf("a transaction begins with %v", field(cmd, "readConcern"))
			}
		} else if tx == nil {
			return bson.D(refuse(251, "NoSuchTransaction", "no such transaction", "TransientTransactionError"))
		}
	}
	defer func() { // a refusal ends the transaction
		switch p := recover().(type) {
		case nil:
		case refusal:
			answer = bson.D(p)
			f.end(sid, tx)
		default:
			panic(p)
		}
	}()
	f.concerns(cmd, tx != nil)
	if read, _ := field(cmd, "readConcern").(bson.D); tx == nil && field(read, "level") == "snapshot" {
		at, moment := f.moment(fmt.Sprint(field(cmd, "$db"), "."), field(read, "atClusterTime"))
		return stamped(f.command(cmd, "", moment), at)
	}
	return f.command(cmd, sid, tx)
}

func (f *fake) newTx() *fakeTx {
	return &fakeTx{since: f.clock, docs: map[*coll]map[string]bson.D{}, wrote: map[*coll]map[string]bool{}, keys: map[*coll]map[string]bool{}}
}

// moment returns the state at the time that a snapshot reading names, or at this one when it names none.
func (f *fake) moment(database string, at any) (bson.Timestamp, *fakeTx) {
	if at, named := at.(bson.Timestamp); named {
		if f.moments[at] == nil {
			panic(refuse(239, "SnapshotTooOld", "that is forgotten"))
		}
		return at, f.moments[at]
	}
	now, tx := bson.Timestamp{T: 1, I: uint32(len(f.moments) + 1)}, f.newTx()
	for _, c := range f.colls {
		if c.database == database {
			tx.docs[c] = maps.Clone(c.docs)
		}
	}
	f.moments[now] = tx
	return now, tx
}

// stamped says of which time an answer is.
func stamped(answer bson.D, at bson.Timestamp) bson.D {
	for i, e := range answer {
		if e.Key == "cursor" {
			answer[i].Value = append(e.Value.(bson.D), bson.E{Key: "atClusterTime", Value: at})
		}
	}
	return answer
}

// concerns checks that writes wait for the majority and reads see only what it has.
func (f *fake) concerns(cmd bson.D, inTx bool) {
	write, _ := field(cmd, "writeConcern").(bson.D)
	read, _ := field(cmd, "readConcern").(bson.D)
	switch name := cmd[0].Key; name {
	case "insert", "update", "delete", "commitTransaction": // of a reading the server learns by the cut connection
		if patience := toInt(field(cmd, "maxTimeMS")); patience < 1 || patience > 10_000 {
			f.t.Errorf("%s waits %d ms for its answer", name, patience)
		}
	}
	switch name := cmd[0].Key; name {
	case "insert", "update", "delete", "commitTransaction", "create", "createIndexes", "dropIndexes", "dropDatabase":
		if safe := field(write, "w") == "majority" && (field(write, "j") == true || name == "commitTransaction"); safe == (inTx && name != "commitTransaction") {
			f.t.Errorf("%s with write concern %v", name, write)
		}
	case "find", "aggregate":
		if level := field(read, "level"); !inTx && level != "majority" && level != "snapshot" {
			f.t.Errorf("%s with read concern %v", name, read)
		}
	}
}

func (f *fake) command(cmd bson.D, sid string, tx *fakeTx) bson.D {
	name := cmd[0].Key
	database := fmt.Sprint(field(cmd, "$db"), ".")
	target := fmt.Sprint(database, cmd[0].Value)
	switch name {
	case "ping", "endSessions", "killCursors":
		return ok()
	case "getParameter":
		return ok(bson.E{Key: "transactionLifetimeLimitSeconds", Value: 20})
	case "commitTransaction":
		f.commit(tx)
		f.end(sid, nil)
		return ok()
	case "abortTransaction":
		f.end(sid, tx)
		return ok()
	case "dropDatabase":
		maps.DeleteFunc(f.colls, func(name string, _ *coll) bool { return strings.HasPrefix(name, database) })
		return ok()
	case "create":
		if f.colls[target] != nil {
			panic(refuse(48, "NamespaceExists", "Collection "+target+" already exists."))
		}
		f.create(database, target)
		return ok()
	case "listCollections":
		names := bson.A{}
		for _, name := range slices.Sorted(maps.Keys(f.colls)) {
			if name, ok := strings.CutPrefix(name, database); ok {
				names = append(names, bson.D{{Key: "name", Value: name}, {Key: "type", Value: "collection"}})
			}
		}
		return ok(batch(names))
	}
	c := f.colls[target]
	switch {
	case c != nil:
	case name == "insert": // makes the collection
		c = f.create(database, target)
	case name == "find", name == "aggregate":
		return ok(batch(bson.A{}))
	default:
		panic(refuse(26, "NamespaceNotFound", "no collection "+target))
	}
	switch name {
	case "listIndexes":
		return ok(batch(c.indexes))
	case "createIndexes":
		f.addIndexes(c, field(cmd, "indexes").(bson.A))
		return ok()
	case "dropIndexes":
		c.indexes = slices.DeleteFunc(c.indexes, func(x any) bool { return field(x.(bson.D), "name") == field(cmd, "index") })
		return ok()
	case "find":
		docs := f.find(c, tx, field(cmd, "filter"))
		sort, _ := field(cmd, "sort").(bson.D)
		sortBy(docs, sort)
		if n := toInt(field(cmd, "limit")); n > 0 && int(n) < len(docs) {
			docs = docs[:n]
		}
		return ok(batch(list(docs)))
	case "aggregate":
		return ok(batch(list(f.aggregate(c, tx, field(cmd, "pipeline").(bson.A)))))
	case "insert":
		return f.insert(c, tx, field(cmd, "documents").(bson.A))
	case "update":
		return f.replace(c, tx, field(cmd, "updates").(bson.A)[0].(bson.D))
	case "delete":
		return f.remove(c, tx, field(cmd, "deletes").(bson.A)[0].(bson.D))
	}
	panic(refuse(59, "CommandNotFound", "no such command: "+name))
}

func list(docs []bson.D) bson.A {
	out := make(bson.A, len(docs))
	for i, d := range docs {
		out[i] = d
	}
	return out
}

func batch(docs bson.A) bson.E {
	return bson.E{Key: "cursor", Value: bson.D{{Key: "id", Value: int64(0)}, {Key: "ns", Value: "fake.x"}, {Key: "firstBatch", Value: docs}}}
}

func (f *fake) docs(c *coll, tx *fakeTx) map[string]bson.D {
	if tx == nil {
		return c.docs
	}
	if len(tx.docs) == 0 { // the snapshot is taken by the first command, of everything
		for _, o := range f.colls {
			if o.database != c.database {
				continue
			}
			tx.docs[o], tx.wrote[o], tx.keys[o] = maps.Clone(o.docs), map[string]bool{}, map[string]bool{}
		}
	}
	if tx.docs[c] == nil { // made since
		tx.docs[c], tx.wrote[c], tx.keys[c] = map[string]bson.D{}, map[string]bool{}, map[string]bool{}
	}
	return tx.docs[c]
}

func (f *fake) find(c *coll, tx *fakeTx, filter any) []bson.D {
	where, _ := filter.(bson.D)
	var out []bson.D
	docs := f.docs(c, tx)
	for _, id := range slices.Sorted(maps.Keys(docs)) {
		if match(docs[id], where) {
			out = append(out, docs[id])
		}
	}
	return out
}

func (f *fake) aggregate(c *coll, tx *fakeTx, pipeline bson.A) []bson.D {
	docs := f.find(c, tx, nil)
	for _, s := range pipeline {
		switch stage := s.(bson.D)[0]; stage.Key {
		case "$match":
			docs = slices.DeleteFunc(docs, func(d bson.D) bool { return !match(d, stage.Value.(bson.D)) })
		case "$limit":
			docs = docs[:min(len(docs), int(toInt(stage.Value)))]
		case "$group":
			docs = group(docs, stage.Value.(bson.D))
		case "$sort":
			sortBy(docs, stage.Value.(bson.D))
		default:
			panic(refuse(40324, "Location40324", "no such pipeline stage: "+stage.Key))
		}
	}
	return docs
}

func idOf(d bson.D) string { s, _ := field(d, "_id").(string); return s }

// uniqueKeys returns the places that a document takes in unique indexes, each with the name of the index.
func (c *coll) uniqueKeys(d bson.D) map[string]string {
	out := map[string]string{"_id_ " + idOf(d): "_id_"}
	for _, x := range c.indexes {
		ix := x.(bson.D)
		partial, _ := field(ix, "partialFilterExpression").(bson.D)
		if field(ix, "unique") != true || !match(d, partial) {
			continue
		}
		key := fmt.Sprint(field(ix, "name"))
		for _, k := range field(ix, "key").(bson.D) {
			v := at(d, k.Key)
			if rank(v) == 2 {
				v = number(v).Text('g', 60)
			}
			key += fmt.Sprintf(" %T:%q", v, fmt.Sprint(v))
		}
		out[key] = fmt.Sprint(field(ix, "name"))
	}
	return out
}

// touch lets the transaction, or the single command, change a document or a unique key.
func (f *fake) touch(c *coll, tx *fakeTx, key string) {
	f.docs(c, tx)
	for c.locks[key] != nil && c.locks[key] != tx {
		if tx != nil {
			panic(refuse(112, "WriteConflict", "WriteConflict error", "TransientTransactionError"))
		}
		f.freed.Wait() // a single write waits for the transaction
	}
	if tx == nil {
		f.clock++
		c.changed[key] = f.clock
		return
	}
	if c.changed[key] > tx.since {
		panic(refuse(112, "WriteConflict", "WriteConflict error", "TransientTransactionError"))
	}
	c.locks[key] = tx
	tx.keys[c][key] = true
}

// put stores a document in the place of old, which may be nil.
func (f *fake) put(c *coll, tx *fakeTx, old, d bson.D) (duplicate string) {
	docs := f.docs(c, tx)
	for key, index := range c.uniqueKeys(d) {
		if index == "_id_" && old != nil {
			continue
		}
		if _, there := docs[idOf(d)]; there && index == "_id_" {
			return index
		}
		for _, other := range docs {
			if index == "_id_" {
				break
			}
			if _, there := c.uniqueKeys(other)[key]; there && (old == nil || idOf(other) != idOf(old)) {
				return index
			}
		}
		f.touch(c, tx, key)
	}
	f.write(c, tx, idOf(d), d)
	return ""
}

func (f *fake) write(c *coll, tx *fakeTx, id string, d bson.D) {
	f.touch(c, tx, "doc "+id)
	docs := f.docs(c, tx)
	if docs[id] = d; d == nil {
		delete(docs, id)
	}
	if tx != nil {
		tx.wrote[c][id] = true
	}
}

func (f *fake) duplicate(tx *fakeTx, at int, index string) bson.D {
	text := "E11000 duplicate key error collection: fake.x index: " + index + " dup key: { name: \"王小明\" }"
	answer := ok(bson.E{Key: "n", Value: at}, bson.E{Key: "writeErrors", Value: bson.A{bson.D{{Key: "index", Value: at}, {Key: "code", Value: 11000}, {Key: "errmsg", Value: text}}}})
	if tx != nil {
		panic(refusal(answer))
	}
	return answer
}

func (f *fake) insert(c *coll, tx *fakeTx, docs bson.A) bson.D {
	for i, d := range docs {
		if index := f.put(c, tx, nil, d.(bson.D)); index != "" {
			return f.duplicate(tx, i, index)
		}
	}
	return ok(bson.E{Key: "n", Value: len(docs)})
}

func (f *fake) replace(c *coll, tx *fakeTx, u bson.D) bson.D {
	found := f.find(c, tx, field(u, "q"))
	if len(found) == 0 {
		return ok(bson.E{Key: "n", Value: 0}, bson.E{Key: "nModified", Value: 0})
	}
	if index := f.put(c, tx, found[0], field(u, "u").(bson.D)); index != "" {
		return f.duplicate(tx, 0, index)
	}
	return ok(bson.E{Key: "n", Value: 1}, bson.E{Key: "nModified", Value: 1})
}

func (f *fake) remove(c *coll, tx *fakeTx, d bson.D) bson.D {
	found := f.find(c, tx, field(d, "q"))
	if toInt(field(d, "limit")) == 1 && len(found) > 1 {
		found = found[:1]
	}
	for _, doc := range found {
		for key := range c.uniqueKeys(doc) {
			f.touch(c, tx, key)
		}
		f.write(c, tx, idOf(doc), nil)
	}
	return ok(bson.E{Key: "n", Value: len(found)})
}

// hasIndex tells that the very index is there, and refuses what mongod refuses: a field twice, a name or keys in use.
func (c *coll) hasIndex(x bson.D) bool {
	spec := func(x bson.D) string {
		return ext(bson.D{{Key: "k", Value: field(x, "key")}, {Key: "p", Value: field(x, "partialFilterExpression")}, {Key: "u", Value: field(x, "unique") == true}})
	}
	seen := map[string]bool{}
	for _, k := range field(x, "key").(bson.D) {
		if seen[k.Key] {
			panic(refuse(67, "CannotCreateIndex", "the field "+k.Key+" appears twice in the index"))
		}
		seen[k.Key] = true
	}
	for _, h := range c.indexes {
		have := h.(bson.D)
		switch name, same := field(have, "name") == field(x, "name"), spec(have) == spec(x); {
		case name && same:
			return true
		case name:
			panic(refuse(86, "IndexKeySpecsConflict", "an index of that name is there"))
		case same:
			panic(refuse(85, "IndexOptionsConflict", "that index is there under another name"))
		}
	}
	return false
}

func (f *fake) addIndexes(c *coll, add bson.A) {
	for _, x := range add {
		if c.hasIndex(x.(bson.D)) {
			continue
		}
		c.indexes = append(c.indexes, x)
		taken := map[string]bool{}
		for _, d := range c.docs {
			for key := range c.uniqueKeys(d) {
				name := fmt.Sprint(field(x.(bson.D), "name"))
				if strings.HasPrefix(key, name+" ") && taken[key] {
					c.indexes = c.indexes[:len(c.indexes)-1]
					panic(refuse(11000, "DuplicateKey", "E11000 duplicate key error collection: fake.x index: "+name+" dup key: { name: \"王小明\" }"))
				}
				taken[key] = true
			}
		}
	}
}

func (f *fake) commit(tx *fakeTx) {
	f.clock++
	for c, ids := range tx.wrote {
		for id := range ids {
			if d, there := tx.docs[c][id]; there {
				c.docs[id] = d
			} else {
				delete(c.docs, id)
			}
		}
		for key := range tx.keys[c] {
			c.changed[key] = f.clock
			delete(c.locks, key)
		}
	}
	f.freed.Broadcast()
}

// expire ends the transactions that nobody goes on with, as the server does after a minute.
func (f *fake) expire() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for sid, tx := range f.open {
		f.end(sid, tx)
	}
}

func (f *fake) end(sid string, tx *fakeTx) {
	delete(f.open, sid)
	if tx == nil {
		return
	}
	for c, keys := range tx.keys {
		for key := range keys {
			delete(c.locks, key)
		}
	}
	f.freed.Broadcast()
}
