package attendance

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type handler struct{ service *Service }

// Routes mounts the feature.
func Routes(r *httpapi.Router, s *Service) {
	h := &handler{s}
	hotByActivity := httpapi.Hot(func(c *fiber.Ctx) string { return s.orgOfActivity(c.UserContext(), c.Params("id")) })
	hotByStay := httpapi.Hot(func(c *fiber.Ctx) string { return s.orgOfStay(c.UserContext(), c.Params("id")) })
	r.Get("/activities/:id/checkin-code", auth.AttendanceRun, h.code, httpapi.Limit("checkin-code", 60, time.Minute))
	r.Post("/attendance/check-in", auth.CheckIn, h.checkIn, httpapi.Limit("checkin", 30, time.Minute))
	r.Post("/attendance/check-out", auth.CheckIn, h.checkOut, httpapi.Limit("checkin", 30, time.Minute))
	r.Post("/activities/:id/check-in", auth.CheckIn, h.checkInTyped, httpapi.Limit("checkin-typed", 10, 10*time.Minute))
	r.Post("/activities/:id/check-out", auth.CheckIn, h.checkOutTyped, httpapi.Limit("checkin-typed", 10, 10*time.Minute))
	r.Post("/activities/:id/attendance", auth.AttendanceRun, h.byHand)
	r.Get("/activities/:id/attendance", auth.HoursRead, h.ofActivity, exportStays)
	r.Post("/activities/:id/record", auth.AttendanceRun, h.record, hotByActivity)
	r.Get("/attendance", auth.HoursRead, h.list, exportStays)
	r.Post("/attendance/confirm", auth.HoursConfirm, h.confirm, httpapi.NoIdempotency()) // each row is a transaction; confirming again does nothing
	r.Get("/attendance/:id", auth.HoursRead, h.read)
	r.Post("/attendance/:id/out", auth.AttendanceRun, h.settle)
	r.Post("/attendance/:id/confirm-over", auth.HoursConfirm, h.confirmOver)
	r.Post("/attendance/:id/agree", auth.CheckIn, h.agree)
	r.Post("/attendance/:id/agreement/code", auth.AttendanceRun, h.askAgreement)
	r.Post("/attendance/:id/agreement", auth.AttendanceRun, h.agreeByCode)
	r.Post("/attendance/:id/reject", auth.HoursConfirm, h.reject)
	r.Post("/attendance/:id/correct", auth.HoursCorrect, h.correct, hotByStay)
	r.Post("/attendance/:id/void", auth.HoursCorrect, h.void, hotByStay)
	r.Post("/attendance/:id/uphold", auth.HoursCorrect, h.uphold)
	r.Post("/attendance/:id/dispute", auth.CheckIn, h.dispute)
	r.Post("/attendance/:id/undo-check-out", auth.CheckIn, h.undoCheckOut)

	r.Get("/me/attendance", auth.CheckIn, h.mine)
	r.Get("/me/hours", auth.CheckIn, h.hours)
	r.Get("/me/ledger", auth.CheckIn, h.myLedger)
	r.Get("/orgs/:id/ledger", auth.HoursRead, h.orgLedger, httpapi.Tokens(auth.HoursLedger), exportLedger)
	r.Get("/contracts/:id/ledger", auth.HoursRead, h.contractLedger, httpapi.Tokens(auth.HoursLedger), exportLedger)
	r.Get("/contracts/:id/months", auth.ContractRead, h.contractMonths, httpapi.Tokens(auth.ContractsRead))

	r.Post("/me/certificates", auth.CertificateOwn, h.ask)
	r.Get("/me/certificates", auth.CertificateOwn, h.myCertificates)
	r.Get("/certificates", auth.CertificateIssue, h.certificates, exportCertificates)
	r.Post("/certificates", auth.CertificateIssue, h.issueFor)
	r.Get("/certificates/:id", auth.Session, h.print)
	r.Post("/certificates/:id/issue", auth.CertificateIssue, h.issue)
	r.Post("/certificates/:id/refuse", auth.CertificateIssue, h.refuse)
	r.Post("/certificates/:id/revoke", auth.CertificateIssue, h.revoke)
	r.Get("/public/certificates/:code", auth.Public, h.verify, httpapi.Limit("verify", 60, time.Minute))
}

