package notify_test

import (
	"context"
	"crypto/tls"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
)

var letter = notify.Delivery{
	ID: "d1", Channel: notify.ByEmail, To: "a@example.org", Lang: "zh",
	Text: notify.Text{Subject: "提醒：周四活动", Body: "周四 14:00 开始。\n.\n请带好水杯。"},
}

func mailer(t *testing.T, s *smtpServer, scheme string) *notify.Email {
	t.Helper()
	e, err := notify.NewEmail(scheme+"://robot:pass%3Aword@"+s.addr, "同行 <notice@tongxing.example>", s.trust)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func read(t *testing.T, m mailSeen) (mail.Header, string) {
	t.Helper()
	msg, err := mail.ReadMessage(strings.NewReader(m.Data))
	if err != nil {
		t.Fatal(err)
	}
	body := msg.Body
	if msg.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return msg.Header, strings.ReplaceAll(string(text), "\r\n", "\n")
}

func TestMailOverTLS(t *testing.T) {
	for _, scheme := range []string{"smtp", "smtps"} {
		t.Run(scheme, func(t *testing.T) {
			s := startSMTP(t, func(s *smtpServer) { s.implicit = scheme == "smtps" })
			e := mailer(t, s, scheme)
			for range 2 {
				if err := e.Send(t.Context(), letter); err != nil {
					t.Fatal(err)
				}
			}
			mails := s.got()
			if len(mails) != 2 || !mails[0].TLS || mails[0].To != "TO:<a@example.org>" || !strings.HasPrefix(mails[0].From, "FROM:<notice@tongxing.example>") {
				t.Fatalf("mails: %+v", mails)
			}
			head, body := read(t, mails[0])
			subject, err := new(mime.WordDecoder).DecodeHeader(head.Get("Subject"))
			if err != nil || subject != letter.Text.Subject {
				t.Errorf("subject %q, %v", subject, err)
			}
			if !strings.HasPrefix(body, "周四 14:00 开始。\n.") || !strings.Contains(body, "\n请带好水杯。") {
				t.Errorf("body %q", body)
			}
			again, _ := read(t, mails[1])
			if id := head.Get("Message-ID"); id != "<d1@tongxing.example>" || again.Get("Message-ID") != id {
				t.Errorf("message ids %q, %q", id, again.Get("Message-ID"))
			}
			if head.Get("Auto-Submitted") != "auto-generated" || head.Get("Content-Language") != "zh-CN" {
				t.Errorf("head: %v", head)
			}
		})
	}
}

func TestMailRefusals(t *testing.T) {
	for _, tt := range []struct {
		verb, answer string
		final        bool
	}{
		{"RCPT", "550 5.1.1 no such mailbox a@example.org", true},
		{"RCPT", "450 4.2.1 later", false},
		{".", "554 5.6.0 not like this", true},
		{".", "451 4.3.0 later", false},
		{"MAIL", "550 5.7.1 you may not send", false},
		{"AUTH", "535 5.7.8 wrong password", false},
		{"EHLO", "421 4.3.2 closing", false},
		{"MAIL", "", false},
	} {
		t.Run(tt.verb+" "+tt.answer, func(t *testing.T) {
			s := startSMTP(t, func(s *smtpServer) { s.answers[tt.verb] = tt.answer })
			err := mailer(t, s, "smtp").Send(t.Context(), letter)
			if err == nil || notify.IsPermanent(err) != tt.final {
				t.Fatalf("%v, permanent %v", err, notify.IsPermanent(err))
			}
			for _, secret := range []string{letter.To, letter.Text.Subject, "水杯", "pass:word"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the error shows %q: %v", secret, err)
				}
			}
		})
	}
}

func TestAcceptedMailIsNotSentTwice(t *testing.T) {
	for _, verb := range []string{"RSET", "QUIT"} {
		s := startSMTP(t, func(s *smtpServer) { s.answers[verb] = "" })
		if err := mailer(t, s, "smtp").Send(t.Context(), letter); err != nil || len(s.got()) != 1 {
			t.Errorf("%s fails after the mail was taken: %v", verb, err)
		}
	}
}

func TestMailNeedsTLS(t *testing.T) {
	bare := startSMTP(t, func(s *smtpServer) { s.bare = true })
	if err := mailer(t, bare, "smtp").Send(t.Context(), letter); err == nil || notify.IsPermanent(err) {
		t.Errorf("no STARTTLS: %v", err)
	}
	strange := startSMTP(t, nil)
	strange.trust = &tls.Config{}
	if err := mailer(t, strange, "smtp").Send(t.Context(), letter); err == nil || notify.IsPermanent(err) {
		t.Errorf("unknown certificate: %v", err)
	}
	if len(bare.logins)+len(strange.logins)+len(bare.got())+len(strange.got()) != 0 {
		t.Errorf("a login was sent in clear text: %q, %q", bare.logins, strange.logins)
	}
}

func TestMailHeaderInjection(t *testing.T) {
	s := startSMTP(t, nil)
	e := mailer(t, s, "smtp")
	d := letter
	d.Text.Subject = "Hello\r\nBcc: b@example.org\r\n\r\nother body"
	if err := e.Send(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	head, body := read(t, s.got()[0])
	if head.Get("Bcc") != "" || strings.Contains(body, "other body") || !strings.Contains(head.Get("Subject"), "Bcc") {
		t.Errorf("head %v, body %q", head, body)
	}
	for _, to := range []string{"", "nobody", "a@example.org\r\nRCPT TO:<b@example.org>", "a@example.org, b@example.org", "B <b@example.org>"} {
		d.To = to
		if err := e.Send(t.Context(), d); !notify.IsPermanent(err) {
			t.Errorf("%q: %v", to, err)
		}
	}
	if len(s.got()) != 1 {
		t.Errorf("%d mails", len(s.got()))
	}
}

// TestMailEndsWithItsContext checks that a server that stops answering blocks Send only until ctx ends.
func TestMailEndsWithItsContext(t *testing.T) {
	s := startSMTP(t, func(s *smtpServer) { s.answers["NOOP"] = "250-waiting" }) // the rest of the answer never comes
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	start := time.Now()
	if err := mailer(t, s, "smtp").Send(ctx, letter); err == nil || notify.IsPermanent(err) || time.Since(start) > 5*time.Second {
		t.Errorf("after %s: %v", time.Since(start), err)
	}
}

func TestMailSettings(t *testing.T) {
	for _, bad := range [][2]string{
		{"http://mail.example.org", "notice@example.org"}, {"smtp://", "notice@example.org"}, {"smtp://mail.example.org/?tls=off", "notice@example.org"},
		{"smtp://mail.example.org:99999", "notice@example.org"}, {"smtps://mail.example.org", "notice"}, {"%zz", "notice@example.org"},
	} {
		_, err := notify.NewEmail(bad[0], bad[1], nil)
		if err == nil {
			t.Errorf("%v was taken", bad)
		} else if strings.Contains(err.Error(), "mail.example.org") {
			t.Errorf("%v: the error shows the setting: %v", bad, err)
		}
	}
}
