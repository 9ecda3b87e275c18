package httpapi_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/id"
)

type thing struct {
	docstore.Meta `bson:",inline"`
	Name          string `bson:"name"`
}

// things counts its effects in the store, so that a rolled back effect does not count.
type things struct {
	*apitest.App
	rows  *docstore.Collection[thing]
	calls atomic.Int64
	now   time.Time
}

type newThing struct {
	Name string `json:"name" validate:"required"`
}

func newThings(t *testing.T) *things {
	t.Helper()
	db := docstoretest.Open(t)
	rows, err := docstore.Declare[thing](db, docstore.Spec{Name: "things"})
	if err != nil {
		t.Fatal(err)
	}
	s := &things{rows: rows, now: time.Date(2026, 3, 5, 1, 30, 0, 0, time.UTC)}
	add := func(c *fiber.Ctx) error {
		s.calls.Add(1)
		in, err := httpapi.Bind[newThing](c)
		if err != nil {
			return err
		}
		th := thing{Name: in.Name}
		th.ID = id.New("thi")
		if err := rows.Insert(c.UserContext(), &th); err != nil {
			return err
		}
		if in.Name == "full" {
			return errFull
		}
		httpapi.ETag(c, 1)
		c.Set("Location", "/api/v1/things/"+th.ID)
		c.Set("X-Private", "not kept")
		return c.Status(201).JSON(fiber.Map{"id": th.ID, "name": in.Name})
	}
	s.App = apitest.New(t, func(r *httpapi.Router) {
		r.Post("/things", auth.Public, add)
		r.Post("/free", auth.Session, add, httpapi.NoIdempotency())
		r.Post("/file", auth.Session, func(c *fiber.Ctx) error {
			_, data, err := httpapi.Upload(c, "file", 1000)
			if err != nil {
				return err
			}
			s.calls.Add(1)
			return c.JSON(len(data))
		})
	}, apitest.DB(db), apitest.Config(func(c *httpapi.Config) { c.Now = func() time.Time { return s.now } }))
	return s
}

func (s *things) count(t *testing.T) int64 {
	t.Helper()
	n, err := s.rows.Count(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestKeyedWriteHappensOnce(t *testing.T) {
	s := newThings(t)
	a := s.As(visitor).With("Idempotency-Key", "k1")
	first := a.Do("POST", "/things", newThing{"a"}).Want(201)
	calls := s.calls.Load()
	again := a.Do("POST", "/things", newThing{"a"}).Want(201)
	if string(first.Body) != string(again.Body) || s.count(t) != 1 || s.calls.Load() != calls {
		t.Errorf("%s and %s, %d kept, %d calls", first.Body, again.Body, s.count(t), s.calls.Load())
	}
	if again.Header.Get("Idempotency-Replayed") != "true" || first.Header.Get("Idempotency-Replayed") != "" {
		t.Error("the header Idempotency-Replayed is missing or wrong")
	}
	for _, h := range []string{"ETag", "Location", "Content-Type", "Content-Security-Policy"} {
		if first.Header.Get(h) == "" || first.Header.Get(h) != again.Header.Get(h) {
			t.Errorf("%s: %q, then %q", h, first.Header.Get(h), again.Header.Get(h))
		}
	}
	a.Do("POST", "/things", newThing{"b"}).Refused(422, "idempotency_mismatch")
	if got := a.Do("POST", "/things?x=1", newThing{"b"}).Want(201).Header.Get("Idempotency-Replayed"); got != "" {
		t.Error("another address got the same answer")
	}
	s.As(auditor).With("Idempotency-Key", "k1").Do("POST", "/things", newThing{"b"}).Want(201)
	if s.count(t) != 3 {
		t.Errorf("%d kept, want 3", s.count(t))
	}
}

func TestKeyedFailureLeavesNothing(t *testing.T) {
	s := newThings(t)
	a := s.As(visitor).With("Idempotency-Key", "k1")
	for range 2 {
		res := a.Do("POST", "/things", newThing{"full"}).Refused(409, "activity_full")
		if res.Header.Get("Location") != "" {
			t.Error("a header of the failed attempt was kept")
		}
	}
	if s.count(t) != 0 || s.calls.Load() != 2 {
		t.Errorf("%d kept after %d calls", s.count(t), s.calls.Load())
	}
	a.Do("POST", "/things", newThing{"a"}).Want(201)
}

func TestKeysThatDoNotCount(t *testing.T) {
	s := newThings(t)
	s.With("Idempotency-Key", "k").Do("POST", "/things", newThing{"a"}).Want(201)
	s.With("Idempotency-Key", "k").Do("POST", "/things", newThing{"a"}).Want(201)
	s.As(visitor).With("Idempotency-Key", "k").Do("POST", "/free", newThing{"a"}).Want(201)
	s.As(visitor).With("Idempotency-Key", "k").Do("POST", "/free", newThing{"a"}).Want(201)
	if s.count(t) != 4 {
		t.Errorf("%d kept: nobody logged in, or a route without idempotency, was replayed", s.count(t))
	}
	for _, key := range []string{strings.Repeat("k", 65), "a b", "键"} {
		s.As(visitor).With("Idempotency-Key", key).Do("POST", "/things", newThing{"a"}).Refused(400, "idempotency_key")
	}
}

func TestKeysExpire(t *testing.T) {
	s := newThings(t)
	a := s.As(visitor).With("Idempotency-Key", "k1")
	a.Do("POST", "/things", newThing{"a"}).Want(201)
	s.now = s.now.Add(24 * time.Hour)
	a.Do("POST", "/things", newThing{"other"}).Want(201)
	if n, err := s.Server().Sweep(context.Background()); n != 0 || err != nil {
		t.Errorf("swept %d, %v: the second answer still counts", n, err)
	}
	s.now = s.now.Add(24 * time.Hour)
	if n, err := s.Server().Sweep(context.Background()); n != 1 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
}

func TestKeyedWritesAtTheSameMoment(t *testing.T) {
	s := newThings(t)
	a := s.As(visitor).With("Idempotency-Key", "k1")
	answers := make([]*apitest.Response, 16)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = a.Do("POST", "/things", newThing{"a"}) })
	}
	all.Wait()
	for _, r := range answers {
		if r.Status != 201 && r.Code() != "idempotency_busy" || r.Status == 201 && string(r.Body) != string(answers[0].Body) && answers[0].Status == 201 {
			t.Errorf("%d %s", r.Status, r.Body)
		}
	}
	if s.count(t) != 1 {
		t.Errorf("%d effects of one key", s.count(t))
	}
}

func TestKeyedFormIsComparedByItsParts(t *testing.T) {
	s := newThings(t)
	a := s.As(visitor).With("Idempotency-Key", "k1")
	f := apitest.File{Field: "file", Name: "a.xlsx", Data: []byte("abc")}
	a.Do("POST", "/file", f).Want(200)
	if a.Do("POST", "/file", f).Want(200).Header.Get("Idempotency-Replayed") != "true" {
		t.Error("another boundary made it another request")
	}
	f.Data = []byte("abd")
	a.Do("POST", "/file", f).Refused(422, "idempotency_mismatch")
}

func TestDBNeedsASealer(t *testing.T) {
	_, err := httpapi.New(httpapi.Config{
		DB:           docstoretest.Open(t),
		Authenticate: func(context.Context, string) (auth.Actor, error) { return auth.Actor{}, errors.New("no") },
	})
	if err == nil {
		t.Error("answers would be stored unsealed")
	}
}
