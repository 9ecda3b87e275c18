package ocds

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// ErrNone says that there is nothing to publish yet, since the standard has no empty package.
var ErrNone = fault.New(fault.NotFound, "ocds_none", "No contract has been published yet. Ask again later.", "还没有公开的合同，请稍后再来查询。")

// Deps is what the service is made of.
type Deps struct {
	Contracts  *contracts.Service
	Evaluation *evaluation.Service
	Orgs       *orgs.Service
	Regions    *region.Tree

	Prefix    string // of every ocid, "ocds-" and six letters or digits
	Origin    string // of the addresses in the data, without a slash at the end
	Publisher string // the name of who publishes
	Licence   string // the address of the licence of the data; empty: none is named
}

// Service makes releases and records of the contracts in the public register.
type Service struct{ Deps }

// New returns the service.
func New(d Deps) *Service { return &Service{d} }

// Kind is one of the two forms of the data.
type Kind string

// The kinds.
const (
	Releases Kind = "releases"
	Records  Kind = "records"
)

// history is one contract with its releases, the earliest first.
type history struct {
	ocid     string
	releases []Release
}

// page returns the histories of a page of the public register, the latest publication first. It makes four queries, however many
// contracts the page and the register have.
func (s *Service) page(ctx context.Context, page []docstore.Option) (docstore.Page[history], error) {
	found, err := s.Contracts.Register(ctx, contracts.Query{Page: page})
	if err != nil {
		return docstore.Page[history]{}, err
	}
	list, err := s.histories(ctx, found.Items)
	return docstore.Page[history]{Items: list, Next: found.Next}, err
}

// one returns the history of the contract with the ocid, else docstore.ErrNotFound.
func (s *Service) one(ctx context.Context, ocid string) (history, error) {
	contractID, ours := strings.CutPrefix(ocid, s.Prefix+"-")
	if !ours {
		return history{}, docstore.ErrNotFound
	}
	c, err := s.Contracts.Registered(ctx, contractID)
	if err != nil {
		return history{}, err
	}
	list, err := s.histories(ctx, []contracts.Contract{c})
	if err != nil {
		return history{}, err
	}
	return list[0], nil
}

// OCID returns the open contracting id of a contract.
func (s *Service) OCID(contractID string) string { return s.Prefix + "-" + contractID }

func (s *Service) histories(ctx context.Context, list []contracts.Contract) ([]history, error) {
	ids, providers := make([]string, len(list)), make([]string, len(list))
	for i := range list {
		ids[i], providers[i] = list[i].ID, list[i].ProviderID
	}
	paid, err := s.Contracts.Paid(ctx, ids)
	if err != nil {
		return nil, err
	}
	results, err := s.Evaluation.Published(ctx, ids)
	if err != nil {
		return nil, err
	}
	codes, err := s.Orgs.Codes(ctx, providers)
	if err != nil {
		return nil, err
	}
	all := make([]history, len(list))
	for i := range list {
		c := &list[i]
		of := source{
			Contract: c, ocid: s.OCID(c.ID), origin: s.Origin, place: s.Regions.FullName(c.Region), code: codes[c.ProviderID],
			paid: paid[c.ID], results: results[c.ID],
		}
		all[i] = history{of.ocid, of.releases()}
	}
	return all, nil
}

// api is the address under which the operations stand.
func (s *Service) api() string { return s.Origin + "/api/v1/public/ocds/" }

// record returns the record of the history. Its releases are named by their addresses.
func (s *Service) record(h history) Record {
	r := Record{OCID: h.ocid, Releases: make([]LinkedRelease, len(h.releases)), Compiled: compile(h.releases)}
	for i, of := range h.releases {
		r.Releases[i] = LinkedRelease{URL: s.api() + "releases/" + h.ocid + "#" + of.ID, Date: of.Date, Tag: of.Tag}
	}
	return r
}

// head returns what a package at the address below api begins with.
func (s *Service) head(path string) Head {
	return Head{
		URI: s.api() + path, Version: "1.1", Extensions: []string{s.api() + "evaluation/extension.json"}, Publisher: Publisher{s.Publisher, s.Origin + "/"},
		License: s.Licence, Policy: s.Origin + "/data",
	}
}

// packed returns the package of the kind with the histories. next is the cursor of the page that follows, or "".
func (s *Service) packed(kind Kind, head Head, list []history, limit int, next string) any {
	for _, h := range list {
		head.PublishedDate = latest(head.PublishedDate, h.releases[len(h.releases)-1].Date)
	}
	if next != "" {
		head.Links = &Links{Next: s.api() + string(kind) + fmt.Sprintf("?limit=%d&after=", limit) + url.QueryEscape(next)}
	}
	if kind == Records {
		p := RecordPackage{Head: head, Records: make([]Record, len(list))}
		for i, h := range list {
			p.Records[i] = s.record(h)
		}
		return p
	}
	p := ReleasePackage{Head: head, Releases: []Release{}}
	for _, h := range list {
		p.Releases = append(p.Releases, h.releases...)
	}
	return p
}

// batch is how many contracts Write holds at once.
const batch = 50

// Write writes all releases or records: as one package, or with lines as one release or record in each line. It reads the register page
// by page, so that it needs the same memory for any number of contracts. It returns ErrNone, and has written nothing, when a package
// would be empty.
func (s *Service) Write(ctx context.Context, to io.Writer, kind Kind, lines bool) error {
	w := &packageWriter{Writer: bufio.NewWriterSize(to, 1<<16), lines: lines}
	for after := ""; ; {
		page, err := s.page(ctx, []docstore.Option{docstore.Limit(batch), docstore.After(after)})
		if err != nil {
			return err
		}
		if !lines && after == "" {
			if len(page.Items) == 0 {
				return ErrNone
			}
			w.begin(kind, s.head("download/"+string(kind)+".json"))
		}
		for _, h := range page.Items {
			w.last = latest(w.last, h.releases[len(h.releases)-1].Date)
			if kind == Records {
				w.item(s.record(h))
				continue
			}
			for _, r := range h.releases {
				w.item(r)
			}
		}
		if after = page.Next; w.err != nil || after == "" {
			break
		}
	}
	w.end()
	return w.err
}

// packageWriter writes a package whose list is as long as it comes. The date of the latest release stands after the list, because it is
// not known before. err keeps the first error.
type packageWriter struct {
	*bufio.Writer
	lines bool
	n     int
	last  time.Time
	err   error
}

// begin writes the head and the beginning of the list.
func (w *packageWriter) begin(kind Kind, head Head) {
	data, err := json.Marshal(head)
	w.keep(err)
	w.text(strings.TrimSuffix(string(data), "}") + `,"` + string(kind) + `":[` + "\n")
}

func (w *packageWriter) item(v any) {
	data, err := json.Marshal(v)
	w.keep(err)
	switch {
	case w.lines:
		w.text(string(data) + "\n")
	case w.n > 0:
		w.text(",\n" + string(data))
	default:
		w.text(string(data))
	}
	w.n++
}

func (w *packageWriter) end() {
	if !w.lines {
		w.text("\n],\"publishedDate\":\"" + w.last.Format(time.RFC3339Nano) + "\"}\n")
	}
	w.keep(w.Flush())
}

func (w *packageWriter) text(s string) {
	if w.err == nil {
		_, err := w.WriteString(s)
		w.keep(err)
	}
}

func (w *packageWriter) keep(err error) {
	if w.err == nil {
		w.err = err
	}
}
