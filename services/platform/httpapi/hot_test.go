package httpapi_test

import (
	"context"
	"slices"
	"testing"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

// keyEngine records the hot key of every transaction and stores nothing.
type keyEngine struct {
	docstore.Engine
	keys []string
}

type inTx struct{}

func (e *keyEngine) Declare(context.Context, *query.Table) (docstore.Store, error) {
	return nothing{}, nil
}

func (e *keyEngine) InTx(ctx context.Context) (bool, error) { return ctx.Value(inTx{}) != nil, nil }

func (e *keyEngine) Tx(ctx context.Context, hot string, fn func(context.Context) error) error {
	e.keys = append(e.keys, hot)
	return fn(context.WithValue(ctx, inTx{}, true))
}

func (e *keyEngine) Close() error { return nil }

// nothing is an empty collection that accepts every document.
type nothing struct{ docstore.Store }

func (nothing) Insert(context.Context, []docstore.Row) error { return nil }

func (nothing) DeleteMany(context.Context, query.Expr) (int64, error) { return 0, nil }

func (nothing) Get(context.Context, string, query.Expr, func([]byte) error) error {
	return docstore.ErrNotFound
}

// TestKeyedWriteNamesTheHotKey checks that the transaction which stores the answer is opened with the hot key of the use
// case; a key given only to the inner transaction has no effect.
func TestKeyedWriteNamesTheHotKey(t *testing.T) {
	e := &keyEngine{}
	db := docstore.New(e, docstore.Config{})
	useCase := func(c *fiber.Ctx) error {
		err := db.Tx(c.UserContext(), func(context.Context) error {
			if c.Params("id") == "act_full" {
				return errFull
			}
			return nil
		}, docstore.Hot(c.Params("id")))
		if err != nil {
			return err
		}
		return c.SendStatus(fiber.StatusNoContent)
	}
	app := apitest.New(t, func(r *httpapi.Router) {
		r.Post("/activities/:id/signups", auth.Session, useCase, httpapi.HotParam("id"))
		r.Post("/signups/:id/decision", auth.Session, useCase, httpapi.Hot(func(c *fiber.Ctx) string { return "of_" + c.Params("id") }))
		r.Post("/things/:id", auth.Session, useCase)
	}, apitest.DB(db)).As(visitor)
	keyed := app.With("Idempotency-Key", "k1")
	app.Do("POST", "/activities/act_1/signups", nil).Want(204)
	keyed.Do("POST", "/activities/act_1/signups", nil).Want(204)
	keyed.Do("POST", "/activities/act_full/signups", nil).Refused(409, "activity_full")
	keyed.Do("POST", "/signups/sup_1/decision", nil).Want(204)
	keyed.Do("POST", "/things/thi_1", nil).Want(204)
	if want := []string{"act_1", "act_1", "act_full", "of_sup_1", ""}; !slices.Equal(e.keys, want) {
		t.Errorf("transactions were opened with %q, want %q", e.keys, want)
	}
}
