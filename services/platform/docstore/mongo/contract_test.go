package mongo_test

import (
	"context"
	"testing"

	"go.uber.org/goleak"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/mongo"
)

// TestContract runs the shared tests on a real replica set if MONGODB_URI is set.
func TestContract(t *testing.T) {
	if docstoretest.MongoURI() == "" {
		t.Skip("MONGODB_URI is not set: the contract has not run on MongoDB (make test-mongo)")
	}
	docstoretest.Run(t, docstoretest.OpenMongo)
}

// TestCloseEndsEverything checks that no goroutine of the driver or of a hot key is left after Close.
func TestCloseEndsEverything(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	t.Run("in use", func(t *testing.T) {
		db, _ := openFake(t)
		c := visits(t, db)
		wantError(t, db.Tx(t.Context(), func(tx context.Context) error { return c.Insert(tx, newVisit("vis_1")) }, docstore.Hot("vis_1")), nil)
	})
}

func openFake(t testing.TB) (*docstore.DB, *fake) {
	t.Helper()
	f := startFake(t, nil)
	db, err := mongo.Open(t.Context(), f.uri(), docstore.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db, f
}
