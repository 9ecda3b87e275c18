package httpapi

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// The forms of most handlers: decode path and body, call one use case, answer with a view. Handlers that do more are
// written out in their feature.

// ReasonRequest is the body of an act that needs only a reason.
type ReasonRequest struct {
	Reason string `json:"reason" validate:"required,max=1000"`
}

// Do calls a use case with the id in the path and answers with its result.
func Do[T any](c *fiber.Ctx, use func(ctx context.Context, id string) (T, error), answer func(*fiber.Ctx, T) error) error {
	t, err := use(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return answer(c, t)
}

// DoWith calls a use case with the id in the path and the decoded body, and answers with its result.
func DoWith[R, T any](c *fiber.Ctx, use func(ctx context.Context, id string, r R) (T, error), answer func(*fiber.Ctx, T) error) error {
	r, err := Bind[R](c)
	if err != nil {
		return err
	}
	return Do(c, func(ctx context.Context, id string) (T, error) { return use(ctx, id, r) }, answer)
}

// DoReasoned calls a use case with the id in the path and the reason in the body, and answers with its result.
func DoReasoned[T any](c *fiber.Ctx, use func(ctx context.Context, id, reason string) (T, error), answer func(*fiber.Ctx, T) error) error {
	return DoWith(c, func(ctx context.Context, id string, r ReasonRequest) (T, error) { return use(ctx, id, r.Reason) }, answer)
}

// DoSeen calls a use case with the id in the path and the version in If-Match, and answers with its result.
func DoSeen[T any](c *fiber.Ctx, use func(ctx context.Context, id string, version int64) (T, error), answer func(*fiber.Ctx, T) error) error {
	version, err := IfMatch(c)
	if err != nil {
		return err
	}
	return Do(c, func(ctx context.Context, id string) (T, error) { return use(ctx, id, version) }, answer)
}

// DoVersioned calls a use case with the id in the path, the version in If-Match and the decoded body, and answers with its
// result.
func DoVersioned[R, T any](c *fiber.Ctx, use func(ctx context.Context, id string, version int64, r R) (T, error), answer func(*fiber.Ctx, T) error) error {
	version, err := IfMatch(c)
	if err != nil {
		return err
	}
	return DoWith(c, func(ctx context.Context, id string, r R) (T, error) { return use(ctx, id, version, r) }, answer)
}

// DoList decodes the query string, calls list and answers with one page of views.
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
