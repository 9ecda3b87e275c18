package docstore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
	"github.com/tongxing-platform/tongxing/services/platform/id"
)

// The refusals of a store because of its data version or an unfinished import.
var (
	ErrNewer   = errors.New("this store was written by a newer program: run that version, or restore a backup of this one into an empty place")
	ErrFilling = errors.New("a restore or move into this store did not finish: finish the move, or empty the place and begin again")
	ErrOlder   = errors.New("this store was last written by an older program: start the server, or run `tongxing migrate`, to bring it forward first")
)

// Migration changes data of version To-1 into data of version To. Run changes the stored documents before any feature
// declares its collections. It may be interrupted and run again from the beginning, so it must not change again what it has
// changed already.
type Migration struct {
	To   int
	Name string
	Run  func(ctx context.Context, m *Migrating) error
}

// FirstVersion is the data version of a store before the first migration.
const FirstVersion = 1

// Latest returns the data version after all migrations.
func Latest(list []Migration) int { return FirstVersion + len(list) }

// notesName is the collection in which the store keeps its own notes.
const notesName = "store_notes"

// note is either "data", with the id of the store and its data version, or "filling", which exists while a restore or move
// into the store is unfinished.
type note struct {
	Meta   `bson:",inline"`
	Store  string    `bson:"store,omitempty"`
	Data   int       `bson:"data,omitempty"`
	To     int       `bson:"to,omitempty"`     // data version after the running migrations
	Holder string    `bson:"holder,omitempty"` // the process that runs them
	Until  time.Time `bson:"until,omitempty"`  // when its lease ends and another process may take over
	Source string    `bson:"source,omitempty"` // of "filling"
}

const (
	dataNote    = "data"
	fillingNote = "filling"
)

// State is what the notes of a store say. The zero State means that the store was never opened.
type State struct {
	Store       string // id of the store, kept by backups and moves
	DataVersion int
	MigratingTo int    // target version while migrations run or are interrupted; otherwise 0
	Filling     string // source of an unfinished restore or move; otherwise empty
}

// State reads the notes of the store without changing anything.
func (db *DB) State(ctx context.Context) (State, error) {
	var s State
	names, err := db.engine.Names(ctx)
	if err != nil || !slices.Contains(names, notesName) {
		return s, err
	}
	err = db.EachRaw(ctx, notesName, "", func(_ string, doc []byte) error {
		var n note
		if err := bson.Unmarshal(doc, &n); err != nil {
			return fmt.Errorf("read the store's note: %w", err)
		}
		switch n.ID {
		case dataNote:
			s.Store, s.DataVersion, s.MigratingTo = n.Store, n.Data, n.To
		case fillingNote:
			s.Filling = n.Source
		}
		return nil
	})
	return s, err
}

// CheckVersion returns nil when a program with these migrations can use the store; otherwise ErrFilling, ErrNewer or
// ErrOlder.
func (s State) CheckVersion(list []Migration) error {
	latest := Latest(list)
	switch {
	case s.Filling != "":
		return fmt.Errorf("%w (from %s)", ErrFilling, s.Filling)
	case s.DataVersion > latest || s.MigratingTo > latest:
		return fmt.Errorf("%w (data version %d, known here: %d)", ErrNewer, max(s.DataVersion, s.MigratingTo), latest)
	case s.DataVersion < latest:
		return fmt.Errorf("%w (data version %d, wanted %d)", ErrOlder, s.DataVersion, latest)
	}
	return nil
}

// notes returns the collection of the store's notes.
func (db *DB) notes() (*Collection[note], error) {
	db.notesOnce.Do(func() { db.noteDocs, db.notesErr = Declare[note](db, Spec{Name: notesName}) })
	return db.noteDocs, db.notesErr
}

// Migrating is a run of migrations. Call Finish after the features have declared their collections.
type Migrating struct {
	db     *DB
	notes  *Collection[note]
	holder string
	from   int
	to     int
	Ran    []string // names of the migrations that ran
}

const (
	leaseFor = 2 * time.Minute // renewed with every batch
	leaseAsk = time.Second
)

