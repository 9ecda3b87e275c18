package notify

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// Routes mounts the routes of the inbox and of failed messages.
func Routes(r *httpapi.Router, o *Outbox) {
	h := &handler{o}
	r.Get("/inbox", auth.InboxRead, h.list)
	r.Get("/inbox/unread", auth.InboxRead, h.unread)
	r.Post("/inbox/read-all", auth.InboxRead, h.readAll)
	r.Post("/inbox/:id/read", auth.InboxRead, h.read)
	r.Get("/messages/failed", auth.JobRun, h.failed)
	r.Get("/messages/withheld", auth.JobRun, h.withheld)
	r.Post("/messages/:id/retry", auth.JobRun, h.retry)
}

type handler struct{ o *Outbox }

type inboxQuery struct {
	httpapi.PageQuery
	Unread bool `query:"unread"`
}

type noteView struct {
	ID       string     `json:"id"`
	Template string     `json:"template"`
	About    string     `json:"about,omitempty"`
	Subject  string     `json:"subject"`
	Body     string     `json:"body"`
	Urgent   bool       `json:"urgent"`
	At       time.Time  `json:"at" format:"date-time"`
	ReadAt   *time.Time `json:"read_at,omitempty" format:"date-time"`
}

type unreadView struct {
	Unread int64 `json:"unread"`
}

type failureView struct {
	ID       string        `json:"id"`
	Key      string        `json:"key"`
	Template string        `json:"template"`
	Reason   string        `json:"reason"`
	At       time.Time     `json:"at" format:"date-time"`
	Channels []attemptView `json:"channels"`
}

type attemptView struct {
	Channel string `json:"channel"`
	Status  string `json:"status"`
	Tries   int64  `json:"tries"`
	Error   string `json:"error,omitempty"`
}

func viewNote(n Note) noteView {
	v := noteView{
		ID: n.ID, Template: n.Template, About: n.About, Subject: n.Text.Subject, Body: n.Text.Body, Urgent: n.Urgent, At: n.At,
	}
	if !n.ReadAt.IsZero() {
		v.ReadAt = &n.ReadAt
	}
	return v
}

func viewFailure(f Failure) failureView {
	v := failureView{ID: f.ID, Key: f.Key, Template: f.Template, Reason: f.Reason, At: f.At, Channels: make([]attemptView, len(f.Channels))}
	for i, a := range f.Channels {
		v.Channels[i] = attemptView{Channel: string(a.Channel), Status: string(a.Status), Tries: a.Tries, Error: a.Error}
	}
	return v
}

// list answers with the actor's messages, latest first.
//
//	@Summary	Own messages
//	@Tags		inbox
//	@Param		unread	query		bool	false	"only unread ones"
//	@Param		limit	query		int		false	"1 to 100, else 20"
//	@Param		after	query		string	false	"next of the page before"
//	@Success	200		{object}	httpapi.List[noteView]
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Security	session
//	@Router		/inbox [get]
func (h *handler) list(c *fiber.Ctx) error {
	q, err := httpapi.Query[inboxQuery](c)
	if err != nil {
		return err
	}
	p, err := h.o.inbox.List(c.UserContext(), q.Unread, q.Options()...)
	if err != nil {
		return err
	}
	return c.JSON(httpapi.ListOf(p, viewNote))
}

// unread answers with the number of unread messages.
//
//	@Summary	How many messages are unread
//	@Tags		inbox
//	@Success	200	{object}	unreadView
//	@Failure	401	{object}	httpapi.Problem	"login_required"
//	@Security	session
//	@Router		/inbox/unread [get]
func (h *handler) unread(c *fiber.Ctx) error {
	n, err := h.o.inbox.Unread(c.UserContext())
	if err != nil {
		return err
	}
	return c.JSON(unreadView{n})
}

// read marks one message as read.
//
//	@Summary	Mark a message as read
//	@Tags		inbox
//	@Param		id	path		string	true	"message"
//	@Success	200	{object}	noteView
//	@Failure	401	{object}	httpapi.Problem	"login_required"
//	@Failure	404	{object}	httpapi.Problem	"not_found"
//	@Security	session
//	@Router		/inbox/{id}/read [post]
func (h *handler) read(c *fiber.Ctx) error {
	n, err := h.o.inbox.Read(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return c.JSON(viewNote(n))
}

// readAll marks all messages as read.
//
//	@Summary	Mark all messages as read
//	@Tags		inbox
//	@Success	200	{object}	unreadView
//	@Failure	401	{object}	httpapi.Problem	"login_required"
//	@Security	session
//	@Router		/inbox/read-all [post]
func (h *handler) readAll(c *fiber.Ctx) error {
	n, err := h.o.inbox.ReadAll(c.UserContext())
	if err != nil {
		return err
	}
	return c.JSON(unreadView{n})
}

// failed answers with the messages that were given up, without their texts and recipients.
//
//	@Summary	Messages that could not be sent
//	@Tags		inbox
//	@Param		limit	query		int		false	"1 to 100, else 20"
//	@Param		after	query		string	false	"next of the page before"
//	@Success	200		{object}	httpapi.List[failureView]
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Failure	403		{object}	httpapi.Problem	"forbidden"
//	@Security	session
//	@Router		/messages/failed [get]
func (h *handler) failed(c *fiber.Ctx) error {
	q, err := httpapi.Query[httpapi.PageQuery](c)
	if err != nil {
		return err
	}
	p, err := h.o.Failed(c.UserContext(), q.Options()...)
	if err != nil {
		return err
	}
	return c.JSON(httpapi.ListOf(p, viewFailure))
}

// withheld answers with the messages that were not sent by mail or SMS because of the daily limit, the person's settings or quiet
// hours, without their texts and recipients.
//
//	@Summary	Messages withheld from mail and SMS
//	@Tags		inbox
//	@Param		limit	query		int		false	"1 to 100, else 20"
//	@Param		after	query		string	false	"next of the page before"
//	@Success	200		{object}	httpapi.List[failureView]
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Failure	403		{object}	httpapi.Problem	"forbidden"
//	@Security	session
//	@Router		/messages/withheld [get]
func (h *handler) withheld(c *fiber.Ctx) error {
	q, err := httpapi.Query[httpapi.PageQuery](c)
	if err != nil {
		return err
	}
	p, err := h.o.Withheld(c.UserContext(), q.Options()...)
	if err != nil {
		return err
	}
	return c.JSON(httpapi.ListOf(p, viewFailure))
}

// retry queues a failed message again.
//
//	@Summary	Try a failed message again
//	@Tags		inbox
//	@Param		id	path	string	true	"message"
//	@Success	204
//	@Failure	401	{object}	httpapi.Problem	"login_required"
//	@Failure	403	{object}	httpapi.Problem	"forbidden"
//	@Failure	404	{object}	httpapi.Problem	"not_found"
//	@Failure	409	{object}	httpapi.Problem	"message_finished"
//	@Security	session
//	@Router		/messages/{id}/retry [post]
func (h *handler) retry(c *fiber.Ctx) error {
	if err := h.o.Retry(c.UserContext(), c.Params("id")); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
