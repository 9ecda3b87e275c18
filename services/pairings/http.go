package pairings

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type handler struct{ service *Service }

// Routes mounts the feature.
func Routes(r *httpapi.Router, s *Service) {
	h := &handler{s}
	r.Get("/pairings", auth.PairingRead, h.pairings, exportPairings)
	r.Post("/pairings", auth.PairingManage, h.propose)
	r.Get("/pairings/:id", auth.PairingRead, h.pairing)
	r.Get("/pairings/:id/candidates", auth.PairingManage, h.candidates)
	r.Post("/pairings/:id/match", auth.PairingManage, h.match)
	r.Post("/pairings/:id/consent", auth.PairingManage, h.consent)
	r.Post("/pairings/:id/activate", auth.PairingManage, h.activate)
	r.Post("/pairings/:id/pause", auth.PairingManage, h.pause)
	r.Post("/pairings/:id/resume", auth.PairingManage, h.resume)
	r.Post("/pairings/:id/end", auth.PairingManage, h.end)
	r.Post("/pairings/:id/count", auth.PairingManage, h.count)
	r.Get("/pairings/:id/contacts", auth.PairingRead, h.contacts)
	r.Post("/pairings/:id/contacts", auth.PairingLog, h.log)
	r.Get("/pairings/:id/contacts/:contact", auth.PairingRead, h.contact)

	r.Get("/dangers", auth.DangerHandle, h.dangers)
	r.Get("/dangers/:id", auth.DangerHandle, h.danger)
	r.Post("/dangers/:id/take", auth.DangerHandle, h.takeDanger)
	r.Post("/dangers/:id/take-over", auth.DangerHandle, h.takeOverDanger)
	r.Post("/dangers/:id/close", auth.DangerHandle, h.closeDanger)
}

type pairingQuery struct {
	httpapi.PageQuery
	Status        PairingStatus `query:"status" validate:"omitempty,oneof=proposed matched consented active paused ended"`
	BeneficiaryID string        `query:"beneficiary_id" validate:"max=40"`
	OrgID         string        `query:"org_id" validate:"max=40"`
	VolunteerID   string        `query:"volunteer_id" validate:"max=40"`
}

// pairings answers GET /pairings.
//
//	@Summary	Pairings within one's reach, newest first; a volunteer's own
//	@Tags		pairings
//	@Param		status			query		string	false	"proposed, matched, consented, active, paused or ended"
//	@Param		beneficiary_id	query		string	false	"file"
//	@Param		org_id			query		string	false	"organisation"
//	@Param		volunteer_id	query		string	false	"volunteer"
//	@Param		limit			query		int		false	"page size"
//	@Param		after			query		string	false	"cursor"
//	@Param		format	query	string	false	"xlsx: the whole filtered list as a spreadsheet, 1,000 rows at most, encrypted under the password in the header Export-Password; needs data.export_persons"
//	@Param		purpose	query	string	false	"of a spreadsheet: statistics, insurance, contact, inspection or archive"
//	@Success	200				{object}	httpapi.List[pairingView]
//	@Failure	400				{object}	httpapi.Problem
//	@Failure	403				{object}	httpapi.Problem
//	@Failure	413	{object}	httpapi.Problem	"export_too_large"
//	@Security	session
//	@Router		/pairings [get]
func (h *handler) pairings(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q pairingQuery) (docstore.Page[PairingFile], error) {
		return h.service.ListPairings(ctx, PairingQuery{
			Status: q.Status, BeneficiaryID: q.BeneficiaryID, OrgID: q.OrgID, VolunteerID: q.VolunteerID, Page: q.Options(),
		})
	}, viewPairing)
}

// answerPairing writes the pairing with its ETag and its acts.
func (h *handler) answerPairing(c *fiber.Ctx, f PairingFile) error {
	httpapi.ETag(c, f.Version)
	return c.JSON(pairingDetailView{viewPairing(f), workflow.Views(h.service.PairingActs(c.UserContext(), &f.Pairing), httpapi.Lang(c))})
}

// pairing answers GET /pairings/:id.
//
//	@Summary	One pairing; its ETag is for If-Match
//	@Tags		pairings
//	@Param		id	path		string	true	"pairing"
//	@Success	200	{object}	pairingDetailView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/pairings/{id} [get]
func (h *handler) pairing(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.ReadPairing, h.answerPairing)
}

