package ocds

import (
	"context"
	"embed"
	"encoding/json"
	"io"
	"path"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// extension holds the files of the extension "evaluation". Their addresses stand in published packages and must stay.
//
//go:embed extension
var extension embed.FS

// downloadTime is how long a download of everything may take.
const downloadTime = 30 * time.Minute

type handler struct{ service *Service }

// Routes mounts the feature.
func Routes(r *httpapi.Router, s *Service) {
	h := &handler{s}
	limit := httpapi.Limit("ocds", 300, time.Minute)
	r.Get("/public/ocds/releases", auth.Public, h.releases, limit)
	r.Get("/public/ocds/releases/:ocid", auth.Public, h.releasesOf, limit)
	r.Get("/public/ocds/records", auth.Public, h.records, limit)
	r.Get("/public/ocds/records/:ocid", auth.Public, h.recordOf, limit)
	r.Get("/public/ocds/download/:package", auth.Public, h.download, httpapi.SlowAnswer(downloadTime), httpapi.Limit("ocds-download", 30, time.Hour))
	r.Get("/public/ocds/evaluation/:file", auth.Public, h.extension, limit)
}

// releases answers GET /public/ocds/releases.
//
//	@Summary	开放合同数据：发布包 OCDS releases of the contracts in the public register, the latest publication first
//	@Tags		ocds
//	@Param		limit	query		int		false	"contracts on a page"
//	@Param		after	query		string	false	"cursor, as in links.next"
//	@Success	200		{object}	ReleasePackage
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem	"ocds_none"
//	@Failure	429		{object}	httpapi.Problem
//	@Router		/public/ocds/releases [get]
func (h *handler) releases(c *fiber.Ctx) error { return h.list(c, Releases) }

// records answers GET /public/ocds/records.
//
//	@Summary	开放合同数据：记录包 OCDS records of the contracts in the public register, the latest publication first
//	@Tags		ocds
//	@Param		limit	query		int		false	"contracts on a page"
//	@Param		after	query		string	false	"cursor, as in links.next"
//	@Success	200		{object}	RecordPackage
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem	"ocds_none"
//	@Failure	429		{object}	httpapi.Problem
//	@Router		/public/ocds/records [get]
func (h *handler) records(c *fiber.Ctx) error { return h.list(c, Records) }

func (h *handler) list(c *fiber.Ctx, kind Kind) error {
	q, err := httpapi.Query[httpapi.PageQuery](c)
	if err != nil {
		return err
	}
	if q.Limit == 0 {
		q.Limit = 20
	}
	page, err := h.service.page(c.UserContext(), q.Options())
	if err != nil {
		return err
	}
	if len(page.Items) == 0 {
		return ErrNone
	}
	address := string(kind)
	if query := c.Context().URI().QueryString(); len(query) > 0 {
		address += "?" + string(query)
	}
	return answer(c, h.service.packed(kind, h.service.head(address), page.Items, q.Limit, page.Next))
}

// releasesOf answers GET /public/ocds/releases/:ocid.
//
//	@Summary	一个合同的全部发布 All OCDS releases of one contract
//	@Tags		ocds
//	@Param		ocid	path		string	true	"open contracting id"
//	@Success	200		{object}	ReleasePackage
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	429		{object}	httpapi.Problem
//	@Router		/public/ocds/releases/{ocid} [get]
func (h *handler) releasesOf(c *fiber.Ctx) error { return h.one(c, Releases) }

// recordOf answers GET /public/ocds/records/:ocid.
//
//	@Summary	一个合同的记录 The OCDS record of one contract
//	@Tags		ocds
//	@Param		ocid	path		string	true	"open contracting id"
//	@Success	200		{object}	RecordPackage
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	429		{object}	httpapi.Problem
//	@Router		/public/ocds/records/{ocid} [get]
func (h *handler) recordOf(c *fiber.Ctx) error { return h.one(c, Records) }

func (h *handler) one(c *fiber.Ctx, kind Kind) error {
	of, err := h.service.one(c.UserContext(), c.Params("ocid"))
	if err != nil {
		return err
	}
	return answer(c, h.service.packed(kind, h.service.head(string(kind)+"/"+of.ocid), []history{of}, 0, ""))
}

// answer writes a package as downloads do: the encoder of other answers does not know omitzero. Caches may keep it for five minutes: it holds nothing
// that is not public for good.
func answer(c *fiber.Ctx, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=300")
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Send(data)
}

// download answers GET /public/ocds/download/:package.
//
//	@Summary	下载全部开放合同数据 All releases or records in one file: releases.json, releases.jsonl, records.json or records.jsonl
//	@Tags		ocds
//	@Produce	json,application/jsonl
//	@Param		package	path		string	true	"releases.json, releases.jsonl, records.json or records.jsonl"
//	@Success	200		{object}	object
//	@Failure	404		{object}	httpapi.Problem	"not_found, ocds_none"
//	@Failure	429		{object}	httpapi.Problem
//	@Router		/public/ocds/download/{package} [get]
func (h *handler) download(c *fiber.Ctx) error {
	name := c.Params("package")
	kind, lines := strings.TrimSuffix(strings.TrimSuffix(name, ".json"), ".jsonl"), strings.HasSuffix(name, ".jsonl")
	if name == kind || kind != string(Releases) && kind != string(Records) {
		return docstore.ErrNotFound
	}
	ctx, stop := context.WithTimeout(context.WithoutCancel(c.UserContext()), downloadTime)
	body, err := httpapi.Written(func(w io.Writer) error { return h.service.Write(ctx, w, Kind(kind), lines) }, stop)
	if err != nil {
		return err
	}
	media := "application/json"
	if lines {
		media = "application/jsonl"
	}
	return httpapi.SendDownload(c, httpapi.Download{Body: body, Size: -1, Media: media, Name: "tongxing-" + name})
}

// extension answers GET /public/ocds/evaluation/:file.
//
//	@Summary	OCDS 评估扩展 The files of the OCDS extension for evaluations: extension.json, release-schema.json or README.md
//	@Tags		ocds
//	@Produce	json,text/markdown
//	@Param		file	path		string	true	"extension.json, release-schema.json or README.md"
//	@Success	200		{object}	object
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	429		{object}	httpapi.Problem
//	@Router		/public/ocds/evaluation/{file} [get]
func (h *handler) extension(c *fiber.Ctx) error {
	name := c.Params("file")
	data, err := extension.ReadFile(path.Join("extension", path.Base(name)))
	if err != nil {
		return docstore.ErrNotFound
	}
	if name == "extension.json" {
		data = []byte(strings.ReplaceAll(string(data), "{{origin}}", h.service.Origin))
	}
	c.Set(fiber.HeaderContentType, "application/json")
	if path.Ext(name) == ".md" {
		c.Set(fiber.HeaderContentType, "text/markdown; charset=utf-8")
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=86400")
	return c.Send(data)
}
