package notify_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

type notes struct {
	Items []struct {
		ID      string  `json:"id"`
		Subject string  `json:"subject"`
		ReadAt  *string `json:"read_at"`
	} `json:"items"`
	Next string `json:"next"`
}

func has(t *testing.T, r *apitest.Response, text string) {
	t.Helper()
	if !strings.Contains(string(r.Body), text) {
		t.Errorf("%q is not in %s", text, r.Body)
	}
}

func TestInboxOverHTTP(t *testing.T) {
	w := newTestOutbox(t)
	w.contacts["usr_b"] = notify.Contact{UserID: "usr_b"}
	other := news("k3")
	other.To = "usr_b"
	w.queue(news("key-one"), news("k2"), other)
	w.send()
	app := apitest.New(t, func(r *httpapi.Router) { notify.Routes(r, w.Outbox) })
	a, b := app.As(auth.Actor{UserID: "usr_a", Lang: "en"}), app.As(auth.Actor{UserID: "usr_b", Lang: "zh"})

	for _, path := range []string{"/inbox", "/inbox/unread", "/messages/failed"} {
		app.Do("GET", path, nil).Refused(401, "login_required")
	}
	var got notes
	a.Do("GET", "/inbox?limit=1", nil).Want(200).Lacks("usr_", "key-one", "example.org").JSON(&got)
	if len(got.Items) != 1 || got.Next == "" || got.Items[0].Subject != "News: 周四活动" {
		t.Fatalf("inbox: %+v", got)
	}
	first := got.Items[0].ID
	b.Do("POST", "/inbox/"+first+"/read", nil).Refused(404, "not_found")
	a.Do("POST", "/inbox/"+first+"/read", nil).Want(200)
	a.Do("POST", "/inbox/"+first+"/read", nil).Want(200)
	has(t, a.Do("GET", "/inbox/unread", nil).Want(200), `"unread":1`)
	got = notes{}
	a.Do("GET", "/inbox?unread=true", nil).Want(200).Lacks(first).JSON(&got)
	if len(got.Items) != 1 || got.Items[0].ReadAt != nil {
		t.Errorf("unread: %+v", got)
	}
	has(t, a.Do("POST", "/inbox/read-all", nil).Want(200), `"unread":0`)
	has(t, b.Do("GET", "/inbox/unread", nil).Want(200), `"unread":1`)

	if n, err := w.Inbox().Erase(t.Context(), "usr_a"); err != nil || n != 2 {
		t.Errorf("erased %d, %v", n, err)
	}
	has(t, a.Do("GET", "/inbox", nil).Want(200), `"items":[]`)
	has(t, b.Do("GET", "/inbox", nil).Want(200), "周四活动")
}

func TestFailedOverHTTP(t *testing.T) {
	w := newTestOutbox(t)
	w.mail.Fail = func(notify.Delivery) error { return notify.Permanent(errors.New("no such mailbox: a@example.org")) }
	w.queue(news("key-one"))
	w.send()
	app := apitest.New(t, func(r *httpapi.Router) { notify.Routes(r, w.Outbox) })
	id := w.failed()[0].ID
	for role := range auth.Matrix {
		if role == auth.SystemAdmin {
			continue
		}
		someone := app.As(auth.Actor{UserID: "usr_x", Bindings: []auth.Binding{{Role: role, Region: "52/"}}})
		someone.Do("GET", "/messages/failed", nil).Refused(403, "forbidden")
		someone.Do("POST", "/messages/"+id+"/retry", nil).Refused(403, "forbidden")
	}
	op := app.As(auth.From(w.operator()))
	has(t, op.Do("GET", "/messages/failed", nil).Want(200).Lacks("a@example.org", "usr_a", "周四活动"), "refused")
	op.Do("POST", "/messages/"+id+"/retry", nil).Want(204)
	op.Do("POST", "/messages/"+id+"/retry", nil).Refused(409, "message_finished")
	op.Do("POST", "/messages/out_none/retry", nil).Refused(404, "not_found")
}
