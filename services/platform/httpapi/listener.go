package httpapi

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// The limits of connections; Config changes the first two.
const (
	DefaultConnsPerAddr    = 256
	DefaultHalfOpenPerAddr = 32

	halfOpenGrace = time.Second // from the connection, or the first byte of a further request, until it counts as half-open
	sweepInterval = 250 * time.Millisecond

	drainMost   = 64 << 20        // bytes that are read and dropped after a refusal, so that the client can read it
	drainFor    = time.Minute     // and for how long
	drainIdle   = 5 * time.Second // and how long the client may send nothing meanwhile
	refuseDrain = time.Second     // the same for a refused connection
	refuseMost  = 256             // refused connections that are drained at once; others are closed at once
	refuseWrite = 100 * time.Millisecond
)

var (
	errManyConns = fault.New(fault.TooMany, "too_many_connections", "There are too many connections from this address. Close some, or wait a moment.", "来自该地址的连接过多，请关闭部分页面或稍后再试。")
	errOverload  = fault.New(fault.Unavailable, "overloaded", "There are too many connections at the moment. Try again shortly.", "当前连接过多，请稍后再试。")
)

// Serve answers on ln until Fiber is shut down. It limits the connections and half-open requests of each address that is no
// trusted proxy, and keeps a connection open after a refusal until the client can have read it.
func (a *App) Serve(ln net.Listener) error {
	g := &guard{Listener: ln, app: a, addrs: map[string]*addrConns{}, closed: make(chan struct{})}
	go g.sweep()
	return a.fiber.Listener(g)
}

// guard is the listener of Serve.
type guard struct {
	net.Listener
	app    *App
	once   sync.Once
	closed chan struct{}

	mu       sync.Mutex
	addrs    map[string]*addrConns // by limitNetwork, without trusted proxies
	open     int                   // all connections
	refusing int                   // refused connections that are being drained
}

// addrConns are the connections of one address.
type addrConns struct{ conns map[*conn]struct{} }

// conn is one connection of a client.
type conn struct {
	net.Conn
	guard   *guard
	addr    string       // "" for a trusted proxy
	waiting atomic.Int64 // since when a request is incomplete, Unix nanoseconds; 0: none is
	refused atomic.Bool  // a request was refused before it was read wholly
	gone    sync.Once
}

// Accept returns the next connection that the limits allow; it answers and closes the others.
func (g *guard) Accept() (net.Conn, error) {
	for {
		raw, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		c := &conn{Conn: raw, guard: g, addr: g.limited(raw)}
		c.waiting.Store(time.Now().UnixNano())
		if refusal := g.add(c); refusal != nil {
			g.refuse(raw, refusal)
			continue
		}
		return c, nil
	}
}

// Close ends Accept and the sweeping.
func (g *guard) Close() error {
	g.once.Do(func() { close(g.closed) })
	return g.Listener.Close()
}

// limited returns the address under which the connection is counted, "" for a trusted proxy.
func (g *guard) limited(c net.Conn) string {
	tcp, ok := c.RemoteAddr().(*net.TCPAddr)
	if !ok {
		return ""
	}
	ip, _ := netip.AddrFromSlice(tcp.IP)
	if ip = ip.Unmap(); g.app.trusted(ip) {
		return ""
	}
	return limitNetwork(ip)
}

// add counts the connection, or returns why it is refused.
func (g *guard) add(c *conn) *fault.Fault {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.open >= concurrency {
		return errOverload
	}
	if c.addr != "" {
		own := g.addrs[c.addr]
		if own == nil {
			own = &addrConns{conns: map[*conn]struct{}{}}
			g.addrs[c.addr] = own
		}
		if len(own.conns) >= g.app.cfg.ConnsPerAddr {
			return errManyConns
		}
		own.conns[c] = struct{}{}
	}
	g.open++
	return nil
}

func (g *guard) remove(c *conn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open--
	if own := g.addrs[c.addr]; own != nil {
		if delete(own.conns, c); len(own.conns) == 0 {
			delete(g.addrs, c.addr)
		}
	}
}

