// Package notifytest lets tests of features see what was queued and read what was sent.
package notifytest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// Open returns an outbox in the store, with a key of its own. Without templates none is unknown.
func Open(t testing.TB, db *docstore.DB, now func() time.Time, templates ...notify.Template) *notify.Outbox {
	t.Helper()
	sealer, err := privacy.NewSealer(privacy.NewKeyring())
	if err != nil {
		t.Fatal(err)
	}
	o, err := notify.Open(notify.Deps{DB: db, Sealer: sealer, Templates: templates, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// Queued returns what was queued with keys that begin with the prefix ("" for all), oldest first, without secrets.
func Queued(t testing.TB, o *notify.Outbox, keyPrefix string) []notify.Message {
	t.Helper()
	all, err := o.List(context.Background(), keyPrefix)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Recorder is a sender that keeps what it was given. Fail, when set, decides what comes of a delivery.
type Recorder struct {
	Fail func(notify.Delivery) error
	mu   sync.Mutex
	got  []notify.Delivery
}

// Send keeps the delivery unless Fail refuses it.
func (r *Recorder) Send(_ context.Context, d notify.Delivery) error {
	if r.Fail != nil {
		if err := r.Fail(d); err != nil {
			return err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = append(r.got, d)
	return nil
}

// Got returns what was kept so far.
func (r *Recorder) Got() []notify.Delivery {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.got)
}
