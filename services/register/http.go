package register

import (
	"cmp"
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type handler struct{ service *Service }

// Routes mounts the feature.
func Routes(r *httpapi.Router, s *Service) {
	h := &handler{s}
	person := httpapi.Limit("beneficiary-id", 60, time.Hour) // because an answer reveals whether an ID number has a file
	r.Get("/beneficiaries", auth.BeneficiaryRead, h.list)
	r.Post("/beneficiaries/search", auth.BeneficiaryRead, h.find, httpapi.NoIdempotency(), httpapi.Limit("beneficiary-search", 300, time.Hour))
	r.Post("/beneficiaries", auth.BeneficiaryEdit, h.create, person)
	r.Get("/beneficiaries/:id", auth.BeneficiaryRead, h.see)
	r.Put("/beneficiaries/:id", auth.BeneficiaryEdit, h.edit, person)
	r.Post("/beneficiaries/:id/submit", auth.BeneficiaryEdit, h.submit)
	r.Post("/beneficiaries/:id/verify", auth.BeneficiaryVerify, h.verify)
	r.Post("/beneficiaries/:id/confirm", auth.BeneficiaryVerify, h.confirm)
	r.Post("/beneficiaries/:id/return", auth.BeneficiaryVerify, h.returnFile)
	r.Post("/beneficiaries/:id/exit", auth.BeneficiaryEdit, h.proposeExit)
	r.Post("/beneficiaries/:id/exit/confirm", auth.BeneficiaryVerify, h.confirmExit)
	r.Post("/beneficiaries/:id/orgs", auth.BeneficiaryVerify, h.assign)
	r.Delete("/beneficiaries/:id/orgs/:org", auth.BeneficiaryVerify, h.withdraw)
	r.Post("/beneficiaries/:id/reveal", auth.BeneficiaryReveal, h.reveal, httpapi.NoIdempotency(), httpapi.Limit("beneficiary-reveal", 20, time.Hour), httpapi.StepUp())
}

type fileQuery struct {
	httpapi.PageQuery
	Status FileStatus `query:"status" validate:"omitempty,oneof=draft village_submitted township_verified registered exit_pending exited"`
	Kind   Kind       `query:"kind" validate:"omitempty,oneof=left_behind_child child_in_need orphan unsupported_child left_behind_elder left_behind_woman"`
	Risk   Risk       `query:"risk" validate:"omitempty,oneof=red yellow blue green not_collected"`
	Region string     `query:"region" validate:"max=100"`
}

// list answers GET /beneficiaries.
//
//	@Summary	Files within one's reach, newest first; organisations see the cards of those assigned to them
//	@Tags		register
//	@Param		status	query		string	false	"state"
//	@Param		kind	query		string	false	"left_behind_child, child_in_need, orphan, unsupported_child, left_behind_elder or left_behind_woman"
//	@Param		risk	query		string	false	"red, yellow, blue, green or not_collected"
//	@Param		region	query		string	false	"region path prefix"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[fileView]
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Security	session
//	@Router		/beneficiaries [get]
func (h *handler) list(c *fiber.Ctx) error {
	q, err := httpapi.Query[fileQuery](c)
	if err != nil {
		return err
	}
	page, err := h.service.List(c.UserContext(), FileQuery{Status: q.Status, Kind: q.Kind, Risk: q.Risk, Region: q.Region, Page: q.Options()})
	if err != nil {
		return err
	}
	today := h.service.today()
	return c.JSON(httpapi.ListOf(page, func(f File) fileView { return viewFile(f, today) }))
}

// find answers POST /beneficiaries/search.
//
//	@Summary	Files within one's reach by name, pinyin, initials, guardian, last digits, birth or pseudonym; noted without the text
//	@Tags		register
//	@Param		body	body		findRequest	true	"what to look for, and among which files"
//	@Success	200		{object}	httpapi.List[fileView]
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"find_among_too_many"
//	@Failure	429		{object}	httpapi.Problem
//	@Security	session
//	@Router		/beneficiaries/search [post]
func (h *handler) find(c *fiber.Ctx) error {
	r, err := httpapi.Bind[findRequest](c)
	if err != nil {
		return err
	}
	page, err := h.service.Find(c.UserContext(), Search{
		Text: r.Text, Among: FileQuery{Status: r.Status, Kind: r.Kind, Risk: r.Risk, Region: r.Region}, Limit: cmp.Or(r.Limit, 20), After: r.After,
	})
	if err != nil {
		return err
	}
	today := h.service.today()
	return c.JSON(httpapi.ListOf(page, func(f File) fileView { return viewFile(f, today) }))
}

// create answers POST /beneficiaries.
//
//	@Summary	Write a draft of a person's file
//	@Tags		register
//	@Param		body	body		fileRequest	true	"the person"
//	@Success	201		{object}	fileDetailView
//	@Failure	400		{object}	httpapi.Problem	"invalid; by field left_behind_age, child_age, elder_age, woman_only, id_number_invalid"
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"file_exists"
//	@Failure	429		{object}	httpapi.Problem
//	@Security	session
//	@Router		/beneficiaries [post]
func (h *handler) create(c *fiber.Ctx) error {
	r, err := httpapi.Bind[fileRequest](c)
	if err != nil {
		return err
	}
	facts, who := r.split()
	f, err := h.service.Create(c.UserContext(), facts, who)
	if err != nil {
		return err
	}
	c.Status(fiber.StatusCreated)
	return h.answer(c, f)
}

// answer writes the file with its ETag and its acts.
func (h *handler) answer(c *fiber.Ctx, f File) error {
	httpapi.ETag(c, f.Version)
	return c.JSON(fileDetailView{
		viewFile(f, h.service.today()), workflow.Views(h.service.FileActs(c.UserContext(), &f.Beneficiary), httpapi.Lang(c)),
	})
}

// see answers GET /beneficiaries/:id.
//
//	@Summary	One file, masked; its ETag is for If-Match. The reading is noted.
//	@Tags		register
//	@Param		id	path		string	true	"file"
//	@Success	200	{object}	fileDetailView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/beneficiaries/{id} [get]
func (h *handler) see(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Read, h.answer)
}

// edit answers PUT /beneficiaries/:id.
//
//	@Summary	Edit a draft, or the living facts of a registered file; what identifies may be left out
//	@Tags		register
//	@Param		id			path		string		true	"file"
//	@Param		If-Match	header		string		true	"version"
//	@Param		body		body		fileRequest	true	"the person"
//	@Success	200			{object}	fileDetailView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"file_locked, identity_fixed, file_exists, r16_unflagged"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/beneficiaries/{id} [put]
func (h *handler) edit(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, fileID string, version int64, r fileRequest) (File, error) {
		facts, who := r.split()
		return h.service.Edit(ctx, fileID, version, facts, who)
	}, h.answer)
}

// reveal answers POST /beneficiaries/:id/reveal.
//
//	@Summary	One value in full, for a purpose; noted, and 20 an hour
//	@Tags		register
//	@Param		id		path		string			true	"file"
//	@Param		body	body		revealRequest	true	"field and purpose"
//	@Success	200		{object}	revealView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem	"forbidden, step_up_required"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	429		{object}	httpapi.Problem
//	@Security	session
//	@Router		/beneficiaries/{id}/reveal [post]
func (h *handler) reveal(c *fiber.Ctx) error {
	r, err := httpapi.Bind[revealRequest](c)
	if err != nil {
		return err
	}
	value, err := h.service.Reveal(c.UserContext(), c.Params("id"), r.Field, r.Purpose)
	if err != nil {
		return err
	}
	return c.JSON(revealView{Value: value.Reveal()})
}
