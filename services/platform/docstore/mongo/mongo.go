// Package mongo keeps a docstore in a MongoDB replica set or sharded cluster, version 5.0 or newer.
//
// Every write waits until a majority of the members has it in its journal; every read sees only what a majority has; every
// transaction uses read concern snapshot and write concern majority. A write waits for the majority until the call's
// deadline, at most ten seconds: this driver sends no wtimeout but the deadline as maxTimeMS, and the server answers both
// in the same way.
//
// Documents are stored unchanged. The rule of package docstore that missing, null and an empty array are equal is
// implemented by the filters (filter.go) and by partial unique indexes (index.go).
package mongo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

const (
	callFor    = 10 * time.Second // limit of a call whose ctx has no deadline, and of waiting for the majority
	declareFor = 6 * time.Hour    // limit of Declare; building an index over many documents takes long
	closeFor   = 5 * time.Second
	oldestWire = 13 // MongoDB 5.0
)

// The errors of Open for a server that it cannot use.
var (
	ErrStandalone = errors.New("MONGODB_URI names a standalone MongoDB server, which has no transactions: start mongod with --replSet rs0 and run rs.initiate() once, or leave MONGODB_URI empty to keep everything in the data directory")
	ErrTooOld     = errors.New("MONGODB_URI names a MongoDB server older than 5.0: upgrade it, or leave MONGODB_URI empty to keep everything in the data directory")
	ErrNoServer   = errors.New("no MongoDB server answers: check the addresses in MONGODB_URI, and that mongod runs there")
	ErrHost       = errors.New("MONGODB_URI names a host that is not known here: check its spelling, and that this machine can resolve it")
	ErrNoPrimary  = errors.New("members of the MongoDB replica set answer, but none of them is the primary: check the replicaSet in MONGODB_URI, that rs.initiate() was run once, and in rs.status() that more than half of the members are up")
	ErrName       = errors.New("MONGODB_URI names a database that MongoDB does not allow: its name has at most 63 bytes and none of the signs / \\ . \" $ * < > : | ? and space")
	ErrEmpty      = errors.New("the database that MONGODB_URI names is empty: check its name; the server fills it when it starts for the first time")
	ErrLogin      = errors.New("MongoDB refuses the user of MONGODB_URI: check user, password and authSource, and that the user has the roles readWrite and dbAdmin on the database")
	ErrURI        = errors.New("MONGODB_URI cannot be read: it should look like mongodb://host:27017/tongxing?replicaSet=rs0")
)

var errClosed = fmt.Errorf("%w: the store is closed", docstore.ErrBusy)

// engine implements docstore.Engine with one database.
type engine struct {
	cfg    docstore.Config
	client *driver.Client
	db     *driver.Database
	hot    queues
	moment *moment // the session of a snapshot; otherwise nil

	closing sync.RWMutex // read-locked during every call
	closed  bool

	txs, commits, retries, waiting atomic.Int64
}

// Open connects to the replica set or sharded cluster and the database in the URI ("tongxing" if it names none). It returns
// one of the errors above when the server cannot be used.
func Open(ctx context.Context, uri string, cfg docstore.Config) (*docstore.DB, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	client, name, err := connect(uri)
	if err != nil {
		return nil, err
	}
	e := &engine{cfg: cfg, client: client, db: client.Database(name), hot: queues{waiting: map[string][]*call{}}}
	if err := e.check(ctx); err != nil {
		return nil, errors.Join(err, disconnect(client))
	}
	return docstore.New(e, cfg), nil
}

func connect(uri string) (*driver.Client, string, error) {
	p, err := parse(uri)
	if err != nil {
		return nil, "", err
	}
	if p.name == "" {
		p.name = "tongxing"
	}
	if len(p.name) > 63 || strings.ContainsAny(p.name, "/\\. \"$*<>:|?\x00") {
		return nil, "", ErrName
	}
	journaled := true
	majority := writeconcern.Majority()
	majority.Journal = &journaled
	client, err := driver.Connect(options.Client().ApplyURI(uri).SetAppName("tongxing").SetTimeout(callFor).SetMonitor(watch).
		SetRetryWrites(true).SetRetryReads(true).
		SetWriteConcern(majority).SetReadConcern(readconcern.Majority()).SetReadPreference(readpref.Primary()))
	if err != nil {
		return nil, "", ErrURI // the driver's error could contain the password
	}
	return client, p.name, nil
}

