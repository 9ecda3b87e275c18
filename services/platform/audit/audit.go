package audit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/id"
)

// Log writes and reads entries. It is safe for concurrent use.
type Log struct {
	db    *docstore.DB
	store *store
	now   func() time.Time
	last  atomic.Pointer[string] // id of the record that was put behind the chain last, if its transaction was kept
}

// Open declares the log's collection in db.
func Open(db *docstore.DB, now func() time.Time) (*Log, error) {
	s, err := openStore(db)
	if err != nil {
		return nil, err
	}
	return &Log{db: db, store: s, now: now}, nil
}

// Write keeps the entry in the transaction of ctx, or in one of its own when there is none. When it fails, what it tells
// about must not happen: return the error.
func (l *Log) Write(ctx context.Context, e Entry) error {
	if e.Action == "" {
		return errors.New("audit entry without action")
	}
	a := auth.From(ctx)
	r := Record{
		At: l.now().UTC().Truncate(time.Millisecond), Actor: a.ID(), Roles: roles(a), Action: e.Action,
		Subjects: slices.Clone(e.Subjects), Region: e.Region, Fields: slices.Clone(e.Fields),
		Purpose: e.Purpose, Reason: e.Reason, RequestID: httpapi.RequestID(ctx),
	}
	r.ID = id.New("aud")
	err := l.db.Tx(ctx, func(ctx context.Context) error {
		kept := r // the body may run twice
		if l.db.SingleWriter() {
			head, err := l.end(ctx)
			if err != nil {
				return err
			}
			kept.chain(head)
			l.last.Store(&kept.ID)
		}
		return l.store.records.Insert(ctx, &kept)
	})
	if err != nil {
		return fmt.Errorf("audit %s: %w", e.Action, err)
	}
	return nil
}

// end is store.head for the only writer, which mostly finds the last record by its id. It is not there when the
// transaction that added it was undone.
func (l *Log) end(ctx context.Context) (Head, error) {
	if last := l.last.Load(); last != nil {
		r, err := l.store.records.Get(ctx, *last)
		if !errors.Is(err, docstore.ErrNotFound) {
			return Head{Seq: r.Seq, Hash: r.Hash}, err
		}
	}
	return l.store.head(ctx)
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

// List returns one page of records, the latest first. It needs auth.AuditRead.
func (l *Log) List(ctx context.Context, q Query, opts ...docstore.Option) (docstore.Page[Record], error) {
	if _, err := auth.Require(ctx, auth.AuditRead); err != nil {
		return docstore.Page[Record]{}, err
	}
	return l.store.list(ctx, q, opts...)
}

// About returns one page of the records about a subject, the latest first, for who may read the subject itself: the
// caller has checked that.
func (l *Log) About(ctx context.Context, subject string, opts ...docstore.Option) (docstore.Page[Record], error) {
	return l.store.list(ctx, Query{Subject: subject}, opts...)
}

// Head returns the end of the chain, to be kept in a second place.
func (l *Log) Head(ctx context.Context) (Head, error) { return l.store.head(ctx) }

// Holds tells whether the chain still contains a head that was kept elsewhere. Together with Verify it shows that the
// end was not cut off and the whole not written again.
func (l *Log) Holds(ctx context.Context, h Head) (bool, error) {
	if h.Seq == 0 {
		return true, nil
	}
	r, err := l.store.at(ctx, h.Seq)
	if errors.Is(err, docstore.ErrNotFound) {
		return false, nil
	}
	return err == nil && r.Hash == h.Hash, err
}

// errBad ends the walk of Verify.
var errBad = errors.New("bad audit record")

// Verify walks the whole chain. It returns how many records from the beginning are good and, when one is not, its id: the
// first that was changed, or the one before which something is missing.
func (l *Log) Verify(ctx context.Context) (n int64, badID string, err error) {
	var head Head
	err = l.store.chained(ctx, func(r Record) error {
		if !r.follows(head) {
			badID = r.ID
			return errBad
		}
		head = Head{Seq: r.Seq, Hash: r.Hash}
		return nil
	})
	if errors.Is(err, errBad) {
		return head.Seq, badID, nil
	}
	if err != nil {
		return head.Seq, "", fmt.Errorf("verify the audit chain: %w", err)
	}
	if l.db.SingleWriter() { // none can be waiting here: such a record was taken out of the chain
		waiting, err := l.store.waiting(ctx, 1)
		if err != nil {
			return head.Seq, "", err
		}
		if len(waiting) > 0 {
			return head.Seq, waiting[0].ID, nil
		}
	}
	return head.Seq, "", nil
}

const batch = 200

// Chain puts the records that wait behind the chain, oldest first, until none is left. Only one process may run it at a
// time; if two do, one of them gets an error and has changed nothing. Where entries are chained at once it does nothing:
// a record without place was taken out of the chain there, which Verify has to find.
func (l *Log) Chain(ctx context.Context) error {
	if l.db.SingleWriter() {
		return nil
	}
	for {
		n := 0
		err := l.db.Tx(ctx, func(ctx context.Context) error {
			waiting, err := l.store.waiting(ctx, batch)
			if err != nil {
				return err
			}
			n = len(waiting)
			return l.chainAll(ctx, waiting)
		})
		if err != nil {
			return fmt.Errorf("chain audit records: %w", err)
		}
		if n < batch {
			return nil
		}
	}
}

func (l *Log) chainAll(ctx context.Context, waiting []Record) error {
	if len(waiting) == 0 {
		return nil
	}
	head, err := l.store.head(ctx)
	if err != nil {
		return err
	}
	for _, w := range waiting {
		_, err := l.store.records.Update(ctx, w.ID, func(r *Record) error {
			head = r.chain(head)
			return nil
		}, docstore.IfVersion(w.Version))
		if err != nil {
			return err
		}
	}
	return nil
}
