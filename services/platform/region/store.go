package region

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

const (
	regionsName  = "regions"
	calendarName = "calendar_days"
)

func declareRegions(db *docstore.DB) (*docstore.Collection[Region], error) {
	return docstore.Declare[Region](db, docstore.Spec{
		Name:    regionsName,
		Fields:  []string{"parent", "code"},
		Indexes: []docstore.Index{{Name: "parent", Fields: []string{"parent", "code"}}},
	})
}

func declareDays(db *docstore.DB) (*docstore.Collection[calendarDay], error) {
	return docstore.Declare[calendarDay](db, docstore.Spec{Name: calendarName})
}

// storedChildren returns the stored regions directly below the code.
func (t *Tree) storedChildren(ctx context.Context, code string) ([]Region, error) {
	return t.regions.Find(ctx, bson.D{{Key: "parent", Value: code}}, docstore.Sort("code"))
}

// entriesBetween returns the entries of the working-day table from a to b, both included.
func (c *Calendar) entriesBetween(ctx context.Context, a, b Day) (map[Day]Entry, error) {
	list, err := c.days.Find(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$gte", Value: string(a)}, {Key: "$lte", Value: string(b)}}}})
	if err != nil {
		return nil, fmt.Errorf("read calendar: %w", err)
	}
	out := make(map[Day]Entry, len(list))
	for _, d := range list {
		out[d.Day] = Entry{d.Day, d.Workday, d.Note}
	}
	return out, nil
}
