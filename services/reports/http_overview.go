package reports

import (
	"io"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

type overviewQuery struct {
	FiscalYear int64  `query:"fiscal_year" validate:"omitempty,gte=2000,lte=2100"`
	Region     string `query:"region" validate:"max=100"`
}

// workedView is what was done: volunteers' hours from the ledger, services from the service log. Persons count once for each contract.
type workedView struct {
	Minutes        int64 `json:"minutes"`
	PersonTimes    int64 `json:"person_times"`
	Services       int64 `json:"services"`
	ServiceTimes   int64 `json:"service_times"`
	ServiceMinutes int64 `json:"service_minutes"`
	People         int64 `json:"people"`
}

type boughtView struct {
	Contracts        int64 `json:"contracts"`
	BudgetFen        int64 `json:"budget_fen"`
	SignedFen        int64 `json:"signed_fen"`
	PaidFen          int64 `json:"paid_fen"`
	LateSteps        int64 `json:"late_steps"`   // milestones past their day and not handed in
	LateReports      int64 `json:"late_reports"` // reports past their day and not handed in
	LatePublications int64 `json:"late_publications"`
	LateFilings      int64 `json:"late_filings"`
	DoneBP           int64 `json:"done_bp"` // mean progress of the awarded contracts
}

type statusCountView struct {
	Status    contracts.Status `json:"status"`
	Contracts int64            `json:"contracts"`
	AmountFen int64            `json:"amount_fen"`
}

type monthWorkView struct {
	Month string `json:"month" example:"2026-03"`
	workedView
}

type townWorkView struct {
	Region string `json:"region"`
	workedView
}

type providerView struct {
	OrgID string `json:"org_id"`
	Name  string `json:"name"`
	boughtView
	workedView
}

type overviewView struct {
	boughtView
	workedView
	States    []statusCountView `json:"states"`
	Months    []monthWorkView   `json:"months"`
	Towns     []townWorkView    `json:"towns"`
	Providers []providerView    `json:"providers"`
}

func viewBought(b Bought) boughtView {
	return boughtView{b.Contracts, b.BudgetFen, b.SignedFen, b.PaidFen, b.LateSteps, b.LateReports, b.LatePublications, b.LateFilings, b.DoneBP()}
}

func viewOverview(o Overview) overviewView {
	return overviewView{
		boughtView: viewBought(o.Bought), workedView: workedView(o.Worked),
		States: httpapi.Views(o.States, func(s StatusCount) statusCountView { return statusCountView(s) }),
		Months: httpapi.Views(o.Months, func(m MonthWork) monthWorkView { return monthWorkView{m.Month, workedView(m.Worked)} }),
		Towns:  httpapi.Views(o.Towns, func(t TownWork) townWorkView { return townWorkView{t.Region, workedView(t.Worked)} }),
		Providers: httpapi.Views(o.Providers, func(p Provider) providerView {
			return providerView{p.OrgID, p.Name, viewBought(p.Bought), workedView(p.Worked)}
		}),
	}
}

// overview answers GET /purchase-overview.
//
//	@Summary	What is bought within one's reach, and what was done for it: states, money, lateness, months, towns, providers
//	@Tags		reports
//	@Param		fiscal_year	query		int		false	"budget year"
//	@Param		region		query		string	false	"path prefix of the buyer"
//	@Success	200			{object}	overviewView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	413			{object}	httpapi.Problem	"overview_too_large"
//	@Security	session
//	@Router		/purchase-overview [get]
func (h *handler) overview(c *fiber.Ctx) error {
	return h.withOverview(c, func(o Overview) error { return c.JSON(viewOverview(o)) })
}

func (h *handler) withOverview(c *fiber.Ctx, use func(Overview) error) error {
	q, err := httpapi.Query[overviewQuery](c)
	if err != nil {
		return err
	}
	o, err := h.service.Overview(c.UserContext(), OverviewQuery(q))
	if err != nil {
		return err
	}
	return use(o)
}

// overviewSheet answers GET /purchase-overview/xlsx.
//
//	@Summary	The overview as a workbook: numbers are numbers
//	@Tags		reports
//	@Produce	application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param		fiscal_year	query		int		false	"budget year"
//	@Param		region		query		string	false	"path prefix of the buyer"
//	@Success	200			{file}		file
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	413			{object}	httpapi.Problem	"overview_too_large"
//	@Security	session
//	@Router		/purchase-overview/xlsx [get]
func (h *handler) overviewSheet(c *fiber.Ctx) error {
	return h.withOverview(c, func(o Overview) error {
		lang := httpapi.Lang(c)
		name := language(lang).of("购买服务总览", "Overview of purchases") + ".xlsx"
		return send(c, sheet.ContentType, name, func(w io.Writer) error { return sheet.Write(w, h.service.overviewSheets(o, lang)...) })
	})
}

// overviewSheets returns the sheets of the overview's workbook.
func (s *Service) overviewSheets(o Overview, lang string) []sheet.Sheet {
	l := language(lang)
	worked := []string{
		l.of("志愿服务时长（小时）", "Volunteer hours"), l.of("志愿服务人次", "Person-times of volunteers"), l.of("服务记录（次）", "Services"), l.of("服务人次", "Person-times served"),
		l.of("服务时长（小时）", "Hours of service"), l.of("服务对象（人，按合同去重）", "Persons (once for each contract)"),
	}
	workedKinds := []sheet.Kind{sheet.Decimal, sheet.Integer, sheet.Integer, sheet.Integer, sheet.Decimal, sheet.Integer}
	whole := func(n int64) string { return strconv.FormatInt(n, 10) }
	cells := func(w Worked) []string {
		return []string{hundredths(w.Minutes, 60), whole(w.PersonTimes), whole(w.Services), whole(w.ServiceTimes), hundredths(w.ServiceMinutes, 60), whole(w.People)}
	}
	with := func(kind sheet.Kind, more ...sheet.Kind) []sheet.Kind { return append([]sheet.Kind{kind}, more...) }
	states := sheet.Sheet{
		Name: l.of("按状态", "By state"), Header: []string{l.of("状态", "State"), l.of("合同数", "Contracts"), l.of("金额（元）", "Amount (yuan)")},
		Kinds: with(sheet.Text, sheet.Integer, sheet.Decimal),
	}
	for _, v := range o.States {
		states.Rows = append(states.Rows, []string{contracts.StatusWords.Of(string(v.Status), lang), whole(v.Contracts), hundredths(v.AmountFen, 100)})
	}
	months := sheet.Sheet{Name: l.of("按月", "By month"), Header: append([]string{l.of("月份", "Month")}, worked...), Kinds: with(sheet.Text, workedKinds...)}
	for _, v := range o.Months {
		months.Rows = append(months.Rows, append([]string{v.Month}, cells(v.Worked)...))
	}
	towns := sheet.Sheet{
		Name: l.of("按乡镇", "By town"), Header: []string{l.of("乡镇（街道）", "Town"), l.of("服务人次", "Person-times served"), l.of("服务对象（人，按合同去重）", "Persons (once for each contract)")},
		Kinds: with(sheet.Text, sheet.Integer, sheet.Integer),
	}
	for _, v := range o.Towns {
		towns.Rows = append(towns.Rows, []string{s.Regions.Name(v.Region), whole(v.ServiceTimes), whole(v.People)})
	}
	providers := sheet.Sheet{
		Name: l.of("按承接主体", "By provider"),
		Header: append([]string{
			l.of("承接主体", "Provider"), l.of("合同数", "Contracts"), l.of("合同金额（元）", "Signed (yuan)"), l.of("已支付（元）", "Paid (yuan)"), l.of("平均完成率（%）", "Mean progress (%)"),
			l.of("逾期里程碑", "Overdue milestones"), l.of("逾期报告", "Overdue reports"),
		}, worked...),
		Kinds: with(sheet.Text, append([]sheet.Kind{sheet.Integer, sheet.Decimal, sheet.Decimal, sheet.Decimal, sheet.Integer, sheet.Integer}, workedKinds...)...),
	}
	for _, v := range o.Providers {
		row := []string{v.Name, whole(v.Contracts), hundredths(v.SignedFen, 100), hundredths(v.PaidFen, 100), hundredths(v.DoneBP(), 100), whole(v.LateSteps), whole(v.LateReports)}
		providers.Rows = append(providers.Rows, append(row, cells(v.Worked)...))
	}
	return []sheet.Sheet{states, months, towns, providers}
}
