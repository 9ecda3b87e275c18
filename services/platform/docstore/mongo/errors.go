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

// Codes and labels of the server that this package handles.
const (
	codeUnauthorized = 13
	codeExists       = 48
	codeSameKeys     = 85 // an index over these fields exists under another name
	codeSameName     = 86 // an index of this name exists with other fields or options
	codeNoSpace      = 14031

	labelTransient = "TransientTransactionError"
	labelUnknown   = "UnknownTransactionCommitResult"
	labelNoWrites  = "NoWritesPerformed"
)

// codesAway are the codes of a server that steps down, restarts, waits for other members or is overloaded, and of cursors
// that it lost.
var codesAway = []int{
	6, 7, 11, 24, 43, 46, 50, 64, 89, 91, 112, 134, 175, 189, 202, 237, 246, 251, 262, 290, 317, 358, 365, 384, 462, 9001, 10058, 10107, 11600, 11601, 11602, 13435, 13436,
}

// codesNotPrimary are the codes of a server that refuses a write without trying it.
var codesNotPrimary = []int{10107, 10058, 13435}

// explain turns an error of the driver into a fault of the store. The server's text is left out, because it may contain
// stored values.
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
		return fmt.Errorf("%w: MongoDB cannot be reached", docstore.ErrBusy)
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

// indexOf returns the name of the unique index from "E11000 duplicate key error collection: db.c index: name dup key: …".
func indexOf(err error) string {
	_, rest, _ := strings.Cut(err.Error(), " index: ")
	name, _, _ := strings.Cut(rest, " ")
	if name == "_id_" {
		return "_id"
	}
	return name
}

// unreached reports whether nothing was sent because no server could be selected.
func unreached(err error) bool {
	_, none := errors.AsType[topology.ServerSelectionError](err)
	return none
}

// whyUnreached returns the reason why no server could be selected: an unknown host, no server at all, or no primary.
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

// uncertain reports whether a failed commit may have happened: its answer was lost, or the majority did not confirm it.
func uncertain(err error) bool {
	if err == nil || unreached(err) || errors.Is(err, driver.ErrClientDisconnected) {
		return false
	}
	return driver.IsNetworkError(err) || driver.IsTimeout(err) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// sending is one write outside a transaction. The driver repeats it when a server goes away and returns only the last
// answer; maybe is true when an earlier attempt may have been carried out.
type sending struct{ maybe bool }

type sendingKey struct{}

// watch is called after every attempt of the driver, in the goroutine of the call.
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

// refusedOutright reports whether nothing was sent, or the server answered without doing anything.
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

// explainWrite is explain for a write outside a transaction. It returns ErrUnknown when the write may have happened. A
// refusal by a unique index is certain, because the server recognises an attempt that it has already carried out.
func explainWrite(err error, s *sending) error {
	if err != nil && s.maybe && !driver.IsDuplicateKeyError(err) && !ours(err) {
		return fmt.Errorf("%w: %w", docstore.ErrUnknown, explain(err))
	}
	return explain(err)
}

// ours reports whether err was made by this package and not by the driver.
func ours(err error) bool {
	_, fault := errors.AsType[*fault.Fault](err)
	return fault
}

// refusedLogin reports whether the server refused the user or the password.
func refusedLogin(err error) bool {
	_, failed := errors.AsType[*auth.Error](err)
	return failed || hasCode(err, codeUnauthorized)
}

func labelled(err error, label string) bool {
	l, ok := errors.AsType[driver.LabeledError](err)
	return ok && l.HasErrorLabel(label)
}
