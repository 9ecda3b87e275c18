package httpapi

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// The shapes that most handlers have: read the path and the body, call one use case, answer with a view. Anything that
// needs more is written out in its feature.

// ReasonRequest is the body of an act that asks for a reason only.
type ReasonRequest struct {
	Reason string `json:"reason" validate:"required,max=1000"`
}

// Do answers by a use case on the record of the path that takes nothing else.
func Do[T any](c *fiber.Ctx, use func(ctx context.Context, id string) (T, error), answer func(*fiber.Ctx, T) error) error {
	t, err := use(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return answer(c, t)
}

// DoWith answers by a use case on the record of the path that takes a body.
func DoWith[R, T any](c *fiber.Ctx, use func(ctx context.Context, id string, r R) (T, error), answer func(*fiber.Ctx, T) error) error {
	r, err := Bind[R](c)
	if err != nil {
		return err
	}
	return Do(c, func(ctx context.Context, id string) (T, error) { return use(ctx, id, r) }, answer)
}

// DoReasoned answers by a use case on the record of the path that takes a reason.
func DoReasoned[T any](c *fiber.Ctx, use func(ctx context.Context, id, reason string) (T, error), answer func(*fiber.Ctx, T) error) error {
	return DoWith(c, func(ctx context.Context, id string, r ReasonRequest) (T, error) { return use(ctx, id, r.Reason) }, answer)
}

// DoVersioned answers by a use case that replaces part of the record of the path: the body, and the version of If-Match.
func DoVersioned[R, T any](c *fiber.Ctx, use func(ctx context.Context, id string, version int64, r R) (T, error), answer func(*fiber.Ctx, T) error) error {
	version, err := IfMatch(c)
	if err != nil {
		return err
	}
	return DoWith(c, func(ctx context.Context, id string, r R) (T, error) { return use(ctx, id, version, r) }, answer)
}

// DoList answers with one page of the list that the query string asks for.
func DoList[Q, T, V any](c *fiber.Ctx, list func(ctx context.Context, q Q) (docstore.Page[T], error), view func(T) V) error {
	q, err := Query[Q](c)
	if err != nil {
		return err
	}
	page, err := list(c.UserContext(), q)
	if err != nil {
		return err
	}
	return c.JSON(ListOf(page, view))
}
