package delegations

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// edit answers PUT /delegations/:id.
//
//	@Summary	Edit a draft; what identifies the caregiver may be left out
//	@Tags		delegations
//	@Param		id			path		string	true	"delegation"
//	@Param		If-Match	header		string	true	"version"
//	@Param		body		body		termsRequest	true	"the terms"
//	@Success	200			{object}	delegationDetailView
//	@Failure	400			{object}	httpapi.Problem	"invalid; by field period, period_birthday, delegate_age, delegate_capacity, id_number_invalid"
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"delegation_move, file_not_registered, delegation_age, delegate_barred"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Failure	429			{object}	httpapi.Problem
//	@Security	session
//	@Router		/delegations/{id} [put]
func (h *handler) edit(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, delegationID string, version int64, r termsRequest) (View, error) {
		return h.service.Edit(ctx, delegationID, version, r.terms())
	}, h.answer)
}

// check answers PUT /delegations/:id/checks/:item.
//
//	@Summary	Record one of the four checks of the caregiver with its proof
//	@Tags		delegations
//	@Param		id			path		string	true	"delegation"
//	@Param		item		path		string	true	"harm, habits, neglect or unfit"
//	@Param		If-Match	header		string	true	"version"
//	@Param		body		body		checkRequest	true	"finding and proof"
//	@Success	200			{object}	delegationDetailView
//	@Failure	400			{object}	httpapi.Problem	"invalid; by field proof_needed, file_checking, too_short"
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"delegation_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/delegations/{id}/checks/{item} [put]
func (h *handler) check(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, delegationID string, version int64, r checkRequest) (View, error) {
		return h.service.SetCheck(ctx, delegationID, version, Item(c.Params("item")), NewCheck(r))
	}, h.answer)
}

// hear answers PUT /delegations/:id/opinion.
//
//	@Summary	Record the child's opinion
//	@Tags		delegations
//	@Param		id			path		string	true	"delegation"
//	@Param		If-Match	header		string	true	"version"
//	@Param		body		body		opinionRequest	true	"answer, day and words"
//	@Success	200			{object}	delegationDetailView
//	@Failure	400			{object}	httpapi.Problem	"invalid; by field child_old_enough, too_short"
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"delegation_move, file_not_registered, delegation_age"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/delegations/{id}/opinion [put]
func (h *handler) hear(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, delegationID string, version int64, r opinionRequest) (View, error) {
		return h.service.Hear(ctx, delegationID, version, NewOpinion(r))
	}, h.answer)
}

// sign answers POST /delegations/:id/sign.
//
//	@Summary	Record the signing with the signed copy; the township then confirms
//	@Tags		delegations
//	@Param		id			path		string	true	"delegation"
//	@Param		If-Match	header		string	true	"version"
//	@Param		body		body		signRequest	true	"signed copy and day"
//	@Success	200			{object}	delegationDetailView
//	@Failure	400			{object}	httpapi.Problem	"invalid; by field proof_needed, file_checking"
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"delegation_move, delegate_barred, checks_open, child_not_heard, child_said_no, period_over, file_not_registered, delegation_age"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/delegations/{id}/sign [post]
func (h *handler) sign(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, delegationID string, version int64, r signRequest) (View, error) {
		return h.service.Sign(ctx, delegationID, version, r.FileID, r.On)
	}, h.answer)
}

// inform answers PUT /delegations/:id/notices.
//
//	@Summary	Record the days on which school and village were told in writing
//	@Tags		delegations
//	@Param		id			path		string	true	"delegation"
//	@Param		If-Match	header		string	true	"version"
//	@Param		body		body		noticesRequest	true	"the days"
//	@Success	200			{object}	delegationDetailView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"delegation_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/delegations/{id}/notices [put]
func (h *handler) inform(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, delegationID string, version int64, r noticesRequest) (View, error) {
		return h.service.Inform(ctx, delegationID, version, Notices{School: r.SchoolOn, Village: r.VillageOn})
	}, h.answer)
}

// confirm answers POST /delegations/:id/confirm.
//
//	@Summary	Begin the delegation; never by who wrote in it or is the caregiver
//	@Tags		delegations
//	@Param		id			path		string	true	"delegation"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200			{object}	delegationDetailView
//	@Failure	400			{object}	httpapi.Problem	"period_birthday"
//	@Failure	403			{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"delegation_move, not_told, delegate_barred, period_over, file_not_registered, delegation_age"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/delegations/{id}/confirm [post]
func (h *handler) confirm(c *fiber.Ctx) error { return httpapi.DoSeen(c, h.service.Confirm, h.answer) }

// returnDelegation answers POST /delegations/:id/return.
//
//	@Summary	Send a signed delegation back to the village
//	@Tags		delegations
//	@Param		id			path		string	true	"delegation"
//	@Param		If-Match	header		string	true	"version"
//	@Param		body		body		returnRequest	true	"reason and note"
//	@Success	200			{object}	delegationDetailView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"delegation_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/delegations/{id}/return [post]
func (h *handler) returnDelegation(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, delegationID string, version int64, r returnRequest) (View, error) {
		return h.service.Return(ctx, delegationID, version, r.Reason, r.Note)
	}, h.answer)
}

// end answers POST /delegations/:id/end.
//
//	@Summary	End the delegation before its last day
//	@Tags		delegations
//	@Param		id			path		string	true	"delegation"
//	@Param		If-Match	header		string	true	"version"
//	@Param		body		body		endRequest	true	"reason and note"
//	@Success	200			{object}	delegationDetailView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"delegation_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/delegations/{id}/end [post]
func (h *handler) end(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, delegationID string, version int64, r endRequest) (View, error) {
		return h.service.End(ctx, delegationID, version, r.Reason, r.Note)
	}, h.answer)
}

// revoke answers POST /delegations/:id/revoke.
//
//	@Summary	Revoke the delegation: the caregiver is found unfit
//	@Tags		delegations
//	@Param		id			path		string	true	"delegation"
//	@Param		If-Match	header		string	true	"version"
//	@Param		body		body		revokeRequest	true	"which of the four situations, and what was found"
//	@Success	200			{object}	delegationDetailView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"delegation_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/delegations/{id}/revoke [post]
func (h *handler) revoke(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, delegationID string, version int64, r revokeRequest) (View, error) {
		return h.service.Revoke(ctx, delegationID, version, r.Reason, r.Note)
	}, h.answer)
}

// discard answers POST /delegations/:id/discard.
//
//	@Summary	Throw a draft away; its personal values are erased
//	@Tags		delegations
//	@Param		id			path		string	true	"delegation"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200			{object}	delegationDetailView
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"delegation_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/delegations/{id}/discard [post]
func (h *handler) discard(c *fiber.Ctx) error { return httpapi.DoSeen(c, h.service.Discard, h.answer) }

// parents answers PUT /delegations/:id/parents.
//
//	@Summary	Set which parents are reminded of calling home; those left out are not
//	@Tags		delegations
//	@Param		id			path		string	true	"delegation"
//	@Param		If-Match	header		string	true	"version"
//	@Param		body		body		parentsRequest	true	"up to two parents"
//	@Success	200			{object}	delegationDetailView
//	@Failure	400			{object}	httpapi.Problem	"invalid; by field mobile_invalid"
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"delegation_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/delegations/{id}/parents [put]
func (h *handler) parents(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, delegationID string, version int64, r parentsRequest) (View, error) {
		return h.service.SetParents(ctx, delegationID, version, r.list())
	}, h.answer)
}
