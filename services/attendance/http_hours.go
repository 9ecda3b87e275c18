package attendance

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// confirm answers POST /attendance/confirm.
//
//	@Summary	Confirm many at once; each row says what became of it
//	@Tags		attendance
//	@Param		body	body	confirmRequest	true	"body"
//	@Success	200	{object}	rowsView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"own_work, record_late"
//	@Security	session
//	@Router		/attendance/confirm [post]
func (h *handler) confirm(c *fiber.Ctx) error {
	r, err := httpapi.Bind[confirmRequest](c)
	if err != nil {
		return err
	}
	rows, err := h.service.ConfirmMany(c.UserContext(), r.IDs)
	if err != nil {
		return err
	}
	var confirmed []Attendance
	for _, row := range rows {
		if row.Err == nil {
			confirmed = append(confirmed, row.Attendance)
		}
	}
	view, err := h.views(c, confirmed...)
	if err != nil {
		return err
	}
	v, lang := rowsView{Items: []rowView{}}, httpapi.Lang(c)
	for _, row := range rows {
		one := viewRow(row, view, lang)
		if one.OK {
			v.Done++
		}
		v.Items = append(v.Items, one)
	}
	return c.JSON(v)
}

// confirmOver answers POST /attendance/:id/confirm-over.
//
//	@Summary	Confirm hours by hand above 10 % of the contract's people-times of the month; another person of the township or county, with the reason
//	@Tags		attendance
//	@Param		id	path	string	true	"attendance"
//	@Param		body	body	httpapi.ReasonRequest	true	"body"
//	@Success	200	{object}	attendanceView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"own_work, hand_review"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"attendance_move, hand_share_kept, hand_not_agreed"
//	@Security	session
//	@Router		/attendance/{id}/confirm-over [post]
func (h *handler) confirmOver(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.ConfirmOver, h.one)
}

// agree answers POST /attendance/:id/agree.
//
//	@Summary	Agree to one's own stay that was recorded by hand
//	@Tags		attendance
//	@Param		id	path	string	true	"attendance"
//	@Success	200	{object}	attendanceView
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"attendance_move, hand_agreed"
//	@Security	session
//	@Router		/attendance/{id}/agree [post]
func (h *handler) agree(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Agree, h.one)
}

// askAgreement answers POST /attendance/:id/agreement/code.
//
//	@Summary	Send a code to the volunteer's mobile, who tells it when they agree to the record by hand
//	@Tags		attendance
//	@Param		id	path	string	true	"attendance"
//	@Success	200	{object}	attendanceView
//	@Failure	403	{object}	httpapi.Problem	"own_work"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"attendance_move, hand_agreed"
//	@Failure	429	{object}	httpapi.Problem	"hand_codes"
//	@Security	session
//	@Router		/attendance/{id}/agreement/code [post]
func (h *handler) askAgreement(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.AskAgreement, h.one)
}

// agreeByCode answers POST /attendance/:id/agreement.
//
//	@Summary	Record the volunteer's agreement by the code from their mobile
//	@Tags		attendance
//	@Param		id	path	string	true	"attendance"
//	@Param		body	body	codeRequest	true	"body"
//	@Success	200	{object}	attendanceView
//	@Failure	400	{object}	httpapi.Problem	"hand_code"
//	@Failure	403	{object}	httpapi.Problem	"own_work"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"attendance_move, hand_agreed"
//	@Security	session
//	@Router		/attendance/{id}/agreement [post]
func (h *handler) agreeByCode(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, r codeRequest) (Attendance, error) {
		return h.service.AgreeByCode(ctx, id, r.Code)
	}, h.one)
}

// reject answers POST /attendance/:id/reject.
//
//	@Summary	Reject a stay's hours with the reason
//	@Tags		attendance
//	@Param		id	path	string	true	"attendance"
//	@Param		body	body	httpapi.ReasonRequest	true	"body"
//	@Success	200	{object}	attendanceView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"own_work, record_late"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"attendance_move"
//	@Security	session
//	@Router		/attendance/{id}/reject [post]
func (h *handler) reject(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.Reject, h.one)
}

// correct answers POST /attendance/:id/correct.
//
//	@Summary	Correct confirmed hours: a reversal and a new entry
//	@Tags		attendance
//	@Param		id	path	string	true	"attendance"
//	@Param		If-Match	header	string	true	"ETag of what was seen"
//	@Param		body	body	correctRequest	true	"body"
//	@Success	200	{object}	attendanceView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"own_work, record_late"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"attendance_move, hours_overlap, day_over_8h, day_over_12h"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/attendance/{id}/correct [post]
func (h *handler) correct(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r correctRequest) (Attendance, error) {
		return h.service.Correct(ctx, id, version, ByHand{In: r.In, Out: r.Out, Reason: r.Reason, Note: r.Note})
	}, h.one)
}

