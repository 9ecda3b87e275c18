package oidc

import (
	"errors"
	"io"
	"net/http"
	"time"
)

const (
	answerTime = 5 * time.Second // of the provider, to one request
	answerSize = 1 << 20
)

// newClient returns the client for all requests to a provider. It follows no redirects and fails when an answer is too long or too slow.
func newClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxResponseHeaderBytes = 64 << 10
	transport.MaxIdleConnsPerHost = 2
	return &http.Client{
		Timeout:       answerTime,
		Transport:     limited{transport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

type limited struct{ base http.RoundTripper }

func (l limited) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := l.base.RoundTrip(r)
	if err == nil {
		res.Body = &limitedBody{ReadCloser: res.Body, left: answerSize}
	}
	return res, err
}

var errLong = errors.New("the provider's answer is too long")

// limitedBody fails with errLong behind the allowed number of bytes.
type limitedBody struct {
	io.ReadCloser
	left int64
}

func (b *limitedBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errLong
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.ReadCloser.Read(p)
	b.left -= int64(n)
	return n, err
}
