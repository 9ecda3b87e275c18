package web

import (
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/opendata"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// onPage is how many rows a page has.
const onPage = 20

func (h *handler) mountPages(p *httpapi.Pages) error {
	mark, err := pages.ReadFile("pages/mark.svg")
	if err != nil {
		return err
	}
	p.Get("/mark.svg", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, "image/svg+xml")
		c.Set(fiber.HeaderCacheControl, "public, max-age=86400")
		return c.Send(mark)
	})
	p.Get("/", h.first)
	p.Get("/activities", h.board)
	h.mountNews(p)
	h.mountOrgs(p)
	p.Get("/notices", h.notices)
	p.Get("/notices/:id", h.notice)
	p.Get("/register", h.register)
	p.Get("/register/:id", h.contract)
	p.Get("/verify", h.verifyForm)
	p.Get("/verify/:code", h.verify, httpapi.Limit("verify", 60, time.Minute))
	p.Get("/statistics", h.statistics)
	h.mountAnswer(p)
	p.Get("/data", func(c *fiber.Ctx) error {
		return h.show(c, "data", dataPage{Licence: h.Licence, Publisher: h.Publisher, Tables: opendata.Tables})
	})
	p.Get("/data/:table", h.table)
	p.Get("/privacy", func(c *fiber.Ctx) error { return h.show(c, "privacy", nil) })
	return nil
}

// list is what every page with rows has: when it was read, and how to turn it.
type list struct {
	At          time.Time
	Next, First string // addresses; empty: there is none
	Here        string // path of the page
	Filtered    bool
}

func (h *handler) listOf(c *fiber.Ctx, next string) list {
	query, _ := url.ParseQuery(string(c.Context().URI().QueryString()))
	l := list{At: h.Now(), Here: c.Path()}
	if next != "" {
		l.Next = with(c.Path(), query, "after", next)
	}
	if query.Get("after") != "" {
		l.First = with(c.Path(), query, "after", "")
	}
	for name, values := range query {
		if name != "after" && name != httpapi.LangQuery && strings.Join(values, "") != "" {
			l.Filtered = true
		}
	}
	return l
}

// choice is one line of a select.
type choice struct {
	Value, Text string
	Chosen      bool
}

// places offers the site's region, those above the chosen one and those below it.
func (h *handler) places(c *fiber.Ctx, chosen string) []choice {
	ctx := c.UserContext()
	home := h.home.region(ctx)
	whole := h.Regions.Name(home)
	if whole == "" {
		whole = speaker{lang: httpapi.Lang(c)}.t("全国", "The whole country")
	}
	out := []choice{{Value: "", Text: whole, Chosen: chosen == "" || chosen == home}}
	at := home
	if rest, below := strings.CutPrefix(chosen, home); below && rest != "" && h.Regions.Name(chosen) != "" {
		for part := range strings.SplitSeq(strings.TrimSuffix(rest, "/"), "/") {
			at += part + "/"
			out = append(out, choice{Value: at, Text: h.Regions.FullName(at), Chosen: at == chosen})
		}
	}
	children := h.Regions.Children(ctx, region.CodeOf(at))
	if len(children) == 0 && at != home { // the last level: its neighbours
		at = at[:strings.LastIndexByte(strings.TrimSuffix(at, "/"), '/')+1]
		children = h.Regions.Children(ctx, region.CodeOf(at))
	}
	for i := range children {
		if children[i].Path != chosen {
			out = append(out, choice{Value: children[i].Path, Text: children[i].Name})
		}
	}
	return out
}

// first shows what is on, in short.
func (h *handler) first(c *fiber.Ctx) error {
	ctx := c.UserContext()
	acts, err := h.Activities.Board(ctx, activities.BoardQuery{Page: []docstore.Option{docstore.Limit(6)}})
	if err != nil {
		return err
	}
	cards, err := h.cards(c, acts.Items)
	if err != nil {
		return err
	}
	results, err := h.Evaluation.Noticeboard(ctx, evaluation.Query{Page: []docstore.Option{docstore.Limit(5)}})
	if err != nil {
		return err
	}
	signed, err := h.Contracts.Register(ctx, contracts.Query{Page: []docstore.Option{docstore.Limit(5)}})
	if err != nil {
		return err
	}
	latest, err := h.latestNews(c, "", 4)
	if err != nil {
		return err
	}
	return h.show(c, "home", struct {
		list
		News      []newsRow
		Cards     []card
		Results   []evaluation.Evaluation
		Contracts []contracts.Contract
	}{h.listOf(c, ""), latest, cards, results.Items, signed.Items})
}