type codeQuery struct {
	Direction Direction `query:"direction" validate:"required,oneof=in out"`
}

type listQuery struct {
	httpapi.PageQuery
	OrgID  string `query:"org_id" validate:"max=40"`
	Status Status `query:"status" validate:"max=20"`
}

// one writes one stay with its ETag.
func (h *handler) one(c *fiber.Ctx, a Attendance) error {
	view, err := h.views(c, a)
	if err != nil {
		return err
	}
	httpapi.ETag(c, a.Version)
	return c.JSON(view(a))
}

// created writes a new stay.
func (h *handler) created(c *fiber.Ctx, a Attendance) error {
	return h.one(c.Status(fiber.StatusCreated), a)
}

// views returns the func that makes the views of the stays, with the names of activities and organisations and with acts.
func (h *handler) views(c *fiber.Ctx, list ...Attendance) (func(Attendance) attendanceView, error) {
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].ActivityID
	}
	names, err := h.service.NamesOf(c.UserContext(), ids)
	if err != nil {
		return nil, err
	}
	acts, err := h.service.Acts(c.UserContext(), list...)
	lang := httpapi.Lang(c)
	return func(a Attendance) attendanceView {
		v, n := h.view(a), names[a.ActivityID]
		v.Title, v.OrgName, v.Acts = n.Title, n.Org, workflow.Views(acts[a.ID], lang)
		return v
	}, err
}

// stays writes a page of stays.
func (h *handler) stays(c *fiber.Ctx, page docstore.Page[Attendance], err error) error {
	if err != nil {
		return err
	}
	view, err := h.views(c, page.Items...)
	if err != nil {
		return err
	}
	return c.JSON(httpapi.ListOf(page, view))
}

// entries writes a page of the ledger.
func (h *handler) entries(c *fiber.Ctx, page docstore.Page[Entry], err error) error {
	if err != nil {
		return err
	}
	ids := make([]string, len(page.Items))
	for i := range page.Items {
		ids[i] = page.Items[i].ActivityID
	}
	names, err := h.service.NamesOf(c.UserContext(), ids)
	if err != nil {
		return err
	}
	return c.JSON(httpapi.ListOf(page, func(e Entry) entryView {
		v, n := viewEntry(e), names[e.ActivityID]
		v.Title, v.OrgName = n.Title, n.Org
		return v
	}))
}

type recordedView struct {
	ID     string            `json:"id"`
	Status activities.Status `json:"status"`
	Served int64             `json:"served"`
}

// code answers GET /activities/:id/checkin-code.
//
//	@Summary	The code for the screen on site; ask again at next_at
//	@Tags		attendance
//	@Param		id	path	string	true	"activity"
//	@Param		direction	query	string	true	"in or out"
//	@Success	200	{object}	codeView
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"outside_window"
//	@Security	session
//	@Router		/activities/{id}/checkin-code [get]
func (h *handler) code(c *fiber.Ctx) error {
	q, err := httpapi.Query[codeQuery](c)
	if err != nil {
		return err
	}
	code, err := h.service.CheckinCode(c.UserContext(), c.Params("id"), q.Direction)
	if err != nil {
		return err
	}
	return c.JSON(viewCode(code))
}

// checkIn answers POST /attendance/check-in.
//
//	@Summary	Scan the code on the screen; the server's time counts
//	@Tags		attendance
//	@Param		body	body	scanRequest	true	"body"
//	@Success	201	{object}	attendanceView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"checkin_code_invalid, not_signed_up, outside_window, checked_in_already, not_checked_in, clearance_lapsed, needs_clearance, volunteer_barred, volunteer_not_active"
//	@Security	session
//	@Router		/attendance/check-in [post]
func (h *handler) checkIn(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, _ string, r scanRequest) (Attendance, error) {
		return h.service.CheckIn(ctx, ScannedCode{Token: r.Token}, r.Place.place())
	}, h.created)
}