// refuse answers with the fault and closes the connection.
func (g *guard) refuse(c net.Conn, f *fault.Fault) {
	_ = c.SetWriteDeadline(time.Now().Add(refuseWrite))
	_, _ = c.Write(rawProblem(f))
	g.mu.Lock()
	drain := g.refusing < refuseMost
	if drain {
		g.refusing++
	}
	g.mu.Unlock()
	if !drain {
		_ = c.Close()
		return
	}
	go func() {
		drainConn(c, refuseDrain, refuseDrain)
		_ = c.Close()
		g.mu.Lock()
		g.refusing--
		g.mu.Unlock()
	}()
}

// rawProblem returns the whole answer, as bytes, to a connection of which no request is read.
func rawProblem(f *fault.Fault) []byte {
	p := problemOf(f, newRequestID(), "", "zh")
	body, _ := json.Marshal(p) // of strings and a number
	head := fmt.Sprintf("HTTP/1.1 %d %s\r\nConnection: close\r\nRetry-After: 1\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"+
		"X-Request-Id: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", p.Status, http.StatusText(p.Status), p.RequestID, ProblemType, len(body))
	return append([]byte(head), body...)
}

// sweep ends, of each address with too many, the requests that have been incomplete for the longest time.
func (g *guard) sweep() {
	ticker := time.NewTicker(sweepInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			g.endHalfOpen(time.Now().Add(-halfOpenGrace).UnixNano())
		case <-g.closed:
			return
		}
	}
}

// endHalfOpen lets the reading of surplus requests time out that have been incomplete since before the instant. Their clients
// get the answer to a request that did not arrive in time.
func (g *guard) endHalfOpen(before int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, own := range g.addrs {
		if len(own.conns) <= g.app.cfg.HalfOpenPerAddr {
			continue
		}
		type half struct {
			conn  *conn
			since int64
		}
		var halves []half
		for c := range own.conns {
			if since := c.waiting.Load(); since != 0 && since < before {
				halves = append(halves, half{c, since})
			}
		}
		slices.SortFunc(halves, func(x, y half) int { return int(x.since - y.since) })
		for _, h := range halves[:max(0, len(halves)-g.app.cfg.HalfOpenPerAddr)] {
			_ = h.conn.SetReadDeadline(time.Unix(1, 0))
		}
	}
}

// Read notes when a request begins to arrive.
func (c *conn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 {
		c.waiting.CompareAndSwap(0, time.Now().UnixNano())
	}
	return n, err
}

// Close closes the connection; after a refusal only when the client can have read it.
func (c *conn) Close() (err error) {
	c.gone.Do(func() {
		if c.refused.Load() {
			drainConn(c.Conn, drainFor, drainIdle)
		}
		c.guard.remove(c)
		err = c.Conn.Close()
	})
	return err
}

// drainConn ends the answer and drops what the client still sends. Closing before that would reset the connection, and
// the client would lose the answer.
func drainConn(c net.Conn, most, idle time.Duration) {
	if half, ok := c.(interface{ CloseWrite() error }); !ok || half.CloseWrite() != nil {
		return
	}
	buf := make([]byte, 16<<10)
	end := time.Now().Add(most)
	for dropped := 0; dropped < drainMost; {
		until := time.Now().Add(idle)
		if until.After(end) {
			until = end
		}
		if c.SetReadDeadline(until) != nil {
			return
		}
		n, err := c.Read(buf)
		if dropped += n; err != nil {
			return
		}
	}
}

// requestArrived notes that the request of the connection is complete.
func requestArrived(c net.Conn) {
	if own, ok := c.(*conn); ok {
		own.waiting.Store(0)
	}
}

// refusedEarly notes that a request was refused before it was read wholly.
func refusedEarly(c net.Conn) {
	if own, ok := c.(*conn); ok {
		own.refused.Store(true)
	}
}
