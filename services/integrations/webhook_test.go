package integrations_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/integrations"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

func (e *env) hook(a auth.Actor, n integrations.NewWebhook) (integrations.Webhook, string) {
	e.Helper()
	w, secret, err := e.service.Make(as(a), n)
	if err != nil {
		e.Fatal(err)
	}
	return w, secret.Reveal()
}

func (e *env) log(w integrations.Webhook) []notify.Logged {
	e.Helper()
	p, err := e.service.Deliveries(as(office), w.ID)
	if err != nil {
		e.Fatal(err)
	}
	return p.Items
}

func ofOrg(url string) integrations.NewWebhook {
	return integrations.NewWebhook{OrgID: "org_a", URL: url, Kinds: []string{"contract"}}
}

// TestWebhookPostsWhatItsOwnerMayRead checks the post and its signature as a receiver would, from the documented form.
func TestWebhookPostsWhatItsOwnerMayRead(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	e.add("con_0", "org_a", county) // before the webhook
	w, secret := e.hook(leader, ofOrg(r.URL))
	e.add("con_1", "org_a", county)
	e.add("con_2", "org_b", county)
	e.send()
	e.send() // posts nothing again
	got := r.posts()
	if len(got) != 1 {
		t.Fatalf("%d posts: %v", len(got), got)
	}
	h := got[0].header
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) != 32 {
		t.Fatal(secret, err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(h.Get("webhook-id") + "." + h.Get("webhook-timestamp") + "." + got[0].body))
	if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); h.Get("webhook-signature") != want || h.Get("Content-Type") != "application/json" {
		t.Errorf("signature %q, want %q", h.Get("webhook-signature"), want)
	}
	for _, part := range []string{`"type":"contract.sign"`, `"record":{"kind":"contract","id":"con_1","state":"signed","version":1}`, `"id":"` + h.Get("webhook-id") + `"`} {
		if !strings.Contains(got[0].body, part) {
			t.Errorf("%s lacks %s", got[0].body, part)
		}
	}
	log := e.log(w)
	if len(log) != 1 || log[0].Status != notify.Sent || log[0].Attempts[0].Answer != "200" || log[0].Attempts[0].Tries != 1 {
		t.Errorf("log: %+v", log)
	}
	e.add("con_5", "org_a", county) // waits for the first webhook, and is before the second
	_, _ = e.hook(office, integrations.NewWebhook{Region: county, URL: r.URL, Kinds: []string{"contract"}})
	e.add("con_3", "org_b", county)
	e.add("con_4", "org_b", sibling)
	e.send()
	bodies := ""
	for _, p := range r.posts()[1:] {
		bodies += p.body
	}
	if strings.Count(bodies, "con_5") != 1 || strings.Count(bodies, "con_3") != 1 || strings.Contains(bodies, "con_4") {
		t.Errorf("afterwards: %s", bodies)
	}
}

