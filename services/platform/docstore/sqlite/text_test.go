package sqlite_test

import (
	"context"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// TestTextsOfAnyLength inserts and changes documents whose declared texts are empty, long and short, and finds them by each text.
func TestTextsOfAnyLength(t *testing.T) {
	db := open(t, t.TempDir())
	c := declare[note](t, db, spec("name", "text", "n"))
	lengths := []int{0, 1, 5000, 3, 200_000, 0, 7}
	err := db.Tx(t.Context(), func(ctx context.Context) error {
		for i, n := range lengths {
			d := newNote("not_" + string(rune('a'+i)))
			d.Name, d.Text, d.N = strings.Repeat("名", n), strings.Repeat("文", lengths[(i+2)%len(lengths)]), int64(i)
			if err := c.Insert(ctx, d); err != nil {
				return err
			}
			if _, err := c.Update(ctx, d.ID, func(d *note) error { d.Text += "x"; d.N++; return nil }); err != nil {
				return err
			}
		}
		return nil
	})
	is(t, "write", err, nil)
	for i, n := range lengths {
		name, text := strings.Repeat("名", n), strings.Repeat("文", lengths[(i+2)%len(lengths)])+"x"
		found, err := c.Find(t.Context(), bson.D{{Key: "name", Value: name}, {Key: "text", Value: text}, {Key: "n", Value: i + 1}})
		is(t, "find", err, nil)
		if len(found) != 1 || found[0].ID != "not_"+string(rune('a'+i)) || found[0].Name != name || found[0].Text != text {
			t.Errorf("document %d: %d found", i, len(found))
		}
	}
	for _, bad := range []string{"name", "text"} {
		if n := count(t, c, bson.D{{Key: bad, Value: bson.D{{Key: "$exists", Value: false}}}}); n != 0 {
			t.Errorf("%d documents without %s: an empty text was treated as missing", n, bad)
		}
	}
	err = db.Check(t.Context(), func(f docstore.Finding) { t.Errorf("check: %+v", f) }, func(docstore.Checked) {})
	is(t, "check", err, nil)
}
