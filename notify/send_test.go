package notify_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
)

var short = notify.Delivery{ID: "d1", Channel: notify.BySMS, To: "13800000001", Text: notify.Text{Body: "验证码 1234。"}}

func TestSMSGateway(t *testing.T) {
	status := http.StatusOK
	var got map[string]string
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer token" || r.Header.Get("Idempotency-Key") != "d1" {
			t.Errorf("headers: %v", r.Header)
		}
		body, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(body, &got)
		if status == http.StatusFound {
			w.Header().Set("Location", "https://elsewhere.invalid/")
		}
		w.WriteHeader(status)
	}))
	defer srv.Close()
	s, err := notify.NewSMS(srv.URL, "token", srv.Client())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		status    int
		ok, final bool
	}{{200, true, false}, {202, true, false}, {302, false, false}, {400, false, true}, {429, false, false}, {500, false, false}} {
		status = tt.status
		err := s.Send(t.Context(), short)
		if (err == nil) != tt.ok || notify.IsPermanent(err) != tt.final {
			t.Errorf("%d: %v, permanent %v", tt.status, err, notify.IsPermanent(err))
		}
		if err != nil && strings.Contains(err.Error(), short.To) {
			t.Errorf("the error names the number: %v", err)
		}
	}
	if got["to"] != short.To || got["text"] != short.Text.Body || got["id"] != "d1" {
		t.Errorf("posted: %v", got)
	}
	for _, bad := range []string{"http://gateway.example.org", "https://user:word@gateway.example.org", "gateway"} {
		if _, err := notify.NewSMS(bad, "token", nil); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
}

func TestFileSender(t *testing.T) {
	path := filepath.Join(t.TempDir(), "messages.jsonl")
	f := notify.NewFile(path, func() time.Time { return noon })
	for range 2 {
		if err := f.Send(t.Context(), short); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(path)
	if err != nil || strings.Count(string(raw), "\n") != 2 || !strings.Contains(string(raw), "1234") {
		t.Errorf("%s, %v", raw, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}
