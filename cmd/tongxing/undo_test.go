package main

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
)

// undoing is an engine that can undo whole requests: during try, every call of the store is part of one transaction, which is rolled
// back. What the program keeps elsewhere, such as counters of limits, is not undone.
type undoing struct {
	docstore.Engine
	stores map[string]*undoingStore
	tx     context.Context                            // of the open try; nil: none
	kept   rows                                       // what is written during keep; nil: not kept
	mu     sync.Mutex                                 // held by a call of the store during try
	change map[string]func(docstore.Row) docstore.Row // makes another document of one that is inserted, by collection
}

// rows are stored documents by collection and id.
type rows map[string]map[string]docstore.Row

// openUndoing opens the store of the directory with such an engine.
func openUndoing(u *undoing) func(context.Context, config, docstore.Config) (*docstore.DB, error) {
	return func(ctx context.Context, cfg config, d docstore.Config) (*docstore.DB, error) {
		e, err := sqlite.OpenEngine(ctx, cfg.Data, d, nil)
		if err != nil {
			return nil, err
		}
		u.Engine, u.stores = e, map[string]*undoingStore{}
		return docstore.New(u, d), nil
	}
}

var errUndone = errors.New("undone")

// try calls fn, whose writes are undone when it returns. Only one goroutine may use the store meanwhile.
func (u *undoing) try(ctx context.Context, fn func()) error {
	begun, done, ended := make(chan context.Context), make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- u.Tx(ctx, "", func(ctx context.Context) error {
			begun <- ctx
			<-done
			return errUndone
		})
	}()
	select {
	case u.tx = <-begun:
	case err := <-ended:
		return err
	}
	defer func() { // also when fn ends the test
		if u.tx != nil {
			u.tx = nil
			close(done)
			<-ended
		}
	}()
	fn()
	u.tx = nil
	close(done)
	if err := <-ended; !errors.Is(err, errUndone) {
		return err
	}
	return nil
}

// keep is try; it returns the documents that fn wrote.
func (u *undoing) keep(ctx context.Context, fn func()) (rows, error) {
	u.kept = rows{}
	err := u.try(ctx, fn)
	kept := u.kept
	u.kept = nil
	return kept, err
}

// put writes documents that keep returned. It is called during try.
func (u *undoing) put(all rows) error {
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if err := u.stores[name].Store.Insert(u.tx, slices.Collect(maps.Values(all[name]))); err != nil {
			return err
		}
	}
	return nil
}

// InTx implements docstore.Engine.
func (u *undoing) InTx(ctx context.Context) (bool, error) {
	if u.tx != nil {
		return true, nil
	}
	return u.Engine.InTx(ctx)
}

// Declare implements docstore.Engine.
func (u *undoing) Declare(ctx context.Context, t *query.Table) (docstore.Store, error) {
	s, err := u.Engine.Declare(ctx, t)
	if err != nil {
		return nil, err
	}
	u.stores[t.Name] = &undoingStore{s, u, t}
	return u.stores[t.Name], nil
}

// undoingStore is a collection of undoing.
type undoingStore struct {
	docstore.Store
	u *undoing
	t *query.Table
}

// in returns the ctx for a call and what to call after it.
func (s *undoingStore) in(ctx context.Context) (context.Context, func()) {
	if s.u.tx == nil {
		return ctx, func() {}
	}
	s.u.mu.Lock()
	return s.u.tx, s.u.mu.Unlock
}

// wrote keeps what was written during keep.
func (s *undoingStore) wrote(err error, written ...docstore.Row) error {
	if err != nil || s.u.kept == nil {
		return err
	}
	for _, r := range written {
		if s.u.kept[s.t.Name] == nil {
			s.u.kept[s.t.Name] = map[string]docstore.Row{}
		}
		r.Doc, r.Values = bytes.Clone(r.Doc), slices.Clone(r.Values)
		s.u.kept[s.t.Name][r.ID] = r
	}
	return nil
}

func (s *undoingStore) Insert(ctx context.Context, rows []docstore.Row) error {
	if change := s.u.change[s.t.Name]; change != nil {
		rows = slices.Clone(rows)
		for i := range rows {
			rows[i] = change(rows[i])
		}
	}
	ctx, done := s.in(ctx)
	defer done()
	return s.wrote(s.Store.Insert(ctx, rows), rows...)
}

func (s *undoingStore) Replace(ctx context.Context, old, next docstore.Row) error {
	ctx, done := s.in(ctx)
	defer done()
	return s.wrote(s.Store.Replace(ctx, old, next), next)
}

func (s *undoingStore) Get(ctx context.Context, id string, where query.Expr, use func([]byte) error) error {
	ctx, done := s.in(ctx)
	defer done()
	return s.Store.Get(ctx, id, where, use)
}

func (s *undoingStore) Find(ctx context.Context, q query.Find, use func([]byte) error) error {
	ctx, done := s.in(ctx)
	defer done()
	return s.Store.Find(ctx, q, use)
}

func (s *undoingStore) Count(ctx context.Context, where query.Expr, most int) (int64, error) {
	ctx, done := s.in(ctx)
	defer done()
	return s.Store.Count(ctx, where, most)
}

func (s *undoingStore) Sum(ctx context.Context, q query.Sum) ([]query.Row, error) {
	ctx, done := s.in(ctx)
	defer done()
	return s.Store.Sum(ctx, q)
}

func (s *undoingStore) Delete(ctx context.Context, id string, version int64, where query.Expr) (bool, error) {
	ctx, done := s.in(ctx)
	defer done()
	return s.Store.Delete(ctx, id, version, where)
}

func (s *undoingStore) DeleteMany(ctx context.Context, where query.Expr) (int64, error) {
	ctx, done := s.in(ctx)
	defer done()
	return s.Store.DeleteMany(ctx, where)
}
