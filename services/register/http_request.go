package register

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

func (h *handler) requestRoutes(r *httpapi.Router, person httpapi.RouteOption) {
	r.Post("/beneficiaries/:id/requests", auth.BeneficiaryEdit, h.makeRequest, person)
	r.Post("/file-requests", auth.BeneficiaryEdit, h.askCounty, person)
	r.Get("/file-requests", auth.BeneficiaryReveal, h.requests)
	r.Get("/file-requests/:id", auth.BeneficiaryReveal, h.seeRequest)
	r.Post("/file-requests/:id/approve", auth.BeneficiaryVerify, h.approveRequest)
	r.Post("/file-requests/:id/refuse", auth.BeneficiaryVerify, h.refuseRequest)
	r.Post("/file-requests/:id/withdraw", auth.BeneficiaryEdit, h.withdrawRequest)
	r.Post("/file-requests/:id/reveal", auth.BeneficiaryReveal, h.revealRequest, httpapi.NoIdempotency(), httpapi.Limit("beneficiary-reveal", 20, time.Hour), httpapi.StepUp())
	r.Get("/file-duplicates", auth.BeneficiaryVerify, h.listDuplicates)
	r.Get("/file-duplicates/:id", auth.BeneficiaryVerify, h.seeDuplicate)
	r.Post("/file-duplicates/:id/merge", auth.BeneficiaryVerify, h.merge)
	r.Post("/file-duplicates/:id/different", auth.BeneficiaryVerify, h.different)
	r.Post("/file-duplicates/:id/undo", auth.BeneficiaryVerify, h.undoMerge)
}

// requestRequest is a request about a registered file. correct: kinds and those fields of name, id_number, no_id_reason, gender and birth that
// change; transfer: to; lower_risk: risk; measure: guardianship, guardian_name and guardian_mobile.
type requestRequest struct {
	Kind           RequestKind    `json:"kind" validate:"required,oneof=correct transfer lower_risk measure"`
	Reason         privacy.Secret `json:"reason" validate:"required,max=500" swaggertype:"string"`
	To             string         `json:"to" validate:"max=100"` // path or code of the village
	Kinds          []Kind         `json:"kinds" validate:"max=4,dive,max=20"`
	Name           privacy.Secret `json:"name" validate:"max=50" swaggertype:"string"`
	IDNumber       privacy.Secret `json:"id_number" validate:"max=40" swaggertype:"string"`
	NoIDReason     NoIDReason     `json:"no_id_reason" validate:"omitempty,oneof=unregistered lost_papers other_papers not_collected"`
	Gender         Gender         `json:"gender" validate:"omitempty,oneof=male female"`
	Birth          region.Day     `json:"birth" validate:"omitempty,day"`
	Risk           Risk           `json:"risk" validate:"omitempty,oneof=red yellow blue green not_collected"`
	Guardianship   Guardianship   `json:"guardianship" validate:"omitempty,oneof=parent grandparents relatives foster institution"`
	GuardianName   privacy.Secret `json:"guardian_name" validate:"max=50" swaggertype:"string"`
	GuardianMobile privacy.Secret `json:"guardian_mobile" validate:"max=30" swaggertype:"string"`
}

// inquiryRequest asks the county about a person who has a file elsewhere.
type inquiryRequest struct {
	Region   string         `json:"region" validate:"required,max=100"` // path or code of the village that asks
	Name     privacy.Secret `json:"name" validate:"required,max=50" swaggertype:"string"`
	IDNumber privacy.Secret `json:"id_number" validate:"required,max=40" swaggertype:"string"`
	Reason   privacy.Secret `json:"reason" validate:"required,max=500" swaggertype:"string"`
}

type decideRequest struct {
	Note privacy.Secret `json:"note" validate:"max=500" swaggertype:"string"` // needed to refuse, and to answer an inquiry
}

type requestRevealRequest struct {
	Field   string `json:"field" validate:"required,oneof=name id_number guardian_name guardian_mobile"`
	Purpose string `json:"purpose" validate:"required,oneof=visit contact verification emergency assistance"`
}

