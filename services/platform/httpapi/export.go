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

// The most rows of one export. A user who needs more narrows the filter.
const (
	MaxExport        = 5000
	MaxExportPersons = 1000
)

// ExportPurposes are the purposes for which a list of persons may be exported.
var ExportPurposes = []string{"statistics", "insurance", "contact", "inspection", "archive"}

// The faults of exports.
var (
	ErrExportOff     = fault.New(fault.NotFound, "export_off", "This list cannot be taken out as a spreadsheet.", "此列表不提供导出。")
	ErrExportRole    = fault.New(fault.Forbidden, "export_forbidden", "Your role may look at this list but not take it out.", "您的角色可以查看此列表，但不能导出。")
	ErrExportPurpose = fault.New(fault.Invalid, "export_purpose", "Choose what this list of persons is needed for.", "请选择导出人员名单的用途。")
	ErrExportLarge   = fault.New(fault.TooLarge, "export_too_large", "There are more than {most} rows. Narrow the filter and export in parts.", "超过 {most} 行，请缩小筛选范围后分次导出。")
	ErrExportFormat  = fault.New(fault.Invalid, "export_format", "The format is xlsx.", "导出格式应为 xlsx。")
)

// ExportPassword is the answer header with the password of an encrypted export of persons.
const ExportPassword = "Export-Password"

const (
	exportTime  = time.Minute
	exportPage  = 100
	exportLimit = 20 // a quarter of an hour, per account
)

// Column is one column of an exported list: the path of its value in the JSON of an item ("activity.title"), its title in
// both languages, and how the value is written.
type Column struct {
	path, zh, en string
	show         func(x *exporter, value any) string
	named        bool // values are ids, written as names
	kind         sheet.Kind
}

// TextColumn is a column that shows its value unchanged; the elements of a list are joined.
func TextColumn(path, zh, en string) Column {
	return Column{path: path, zh: zh, en: en, show: func(x *exporter, v any) string { return strings.Join(jsonTexts(v), x.inLang("、", ", ")) }}
}

// NumberColumn is a column of whole numbers, and DayColumn one of days; a spreadsheet adds and sorts them. Other values stay text.
func NumberColumn(path, zh, en string) Column { return ofKind(sheet.Integer, path, zh, en) }

// DayColumn is described at NumberColumn.
func DayColumn(path, zh, en string) Column { return ofKind(sheet.Date, path, zh, en) }

func ofKind(kind sheet.Kind, path, zh, en string) Column {
	col := TextColumn(path, zh, en)
	col.kind = kind
	return col
}

// TimeColumn is a column of instants, written in Asia/Shanghai time.
func TimeColumn(path, zh, en string) Column {
	return Column{path: path, zh: zh, en: en, kind: sheet.Date, show: func(_ *exporter, v any) string {
		t, err := time.Parse(time.RFC3339, jsonText(v))
		if err != nil {
			return jsonText(v)
		}
		return t.In(shanghai).Format("2006-01-02 15:04")
	}}
}

// MoneyColumn is a column of amounts in fen, written in yuan.
func MoneyColumn(path, zh, en string) Column { return divided(path, zh, en, 100) }

// PointsColumn is a column of hundredths of a point, written in points.
func PointsColumn(path, zh, en string) Column { return divided(path, zh, en, 100) }

// HoursColumn is a column of minutes, written in hours so that a spreadsheet can add them up.
func HoursColumn(path, zh, en string) Column { return divided(path, zh, en, 60) }

func divided(path, zh, en string, by int64) Column {
	return Column{path: path, zh: zh, en: en, kind: sheet.Decimal, show: func(_ *exporter, v any) string {
		n, err := strconv.ParseInt(jsonText(v), 10, 64)
		if err != nil {
			return jsonText(v)
		}
		return big.NewRat(n, by).FloatString(2)
	}}
}

// YesNoColumn is a column of booleans, written as yes and no.
func YesNoColumn(path, zh, en string) Column {
	return StateColumn(path, zh, en, words.Set{Words: []words.Word{{"true", "是", "yes"}, {"false", "否", "no"}}})
}

// RegionColumn is a column of region paths, written as region names.
func RegionColumn(path, zh, en string) Column {
	return Column{path: path, zh: zh, en: en, show: func(x *exporter, v any) string { return x.deps.Region(jsonText(v)) }}
}

