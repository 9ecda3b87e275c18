package statistics

import (
	"context"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

type handler struct{ service *Service }

// Routes mounts the feature.
func Routes(r *httpapi.Router, s *Service) {
	h := &handler{s}
	r.Get("/register-statistics", auth.StatisticsRead, h.read, httpapi.Tokens(auth.FiguresRead))
	r.Get("/register-statistics/rows", auth.StatisticsRead, h.rows, httpapi.Export("关爱对象统计", "Statistics of the register",
		httpapi.RegionColumn("region", "地区", "Area"), httpapi.TextColumn("on", "截止日期", "Day"), httpapi.TextColumn("table_label", "统计项目", "Table"), httpapi.TextColumn("label", "分类", "Row"),
		httpapi.NumberColumn("total", "合计", "Total"), httpapi.NumberColumn("male", "男", "Male"), httpapi.NumberColumn("female", "女", "Female"), httpapi.TextColumn("note", "口径", "Definition"),
	), httpapi.Unpaged())
	r.Put("/register-statistics/base", auth.BeneficiaryVerify, h.keep)
}

type readQuery struct {
	Region string     `query:"region" validate:"max=100"`
	On     region.Day `query:"on" validate:"omitempty,day"`
	Group  Group      `query:"group" validate:"max=30"`
}

// figureView is a number of persons; hidden when it must not be shown.
type figureView struct {
	Total  int64  `json:"total"`
	Male   *int64 `json:"male,omitempty"` // by sex inside the county only
	Female *int64 `json:"female,omitempty"`
	Hidden bool   `json:"hidden,omitempty"` // total is 0 and means nothing
}

// rowView is a row of a table: of the area, and by its parts in their order.
type rowView struct {
	Code  string       `json:"code"`
	Label string       `json:"label"`
	All   figureView   `json:"all"`
	Parts []figureView `json:"parts"`
}

// tableView is a table with its definition.
type tableView struct {
	Code    string    `json:"code"`
	Label   string    `json:"label"`
	Note    string    `json:"note"`
	Several bool      `json:"several"` // rows do not sum up to the total
	Rows    []rowView `json:"rows"`
}

// partView is an area one level below.
type partView struct {
	Region  string `json:"region"`
	Name    string `json:"name"`
	Without *int64 `json:"without,omitempty"` // villages without a director
	People  *int64 `json:"people,omitempty"`  // population of the group's age and sex
}

// pointView is the total of a month's end.
type pointView struct {
	On    region.Day `json:"on"`
	Total int64      `json:"total"`
}

// targetView is a target with the figure of the day, of everybody in the area.
type targetView struct {
	Target
	Actual int64 `json:"actual"`
}

// reportView is the statistics of an area.
type reportView struct {
	Region     string       `json:"region"`
	Name       string       `json:"name"`
	On         region.Day   `json:"on"` // may be earlier than the day asked for
	Group      Group        `json:"group"`
	Total      figureView   `json:"total"`
	PartTotals []figureView `json:"part_totals"`
	Alone      *figureView  `json:"alone,omitempty"` // R-16; inside the county only, as the next
	Incomplete *figureView  `json:"incomplete,omitempty"`
	Without    *int64       `json:"without,omitempty"` // villages without a director
	People     *int64       `json:"people,omitempty"`  // population of the group's age and sex
	PeopleOn   region.Day   `json:"people_on,omitempty"`
	Source     string       `json:"source,omitempty"`
	Parts      []partView   `json:"parts"`
	Tables     []tableView  `json:"tables"`
	Trend      []pointView  `json:"trend"`
	Targets    []targetView `json:"targets,omitempty"`
	Failed     []string     `json:"failed"` // tables whose rows do not sum up to the total; empty unless a file is damaged
	Base       *baseView    `json:"base,omitempty"`
	Writable   bool         `json:"writable,omitempty"`
}

// baseView is what the county enters, with the version for If-Match.
type baseView struct {
	Version  int64        `json:"version"`
	Region   string       `json:"region"`
	Source   string       `json:"source"`
	PeopleOn region.Day   `json:"people_on,omitempty"`
	People   []Population `json:"people"`
	Targets  []Target     `json:"targets"`
}

// seen is the version of a Base as clients see it. One that was never stored has a version, too, for the first If-Match.
func seen(b Base) int64 { return b.Version + 1 }

func viewBase(b Base) baseView {
	v := baseView{Version: seen(b), Region: b.Region, Source: b.Source, PeopleOn: b.PeopleOn, People: b.People, Targets: b.Targets}
	if v.People == nil {
		v.People = []Population{}
	}
	if v.Targets == nil {
		v.Targets = []Target{}
	}
	return v
}

func number(f figureView) string {
	if f.Hidden {
		return "*"
	}
	return strconv.FormatInt(f.Total, 10)
}

func (r *Report) figure(area, row string) figureView {
	if r.Hidden != nil {
		if r.Hidden[area][row] {
			return figureView{Hidden: true}
		}
		return figureView{Total: r.Figures[area][row].Sum()}
	}
	n := r.Figures[area][row]
	return figureView{Total: n.Sum(), Male: &n.Male, Female: &n.Female}
}

// people returns the population that the group is compared with, of an area, or nil when it was not entered.
func (r *Report) people(area string) *int64 {
	sum, some := int64(0), false
	for _, p := range r.Base.People {
		if p.Region != area && !(strings.HasPrefix(p.Region, area) && !r.entered(area)) {
			continue
		}
		some = true
		switch r.Group {
		case "left_behind_elder":
			sum += p.Elders
		case "left_behind_woman":
			sum += p.Women
		case Everybody:
			sum += p.Children + p.Elders + p.Women
		default:
			sum += p.Children
		}
	}
	if !some {
		return nil
	}
	return &sum
}

// entered reports whether the population of the area itself was entered; else its towns are summed.
func (r *Report) entered(area string) bool {
	for _, p := range r.Base.People {
		if p.Region == area {
			return true
		}
	}
	return false
}

func (h *handler) view(r Report, lang string) reportView {
	s := h.service
	in := func(zh, en string) string {
		if strings.HasPrefix(lang, "en") {
			return en
		}
		return zh
	}
	v := reportView{
		Region: r.Region, Name: s.Regions.Name(r.Region), On: r.On, Group: r.Group, Total: r.figure(r.Region, total), Parts: make([]partView, len(r.Parts)),
		PartTotals: make([]figureView, len(r.Parts)), Tables: []tableView{}, Trend: make([]pointView, len(r.Trend)), Failed: []string{}, Writable: r.Writable,
	}
	count := func(area string) *int64 {
		if r.Without == nil {
			return nil
		}
		n := r.Without[area]
		return &n
	}
	for i, part := range r.Parts {
		v.Parts[i] = partView{Region: part, Name: s.Regions.Name(part), Without: count(part), People: r.people(part)}
		v.PartTotals[i] = r.figure(part, total)
	}
	for i, p := range r.Trend {
		v.Trend[i] = pointView(p)
	}
	for i := range tables {
		t := &tables[i]
		if !r.Group.shows(t) || r.Hidden != nil && t.several { // a person in several rows makes equations that nobody can check
			continue
		}
		tv := tableView{Code: t.code, Label: in(t.zh, t.en), Note: in(t.noteZH, t.noteEN), Several: t.several, Rows: make([]rowView, len(t.rows))}
		for j, w := range t.rows {
			key := t.code + "/" + w.Code()
			rv := rowView{Code: w.Code(), Label: w.In(lang), All: r.figure(r.Region, key), Parts: make([]figureView, len(r.Parts))}
			for k, part := range r.Parts {
				rv.Parts[k] = r.figure(part, key)
			}
			tv.Rows[j] = rv
		}
		v.Tables = append(v.Tables, tv)
	}
	if r.Hidden != nil {
		return v
	}
	v.Without, v.People, v.PeopleOn, v.Source = count(r.Region), r.people(r.Region), r.Base.PeopleOn, r.Base.Source
	a, m := r.figure(r.Region, alone), r.figure(r.Region, incomplete)
	v.Alone, v.Incomplete = &a, &m
	for _, f := range r.Figures[r.Region].CrossFoot() {
		v.Failed = append(v.Failed, f.Table)
	}
	base := viewBase(r.Base)
	v.Base = &base
	for _, target := range r.Base.Targets {
		figure := map[string]string{"alone": alone, "incomplete": incomplete}[target.Figure]
		if figure == "" {
			figure = "kinds/" + target.Figure
		}
		v.Targets = append(v.Targets, targetView{target, r.Whole[figure].Sum()})
	}
	return v
}

// read answers GET /register-statistics.
//
//	@Summary	The register in figures: of an area and those below it, on a day, for a group; small figures are hidden outside the county
//	@Tags		statistics
//	@Param		region	query		string	false	"path of the area; the own one"
//	@Param		on		query		string	false	"day; today"
//	@Param		group	query		string	false	"children, all, or a kind"
//	@Success	200		{object}	reportView
//	@Failure	400		{object}	httpapi.Problem	"statistics_day, statistics_group"
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"statistics_none"
//	@Security	session
//	@Router		/register-statistics [get]
func (h *handler) read(c *fiber.Ctx) error {
	q, err := httpapi.Query[readQuery](c)
	if err != nil {
		return err
	}
	r, err := h.service.Read(c.UserContext(), Query(q))
	if err != nil {
		return err
	}
	return c.JSON(h.view(r, httpapi.Lang(c)))
}

// lineView is one row of one table of one area.
type lineView struct {
	Region     string     `json:"region"`
	On         region.Day `json:"on"`
	Table      string     `json:"table"`
	TableLabel string     `json:"table_label"`
	Row        string     `json:"row"`
	Label      string     `json:"label"`
	Total      string     `json:"total"` // "*" when hidden
	Male       *int64     `json:"male,omitempty"`
	Female     *int64     `json:"female,omitempty"`
	Note       string     `json:"note"`
}

// rows answers GET /register-statistics/rows.
//
//	@Summary	The same figures as a list, for a spreadsheet (?format=xlsx)
//	@Tags		statistics
//	@Param		region	query		string	false	"path of the area; the own one"
//	@Param		on		query		string	false	"day; today"
//	@Param		group	query		string	false	"children, all, or a kind"
//	@Success	200		{object}	httpapi.List[lineView]
//	@Failure	400		{object}	httpapi.Problem	"statistics_day, statistics_group"
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"statistics_none"
//	@Security	session
//	@Router		/register-statistics/rows [get]
func (h *handler) rows(c *fiber.Ctx) error {
	q, err := httpapi.Query[readQuery](c)
	if err != nil {
		return err
	}
	r, err := h.service.Read(c.UserContext(), Query(q))
	if err != nil {
		return err
	}
	v := h.view(r, httpapi.Lang(c))
	lines := []lineView{}
	add := func(area string, t *tableView, code, label string, f figureView) {
		l := lineView{Region: area, On: v.On, Row: code, Label: label, Total: number(f), Male: f.Male, Female: f.Female}
		if t != nil {
			l.Table, l.TableLabel, l.Note = t.Code, t.Label, t.Note
		}
		lines = append(lines, l)
	}
	sum := map[bool]string{true: "Total", false: "合计"}[strings.HasPrefix(httpapi.Lang(c), "en")]
	add(v.Region, nil, total, sum, v.Total)
	for i, part := range v.Parts {
		add(part.Region, nil, total, sum, v.PartTotals[i])
	}
	for i := range v.Tables {
		t := &v.Tables[i]
		for _, row := range t.Rows {
			add(v.Region, t, row.Code, row.Label, row.All)
			for k, part := range v.Parts {
				add(part.Region, t, row.Code, row.Label, row.Parts[k])
			}
		}
	}
	return c.JSON(httpapi.ListOf(docstore.Page[lineView]{Items: lines}, func(l lineView) lineView { return l }))
}

type keepRequest struct {
	Region   string       `json:"region" validate:"required,max=100"` // path of the county
	Source   string       `json:"source" validate:"max=60"`
	PeopleOn region.Day   `json:"people_on" validate:"omitempty,day"`
	People   []Population `json:"people" validate:"max=200,dive"`
	Targets  []Target     `json:"targets" validate:"max=10,dive"`
}

// keep answers PUT /register-statistics/base.
//
//	@Summary	Enter the population of the county and its towns, and the targets; the ratios follow
//	@Tags		statistics
//	@Param		If-Match	header		string		true	"version of the base"
//	@Param		body		body		keepRequest	true	"population and targets"
//	@Success	200			{object}	baseView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/register-statistics/base [put]
func (h *handler) keep(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, _ string, version int64, r keepRequest) (Base, error) {
		return h.service.Keep(ctx, r.Region, version-1, Base{Source: r.Source, PeopleOn: r.PeopleOn, People: r.People, Targets: r.Targets})
	}, func(c *fiber.Ctx, b Base) error {
		httpapi.ETag(c, seen(b))
		return c.JSON(viewBase(b))
	})
}
