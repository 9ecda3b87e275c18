package files_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/files"
)

// clamd answers INSTREAM as ClamAV's daemon does: content with the word EICAR is infected. It hangs up without an answer
// while away is set.
type clamd struct {
	address string
	away    atomic.Bool
	scanned atomic.Int64
}

func newClamd(t *testing.T) *clamd {
	ln := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	c := &clamd{address: "tcp://" + ln.Addr().String()}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go c.serve(conn)
		}
	}()
	return c
}

func (c *clamd) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	if command, err := in.ReadString(0); err != nil || command != "zINSTREAM\x00" || c.away.Load() {
		return
	}
	var all bytes.Buffer
	for {
		var n uint32
		if binary.Read(in, binary.BigEndian, &n) != nil {
			return
		}
		if n == 0 {
			break
		}
		if _, err := io.CopyN(&all, in, int64(n)); err != nil {
			return
		}
	}
	c.scanned.Add(int64(all.Len()))
	answer := "stream: OK\x00"
	if bytes.Contains(all.Bytes(), []byte("EICAR")) {
		answer = "stream: Eicar-Test-Signature FOUND\x00"
	}
	_, _ = io.WriteString(conn, answer)
}

func TestScannerDecides(t *testing.T) {
	scanner := newClamd(t)
	e := newEnv(t, nil, func(d *files.Deps) { d.Scanner = must(files.NewScanner(scanner.address))(t) })
	good := pdf(200 << 10)
	f := must(e.upload("paper", "a.pdf", good))(t)
	if f.State != files.Kept || scanner.scanned.Load() != int64(len(good)) {
		t.Errorf("%s after %d bytes were scanned", f.State, scanner.scanned.Load())
	}
	if _, err := e.upload("paper", "a.pdf", append(pdf(3000), "EICAR"...)); !blames(err, "file", files.ErrVirus) {
		t.Errorf("infected: %v", err)
	}
	e.check(0)

	scanner.away.Store(true)
	waits := must(e.upload("paper", "b.pdf", good))(t)
	ill := must(e.upload("paper", "c.pdf", append(pdf(3000), "EICAR"...)))(t)
	_, err := e.read(e.owner, waits.ID, false)
	wants(t, "opened in quarantine", err, files.ErrChecking)
	e.now = e.now.Add(time.Minute)
	must(0, e.service.ScanQuarantined(t.Context()))(t)
	if f := must(e.service.Read(e.as(e.owner), waits.ID))(t); f.State != files.Quarantined {
		t.Errorf("%s while the scanner is away", f.State)
	}
	scanner.away.Store(false)
	must(0, e.service.ScanQuarantined(t.Context()))(t)
	if got := must(e.read(e.owner, waits.ID, false))(t); !bytes.Equal(got, good) {
		t.Error("it comes back otherwise")
	}
	if f := must(e.service.Upload(e.as(e.owner), ill.ID))(t); f.State != files.Refused || f.Refusal != "file_virus" || len(f.Content.Key) != 0 {
		t.Errorf("infected: %s %s", f.State, f.Refusal)
	}
	e.check(0)
}

func TestScannerAddress(t *testing.T) {
	for address, good := range map[string]bool{"tcp://127.0.0.1:3310": true, "unix:///run/clamd.ctl": true, "127.0.0.1:3310": false, "tcp://host": false, "": false} {
		if _, err := files.NewScanner(address); (err == nil) != good {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestS3Address(t *testing.T) {
	for address, good := range map[string]bool{
		"https://key:secret@s3.example/bucket?region=cn": true, "https://s3.example/bucket": false, "https://key:secret@s3.example/": false,
		"https://key:secret@s3.example/a/b": false, "%": false,
	} {
		if _, err := files.OpenS3(address); (err == nil) != good {
			t.Errorf("%q: %v", address, err)
		}
	}
}
