package opendata

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

// downloadTime is how long a download may take.
const downloadTime = 30 * time.Minute

type handler struct{ service *Service }

// Feature returns the value by which the tables plug into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{Name: "opendata", Routes: func(r *httpapi.Router) { Routes(r, s) }}
}

// Routes mounts the feature.
func Routes(r *httpapi.Router, s *Service) {
	h := &handler{s}
	r.Get("/public/data", auth.Public, h.list, httpapi.Limit("opendata", 300, time.Minute))
	r.Get("/public/data/:file", auth.Public, h.file, httpapi.SlowAnswer(downloadTime), httpapi.Limit("opendata-download", 30, time.Hour))
}

type columnView struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Type    Type   `json:"type"`
	Meaning string `json:"meaning,omitempty"`
}

type tableView struct {
	Name    string       `json:"name"`
	Title   string       `json:"title"`
	About   string       `json:"about"`
	CSV     string       `json:"csv"` // addresses
	XLSX    string       `json:"xlsx"`
	Schema  string       `json:"schema"` // CSV on the Web
	Columns []columnView `json:"columns"`
}

type catalogueView struct {
	Publisher string      `json:"publisher"`
	Licence   string      `json:"licence,omitempty"`
	At        time.Time   `json:"at" format:"date-time"`
	Tables    []tableView `json:"tables"`
}

// list answers GET /public/data.
//
//	@Summary	开放数据目录 The tables of the open data with a description of each column
//	@Tags		opendata
//	@Success	200	{object}	catalogueView
//	@Failure	429	{object}	httpapi.Problem
//	@Router		/public/data [get]
func (h *handler) list(c *fiber.Ctx) error {
	lang := httpapi.Lang(c)
	v := catalogueView{Publisher: h.service.Publisher, Licence: h.service.Licence, At: h.service.Now().UTC().Truncate(time.Millisecond), Tables: make([]tableView, len(Tables))}
	for i, t := range Tables {
		v.Tables[i] = tableView{
			Name: t.Name, Title: t.Title.In(lang), About: t.About.In(lang), CSV: h.service.address(t.Name + ".csv"), XLSX: h.service.address(t.Name + ".xlsx"),
			Schema: h.service.address(t.Name + ".csv-metadata.json"), Columns: make([]columnView, len(t.Columns)),
		}
		for j, col := range t.Columns {
			v.Tables[i].Columns[j] = columnView{Name: col.Name, Title: col.Title.In(lang), Type: col.Type, Meaning: col.Described(lang)}
		}
	}
	return c.JSON(v)
}

// file answers GET /public/data/:file.
//
//	@Summary	下载一个数据集 One table: its CSV or XLSX, or the schema of its CSV (CSV on the Web), such as contracts.csv, contracts.xlsx, contracts.csv-metadata.json
//	@Tags		opendata
//	@Produce	text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,json
//	@Param		file	path		string	true	"name of a table with .csv, .xlsx or .csv-metadata.json"
//	@Success	200		{file}		file
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	429		{object}	httpapi.Problem
//	@Router		/public/data/{file} [get]
func (h *handler) file(c *fiber.Ctx) error {
	name, format, _ := strings.Cut(c.Params("file"), ".")
	t, known := Find(name)
	if !known {
		return docstore.ErrNotFound
	}
	media := map[string]string{"csv": "text/csv; charset=utf-8; header=present", "xlsx": sheet.ContentType}[format]
	switch {
	case format == "csv-metadata.json":
		data, err := h.service.Schema(t)
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderCacheControl, "public, max-age=300")
		c.Set(fiber.HeaderContentType, "application/csvm+json")
		return c.Send(data)
	case media == "":
		return docstore.ErrNotFound
	}
	lang := httpapi.Lang(c)
	ctx, stop := context.WithTimeout(context.WithoutCancel(c.UserContext()), downloadTime)
	body, err := httpapi.Written(func(w io.Writer) error { return h.service.Write(ctx, w, t, format, lang) }, stop)
	if err != nil {
		return err
	}
	c.Set("Link", "<"+h.service.address(t.Name+".csv-metadata.json")+`>; rel="describedby"; type="application/csvm+json"`)
	return httpapi.SendDownload(c, httpapi.Download{Body: body, Size: -1, Media: media, Name: "tongxing-" + t.Name + "-" + h.service.Now().In(region.Shanghai).Format("20060102") + "." + format})
}