var errLease = errors.New("another process runs the migrations of this store now")

// Migrate runs the missing migrations, which are numbered from 2 without gaps. A store without documents gets the latest
// version at once. When several processes start, one migrates and the others wait. Call it before collections are declared
// and Migrating.Finish after that. It returns ErrNewer and ErrFilling like State.CheckVersion.
func (db *DB) Migrate(ctx context.Context, list []Migration) (*Migrating, error) {
	for i, m := range list {
		if m.To != FirstVersion+1+i {
			return nil, fmt.Errorf("migration %q leads to version %d where %d is next", m.Name, m.To, FirstVersion+1+i)
		}
	}
	notes, err := db.notes()
	if err != nil {
		return nil, err
	}
	m := &Migrating{db: db, notes: notes, holder: id.New("mig"), to: Latest(list)}
	if err := m.begin(ctx, list); err != nil || m.from == m.to {
		return m, err
	}
	for _, step := range list[m.from-FirstVersion:] {
		db.cfg.Log.Info("migrating", "to", step.To, "name", step.Name)
		if err := step.Run(ctx, m); err != nil {
			return nil, fmt.Errorf("migrate to data version %d (%s): %w", step.To, step.Name, err)
		}
		m.Ran = append(m.Ran, step.Name)
	}
	return m, nil
}

