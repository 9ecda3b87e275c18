package sqlite

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// TestOldVersionsAreRefused checks that replacing an outdated version returns ErrStale.
func TestOldVersionsAreRefused(t *testing.T) {
	dir := t.TempDir()
	lock, err := lockFile(filepath.Join(dir, LockFile))
	if err != nil {
		t.Fatal(err)
	}
	e, err := open(filepath.Join(dir, File), docstore.Config{}, lock, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	q, err := query.NewTable(reflect.TypeFor[struct{ docstore.Meta }](), "things", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := e.Declare(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	row := func(version int64) docstore.Row {
		doc, err := bson.Marshal(bson.D{{Key: "_id", Value: "a"}, {Key: "version", Value: version}})
		if err != nil {
			t.Fatal(err)
		}
		return docstore.Row{ID: "a", Version: version, Doc: doc, Values: make([]query.Value, len(q.Fields))}
	}
	err = e.Tx(t.Context(), "", func(ctx context.Context) error {
		return errors.Join(
			s.Insert(ctx, []docstore.Row{row(1)}), s.Replace(ctx, row(1), row(2)), s.Replace(ctx, row(2), row(3)),
			wanted(s.Replace(ctx, row(1), row(4)), docstore.ErrStale), wanted(s.Replace(ctx, row(4), row(5)), docstore.ErrStale),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	err = e.Tx(t.Context(), "", func(ctx context.Context) error {
		_, err := s.Delete(ctx, "a", 3, query.Expr{})
		return errors.Join(err, wanted(s.Replace(ctx, row(3), row(4)), docstore.ErrStale))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func wanted(err, want error) error {
	if errors.Is(err, want) {
		return nil
	}
	return errors.Join(errors.New("not refused as stale"), err)
}
