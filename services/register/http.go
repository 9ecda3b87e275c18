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
	r.Post("/beneficiaries/import", auth.BeneficiaryEdit, h.importList, httpapi.BodyLimit(MaxImportBytes+64<<10),
		httpapi.NoIdempotency(), httpapi.Timeout(importTime), httpapi.Limit("beneficiary-import", 60, time.Hour))
	r.Get("/beneficiaries/import/template", auth.BeneficiaryEdit, h.importTemplate)
	r.Get("/beneficiaries/form", auth.BeneficiaryRead, h.form)
	r.Get("/beneficiaries/assessment-form", auth.BeneficiaryReveal, h.assessmentForm)
	r.Post("/beneficiaries/:id/assessments", auth.BeneficiaryEdit, h.assess)
	r.Get("/beneficiaries/:id/assessments", auth.BeneficiaryReveal, h.assessments)
	r.Get("/beneficiaries/:id", auth.BeneficiaryRead, h.see)
	r.Put("/beneficiaries/:id", auth.BeneficiaryEdit, h.edit, person)
	r.Delete("/beneficiaries/:id", auth.BeneficiaryEdit, h.discard)
	r.Get("/beneficiaries/:id/history", auth.BeneficiaryRead, h.history)
	r.Post("/beneficiaries/:id/submit", auth.BeneficiaryEdit, h.submit)
	r.Post("/beneficiaries/:id/verify", auth.BeneficiaryVerify, h.verify)
	r.Post("/beneficiaries/:id/confirm", auth.BeneficiaryVerify, h.confirm)
	r.Post("/beneficiaries/:id/return", auth.BeneficiaryVerify, h.returnFile)
	r.Post("/beneficiaries/:id/exit", auth.BeneficiaryEdit, h.proposeExit)
	r.Post("/beneficiaries/:id/exit/confirm", auth.BeneficiaryVerify, h.confirmExit)
	r.Post("/beneficiaries/:id/orgs", auth.BeneficiaryVerify, h.assign)
	r.Delete("/beneficiaries/:id/orgs/:org", auth.BeneficiaryVerify, h.withdraw)
	h.requestRoutes(r, person)
	r.Post("/beneficiaries/:id/reveal", auth.BeneficiaryReveal, h.reveal, httpapi.NoIdempotency(), httpapi.Limit("beneficiary-reveal", 20, time.Hour), httpapi.StepUp())
}

type fileQuery struct {
	httpapi.PageQuery
	Status  FileStatus `query:"status" validate:"omitempty,oneof=draft village_submitted township_verified registered exit_pending exited"`
	Kind    Kind       `query:"kind" validate:"omitempty,oneof=left_behind_child child_in_need orphan unsupported_child left_behind_elder left_behind_woman"`
	Risk    Risk       `query:"risk" validate:"omitempty,oneof=red yellow blue green not_collected"`
	Region  string     `query:"region" validate:"max=100"`
	Missing bool       `query:"missing"`
	AgeFrom int        `query:"age_from" validate:"min=0,max=150"`
	AgeTo   int        `query:"age_to" validate:"min=0,max=150"`
}

// list answers GET /beneficiaries.
//
//	@Summary	Files within one's reach, newest first; organisations see the cards of those assigned to them
//	@Tags		register
//	@Param		status	query		string	false	"state"
//	@Param		kind	query		string	false	"left_behind_child, child_in_need, orphan, unsupported_child, left_behind_elder or left_behind_woman"
//	@Param		risk	query		string	false	"red, yellow, blue, green or not_collected"
//	@Param		region	query		string	false	"region path prefix"
//	@Param		missing	query		bool	false	"only files in which something is missing"
//	@Param		age_from	query		int	false	"least age in years"
//	@Param		age_to	query		int	false	"last age included"
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
	page, err := h.service.List(c.UserContext(), FileQuery{
		Status: q.Status, Kind: q.Kind, Risk: q.Risk, Region: q.Region, Missing: q.Missing, AgeFrom: q.AgeFrom, AgeTo: q.AgeTo, Page: q.Options(),
	})
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
		Text: r.Text, Among: FileQuery{
			Status: r.Status, Kind: r.Kind, Risk: r.Risk, Region: r.Region, Missing: r.Missing, AgeFrom: r.AgeFrom, AgeTo: r.AgeTo,
		}, Limit: cmp.Or(r.Limit, 20), After: r.After,
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
	f, err := h.service.Create(c.UserContext(), r.content())
	if err != nil {
		return err
	}
	c.Status(fiber.StatusCreated)
	return h.answer(c, f)
}

// answer writes the file with its ETag and its acts.
func (h *handler) answer(c *fiber.Ctx, f File) error {
	httpapi.ETag(c, f.Version)
	return c.JSON(viewDetail(f, h.service.today(), workflow.Views(h.service.FileActs(c.UserContext(), &f.Beneficiary), httpapi.Lang(c))))
}

// form answers GET /beneficiaries/form.
//
//	@Summary	The form of a file beyond identity and core facts, in the reader's language; fields name the kinds of person they are asked of
//	@Tags		register
//	@Success	200	{object}	form.View
//	@Failure	403	{object}	httpapi.Problem
//	@Security	session
//	@Router		/beneficiaries/form [get]
func (h *handler) form(c *fiber.Ctx) error { return c.JSON(FileForm.View(httpapi.Lang(c))) }

// discard answers DELETE /beneficiaries/:id.
//
//	@Summary	Throw away a draft that was never registered, with its attachments
//	@Tags		register
//	@Param		id			path	string	true	"file"
//	@Param		If-Match	header	string	true	"version"
//	@Success	204
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"file_move, file_was_registered"
//	@Failure	412	{object}	httpapi.Problem
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/beneficiaries/{id} [delete]
func (h *handler) discard(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, func(ctx context.Context, fileID string, version int64) (File, error) {
		return File{}, h.service.Discard(ctx, fileID, version)
	}, func(c *fiber.Ctx, _ File) error { return c.SendStatus(fiber.StatusNoContent) })
}

// history answers GET /beneficiaries/:id/history.
//
//	@Summary	What was changed in a file, when and by whom, newest first; sealed values are masked. The reading is noted.
//	@Tags		register
//	@Param		id		path		string	true	"file"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[changeView]
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Security	session
//	@Router		/beneficiaries/{id}/history [get]
func (h *handler) history(c *fiber.Ctx) error {
	q, err := httpapi.Query[httpapi.PageQuery](c)
	if err != nil {
		return err
	}
	page, err := h.service.History(c.UserContext(), c.Params("id"), q.Options()...)
	if err != nil {
		return err
	}
	list := httpapi.List[changeView]{Items: make([]changeView, len(page.Items)), Next: page.Next}
	for i, change := range page.Items {
		if list.Items[i], err = h.service.viewChange(change, httpapi.Lang(c)); err != nil {
			return err
		}
	}
	return c.JSON(list)
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
		return h.service.Edit(ctx, fileID, version, r.content())
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
	value, err := h.service.Reveal(c.UserContext(), c.Params("id"), r.Field, r.Change, r.Purpose)
	if err != nil {
		return err
	}
	return c.JSON(revealView{Value: value.Reveal()})
}