// propose answers POST /pairings.
//
//	@Summary	Propose a pairing for a registered person
//	@Tags		pairings
//	@Param		body	body		pairingRequest	true	"person, organisation, type and contact plan"
//	@Success	201		{object}	pairingDetailView
//	@Failure	400		{object}	httpapi.Problem	"contact_plan, contract_not_ours, region_outside"
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"file_not_registered, file_orgs_full, org_not_active"
//	@Security	session
//	@Router		/pairings [post]
func (h *handler) propose(c *fiber.Ctx) error {
	r, err := httpapi.Bind[pairingRequest](c)
	if err != nil {
		return err
	}
	f, err := h.service.Propose(c.UserContext(), NewPairing{BeneficiaryID: r.BeneficiaryID, OrgID: r.OrgID, Type: r.Type, Plan: Plan(r.Plan), ContractID: r.ContractID})
	if err != nil {
		return err
	}
	c.Status(fiber.StatusCreated)
	return h.answerPairing(c, f)
}

// match answers POST /pairings/:id/match.
//
//	@Summary	Name the volunteers: active, of the organisation, clear, with a place left
//	@Tags		pairings
//	@Param		id			path		string			true	"pairing"
//	@Param		If-Match	header		string			true	"version"
//	@Param		body		body		matchRequest	true	"one volunteer, or 2 to 6 for a team"
//	@Success	200			{object}	pairingDetailView
//	@Failure	400			{object}	httpapi.Problem	"team_size"
//	@Failure	403			{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"pairing_move, file_not_registered, volunteer_not_active, guardian_consent_needed, needs_clearance, mother_rule, volunteer_full, beneficiary_full"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/pairings/{id}/match [post]
func (h *handler) match(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, pairingID string, version int64, r matchRequest) (PairingFile, error) {
		return h.service.Match(ctx, pairingID, version, r.VolunteerIDs)
	}, h.answerPairing)
}

// candidates answers GET /pairings/:id/candidates.
//
//	@Summary	Volunteers who may be named for the pairing, newest first; a page may have fewer items than the limit and still a next page
//	@Tags		pairings
//	@Param		id		path		string	true	"pairing"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[candidateView]
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"pairing_move"
//	@Security	session
//	@Router		/pairings/{id}/candidates [get]
func (h *handler) candidates(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q pageQuery) (docstore.Page[Candidate], error) {
		return h.service.Candidates(ctx, c.Params("id"), q.Options()...)
	}, viewCandidate)
}

// consent answers POST /pairings/:id/consent.
//
//	@Summary	Record the guardian's consent and what the child said
//	@Tags		pairings
//	@Param		id			path		string			true	"pairing"
//	@Param		If-Match	header		string			true	"version"
//	@Param		body		body		consentRequest	true	"who, to which text, when; the child's opinion"
//	@Success	200			{object}	pairingDetailView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"pairing_move, child_said_no"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/pairings/{id}/consent [post]
func (h *handler) consent(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, pairingID string, version int64, r consentRequest) (PairingFile, error) {
		return h.service.RecordConsent(ctx, pairingID, version, NewConsent(r))
	}, h.answerPairing)
}

// activate answers POST /pairings/:id/activate.
//
//	@Summary	Begin the pairing
//	@Tags		pairings
//	@Param		id			path		string	true	"pairing"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200			{object}	pairingDetailView
//	@Failure	403			{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"pairing_move, file_not_registered, volunteer_not_active, guardian_consent_needed, needs_clearance"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/pairings/{id}/activate [post]
func (h *handler) activate(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, h.service.Activate, h.answerPairing)
}

// pause answers POST /pairings/:id/pause.
//
//	@Summary	Pause the pairing
//	@Tags		pairings
//	@Param		id			path		string			true	"pairing"
//	@Param		If-Match	header		string			true	"version"
//	@Param		body		body		pauseRequest	true	"reason"
//	@Success	200			{object}	pairingDetailView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"pairing_move"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/pairings/{id}/pause [post]
func (h *handler) pause(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, pairingID string, version int64, r pauseRequest) (PairingFile, error) {
		return h.service.Pause(ctx, pairingID, version, r.Reason)
	}, h.answerPairing)
}

