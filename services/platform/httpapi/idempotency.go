package httpapi

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"mime/multipart"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// The headers of writes with an Idempotency-Key.
const (
	IdempotencyKey      = "Idempotency-Key"
	IdempotencyReplayed = "Idempotency-Replayed"
)

const keepFor = 24 * time.Hour

// The refusals of keyed writes.
var (
	ErrKey         = fault.New(fault.Invalid, "idempotency_key", "Idempotency-Key takes 1 to 64 letters, digits and signs.", "Idempotency-Key 应为 1 至 64 位字母、数字或符号。")
	ErrKeyMismatch = fault.New(fault.Invalid, "idempotency_mismatch", "This key was already used for another request. Use a new one.", "该幂等键已用于另一个请求，请更换后重新提交。")
	ErrKeyBusy     = fault.New(fault.Conflict, "idempotency_busy", "The same request is being worked on. Ask again in a moment.", "相同的请求正在处理，请稍后再查看结果。")
)

// Sweep deletes expired answers and returns how many there were. A scheduled job calls it.
func (a *App) Sweep(ctx context.Context) (int64, error) {
	if a.answers == nil {
		return 0, nil
	}
	return a.answers.sweep(ctx)
}

// serveOnce runs the handler and stores its answer in the same transaction, or replays the answer stored under the key. The
// transaction may run the handler again; after a failure neither effect nor answer is stored.
func (a *App) serveOnce(c *fiber.Ctx, r *request, key string) error {
	if len(key) > 64 || strings.Trim(key, printable) != "" {
		return ErrKey
	}
	id := answerID(cmp.Or(r.actor.TokenID(), r.actor.ID()), r.route.method, c.OriginalURL(), key)
	asked, err := hashBody(c)
	if err != nil {
		return err
	}
	outer := c.UserContext()
	defer c.SetUserContext(outer)
	hot := ""
	if r.route.hotKey != nil {
		hot = r.route.hotKey(c)
	}
	var before fasthttp.ResponseHeader
	c.Response().Header.CopyTo(&before)

	err = a.answers.db.Tx(outer, func(ctx context.Context) error {
		before.CopyTo(&c.Response().Header)
		c.Response().ResetBody()
		done, err := a.replay(ctx, c, id, asked)
		if done || err != nil {
			return err
		}
		c.SetUserContext(ctx)
		if err := r.route.handler(c); err != nil {
			return err
		}
		return a.answers.keep(ctx, answerOf(c, id, asked), string(c.Response().Body()))
	}, docstore.Hot(hot))
	if err == nil {
		return nil
	}
	before.CopyTo(&c.Response().Header)
	c.Response().ResetBody()
	if !errors.Is(err, errRaced) {
		return err
	}
	if done, err := a.replay(outer, c, id, asked); done || err != nil {
		return err
	}
	return RetryAfter(ErrKeyBusy, time.Second)
}

// replay writes the answer stored under the id; done is false when there is none. It fails with ErrKeyMismatch when that
// answer belongs to a request with another body.
func (a *App) replay(ctx context.Context, c *fiber.Ctx, id, asked string) (done bool, err error) {
	k, body, err := a.answers.find(ctx, id)
	if err != nil || k == nil {
		return false, err
	}
	if k.Asked != asked {
		return false, ErrKeyMismatch
	}
	c.Set(IdempotencyReplayed, "true")
	for name, value := range map[string]string{fiber.HeaderETag: k.ETag, fiber.HeaderLocation: k.Location} {
		if value != "" {
			c.Set(name, value)
		}
	}
	c.Status(int(k.Status))
	c.Response().Header.SetContentType(k.ContentType)
	c.Response().SetBodyString(body)
	return true, nil
}

func answerOf(c *fiber.Ctx, id, asked string) kept {
	h := &c.Response().Header
	k := kept{
		Asked: asked, Status: int64(c.Response().StatusCode()), ContentType: string(h.ContentType()),
		ETag: string(h.Peek(fiber.HeaderETag)), Location: string(h.Peek(fiber.HeaderLocation)),
	}
	k.ID = id
	return k
}

var printable = func() string {
	var b strings.Builder
	for ch := byte('!'); ch <= '~'; ch++ {
		b.WriteByte(ch)
	}
	return b.String()
}()

// answerID returns the id of the answer to one actor, method, address and key. Each part is written after its length, so
// that different parts never give the same text.
func answerID(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		write(h, p)
	}
	return "idk_" + hex.EncodeToString(h.Sum(nil)[:20])
}

func write(h hash.Hash, s string) {
	_, _ = io.WriteString(h, strconv.Itoa(len(s))+":"+s)
}

// hashBody returns a hash of the request's body. A form with files is hashed by its parts, because a browser that repeats
// it uses another boundary.
func hashBody(c *fiber.Ctx) (string, error) {
	h := sha256.New()
	if !strings.HasPrefix(c.Get(fiber.HeaderContentType), fiber.MIMEMultipartForm) {
		_, _ = h.Write(c.Request().Body())
		return hex.EncodeToString(h.Sum(nil)), nil
	}
	form, err := c.MultipartForm()
	if err != nil {
		return "", ErrUpload
	}
	for _, name := range sortedKeys(form.Value) {
		for _, v := range form.Value[name] {
			write(h, name)
			write(h, v)
		}
	}
	for _, name := range sortedKeys(form.File) {
		for _, fh := range form.File[name] {
			write(h, name)
			write(h, fh.Filename)
			if err := hashFile(h, fh); err != nil {
				return "", err
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func hashFile(h hash.Hash, fh *multipart.FileHeader) error {
	f, err := fh.Open()
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	write(h, strconv.FormatInt(fh.Size, 10))
	_, err = io.Copy(h, f)
	return err
}

func sortedKeys[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for n := range m {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}
