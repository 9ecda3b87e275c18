package httpapi

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// ProblemType is the media type of every failure.
const ProblemType = "application/problem+json"

// Problem is a failure as the client sees it (RFC 9457). Code is stable; the texts are in the reader's language.
type Problem struct {
	Type      string       `json:"type" example:"urn:tongxing:problem:activity_full"`
	Title     string       `json:"title" example:"当前状态不允许"`
	Status    int          `json:"status" example:"409"`
	Code      string       `json:"code" example:"activity_full"`
	Detail    string       `json:"detail" example:"名额已满，可以报名候补。"`
	Instance  string       `json:"instance,omitempty" example:"/api/v1/activities/act_01jd3k/signups"`
	RequestID string       `json:"request_id,omitempty" example:"req_5b1f0c6a9e2d4b7f8a10"`
	Errors    []FieldError `json:"errors,omitempty"`
}

// FieldError is one refused field; Field is its name as the client sent it.
type FieldError struct {
	Field   string `json:"field" example:"indicators[2].target"`
	Code    string `json:"code" example:"required"`
	Message string `json:"message" example:"请填写此项。"`
}

// The faults of the HTTP layer itself.
var (
	errInternal = fault.New(fault.Internal, "internal", "Something went wrong on our side. Try again; if it stays so, tell us the number {request_id}.", "系统出了点问题，请稍后重试；如仍不行，请把编号 {request_id} 告诉管理员。")
	errTimeout  = fault.New(fault.Unavailable, "timeout", "This took too long. Try again in a moment.", "处理超时，请稍后再试。")
	errNoRoute  = fault.New(fault.NotFound, "no_such_address", "There is nothing at this address.", "访问的地址不存在。")
	errMethod   = fault.New(fault.Unsupported, "method_not_allowed", "This address does not take that method.", "该地址不支持此操作方式。")
	errHeaders  = fault.New(fault.TooLarge, "headers_too_large", "The request's headers are too long.", "请求头过长。")
	errSlow     = fault.New(fault.Invalid, "request_timeout", "The request did not arrive in time. Check the connection and try again.", "请求未能及时送达，请检查网络后重试。")
	errRequest  = fault.New(fault.Invalid, "bad_request", "The request cannot be read.", "请求格式有误，无法识别。")
)

type problemTitle struct {
	status int
	en, zh string
}

var answersByKind = map[fault.Kind]problemTitle{
	fault.Internal:        {http.StatusInternalServerError, "Internal error", "系统错误"},
	fault.Invalid:         {http.StatusBadRequest, "Needs correcting", "内容有误"},
	fault.Unauthenticated: {http.StatusUnauthorized, "Log in first", "需要登录"},
	fault.Forbidden:       {http.StatusForbidden, "Not allowed", "没有权限"},
	fault.NotFound:        {http.StatusNotFound, "Not found", "没有找到"},
	fault.Conflict:        {http.StatusConflict, "Not possible now", "当前状态不允许"},
	fault.Stale:           {http.StatusPreconditionFailed, "Changed in between", "内容已被他人修改"},
	fault.TooLarge:        {http.StatusRequestEntityTooLarge, "Too large", "内容过大"},
	fault.Unsupported:     {http.StatusUnsupportedMediaType, "Not supported", "格式不支持"},
	fault.TooMany:         {http.StatusTooManyRequests, "Too many tries", "操作过于频繁"},
	fault.Unavailable:     {http.StatusServiceUnavailable, "Not available now", "暂时无法使用"},
}

// statusByCode holds the faults of HTTP itself whose status differs from that of their kind.
var statusByCode = map[string]int{
	errMethod.Code:      http.StatusMethodNotAllowed,
	errHeaders.Code:     http.StatusRequestHeaderFieldsTooLarge,
	errSlow.Code:        http.StatusRequestTimeout,
	ErrKeyMismatch.Code: http.StatusUnprocessableEntity,

	ErrPrecondition.Code: http.StatusPreconditionRequired,
}

// StatusOf returns the status of answers to faults of that kind.
func StatusOf(k fault.Kind) int { return answersByKind[k].status }

