package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/wneessen/go-mail"
)

const mailTimeout = 15 * time.Second // per answer of the server

// Email sends mails through an SMTP server, always over TLS. It is safe for concurrent use.
type Email struct {
	host     string
	port     int
	implicit bool // TLS from the first byte
	user     *url.Userinfo
	from     *netmail.Address
	domain   string // of the sender's address
	trust    *tls.Config
}

// NewEmail returns a sender for smtp://user:password@host:587 (STARTTLS, or nothing is sent) or smtps://…:465. From is the
// sender's address, with or without a name. A nil trust means the system's certificates.
func NewEmail(server, from string, trust *tls.Config) (*Email, error) {
	u, err := url.Parse(server)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return nil, errors.New("the mail server is given as smtp://user:password@host:587 or smtps://user:password@host:465")
	}
	sender, err := netmail.ParseAddress(from)
	if err != nil {
		return nil, errors.New("the sender address of mails is no address, such as notice@example.org")
	}
	e := &Email{host: u.Hostname(), port: 587, implicit: u.Scheme == "smtps", user: u.User, from: sender, trust: &tls.Config{}}
	if e.implicit {
		e.port = 465
	}
	if p := u.Port(); p != "" {
		if e.port, err = strconv.Atoi(p); err != nil || e.port < 1 || e.port > 65535 {
			return nil, errors.New("the mail server's port is no port")
		}
	}
	if trust != nil {
		e.trust = trust.Clone()
	}
	e.trust.ServerName, e.trust.MinVersion = e.host, tls.VersionTLS12
	e.domain = sender.Address[strings.LastIndex(sender.Address, "@")+1:]
	return e, nil
}

// Send hands the mail to the server. Its errors hold neither address nor text.
func (e *Email) Send(ctx context.Context, d Delivery) error {
	msg, err := e.compose(d)
	if err != nil {
		return Permanent(err)
	}
	dial, hangUp := e.newDialer(ctx)
	defer hangUp()
	client, err := mail.NewClient(e.host, e.options(dial)...)
	if err != nil {
		return fmt.Errorf("mail client: %w", err)
	}
	err = client.DialAndSendWithContext(ctx, msg)
	if err == nil || msg.IsDelivered() { // a failure after the server has accepted the mail must not send it twice
		return nil
	}
	return classifyRefusal(err)
}

func (e *Email) compose(d Delivery) (*mail.Msg, error) {
	to, err := netmail.ParseAddress(d.To)
	if err != nil || to.Name != "" || strings.ContainsFunc(d.To, unicode.IsControl) {
		return nil, errors.New("the recipient's mail address is none")
	}
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent())
	msg.FromMailAddress(e.from)
	msg.ToMailAddress(to)
	msg.Subject(oneLine(d.Text.Subject))
	msg.SetDate()
	msg.SetMessageIDWithValue(d.ID + "@" + e.domain)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // asks for no automatic replies
	if strings.HasPrefix(d.Lang, "en") {
		msg.SetGenHeader(mail.HeaderContentLang, "en")
	} else {
		msg.SetGenHeader(mail.HeaderContentLang, "zh-CN")
	}
	msg.SetBodyString(mail.TypeTextPlain, d.Text.Body)
	return msg, nil
}

// oneLine removes line breaks, so that a value cannot add a header.
func oneLine(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s))
}

func (e *Email) options(dial mail.DialContextFunc) []mail.Option {
	opts := []mail.Option{
		mail.WithPort(e.port), mail.WithTimeout(mailTimeout), mail.WithHELO(e.domain), mail.WithTLSConfig(e.trust),
		mail.WithTLSPolicy(mail.TLSMandatory), mail.WithDialContextFunc(dial),
	}
	if e.implicit {
		opts = append(opts, mail.WithSSL())
	}
	if e.user != nil {
		password, _ := e.user.Password()
		opts = append(opts, mail.WithUsername(e.user.Username()), mail.WithPassword(password),
			mail.WithOpportunisticSMTPAuth(mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthPlain, mail.SMTPAuthLogin))
	}
	return opts
}

// newDialer returns the dial function and a function that closes the connection. The library leaves a connection open when
// the greeting, the handshake or the login fails, and ignores ctx once it is connected.
func (e *Email) newDialer(ctx context.Context) (dial mail.DialContextFunc, hangUp func()) {
	hangUp = func() {}
	dial = func(dialCtx context.Context, network, addr string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(dialCtx, network, addr)
		if err != nil {
			return nil, err
		}
		unwatch := context.AfterFunc(ctx, func() { _ = conn.Close() })
		hangUp = func() {
			unwatch()
			_ = conn.Close() // usually closed already
		}
		if !e.implicit {
			return conn, nil
		}
		secure := tls.Client(conn, e.trust)
		return secure, secure.HandshakeContext(dialCtx)
	}
	return dial, func() { hangUp() }
}

// classifyRefusal makes a final refusal of the recipient or the text permanent. A refusal of us (login, sender) or for the
// moment is not permanent.
func classifyRefusal(err error) error {
	refused, ok := errors.AsType[*mail.SendError](err)
	if !ok {
		return fmt.Errorf("mail server: %w", err) // no connection, TLS or login: the mail itself was not refused
	}
	short := fmt.Errorf("mail server: %s: %d %s", refused.Reason, refused.ErrorCode(), refused.EnhancedStatusCode())
	about := refused.Reason == mail.ErrSMTPRcptTo || refused.Reason == mail.ErrSMTPData || refused.Reason == mail.ErrSMTPDataClose
	if about && refused.ErrorCode() >= 500 {
		return Permanent(short)
	}
	return short
}
