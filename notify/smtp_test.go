package notify_test

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// smtpServer is a small mail server on this machine. answers replaces its reply to a command ("RCPT": "550 …").
type smtpServer struct {
	addr    string
	trust   *tls.Config // for its clients
	answers map[string]string

	secret   *tls.Config
	implicit bool // TLS from the first byte
	bare     bool // offers no STARTTLS
	mu       sync.Mutex
	mails    []mailSeen
	logins   []string // including those in clear text, before TLS
	open     sync.WaitGroup
}

type mailSeen struct {
	From, To string
	Data     string
	TLS      bool
}

func startSMTP(t *testing.T, change func(*smtpServer)) *smtpServer {
	t.Helper()
	web := httptest.NewTLSServer(nil) // for its certificate of 127.0.0.1
	pool := x509.NewCertPool()
	pool.AddCert(web.Certificate())
	s := &smtpServer{
		trust: &tls.Config{RootCAs: pool}, secret: &tls.Config{Certificates: web.TLS.Certificates}, answers: map[string]string{},
	}
	web.Close()
	if change != nil {
		change(s)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = l.Addr().String()
	s.open.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.open.Go(func() { s.serve(conn) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		s.open.Wait() // hangs when a client has left its connection open
	})
	return s
}

func (s *smtpServer) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	secure := s.implicit
	if secure {
		conn = tls.Server(conn, s.secret)
	}
	in := bufio.NewReader(conn)
	say := func(line string) { _, _ = fmt.Fprintf(conn, "%s\r\n", line) }
	var m mailSeen
	say("220 test")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, rest, _ := strings.Cut(line, " ")
		if a, ok := s.answers[verb]; ok {
			if a == "" {
				return // close the connection
			}
			say(a)
			continue
		}
		switch verb {
		case "EHLO":
			say("250-test")
			if !secure && !s.bare {
				say("250-STARTTLS")
			}
			say("250-ENHANCEDSTATUSCODES")
			say("250 AUTH PLAIN LOGIN")
		case "STARTTLS":
			say("220 go")
			conn, secure = tls.Server(conn, s.secret), true
			in = bufio.NewReader(conn)
		case "AUTH":
			raw, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(rest, "PLAIN "))
			s.note(func() { s.logins = append(s.logins, string(raw)) })
			if string(raw) != "\x00robot\x00pass:word" {
				say("535 5.7.8 no")
				continue
			}
			say("235 2.7.0 yes")
		case "MAIL":
			m = mailSeen{From: rest, TLS: secure}
			say("250 2.1.0 ok")
		case "RCPT":
			m.To = rest
			say("250 2.1.5 ok")
		case "DATA":
			say("354 go on")
			for {
				part, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if part == ".\r\n" {
					break
				}
				m.Data += part
			}
			if a, ok := s.answers["."]; ok {
				say(a)
				continue
			}
			s.note(func() { s.mails = append(s.mails, m) })
			say("250 2.0.0 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *smtpServer) note(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}

func (s *smtpServer) got() []mailSeen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]mailSeen(nil), s.mails...)
}
