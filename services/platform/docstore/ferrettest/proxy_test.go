package ferrettest_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/wiremessage"
)

// mongoProxy stands between the engine and FerretDB. It answers the hello command as the primary of a replica set, since
// the engine refuses a standalone server; it removes transaction fields from commands and answers commit and abort itself.
// Partial indexes, which FerretDB lacks, it stores and lists without enforcing them. Everything else passes unchanged.
type mongoProxy struct {
	t      testing.TB
	ln     net.Listener
	server string
	group  sync.WaitGroup

	mu      sync.Mutex
	conns   []net.Conn
	partial map[string]bson.A // by database and collection
	trip    func(asked string) bool
}

// watch sets a function that is called with every command; when it returns true the connection is cut.
func (g *mongoProxy) watch(trip func(asked string) bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.trip = trip
}

func (g *mongoProxy) tripped(asked string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.trip != nil && g.trip(asked)
}

func startProxy(t testing.TB, server string) *mongoProxy {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := &mongoProxy{t: t, ln: ln, server: server, partial: map[string]bson.A{}}
	g.group.Go(g.accept)
	t.Cleanup(func() {
		_ = ln.Close()
		g.mu.Lock()
		for _, c := range g.conns {
			_ = c.Close()
		}
		g.mu.Unlock()
		g.group.Wait()
	})
	return g
}

// uri limits the pool to one connection, because FerretDB on SQLite deadlocks with more.
func (g *mongoProxy) uri(database string) string {
	return "mongodb://" + g.ln.Addr().String() + "/" + database + "?directConnection=true&maxPoolSize=1"
}

func (g *mongoProxy) accept() {
	for {
		client, err := g.ln.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", g.server)
		if err != nil {
			g.t.Errorf("FerretDB does not answer: %v", err)
			_ = client.Close()
			continue
		}
		g.mu.Lock()
		g.conns = append(g.conns, client, server)
		g.mu.Unlock()
		g.group.Go(func() {
			if err := g.serve(client, server); err != nil && !errors.Is(err, net.ErrClosed) {
				g.t.Errorf("between the engine and FerretDB: %v", err)
			}
			_ = client.Close()
			_ = server.Close()
		})
	}
}

// serve returns nil when the client disconnects in any way; some clients are killed.
func (g *mongoProxy) serve(client, server net.Conn) error {
	for {
		msg, err := message(client)
		if err != nil {
			return nil //nolint:nilerr // see above
		}
		cmd, _, _, err := document(msg)
		if err != nil || len(cmd) == 0 {
			return errors.Join(err, errUnknown)
		}
		if g.tripped(cmd[0].Key) {
			return nil
		}
		reply, err := g.reply(server, cmd, msg)
		if err != nil {
			return err
		}
		if _, err := client.Write(reply); err != nil {
			return nil //nolint:nilerr // see above
		}
	}
}

// reply changes FerretDB's answer to a message into MongoDB's.
func (g *mongoProxy) reply(server net.Conn, cmd bson.D, msg []byte) ([]byte, error) {
	switch asked := cmd[0].Key; asked {
	case "commitTransaction", "abortTransaction":
		return answer(msg)
	case "createIndexes":
		if g.remember(cmd) {
			return answer(msg)
		}
		return pass(server, msg)
	case "listIndexes", "hello", "isMaster", "ismaster":
		reply, err := pass(server, msg)
		if err != nil {
			return nil, err
		}
		return rewrite(reply, func(doc bson.D) bson.D {
			if asked == "listIndexes" {
				return g.list(cmd, doc)
			}
			return greet(doc)
		})
	}
	return pass(server, msg)
}

// remember stores a partial index that the command asks for; the engine asks for one at a time.
func (g *mongoProxy) remember(cmd bson.D) bool {
	for _, e := range cmd {
		list, _ := e.Value.(bson.A)
		if e.Key != "indexes" || len(list) != 1 || !has(list[0].(bson.D), "partialFilterExpression") {
			continue
		}
		g.mu.Lock()
		defer g.mu.Unlock()
		g.partial[namespace(cmd)] = append(g.partial[namespace(cmd)], list[0])
		return true
	}
	return false
}

// list adds the partial indexes to the listed ones.
func (g *mongoProxy) list(cmd, doc bson.D) bson.D {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, e := range doc {
		cursor, _ := e.Value.(bson.D)
		for i, f := range cursor {
			if f.Key == "firstBatch" {
				cursor[i].Value = append(f.Value.(bson.A), g.partial[namespace(cmd)]...)
			}
		}
	}
	return doc
}

