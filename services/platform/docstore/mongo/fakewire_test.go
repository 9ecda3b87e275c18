package mongo_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/wiremessage"
)

// fake is a scripted server that stands for a replica set of one member. It speaks the wire protocol, records the commands,
// and answers with the errors and cut connections that a test asks for, which a real server does not give on request.
// Documents, indexes and transactions are tested on a real server (`make test-mongo`), filters and pages on FerretDB too.
type fake struct {
	t     testing.TB
	ln    net.Listener
	hello bson.D // additional fields of the hello answer; nil: those of a replica set

	mu sync.Mutex
	store
	seen  []bson.D               // commands, in order
	trip  func(cmd bson.D) *trip // the failure that the test wants; nil: none
	conns map[net.Conn]struct{}
	group sync.WaitGroup
}

const opQuery = 2004 // the message type before OP_MSG

// trip is one failure: another answer, before or after the command is carried out, or a cut connection.
type trip struct {
	answer bson.D
	behind bool // carry out the command first
	cut    bool
	hang   bool // never answer
}

func startFake(t testing.TB, hello bson.D) *fake {
	t.Helper()
	return listenFake(t, "127.0.0.1:0", hello...)
}

func listenFake(t testing.TB, addr string, hello ...bson.E) *fake {
	t.Helper()
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	f := &fake{t: t, ln: ln, hello: hello, conns: map[net.Conn]struct{}{}, store: newStore()}
	f.group.Go(f.accept)
	t.Cleanup(func() {
		_ = ln.Close()
		f.mu.Lock()
		for c := range f.conns {
			_ = c.Close()
		}
		f.mu.Unlock()
		f.group.Wait()
	})
	return f
}

func (f *fake) uri() string { return "mongodb://" + f.ln.Addr().String() + "/fake" }

func (f *fake) accept() {
	for {
		c, err := f.ln.Accept()
		if err != nil {
			return
		}
		f.mu.Lock()
		f.conns[c] = struct{}{}
		f.mu.Unlock()
		f.group.Go(func() { f.serve(c) })
	}
}

func (f *fake) serve(c net.Conn) {
	defer func() {
		_ = c.Close()
		f.mu.Lock()
		delete(f.conns, c)
		f.mu.Unlock()
	}()
	for {
		var size [4]byte
		if _, err := io.ReadFull(c, size[:]); err != nil {
			return
		}
		msg := make([]byte, binary.LittleEndian.Uint32(size[:]))
		copy(msg, size[:])
		if _, err := io.ReadFull(c, msg[4:]); err != nil {
			return
		}
		reply, hang := f.handle(msg)
		if hang {
			_, _ = io.Copy(io.Discard, c) // until the client disconnects
		}
		if reply == nil {
			return
		}
		if _, err := c.Write(reply); err != nil {
			return
		}
	}
}

// handle parses a message and returns the answer in the same protocol; nil cuts the connection.
func (f *fake) handle(msg []byte) (reply []byte, hang bool) {
	_, id, _, op, rest, _ := wiremessage.ReadHeader(msg)
	var cmd bson.D
	if op == opQuery { // the first hello of a connection: flags, a name that ends with zero, two numbers, the document
		doc := rest[4+bytes.IndexByte(rest[4:], 0)+1+8:]
		f.must(bson.Unmarshal(doc, &cmd))
	} else {
		cmd = f.sections(rest[4:])
	}
	answer, cut, hang := f.run(cmd)
	if cut || hang {
		return nil, hang
	}
	raw, err := bson.Marshal(answer)
	f.must(err)
	var at int32
	var out []byte
	if op == opQuery {
		at, out = wiremessage.AppendHeaderStart(nil, 0, id, wiremessage.OpReply)
		out = append(wiremessage.AppendReplyNumberReturned(wiremessage.AppendReplyStartingFrom(wiremessage.AppendReplyCursorID(wiremessage.AppendReplyFlags(out, 0), 0), 0), 1), raw...)
	} else {
		at, out = wiremessage.AppendHeaderStart(nil, 0, id, wiremessage.OpMsg)
		out = append(wiremessage.AppendMsgSectionType(wiremessage.AppendMsgFlags(out, 0), wiremessage.SingleDocument), raw...)
	}
	binary.LittleEndian.PutUint32(out[at:], uint32(len(out)))
	return out, false
}

