package audit

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// Routes mounts the routes that read the log.
func Routes(r *httpapi.Router, l *Log) {
	h := &handler{log: l}
	r.Get("/audit", auth.AuditRead, h.list, exportRecords)
	r.Get("/audit/verification", auth.AuditRead, h.verify,
		httpapi.Timeout(2*time.Minute), httpapi.Limit("audit-verify", 10, time.Hour))
}

type handler struct{ log *Log }

type listQuery struct {
	httpapi.PageQuery
	Subject string    `query:"subject" validate:"max=100"`
	Actor   string    `query:"actor" validate:"max=100"`
	Action  string    `query:"action" validate:"max=100"`
	From    time.Time `query:"from"`
	To      time.Time `query:"to"`
}

// recordView is one audit record.
type recordView struct {
	ID        string    `json:"id" example:"aud_01jd3k5v8m2q4r6s7t9w0x1y2z"`
	Seq       int64     `json:"seq" example:"1024"` // its place in the chain
	At        time.Time `json:"at" format:"date-time"`
	Actor     string    `json:"actor" example:"usr_01jd3k5v8m2q4r6s7t9w0x1y2z"`
	Roles     []string  `json:"roles"`
	Action    string    `json:"action" example:"activity.publish"`
	Subjects  []string  `json:"subjects"`
	Region    string    `json:"region,omitempty" example:"52/5201/520111/"`
	Fields    []string  `json:"fields"`
	Purpose   string    `json:"purpose,omitempty"`
	Reason    string    `json:"reason,omitempty"`
	RequestID string    `json:"request_id,omitempty"`
	Hash      string    `json:"hash,omitempty"`
}

func viewRecord(r Record) recordView {
	some := func(list []string) []string {
		if list == nil {
			return []string{}
		}
		return list
	}
	return recordView{
		ID: r.ID, Seq: r.Seq, At: r.At, Actor: r.Actor, Roles: some(r.Roles), Action: r.Action, Subjects: some(r.Subjects),
		Region: r.Region, Fields: some(r.Fields), Purpose: r.Purpose, Reason: r.Reason, RequestID: r.RequestID, Hash: r.Hash,
	}
}

// verificationView is the result of Verify.
type verificationView struct {
	Checked  int64  `json:"checked" example:"1024"` // number of good records from the start
	Intact   bool   `json:"intact" example:"true"`
	FirstBad string `json:"first_bad,omitempty"` // id of the first bad record
	HeadSeq  int64  `json:"head_seq" example:"1024"`
	HeadHash string `json:"head_hash,omitempty"`
}

// list answers with the audit log, latest first.
//
//	@Summary	审计记录 Audit records
//	@Tags		audit
//	@Param		subject	query		string	false	"id of a record concerned"
//	@Param		actor	query		string	false	"user id, or job:NAME"
//	@Param		action	query		string	false	"such as activity.publish"
//	@Param		from	query		string	false	"first instant"					format(date-time)
//	@Param		to		query		string	false	"first instant no longer included"	format(date-time)
//	@Param		limit	query		int		false	"up to 100, 20 by default"
//	@Param		after	query		string	false	"next of the page before"
//	@Param		format	query	string	false	"xlsx: the whole filtered list as a spreadsheet, 5,000 rows at most; needs data.export"
//	@Success	200		{object}	httpapi.List[recordView]
//	@Failure	400		{object}	httpapi.Problem	"invalid, cursor_invalid"
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Failure	403		{object}	httpapi.Problem	"forbidden"
//	@Failure	413	{object}	httpapi.Problem	"export_too_large"
//	@Security	session
//	@Router		/audit [get]
func (h *handler) list(c *fiber.Ctx) error {
	q, err := httpapi.Query[listQuery](c)
	if err != nil {
		return err
	}
	page, err := h.log.List(c.UserContext(), Query{Subject: q.Subject, Actor: q.Actor, Action: q.Action, From: q.From, To: q.To}, q.Options()...)
	if err != nil {
		return err
	}
	return c.JSON(httpapi.ListOf(page, viewRecord))
}

// verify answers with the result of walking the whole chain.
//
//	@Summary	核验审计链 Verify the audit chain
//	@Tags		audit
//	@Success	200	{object}	verificationView
//	@Failure	401	{object}	httpapi.Problem	"login_required"
//	@Failure	403	{object}	httpapi.Problem	"forbidden"
//	@Failure	429	{object}	httpapi.Problem	"too_many"
//	@Security	session
//	@Router		/audit/verification [get]
func (h *handler) verify(c *fiber.Ctx) error {
	n, bad, err := h.log.Verify(c.UserContext())
	if err != nil {
		return err
	}
	head, err := h.log.Head(c.UserContext())
	if err != nil {
		return err
	}
	return c.JSON(verificationView{Checked: n, Intact: bad == "", FirstBad: bad, HeadSeq: head.Seq, HeadHash: head.Hash})
}
