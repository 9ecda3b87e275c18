package orgs

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// take answers POST /orgs/:id/take.
//
//	@Summary	开始审核 Put a submitted file under review
//	@Tags		orgs
//	@Param		id		path		string	true	"organisation id"
//	@Success	200		{object}	orgView
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Failure	403		{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404		{object}	httpapi.Problem	"not_found"
//	@Failure	409		{object}	httpapi.Problem	"org_move"
//	@Security	session
//	@Router		/orgs/{id}/take [post]
func (h *handler) take(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Take, h.answer)
}

// approve answers POST /orgs/:id/approve.
//
//	@Summary	审核通过 Approve the file
//	@Tags		orgs
//	@Param		id		path		string	true	"organisation id"
//	@Success	200		{object}	orgView
//	@Failure	400		{object}	httpapi.Problem	"invalid"
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Failure	403		{object}	httpapi.Problem	"forbidden, own_work, roles_apart, step_up_required"
//	@Failure	404		{object}	httpapi.Problem	"not_found"
//	@Failure	409		{object}	httpapi.Problem	"org_move, org_credit"
//	@Security	session
//	@Router		/orgs/{id}/approve [post]
func (h *handler) approve(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Approve, h.answer)
}

// returnFile answers POST /orgs/:id/return.
//
//	@Summary	退回修改 Return the file to be corrected
//	@Tags		orgs
//	@Param		id		path		string			true	"organisation id"
//	@Param		body	body		httpapi.ReasonRequest	true	"why"
//	@Success	200		{object}	orgView
//	@Failure	400		{object}	httpapi.Problem	"invalid"
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Failure	403		{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404		{object}	httpapi.Problem	"not_found"
//	@Failure	409		{object}	httpapi.Problem	"org_move"
//	@Security	session
//	@Router		/orgs/{id}/return [post]
func (h *handler) returnFile(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.Return, h.answer)
}

// reject answers POST /orgs/:id/reject.
//
//	@Summary	不予通过 Reject the file
//	@Tags		orgs
//	@Param		id		path		string			true	"organisation id"
//	@Param		body	body		httpapi.ReasonRequest	true	"why"
//	@Success	200		{object}	orgView
//	@Failure	400		{object}	httpapi.Problem	"invalid"
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Failure	403		{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404		{object}	httpapi.Problem	"not_found"
//	@Failure	409		{object}	httpapi.Problem	"org_move"
//	@Security	session
//	@Router		/orgs/{id}/reject [post]
func (h *handler) reject(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.Reject, h.answer)
}

// suspend answers POST /orgs/:id/suspend.
//
//	@Summary	暂停机构 Suspend the organisation
//	@Tags		orgs
//	@Param		id		path		string			true	"organisation id"
//	@Param		body	body		httpapi.ReasonRequest	true	"why"
//	@Success	200		{object}	orgView
//	@Failure	400		{object}	httpapi.Problem	"invalid"
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Failure	403		{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404		{object}	httpapi.Problem	"not_found"
//	@Failure	409		{object}	httpapi.Problem	"org_move"
//	@Security	session
//	@Router		/orgs/{id}/suspend [post]
func (h *handler) suspend(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.Suspend, h.answer)
}

// reinstate answers POST /orgs/:id/reinstate.
//
//	@Summary	恢复机构 Reinstate a suspended organisation
//	@Tags		orgs
//	@Param		id		path		string			true	"organisation id"
//	@Param		body	body		httpapi.ReasonRequest	true	"why"
//	@Success	200		{object}	orgView
//	@Failure	400		{object}	httpapi.Problem	"invalid"
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Failure	403		{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404		{object}	httpapi.Problem	"not_found"
//	@Failure	409		{object}	httpapi.Problem	"org_move, org_credit, org_licence"
//	@Security	session
//	@Router		/orgs/{id}/reinstate [post]
func (h *handler) reinstate(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.Reinstate, h.answer)
}

// cancel answers POST /orgs/:id/cancel.
//
//	@Summary	关闭档案 Close the file
//	@Tags		orgs
//	@Param		id		path		string			true	"organisation id"
//	@Param		body	body		httpapi.ReasonRequest	true	"why"
//	@Success	200		{object}	orgView
//	@Failure	400		{object}	httpapi.Problem	"invalid"
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Failure	403		{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404		{object}	httpapi.Problem	"not_found"
//	@Failure	409		{object}	httpapi.Problem	"org_move"
//	@Security	session
//	@Router		/orgs/{id}/cancel [post]
func (h *handler) cancel(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.Cancel, h.answer)
}

// credit answers PUT /orgs/:id/credit.
//
//	@Summary	登记信用状态 Enter the standing with the registry; serious suspends at once
//	@Tags		orgs
//	@Param		id		path		string			true	"organisation id"
//	@Param		If-Match	header	string	true	"the version that was seen"
//	@Param		body	body		creditRequest	true	"standing and why"
//	@Success	200		{object}	orgView
//	@Failure	400		{object}	httpapi.Problem	"invalid"
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Failure	403		{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404		{object}	httpapi.Problem	"not_found"
//	@Failure	409		{object}	httpapi.Problem	"org_move"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428		{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/orgs/{id}/credit [put]
func (h *handler) credit(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r creditRequest) (Org, error) {
		return h.service.SetCredit(ctx, id, version, r.Credit, r.Reason)
	}, h.answer)
}

// qualify answers PUT /orgs/:id/qualification.
//
//	@Summary	登记资质 Enter rating, licence and annual report; empty fields keep what is on file
//	@Tags		orgs
//	@Param		id			path		string					true	"organisation id"
//	@Param		body		body		qualificationRequest	true	"what was found"
//	@Param		If-Match	header		string					true	"the version that was seen"
//	@Success	200			{object}	orgView
//	@Failure	400		{object}	httpapi.Problem	"invalid"
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Failure	403		{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404		{object}	httpapi.Problem	"not_found"
//	@Failure	409		{object}	httpapi.Problem	"org_move"
//	@Failure	412		{object}	httpapi.Problem	"stale_version"
//	@Failure	428		{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/orgs/{id}/qualification [put]
func (h *handler) qualify(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r qualificationRequest) (Org, error) {
		return h.service.Qualify(ctx, id, version, Qualification(r))
	}, h.answer)
}

// oldCode answers PUT /orgs/:id/old-code.
//
//	@Summary	录入历史代码 Enter a code issued long ago whose check characters do not fit
//	@Tags		orgs
//	@Param		id		path		string			true	"organisation id"
//	@Param		If-Match	header	string	true	"the version that was seen"
//	@Param		body	body		oldCodeRequest	true	"code and why"
//	@Success	200		{object}	orgView
//	@Failure	400		{object}	httpapi.Problem	"invalid"
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Failure	403		{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404		{object}	httpapi.Problem	"not_found"
//	@Failure	409		{object}	httpapi.Problem	"org_move, org_uscc_taken"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428		{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/orgs/{id}/old-code [put]
func (h *handler) oldCode(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r oldCodeRequest) (Org, error) {
		return h.service.AcceptOldCode(ctx, id, version, r.USCC, r.Reason)
	}, h.answer)
}
