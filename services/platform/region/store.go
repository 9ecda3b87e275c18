package region

import (
	"context"

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

// below returns the stored regions directly below the code.
func (t *Tree) below(ctx context.Context, code string) ([]Region, error) {
	return t.regions.Find(ctx, bson.D{{Key: "parent", Value: code}}, docstore.Sort("code"))
}
