package integrations

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// The codes in the log of deliveries when there was no answer.
const (
	answerTimeout = "timeout"
	answerAddress = "address" // not a public one
	answerNone    = "unreachable"
)

// Send posts one event. It is the sender of notify's channel ByHook: d.To is the webhook's id, the text's subject the event's id and its body
// the body. A failure is tried again, except when the webhook is off or answers 410.
func (s *Service) Send(ctx context.Context, d notify.Delivery) error {
	w, err := s.store.all.Get(ctx, d.To)
	switch {
	case errors.Is(err, docstore.ErrNotFound):
		return notify.Permanent(err)
	case err != nil:
		return err
	case w.Status == Off:
		return notify.Permanent(ErrOff)
	case !s.Plain && !strings.HasPrefix(w.URL, "https://"):
		return notify.Permanent(errAddress)
	}
	status, err := s.post(ctx, &w, d)
	answer := strconv.Itoa(status)
	if err != nil {
		answer = answerOf(err)
	}
	d.Answered(answer)
	ok := err == nil && status >= 200 && status < 300
	if err := s.note(ctx, &w, ok, status == http.StatusGone); err != nil {
		return err
	}
	switch {
	case ok:
		return nil
	case status == http.StatusGone:
		return notify.Permanent(errors.New("webhook: gone"))
	}
	return fmt.Errorf("webhook %s: %s", w.ID, answer)
}

// post sends the signed request and returns the status of the answer, whose body is not kept.
func (s *Service) post(ctx context.Context, w *Webhook, d notify.Delivery) (int, error) {
	secret, err := s.store.openSecret(w)
	if err != nil {
		return 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL, strings.NewReader(d.Text.Body))
	if err != nil {
		return 0, err
	}
	now := s.Now()
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Tongxing-Webhook/1")
	req.Header.Set("webhook-id", d.Text.Subject)
	req.Header.Set("webhook-timestamp", strconv.FormatInt(now.Unix(), 10))
	req.Header.Set("webhook-signature", Sign(secret, d.Text.Subject, now, d.Text.Body))
	res, err := s.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // so that the connection can be reused
	return res.StatusCode, nil
}

// answerOf returns a code for the log; the error's text would hold the address.
func answerOf(err error) string {
	var timeout net.Error
	switch {
	case errors.Is(err, errAddress):
		return answerAddress
	case errors.As(err, &timeout) && timeout.Timeout():
		return answerTimeout
	}
	return answerNone
}

// note keeps how the try went. A webhook that has only failed for OffAfter is switched off, and its owner is told, in one transaction.
func (s *Service) note(ctx context.Context, w *Webhook, ok, gone bool) error {
	if seen := *w; !seen.tried(ok, gone, s.now()) {
		return nil
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		was := Off
		kept, err := s.store.all.Update(ctx, w.ID, func(w *Webhook) error {
			was = w.Status
			w.tried(ok, gone, s.now())
			return nil
		})
		if err != nil || kept.Status != Off || was == Off {
			return err
		}
		return s.tellOff(ctx, &kept)
	})
}
