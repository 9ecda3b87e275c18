package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// SMS sends through an HTTP gateway: POST {"to", "text", "id"} with a bearer token. The gateway should send each id once.
type SMS struct {
	url, token string
	client     *http.Client
}

// NewSMS returns a sender for the gateway at an https address. A nil client is replaced by one that trusts the system's
// certificates and follows no redirects.
func NewSMS(gateway, token string, client *http.Client) (*SMS, error) {
	u, err := url.Parse(gateway)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return nil, errors.New("the SMS gateway needs an https address without user and password")
	}
	if token == "" {
		return nil, errors.New("the SMS gateway needs a token")
	}
	if client == nil {
		client = &http.Client{Timeout: 15 * time.Second, Transport: http.DefaultTransport.(*http.Transport).Clone()}
	}
	c := *client
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &SMS{url: gateway, token: token, client: &c}, nil
}

// Send hands the text to the gateway. Its errors hold neither number nor text.
func (s *SMS) Send(ctx context.Context, d Delivery) error {
	body, err := json.Marshal(map[string]string{"to": d.To, "text": d.Text.Body, "id": d.ID})
	if err != nil {
		return fmt.Errorf("encode SMS: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("SMS gateway: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+s.token)
	req.Header.Set("Idempotency-Key", d.ID)
	res, err := s.client.Do(req)
	if err != nil {
		return fmt.Errorf("SMS gateway: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // so that the connection can be reused
	return classifyStatus(res.StatusCode)
}

// classifyStatus makes a refusal of this message permanent; one of the moment or of our account is not.
func classifyStatus(status int) error {
	err := fmt.Errorf("SMS gateway answered %d", status)
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusTooManyRequests, status == http.StatusRequestTimeout:
		return err
	case status >= 400 && status < 500:
		return Permanent(err)
	default:
		return err
	}
}
