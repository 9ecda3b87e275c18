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

// TestEnginesAgree compares both engines with each other, groups and figures too, which the comparison on FerretDB leaves out.
func TestEnginesAgree(t *testing.T) {
	fake, _ := openFake(t)
	n := docstoretest.Differ(t, docstoretest.Side{DB: docstoretest.OpenUnsynced(t), Indexed: true, Sums: true}, docstoretest.Side{DB: fake, Indexed: true, Sums: true})
	t.Logf("%d queries, 0 disagreements, on a stand-in for MongoDB", n)
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
