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

// mongoProxy stands between the engine and FerretDB, so that the engine need not know that it is tested: it greets as the
// primary of a replica set does, since the engine refuses a standalone server, takes off the words of transactions and
// answers their ends itself. Partial indexes, which FerretDB has not, it remembers and lists, and nobody enforces them.
// Everything else passes unchanged.
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

// watch has every command told to trip, which cuts the connection instead of passing it on by returning true.
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

// uri has one connection in its pool: FerretDB on SQLite waits for itself with more.
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

// serve ends without an error when the client goes, in whatever way: some are killed.
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

// reply is what FerretDB says to the message, made into what MongoDB would say.
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

// remember tells that the command asks for a partial index, which it keeps; the engine asks for one at a time.
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

// list adds the partial indexes to the others.
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

var errUnknown = errors.New("a message that is not understood")

// body returns where the document of a message begins: of the old greeting, of its reply, or the first section of OP_MSG.
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

// strip takes off what FerretDB does not know.
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

// greet makes a standalone server look like a primary with sessions.
func greet(doc bson.D) bson.D {
	var out bson.D
	for _, e := range doc {
		if e.Key != "setName" && e.Key != "logicalSessionTimeoutMinutes" {
			out = append(out, e)
		}
	}
	return append(out, bson.E{Key: "setName", Value: "rs0"}, bson.E{Key: "logicalSessionTimeoutMinutes", Value: int32(30)})
}
