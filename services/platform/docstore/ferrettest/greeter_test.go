package ferrettest_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/wiremessage"
)

// greeter stands between the engine and FerretDB, so that the engine need not know that it is tested: it greets as the
// primary of a replica set does, since the engine refuses a standalone server, takes off the words of transactions and
// answers their ends itself. Everything else passes unchanged.
type greeter struct {
	t      testing.TB
	ln     net.Listener
	server string
	group  sync.WaitGroup
	mu     sync.Mutex
	conns  []net.Conn
}

func startGreeter(t testing.TB, server string) *greeter {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := &greeter{t: t, ln: ln, server: server}
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
func (g *greeter) uri() string {
	return "mongodb://" + g.ln.Addr().String() + "/differences?directConnection=true&maxPoolSize=1"
}

func (g *greeter) accept() {
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
			if err := g.serve(client, server); err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, net.ErrClosed) {
				g.t.Errorf("between the engine and FerretDB: %v", err)
			}
			_ = client.Close()
			_ = server.Close()
		})
	}
}

func (g *greeter) serve(client, server net.Conn) error {
	for {
		msg, err := message(client)
		if err != nil {
			return err
		}
		asked, err := command(msg)
		if err != nil {
			return err
		}
		var reply []byte
		switch asked {
		case "commitTransaction", "abortTransaction":
			reply, err = answer(msg)
		default:
			reply, err = pass(server, msg)
		}
		if err == nil && (asked == "hello" || asked == "isMaster" || asked == "ismaster") {
			reply, err = rewrite(reply, greet)
		}
		if err != nil {
			return err
		}
		if _, err := client.Write(reply); err != nil {
			return err
		}
	}
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
	return 0, errors.New("a message that is not understood")
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

func command(msg []byte) (string, error) {
	doc, _, _, err := document(msg)
	if err != nil || len(doc) == 0 {
		return "", err
	}
	return doc[0].Key, nil
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