// requestView is a request; identifying values are masked.
type requestView struct {
	ID             string             `json:"id"`
	Version        int64              `json:"version"`
	Kind           RequestKind        `json:"kind"`
	Status         RequestStatus      `json:"status"`
	FileID         string             `json:"file_id,omitempty"` // not of an inquiry for who asks
	Pseudonym      string             `json:"pseudonym,omitempty"`
	Region         string             `json:"region"`
	To             string             `json:"to,omitempty"` // of a transfer
	At             time.Time          `json:"at" format:"date-time"`
	MadeAt         time.Time          `json:"made_at" format:"date-time"`
	MadeBy         string             `json:"made_by"`
	DecidedBy      string             `json:"decided_by,omitempty"`
	Reason         string             `json:"reason,omitempty"` // as the note only of one request, not in lists
	Note           string             `json:"note,omitempty"`
	Kinds          []Kind             `json:"kinds,omitempty"`
	Gender         Gender             `json:"gender,omitempty"`
	Birth          region.Day         `json:"birth,omitempty"`
	NoIDReason     NoIDReason         `json:"no_id_reason,omitempty"`
	Risk           Risk               `json:"risk,omitempty"`
	Guardianship   Guardianship       `json:"guardianship,omitempty"`
	Name           string             `json:"name,omitempty"`
	IDNumber       string             `json:"id_number,omitempty"`
	GuardianName   string             `json:"guardian_name,omitempty"`
	GuardianMobile string             `json:"guardian_mobile,omitempty"`
	Acts           []workflow.ActView `json:"acts,omitempty"`
}

func viewRequest(r RequestFile) requestView {
	m := r.Identity.Mask()
	v := requestView{
		ID: r.ID, Version: r.Version, Kind: r.Kind, Status: r.Status, FileID: r.FileID, Pseudonym: r.Pseudonym, Region: r.Region, At: r.At,
		MadeAt: r.MadeAt, MadeBy: r.MadeBy, DecidedBy: r.DecidedBy, Reason: r.Reason.Reveal(), Note: r.Note.Reveal(),
		Kinds: r.Asked.Kinds, Gender: r.Asked.Gender, Birth: r.Asked.Birth, NoIDReason: r.Asked.NoIDReason, Risk: r.Asked.Risk, Guardianship: r.Asked.Guardianship,
		Name: m.Name, IDNumber: m.IDNumber, GuardianName: m.GuardianName, GuardianMobile: m.GuardianMobile,
	}
	if r.Kind == Transfer {
		v.To = r.To
	}
	return v
}

func (h *handler) answerRequest(c *fiber.Ctx, r RequestFile) error {
	httpapi.ETag(c, r.Version)
	v := viewRequest(r)
	v.Acts = workflow.Views(h.service.RequestActs(c.UserContext(), &r.Request), httpapi.Lang(c))
	return c.JSON(v)
}

// makeRequest answers POST /beneficiaries/:id/requests.
//
//	@Summary	Ask for a change of a registered file that needs a second person: identity, move, lower risk, measure for a child alone
//	@Tags		register
//	@Param		id			path		string			true	"file"
//	@Param		If-Match	header		string			true	"version of the file"
//	@Param		body		body		requestRequest	true	"what is asked for, and why"
//	@Success	201			{object}	requestView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"file_not_registered, request_open, not_alone, measure_request, measure_proof"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Failure	429			{object}	httpapi.Problem
//	@Security	session
//	@Router		/beneficiaries/{id}/requests [post]
func (h *handler) makeRequest(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, fileID string, version int64, r requestRequest) (RequestFile, error) {
		return h.service.MakeRequest(ctx, fileID, version, NewRequest{
			Kind: r.Kind, Reason: r.Reason, To: r.To, Kinds: r.Kinds, Gender: r.Gender, Birth: r.Birth, NoIDReason: r.NoIDReason, Risk: r.Risk, Guardianship: r.Guardianship,
			Identity: Identity{Name: r.Name, IDNumber: r.IDNumber, GuardianName: r.GuardianName, GuardianMobile: r.GuardianMobile},
		})
	}, h.createdRequest)
}

func (h *handler) createdRequest(c *fiber.Ctx, r RequestFile) error {
	c.Status(fiber.StatusCreated)
	return h.answerRequest(c, r)
}

// askCounty answers POST /file-requests.
//
//	@Summary	Ask the county about a person who has a file elsewhere; the answer says nothing of that file
//	@Tags		register
//	@Param		body	body		inquiryRequest	true	"the person, and why"
//	@Success	201		{object}	requestView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"inquiry_needless, request_open"
//	@Failure	429		{object}	httpapi.Problem
//	@Security	session
//	@Router		/file-requests [post]
func (h *handler) askCounty(c *fiber.Ctx) error {
	r, err := httpapi.Bind[inquiryRequest](c)
	if err != nil {
		return err
	}
	made, err := h.service.AskCounty(c.UserContext(), r.Region, NewRequest{Reason: r.Reason, Identity: Identity{Name: r.Name, IDNumber: r.IDNumber}})
	if err != nil {
		return err
	}
	return h.createdRequest(c, made)
}

