package activities

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type handler struct{ service *Service }

// Routes mounts the feature.
func Routes(r *httpapi.Router, s *Service) {
	h := &handler{s}
	hot, hotBySignup := httpapi.HotParam("id"), httpapi.Hot(h.activityOfSignup)
	r.Get("/public/activities", auth.Public, h.board)
	r.Get("/activities", auth.ActivityRead, h.list, httpapi.Tokens(auth.ActivitiesRead), exportActivities)
	r.Post("/activities", auth.ActivityEdit, h.create, httpapi.Tokens(auth.ActivitiesWrite))
	r.Post("/activities/series", auth.ActivityEdit, h.createSeries)
	r.Get("/activities/:id", auth.Public, h.see, httpapi.Tokens(auth.ActivitiesRead))
	r.Put("/activities/:id", auth.ActivityEdit, h.edit, httpapi.Tokens(auth.ActivitiesWrite), hot)
	r.Post("/activities/:id/submit", auth.ActivityEdit, h.submit, httpapi.Tokens(auth.ActivitiesWrite), hot)
	r.Post("/activities/:id/publish", auth.ActivityRead, h.publish, hot)
	r.Post("/activities/:id/return", auth.ActivityRead, h.returnPlan, hot)
	r.Post("/activities/:id/cancel", auth.ActivityRead, h.cancel, hot)

	r.Post("/activities/:id/signups", auth.SignUp, h.signUp, hot)
	r.Post("/activities/:id/signups/mine/withdraw", auth.SignUp, h.withdraw, hot)
	r.Get("/me/signups", auth.SignUp, h.mySignups)
	r.Get("/activities/:id/signups", auth.SignupManage, h.signups, exportSignups)
	r.Get("/activities/:id/withheld", auth.SignupManage, h.withheld)
	r.Post("/activities/:id/signups/others", auth.SignupManage, h.signUpFor, hot)
	r.Post("/signups/:id/decision", auth.SignupManage, h.decide, hotBySignup)
	r.Post("/signups/:id/absent", auth.SignupManage, h.absent)
}

type boardQuery struct {
	httpapi.PageQuery
	Region string `query:"region" validate:"max=80"`
	Type   Type   `query:"type" validate:"omitempty,oneof=tutoring group_activity visit pairing_meeting"`
	From   string `query:"from" validate:"max=10"`
	To     string `query:"to" validate:"max=10"`
}

// days converts two days, both included, to the instants [lo, hi). An empty day leaves that side open.
func days(from, to string) (lo, hi time.Time, err error) {
	first, err := maybeDay(from)
	if err != nil {
		return lo, hi, region.ErrDay.At("from")
	}
	last, err := maybeDay(to)
	if err != nil {
		return lo, hi, region.ErrDay.At("to")
	}
	if first != "" {
		lo = first.Start()
	}
	if last != "" {
		hi = last.End()
	}
	return lo, hi, nil
}

func maybeDay(s string) (region.Day, error) {
	if s == "" {
		return "", nil
	}
	return region.ParseDay(s)
}

// board answers GET /public/activities.
//
//	@Summary	Published activities that have not begun, earliest first
//	@Tags		activities
//	@Param		region	query		string	false	"region path prefix, such as 52/5201/"
//	@Param		type	query		string	false	"tutoring, group_activity, visit or pairing_meeting"
//	@Param		from	query		string	false	"first day, 2026-03-05"
//	@Param		to		query		string	false	"last day"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[cardView]
//	@Failure	400		{object}	httpapi.Problem
//	@Router		/public/activities [get]
func (h *handler) board(c *fiber.Ctx) error {
	q, err := httpapi.Query[boardQuery](c)
	if err != nil {
		return err
	}
	from, to, err := days(q.From, q.To)
	if err != nil {
		return err
	}
	page, err := h.service.Board(c.UserContext(), BoardQuery{Region: q.Region, Type: q.Type, From: from, To: to, Page: q.Options()})
	if err != nil {
		return err
	}
	card, err := h.cards(c.UserContext(), page.Items...)
	if err != nil {
		return err
	}
	return c.JSON(httpapi.ListOf(page, card))
}

type listQuery struct {
	httpapi.PageQuery
	OrgID      string `query:"org_id" validate:"max=40"`
	ContractID string `query:"contract_id" validate:"max=40"`
	Status     Status `query:"status" validate:"max=20"`
	Type       Type   `query:"type" validate:"max=20"`
	From       string `query:"from" validate:"max=10"`
	To         string `query:"to" validate:"max=10"`
}

// list answers GET /activities.
//
//	@Summary	Activities within one's reach, latest start first
//	@Tags		activities
//	@Param		org_id		query		string	false	"organisation"
//	@Param		contract_id	query		string	false	"contract"
//	@Param		status		query		string	false	"state"
//	@Param		type		query		string	false	"type"
//	@Param		from		query		string	false	"first day"
//	@Param		to			query		string	false	"last day"
//	@Param		limit		query		int		false	"page size"
//	@Param		after		query		string	false	"cursor"
//	@Param		format	query	string	false	"xlsx: the whole filtered list as a spreadsheet, 5,000 rows at most; needs data.export"
//	@Success	200			{object}	httpapi.List[listedView]
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	413	{object}	httpapi.Problem	"export_too_large"
//	@Security	session
//	@Router		/activities [get]
func (h *handler) list(c *fiber.Ctx) error {
	q, err := httpapi.Query[listQuery](c)
	if err != nil {
		return err
	}
	from, to, err := days(q.From, q.To)
	if err != nil {
		return err
	}
	page, err := h.service.List(c.UserContext(), ListQuery{
		OrgID: q.OrgID, ContractID: q.ContractID, Status: q.Status, Type: q.Type, From: from, To: to, Page: q.Options(),
	})
	if err != nil {
		return err
	}
	card, err := h.cards(c.UserContext(), page.Items...)
	if err != nil {
		return err
	}
	return c.JSON(httpapi.ListOf(page, func(a Activity) listedView {
		return listedView{
			cardView: card(a), Version: etag(&a), Upcoming: a.Upcoming(h.service.now()),
			Acts: workflow.OpenViews(h.service.Acts(c.UserContext(), a)),
		}
	}))
}

