package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// The most rows that one export takes. Whoever needs more narrows the filter, or asks for a copy of the store.
const (
	MaxExport        = 5000
	MaxExportPersons = 1000
)

// ExportPurposes are what a list of persons may be taken out for.
var ExportPurposes = []string{"statistics", "insurance", "contact", "inspection", "archive"}

// The refusals of exports.
var (
	ErrExportOff     = fault.New(fault.NotFound, "export_off", "This list cannot be taken out as a spreadsheet.", "此列表不提供导出。")
	ErrExportRole    = fault.New(fault.Forbidden, "export_forbidden", "Your role may look at this list but not take it out.", "您的角色可以查看此列表，但不能导出。")
	ErrExportPurpose = fault.New(fault.Invalid, "export_purpose", "Choose what this list of persons is needed for.", "请选择导出人员名单的用途。")
	ErrExportLarge   = fault.New(fault.TooLarge, "export_too_large", "There are more than {most} rows. Narrow the filter and export in parts.", "超过 {most} 行，请缩小筛选范围后分次导出。")
	ErrExportFormat  = fault.New(fault.Invalid, "export_format", "The format is xlsx.", "导出格式应为 xlsx。")
)

// ExportPassword is the header that tells the password of a file that names persons.
const ExportPassword = "Export-Password"

const (
	exportTime  = time.Minute
	exportPage  = 100
	exportLimit = 20 // a quarter of an hour, per account
)

// Column is one column of an exported list: where its value stands in the JSON of an item ("activity.title"), what it is
// called, and how it is written.
type Column struct {
	path, zh, en string
	show         func(x *exporter, value any) string
	who          bool // values are ids to be named
}

// Text is a column that shows its value as it is; a list is joined.
func Text(path, zh, en string) Column {
	return Column{path: path, zh: zh, en: en, show: func(x *exporter, v any) string { return strings.Join(texts(v), x.say("、", ", ")) }}
}

// At is a column of instants, in Asia/Shanghai.
func At(path, zh, en string) Column {
	return Column{path: path, zh: zh, en: en, show: func(_ *exporter, v any) string {
		t, err := time.Parse(time.RFC3339, text(v))
		if err != nil {
			return text(v)
		}
		return t.In(shanghai).Format("2006-01-02 15:04")
	}}
}

// Money is a column of amounts in fen, shown in yuan.
func Money(path, zh, en string) Column { return divided(path, zh, en, 100) }

// Points is a column of hundredths of a point.
func Points(path, zh, en string) Column { return divided(path, zh, en, 100) }

// Hours is a column of minutes, shown in hours: what is added up in a spreadsheet.
func Hours(path, zh, en string) Column { return divided(path, zh, en, 60) }

func divided(path, zh, en string, by int64) Column {
	return Column{path: path, zh: zh, en: en, show: func(_ *exporter, v any) string {
		n, err := strconv.ParseInt(text(v), 10, 64)
		if err != nil {
			return text(v)
		}
		return big.NewRat(n, by).FloatString(2)
	}}
}

// YesNo is a column of yes and no.
func YesNo(path, zh, en string) Column {
	return State(path, zh, en, words.Set{Words: []words.Word{{"true", "是", "yes"}, {"false", "否", "no"}}})
}

// Place is a column of region paths, shown by name.
func Place(path, zh, en string) Column {
	return Column{path: path, zh: zh, en: en, show: func(x *exporter, v any) string { return x.deps.Region(text(v)) }}
}

// Who is a column of ids, shown by the names that the reader may see.
func Who(path, zh, en string) Column {
	return Column{path: path, zh: zh, en: en, who: true, show: func(x *exporter, v any) string {
		var names []string
		for _, id := range texts(v) {
			names = append(names, x.names[id])
		}
		return strings.Join(names, x.say("、", ", "))
	}}
}

// State is a column of codes, shown in words; a list is joined.
func State(path, zh, en string, set words.Set) Column {
	return Column{path: path, zh: zh, en: en, show: func(x *exporter, v any) string {
		codes := texts(v)
		for i, code := range codes {
			codes[i] = set.Of(code, x.lang)
		}
		return strings.Join(codes, x.say("、", ", "))
	}}
}

// list is what a route's export is.
type list struct {
	zh, en  string
	persons bool
	unpaged bool
	columns []Column
}

