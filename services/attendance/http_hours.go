package attendance

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// confirm puts hours into the ledger.
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

// reject refuses hours.
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

// correct corrects hours.
//
//	@Summary	Correct confirmed hours: a reversal and a new entry
//	@Tags		attendance
//	@Param		id	path	string	true	"attendance"
//	@Param		If-Match	header	string	false	"ETag of what was seen"
//	@Param		body	body	correctRequest	true	"body"
//	@Success	200	{object}	attendanceView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"own_work, record_late"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"attendance_move, hours_overlap, day_over_8h, day_over_12h"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Security	session
//	@Router		/attendance/{id}/correct [post]
func (h *handler) correct(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r correctRequest) (Attendance, error) {
		return h.service.Correct(ctx, id, version, ByHand{In: r.In, Out: r.Out, Reason: r.Reason, Note: r.Note})
	}, h.one)
}

// void voids hours.
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

// uphold answers a dispute.
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

// dispute raises an objection.
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

// record records an activity.
//
//	@Summary	Close an ended activity once all attendance is settled
//	@Tags		attendance
//	@Param		id	path	string	true	"activity"
//	@Param		body	body	recordRequest	true	"body"
//	@Success	200	{object}	recordedView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"not_settled, activity_move"
//	@Security	session
//	@Router		/activities/{id}/record [post]
func (h *handler) record(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, r recordRequest) (activities.Activity, error) {
		return h.service.RecordActivity(ctx, id, r.Served)
	}, func(c *fiber.Ctx, a activities.Activity) error {
		return c.JSON(recordedView{ID: a.ID, Status: a.Status, Served: a.Served})
	})
}

// read shows one stay.
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

// ofActivity lists an activity's stays.
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

// list lists work.
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

// mine lists one's own stays.
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

// hours shows one's hours.
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

// myLedger lists one's entries.
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

// orgLedger lists entries.
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

// contractLedger lists entries.
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
