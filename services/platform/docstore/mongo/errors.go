package mongo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// Codes and labels of the server that mean something here.
const (
	codeExists    = 48
	codeNoIndex   = 27
	codeDuplicate = 11000
	codeNoSpace   = 14031

	labelTransient = "TransientTransactionError"
	labelUnknown   = "UnknownTransactionCommitResult"
)

// codesAway are those of a server that steps down, restarts, waits for others or has too much to do.
var codesAway = []int{6, 7, 11, 50, 64, 89, 91, 112, 134, 189, 202, 251, 262, 317, 358, 384, 462, 9001, 10058, 10107, 11600, 11602, 13435, 13436}

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

// uncertain tells that a write may have happened although it failed: the answer was lost, or the majority did not confirm.
func uncertain(err error) bool {
	if err == nil || unreached(err) || errors.Is(err, driver.ErrClientDisconnected) {
		return false
	}
	if w, ok := errors.AsType[driver.WriteException](err); ok && w.WriteConcernError != nil {
		return true
	}
	return driver.IsNetworkError(err) || driver.IsTimeout(err) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// explainWrite is explain for a write outside of a transaction: what may have happened is never called undone.
func explainWrite(err error) error {
	if uncertain(err) {
		return fmt.Errorf("%w: %w", docstore.ErrUnknown, explain(err))
	}
	return explain(err)
}

func labelled(err error, label string) bool {
	l, ok := errors.AsType[driver.LabeledError](err)
	return ok && l.HasErrorLabel(label)
}
