package register

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// submit answers POST /beneficiaries/:id/submit.
//
//	@Summary	Hand a draft to the township
//	@Tags		register
//	@Param		id			path		string	true	"file"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200			{object}	fileDetailView
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"file_move, r16_unflagged, guardian_needed, left_behind_age, child_age, elder_age, woman_only"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/beneficiaries/{id}/submit [post]
func (h *handler) submit(c *fiber.Ctx) error { return httpapi.DoSeen(c, h.service.Submit, h.answer) }

// verify answers POST /beneficiaries/:id/verify.
//
//	@Summary	Verify for the township what others submitted
//	@Tags		register
//	@Param		id			path		string	true	"file"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200			{object}	fileDetailView
//	@Failure	403			{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"file_move, r16_unflagged, left_behind_age, child_age"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/beneficiaries/{id}/verify [post]
func (h *handler) verify(c *fiber.Ctx) error { return httpapi.DoSeen(c, h.service.Verify, h.answer) }

// confirm answers POST /beneficiaries/:id/confirm.
//
//	@Summary	Register the person for the county; never by who wrote or verified the file
//	@Tags		register
//	@Param		id			path		string	true	"file"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200			{object}	fileDetailView
//	@Failure	403			{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"file_move, r16_unflagged, left_behind_age, child_age"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/beneficiaries/{id}/confirm [post]
func (h *handler) confirm(c *fiber.Ctx) error { return httpapi.DoSeen(c, h.service.Confirm, h.answer) }

// returnFile answers POST /beneficiaries/:id/return.
//
//	@Summary	Return a file with a reason; a pending exit goes back to registered
//	@Tags		register
//	@Param		id			path		string			true	"file"
//	@Param		If-Match	header		string			true	"version"
//	@Param		body		body		returnRequest	true	"reason and note"
//	@Success	200			{object}	fileDetailView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"file_move"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/beneficiaries/{id}/return [post]
func (h *handler) returnFile(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, fileID string, version int64, r returnRequest) (File, error) {
		return h.service.Return(ctx, fileID, version, r.Reason, r.Note)
	}, h.answer)
}

// proposeExit answers POST /beneficiaries/:id/exit.
//
//	@Summary	Ask the county to take the person off the register
//	@Tags		register
//	@Param		id			path		string		true	"file"
//	@Param		If-Match	header		string		true	"version"
//	@Param		body		body		exitRequest	true	"reason"
//	@Success	200			{object}	fileDetailView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"file_move, r16_unflagged"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/beneficiaries/{id}/exit [post]
func (h *handler) proposeExit(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, fileID string, version int64, r exitRequest) (File, error) {
		return h.service.ProposeExit(ctx, fileID, version, r.Reason)
	}, h.answer)
}

// confirmExit answers POST /beneficiaries/:id/exit/confirm.
//
//	@Summary	Take the person off the register; open pairings end with it
//	@Tags		register
//	@Param		id			path		string	true	"file"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200			{object}	fileDetailView
//	@Failure	403			{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"file_move"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/beneficiaries/{id}/exit/confirm [post]
func (h *handler) confirmExit(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, h.service.ConfirmExit, h.answer)
}

// assign answers POST /beneficiaries/:id/orgs.
//
//	@Summary	Let an organisation see the person's card and run pairings for them
//	@Tags		register
//	@Param		id			path		string		true	"file"
//	@Param		If-Match	header		string		true	"version"
//	@Param		body		body		orgRequest	true	"organisation"
//	@Success	200			{object}	fileDetailView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"file_not_registered, file_orgs_full, org_not_active"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/beneficiaries/{id}/orgs [post]
func (h *handler) assign(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, fileID string, version int64, r orgRequest) (File, error) {
		return h.service.Assign(ctx, fileID, version, r.OrgID)
	}, h.answer)
}

// withdraw answers DELETE /beneficiaries/:id/orgs/:org.
//
//	@Summary	Take the person away from an organisation once no pairing of theirs is open
//	@Tags		register
//	@Param		id			path		string	true	"file"
//	@Param		org			path		string	true	"organisation"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200			{object}	fileDetailView
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"org_pairing_open"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/beneficiaries/{id}/orgs/{org} [delete]
func (h *handler) withdraw(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, func(ctx context.Context, fileID string, version int64) (File, error) {
		return h.service.Withdraw(ctx, fileID, version, c.Params("org"))
	}, h.answer)
}
