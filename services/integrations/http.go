package integrations

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// Routes mounts the feature.
func Routes(r *httpapi.Router, s *Service) {
	h := &handler{s}
	r.Get("/changes", auth.Session, h.changes, httpapi.AnyToken(), httpapi.Limit("changes", 120, time.Minute))
	r.Get("/webhooks", auth.IntegrationManage, h.list)
	r.Post("/webhooks", auth.IntegrationManage, h.create, httpapi.NoIdempotency(), httpapi.Limit("webhooks", 30, time.Hour), httpapi.StepUp())
	r.Delete("/webhooks/:id", auth.IntegrationManage, h.remove)
	r.Post("/webhooks/:id/resume", auth.IntegrationManage, h.resume)
	r.Post("/webhooks/:id/test", auth.IntegrationManage, h.test, httpapi.Limit("webhook-test", 30, time.Hour))
	r.Get("/webhooks/:id/deliveries", auth.IntegrationManage, h.deliveries)
	r.Post("/webhooks/:id/deliveries/:delivery/replay", auth.IntegrationManage, h.replay, httpapi.Limit("webhook-replay", 120, time.Hour))
}

type handler struct{ service *Service }

type changesQuery struct {
	After string `query:"after" validate:"max=20"`
	Limit int    `query:"limit" validate:"gte=0,lte=500"`
}

type changeView struct {
	Cursor  string    `json:"cursor" example:"1024"` // of this change
	At      time.Time `json:"at" format:"date-time"`
	Kind    string    `json:"kind" enums:"org,contract,payment,activity,evaluation"`
	ID      string    `json:"id" example:"con_01jd3k5v8m2q4r6s7t9w0x1y2z"`
	Act     string    `json:"act" example:"contract.sign"`
	State   string    `json:"state,omitempty" example:"signed"` // that the record entered; absent: the act changed none
	Version int64     `json:"version,omitempty"`                // of the record after the act, as in its ETag; absent: the act was on a part of it
}

type changesView struct {
	Items []changeView `json:"items"`
	Next  string       `json:"next" example:"1024"` // the cursor for the next call
	More  bool         `json:"more"`                // there may be more already, also when items is empty
}

// changes answers GET /changes.
//
//	@Summary	What has changed: acts on records that the caller may read, in an order without gaps
//	@Description	Keep `next` and send it as `after`. With `after=latest` the answer is empty and has the cursor of the end.
//	@Tags		integrations
//	@Param		after	query		string	false	"next of the page before; latest; absent: the beginning"
//	@Param		limit	query		int		false	"up to 500, 100 by default"
//	@Success	200		{object}	changesView
//	@Failure	400		{object}	httpapi.Problem	"invalid, cursor_invalid"
//	@Failure	401		{object}	httpapi.Problem	"login_required, token_invalid"
//	@Failure	429		{object}	httpapi.Problem	"too_many"
//	@Security	session
//	@Router		/changes [get]
func (h *handler) changes(c *fiber.Ctx) error {
	q, err := httpapi.Query[changesQuery](c)
	if err != nil {
		return err
	}
	if q.After == "latest" {
		at, err := h.service.Latest(c.UserContext())
		if err != nil {
			return err
		}
		return c.JSON(changesView{Items: []changeView{}, Next: strconv.FormatInt(at, 10)})
	}
	var after int64
	if q.After != "" {
		if after, err = strconv.ParseInt(q.After, 10, 64); err != nil {
			return ErrCursor
		}
	}
	page, err := h.service.Changes(c.UserContext(), after, q.Limit)
	if err != nil {
		return err
	}
	v := changesView{Items: make([]changeView, len(page.Items)), Next: strconv.FormatInt(page.Next, 10), More: page.More}
	for i, of := range page.Items {
		v.Items[i] = changeView{strconv.FormatInt(of.Seq, 10), of.At, of.Kind, of.ID, of.Act, of.State, of.Version}
	}
	return c.JSON(v)
}