// count answers POST /pairings/:id/count.
//
//	@Summary	Let a contract of the organisation count the contacts from now on, or none
//	@Tags		pairings
//	@Param		id			path		string			true	"pairing"
//	@Param		If-Match	header		string			true	"version"
//	@Param		body		body		countRequest	true	"contract"
//	@Success	200			{object}	pairingDetailView
//	@Failure	400			{object}	httpapi.Problem	"contract_not_ours, region_outside"
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"pairing_move"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/pairings/{id}/count [post]
func (h *handler) count(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, pairingID string, version int64, r countRequest) (PairingFile, error) {
		return h.service.CountFor(ctx, pairingID, version, r.ContractID)
	}, h.answerPairing)
}

// resume answers POST /pairings/:id/resume.
//
//	@Summary	Resume a paused pairing
//	@Tags		pairings
//	@Param		id			path		string	true	"pairing"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200			{object}	pairingDetailView
//	@Failure	403			{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"pairing_move, file_not_registered, volunteer_not_active, guardian_consent_needed, needs_clearance"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/pairings/{id}/resume [post]
func (h *handler) resume(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, h.service.Resume, h.answerPairing)
}

// end answers POST /pairings/:id/end.
//
//	@Summary	End the pairing for good
//	@Tags		pairings
//	@Param		id			path		string		true	"pairing"
//	@Param		If-Match	header		string		true	"version"
//	@Param		body		body		endRequest	true	"completed, moved, unsuited or violation"
//	@Success	200			{object}	pairingDetailView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"pairing_move"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/pairings/{id}/end [post]
func (h *handler) end(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, pairingID string, version int64, r endRequest) (PairingFile, error) {
		return h.service.End(ctx, pairingID, version, r.Reason)
	}, h.answerPairing)
}

type pageQuery struct{ httpapi.PageQuery }

// contacts answers GET /pairings/:id/contacts.
//
//	@Summary	The contacts of a pairing without their notes, the latest first; a volunteer's own
//	@Tags		pairings
//	@Param		id		path		string	true	"pairing"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[contactView]
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Security	session
//	@Router		/pairings/{id}/contacts [get]
func (h *handler) contacts(c *fiber.Ctx) error {
	q, err := httpapi.Query[pageQuery](c)
	if err != nil {
		return err
	}
	page, err := h.service.Contacts(c.UserContext(), c.Params("id"), q.Options()...)
	if err != nil {
		return err
	}
	return c.JSON(httpapi.ListOf(page, viewContact))
}

// log answers POST /pairings/:id/contacts.
//
//	@Summary	Log a contact of one's own; a danger is told at once, and 110 comes first
//	@Tags		pairings
//	@Param		id		path		string			true	"pairing"
//	@Param		body	body		contactRequest	true	"the contact"
//	@Success	201		{object}	contactView
//	@Failure	400		{object}	httpapi.Problem	"invalid; by field contact_day, too_short"
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"pairing_not_active, contact_twice, volunteer_not_active, guardian_consent_needed, needs_clearance"
//	@Security	session
//	@Router		/pairings/{id}/contacts [post]
func (h *handler) log(c *fiber.Ctx) error {
	r, err := httpapi.Bind[contactRequest](c)
	if err != nil {
		return err
	}
	made, err := h.service.Log(c.UserContext(), c.Params("id"), NewContact(r))
	if err != nil {
		return err
	}
	v := viewContact(made)
	if v.Danger {
		v.Advice = advice(auth.From(c.UserContext()).Lang)
	}
	return c.Status(fiber.StatusCreated).JSON(v)
}

// contact answers GET /pairings/:id/contacts/:contact.
//
//	@Summary	One contact with its note. The reading is noted.
//	@Tags		pairings
//	@Param		id		path		string	true	"pairing"
//	@Param		contact	path		string	true	"contact"
//	@Success	200		{object}	contactView
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Security	session
//	@Router		/pairings/{id}/contacts/{contact} [get]
func (h *handler) contact(c *fiber.Ctx) error {
	got, note, err := h.service.ReadContact(c.UserContext(), c.Params("id"), c.Params("contact"))
	if err != nil {
		return err
	}
	v := viewContact(got)
	v.Note = note.Reveal()
	return c.JSON(v)
}