// TestWebhookRetriesUntilItIsOff lets a receiver fail: the waits grow, after three days the webhook is off and its owner knows.
func TestWebhookRetriesUntilItIsOff(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	w, _ := e.hook(leader, ofOrg(r.URL))
	r.answers(http.StatusInternalServerError)
	e.add("con_1", "org_a", county)
	e.send()
	first := e.log(w)[0]
	e.send() // too early
	e.later(time.Minute)
	e.send()
	second := e.log(w)[0]
	if len(r.posts()) != 2 || second.Status != notify.Waiting || second.Attempts[0].Answer != "500" || second.NextAt.Sub(e.now()) <= first.NextAt.Sub(e.now().Add(-time.Minute)) {
		t.Errorf("%d posts, %+v", len(r.posts()), second)
	}
	if a, b := r.posts()[0].header.Get("webhook-id"), r.posts()[1].header.Get("webhook-id"); a != b || a == "" {
		t.Errorf("the second try has the id %s instead of %s", b, a)
	}
	r.answers(http.StatusNoContent)
	e.later(time.Hour)
	e.send()
	if l := e.log(w)[0]; l.Status != notify.Sent || l.Attempts[0].Answer != "204" {
		t.Errorf("%+v", l)
	}
	r.answers(http.StatusBadGateway)
	for n := range 4 {
		e.add("con_x"+string(rune('a'+n)), "org_a", county)
		for range 26 {
			e.send()
			e.later(time.Hour)
		}
	}
	hooks, err := e.service.Hooks(as(leader), "org_a")
	if err != nil || hooks[0].Status != integrations.Off {
		t.Fatalf("%+v %v", hooks, err)
	}
	e.send()
	if told := e.mail.Got(); len(told) != 1 || !strings.Contains(told[0].Text.Subject+told[0].Text.Body, "127.0.0.1") {
		t.Errorf("the owner was told %+v", told)
	}
	if failed := e.log(w)[len(e.log(w))-2]; failed.Status != notify.Dead && failed.Status != notify.Skipped {
		t.Errorf("%+v", failed)
	}
	if err := e.service.Test(as(leader), w.ID); !errors.Is(err, integrations.ErrOff) {
		t.Error(err)
	}
	sent := len(r.posts())
	e.add("con_off", "org_a", county)
	e.send()
	r.answers(http.StatusOK)
	if _, err := e.service.Resume(as(leader), w.ID); err != nil {
		t.Fatal(err)
	}
	e.add("con_on", "org_a", county)
	e.send()
	if got := r.posts()[sent:]; len(got) != 1 || !strings.Contains(got[0].body, "con_on") {
		t.Errorf("after resuming: %v", got)
	}
	if _, err := e.service.Resume(as(leader), w.ID); !errors.Is(err, integrations.ErrActive) {
		t.Error(err)
	}
}

func TestWebhookIsOffWhenItsReceiverIsGone(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	w, _ := e.hook(leader, ofOrg(r.URL))
	r.answers(http.StatusGone)
	if err := e.service.Test(as(leader), w.ID); err != nil {
		t.Fatal(err)
	}
	e.send()
	hooks, err := e.service.Hooks(as(leader), "org_a")
	if err != nil || hooks[0].Status != integrations.Off || e.log(w)[0].Status != notify.Dead {
		t.Errorf("%+v %v", hooks, err)
	}
}

// TestWebhookFollowsNoRedirect also checks that nothing is posted to the address in the answer.
func TestWebhookFollowsNoRedirect(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	w, _ := e.hook(leader, ofOrg(r.URL))
	r.answers(http.StatusFound)
	if err := e.service.Test(as(leader), w.ID); err != nil {
		t.Fatal(err)
	}
	e.send()
	if l := e.log(w)[0]; len(r.posts()) != 1 || l.Attempts[0].Answer != "302" || l.Status != notify.Waiting {
		t.Errorf("%d posts, %+v", len(r.posts()), l)
	}
}

// TestWebhookDialsNoPrivateAddress points names and numbers at this machine, without the network that tests are allowed.
func TestWebhookDialsNoPrivateAddress(t *testing.T) {
	r := newReceiver(t)
	e := newEnv(t, func(d *integrations.Deps) { d.Reachable = nil })
	for _, url := range []string{
		r.URL, "http://10.1.2.3/", "http://192.168.0.1/", "http://172.16.9.9/", "http://169.254.169.254/latest", "http://[::1]/", "http://[fe80::1]/",
		"http://[fd00::1]/", "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://0.0.0.0/", "http://100.64.0.1/", "http://224.0.0.1/",
		"http://user:word@example.org/", "ftp://example.org/", "/path", "",
	} {
		if _, _, err := e.service.Make(as(leader), ofOrg(url)); err == nil {
			t.Errorf("%s was taken", url)
		}
	}
	url := strings.Replace(r.URL, "127.0.0.1", "localhost", 1) // a name that resolves to this machine
	w, _ := e.hook(leader, ofOrg(url))
	if err := e.service.Test(as(leader), w.ID); err != nil {
		t.Fatal(err)
	}
	e.send()
	if l := e.log(w)[0]; len(r.posts()) != 0 || l.Attempts[0].Answer != "address" {
		t.Errorf("%d posts, %+v", len(r.posts()), l)
	}
	strict := newEnv(t, func(d *integrations.Deps) { d.Plain = false })
	if _, _, err := strict.service.Make(as(leader), ofOrg(r.URL)); err == nil {
		t.Error("http was taken outside demonstration mode")
	}
}

