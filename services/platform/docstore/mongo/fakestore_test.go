package mongo_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// store is the state of the scripted server: documents, found by id and version, and the uncommitted writes of
// transactions. It has no write conflicts, unique indexes or snapshots; those are tested on a real server or scripted.
type store struct {
	colls map[string]*coll
	open  map[string]*fakeTx // by session
	done  map[string]bson.D  // the answer to each retryable write
}

func newStore() store {
	return store{colls: map[string]*coll{}, open: map[string]*fakeTx{}, done: map[string]bson.D{}}
}

type coll struct {
	docs    map[string]bson.D
	indexes bson.A
}

func (f *fake) create(name string) *coll {
	id := bson.D{{Key: "v", Value: 2}, {Key: "key", Value: bson.D{{Key: "_id", Value: 1}}}, {Key: "name", Value: "_id_"}}
	c := &coll{docs: map[string]bson.D{}, indexes: bson.A{id}}
	f.colls[name] = c
	return c
}

// fakeTx holds the documents that a running transaction wrote; nil for deleted ones.
type fakeTx struct{ wrote map[*coll]map[string]bson.D }

type refusal bson.D

func refuse(code int, name, text string, labels ...string) refusal {
	f := refusal{{Key: "ok", Value: 0}, {Key: "code", Value: code}, {Key: "codeName", Value: name}, {Key: "errmsg", Value: text}}
	if labels != nil {
		f = append(f, bson.E{Key: "errorLabels", Value: labels})
	}
	return f
}

func ok(more ...bson.E) bson.D { return append(bson.D{{Key: "ok", Value: 1}}, more...) }

// do runs a command. The caller holds the fake's lock.
func (f *fake) do(cmd bson.D) (answer bson.D) {
	var tx *fakeTx
	var sid string
	if field(cmd, "autocommit") == false {
		sid = fmt.Sprint(field(cmd, "lsid"))
		tx = f.open[sid]
		if field(cmd, "startTransaction") == true {
			f.end(sid) // a session has one transaction; a new one ends what is left of the last
			tx = &fakeTx{map[*coll]map[string]bson.D{}}
			f.open[sid] = tx
			if fmt.Sprint(field(cmd, "readConcern")) != `{"level":"snapshot"}` {
				f.t.Errorf("a transaction begins with %v", field(cmd, "readConcern"))
			}
		} else if tx == nil {
			return bson.D(refuse(251, "NoSuchTransaction", "no such transaction", "TransientTransactionError"))
		}
	}
	defer func() { // an error ends the transaction
		switch p := recover().(type) {
		case nil:
		case refusal:
			answer = bson.D(p)
			f.end(sid)
		default:
			panic(p)
		}
	}()
	f.concerns(cmd, tx != nil)
	answer = f.command(cmd, sid, tx)
	if read, _ := field(cmd, "readConcern").(bson.D); tx == nil && field(read, "level") == "snapshot" {
		answer = stamped(answer, bson.Timestamp{T: 1})
	}
	return answer
}

// stamped adds the cluster time to an answer.
func stamped(answer bson.D, at bson.Timestamp) bson.D {
	for i, e := range answer {
		if e.Key == "cursor" {
			answer[i].Value = append(e.Value.(bson.D), bson.E{Key: "atClusterTime", Value: at})
		}
	}
	return answer
}