// begin stores the first note of a new store and takes the lease when there are migrations to run.
func (m *Migrating) begin(ctx context.Context, list []Migration) error {
	if err := m.storeFirstNote(ctx); err != nil {
		return err
	}
	for {
		s, err := m.db.State(ctx)
		if err != nil {
			return err
		}
		if err := s.CheckVersion(list); err != nil && !errors.Is(err, ErrOlder) {
			return err
		}
		if m.from = s.DataVersion; m.from == m.to {
			return nil
		}
		err = m.acquireLease(ctx)
		if !errors.Is(err, errLease) {
			return err
		}
		timer := time.NewTimer(leaseAsk)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}

// storeFirstNote stores the data version of a store without notes.
func (m *Migrating) storeFirstNote(ctx context.Context) error {
	if s, err := m.db.State(ctx); err != nil || s != (State{}) {
		return err
	}
	empty, err := m.db.Empty(ctx)
	if err != nil {
		return err
	}
	n := note{Meta: Meta{ID: dataNote}, Store: id.New("sto"), Data: FirstVersion}
	if empty {
		n.Data = m.to
	}
	if err := m.notes.Insert(ctx, &n); !IsDuplicate(err, "_id") {
		return err
	}
	return nil // another replica stored it first
}

// acquireLease acquires the lease of the migrations; it returns errLease while another process holds it.
func (m *Migrating) acquireLease(ctx context.Context) error {
	_, now := m.db.cfg.Stamp(ctx)
	_, err := m.notes.Update(ctx, dataNote, func(n *note) error {
		if n.Holder != "" && n.Until.After(now) {
			return errLease
		}
		n.Holder, n.Until, n.To = m.holder, now.Add(leaseFor), m.to
		return nil
	})
	return err
}

// extendLease extends the lease in the transaction of ctx; it returns errLease when another process has it, so that the
// transaction fails.
func (m *Migrating) extendLease(ctx context.Context) error {
	_, now := m.db.cfg.Stamp(ctx)
	_, err := m.notes.Update(ctx, dataNote, func(n *note) error {
		if n.Holder != m.holder {
			return errLease
		}
		n.Until = now.Add(leaseFor)
		return nil
	})
	return err
}

// Rewrite calls change with every document of the collection and stores what it returns: a document with the same id and
// version, the given document for no change, or nil to delete it. change may be called twice for one document.
func (m *Migrating) Rewrite(ctx context.Context, collection string, change func(doc bson.D) (bson.D, error)) error {
	d, err := m.db.rawTable(ctx, collection)
	if err != nil {
		return err
	}
	for after := ""; ; {
		n, last := 0, ""
		err := m.db.Tx(ctx, func(ctx context.Context) error { // may run twice, so it must not change after
			n = 0
			var docs [][]byte
			err := d.store.Find(ctx, findAfter(after, copyBatch), func(doc []byte) error {
				docs = append(docs, append([]byte(nil), doc...))
				return nil
			})
			if err != nil || len(docs) == 0 {
				return err
			}
			for _, doc := range docs {
				if err := m.rewrite(ctx, d, doc, change); err != nil {
					return err
				}
			}
			n = len(docs)
			if last, _, err = identity(docs[n-1]); err != nil {
				return err
			}
			return m.extendLease(ctx)
		})
		if err != nil || n < copyBatch {
			return err
		}
		after = last
	}
}

func (m *Migrating) rewrite(ctx context.Context, d declared, doc []byte, change func(doc bson.D) (bson.D, error)) error {
	old, err := d.row(doc)
	if err != nil {
		return err
	}
	var was bson.D
	if err := bson.Unmarshal(doc, &was); err != nil {
		return fmt.Errorf("read %s of %s: %w", old.ID, d.table.Name, err)
	}
	now, err := change(was)
	if err != nil {
		return fmt.Errorf("document %s of %s: %w", old.ID, d.table.Name, err)
	}
	if now == nil {
		_, err := d.store.Delete(ctx, old.ID, old.Version, query.Expr{})
		return err
	}
	made, err := bson.Marshal(now)
	if err != nil {
		return fmt.Errorf("write %s of %s: %w", old.ID, d.table.Name, err)
	}
	if slices.Equal(made, doc) {
		return nil
	}
	next, err := d.row(made)
	if err != nil {
		return err
	}
	if next.ID != old.ID || next.Version != old.Version {
		return fmt.Errorf("document %s of %s: a migration may change neither id nor version", old.ID, d.table.Name)
	}
	return d.store.Replace(ctx, old, next)
}

// Finish rebuilds the columns when migrations ran and stores the new data version. Call it after the collections are
// declared.
func (m *Migrating) Finish(ctx context.Context) error {
	if m.from == m.to {
		return nil
	}
	if _, err := m.db.Rebuild(ctx); err != nil {
		return err
	}
	_, err := m.notes.Update(ctx, dataNote, func(n *note) error {
		if n.Holder != m.holder {
			return errLease
		}
		n.Data, n.To, n.Holder, n.Until = m.to, 0, "", time.Time{}
		return nil
	})
	return err
}

// MarkFilling notes that a restore or move from the source fills the store, so that no program serves it while it is
// incomplete. It returns ErrNotEmpty when the store has documents, ErrFilling when it is marked for another source, and
// again when it was marked for this source before.
func (db *DB) MarkFilling(ctx context.Context, source string) (again bool, err error) {
	s, err := db.State(ctx)
	if err != nil {
		return false, err
	}
	empty, err := db.Empty(ctx)
	switch {
	case err != nil:
		return false, err
	case s.Filling == source:
		return true, nil
	case s.Filling != "":
		return false, fmt.Errorf("%w (from %s)", ErrFilling, s.Filling)
	case !empty || s.Store != "":
		return false, ErrNotEmpty
	}
	notes, err := db.notes()
	if err != nil {
		return false, err
	}
	return false, notes.Insert(ctx, &note{Meta: Meta{ID: fillingNote}, Source: source})
}

// ErrNotEmpty means that a store which must be empty has documents.
var ErrNotEmpty = errors.New("the target is not empty")

// MarkFilled stores the id and the data version of a completely filled store and removes the mark of MarkFilling.
func (db *DB) MarkFilled(ctx context.Context, store string, dataVersion int) error {
	notes, err := db.notes()
	if err != nil {
		return err
	}
	if store == "" {
		store = id.New("sto")
	}
	return db.Tx(ctx, func(ctx context.Context) error {
		n := note{Meta: Meta{ID: dataNote}, Store: store, Data: dataVersion}
		if err := notes.Insert(ctx, &n); err != nil {
			return err
		}
		return notes.Delete(ctx, fillingNote)
	})
}