type webhookRequest struct {
	OrgID  string   `json:"org_id" validate:"max=40"`
	Region string   `json:"region" validate:"max=80"` // path, of an office's webhook
	URL    string   `json:"url" validate:"required,max=500"`
	Kinds  []string `json:"kinds" validate:"required,min=1,max=10,dive,max=20"`
}

type webhookView struct {
	ID           string     `json:"id"`
	OrgID        string     `json:"org_id,omitempty"`
	Region       string     `json:"region"`
	URL          string     `json:"url"`
	Kinds        []string   `json:"kinds" enums:"org,contract,payment,activity,evaluation"`
	Status       Status     `json:"status" enums:"active,off"`
	Mine         bool       `json:"mine"` // the reader may test and resume it
	FailingSince *time.Time `json:"failing_since,omitempty" format:"date-time"`
	OffAt        *time.Time `json:"off_at,omitempty" format:"date-time"`
	CreatedAt    time.Time  `json:"created_at" format:"date-time"`
	CreatedBy    string     `json:"created_by"`
}

// newWebhookView is a new webhook with its secret, which is shown only here.
type newWebhookView struct {
	webhookView
	Secret string `json:"secret"`
}

type webhooksView struct {
	Items []webhookView `json:"items"`
	Kinds []string      `json:"kinds" enums:"org,contract,payment,activity,evaluation"` // that a new one may follow
}

func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func viewWebhook(c *fiber.Ctx, w Webhook) webhookView {
	return webhookView{
		ID: w.ID, OrgID: w.OrgID, Region: w.Region, URL: w.URL, Kinds: w.Kinds, Status: w.Status, Mine: w.managedBy(auth.From(c.UserContext())),
		FailingSince: optional(w.FailingSince), OffAt: optional(w.OffAt), CreatedAt: w.CreatedAt, CreatedBy: w.CreatedBy,
	}
}

type hooksQuery struct {
	OrgID string `query:"org_id" validate:"max=40"`
}

// list answers GET /webhooks.
//
//	@Summary	Webhooks of an organisation, or of the offices within one's reach
//	@Tags		integrations
//	@Param		org_id	query		string	false	"organisation; absent: those of offices"
//	@Success	200		{object}	webhooksView
//	@Failure	401		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Security	session
//	@Router		/webhooks [get]
func (h *handler) list(c *fiber.Ctx) error {
	q, err := httpapi.Query[hooksQuery](c)
	if err != nil {
		return err
	}
	hooks, err := h.service.Hooks(c.UserContext(), q.OrgID)
	if err != nil {
		return err
	}
	v := webhooksView{Items: make([]webhookView, len(hooks)), Kinds: h.service.follow.kinds()}
	for i, w := range hooks {
		v.Items[i] = viewWebhook(c, w)
	}
	return c.JSON(v)
}

// create answers POST /webhooks.
//
//	@Summary	Make a webhook of the own organisation or area
//	@Description	The secret for checking signatures is shown only in this answer.
//	@Tags		integrations
//	@Param		body	body		webhookRequest	true	"owner, address and kinds of records"
//	@Success	201		{object}	newWebhookView
//	@Failure	400		{object}	httpapi.Problem	"invalid: fields url, kinds, org_id"
//	@Failure	401		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem	"step_up_required, id_unverified, forbidden"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"webhook_many, org_not_active"
//	@Failure	429		{object}	httpapi.Problem	"too_many"
//	@Security	session
//	@Router		/webhooks [post]
func (h *handler) create(c *fiber.Ctx) error {
	in, err := httpapi.Bind[webhookRequest](c)
	if err != nil {
		return err
	}
	w, secret, err := h.service.Make(c.UserContext(), NewWebhook(in))
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(newWebhookView{viewWebhook(c, w), secret.Reveal()})
}