// check returns an error for a server without transactions.
func (e *engine) check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	var hello struct {
		Set  string `bson:"setName"`
		Msg  string `bson:"msg"` // "isdbgrid" of a sharded cluster
		Wire int32  `bson:"maxWireVersion"`
	}
	switch err := e.client.Database("admin").RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&hello); {
	case refusedLogin(err):
		return ErrLogin
	case unreached(err):
		return whyUnreached(err)
	case err != nil:
		return fmt.Errorf("greet MongoDB: %w", explain(err))
	case hello.Set == "" && hello.Msg != "isdbgrid":
		return ErrStandalone
	case hello.Wire < oldestWire:
		return ErrTooOld
	}
	e.checkLifetime(ctx)
	return nil
}

// lifetime is the transactionLifetimeLimitSeconds that the runbook asks for: open transactions of a killed replica lock
// their documents for that long.
const lifetime = 20

// checkLifetime logs a warning when the server's limit is longer or cannot be read.
func (e *engine) checkLifetime(ctx context.Context) {
	var has struct {
		Seconds int `bson:"transactionLifetimeLimitSeconds"`
	}
	err := e.client.Database("admin").RunCommand(ctx, bson.D{{Key: "getParameter", Value: 1}, {Key: "transactionLifetimeLimitSeconds", Value: 1}}).Decode(&has)
	switch {
	case err != nil:
		e.cfg.Log.WarnContext(ctx, "cannot read transactionLifetimeLimitSeconds of MongoDB: grant the user getParameter and set it to 20 on every member, or documents that a killed replica holds stay blocked for up to 90 s", "error", explain(err))
	case has.Seconds > lifetime:
		e.cfg.Log.WarnContext(ctx, "transactionLifetimeLimitSeconds of MongoDB is above 20: set it on every member, or documents that a killed replica holds stay blocked that long", "seconds", has.Seconds)
	}
}

// begin starts a call; it fails when the store is closed. The call ends with e.closing.RUnlock.
func (e *engine) begin() error {
	e.closing.RLock()
	if e.closed {
		e.closing.RUnlock()
		return errClosed
	}
	return nil
}

// Close waits for running calls and disconnects.
func (e *engine) Close() error {
	e.closing.Lock()
	defer e.closing.Unlock()
	e.closed = true
	return disconnect(e.client)
}

func disconnect(c *driver.Client) error {
	ctx, cancel := context.WithTimeout(context.Background(), closeFor)
	defer cancel()
	return c.Disconnect(ctx)
}

// Ping returns nil when the primary answers.
func (e *engine) Ping(ctx context.Context) error {
	if err := e.begin(); err != nil {
		return err
	}
	defer e.closing.RUnlock()
	return explain(e.client.Ping(ctx, readpref.Primary()))
}

// Stats returns the counters of this replica.
func (e *engine) Stats() docstore.Stats {
	return docstore.Stats{Transactions: e.txs.Load(), Commits: e.commits.Load(), Retries: e.retries.Load(), Waiting: e.waiting.Load()}
}

// TestDatabase is the prefix of the databases that Drop may drop.
const TestDatabase = "test_tongxing_"

// Drop drops the database in the URI. It fails unless the name begins with TestDatabase.
func Drop(ctx context.Context, uri string) error {
	client, name, err := connect(uri)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(name, TestDatabase) {
		return errors.Join(fmt.Errorf("database %s is not for tests", name), disconnect(client))
	}
	return errors.Join(explain(client.Database(name).Drop(ctx)), disconnect(client))
}

// WithDatabase returns the URI with another database name. Users still log in through the database of the original URI.
func WithDatabase(uri, name string) (string, error) {
	p, err := parse(uri)
	if err != nil {
		return "", err
	}
	if strings.Contains(p.hosts, "@") && !p.query.Has("authSource") {
		p.query.Set("authSource", p.name)
		if p.name == "" {
			p.query.Set("authSource", "admin")
		}
	}
	out := p.scheme + "://" + p.hosts + "/" + url.PathEscape(name)
	if len(p.query) > 0 {
		out += "?" + p.query.Encode()
	}
	return out, nil
}

// address is a parsed URI; hosts includes the user.
type address struct {
	scheme, hosts, name string
	query               url.Values
}

func parse(uri string) (address, error) {
	scheme, rest, _ := strings.Cut(uri, "://")
	rest, query, _ := strings.Cut(rest, "?")
	hosts, name, _ := strings.Cut(rest, "/")
	a := address{scheme: scheme, hosts: hosts}
	var nerr, qerr error
	a.name, nerr = url.PathUnescape(name)
	a.query, qerr = url.ParseQuery(query)
	if nerr != nil || qerr != nil || hosts == "" || scheme != "mongodb" && scheme != "mongodb+srv" {
		return a, ErrURI
	}
	return a, nil
}
