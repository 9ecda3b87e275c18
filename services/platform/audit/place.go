package audit

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// MailTo sends the line as one mail, with a Message-ID of its own: servers drop a second mail with the same one.
type MailTo func(ctx context.Context, to string, line []byte) error

// OpenPlace returns the place that an address names: file:///path (a line is appended), https://user:password@host/path (the line is
// posted as JSON, 2xx means kept; http:// for this machine only), or mailto:address. Nothing is opened yet.
func OpenPlace(address string, mail MailTo) (Place, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%q is no address", redacted(address))
	}
	switch {
	case u.Scheme == "file" && u.Host == "" && filepath.IsAbs(u.Path):
		return filePlace(u.Path), nil
	case u.Scheme == "https" && u.Host != "", u.Scheme == "http" && (u.Hostname() == "127.0.0.1" || u.Hostname() == "localhost"):
		return webPlace{u}, nil
	case u.Scheme == "mailto" && strings.Contains(u.Opaque, "@"):
		if mail == nil {
			return nil, fmt.Errorf("%s needs a mail server", address)
		}
		return mailPlace{u.Opaque, mail}, nil
	}
	return nil, fmt.Errorf("%q is neither file:///path, https://… nor mailto:address", redacted(address))
}

// PlaceFile returns the path of a place that is a file, else "".
func PlaceFile(address string) string {
	if p, err := OpenPlace(address, nil); err == nil {
		if f, ok := p.(filePlace); ok {
			return string(f)
		}
	}
	return ""
}

func redacted(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Redacted()
	}
	return "the address"
}

type filePlace string

func (p filePlace) Keep(_ context.Context, line []byte) error {
	f, err := os.OpenFile(string(p), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(bytes.Clone(line), '\n'))
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

type webPlace struct{ to *url.URL }

var web = &http.Client{Timeout: 10 * time.Second}

func (p webPlace) Keep(ctx context.Context, line []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.to.String(), bytes.NewReader(line))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := web.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // nothing is read
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return fmt.Errorf("%s answered %s", p.to.Redacted(), res.Status)
	}
	return nil
}

type mailPlace struct {
	to   string
	send MailTo
}

func (p mailPlace) Keep(ctx context.Context, line []byte) error {
	return p.send(ctx, p.to, line)
}
