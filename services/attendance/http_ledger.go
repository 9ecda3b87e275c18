package attendance

import (
	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

type ledgerQuery struct {
	httpapi.PageQuery
	Month string          `query:"month" validate:"omitempty,len=7"`
	Type  activities.Type `query:"type" validate:"max=20"`
}

func (q ledgerQuery) query() LedgerQuery {
	return LedgerQuery{Month: q.Month, Type: q.Type, Page: q.Options()}
}

// monthTotalView is the totals of one month and type of activity.
type monthTotalView struct {
	Month       string          `json:"month" example:"2026-03"`
	Type        activities.Type `json:"type"`
	Minutes     int64           `json:"minutes"`
	PersonTimes int64           `json:"person_times"`
	HandTimes   int64           `json:"hand_times"` // those of person_times that were recorded by hand
	Sessions    int64           `json:"sessions"`
	Served      int64           `json:"served"`
}

type monthTotalsView struct {
	Items []monthTotalView `json:"items"`
}

// contractMonths answers GET /contracts/:id/months.
//
//	@Summary	The ledger's totals of a contract, by month and type of activity
//	@Tags		attendance
//	@Param		id	path	string	true	"contract"
//	@Success	200	{object}	monthTotalsView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/contracts/{id}/months [get]
func (h *handler) contractMonths(c *fiber.Ctx) error {
	list, err := h.service.MonthsOf(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return c.JSON(monthTotalsView{Items: httpapi.Views(list, func(t Total) monthTotalView {
		return monthTotalView{Month: t.Month, Type: t.Type, Minutes: t.Minutes, PersonTimes: t.PersonTimes, HandTimes: t.HandTimes, Sessions: t.Sessions, Served: t.Served}
	})})
}
