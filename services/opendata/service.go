package opendata

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

// Deps is what the service is made of.
type Deps struct {
	Now        func() time.Time
	Regions    *region.Tree
	Orgs       *orgs.Service
	Contracts  *contracts.Service
	Evaluation *evaluation.Service
	Activities *activities.Service
	OCID       func(contractID string) string

	Origin    string // of the addresses in the schemas, without a slash at the end
	Publisher string
	Licence   string // the address of the licence of the data; empty: none is stated
}

// Service writes the tables.
type Service struct{ Deps }

// New returns the service.
func New(d Deps) *Service { return &Service{d} }

// writer is a sheet that is written row by row.
type writer interface {
	Row(row []string)
	Err() error
	Close() error
}

// Write writes the table as "csv" or "xlsx". The workbook begins with the description of its columns in the language, which stands on its second
// sheet; its first line has the columns' titles, that of the CSV their names. It does not check the actor: everything is public.
func (s *Service) Write(ctx context.Context, to io.Writer, t Table, format, lang string) error {
	kinds := make([]sheet.Kind, len(t.Columns))
	for i, c := range t.Columns {
		kinds[i] = c.Type.kind()
	}
	if format == "csv" {
		w, err := sheet.NewCSVStream(to, t.Names(), kinds...)
		if err != nil {
			return err
		}
		return s.writeRows(ctx, w, t)
	}
	book := sheet.NewStream(to)
	titles := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		titles[i] = c.Title.In(lang)
	}
	book.Begin(t.Title.In(lang), titles, kinds...)
	return s.writeRows(ctx, described{book, s, t, lang}, t)
}

// described writes the description of the columns behind the rows.
type described struct {
	*sheet.Stream
	s    *Service
	t    Table
	lang string
}

// Close writes the second sheet and what is left of the workbook.
func (d described) Close() error {
	d.Begin(Text{"字段说明", "Columns"}.In(d.lang), []string{"字段 Name", "中文名", "English", "类型 Type", "说明", "Meaning"})
	for _, c := range d.t.Columns {
		zh, en := c.Described("zh"), c.Described("en")
		d.Row([]string{c.Name, c.Title.Zh, c.Title.En, string(c.Type), zh, en})
	}
	for _, line := range [][]string{
		{}, {"数据集 Table", d.t.Title.Zh, d.t.Title.En, "", d.t.About.Zh, d.t.About.En},
		{"发布单位 Publisher", d.s.Publisher}, {"生成时间 Made", clock(d.s.Now())}, {"许可 Licence", d.s.licence("zh"), d.s.licence("en")},
	} {
		d.Row(line)
	}
	return d.Stream.Close()
}

func (s *Service) licence(lang string) string {
	if s.Licence != "" {
		return s.Licence
	}
	return Text{"发布单位尚未声明", "not stated yet"}.In(lang)
}

// Described returns the meaning of a column with the words of its codes.
func (c Column) Described(lang string) string {
	parts := []string{}
	if m := c.Meaning.In(lang); m != "" {
		parts = append(parts, m)
	}
	if len(c.Codes) > 0 {
		list := make([]string, len(c.Codes))
		for i, w := range c.Codes {
			list[i] = w.Code() + " " + w.In(lang)
		}
		parts = append(parts, strings.Join(list, Text{"；", "; "}.In(lang)))
	}
	return strings.Join(parts, Text{"：", ": "}.In(lang))
}

func (s *Service) writeRows(ctx context.Context, w writer, t Table) error {
	for after := ""; ; {
		rows, next, err := s.rowsOf(ctx, t.Name, after)
		if err != nil {
			return fmt.Errorf("rows of %s: %w", t.Name, err)
		}
		for _, row := range rows {
			w.Row(row)
		}
		if after = next; w.Err() != nil || after == "" {
			return w.Close()
		}
	}
}

// Schema returns the description of the table's CSV in the vocabulary of CSV on the Web (https://www.w3.org/TR/tabular-metadata/).
func (s *Service) Schema(t Table) ([]byte, error) {
	type titled map[string]string
	list := make([]map[string]any, len(t.Columns))
	for i, c := range t.Columns {
		kind := any(string(c.Type))
		if c.Type == Instant {
			kind = map[string]string{"base": "dateTime", "format": "yyyy-MM-dd HH:mm"}
		}
		list[i] = map[string]any{"name": c.Name, "titles": titled{"zh": c.Title.Zh, "en": c.Title.En}, "datatype": kind, "required": c.Name == t.Key}
		if c.Described("zh") != "" {
			list[i]["dc:description"] = []map[string]string{{"@value": c.Described("zh"), "@language": "zh"}, {"@value": c.Described("en"), "@language": "en"}}
		}
	}
	m := map[string]any{
		"@context": "http://www.w3.org/ns/csvw", "url": s.address(t.Name + ".csv"), "dc:title": t.Title.Zh, "dc:description": t.About.Zh,
		"dc:publisher": s.Publisher, "dc:modified": region.DayOf(s.Now()),
		"dialect":     map[string]any{"header": true, "encoding": "utf-8", "lineTerminators": []string{"\r\n"}},
		"tableSchema": map[string]any{"columns": list, "primaryKey": t.Key},
	}
	if s.Licence != "" {
		m["dc:license"] = map[string]string{"@id": s.Licence}
	}
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("schema of %s: %w", t.Name, err)
	}
	return data, nil
}

func (s *Service) address(file string) string { return s.Origin + "/api/v1/public/data/" + file }
