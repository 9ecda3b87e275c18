package web

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/news"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

func (h *handler) mountNews(p *httpapi.Pages) {
	p.Get("/news", h.newsList)
	p.Get("/news/:id", h.newsItem)
	p.Get("/news/:id/pictures/:place", h.newsPicture, httpapi.Limit("pictures", 600, time.Minute))
	p.Get("/news/:id/pictures/:place/small", h.newsPicture, httpapi.Limit("pictures", 600, time.Minute))
}

type newsFilter struct {
	Lang   string    `query:"lang" validate:"max=20"`
	After  string    `query:"after" validate:"max=1000"`
	Kind   news.Kind `query:"kind" validate:"omitempty,oneof=news notice"`
	Region string    `query:"region" validate:"max=100"`
	Org    string    `query:"org" validate:"max=40"`
}

// newsRow is an item with its addresses.
type newsRow struct {
	news.Named
	Ended bool // a notice whose last day has passed
}

// Small is the address of its first picture in small; empty: it has none.
func (r newsRow) Small() string {
	if len(r.Pictures) == 0 {
		return ""
	}
	return news.PicturePath(r.ID, 0, true)
}

// Excerpt is the beginning of the text.
func (r newsRow) Excerpt() string {
	all := ""
	for _, p := range r.Paragraphs() {
		all += p
	}
	if text := []rune(all); len(text) > 90 {
		return string(text[:90]) + "…"
	}
	return all
}

func (h *handler) newsRows(items []news.Named) []newsRow {
	rows := make([]newsRow, len(items))
	for i := range items {
		rows[i] = newsRow{items[i], items[i].Over(h.today())}
	}
	return rows
}

func (h *handler) newsList(c *fiber.Ctx) error {
	f, err := httpapi.Query[newsFilter](c)
	if err != nil {
		return err
	}
	found, err := h.News.Public(c.UserContext(), news.Query{
		Kind: f.Kind, Region: f.Region, OrgID: f.Org, Page: []docstore.Option{docstore.Limit(onPage), docstore.After(f.After)},
	})
	if err != nil {
		return err
	}
	return h.show(c, "newslist", struct {
		list
		Org    string
		Places []choice
		Kinds  []choice
		Items  []newsRow
	}{h.listOf(c, found.Next), f.Org, h.places(c, f.Region), choices(c, "news", string(f.Kind), "news", "notice"), h.newsRows(found.Items)})
}

// latestNews returns what stands on the home page and on that of an organisation: the latest items, without notices that are over.
func (h *handler) latestNews(c *fiber.Ctx, orgID string, most int) ([]newsRow, error) {
	found, err := h.News.Public(c.UserContext(), news.Query{OrgID: orgID, Page: []docstore.Option{docstore.Limit(2 * most)}})
	if err != nil {
		return nil, err
	}
	var rows []newsRow
	for _, r := range h.newsRows(found.Items) {
		if !r.Ended && len(rows) < most {
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// shot is a picture with its address.
type shot struct{ Path, Alt string }

func (h *handler) newsItem(c *fiber.Ctx) error {
	n, err := h.News.ReadPublic(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	p := struct {
		newsRow
		Shots []shot
	}{newsRow: newsRow{n, n.Over(h.today())}}
	for i, pic := range n.Pictures {
		p.Shots = append(p.Shots, shot{news.PicturePath(n.ID, i, false), pic.Alt})
	}
	return h.show(c, "newsitem", &p)
}

// newsPicture sends a picture of a public item. It is asked for again each time, so that one that was withdrawn is gone at once; the ETag saves sending
// it again.
func (h *handler) newsPicture(c *fiber.Ctx) error {
	place, err := strconv.Atoi(c.Params("place"))
	if err != nil {
		return docstore.ErrNotFound
	}
	small := len(c.Path()) > len("/small") && c.Path()[len(c.Path())-len("/small"):] == "/small"
	content, err := h.News.Picture(c.UserContext(), c.Params("id"), place, small)
	if err != nil {
		return err
	}
	tag := `"` + content.File.Hash[:min(32, len(content.File.Hash))] + map[bool]string{true: "-s"}[small] + `"`
	c.Set(fiber.HeaderETag, tag)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	if c.Get(fiber.HeaderIfNoneMatch) == tag {
		_ = content.Close()
		return c.SendStatus(fiber.StatusNotModified)
	}
	return httpapi.SendDownload(c, httpapi.Download{Body: content, Size: content.Size, Media: content.Media, Name: "picture", Shown: true})
}