func TestWebhookReplay(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	w, _ := e.hook(leader, ofOrg(r.URL))
	foreign, _ := e.hook(other, integrations.NewWebhook{OrgID: "org_b", URL: r.URL, Kinds: []string{"contract"}})
	e.add("con_1", "org_a", county)
	if err := e.service.Tell(context.Background()); err != nil {
		t.Fatal(err)
	}
	id := e.log(w)[0].ID
	if err := e.service.Replay(as(leader), w.ID, id); !errors.Is(err, integrations.ErrWaits) {
		t.Error(err)
	}
	e.send()
	if err := e.service.Replay(as(other), foreign.ID, id); !errors.Is(err, docstore.ErrNotFound) {
		t.Error(err)
	}
	if err := e.service.Replay(as(leader), w.ID, id); err != nil {
		t.Fatal(err)
	}
	e.send()
	got := r.posts()
	if len(got) != 2 || got[0].body != got[1].body || got[0].header.Get("webhook-id") != got[1].header.Get("webhook-id") || len(e.log(w)) != 2 {
		t.Errorf("%v", got)
	}
	e.later(integrations.KeptFor + time.Hour)
	if err := e.service.Sweep(context.Background()); err != nil || len(e.log(w)) != 0 {
		t.Error(err, e.log(w))
	}
}

// TestWebhookOfAnother tries each act as everybody but the owner.
func TestWebhookOfAnother(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	w, _ := e.hook(leader, ofOrg(r.URL))
	acts := map[string]func(ctx context.Context) error{
		"test":    func(ctx context.Context) error { return e.service.Test(ctx, w.ID) },
		"resume":  func(ctx context.Context) error { _, err := e.service.Resume(ctx, w.ID); return err },
		"replay":  func(ctx context.Context) error { return e.service.Replay(ctx, w.ID, "out_1") },
		"make":    func(ctx context.Context) error { _, _, err := e.service.Make(ctx, ofOrg(r.URL)); return err },
		"log":     func(ctx context.Context) error { _, err := e.service.Deliveries(ctx, w.ID); return err },
		"removed": func(ctx context.Context) error { return e.service.Remove(ctx, w.ID) },
	}
	for name, act := range acts {
		for who, a := range map[string]auth.Actor{"other": other, "far": far, "nobody": nobody, "office": office} {
			want := map[string]error{"other": docstore.ErrNotFound, "far": docstore.ErrNotFound, "nobody": auth.ErrForbidden, "office": auth.ErrForbidden}[who]
			if who == "office" && (name == "log" || name == "removed") {
				continue // civil affairs look after it
			}
			if err := act(as(a)); !errors.Is(err, want) {
				t.Errorf("%s as %s: %v, want %v", name, who, err, want)
			}
		}
	}
	e.stopped = errStopped
	if err := acts["make"](as(leader)); !errors.Is(err, errStopped) {
		t.Error(err)
	}
	e.add("con_1", "org_a", county)
	e.send()
	if len(r.posts()) != 0 {
		t.Error("posts for an organisation that may not act")
	}
	if err := e.service.Remove(as(office), w.ID); err != nil {
		t.Error(err)
	}
}

// TestSignature compares with the example that Standard Webhooks publishes.
func TestSignature(t *testing.T) {
	got := integrations.Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), `{"test": 2432232314}`)
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