// NameColumn is a column of ids, written as the names that the reader may see.
func NameColumn(path, zh, en string) Column {
	return Column{path: path, zh: zh, en: en, named: true, show: func(x *exporter, v any) string {
		var names []string
		for _, id := range jsonTexts(v) {
			names = append(names, x.names[id])
		}
		return strings.Join(names, x.inLang("、", ", "))
	}}
}

// StateColumn is a column of codes, written as their names; the elements of a list are joined.
func StateColumn(path, zh, en string, set words.Set) Column {
	return Column{path: path, zh: zh, en: en, show: func(x *exporter, v any) string {
		codes := jsonTexts(v)
		for i, code := range codes {
			codes[i] = set.Of(code, x.lang)
		}
		return strings.Join(codes, x.inLang("、", ", "))
	}}
}

// exportList is the export of one route: its title, its columns and how its pages are read.
type exportList struct {
	zh, en  string
	persons bool
	unpaged bool
	columns []Column
}

// Unpaged marks a list that returns all its items at once and takes no ?limit=.
func Unpaged() RouteOption { return func(r *route) { r.export.unpaged = true } }

// Export allows the route's list to be exported as a spreadsheet with ?format=xlsx by holders of auth.Export. The rows are
// read from the route's own answers, page by page, so the file shows nothing that the JSON does not show.
func Export(zh, en string, columns ...Column) RouteOption {
	return func(r *route) { r.export = &exportList{zh: zh, en: en, columns: columns} }
}

// ExportPersons is Export for a list that identifies persons. It needs auth.ExportPersons and a purpose, and the audit entry
// names every record. The file is encrypted; its password is sent once, in the answer header Export-Password.
func ExportPersons(zh, en string, columns ...Column) RouteOption {
	return func(r *route) { r.export = &exportList{zh: zh, en: en, persons: true, columns: columns} }
}

func (l *exportList) permission() auth.Permission {
	if l.persons {
		return auth.ExportPersons
	}
	return auth.Export
}

func (l *exportList) maxRows() int {
	if l.persons {
		return MaxExportPersons
	}
	return MaxExport
}

// Exports are the functions that exporting needs from other packages.
type Exports struct {
	Note   func(ctx context.Context, n ExportNote) error // writes the audit entry; an error stops the export
	Names  func(ctx context.Context, ids []string) (map[string]string, error)
	Region func(path string) string
}

// ExportNote describes an export for the audit log. It holds no exported value.
type ExportNote struct {
	Route   string   // "/activities"
	Filters []string // names of the filters that were set
	Rows    int
	IDs     []string // of the records, for lists of persons
	Regions []string // of the same
	Purpose string
}

// exporter builds one file.
type exporter struct {
	list  *exportList
	deps  *Exports
	lang  string
	names map[string]string
}

func (x *exporter) inLang(zh, en string) string {
	if x.lang == "en" {
		return en
	}
	return zh
}

// isExport reports whether the request asks for a file instead of a page of the list.
func isExport(c *fiber.Ctx) bool {
	return c.Method() == fiber.MethodGet && len(c.Context().QueryArgs().Peek("format")) > 0
}

// serveExport answers with a spreadsheet of the whole filtered list.
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
	purpose := string(args.Peek("purpose")) // checked below against ExportPurposes, so it is safe to log
	if l.persons && !slices.Contains(ExportPurposes, purpose) {
		return ErrExportPurpose.At("purpose")
	}
	if l.persons {
		if err := a.requireFresh(c, r); err != nil {
			return err
		}
	}
	if ok, after := a.cfg.Limiter.Allow(r, "export "+r.actor.UserID, exportLimit, 15*time.Minute); !ok {
		return RetryAfter(ErrTooMany, after)
	}
	ctx, cancel := context.WithTimeout(context.Background(), exportTime)
	defer cancel()
	r.Context = ctx
	c.SetUserContext(auth.With(r, narrow))
	x := &exporter{list: l, deps: a.cfg.Exports, lang: langOf(c, r)}
	note := ExportNote{Route: strings.TrimPrefix(r.route.path, Prefix), Filters: filterNames(args)}
	if l.persons {
		note.Purpose = purpose
	}
	items, err := x.readPages(c, r.route.handler)
	if err != nil {
		return err
	}
	return x.sendFile(c, r, items, note)
}

