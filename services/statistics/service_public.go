package statistics

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// Published is what anybody may see of the children in a county's register, on the last day of a month. A figure of 1 to 9 persons is "*", and so
// are others from which one could be worked out; none of the whole county's tables is broken down by town.
type Published struct {
	Region string // path
	On     region.Day
	Total  string
	Parts  []PublishedRow // the total of each town
	Tables []PublishedTable
}

// PublishedTable is a table with its definition.
type PublishedTable struct {
	Label, Note string
	Rows        []PublishedRow
}

// PublishedRow is a figure.
type PublishedRow struct{ Label, Figure string }

// Public returns the figures of the last month's end of the county in which the path lies, in the language, without checking the actor. It returns ErrNone
// when there are none yet and docstore.ErrNotFound for an area above a county.
func (s *Service) Public(ctx context.Context, path, lang string) (Published, error) {
	at, ok := s.Regions.Lookup(region.CodeOf(countyOf(path)))
	if !ok || at.Level != region.County {
		return Published{}, docstore.ErrNotFound
	}
	r := Report{Region: at.Path, On: s.today().Add(-1), Group: Children, Figures: map[string]Counts{}, Whole: Counts{}}
	for _, child := range s.Regions.Children(ctx, at.Code) {
		r.Parts = append(r.Parts, child.Path)
	}
	if err := s.fill(ctx, &r, at.Level); err != nil {
		return Published{}, err
	}
	s.hide(&r, publicLeast)
	v := (&handler{s}).view(r, lang)
	out := Published{Region: r.Region, On: r.On, Total: number(v.Total)}
	for i, part := range v.Parts {
		out.Parts = append(out.Parts, PublishedRow{part.Name, number(v.PartTotals[i])})
	}
	for _, t := range v.Tables {
		table := PublishedTable{Label: t.Label, Note: t.Note}
		for _, row := range t.Rows {
			table.Rows = append(table.Rows, PublishedRow{row.Label, number(row.All)})
		}
		out.Tables = append(out.Tables, table)
	}
	return out, nil
}