// editionStep is the difference between the entity tags of two editions.
const editionStep = 1_000_000_000

// etag changes with every change of the activity, so that no client shows old numbers of places. If-Match compares only the
// edition in it, so that a sign-up between reading and saving does not refuse an edit. Only staff get an ETag, because the
// view of others also depends on the person and the time.
func etag(a *Activity) int64 { return a.Edition*editionStep + a.Version }

// staff writes the activity as its staff see it.
func (h *handler) staff(c *fiber.Ctx, a Activity) error {
	return h.seen(c, VisibleActivity{Activity: a, Staff: true})
}

func (h *handler) seen(c *fiber.Ctx, s VisibleActivity) error {
	if s.Staff {
		httpapi.ETag(c, etag(&s.Activity))
	}
	card, err := h.cards(c.UserContext(), s.Activity)
	if err != nil {
		return err
	}
	return c.JSON(h.viewSeen(c.UserContext(), s, card(s.Activity), httpapi.Lang(c)))
}

// cards returns the func that makes the list views, with the names of organisations and regions.
func (h *handler) cards(ctx context.Context, list ...Activity) (func(Activity) cardView, error) {
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].OrgID
	}
	names, err := h.service.Orgs.Names(ctx, ids)
	return func(a Activity) cardView {
		v := viewCard(a)
		v.OrgName, v.RegionName = names[a.OrgID], h.service.Regions.FullName(a.Region)
		return v
	}, err
}

// create answers POST /activities.
//
//	@Summary	Start the draft of an activity
//	@Tags		activities
//	@Param		body	body		planRequest	true	"the plan"
//	@Success	201		{object}	activityView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"org_not_active, contract_not_performing, activity_outside_contract"
//	@Security	session
//	@Router		/activities [post]
func (h *handler) create(c *fiber.Ctx) error {
	r, err := httpapi.Bind[planRequest](c)
	if err != nil {
		return err
	}
	a, err := h.service.Create(c.UserContext(), r.plan(h.service.now()))
	if err != nil {
		return err
	}
	return h.staff(c.Status(fiber.StatusCreated), a)
}

// see answers GET /activities/:id.
//
//	@Summary	One activity; for a volunteer with the answer to "may I sign up, and why not"
//	@Tags		activities
//	@Param		id	path		string	true	"activity"
//	@Success	200	{object}	activityView
//	@Failure	404	{object}	httpapi.Problem
//	@Router		/activities/{id} [get]
func (h *handler) see(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.See, h.seen)
}

// edit answers PUT /activities/:id.
//
//	@Summary	Change the plan; a new time or place is told to everybody signed up
//	@Tags		activities
//	@Param		id			path		string		true	"activity"
//	@Param		If-Match	header		string		true	"ETag of what was edited"
//	@Param		body		body		planRequest	true	"the plan"
//	@Success	200			{object}	activityView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"activity_started, activity_fixed, capacity_below_taken"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/activities/{id} [put]
func (h *handler) edit(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, seen int64, r planRequest) (Activity, error) {
		return h.service.Edit(ctx, id, seen/editionStep, r.plan(h.service.now()))
	}, h.staff)
}

// submit answers POST /activities/:id/submit.
//
//	@Summary	Hand the draft in for publication
//	@Tags		activities
//	@Param		id	path		string	true	"activity"
//	@Success	200	{object}	activityView
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"activity_move"
//	@Security	session
//	@Router		/activities/{id}/submit [post]
func (h *handler) submit(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Submit, h.staff)
}

// publish answers POST /activities/:id/publish.
//
//	@Summary	Publish: the county, or another person of the organisation than its makers
//	@Tags		activities
//	@Param		id	path		string	true	"activity"
//	@Param		If-Match	header	string	true	"the version that was seen"
//	@Success	200	{object}	activityView
//	@Failure	403	{object}	httpapi.Problem	"own_work"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"activity_move"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/activities/{id}/publish [post]
func (h *handler) publish(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, func(ctx context.Context, id string, seen int64) (Activity, error) {
		return h.service.Publish(ctx, id, seen/editionStep)
	}, h.staff)
}

// returnPlan answers POST /activities/:id/return.
//
//	@Summary	Return a submitted activity with the reason
//	@Tags		activities
//	@Param		id		path		string			true	"activity"
//	@Param		body	body		httpapi.ReasonRequest	true	"reason"
//	@Success	200		{object}	activityView
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"activity_move"
//	@Security	session
//	@Router		/activities/{id}/return [post]
func (h *handler) returnPlan(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.Return, h.staff)
}

// cancel answers POST /activities/:id/cancel.
//
//	@Summary	Cancel; everybody signed up is told the reason
//	@Tags		activities
//	@Param		id		path		string			true	"activity"
//	@Param		body	body		httpapi.ReasonRequest	true	"reason"
//	@Success	200		{object}	activityView
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"activity_started, activity_move"
//	@Security	session
//	@Router		/activities/{id}/cancel [post]
func (h *handler) cancel(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.Cancel, h.staff)
}