type requestQuery struct {
	httpapi.PageQuery
	Status RequestStatus `query:"status" validate:"omitempty,oneof=open approved refused withdrawn"`
	Kind   RequestKind   `query:"kind" validate:"omitempty,oneof=correct transfer lower_risk measure inquiry"`
	FileID string        `query:"file_id" validate:"max=40"`
}

// requests answers GET /file-requests.
//
//	@Summary	Requests about files within one's reach, newest first, without their texts
//	@Tags		register
//	@Param		status	query		string	false	"open, approved, refused or withdrawn"
//	@Param		kind	query		string	false	"correct, transfer, lower_risk, measure or inquiry"
//	@Param		file_id	query		string	false	"those about one file"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[requestView]
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Security	session
//	@Router		/file-requests [get]
func (h *handler) requests(c *fiber.Ctx) error {
	q, err := httpapi.Query[requestQuery](c)
	if err != nil {
		return err
	}
	page, err := h.service.Requests(c.UserContext(), RequestQuery{Status: q.Status, Kind: q.Kind, FileID: q.FileID, Page: q.Options()})
	if err != nil {
		return err
	}
	return c.JSON(httpapi.ListOf(page, viewRequest))
}

// seeRequest answers GET /file-requests/:id.
//
//	@Summary	One request with its texts, masked; its ETag is for If-Match. The reading is noted.
//	@Tags		register
//	@Param		id	path		string	true	"request"
//	@Success	200	{object}	requestView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/file-requests/{id} [get]
func (h *handler) seeRequest(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.ReadRequest, h.answerRequest)
}

func (h *handler) decide(c *fiber.Ctx, approve bool) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, requestID string, version int64, r decideRequest) (RequestFile, error) {
		return h.service.Decide(ctx, requestID, version, approve, r.Note)
	}, h.answerRequest)
}

// approveRequest answers POST /file-requests/:id/approve.
//
//	@Summary	Approve a request, never one's own; the file changes in the same moment. An inquiry is answered by the note.
//	@Tags		register
//	@Param		id			path		string			true	"request"
//	@Param		If-Match	header		string			true	"version"
//	@Param		body		body		decideRequest	true	"note"
//	@Success	200			{object}	requestView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"request_move, file_not_registered, file_exists, kind_evidence, measure_request"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/file-requests/{id}/approve [post]
func (h *handler) approveRequest(c *fiber.Ctx) error { return h.decide(c, true) }

// refuseRequest answers POST /file-requests/:id/refuse.
//
//	@Summary	Refuse a request with a note
//	@Tags		register
//	@Param		id			path		string			true	"request"
//	@Param		If-Match	header		string			true	"version"
//	@Param		body		body		decideRequest	true	"note"
//	@Success	200			{object}	requestView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"request_move"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/file-requests/{id}/refuse [post]
func (h *handler) refuseRequest(c *fiber.Ctx) error { return h.decide(c, false) }

// withdrawRequest answers POST /file-requests/:id/withdraw.
//
//	@Summary	Take back one's own request
//	@Tags		register
//	@Param		id			path		string	true	"request"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200			{object}	requestView
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"request_move"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/file-requests/{id}/withdraw [post]
func (h *handler) withdrawRequest(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, h.service.WithdrawRequest, h.answerRequest)
}

// revealRequest answers POST /file-requests/:id/reveal.
//
//	@Summary	One value of what a request asks for in full, for a purpose; noted, and 20 an hour with those of files
//	@Tags		register
//	@Param		id		path		string					true	"request"
//	@Param		body	body		requestRevealRequest	true	"field and purpose"
//	@Success	200		{object}	revealView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem	"forbidden, step_up_required"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	429		{object}	httpapi.Problem
//	@Security	session
//	@Router		/file-requests/{id}/reveal [post]
func (h *handler) revealRequest(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, requestID string, r requestRevealRequest) (privacy.Secret, error) {
		return h.service.RevealRequest(ctx, requestID, r.Field, r.Purpose)
	}, func(c *fiber.Ctx, value privacy.Secret) error { return c.JSON(revealView{Value: value.Reveal()}) })
}

