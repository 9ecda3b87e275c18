package news

import (
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type pictureShape struct {
	FileID string `json:"file_id" validate:"required,max=40"`
	Alt    string `json:"alt" validate:"max=200"` // what is on it, for those who do not see it
}

// textRequest is what is written in a draft.
type textRequest struct {
	Kind     Kind           `json:"kind" validate:"required,oneof=news notice"`
	Title    string         `json:"title" validate:"required,max=60"`
	Body     string         `json:"body" validate:"required,max=10000"` // plain text; each line is a paragraph
	Ends     region.Day     `json:"ends" validate:"max=10"`             // last day of a notice; empty: none
	Pictures []pictureShape `json:"pictures" validate:"max=9,dive"`     // files of the item with the purpose "picture", in their order
}

func (r textRequest) text() Text {
	t := Text{Kind: r.Kind, Title: r.Title, Body: r.Body, Ends: r.Ends}
	for _, p := range r.Pictures {
		t.Pictures = append(t.Pictures, Picture(p))
	}
	return t
}

type createRequest struct {
	textRequest
	OrgID  string `json:"org_id" validate:"max=40"`  // for an organisation
	Region string `json:"region" validate:"max=100"` // for the county; empty: the actor's own
}

type publishRequest struct {
	Children Children `json:"children" validate:"omitempty,oneof=none recognisable"` // whether children can be recognised on the pictures; needed when there are some
}

// itemView is an item in a list.
type itemView struct {
	ID          string     `json:"id"`
	Kind        Kind       `json:"kind"`
	Title       string     `json:"title"`
	OrgID       string     `json:"org_id,omitempty"`
	Org         string     `json:"org,omitempty"` // empty: the county's
	Region      string     `json:"region"`
	Status      Status     `json:"status"`
	Ends        region.Day `json:"ends,omitempty"`
	Over        bool       `json:"over"` // a notice whose last day has passed
	Pictures    int        `json:"pictures"`
	PublishedAt *time.Time `json:"published_at,omitempty" format:"date-time"`
	UpdatedAt   time.Time  `json:"updated_at" format:"date-time"`
}

func viewItem(today region.Day) func(Named) itemView {
	return func(n Named) itemView {
		v := itemView{
			ID: n.ID, Kind: n.Kind, Title: n.Title, OrgID: n.OrgID, Org: n.Org, Region: n.Region, Status: n.Status, Ends: n.Ends, Over: n.Over(today),
			Pictures: len(n.Pictures), UpdatedAt: n.UpdatedAt,
		}
		if !n.PublishedAt.IsZero() {
			v.PublishedAt = &n.PublishedAt
		}
		return v
	}
}

type answerView struct {
	Children Children  `json:"children"`
	Papers   int       `json:"papers"` // consents that were attached
	By       string    `json:"by"`
	At       time.Time `json:"at" format:"date-time"`
}

// detailView is one item for those who write or withdraw it.
type detailView struct {
	itemView
	Version   int64              `json:"version"`
	Body      string             `json:"body"`
	Images    []pictureShape     `json:"images"`
	Answer    *answerView        `json:"answer,omitempty"`
	Reason    string             `json:"reason,omitempty"` // of the withdrawal
	ByCounty  bool               `json:"by_county"`        // the county withdrew what an organisation had published
	StatusAt  time.Time          `json:"status_at" format:"date-time"`
	CreatedBy string             `json:"created_by"`
	Acts      []workflow.ActView `json:"acts"`
}

func viewDetail(n Named, today region.Day, acts []workflow.ActView) detailView {
	v := detailView{
		itemView: viewItem(today)(n), Version: n.Version, Body: n.Body, Images: viewPictures(n.Pictures), Reason: n.Reason, ByCounty: n.ByCounty, StatusAt: n.StatusAt,
		CreatedBy: n.CreatedBy, Acts: acts,
	}
	if a := n.Answer; a != nil {
		v.Answer = &answerView{Children: a.Children, Papers: len(a.Papers), By: a.By, At: a.At}
	}
	return v
}

func viewPictures(list []Picture) []pictureShape {
	out := make([]pictureShape, len(list))
	for i, p := range list {
		out[i] = pictureShape(p)
	}
	return out
}

type publicPicture struct {
	URL   string `json:"url"`
	Small string `json:"small"`
	Alt   string `json:"alt"`
}

// publicView is an item as the public sees it.
type publicView struct {
	ID          string          `json:"id"`
	Kind        Kind            `json:"kind"`
	Title       string          `json:"title"`
	Body        string          `json:"body"`
	OrgID       string          `json:"org_id,omitempty"`
	Org         string          `json:"org,omitempty"`
	Region      string          `json:"region"`
	Ends        region.Day      `json:"ends,omitempty"`
	Over        bool            `json:"over"`
	PublishedAt time.Time       `json:"published_at" format:"date-time"`
	Pictures    []publicPicture `json:"pictures"`
}

func viewPublic(today region.Day) func(Named) publicView {
	return func(n Named) publicView {
		v := publicView{
			ID: n.ID, Kind: n.Kind, Title: n.Title, Body: n.Body, OrgID: n.OrgID, Org: n.Org, Region: n.Region, Ends: n.Ends, Over: n.Over(today),
			PublishedAt: n.PublishedAt, Pictures: make([]publicPicture, len(n.Pictures)),
		}
		for i, p := range n.Pictures {
			v.Pictures[i] = publicPicture{URL: PicturePath(n.ID, i, false), Small: PicturePath(n.ID, i, true), Alt: p.Alt}
		}
		return v
	}
}
