package volunteers

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type askRequest struct {
	OrgID string `json:"org_id" validate:"required,id=org"`
}

// ask answers POST /volunteers/me/orgs.
//
//	@Summary	Ask an organisation to be taken
//	@Tags		volunteers
//	@Param		body	body		askRequest	true	"what is sent"
//	@Success	200		{object}	volunteerView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"volunteer_joined, volunteer_many_orgs, org_not_active"
//	@Security	session
//	@Router		/volunteers/me/orgs [post]
func (h *handler) ask(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, _ string, r askRequest) (Volunteer, error) {
		return h.service.AskToJoin(ctx, r.OrgID)
	}, h.answerOwn)
}

// leave answers DELETE /volunteers/me/orgs/:org.
//
//	@Summary	Leave an organisation, or take the request back
//	@Tags		volunteers
//	@Param		org	path		string	true	"organisation id"
//	@Success	200	{object}	volunteerView
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/volunteers/me/orgs/{org} [delete]
func (h *handler) leave(c *fiber.Ctx) error {
	return h.ownAct(c, func(ctx context.Context) (Volunteer, error) { return h.service.Leave(ctx, c.Params("org")) })
}

type askingQuery struct {
	httpapi.PageQuery
	OrgID string `query:"org_id" validate:"required,max=40"`
}

// asking answers GET /volunteers/asking.
//
//	@Summary	Volunteers who ask to join one's organisation, masked, longest waiting first
//	@Tags		volunteers
//	@Param		org_id	query		string	true	"organisation"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[listedView]
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Security	session
//	@Router		/volunteers/asking [get]
func (h *handler) asking(c *fiber.Ctx) error {
	q, err := httpapi.Query[askingQuery](c)
	if err != nil {
		return err
	}
	ctx, s := c.UserContext(), h.service
	page, err := s.Asking(ctx, q.OrgID, q.Options()...)
	if err != nil {
		return err
	}
	o, err := s.Orgs.Get(ctx, q.OrgID)
	if err != nil {
		return err
	}
	return c.JSON(httpapi.ListOf(page, func(m Masked) listedView {
		return listedView{viewCard(m), m.Version, workflow.OpenViews(s.member.Acts(ctx, &membership{m.Volunteer, o.ID, o.Region}))}
	}))
}

// accept answers POST /volunteers/:id/orgs/:org/accept.
//
//	@Summary	Take a volunteer who has asked
//	@Tags		volunteers
//	@Param		id	path		string	true	"volunteer id"
//	@Param		org	path		string	true	"organisation id"
//	@Success	200	{object}	volunteerView
//	@Failure	403	{object}	httpapi.Problem	"own_work"
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/volunteers/{id}/orgs/{org}/accept [post]
func (h *handler) accept(c *fiber.Ctx) error {
	return httpapi.Do(c, func(ctx context.Context, id string) (Volunteer, error) {
		return h.service.Accept(ctx, id, c.Params("org"))
	}, h.answer)
}

// decline answers POST /volunteers/:id/orgs/:org/decline.
//
//	@Summary	Decline a volunteer who has asked
//	@Tags		volunteers
//	@Param		id	path	string	true	"volunteer id"
//	@Param		org	path	string	true	"organisation id"
//	@Success	204
//	@Failure	403	{object}	httpapi.Problem	"own_work"
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/volunteers/{id}/orgs/{org}/decline [post]
func (h *handler) decline(c *fiber.Ctx) error {
	if _, err := h.service.Decline(c.UserContext(), c.Params("id"), c.Params("org")); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// remove answers DELETE /volunteers/:id/orgs/:org.
//
//	@Summary	Take a volunteer out of one's organisation
//	@Tags		volunteers
//	@Param		id	path	string	true	"volunteer id"
//	@Param		org	path	string	true	"organisation id"
//	@Success	204
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/volunteers/{id}/orgs/{org} [delete]
func (h *handler) remove(c *fiber.Ctx) error {
	if _, err := h.service.Remove(c.UserContext(), c.Params("id"), c.Params("org")); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

type consentRequest struct {
	Version string `json:"version" validate:"required,max=40"` // of the text that was read
}

// consent answers POST /volunteers/me/clearance/consent.
//
//	@Summary	Agree to the query of the criminal record
//	@Tags		volunteers
//	@Param		body	body		consentRequest	true	"what is sent"
//	@Success	200		{object}	volunteerView
//	@Failure	400		{object}	httpapi.Problem	"consent_version"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"clearance_move"
//	@Security	session
//	@Router		/volunteers/me/clearance/consent [post]
func (h *handler) consent(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, _ string, r consentRequest) (Volunteer, error) {
		return h.service.Consent(ctx, r.Version)
	}, h.answerOwn)
}

// withdraw answers DELETE /volunteers/me/clearance/consent.
//
//	@Summary	Take the consent back before the query is made
//	@Tags		volunteers
//	@Success	200	{object}	volunteerView
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"clearance_move"
//	@Security	session
//	@Router		/volunteers/me/clearance/consent [delete]
func (h *handler) withdraw(c *fiber.Ctx) error {
	return h.ownAct(c, h.service.WithdrawConsent)
}

// consentOnPaper answers POST /volunteers/:id/clearance/consent.
//
//	@Summary	Record a consent that the organisation holds signed
//	@Tags		volunteers
//	@Param		id	path		string	true	"volunteer id"
//	@Success	200	{object}	volunteerView
//	@Failure	403	{object}	httpapi.Problem	"own_work"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"clearance_move"
//	@Security	session
//	@Router		/volunteers/{id}/clearance/consent [post]
func (h *handler) consentOnPaper(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.ConsentOnPaper, h.answer)
}