// void answers POST /attendance/:id/void.
//
//	@Summary	Void a false record: its hours leave the ledger, its certificates are revoked
//	@Tags		attendance
//	@Param		id	path	string	true	"attendance"
//	@Param		body	body	httpapi.ReasonRequest	true	"body"
//	@Success	200	{object}	attendanceView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"own_work, record_late"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"attendance_move"
//	@Security	session
//	@Router		/attendance/{id}/void [post]
func (h *handler) void(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.Void, h.one)
}

// uphold answers POST /attendance/:id/uphold.
//
//	@Summary	Answer a dispute: the hours stay
//	@Tags		attendance
//	@Param		id	path	string	true	"attendance"
//	@Param		body	body	httpapi.ReasonRequest	true	"body"
//	@Success	200	{object}	attendanceView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"own_work, record_late"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"attendance_move"
//	@Security	session
//	@Router		/attendance/{id}/uphold [post]
func (h *handler) uphold(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.Uphold, h.one)
}

// dispute answers POST /attendance/:id/dispute.
//
//	@Summary	Say that one's confirmed hours are wrong
//	@Tags		attendance
//	@Param		id	path	string	true	"attendance"
//	@Param		body	body	httpapi.ReasonRequest	true	"body"
//	@Success	200	{object}	attendanceView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"attendance_move"
//	@Security	session
//	@Router		/attendance/{id}/dispute [post]
func (h *handler) dispute(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.Dispute, h.one)
}

// undoCheckOut answers POST /attendance/:id/undo-check-out.
//
//	@Summary	Take back one's own check-out within ten minutes: the stay goes on
//	@Tags		attendance
//	@Param		id	path	string	true	"attendance"
//	@Success	200	{object}	attendanceView
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"check_out_final, checked_in_already, attendance_move"
//	@Security	session
//	@Router		/attendance/{id}/undo-check-out [post]
func (h *handler) undoCheckOut(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.UndoCheckOut, h.one)
}

// record answers POST /activities/:id/record.
//
//	@Summary	Close an ended activity once all attendance is settled
//	@Tags		attendance
//	@Param		id	path	string	true	"activity"
//	@Param		body	body	recordRequest	true	"body"
//	@Success	200	{object}	recordedView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"not_settled, activity_move, contract_not_performing"
//	@Security	session
//	@Router		/activities/{id}/record [post]
func (h *handler) record(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, r recordRequest) (activities.Activity, error) {
		return h.service.RecordActivity(ctx, id, r.Served, r.People)
	}, func(c *fiber.Ctx, a activities.Activity) error {
		return c.JSON(recordedView{ID: a.ID, Status: a.Status, Served: a.Served})
	})
}

// read answers GET /attendance/:id.
//
//	@Summary	One stay; its ETag is for If-Match
//	@Tags		attendance
//	@Param		id	path	string	true	"attendance"
//	@Success	200	{object}	attendanceView
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/attendance/{id} [get]
func (h *handler) read(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Read, h.one)
}

// ofActivity answers GET /activities/:id/attendance.
//
//	@Summary	The stays at an activity
//	@Tags		attendance
//	@Param		id	path	string	true	"activity"
//	@Param		status	query	string	false	"state"
//	@Param		limit	query	int	false	"page size"
//	@Param		after	query	string	false	"cursor"
//	@Param		format	query	string	false	"xlsx: the whole filtered list as a spreadsheet, 1,000 rows at most, encrypted under the password in the header Export-Password; needs data.export_persons"
//	@Param		purpose	query	string	false	"of a spreadsheet: statistics, insurance, contact, inspection or archive"
//	@Success	200	{object}	httpapi.List[attendanceView]
//	@Failure	403	{object}	httpapi.Problem	"own_work, record_late"
//	@Failure	413	{object}	httpapi.Problem	"export_too_large"
//	@Security	session
//	@Router		/activities/{id}/attendance [get]
func (h *handler) ofActivity(c *fiber.Ctx) error {
	q, err := httpapi.Query[listQuery](c)
	if err != nil {
		return err
	}
	page, err := h.service.List(c.UserContext(), ListQuery{ActivityID: c.Params("id"), Status: q.Status, Page: q.Options()})
	return h.stays(c, page, err)
}

// list answers GET /attendance.
//
//	@Summary	Stays within one's reach, oldest first: what waits for confirmation
//	@Tags		attendance
//	@Param		org_id	query	string	false	"organisation"
//	@Param		status	query	string	false	"state"
//	@Param		limit	query	int	false	"page size"
//	@Param		after	query	string	false	"cursor"
//	@Param		format	query	string	false	"xlsx: the whole filtered list as a spreadsheet, 1,000 rows at most, encrypted under the password in the header Export-Password; needs data.export_persons"
//	@Param		purpose	query	string	false	"of a spreadsheet: statistics, insurance, contact, inspection or archive"
//	@Success	200	{object}	httpapi.List[attendanceView]
//	@Failure	403	{object}	httpapi.Problem	"own_work, record_late"
//	@Failure	413	{object}	httpapi.Problem	"export_too_large"
//	@Security	session
//	@Router		/attendance [get]
func (h *handler) list(c *fiber.Ctx) error {
	q, err := httpapi.Query[listQuery](c)
	if err != nil {
		return err
	}
	page, err := h.service.List(c.UserContext(), ListQuery{OrgID: q.OrgID, Status: q.Status, Page: q.Options()})
	return h.stays(c, page, err)
}