// remove answers DELETE /webhooks/:id.
//
//	@Summary	Remove a webhook; what waits for it is dropped
//	@Tags		integrations
//	@Param		id	path	string	true	"webhook"
//	@Success	204
//	@Failure	401	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/webhooks/{id} [delete]
func (h *handler) remove(c *fiber.Ctx) error {
	if err := h.service.Remove(c.UserContext(), c.Params("id")); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// resume answers POST /webhooks/:id/resume.
//
//	@Summary	Make a webhook active again that was switched off; it follows what changes from now on
//	@Tags		integrations
//	@Param		id	path		string	true	"webhook"
//	@Success	200	{object}	webhookView
//	@Failure	401	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"webhook_active"
//	@Security	session
//	@Router		/webhooks/{id}/resume [post]
func (h *handler) resume(c *fiber.Ctx) error {
	w, err := h.service.Resume(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return c.JSON(viewWebhook(c, w))
}

// test answers POST /webhooks/:id/test.
//
//	@Summary	Post a test event to the webhook; the log of deliveries shows what became of it
//	@Tags		integrations
//	@Param		id	path	string	true	"webhook"
//	@Success	204
//	@Failure	401	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"webhook_off"
//	@Failure	429	{object}	httpapi.Problem	"too_many"
//	@Security	session
//	@Router		/webhooks/{id}/test [post]
func (h *handler) test(c *fiber.Ctx) error {
	if err := h.service.Test(c.UserContext(), c.Params("id")); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

type deliveryView struct {
	ID         string     `json:"id"`
	Event      string     `json:"event"` // the header webhook-id
	Act        string     `json:"act" example:"contract.sign"`
	Record     string     `json:"record,omitempty"`
	Status     string     `json:"status" enums:"waiting,sent,dead,skipped"`
	Tries      int64      `json:"tries"`
	Answer     string     `json:"answer,omitempty" example:"200"` // the status of the last answer; timeout, unreachable, or address: not a public one
	At         time.Time  `json:"at" format:"date-time"`
	NextAt     *time.Time `json:"next_at,omitempty" format:"date-time"` // of the next try, while it waits
	FinishedAt *time.Time `json:"finished_at,omitempty" format:"date-time"`
}

func viewDelivery(l notify.Logged) deliveryView {
	v := deliveryView{ID: l.ID, Event: l.Message.Data["event"], Act: l.Message.Data["act"], Record: l.Message.Subject, Status: string(l.Status), At: l.QueuedAt, FinishedAt: optional(l.FinishedAt)}
	for _, a := range l.Attempts {
		v.Tries, v.Answer = a.Tries, a.Answer
	}
	if l.Status == notify.Waiting {
		v.NextAt = &l.NextAt
	}
	return v
}

// deliveries answers GET /webhooks/:id/deliveries.
//
//	@Summary	The posts to a webhook of the last 30 days, the latest first
//	@Tags		integrations
//	@Param		id		path		string	true	"webhook"
//	@Param		limit	query		int		false	"up to 100, 20 by default"
//	@Param		after	query		string	false	"next of the page before"
//	@Success	200		{object}	httpapi.List[deliveryView]
//	@Failure	401		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Security	session
//	@Router		/webhooks/{id}/deliveries [get]
func (h *handler) deliveries(c *fiber.Ctx) error {
	q, err := httpapi.Query[httpapi.PageQuery](c)
	if err != nil {
		return err
	}
	page, err := h.service.Deliveries(c.UserContext(), c.Params("id"), q.Options()...)
	if err != nil {
		return err
	}
	return c.JSON(httpapi.ListOf(page, viewDelivery))
}

// replay answers POST /webhooks/:id/deliveries/:delivery/replay.
//
//	@Summary	Post a finished delivery again, with the same event id
//	@Tags		integrations
//	@Param		id			path	string	true	"webhook"
//	@Param		delivery	path	string	true	"delivery"
//	@Success	204
//	@Failure	401	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"delivery_waits, webhook_off"
//	@Failure	429	{object}	httpapi.Problem	"too_many"
//	@Security	session
//	@Router		/webhooks/{id}/deliveries/{delivery}/replay [post]
func (h *handler) replay(c *fiber.Ctx) error {
	if err := h.service.Replay(c.UserContext(), c.Params("id"), c.Params("delivery")); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