// duplicateView is a pair of files that may be of one person.
type duplicateView struct {
	ID      string             `json:"id"`
	Version int64              `json:"version"`
	Status  DuplicateStatus    `json:"status"`
	At      time.Time          `json:"at" format:"date-time"`
	By      string             `json:"by,omitempty"`
	Region  string             `json:"region"` // the county
	Kept    string             `json:"kept,omitempty"`
	Files   []duplicateFile    `json:"files"`
	Acts    []workflow.ActView `json:"acts"`
}

// duplicateFile is a file of a pair: masked, with the form, so that the two can be compared.
type duplicateFile struct {
	fileView
	Details map[string]string `json:"details"`
}

func (h *handler) viewDuplicate(c *fiber.Ctx, d DuplicateFile) duplicateView {
	v := duplicateView{
		ID: d.ID, Version: d.Version, Status: d.Status, At: d.At, By: d.By, Region: d.Region, Kept: d.Kept, Files: make([]duplicateFile, len(d.Of)),
		Acts: workflow.Views(h.service.DuplicateActs(c.UserContext(), &d.Duplicate), httpapi.Lang(c)),
	}
	for i, f := range d.Of {
		v.Files[i] = duplicateFile{viewFile(f, h.service.today()), map[string]string{}}
		if f.Whole {
			v.Files[i].Details = maskDetails(f.Details, f.Private)
		}
	}
	return v
}

func (h *handler) answerDuplicate(c *fiber.Ctx, d DuplicateFile) error {
	httpapi.ETag(c, d.Version)
	return c.JSON(h.viewDuplicate(c, d))
}

type duplicateQuery struct {
	httpapi.PageQuery
	Status DuplicateStatus `query:"status" validate:"omitempty,oneof=open different merged"`
}

type mergeRequest struct {
	Keep string `json:"keep" validate:"required,max=40"` // id of the file that is kept
}

// listDuplicates answers GET /file-duplicates.
//
//	@Summary	Pairs of files that may be of one person: the names sound the same, one birth and county, one at least without an ID number
//	@Tags		register
//	@Param		status	query		string	false	"open, different or merged"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[duplicateView]
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Security	session
//	@Router		/file-duplicates [get]
func (h *handler) listDuplicates(c *fiber.Ctx) error {
	q, err := httpapi.Query[duplicateQuery](c)
	if err != nil {
		return err
	}
	page, err := h.service.Duplicates(c.UserContext(), q.Status, q.Options()...)
	if err != nil {
		return err
	}
	return c.JSON(httpapi.ListOf(page, func(d DuplicateFile) duplicateView { return h.viewDuplicate(c, d) }))
}

// seeDuplicate answers GET /file-duplicates/:id.
//
//	@Summary	One pair with both files, masked; its ETag is for If-Match. The reading is noted.
//	@Tags		register
//	@Param		id	path		string	true	"pair"
//	@Success	200	{object}	duplicateView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/file-duplicates/{id} [get]
func (h *handler) seeDuplicate(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.ReadDuplicate, h.answerDuplicate)
}

// merge answers POST /file-duplicates/:id/merge.
//
//	@Summary	Make one file of two: the kept one takes over what it lacks, the other leaves the register. Can be undone for 30 days
//	@Tags		register
//	@Param		id			path		string			true	"pair"
//	@Param		If-Match	header		string			true	"version"
//	@Param		body		body		mergeRequest	true	"which file is kept"
//	@Success	200			{object}	duplicateView
//	@Failure	400			{object}	httpapi.Problem	"keep_one"
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"duplicate_move, merge_state"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/file-duplicates/{id}/merge [post]
func (h *handler) merge(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, pairID string, version int64, r mergeRequest) (DuplicateFile, error) {
		return h.service.Merge(ctx, pairID, version, r.Keep)
	}, h.answerDuplicate)
}

// different answers POST /file-duplicates/:id/different.
//
//	@Summary	Record that the two files are of two persons
//	@Tags		register
//	@Param		id			path		string	true	"pair"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200			{object}	duplicateView
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"duplicate_move"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/file-duplicates/{id}/different [post]
func (h *handler) different(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, h.service.TwoPersons, h.answerDuplicate)
}

// undoMerge answers POST /file-duplicates/:id/undo.
//
//	@Summary	Restore both files of a merging of the last 30 days
//	@Tags		register
//	@Param		id			path		string	true	"pair"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200			{object}	duplicateView
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"duplicate_move, merge_undo_late"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/file-duplicates/{id}/undo [post]
func (h *handler) undoMerge(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, h.service.UndoMerge, h.answerDuplicate)
}