// concerns checks that writes wait for the majority and reads see only majority data.
func (f *fake) concerns(cmd bson.D, inTx bool) {
	write, _ := field(cmd, "writeConcern").(bson.D)
	read, _ := field(cmd, "readConcern").(bson.D)
	switch name := cmd[0].Key; name {
	case "insert", "update", "delete", "commitTransaction": // for a read, the server notices the cut connection
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
		f.end(sid)
		return ok()
	case "abortTransaction":
		f.end(sid)
		return ok()
	case "dropDatabase":
		maps.DeleteFunc(f.colls, func(name string, _ *coll) bool { return strings.HasPrefix(name, database) })
		return ok()
	case "create":
		if f.colls[target] != nil {
			panic(refuse(48, "NamespaceExists", "Collection "+target+" already exists."))
		}
		f.create(target)
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
	case name == "insert": // creates the collection
		c = f.create(target)
	case name == "find", name == "aggregate":
		return ok(batch(bson.A{}))
	default:
		panic(refuse(26, "NamespaceNotFound", "no collection "+target))
	}
	switch name {
	case "listIndexes":
		return ok(batch(c.indexes))
	case "createIndexes":
		for _, x := range field(cmd, "indexes").(bson.A) {
			if !slices.ContainsFunc(c.indexes, func(h any) bool { return field(h.(bson.D), "name") == field(x.(bson.D), "name") }) {
				c.indexes = append(c.indexes, x)
			}
		}
		return ok()
	case "find":
		docs := f.find(c, tx, field(cmd, "filter"))
		if sort, _ := field(cmd, "sort").(bson.D); len(sort) > 0 && toInt(sort[len(sort)-1].Value) < 0 {
			slices.Reverse(docs)
		}
		if n := toInt(field(cmd, "limit")); n > 0 && int(n) < len(docs) {
			docs = docs[:n]
		}
		return ok(batch(list(docs)))
	case "aggregate": // the driver's count, the only aggregate that scripts need
		match := field(field(cmd, "pipeline").(bson.A)[0].(bson.D), "$match")
		if n := len(f.find(c, tx, match)); n > 0 && strings.Contains(ext(cmd), `"n":{"$sum"`) {
			return ok(batch(bson.A{bson.D{{Key: "_id", Value: 1}, {Key: "n", Value: n}}}))
		}
		return ok(batch(bson.A{}))
	case "insert":
		docs := field(cmd, "documents").(bson.A)
		for _, d := range docs {
			f.write(c, tx, idOf(d.(bson.D)), d.(bson.D))
		}
		return ok(bson.E{Key: "n", Value: len(docs)})
	case "update":
		u := field(cmd, "updates").(bson.A)[0].(bson.D)
		found := f.find(c, tx, field(u, "q"))
		for _, d := range found {
			f.write(c, tx, idOf(d), field(u, "u").(bson.D))
		}
		return ok(bson.E{Key: "n", Value: len(found)}, bson.E{Key: "nModified", Value: len(found)})
	case "delete":
		found := f.find(c, tx, field(field(cmd, "deletes").(bson.A)[0].(bson.D), "q"))
		for _, d := range found {
			f.write(c, tx, idOf(d), nil)
		}
		return ok(bson.E{Key: "n", Value: len(found)})
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

// find returns the matching documents in the order of their ids.
func (f *fake) find(c *coll, tx *fakeTx, filter any) []bson.D {
	docs := maps.Clone(c.docs)
	if tx != nil {
		maps.Copy(docs, tx.wrote[c])
	}
	where, _ := filter.(bson.D)
	var out []bson.D
	for _, id := range slices.Sorted(maps.Keys(docs)) {
		if d := docs[id]; d != nil && matches(d, where) {
			out = append(out, d)
		}
	}
	return out
}

func matches(doc, where bson.D) bool {
	return !slices.ContainsFunc(where, func(e bson.E) bool {
		if e.Key == "$and" {
			return slices.ContainsFunc(e.Value.(bson.A), func(kid any) bool { return !matches(doc, kid.(bson.D)) })
		}
		return !meets(fmt.Sprint(field(doc, e.Key)), e.Value)
	})
}

// meets compares texts. Other conditions match everything: their queries are tested by the text of the command alone.
func meets(v string, condition any) bool {
	ops, _ := condition.(bson.D)
	for _, o := range ops {
		switch x := fmt.Sprint(o.Value); o.Key {
		case "$eq":
			return v == x
		case "$ne":
			return v != x
		case "$gt":
			return v > x
		}
	}
	return ops != nil || v == fmt.Sprint(condition)
}

func toInt(v any) int64 {
	switch v := v.(type) {
	case int32:
		return int64(v)
	case int64:
		return v
	}
	return 0
}

func idOf(d bson.D) string { s, _ := field(d, "_id").(string); return s }

func (f *fake) write(c *coll, tx *fakeTx, id string, d bson.D) {
	docs := c.docs
	if tx != nil {
		if tx.wrote[c] == nil {
			tx.wrote[c] = map[string]bson.D{}
		}
		docs = tx.wrote[c]
	}
	docs[id] = d
	if tx == nil && d == nil {
		delete(docs, id)
	}
}

func (f *fake) commit(tx *fakeTx) {
	for c, docs := range tx.wrote {
		for id, d := range docs {
			f.write(c, nil, id, d)
		}
	}
}

func (f *fake) end(sid string) { delete(f.open, sid) }