// Unpaged marks a list that answers all it has at once and takes no ?limit=.
func Unpaged() RouteOption { return func(r *route) { r.export.unpaged = true } }

// Export lets the route's list be taken out as a spreadsheet by ?format=xlsx, for those who have auth.Export. What the
// file shows is read from the route's own answers, page by page, so that nothing is in it that the JSON does not show.
func Export(zh, en string, columns ...Column) RouteOption {
	return func(r *route) { r.export = &list{zh: zh, en: en, columns: columns} }
}

// ExportPersons is Export for a list that says who somebody is or what they did: it needs auth.ExportPersons and a
// purpose, the audit entry names every record, and the file is encrypted under a password that is told this once, in the
// header Export-Password of the answer.
func ExportPersons(zh, en string, columns ...Column) RouteOption {
	return func(r *route) { r.export = &list{zh: zh, en: en, persons: true, columns: columns} }
}

func (l *list) permission() auth.Permission {
	if l.persons {
		return auth.ExportPersons
	}
	return auth.Export
}

func (l *list) most() int {
	if l.persons {
		return MaxExportPersons
	}
	return MaxExport
}

// Exports is what exporting needs from other rooms.
type Exports struct {
	Note   func(ctx context.Context, n ExportNote) error // keeps the audit entry; an error stops the export
	Names  func(ctx context.Context, ids []string) (map[string]string, error)
	Region func(path string) string
}

// ExportNote tells what was taken out, without any value.
type ExportNote struct {
	Route   string   // "/activities"
	Filters []string // names of the filters that were set
	Rows    int
	IDs     []string // of the records, for lists of persons
	Purpose string
}

// exporter makes one file.
type exporter struct {
	list  *list
	deps  *Exports
	lang  string
	names map[string]string
}

func (x *exporter) say(zh, en string) string {
	if x.lang == "en" {
		return en
	}
	return zh
}

// isExport tells whether the request asks for a file rather than for a page of the list.
func isExport(c *fiber.Ctx) bool {
	return c.Method() == fiber.MethodGet && len(c.Context().QueryArgs().Peek("format")) > 0
}

// serveExport answers with the whole of the filtered list.
func (a *App) serveExport(c *fiber.Ctx, r *request) error {
	l := r.route.export
	if a.cfg.Exports == nil {
		return ErrExportOff
	}
	args := c.Context().QueryArgs()
	if string(args.Peek("format")) != "xlsx" {
		return ErrExportFormat.At("format")
	}
	narrow := r.actor.Only(l.permission())
	if !narrow.May(l.permission()) || !narrow.May(r.route.permission) {
		return ErrExportRole
	}
	purpose := string(args.Peek("purpose")) // one of ours below, so it is safe to note
	if l.persons && !slices.Contains(ExportPurposes, purpose) {
		return ErrExportPurpose.At("purpose")
	}
	if ok, after := a.cfg.Limiter.Allow(r, "export "+r.actor.UserID, exportLimit, 15*time.Minute); !ok {
		return RetryAfter(ErrTooMany, after)
	}
	ctx, cancel := context.WithTimeout(context.Background(), exportTime)
	defer cancel()
	r.Context = ctx
	c.SetUserContext(auth.With(r, narrow))
	x := &exporter{list: l, deps: a.cfg.Exports, lang: langOf(c, r)}
	note := ExportNote{Route: strings.TrimPrefix(r.route.path, Prefix), Filters: filters(args)}
	if l.persons {
		note.Purpose = purpose
	}
	items, err := x.collect(c, r.route.handler)
	if err != nil {
		return err
	}
	return x.answer(c, r, items, note)
}

