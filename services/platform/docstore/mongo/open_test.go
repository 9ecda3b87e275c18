package mongo_test

import (
	"errors"
	"log/slog"
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

// TestOpenErrors checks that each mistake in MONGODB_URI, and each state of the servers, has its own error.
func TestOpenErrors(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = ln.Close() // so that no server listens there
	f := startFake(t, nil)
	waiting := startFake(t, bson.D{{Key: "isreplicaset", Value: true}, {Key: "isWritablePrimary", Value: false}, {Key: "ismaster", Value: false}})
	server := strings.TrimSuffix(f.uri(), "fake")
	for uri, want := range map[string]error{
		"mongodb://" + ln.Addr().String() + "/?":        mongo.ErrNoServer,
		"mongodb://no-such-host.invalid/tongxing?":      mongo.ErrHost,
		waiting.uri() + "?":                             mongo.ErrNoPrimary,
		server + "a.b?":                                 mongo.ErrName,
		server + "a%20b?":                               mongo.ErrName,
		server + strings.Repeat("n", 64) + "?":          mongo.ErrName,
		"mongodb://h,h2:1/x?replicaSet=rs0&w=no&x=%zz&": mongo.ErrURI,
	} {
		if _, err := mongo.Open(t.Context(), uri+"serverSelectionTimeoutMS=300", docstore.Config{}); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", uri, err, want)
		}
	}
	if _, err := mongo.OpenSnapshot(t.Context(), f.uri(), docstore.Config{}); !errors.Is(err, mongo.ErrEmpty) {
		t.Errorf("an empty database: %v", err)
	}
}

// TestOpenWarnsOfLongTransactions checks what the log says of transactionLifetimeLimitSeconds.
func TestOpenWarnsOfLongTransactions(t *testing.T) {
	for what, tt := range map[string]struct {
		trip *trip
		want string
	}{
		"20 seconds":      {nil, ""},
		"the default":     {&trip{answer: ok(bson.E{Key: "transactionLifetimeLimitSeconds", Value: 60})}, "is above 20"},
		"it is forbidden": {&trip{answer: serverSays(13)}, "cannot read"},
	} {
		f := startFake(t, nil)
		f.fails(func(cmd bson.D) *trip {
			if cmd[0].Key != "getParameter" {
				return nil
			}
			return tt.trip
		})
		var log strings.Builder
		db, err := mongo.Open(t.Context(), f.uri(), docstore.Config{Log: slog.New(slog.NewTextHandler(&log, nil))})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if said := log.String(); (said == "") != (tt.want == "") || !strings.Contains(said, tt.want) {
			t.Errorf("%s: the log says %q, want %q", what, said, tt.want)
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