// query answers POST /volunteers/:id/clearance/query.
//
//	@Summary	Record that the query was made today
//	@Tags		volunteers
//	@Param		id	path		string	true	"volunteer id"
//	@Success	200	{object}	volunteerView
//	@Failure	403	{object}	httpapi.Problem	"own_work"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"clearance_move"
//	@Security	session
//	@Router		/volunteers/{id}/clearance/query [post]
func (h *handler) query(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.RecordQuery, h.answer)
}

type resultRequest struct {
	Result    string    `json:"result" validate:"required,oneof=clear hit"` // nothing else is ever recorded
	Authority Authority `json:"authority" validate:"required,oneof=police procuracy civil_admin"`
	documentRequest
}

// documentRequest is the document that gives a result.
type documentRequest struct {
	Day        region.Day `json:"day" validate:"required,day"` // of the authority's answer
	DocumentNo string     `json:"document_no" validate:"required,max=60"`
	Issuer     string     `json:"issuer" validate:"required,max=100"` // the office that issued it
	FileID     string     `json:"file_id" validate:"max=40"`          // the document itself, attached to the volunteer for the purpose clearance
}

// result answers POST /volunteers/:id/clearance/result.
//
//	@Summary	Record the answer by its document; a hit bars and freezes at once, a clear result counts when another person has confirmed it
//	@Tags		volunteers
//	@Param		id		path		string			true	"volunteer id"
//	@Param		body	body		resultRequest	true	"what is sent"
//	@Success	200		{object}	volunteerView
//	@Failure	400		{object}	httpapi.Problem	"clearance_day, clearance_authority, clearance_document"
//	@Failure	403		{object}	httpapi.Problem	"own_work"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"clearance_move"
//	@Security	session
//	@Router		/volunteers/{id}/clearance/result [post]
func (h *handler) result(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, r resultRequest) (Volunteer, error) {
		return h.service.RecordResult(ctx, id, Result{Hit: r.Result == "hit", Authority: r.Authority, Day: r.Day, DocumentNo: r.DocumentNo, Issuer: r.Issuer, FileID: r.FileID})
	}, h.answer)
}

// confirmResult answers POST /volunteers/:id/clearance/confirm.
//
//	@Summary	Confirm a recorded clear result by its document; another person than the one who recorded it
//	@Tags		volunteers
//	@Param		id	path		string	true	"volunteer id"
//	@Param		If-Match	header	string	true	"the version that was seen"
//	@Success	200	{object}	volunteerView
//	@Failure	403	{object}	httpapi.Problem	"own_work"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"clearance_move"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/volunteers/{id}/clearance/confirm [post]
func (h *handler) confirmResult(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, h.service.ConfirmResult, h.answer)
}

// returnResult answers POST /volunteers/:id/clearance/return.
//
//	@Summary	Return a recorded clear result that does not agree with its document
//	@Tags		volunteers
//	@Param		id		path		string					true	"volunteer id"
//	@Param		If-Match	header	string	true	"the version that was seen"
//	@Param		body	body		httpapi.ReasonRequest	true	"why, without names and numbers of persons"
//	@Success	200		{object}	volunteerView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem	"own_work"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"clearance_move"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/volunteers/{id}/clearance/return [post]
func (h *handler) returnResult(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r httpapi.ReasonRequest) (Volunteer, error) {
		return h.service.ReturnResult(ctx, id, version, r.Reason)
	}, h.answer)
}

type reviewRequest struct {
	Authority Authority `json:"authority" validate:"required,oneof=police procuracy civil_admin"`
	documentRequest
	Reason string `json:"reason" validate:"required,max=200"` // no names, no details of the record
}

// review answers POST /volunteers/:id/clearance/review.
//
//	@Summary	Lift a bar that the authority has taken back, by the region's office and another person
//	@Tags		volunteers
//	@Param		id		path		string			true	"volunteer id"
//	@Param		body	body		reviewRequest	true	"what is sent"
//	@Success	200		{object}	volunteerView
//	@Failure	400		{object}	httpapi.Problem	"clearance_day, clearance_authority, clearance_document"
//	@Failure	403		{object}	httpapi.Problem	"own_work"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"clearance_move"
//	@Security	session
//	@Router		/volunteers/{id}/clearance/review [post]
func (h *handler) review(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, r reviewRequest) (Volunteer, error) {
		return h.service.Review(ctx, id, Result{Authority: r.Authority, Day: r.Day, DocumentNo: r.DocumentNo, Issuer: r.Issuer, FileID: r.FileID}, r.Reason)
	}, h.answer)
}

// revoke answers POST /volunteers/:id/clearance/revoke.
//
//	@Summary	Revoke a clear result that was recorded by mistake or withdrawn; what needs it stops at once
//	@Tags		volunteers
//	@Param		id		path		string					true	"volunteer id"
//	@Param		If-Match	header	string	true	"the version that was seen"
//	@Param		body	body		httpapi.ReasonRequest	true	"why, without names and numbers of persons"
//	@Success	200		{object}	volunteerView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem	"own_work"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"clearance_move"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/volunteers/{id}/clearance/revoke [post]
func (h *handler) revoke(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r httpapi.ReasonRequest) (Volunteer, error) {
		return h.service.RevokeClearance(ctx, id, version, r.Reason)
	}, h.answer)
}