// checkOut answers POST /attendance/check-out.
//
//	@Summary	Scan the code on the screen; the server's time counts
//	@Tags		attendance
//	@Param		body	body	scanRequest	true	"body"
//	@Success	200	{object}	attendanceView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"checkin_code_invalid, not_signed_up, outside_window, checked_in_already, not_checked_in, clearance_lapsed, needs_clearance, volunteer_barred, volunteer_not_active"
//	@Security	session
//	@Router		/attendance/check-out [post]
func (h *handler) checkOut(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, _ string, r scanRequest) (Attendance, error) {
		return h.service.CheckOut(ctx, ScannedCode{Token: r.Token}, r.Place.place())
	}, h.one)
}

// checkInTyped answers POST /activities/:id/check-in.
//
//	@Summary	Type the six digits on the screen; for phones whose camera does not open
//	@Tags		attendance
//	@Param		id	path	string	true	"activity"
//	@Param		body	body	typedRequest	true	"body"
//	@Success	201	{object}	attendanceView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"checkin_code_invalid, not_signed_up, outside_window, checked_in_already, not_checked_in, clearance_lapsed, needs_clearance, volunteer_barred, volunteer_not_active"
//	@Failure	429	{object}	httpapi.Problem
//	@Security	session
//	@Router		/activities/{id}/check-in [post]
func (h *handler) checkInTyped(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, r typedRequest) (Attendance, error) {
		return h.service.CheckIn(ctx, ScannedCode{ActivityID: id, Digits: r.Digits}, r.Place.place())
	}, h.created)
}

// checkOutTyped answers POST /activities/:id/check-out.
//
//	@Summary	Type the six digits on the screen; for phones whose camera does not open
//	@Tags		attendance
//	@Param		id	path	string	true	"activity"
//	@Param		body	body	typedRequest	true	"body"
//	@Success	200	{object}	attendanceView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"checkin_code_invalid, not_signed_up, outside_window, checked_in_already, not_checked_in, clearance_lapsed, needs_clearance, volunteer_barred, volunteer_not_active"
//	@Failure	429	{object}	httpapi.Problem
//	@Security	session
//	@Router		/activities/{id}/check-out [post]
func (h *handler) checkOutTyped(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, r typedRequest) (Attendance, error) {
		return h.service.CheckOut(ctx, ScannedCode{ActivityID: id, Digits: r.Digits}, r.Place.place())
	}, h.one)
}

// byHand answers POST /activities/:id/attendance.
//
//	@Summary	Record a stay by hand, with the reason; never one's own
//	@Tags		attendance
//	@Param		id	path	string	true	"activity"
//	@Param		body	body	handRequest	true	"body"
//	@Success	201	{object}	attendanceView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"own_work, record_late"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"hours_overlap, pairs_a_day, day_over_8h, day_over_12h, not_signed_up"
//	@Security	session
//	@Router		/activities/{id}/attendance [post]
func (h *handler) byHand(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, r handRequest) (Attendance, error) {
		return h.service.Record(ctx, id, ByHand(r))
	}, h.created)
}

// settle answers POST /attendance/:id/out.
//
//	@Summary	Give a stay that was left open its end, by hand and with the reason
//	@Tags		attendance
//	@Param		id	path	string	true	"attendance"
//	@Param		If-Match	header	string	true	"ETag of what was seen"
//	@Param		body	body	settleRequest	true	"body"
//	@Success	200	{object}	attendanceView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"own_work, record_late"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"attendance_move, hours_overlap"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/attendance/{id}/out [post]
func (h *handler) settle(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r settleRequest) (Attendance, error) {
		return h.service.Settle(ctx, id, version, ByHand{Out: r.Out, Reason: r.Reason, Note: r.Note})
	}, h.one)
}