// sections joins the body with the document sequences of the message.
func (f *fake) sections(rest []byte) (cmd bson.D) {
	for len(rest) > 0 {
		typ, more, _ := wiremessage.ReadMsgSectionType(rest)
		rest = more
		if typ == wiremessage.SingleDocument {
			doc, more, ok := wiremessage.ReadMsgSectionSingleDocument(rest)
			if !ok {
				f.t.Error("a damaged message")
				return cmd
			}
			f.must(bson.Unmarshal(doc, &cmd))
			rest = more
			continue
		}
		name, docs, more, _ := wiremessage.ReadMsgSectionDocumentSequence(rest)
		rest = more
		list := make(bson.A, len(docs))
		for i, d := range docs {
			var x bson.D
			f.must(bson.Unmarshal(d, &x))
			list[i] = x
		}
		cmd = append(cmd, bson.E{Key: name, Value: list})
	}
	return cmd
}

func (f *fake) must(err error) {
	if err != nil {
		f.t.Errorf("fake server: %v", err)
	}
}

// run carries out one command unless the test wants a failure.
func (f *fake) run(cmd bson.D) (answer bson.D, cut, hang bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	name := cmd[0].Key
	if name == "hello" || name == "isMaster" || name == "ismaster" {
		return f.greet(), false, false
	}
	f.seen = append(f.seen, cmd)
	var what *trip
	if f.trip != nil {
		what = f.trip(cmd)
	}
	if what == nil || what.behind {
		answer = f.doOnce(cmd)
	}
	if what == nil {
		return answer, false, false
	}
	if labels := fmt.Sprint(field(what.answer, "errorLabels")); !what.hang && !what.behind && !what.cut && !strings.Contains(labels, unknown) && !(name == "commitTransaction" && strings.Contains(labels, retryable)) {
		f.abort(cmd)
	}
	return what.answer, what.cut, what.hang
}

// doOnce returns the first answer again when a write is repeated.
func (f *fake) doOnce(cmd bson.D) (answer bson.D) {
	number, ok := lookup(cmd, "txnNumber")
	name := cmd[0].Key
	if !ok || field(cmd, "autocommit") == false && name != "commitTransaction" {
		return f.do(cmd)
	}
	key := fmt.Sprint(name, number, field(cmd, "lsid"))
	if f.done[key] == nil {
		f.done[key] = f.do(cmd)
	}
	return f.done[key]
}

// abort ends the transaction of a command that was refused.
func (f *fake) abort(cmd bson.D) {
	f.end(fmt.Sprint(field(cmd, "lsid")))
}

func (f *fake) greet() bson.D {
	addr := f.ln.Addr().String()
	out := bson.D{{Key: "ok", Value: 1}, {Key: "isWritablePrimary", Value: true}, {Key: "ismaster", Value: true}, {Key: "maxBsonObjectSize", Value: 16 << 20},
		{Key: "maxMessageSizeBytes", Value: 48000000}, {Key: "maxWriteBatchSize", Value: 100000}, {Key: "minWireVersion", Value: 0}, {Key: "maxWireVersion", Value: 21},
		{Key: "logicalSessionTimeoutMinutes", Value: 30}}
	if f.hello != nil {
		for i, e := range out {
			if v, ok := lookup(f.hello, e.Key); ok {
				out[i].Value = v
			}
		}
		return append(out, f.hello...)
	}
	return append(out, bson.E{Key: "setName", Value: "rs0"}, bson.E{Key: "hosts", Value: bson.A{addr}}, bson.E{Key: "me", Value: addr},
		bson.E{Key: "primary", Value: addr}, bson.E{Key: "setVersion", Value: 1}, bson.E{Key: "secondary", Value: false})
}

// commands returns the recorded commands of the name.
func (f *fake) commands(name string) (out []bson.D) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.seen {
		if c[0].Key == name {
			out = append(out, c)
		}
	}
	return out
}

func (f *fake) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen = nil
}

// fails sets the failures from now on.
func (f *fake) fails(trip func(cmd bson.D) *trip) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.trip = trip
}

func lookup(d bson.D, key string) (any, bool) {
	for _, e := range d {
		if e.Key == key {
			return e.Value, true
		}
	}
	return nil, false
}

func field(d bson.D, key string) any { v, _ := lookup(d, key); return v }