func namespace(cmd bson.D) string {
	for _, e := range cmd {
		if e.Key == "$db" {
			return fmt.Sprint(e.Value, ".", cmd[0].Value)
		}
	}
	return ""
}

func has(doc bson.D, key string) bool {
	return slices.ContainsFunc(doc, func(e bson.E) bool { return e.Key == key })
}

func pass(server net.Conn, msg []byte) ([]byte, error) {
	plain, err := rewrite(msg, strip)
	if err != nil {
		return nil, err
	}
	if _, err := server.Write(plain); err != nil {
		return nil, err
	}
	return message(server)
}

func message(c net.Conn) ([]byte, error) {
	var size [4]byte
	if _, err := io.ReadFull(c, size[:]); err != nil {
		return nil, err
	}
	n := binary.LittleEndian.Uint32(size[:])
	if n < 16 || n > 64<<20 {
		return nil, errors.New("a message of impossible length")
	}
	msg := make([]byte, n)
	copy(msg, size[:])
	_, err := io.ReadFull(c, msg[4:])
	return msg, err
}

const header = 16

var errUnknown = errors.New("a message of unknown form")

// body returns the position of a message's document: in an old hello, in its reply, or the first section of OP_MSG.
func body(msg []byte) (at int, err error) {
	_, _, _, op, rest, ok := wiremessage.ReadHeader(msg)
	switch {
	case !ok:
	case op == wiremessage.OpMsg && len(rest) > 5 && rest[4] == byte(wiremessage.SingleDocument):
		return header + 5, nil
	case op == wiremessage.OpReply && len(rest) > 20:
		return header + 20, nil
	case op == wiremessage.OpQuery && len(rest) > 4:
		return header + 4 + bytes.IndexByte(rest[4:], 0) + 1 + 8, nil
	}
	return 0, errUnknown
}

func document(msg []byte) (doc bson.D, from, to int, err error) {
	if from, err = body(msg); err != nil {
		return nil, 0, 0, err
	}
	if len(msg) < from+4 {
		return nil, 0, 0, errors.New("a message without a document")
	}
	to = from + int(binary.LittleEndian.Uint32(msg[from:]))
	if to > len(msg) {
		return nil, 0, 0, errors.New("a document that is cut")
	}
	return doc, from, to, bson.Unmarshal(msg[from:to], &doc)
}

// rewrite changes the document of a message.
func rewrite(msg []byte, change func(bson.D) bson.D) ([]byte, error) {
	doc, from, to, err := document(msg)
	if err != nil {
		return nil, err
	}
	raw, err := bson.Marshal(change(doc))
	if err != nil {
		return nil, err
	}
	out := append(append(bytes.Clone(msg[:from]), raw...), msg[to:]...)
	binary.LittleEndian.PutUint32(out, uint32(len(out)))
	return out, nil
}

func answer(msg []byte) ([]byte, error) {
	_, id, _, _, _, _ := wiremessage.ReadHeader(msg)
	raw, err := bson.Marshal(bson.D{{Key: "ok", Value: 1.0}})
	at, out := wiremessage.AppendHeaderStart(nil, 0, id, wiremessage.OpMsg)
	out = append(wiremessage.AppendMsgSectionType(wiremessage.AppendMsgFlags(out, 0), wiremessage.SingleDocument), raw...)
	binary.LittleEndian.PutUint32(out[at:], uint32(len(out)))
	return out, err
}

// strip removes fields that FerretDB does not know.
func strip(doc bson.D) bson.D {
	var out bson.D
	for _, e := range doc {
		switch e.Key {
		case "lsid", "txnNumber", "startTransaction", "autocommit", "$clusterTime", "readConcern", "writeConcern":
		default:
			out = append(out, e)
		}
	}
	return out
}

// greet makes the answer of a standalone server look like that of a primary with sessions.
func greet(doc bson.D) bson.D {
	var out bson.D
	for _, e := range doc {
		if e.Key != "setName" && e.Key != "logicalSessionTimeoutMinutes" {
			out = append(out, e)
		}
	}
	return append(out, bson.E{Key: "setName", Value: "rs0"}, bson.E{Key: "logicalSessionTimeoutMinutes", Value: int32(30)})
}