// handleError writes the problem of err. It is the only place that turns an error into a status.
func (a *App) handleError(c *fiber.Ctx, err error) error {
	r := requestOf(c.UserContext())
	if r == nil { // refused before the first step: the bytes are no HTTP request
		r = &request{Context: context.Background(), app: a, id: newRequestID(), start: time.Now()}
		c.SetUserContext(r)
		a.setHeaders(c, r)
		refusedEarly(c.Context().Conn())
	}
	f := faultOf(err)
	if f.Kind == fault.Internal {
		a.logFailure(r, err)
		f = errInternal.With("request_id", r.id)
	}
	c.Response().ResetBody()
	c.Response().Header.Del(fiber.HeaderETag)
	setRetry(c, f, err)
	problem := problemOf(f, r.id, c.Path(), langOf(c, r))
	c.Status(statusOf(f))
	if a.showFailure != nil && !isAPI(c) && strings.Contains(c.Get(fiber.HeaderAccept), fiber.MIMETextHTML) {
		return a.showFailure(c, problem)
	}
	body, err := json.Marshal(problem)
	if err != nil {
		return err
	}
	c.Response().Header.SetContentType(ProblemType)
	c.Response().SetBodyRaw(body)
	return nil
}

// faultOf returns the fault in err that may be shown. Errors of Fiber and deadlines have their own faults; any other error
// is errInternal.
func faultOf(err error) *fault.Fault {
	if f, ok := errors.AsType[*fault.Fault](err); ok && f.Kind != fault.Internal {
		return f
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return errTimeout
	}
	fe, ok := errors.AsType[*fiber.Error](err)
	if !ok {
		return errInternal
	}
	switch fe.Code {
	case http.StatusNotFound:
		return errNoRoute
	case http.StatusMethodNotAllowed:
		return errMethod
	case http.StatusRequestEntityTooLarge:
		return ErrBodyTooLarge
	case http.StatusRequestHeaderFieldsTooLarge:
		return errHeaders
	case http.StatusRequestTimeout:
		return errSlow
	case http.StatusUnsupportedMediaType:
		return ErrMediaType
	default:
		if fe.Code >= http.StatusInternalServerError {
			return errInternal
		}
		return errRequest
	}
}

func statusOf(f *fault.Fault) int {
	if s, ok := statusByCode[f.Code]; ok {
		return s
	}
	return answersByKind[f.Kind].status
}

func problemOf(f *fault.Fault, requestID, path, lang string) Problem {
	kind := answersByKind[f.Kind]
	p := Problem{
		Type: "urn:tongxing:problem:" + f.Code, Title: kind.zh, Status: statusOf(f), Code: f.Code,
		Detail: f.Text(lang), Instance: path, RequestID: requestID,
	}
	if lang == "en" {
		p.Title = kind.en
	}
	for _, fl := range f.Fields {
		p.Errors = append(p.Errors, FieldError{Field: fl.Path, Code: fl.Code, Message: f.FieldText(fl, lang)})
	}
	return p
}

func setRetry(c *fiber.Ctx, f *fault.Fault, err error) {
	var after time.Duration
	if l, ok := errors.AsType[retryError](err); ok {
		after = l.after
	}
	switch f.Kind {
	case fault.TooMany, fault.Unavailable:
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(max(1, int(math.Ceil(after.Seconds())))))
	case fault.Unauthenticated:
		c.Set(fiber.HeaderWWWAuthenticate, "Bearer")
	default:
	}
}

func (a *App) logFailure(r *request, err error) {
	attrs := []slog.Attr{slog.String("request_id", r.id), slog.String("actor", r.actor.ID()), slog.Any("error", err)}
	if r.route != nil {
		attrs = append(attrs, slog.String("route", r.route.method+" "+r.route.path))
	}
	if p, ok := errors.AsType[*panicError](err); ok {
		attrs = append(attrs, slog.String("stack", string(p.stack)))
	}
	a.log.LogAttrs(r, slog.LevelError, "request failed", attrs...)
}

// Lang returns the language of the answer, "zh" or "en": that of the actor, on pages the chosen one, else that of the
// browser, else Chinese.
func Lang(c *fiber.Ctx) string { return langOf(c, requestOf(c.UserContext())) }

func langOf(c *fiber.Ctx, r *request) string {
	if r != nil && r.actor.Lang != "" {
		return shortLang(r.actor.Lang)
	}
	if !isAPI(c) {
		if chosen := cmp.Or(c.Query(LangQuery), c.Cookies(LangCookie)); chosen != "" {
			return shortLang(chosen)
		}
	}
	best, weight := "zh", 0.0
	for part := range strings.SplitSeq(c.Get(fiber.HeaderAcceptLanguage), ",") {
		tag, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		w := 1.0
		if v, ok := strings.CutPrefix(strings.TrimSpace(q), "q="); ok {
			w, _ = strconv.ParseFloat(v, 64)
		}
		tag = strings.ToLower(tag)
		if (strings.HasPrefix(tag, "en") || strings.HasPrefix(tag, "zh")) && w > weight {
			best, weight = shortLang(tag), w
		}
	}
	return best
}

func shortLang(lang string) string {
	if strings.HasPrefix(lang, "en") {
		return "en"
	}
	return "zh"
}