// mine answers GET /me/attendance.
//
//	@Summary	One's own stays, latest first
//	@Tags		attendance
//	@Param		status	query	string	false	"state"
//	@Param		limit	query	int	false	"page size"
//	@Param		after	query	string	false	"cursor"
//	@Success	200	{object}	httpapi.List[attendanceView]
//	@Security	session
//	@Router		/me/attendance [get]
func (h *handler) mine(c *fiber.Ctx) error {
	q, err := httpapi.Query[listQuery](c)
	if err != nil {
		return err
	}
	page, err := h.service.Mine(c.UserContext(), q.Status, q.Options()...)
	return h.stays(c, page, err)
}

// hours answers GET /me/hours.
//
//	@Summary	One's confirmed minutes, in all and by month
//	@Tags		attendance
//	@Success	200	{object}	hoursView
//	@Security	session
//	@Router		/me/hours [get]
func (h *handler) hours(c *fiber.Ctx) error {
	m, err := h.service.MyHours(c.UserContext())
	if err != nil {
		return err
	}
	return c.JSON(viewHours(m))
}

// myLedger answers GET /me/ledger.
//
//	@Summary	One's entries in the ledger, latest first
//	@Tags		attendance
//	@Param		limit	query	int	false	"page size"
//	@Param		after	query	string	false	"cursor"
//	@Success	200	{object}	httpapi.List[entryView]
//	@Security	session
//	@Router		/me/ledger [get]
func (h *handler) myLedger(c *fiber.Ctx) error {
	q, err := httpapi.Query[httpapi.PageQuery](c)
	if err != nil {
		return err
	}
	page, err := h.service.MyLedger(c.UserContext(), q.Options()...)
	return h.entries(c, page, err)
}

// orgLedger answers GET /orgs/:id/ledger.
//
//	@Summary	The ledger of an organisation, latest month first
//	@Tags		attendance
//	@Param		id	path	string	true	"organisation"
//	@Param		month	query	string	false	"month, 2026-03"
//	@Param		type	query	string	false	"type of activity"
//	@Param		limit	query	int	false	"page size"
//	@Param		after	query	string	false	"cursor"
//	@Param		format	query	string	false	"xlsx: the whole filtered list as a spreadsheet, 1,000 rows at most, encrypted under the password in the header Export-Password; needs data.export_persons"
//	@Param		purpose	query	string	false	"of a spreadsheet: statistics, insurance, contact, inspection or archive"
//	@Success	200	{object}	httpapi.List[entryView]
//	@Failure	404	{object}	httpapi.Problem	"not_found"
//	@Failure	413	{object}	httpapi.Problem	"export_too_large"
//	@Security	session
//	@Router		/orgs/{id}/ledger [get]
func (h *handler) orgLedger(c *fiber.Ctx) error {
	q, err := httpapi.Query[ledgerQuery](c)
	if err != nil {
		return err
	}
	page, err := h.service.LedgerOf(c.UserContext(), OfOrg, c.Params("id"), q.query())
	return h.entries(c, page, err)
}

// contractLedger answers GET /contracts/:id/ledger.
//
//	@Summary	The ledger of a contract, latest month first
//	@Tags		attendance
//	@Param		id	path	string	true	"contract"
//	@Param		month	query	string	false	"month, 2026-03"
//	@Param		type	query	string	false	"type of activity"
//	@Param		limit	query	int	false	"page size"
//	@Param		after	query	string	false	"cursor"
//	@Param		format	query	string	false	"xlsx: the whole filtered list as a spreadsheet, 1,000 rows at most, encrypted under the password in the header Export-Password; needs data.export_persons"
//	@Param		purpose	query	string	false	"of a spreadsheet: statistics, insurance, contact, inspection or archive"
//	@Success	200	{object}	httpapi.List[entryView]
//	@Failure	404	{object}	httpapi.Problem	"not_found"
//	@Failure	413	{object}	httpapi.Problem	"export_too_large"
//	@Security	session
//	@Router		/contracts/{id}/ledger [get]
func (h *handler) contractLedger(c *fiber.Ctx) error {
	q, err := httpapi.Query[ledgerQuery](c)
	if err != nil {
		return err
	}
	page, err := h.service.LedgerOf(c.UserContext(), OfContract, c.Params("id"), q.query())
	return h.entries(c, page, err)
}
