package web

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// onOrgPage is how many activities, contracts, results and news of each kind an organisation's page has.
const onOrgPage = 10

func (h *handler) mountOrgs(p *httpapi.Pages) {
	p.Get("/orgs", h.orgs, httpapi.Limit("orgs", 60, time.Minute))
	p.Get("/orgs/:id", h.org)
}

type orgFilter struct {
	Lang   string    `query:"lang" validate:"max=20"`
	After  string    `query:"after" validate:"max=1000"`
	Name   string    `query:"name" validate:"max=50"`
	Region string    `query:"region" validate:"max=100"`
	Type   orgs.Type `query:"type" validate:"omitempty,oneof=association service_agency foundation mass_organisation public_institution company team"`
}

// orgRow is an organisation with what today says about it.
type orgRow struct {
	orgs.Org
	Standing string // a code of standings
	Stars    int64  // its rating today
}

// The standings of an organisation that the public sees.
const (
	standingActive    = "active"
	standingExpired   = "expired"
	standingAbnormal  = "abnormal"
	standingSerious   = "serious"
	standingSuspended = "suspended"
	standingClosed    = "cancelled"
)

func (h *handler) today() region.Day { return region.DayOf(h.Now()) }

func (h *handler) orgRow(o *orgs.Org) orgRow {
	r := orgRow{Org: *o, Standing: standingActive, Stars: o.RatingOn(h.today())}
	switch {
	case o.Status == orgs.Suspended:
		r.Standing = standingSuspended
	case o.Status == orgs.Cancelled:
		r.Standing = standingClosed
	case o.Credit == orgs.Serious:
		r.Standing = standingSerious
	case o.Credit == orgs.Abnormal:
		r.Standing = standingAbnormal
	case !o.Licensed(h.today()):
		r.Standing = standingExpired
	}
	return r
}

// orgs lists the approved organisations, or those that are looked for.
func (h *handler) orgs(c *fiber.Ctx) error {
	f, err := httpapi.Query[orgFilter](c)
	if err != nil {
		return err
	}
	q := orgs.Query{Region: f.Region, Type: f.Type, Page: []docstore.Option{docstore.Limit(onPage), docstore.After(f.After)}}
	found := docstore.Page[orgs.Org]{}
	if typed := strings.TrimSpace(f.Name); typed != "" {
		q.Page = q.Page[1:]
		found, err = h.Orgs.FindPublic(c.UserContext(), q, typed, onPage)
	} else {
		found, err = h.Orgs.Public(c.UserContext(), q)
	}
	if err != nil {
		return err
	}
	rows := make([]orgRow, len(found.Items))
	for i := range found.Items {
		rows[i] = h.orgRow(&found.Items[i])
	}
	return h.show(c, "orgs", struct {
		list
		Filter orgFilter
		Places []choice
		Types  []choice
		Items  []orgRow
	}{h.listOf(c, found.Next), f, h.places(c, f.Region), choices(c, "org", string(f.Type), "association", "service_agency", "foundation", "mass_organisation",
		"public_institution", "company", "team"), rows})
}

// orgPage is one organisation with what it does.
type orgPage struct {
	orgRow
	At          time.Time
	News        []newsRow
	Cards       []card
	Done        []activities.Activity
	Sums        attendance.Sums // until the end of the last full month
	Until       region.Day
	FewTimes    bool // the persons-times are 1 to 9
	FewServed   bool
	Contracts   []contracts.Contract
	MoreOf      string // address of its contracts in the register, when there are more than are shown
	Evaluations []evaluation.Evaluation
}

// org shows one organisation. One that is suspended or closed keeps its page, which says so.
func (h *handler) org(c *fiber.Ctx) error {
	ctx := c.UserContext()
	o, err := h.Orgs.ReadKnown(ctx, c.Params("id"))
	if err != nil {
		return err
	}
	p := orgPage{orgRow: h.orgRow(&o), At: h.Now()}
	if p.News, err = h.latestNews(c, o.ID, 5); err != nil {
		return err
	}
	err = errors.Join(h.orgActivities(c, &p), h.orgContracts(ctx, &p))
	if err != nil {
		return err
	}
	return h.show(c, "org", &p)
}

func (h *handler) orgActivities(c *fiber.Ctx, p *orgPage) error {
	ctx := c.UserContext()
	coming, err := h.Activities.ComingOf(ctx, p.ID, onOrgPage)
	if err != nil {
		return err
	}
	if p.Cards, err = h.cards(c, coming); err != nil {
		return err
	}
	if p.Done, err = h.Activities.DoneOf(ctx, p.ID, onOrgPage); err != nil {
		return err
	}
	month := contracts.PreviousMonth(string(h.today())[:len("2026-03")])
	p.Until = region.Day(month + "-01").AddMonths(1).Add(-1)
	p.Sums, err = h.Attendance.OrgSums(ctx, p.ID, month)
	few := func(n *int64) bool {
		if *n <= 0 || *n >= contracts.PublicLeast {
			return false
		}
		*n = 0
		return true
	}
	p.FewTimes, p.FewServed = few(&p.Sums.PersonTimes), few(&p.Sums.Served)
	return err
}

func (h *handler) orgContracts(ctx context.Context, p *orgPage) error {
	signed, err := h.Contracts.Register(ctx, contracts.Query{ProviderID: p.ID, Page: []docstore.Option{docstore.Limit(onOrgPage)}})
	if err != nil {
		return err
	}
	if p.Contracts = signed.Items; signed.Next != "" {
		p.MoreOf = "/register?provider=" + p.ID
	}
	results, err := h.Evaluation.Noticeboard(ctx, evaluation.Query{ProviderID: p.ID, Page: []docstore.Option{docstore.Limit(onOrgPage)}})
	p.Evaluations = results.Items
	return err
}