// card is an activity with who runs it and where it is.
type card struct {
	activities.Activity
	OrgName, Where string
	now            time.Time
}

// NotYet and Over report whether signing up has not begun, or has ended; Places whether the next one to sign up gets a place.
func (a card) NotYet() bool { return a.now.Before(a.SignupFrom) }
func (a card) Over() bool   { return !a.now.Before(a.SignupTo) || a.Status != activities.Published }
func (a card) Places() bool { return a.Free() > 0 && a.Waiting == 0 }

func (h *handler) cards(c *fiber.Ctx, items []activities.Activity) ([]card, error) {
	ids := make([]string, len(items))
	for i := range items {
		ids[i] = items[i].OrgID
	}
	names, err := h.Orgs.Names(c.UserContext(), ids)
	out := make([]card, len(items))
	for i := range items {
		out[i] = card{items[i], names[items[i].OrgID], h.where(c, &items[i]), h.Now()}
	}
	return out, err
}

// where is the address with as much of the region before it as the site's own place and the address leave open.
func (h *handler) where(c *fiber.Ctx, a *activities.Activity) string {
	below := strings.TrimSpace(strings.TrimPrefix(h.Regions.FullName(a.Region), h.Regions.FullName(h.home.region(c.UserContext()))))
	if strings.HasPrefix(a.Address, strings.ReplaceAll(below, " ", "")) {
		return a.Address
	}
	return below + " " + a.Address
}

type filter struct {
	Lang   string          `query:"lang" validate:"max=20"`
	After  string          `query:"after" validate:"max=1000"`
	Region string          `query:"region" validate:"max=100"`
	Type   activities.Type `query:"type" validate:"omitempty,oneof=tutoring group_activity visit pairing_meeting"`
	From   string          `query:"from" validate:"max=10"`
	To     string          `query:"to" validate:"max=10"`
	Status string          `query:"status" validate:"max=20"`
	Kind   string          `query:"kind" validate:"omitempty,oneof=spot mid final"`
	Year   int64           `query:"year" validate:"gte=0,lte=2100"`

	Provider string `query:"provider" validate:"max=40"` // an organisation's id
}

func (f filter) page() []docstore.Option {
	return []docstore.Option{docstore.Limit(onPage), docstore.After(f.After)}
}

// span is the two days as instants, the last day included.
func (f filter) span() (from, to time.Time, err error) {
	if f.From != "" {
		d, err := region.ParseDay(f.From)
		if err != nil {
			return from, to, region.ErrDay.At("from")
		}
		from = d.Start()
	}
	if f.To != "" {
		d, err := region.ParseDay(f.To)
		if err != nil {
			return from, to, region.ErrDay.At("to")
		}
		to = d.End()
	}
	return from, to, nil
}

// choices makes the lines of a select from the labels of a kind.
func choices(c *fiber.Ctx, kind, chosen string, codes ...string) []choice {
	say := speaker{lang: httpapi.Lang(c)}
	out := []choice{{Text: say.t("全部", "All"), Chosen: chosen == ""}}
	for _, code := range codes {
		out = append(out, choice{Value: code, Text: say.label(kind, code), Chosen: code == chosen})
	}
	return out
}

func (h *handler) board(c *fiber.Ctx) error {
	f, err := httpapi.Query[filter](c)
	if err != nil {
		return err
	}
	from, to, err := f.span()
	if err != nil {
		return err
	}
	found, err := h.Activities.Board(c.UserContext(), activities.BoardQuery{Region: f.Region, Type: f.Type, From: from, To: to, Page: f.page()})
	if err != nil {
		return err
	}
	cards, err := h.cards(c, found.Items)
	if err != nil {
		return err
	}
	return h.show(c, "activities", struct {
		list
		Filter filter
		Places []choice
		Types  []choice
		Cards  []card
	}{h.listOf(c, found.Next), f, h.places(c, f.Region), choices(c, "activity", string(f.Type), "tutoring", "group_activity", "visit", "pairing_meeting"), cards})
}

