package mongo_test

import (
	"errors"
	"net"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/mongo"
)

func TestOpenRefusesServersWithoutTransactions(t *testing.T) {
	for what, tt := range map[string]struct {
		hello bson.D
		want  error
	}{
		"standalone":      {bson.D{}, mongo.ErrStandalone},
		"sharded cluster": {bson.D{{Key: "msg", Value: "isdbgrid"}}, nil},
		"too old":         {bson.D{{Key: "msg", Value: "isdbgrid"}, {Key: "maxWireVersion", Value: 9}}, mongo.ErrTooOld},
	} {
		db, err := mongo.Open(t.Context(), startFake(t, tt.hello).uri(), docstore.Config{})
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", what, err, tt.want)
		}
		if err == nil {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	if text := mongo.ErrStandalone.Error(); !strings.Contains(text, "rs.initiate()") || !strings.Contains(text, "MONGODB_URI empty") {
		t.Errorf("it does not say what to do: %s", text)
	}
}

func TestOpenWithoutAServer(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = ln.Close() // nobody listens there any more
	waiting := startFake(t, bson.D{{Key: "isreplicaset", Value: true}, {Key: "isWritablePrimary", Value: false}, {Key: "ismaster", Value: false}})
	for _, uri := range []string{"mongodb://" + ln.Addr().String() + "/", waiting.uri()} {
		_, err := mongo.Open(t.Context(), uri+"?serverSelectionTimeoutMS=300", docstore.Config{})
		if !errors.Is(err, mongo.ErrNoPrimary) {
			t.Errorf("%s: %v", uri, err)
		}
	}
}

func TestURIs(t *testing.T) {
	for uri, want := range map[string]string{
		"mongodb://h":                          "mongodb://h/new",
		"mongodb://a:1,b:2/old?replicaSet=rs0": "mongodb://a:1,b:2/new?replicaSet=rs0",
		"mongodb://u:p%40@h/old":               "mongodb://u:p%40@h/new?authSource=old",
		"mongodb://u:p@h/?authSource=x":        "mongodb://u:p@h/new?authSource=x",
		"mongodb+srv://u:p@h":                  "mongodb+srv://u:p@h/new?authSource=admin",
		"postgres://h/old":                     "",
		"mongodb:///old":                       "",
		"":                                     "",
		"mongodb://h/%zz":                      "",
	} {
		got, err := mongo.WithDatabase(uri, "new")
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", uri, got, err)
		}
	}
	_, err := mongo.Open(t.Context(), "mongodb://u:geheim@h/?w=0&readConcernLevel=x&maxPoolSize=y", docstore.Config{})
	if !errors.Is(err, mongo.ErrURI) || strings.Contains(err.Error(), "geheim") {
		t.Errorf("a bad URI: %v", err)
	}
}

func TestDropOnlyTestDatabases(t *testing.T) {
	f := startFake(t, nil)
	if err := mongo.Drop(t.Context(), f.uri()); err == nil || len(f.commands("dropDatabase")) > 0 {
		t.Errorf("dropped a database that is not for tests: %v", err)
	}
	uri, err := mongo.WithDatabase(f.uri(), mongo.TestDatabase+"x")
	if err != nil {
		t.Fatal(err)
	}
	if err := mongo.Drop(t.Context(), uri); err != nil || len(f.commands("dropDatabase")) != 1 {
		t.Errorf("drop: %v", err)
	}
}
