package audit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/id"
)

// Log writes and reads entries. It is safe for concurrent use.
type Log struct {
	store *store
	now   func() time.Time
	wrote chan struct{} // tells Run that something waits
	still bool          // the store cannot be written to
}

// Open declares the log's collections in db.
func Open(db *docstore.DB, now func() time.Time) (*Log, error) {
	s, err := openStore(db)
	if err != nil {
		return nil, err
	}
	return &Log{store: s, now: now, wrote: make(chan struct{}, 1)}, nil
}

// OpenStill is Open for a store that cannot be written to: what waits there is not chained, and only Waiting tells of it.
func OpenStill(db *docstore.DB, now func() time.Time) (*Log, error) {
	l, err := Open(db, now)
	if err == nil {
		l.still = true
	}
	return l, err
}

// Write keeps the entry in the transaction of ctx, or in one of its own when there is none. When it fails, what it tells
// about must not happen: return the error. The record waits until it is chained.
func (l *Log) Write(ctx context.Context, e Entry) error {
	if e.Action == "" {
		return errors.New("audit entry without action")
	}
	a := auth.From(ctx)
	r := Record{
		Meta: docstore.Meta{ID: id.New("aud")}, At: l.now().UTC().Truncate(time.Millisecond), Actor: a.ID(), Roles: roles(a),
		Action: e.Action, Subjects: e.Subjects, Region: e.Region, Fields: e.Fields, Purpose: e.Purpose, Reason: e.Reason,
		RequestID: httpapi.RequestID(ctx),
	}
	if err := l.store.waiting.Insert(ctx, &r); err != nil {
		return fmt.Errorf("audit %s: %w", e.Action, err)
	}
	select {
	case l.wrote <- struct{}{}:
	default: // it has been told
	}
	return nil
}

func roles(a auth.Actor) []string {
	var names []string
	for _, b := range a.Bindings {
		if !slices.Contains(names, string(b.Role)) {
			names = append(names, string(b.Role))
		}
	}
	slices.Sort(names)
	return names
}

// Query narrows a list. Empty fields do not.
type Query struct {
	Subject string
	Actor   string
	Action  string
	From    time.Time // the first instant that counts
	To      time.Time // the first that no longer does
}

// read returns the store with everything in the chain that was written before: the one way by which the log is read.
func (l *Log) read(ctx context.Context) (*store, error) {
	if l.still {
		return l.store, nil
	}
	return l.store, l.Chain(ctx)
}

// List returns one page of records, the latest first. It needs auth.AuditRead.
func (l *Log) List(ctx context.Context, q Query, opts ...docstore.Option) (docstore.Page[Record], error) {
	if _, err := auth.Require(ctx, auth.AuditRead); err != nil {
		return docstore.Page[Record]{}, err
	}
	return l.list(ctx, q, opts...)
}

// About returns one page of the records about a subject, the latest first, for who may read the subject itself: the
// caller has checked that.
func (l *Log) About(ctx context.Context, subject string, opts ...docstore.Option) (docstore.Page[Record], error) {
	return l.list(ctx, Query{Subject: subject}, opts...)
}

func (l *Log) list(ctx context.Context, q Query, opts ...docstore.Option) (docstore.Page[Record], error) {
	s, err := l.read(ctx)
	if err != nil {
		return docstore.Page[Record]{}, err
	}
	return s.list(ctx, q, opts...)
}

// Head returns the end of the chain, to be kept in a second place.
func (l *Log) Head(ctx context.Context) (Head, error) {
	s, err := l.read(ctx)
	if err != nil {
		return Head{}, err
	}
	return s.head(ctx)
}

// Holds tells whether the chain still contains a head that was kept elsewhere. Together with Verify it shows that the
// end was not cut off and the whole not written again.
func (l *Log) Holds(ctx context.Context, h Head) (bool, error) {
	if h.Seq == 0 {
		return true, nil
	}
	s, err := l.read(ctx)
	if err != nil {
		return false, err
	}
	r, err := s.at(ctx, h.Seq)
	if errors.Is(err, docstore.ErrNotFound) {
		return false, nil
	}
	return err == nil && r.Hash == h.Hash, err
}

// Waiting returns how many records are not in the chain yet.
func (l *Log) Waiting(ctx context.Context) (int64, error) { return l.store.waiting.Count(ctx, nil) }

// errBad ends the walk of Verify.
var errBad = errors.New("bad audit record")

// Verify walks the whole chain. It returns how many records from the beginning are good and, when one is not, its id: the
// first that was changed, or the one before which something is missing, or one that was taken out.
func (l *Log) Verify(ctx context.Context) (n int64, badID string, err error) {
	s, err := l.read(ctx)
	if err != nil {
		return 0, "", err
	}
	var head Head
	err = s.each(ctx, func(r Record) error {
		if !r.follows(head) {
			badID = r.ID
			return errBad
		}
		head = Head{Seq: r.Seq, Hash: r.Hash}
		return nil
	})
	if err == nil {
		err = s.strays(ctx, func(r Record) error {
			badID = r.ID
			return errBad
		})
	}
	if err != nil && !errors.Is(err, errBad) {
		return head.Seq, "", fmt.Errorf("verify the audit chain: %w", err)
	}
	return head.Seq, badID, nil
}
