package region

import (
	"cmp"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// Routes mounts the routes of the tree and the calendar. Served is the area that the program serves, zero for none.
func Routes(r *httpapi.Router, t *Tree, c *Calendar, log *audit.Log, served Region) {
	h := &handler{editor{tree: t, calendar: c, audit: log}, served}
	r.Get("/regions", auth.Public, h.listChildren)
	r.Get("/regions/home", auth.Public, h.listHome)
	r.Get("/regions/search", auth.Public, h.searchRegions)
	r.Get("/regions/:code", auth.Public, h.showRegion)
	r.Post("/regions", auth.RegionEdit, h.addRegion)
	r.Get("/calendar", auth.Public, h.listDays)
	// The write is safe to repeat, and the table is reloaded only after its transaction has committed.
	r.Put("/calendar/:day", auth.CalendarEdit, h.setDay, httpapi.NoIdempotency())
}

type handler struct {
	editor
	served Region
}

// regionView is one place. Level is 1 province, 2 city, 3 county, 4 township, 5 village.
type regionView struct {
	Code     string `json:"code" example:"520111101"`
	Name     string `json:"name" example:"青岩镇"`
	Level    Level  `json:"level" example:"4"`
	Parent   string `json:"parent" example:"520111"`
	Path     string `json:"path" example:"52/5201/520111/520111101/"`
	Kind     Kind   `json:"kind" example:"gb"`
	FullName string `json:"full_name,omitempty" example:"贵州省 贵阳市 花溪区 青岩镇"`
}

func viewRegion(r Region) regionView {
	return regionView{Code: r.Code, Name: r.Name, Level: r.Level, Parent: r.Parent, Path: r.Path, Kind: r.Kind}
}

// regionsView lists the places below one.
type regionsView struct {
	Items []regionView `json:"items"`
}

type childrenQuery struct {
	Parent string `query:"parent" validate:"max=30"`
}

// listChildren answers GET /regions.
//
//	@Summary	下级区划 The regions directly below one, in order of code; the provinces without parent
//	@Tags		regions
//	@Param		parent	query		string	false	"code of the region above"
//	@Success	200		{object}	regionsView
//	@Failure	400		{object}	httpapi.Problem	"region_unknown"
//	@Router		/regions [get]
func (h *handler) listChildren(c *fiber.Ctx) error {
	q, err := httpapi.Query[childrenQuery](c)
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	if q.Parent != "" {
		if _, err := h.tree.Find(ctx, q.Parent); err != nil {
			return atField("parent", err)
		}
	}
	v := regionsView{Items: []regionView{}}
	for _, r := range h.tree.Children(ctx, q.Parent) {
		v.Items = append(v.Items, viewRegion(r))
	}
	return c.JSON(v)
}

// listHome answers GET /regions/home.
//
//	@Summary	常用区划 The areas from which a choice begins: the counties of one's own offices, else the area served; may be none
//	@Tags		regions
//	@Success	200	{object}	regionsView
//	@Router		/regions/home [get]
func (h *handler) listHome(c *fiber.Ctx) error {
	return c.JSON(h.viewNamed(h.tree.Home(auth.From(c.UserContext()), h.served)))
}

// viewNamed returns the regions with their full names.
func (h *handler) viewNamed(list []Region) regionsView {
	v := regionsView{Items: []regionView{}}
	for _, r := range list {
		one := viewRegion(r)
		one.FullName = h.tree.FullName(r.Path)
		v.Items = append(v.Items, one)
	}
	return v
}

type searchQuery struct {
	Q      string `query:"q" validate:"required,max=50"`
	Within string `query:"within" validate:"max=30"`
	Level  Level  `query:"level" validate:"lte=5"`
}

// mostHits is the most regions that a search answers with.
const mostHits = 20

// searchRegions answers GET /regions/search.
//
//	@Summary	查找区划 Find regions by name, pinyin, initials or code; those near oneself first, 20 at most, with full names
//	@Tags		regions
//	@Param		q		query		string	true	"花溪, huaxi, hx or 520111"	maxlength(50)
//	@Param		within	query		string	false	"code of a region: only this one and those below it"
//	@Param		level	query		int		false	"the lowest level wanted: 3 county, 4 township, 5 village (default)"	minimum(1)	maximum(5)
//	@Success	200		{object}	regionsView
//	@Failure	400		{object}	httpapi.Problem	"invalid, region_unknown"
//	@Router		/regions/search [get]
func (h *handler) searchRegions(c *fiber.Ctx) error {
	q, err := httpapi.Query[searchQuery](c)
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	s := Search{Typed: q.Q, Deepest: cmp.Or(q.Level, Village), Home: h.tree.Home(auth.From(ctx), h.served), Limit: mostHits}
	if q.Within != "" {
		r, err := h.tree.Find(ctx, q.Within)
		if err != nil {
			return atField("within", err)
		}
		s.Within = r.Path
	}
	return c.JSON(h.viewNamed(h.tree.Search(s)))
}

// showRegion answers GET /regions/:code.
//
//	@Summary	区划 One region with its full name
//	@Tags		regions
//	@Param		code	path		string	true	"code, such as 520111"
//	@Success	200		{object}	regionView
//	@Failure	404		{object}	httpapi.Problem	"not_found"
//	@Router		/regions/{code} [get]
func (h *handler) showRegion(c *fiber.Ctx) error {
	r, err := h.tree.Find(c.UserContext(), c.Params("code"))
	if fault.KindOf(err) == ErrUnknown.Kind {
		return docstore.ErrNotFound
	}
	if err != nil {
		return err
	}
	v := viewRegion(r)
	v.FullName = h.tree.FullName(r.Path)
	return c.JSON(v)
}

type addRequest struct {
	Code   string `json:"code" validate:"required,max=30" example:"520111101201"`
	Name   string `json:"name" validate:"required,max=50" example:"龙井村"`
	Level  Level  `json:"level" validate:"gte=1,lte=5" example:"5"`
	Parent string `json:"parent" validate:"required,max=30" example:"520111101"`
	Kind   Kind   `json:"kind" validate:"omitempty,oneof=gb custom"`
}

// addRegion answers POST /regions.
//
//	@Summary	添加村或自定义区域 Add a village or a custom area within one's reach
//	@Tags		regions
//	@Param		body			body		addRequest	true	"the region"
//	@Param		Idempotency-Key	header		string		false	"for safe repetition"
//	@Success	201				{object}	regionView
//	@Failure	400				{object}	httpapi.Problem	"invalid, region_unknown"
//	@Failure	401				{object}	httpapi.Problem	"login_required"
//	@Failure	403				{object}	httpapi.Problem	"forbidden"
//	@Failure	409				{object}	httpapi.Problem	"region_duplicate"
//	@Security	session
//	@Router		/regions [post]
func (h *handler) addRegion(c *fiber.Ctx) error {
	req, err := httpapi.Bind[addRequest](c)
	if err != nil {
		return err
	}
	r, err := h.editor.addRegion(c.UserContext(), Region{Code: req.Code, Name: req.Name, Level: req.Level, Parent: req.Parent, Kind: req.Kind})
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(viewRegion(r))
}

// dayView is one day of the calendar. Entered means that it comes from the table, not from the published calendar.
type dayView struct {
	Day     Day    `json:"day" example:"2026-02-28"`
	Workday bool   `json:"workday" example:"true"`
	Entered bool   `json:"entered"`
	Note    string `json:"note,omitempty" example:"调休"`
}

type daysView struct {
	Items []dayView `json:"items"`
}

type daysQuery struct {
	From Day `query:"from" validate:"required,day"`
	To   Day `query:"to" validate:"required,day"` // last day, included
}

// maxDays is the most days of one answer.
const maxDays = 366

// listDays answers GET /calendar.
//
//	@Summary	工作日历 Which days are working days, both ends included; 366 days at most
//	@Tags		regions
//	@Param		from	query		string	true	"first day"	format(date)
//	@Param		to		query		string	true	"last day"	format(date)
//	@Success	200		{object}	daysView
//	@Failure	400		{object}	httpapi.Problem	"invalid"
//	@Router		/calendar [get]
func (h *handler) listDays(c *fiber.Ctx) error {
	q, err := httpapi.Query[daysQuery](c)
	if err != nil {
		return err
	}
	n := q.To.Sub(q.From) + 1
	if n < 1 || n > maxDays {
		var p fault.Problems
		p.Add("to", "range", "The last day does not come before the first, nor a year after it.", "结束日期不能早于开始日期，跨度不超过一年。")
		return p.Err()
	}
	entries, err := h.calendar.entriesBetween(c.UserContext(), q.From, q.To)
	if err != nil {
		return err
	}
	v := daysView{Items: make([]dayView, n)}
	for i := range v.Items {
		d := q.From.Add(i)
		v.Items[i] = dayView{Day: d, Workday: h.calendar.IsWorkday(d)}
		if e, ok := entries[d]; ok {
			v.Items[i] = dayView{Day: d, Workday: e.Workday, Entered: true, Note: e.Note}
		}
	}
	return c.JSON(v)
}

type setDayRequest struct {
	Workday *bool  `json:"workday" validate:"required"`
	Note    string `json:"note" validate:"max=100"`
}

// setDay answers PUT /calendar/:day.
//
//	@Summary	维护工作日 Enter a day in the working-day table, over an earlier entry; from the county up
//	@Tags		regions
//	@Param		day		path		string			true	"such as 2027-02-14"
//	@Param		body	body		setDayRequest	true	"whether people work on it"
//	@Success	200		{object}	dayView
//	@Failure	400		{object}	httpapi.Problem	"invalid, day_invalid, calendar_note_long"
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Failure	403		{object}	httpapi.Problem	"forbidden"
//	@Security	session
//	@Router		/calendar/{day} [put]
func (h *handler) setDay(c *fiber.Ctx) error {
	req, err := httpapi.Bind[setDayRequest](c)
	if err != nil {
		return err
	}
	d := Day(c.Params("day"))
	if err := h.editor.setDay(c.UserContext(), d, *req.Workday, req.Note); err != nil {
		return err
	}
	return c.JSON(dayView{Day: d, Workday: *req.Workday, Entered: true, Note: strings.TrimSpace(req.Note)})
}