// filterNames returns the names of the query parameters that filter the list.
func filterNames(args *fasthttp.Args) []string {
	var names []string
	for name, value := range args.All() {
		if n := string(name); len(value) > 0 && !slices.Contains([]string{"format", "purpose", "after", "limit"}, n) {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// readPages calls the route's handler page by page and returns all items. It fails with ErrExportLarge above the row limit.
func (x *exporter) readPages(c *fiber.Ctx, handler fiber.Handler) ([]map[string]any, error) {
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
		if items = append(items, page.Items...); len(items) > x.list.maxRows() {
			return nil, ErrExportLarge.With("most", itoa(x.list.maxRows()))
		}
		if page.Next == "" {
			return items, nil
		}
		args.Set("after", page.Next)
	}
}

// sendFile writes the audit entry and then the file: an export that could not be logged is not sent.
func (x *exporter) sendFile(c *fiber.Ctx, r *request, items []map[string]any, note ExportNote) error {
	ctx := c.UserContext()
	if err := x.loadNames(ctx, items); err != nil {
		return err
	}
	note.Rows = len(items)
	if x.list.persons {
		for _, it := range items {
			note.IDs = append(note.IDs, jsonTexts(it["id"])...)
			note.Regions = append(note.Regions, jsonTexts(it["region"])...)
		}
	}
	if err := x.deps.Note(ctx, note); err != nil {
		return err
	}
	name, now := x.inLang(x.list.zh, x.list.en), r.app.cfg.Now().In(shanghai)
	var b bytes.Buffer
	if err := sheet.Write(&b, x.dataSheet(name, items), x.aboutSheet(r, now, note)); err != nil {
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

// loadNames looks up the name of every id that a NameColumn shows.
func (x *exporter) loadNames(ctx context.Context, items []map[string]any) (err error) {
	wanted := map[string]bool{}
	for _, col := range x.list.columns {
		for _, it := range items {
			if col.named {
				for _, id := range jsonTexts(valueAt(it, col.path)) {
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

func (x *exporter) dataSheet(name string, items []map[string]any) sheet.Sheet {
	s := sheet.Sheet{Name: name, Rows: make([][]string, len(items))}
	for _, col := range x.list.columns {
		s.Header = append(s.Header, x.inLang(col.zh, col.en))
		s.Kinds = append(s.Kinds, col.kind)
	}
	for i, it := range items {
		for _, col := range x.list.columns {
			s.Rows[i] = append(s.Rows[i], col.show(x, valueAt(it, col.path)))
		}
	}
	return s
}

// aboutSheet is the second sheet: it tells who exported the file and when, should a copy be found.
func (x *exporter) aboutSheet(r *request, now time.Time, n ExportNote) sheet.Sheet {
	return sheet.Sheet{Name: x.inLang("导出说明", "About"), Rows: [][]string{
		{x.inLang("导出时间", "Exported"), now.Format("2006-01-02 15:04:05")},
		{x.inLang("导出人编号", "By"), r.actor.ID()},
		{x.inLang("导出编号", "Number"), r.id},
		{x.inLang("行数", "Rows"), itoa(n.Rows)},
		{x.inLang("使用要求", "Use"), x.inLang("仅限本职工作使用，不得转发；导出已记录。", "For your own duties only; do not pass it on. This export is on record.")},
	}}
}

// valueAt returns the value at a path of field names joined by dots, or nil.
func valueAt(item map[string]any, path string) any {
	name, rest, deeper := strings.Cut(path, ".")
	if !deeper {
		return item[name]
	}
	if inner, ok := item[name].(map[string]any); ok {
		return valueAt(inner, rest)
	}
	return nil
}

// jsonText returns a plain JSON value as text; "" for null.
func jsonText(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// jsonTexts returns the text of a value, or of each element of a list.
func jsonTexts(v any) []string {
	list, ok := v.([]any)
	if !ok {
		if v = jsonText(v); v == "" {
			return nil
		}
		return []string{jsonText(v)}
	}
	out := make([]string, len(list))
	for i := range list {
		out[i] = jsonText(list[i])
	}
	return out
}

var shanghai = time.FixedZone("Asia/Shanghai", 8*3600) // no summer time since 1991
