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
	store    *store
	now      func() time.Time
	ids      id.Source     // ids by the log's clock, because a list of an area finds days by ids
	written  chan struct{} // signals Run that a record waits for the chain
	readOnly bool          // the store cannot be written to
}

// Open declares the log's collections in db.
func Open(db *docstore.DB, now func() time.Time) (*Log, error) {
	s, err := openStore(db)
	if err != nil {
		return nil, err
	}
	return &Log{store: s, now: now, written: make(chan struct{}, 1)}, nil
}

// OpenReadOnly is Open for a store that cannot be written to. Waiting records are not chained and no list shows them;
// Waiting counts them.
func OpenReadOnly(db *docstore.DB, now func() time.Time) (*Log, error) {
	l, err := Open(db, now)
	if err == nil {
		l.readOnly = true
	}
	return l, err
}

// Write stores the entry in the transaction of ctx, or in one of its own when there is none. When it fails, return the
// error: the act it records must not happen. The record waits until it is chained.
func (l *Log) Write(ctx context.Context, e Entry) error {
	if e.Action == "" {
		return errors.New("audit entry without action")
	}
	a, now := auth.From(ctx), l.now().UTC().Truncate(time.Millisecond)
	r := Record{
		Meta: docstore.Meta{ID: l.ids.New(idPrefix, now)}, At: now, Actor: a.ID(), Roles: roleNames(a), Offices: offices(a),
		Action: e.Action, Subjects: e.Subjects, Region: e.Region, Fields: e.Fields, Purpose: e.Purpose, Reason: e.Reason,
		RequestID: httpapi.RequestID(ctx), Areas: areasOf(e.Shown), Changes: e.Changes,
		Token: a.TokenID(), Revision: e.Version,
	}
	if err := l.store.waiting.Insert(ctx, &r); err != nil {
		return fmt.Errorf("audit %s: %w", e.Action, err)
	}
	select {
	case l.written <- struct{}{}:
	default: // Run already has a signal
	}
	return nil
}

func roleNames(a auth.Actor) []string {
	var names []string
	for _, b := range a.Bindings {
		if !slices.Contains(names, string(b.Role)) {
			names = append(names, string(b.Role))
		}
	}
	slices.Sort(names)
	return names
}

// offices returns the roles of the actor that are limited to a region or an organisation.
func offices(a auth.Actor) (list []Office) {
	for _, b := range a.Bindings {
		o := Office{Role: string(b.Role), Region: b.Region, OrgID: b.OrgID}
		if o.Region+o.OrgID != "" && !slices.Contains(list, o) {
			list = append(list, o)
		}
	}
	return list
}

// areasOf returns the regions and all regions above them, sorted.
func areasOf(regions []string) (areas []string) {
	for _, path := range regions {
		for i, c := range path {
			if c == '/' && !slices.Contains(areas, path[:i+1]) {
				areas = append(areas, path[:i+1])
			}
		}
	}
	slices.Sort(areas)
	return areas
}

// Query filters a list. Empty fields do not filter.
type Query struct {
	Subjects []string // any of them
	Actor    string
	Actions  []string  // any of them
	From     time.Time // first instant included
	To       time.Time // first instant no longer included
	areas    []string  // only records with one of these areas
}

// chainedStore chains all waiting records and returns the store. Every read of the log goes through it.
func (l *Log) chainedStore(ctx context.Context) (*store, error) {
	if l.readOnly {
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

// ListShown returns one page of the records of data shown about persons of the actor's own regions, the latest first. It needs
// auth.AuditArea.
func (l *Log) ListShown(ctx context.Context, q Query, opts ...docstore.Option) (docstore.Page[Record], error) {
	actor, err := auth.Require(ctx, auth.AuditArea)
	if err != nil {
		return docstore.Page[Record]{}, err
	}
	if q.areas = actor.Regions(auth.AuditArea); len(q.areas) == 0 {
		return docstore.Page[Record]{}, auth.ErrForbidden
	}
	return l.list(ctx, q, opts...)
}

// About returns one page of the records about a subject, latest first. The caller has checked that the actor may read the
// subject itself.
func (l *Log) About(ctx context.Context, subject string, opts ...docstore.Option) (docstore.Page[Record], error) {
	return l.list(ctx, Query{Subjects: []string{subject}}, opts...)
}

func (l *Log) list(ctx context.Context, q Query, opts ...docstore.Option) (docstore.Page[Record], error) {
	s, err := l.chainedStore(ctx)
	if err != nil {
		return docstore.Page[Record]{}, err
	}
	return s.list(ctx, q, opts...)
}

// Head returns the end of the chain, to be stored in a second place.
func (l *Log) Head(ctx context.Context) (Head, error) {
	s, err := l.chainedStore(ctx)
	if err != nil {
		return Head{}, err
	}
	return s.head(ctx)
}

// ContainsHead reports whether the chain still contains a head that was stored elsewhere. Together with Verify it proves that the
// end was not cut off and the chain was not rewritten.
func (l *Log) ContainsHead(ctx context.Context, h Head) (bool, error) {
	if h.Seq == 0 {
		return true, nil
	}
	s, err := l.chainedStore(ctx)
	if err != nil {
		return false, err
	}
	r, err := s.bySeq(ctx, h.Seq)
	if errors.Is(err, docstore.ErrNotFound) {
		return false, nil
	}
	return err == nil && r.Hash == h.Hash, err
}

// Waiting returns the number of records that are not in the chain yet.
func (l *Log) Waiting(ctx context.Context) (int64, error) { return l.store.waiting.Count(ctx, nil) }

// errBadRecord ends Verify's walk at the first bad record.
var errBadRecord = errors.New("bad audit record")

// Verify walks the whole chain. It returns the number of good records from the start and the id of the first bad one, if
// any: a changed record, the record after a gap, or one that was taken out of the chain.
func (l *Log) Verify(ctx context.Context) (n int64, badID string, err error) {
	s, err := l.chainedStore(ctx)
	if err != nil {
		return 0, "", err
	}
	var head Head
	err = s.each(ctx, func(r Record) error {
		if !r.follows(head) {
			badID = r.ID
			return errBadRecord
		}
		head = Head{Seq: r.Seq, Hash: r.Hash}
		return nil
	})
	if err == nil {
		err = s.eachUnchained(ctx, func(r Record) error {
			badID = r.ID
			return errBadRecord
		})
	}
	if err != nil && !errors.Is(err, errBadRecord) {
		return head.Seq, "", fmt.Errorf("verify the audit chain: %w", err)
	}
	return head.Seq, badID, nil
}

// After returns up to n records that follow the place in the chain, in its order. The order has no gaps: a place is given when the record's
// transaction has committed, in one transaction with all places before it, so no record ever appears before one that was read. It does
// not check the actor: the caller shows nobody what they may not read.
func (l *Log) After(ctx context.Context, seq int64, n int) ([]Record, error) {
	s, err := l.chainedStore(ctx)
	if err != nil {
		return nil, err
	}
	return s.after(ctx, seq, n)
}