func (h *handler) notices(c *fiber.Ctx) error {
	f, err := httpapi.Query[filter](c)
	if err != nil {
		return err
	}
	found, err := h.Evaluation.Noticeboard(c.UserContext(), evaluation.Query{Region: f.Region, Kind: evaluation.Kind(f.Kind), Page: f.page()})
	if err != nil {
		return err
	}
	return h.show(c, "notices", struct {
		list
		Places []choice
		Kinds  []choice
		Items  []evaluation.Evaluation
	}{h.listOf(c, found.Next), h.places(c, f.Region), choices(c, "evaluation", f.Kind, "spot", "mid", "final"), found.Items})
}

func (h *handler) notice(c *fiber.Ctx) error {
	e, err := h.Evaluation.Notice(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return h.show(c, "notice", e)
}

// states are those of the register that people ask for.
var states = []string{"published", "performing", "mid_passed", "final_evaluating", "accepting", "settling", "closed", "rectifying", "suspended", "terminated"}

func (h *handler) register(c *fiber.Ctx) error {
	f, err := httpapi.Query[filter](c)
	if err != nil {
		return err
	}
	found, err := h.Contracts.Register(c.UserContext(), contracts.Query{
		Region: f.Region, Status: contracts.Status(f.Status), FiscalYear: f.Year, ProviderID: f.Provider, Page: f.page(),
	})
	if err != nil {
		return err
	}
	of, err := h.Orgs.ReadKnown(c.UserContext(), f.Provider)
	if err != nil && !errors.Is(err, docstore.ErrNotFound) {
		return err
	}
	return h.show(c, "register", struct {
		list
		Provider, Of string // whose contracts alone are shown

		Year   int64
		Places []choice
		States []choice
		Items  []contracts.Contract
	}{h.listOf(c, found.Next), f.Provider, of.Name, f.Year, h.places(c, f.Region), choices(c, "contract", f.Status, states...), found.Items})
}

// dataPage is the page of the open data, or of one table.
type dataPage struct {
	Licence, Publisher string
	Tables             []opendata.Table
	Table              opendata.Table
	At                 time.Time
}

// table describes one table of the open data.
func (h *handler) table(c *fiber.Ctx) error {
	t, known := opendata.Find(c.Params("table"))
	if !known {
		return docstore.ErrNotFound
	}
	return h.show(c, "table", dataPage{Licence: h.Licence, Publisher: h.Publisher, Table: t, At: h.Now()})
}

type verdict struct {
	Code  string
	Found bool
	No, Name, Issuer, From, To,
	Status string
	Minutes  int64
	Services int
	IssuedAt time.Time
	At       time.Time
}

// verifyForm asks for the code; what was typed leads to the page that answers.
func (h *handler) verifyForm(c *fiber.Ctx) error {
	code := strings.ToLower(strings.Join(strings.Fields(strings.Clone(c.Query("code"))), ""))
	if code != "" {
		return c.Redirect("/verify/"+url.PathEscape(code), fiber.StatusSeeOther)
	}
	return h.show(c, "verify", verdict{})
}

// verify says what the certificate of a code says; a code that is not known is answered with the form and 404.
func (h *handler) verify(c *fiber.Ctx) error {
	v := verdict{Code: strings.Clone(c.Params("code")), At: h.Now()}
	ce, err := h.Attendance.Verify(c.UserContext(), v.Code)
	if err != nil {
		if fault.KindOf(err) != fault.NotFound {
			return err
		}
		c.Status(fiber.StatusNotFound)
		return h.show(c, "verify", v)
	}
	v.Found = true
	v.No, v.Name, v.Issuer, v.From, v.To, v.Status = ce.No, ce.MaskedName, ce.Issuer, ce.From, ce.To, string(ce.Status)
	v.Minutes, v.Services, v.IssuedAt = ce.Minutes, len(ce.Items), ce.IssuedAt
	return h.show(c, "verify", v)
}