// filters are the names of what narrows the list.
func filters(args *fasthttp.Args) []string {
	var names []string
	for name, value := range args.All() {
		if n := string(name); len(value) > 0 && !slices.Contains([]string{"format", "purpose", "after", "limit"}, n) {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// collect has the route's own handler answer page after page.
func (x *exporter) collect(c *fiber.Ctx, handler fiber.Handler) ([]map[string]any, error) {
	args := c.Context().QueryArgs()
	for _, name := range []string{"format", "purpose", "after", "limit"} {
		args.Del(name)
	}
	var items []map[string]any
	for {
		if !x.list.unpaged {
			args.SetUint("limit", exportPage)
		}
		if err := handler(c); err != nil {
			return nil, err
		}
		var page struct {
			Items []map[string]any `json:"items"`
			Next  string           `json:"next"`
		}
		d := json.NewDecoder(bytes.NewReader(c.Response().Body()))
		d.UseNumber()
		if err := d.Decode(&page); err != nil {
			return nil, fmt.Errorf("export: read a page: %w", err)
		}
		c.Response().ResetBody()
		if items = append(items, page.Items...); len(items) > x.list.most() {
			return nil, ErrExportLarge.With("most", itoa(x.list.most()))
		}
		if page.Next == "" {
			return items, nil
		}
		args.Set("after", page.Next)
	}
}

// answer notes the export and answers with the file: first the note, since what is not noted must not leave.
func (x *exporter) answer(c *fiber.Ctx, r *request, items []map[string]any, note ExportNote) error {
	ctx := c.UserContext()
	if err := x.nameAll(ctx, items); err != nil {
		return err
	}
	note.Rows = len(items)
	if x.list.persons {
		for _, it := range items {
			note.IDs = append(note.IDs, texts(it["id"])...)
		}
	}
	if err := x.deps.Note(ctx, note); err != nil {
		return err
	}
	name, now := x.say(x.list.zh, x.list.en), r.app.cfg.Now().In(shanghai)
	var b bytes.Buffer
	if err := sheet.Write(&b, x.rows(name, items), x.about(r, now, note)); err != nil {
		return err
	}
	book := b.Bytes()
	if x.list.persons {
		locked, password, err := sheet.Lock(book)
		if err != nil {
			return err
		}
		c.Set(ExportPassword, password)
		book = locked
	}
	file := name + "-" + now.Format("20060102-1504") + ".xlsx"
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="export.xlsx"; filename*=UTF-8''`+url.PathEscape(file))
	c.Set(fiber.HeaderContentType, sheet.ContentType)
	c.Response().SetBodyRaw(book)
	return nil
}

// nameAll looks up every id that a Who column shows.
func (x *exporter) nameAll(ctx context.Context, items []map[string]any) (err error) {
	wanted := map[string]bool{}
	for _, col := range x.list.columns {
		for _, it := range items {
			if col.who {
				for _, id := range texts(at(it, col.path)) {
					wanted[id] = true
				}
			}
		}
	}
	if len(wanted) > 0 {
		x.names, err = x.deps.Names(ctx, slices.Sorted(maps.Keys(wanted)))
	}
	return err
}

func (x *exporter) rows(name string, items []map[string]any) sheet.Sheet {
	s := sheet.Sheet{Name: name, Rows: make([][]string, len(items))}
	for _, col := range x.list.columns {
		s.Header = append(s.Header, x.say(col.zh, col.en))
	}
	for i, it := range items {
		for _, col := range x.list.columns {
			s.Rows[i] = append(s.Rows[i], col.show(x, at(it, col.path)))
		}
	}
	return s
}

// about is the second sheet: where a copy that is found somewhere came from.
func (x *exporter) about(r *request, now time.Time, n ExportNote) sheet.Sheet {
	return sheet.Sheet{Name: x.say("导出说明", "About"), Rows: [][]string{
		{x.say("导出时间", "Exported"), now.Format("2006-01-02 15:04:05")},
		{x.say("导出人编号", "By"), r.actor.ID()},
		{x.say("导出编号", "Number"), r.id},
		{x.say("行数", "Rows"), itoa(n.Rows)},
		{x.say("使用要求", "Use"), x.say("仅限本职工作使用，不得转发；导出已记录。", "For your own duties only; do not pass it on. This export is on record.")},
	}}
}

// at finds the value at a path of names with points between.
func at(item map[string]any, path string) any {
	name, rest, deeper := strings.Cut(path, ".")
	if !deeper {
		return item[name]
	}
	if inner, ok := item[name].(map[string]any); ok {
		return at(inner, rest)
	}
	return nil
}

// text writes a plain JSON value; nothing for what is absent.
func text(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// texts writes a value, or each of a list of them.
func texts(v any) []string {
	list, ok := v.([]any)
	if !ok {
		if v = text(v); v == "" {
			return nil
		}
		return []string{text(v)}
	}
	out := make([]string, len(list))
	for i := range list {
		out[i] = text(list[i])
	}
	return out
}

var shanghai = time.FixedZone("Asia/Shanghai", 8*3600) // no summer time since 1991
