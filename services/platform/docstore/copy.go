package docstore

import (
	"context"
	"errors"
	"fmt"
)

// ErrDiffers means that a copy differs from its source; the text around it names the collection.
var ErrDiffers = errors.New("the copy differs from its source")

const (
	copyBatch = 200     // most documents in one transaction of a copy
	copyBytes = 4 << 20 // most bytes in one transaction of a copy
)

// Batch collects documents and stores them in transactions of limited size.
type Batch struct {
	db    *DB
	name  string
	docs  [][]byte
	bytes int
}

// NewBatch returns an empty batch for the collection.
func (db *DB) NewBatch(name string) *Batch { return &Batch{db: db, name: name} }

// Add copies the document into the batch and stores the batch when it is full.
func (b *Batch) Add(ctx context.Context, doc []byte) error {
	b.docs = append(b.docs, append([]byte(nil), doc...))
	b.bytes += len(doc)
	if len(b.docs) < copyBatch && b.bytes < copyBytes {
		return nil
	}
	return b.Flush(ctx)
}

// Flush stores the remaining documents.
func (b *Batch) Flush(ctx context.Context) error {
	err := b.db.PutRaw(ctx, b.name, b.docs)
	b.docs, b.bytes = b.docs[:0], 0
	return err
}

// CopyFrom copies every collection of src into db with unchanged ids, versions and stamps. It continues where an earlier
// copy of the same source was interrupted, because documents are copied in the order of their ids. Then it compares count
// and digest of every collection and returns ErrDiffers when one differs. It calls step for every document copied or
// compared.
func (db *DB) CopyFrom(ctx context.Context, src *DB, step func()) ([]Tally, error) {
	names, err := src.Names(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if err := db.copyOne(ctx, src, name, step); err != nil {
			return nil, fmt.Errorf("copy %s: %w", name, err)
		}
	}
	tallies := make([]Tally, len(names))
	for i, name := range names {
		if tallies[i], err = src.TallyOf(ctx, name, step); err != nil {
			return nil, err
		}
	}
	return tallies, db.Compare(ctx, tallies, step)
}

func (db *DB) copyOne(ctx context.Context, src *DB, name string, step func()) error {
	last, err := db.lastRaw(ctx, name)
	if err != nil {
		return err
	}
	batch := db.NewBatch(name)
	err = src.EachRaw(ctx, name, last, func(_ string, doc []byte) error {
		if step(); ctx.Err() != nil {
			return ctx.Err()
		}
		return batch.Add(ctx, doc)
	})
	if err != nil {
		return err
	}
	return batch.Flush(ctx)
}

// Compare reads every collection of db and returns ErrDiffers unless db has exactly the collections of want with equal
// tallies.
func (db *DB) Compare(ctx context.Context, want []Tally, step func()) error {
	left, err := db.Names(ctx)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, w := range want {
		known[w.Name] = true
		have, err := db.TallyOf(ctx, w.Name, step)
		if err != nil {
			return err
		}
		if have != w {
			return fmt.Errorf("%w: %s has %d documents (digest %.12s), wanted %d (%.12s)", ErrDiffers, w.Name, have.Documents, have.SHA256, w.Documents, w.SHA256)
		}
	}
	for _, name := range left {
		if known[name] {
			continue
		}
		if last, err := db.lastRaw(ctx, name); err != nil || last != "" {
			return errors.Join(err, fmt.Errorf("%w: %s is not in the source", ErrDiffers, name))
		}
	}
	return nil
}
