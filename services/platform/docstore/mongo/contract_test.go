package mongo_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/mongo"
)

// TestContract runs the suite on a real replica set, when there is one.
func TestContract(t *testing.T) {
	if docstoretest.MongoURI() == "" {
		t.Skip("MONGODB_URI is not set: the contract has not run on a real MongoDB, only on a scripted server (make test-mongo)")
	}
	docstoretest.Run(t, docstoretest.OpenMongo)
}

// TestContractScripted runs it on the scripted server, over the wire.
func TestContractScripted(t *testing.T) {
	defer goleak.VerifyNone(t)
	docstoretest.Run(t, func(t testing.TB) *docstore.DB { db, _ := openFake(t); return db })
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
