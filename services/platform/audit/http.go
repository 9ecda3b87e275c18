package audit

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// Routes mounts the verification of the chain; the lists are mounted by the desk, which knows the names.
func Routes(r *httpapi.Router, l *Log) {
	h := &handler{log: l}
	r.Get("/audit/verification", auth.AuditRead, h.verify,
		httpapi.Timeout(2*time.Minute), httpapi.Limit("audit-verify", 10, time.Hour))
}

type handler struct{ log *Log }

// verificationView is the result of Verify.
type verificationView struct {
	Checked  int64  `json:"checked" example:"1024"` // number of good records from the start
	Intact   bool   `json:"intact" example:"true"`
	FirstBad string `json:"first_bad,omitempty"` // id of the first bad record
	HeadSeq  int64  `json:"head_seq" example:"1024"`
	HeadHash string `json:"head_hash,omitempty"`
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
