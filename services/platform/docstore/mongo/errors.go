package mongo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/event"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	core "go.mongodb.org/mongo-driver/v2/x/mongo/driver"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/auth"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// Codes and labels of the server that mean something here.
const (
	codeUnauthorized = 13
	codeExists       = 48
	codeSameKeys     = 85 // there is an index over these fields, under another name
	codeSameName     = 86 // there is an index of this name, over other fields or with other options
	codeNoSpace      = 14031

	labelTransient = "TransientTransactionError"
	labelUnknown   = "UnknownTransactionCommitResult"
	labelNoWrites  = "NoWritesPerformed"
)

// codesAway are those of a server that steps down, restarts, waits for others or has too much to do, and of cursors that
// such a server forgot.
var codesAway = []int{
	6, 7, 11, 24, 43, 46, 50, 64, 89, 91, 112, 134, 175, 189, 202, 237, 246, 251, 262, 290, 317, 358, 365, 384, 462, 9001, 10058, 10107, 11600, 11601, 11602, 13435, 13436,
}

// codesNotPrimary are the answers of a server that refuses a write before it looks at it.
var codesNotPrimary = []int{10107, 10058, 13435}

// explain turns what the driver says into the faults of the store. The server's own words stay out of it: they may show
// what was stored.
func explain(err error) error {
	if err == nil {
		return nil
	}
	if own, ok := errors.AsType[ownError](err); ok {
		return own.error
	}
	if _, done := errors.AsType[*fault.Fault](err); done {
		return err
	}
	var server driver.ServerError
	switch {
	case errors.Is(err, driver.ErrNoDocuments):
		return docstore.ErrNotFound
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("%w: %w", docstore.ErrBusy, context.Canceled)
	case errors.Is(err, context.DeadlineExceeded) || driver.IsTimeout(err):
		return fmt.Errorf("%w: %w", docstore.ErrBusy, context.DeadlineExceeded)
	case driver.IsDuplicateKeyError(err):
		return docstore.Duplicate(indexOf(err))
	case refusedLogin(err):
		return ErrLogin
	case errors.As(err, &server):
		return explainServer(server)
	case driver.IsNetworkError(err), errors.Is(err, driver.ErrClientDisconnected), unreached(err):
		return fmt.Errorf("%w: MongoDB is out of reach", docstore.ErrBusy)
	}
	return fmt.Errorf("mongo: %T", err)
}

func explainServer(err driver.ServerError) error {
	codes := err.ErrorCodes()
	switch {
	case slices.Contains(codes, codeNoSpace):
		return fmt.Errorf("%w: mongo: code %d", docstore.ErrFull, codeNoSpace)
	case err.HasErrorLabel(labelTransient), driver.IsNetworkError(err),
		slices.ContainsFunc(codes, func(c int) bool { return slices.Contains(codesAway, c) }):
		return fmt.Errorf("%w: mongo: codes %v", docstore.ErrBusy, codes)
	}
	if c, ok := errors.AsType[driver.CommandError](err); ok {
		return fmt.Errorf("mongo: %s (%d)", c.Name, c.Code)
	}
	return fmt.Errorf("mongo: codes %v", codes)
}

// indexOf reads the name of the index that refused from "E11000 duplicate key error collection: db.c index: name dup key: …".
func indexOf(err error) string {
	_, rest, _ := strings.Cut(err.Error(), " index: ")
	name, _, _ := strings.Cut(rest, " ")
	if name == "_id_" {
		return "_id"
	}
	return name
}

// unreached tells that nothing was sent, since no server could be chosen.
func unreached(err error) bool {
	_, none := errors.AsType[topology.ServerSelectionError](err)
	return none
}

// whyUnreached tells from a server selection that failed what is wrong: the name of a host, all servers, or only the primary.
func whyUnreached(err error) error {
	failed, _ := errors.AsType[topology.ServerSelectionError](err)
	unknownHost := false
	for _, s := range failed.Desc.Servers {
		if s.Kind != 0 {
			return ErrNoPrimary
		}
		_, noHost := errors.AsType[*net.DNSError](s.LastError)
		unknownHost = unknownHost || noHost
	}
	if unknownHost {
		return ErrHost
	}
	return ErrNoServer
}

// uncertain tells that a commit may have happened although it failed: the answer was lost, or the majority did not confirm.
func uncertain(err error) bool {
	if err == nil || unreached(err) || errors.Is(err, driver.ErrClientDisconnected) {
		return false
	}
	return driver.IsNetworkError(err) || driver.IsTimeout(err) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// sending is one write outside of a transaction. The driver sends it again when a server goes away, and returns only the
// last answer; what an earlier attempt may have done is noted here.
type sending struct{ maybe bool }

type sendingKey struct{}

// watch is told of every attempt of the driver, in the goroutine of the call.
var watch = &event.CommandMonitor{
	Succeeded: func(ctx context.Context, e *event.CommandSucceededEvent) { // also an answer that the majority did not confirm
		if s, ok := ctx.Value(sendingKey{}).(*sending); ok && e.Reply.Lookup("writeConcernError").Value != nil {
			s.maybe = true
		}
	},
	Failed: func(ctx context.Context, e *event.CommandFailedEvent) {
		if s, ok := ctx.Value(sendingKey{}).(*sending); ok && !refusedOutright(e.Failure) {
			s.maybe = true
		}
	},
}

// refusedOutright tells that nothing was sent, or that the server answered and did nothing.
func refusedOutright(err error) bool {
	if errors.Is(err, core.ErrDeadlineWouldBeExceeded) {
		return true
	}
	e, ok := errors.AsType[core.Error](err)
	if !ok || e.NetworkError() || e.Code == 0 {
		return false
	}
	return e.HasErrorLabel(labelNoWrites) || !slices.Contains(codesAway, int(e.Code)) || slices.Contains(codesNotPrimary, int(e.Code))
}

// explainWrite is explain for a write outside of a transaction: what may have happened is never called undone. A refusal
// by a unique index is certain, since the server knows an attempt that it has carried out.
func explainWrite(err error, s *sending) error {
	if err != nil && s.maybe && !driver.IsDuplicateKeyError(err) && !ours(err) {
		return fmt.Errorf("%w: %w", docstore.ErrUnknown, explain(err))
	}
	return explain(err)
}

// ours tells a verdict of this package from an error of the driver.
func ours(err error) bool {
	_, fault := errors.AsType[*fault.Fault](err)
	return fault
}

// refusedLogin tells that the server does not know the user, or the password is another.
func refusedLogin(err error) bool {
	_, failed := errors.AsType[*auth.Error](err)
	return failed || hasCode(err, codeUnauthorized)
}

func labelled(err error, label string) bool {
	l, ok := errors.AsType[driver.LabeledError](err)
	return ok && l.HasErrorLabel(label)
}
