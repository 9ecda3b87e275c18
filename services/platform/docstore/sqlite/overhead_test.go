//go:build unix

package sqlite_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/x/bsonx/bsoncore"
	driver "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
)

// BenchmarkOverhead compares the processor time of the store with that of prepared statements written by hand for the same
// tables, documents coded and decoded field by field included. It fails above 1.4 times.
func BenchmarkOverhead(b *testing.B) {
	ours, theirs := b.TempDir(), b.TempDir()
	db, c := placesIn(b, ours, docstore.Config{NoSync: true})
	other, _ := placesIn(b, theirs, docstore.Config{NoSync: true})
	if err := other.Close(); err != nil {
		b.Fatal(err)
	}
	h := openByHand(b, filepath.Join(theirs, sqlite.File))
	s := store{db: db, c: c}
	for _, op := range []struct {
		name       string
		ours, hand func(ctx context.Context, round, count int) error
		count      int
	}{
		{"get", s.get, h.get, 2000},
		{"page", s.page, h.page, 200},
		{"insert", s.insert, h.insert, 500},
		{"update", s.update, h.update, 500},
	} {
		bestOurs, bestHand := int64(1<<62), int64(1<<62)
		for round := range 15 { // the best of many: others use the machine
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			bestOurs = min(bestOurs, spent(b, func() error { return op.ours(ctx, round, op.count) }))
			bestHand = min(bestHand, spent(b, func() error { return op.hand(ctx, round, op.count) }))
			cancel()
		}
		ratio := float64(bestOurs) / float64(bestHand)
		b.ReportMetric(ratio, op.name+"_to_hand")
		b.Logf("%s: %.1f µs, by hand %.1f µs", op.name, float64(bestOurs)/1000/float64(op.count), float64(bestHand)/1000/float64(op.count))
		if ratio > 1.4 {
			b.Errorf("%s takes %.2f times what is written by hand, promised 1.4", op.name, ratio)
		}
	}
}

func spent(b *testing.B, work func() error) int64 {
	before := used(b)
	if err := work(); err != nil {
		b.Fatal(err)
	}
	return used(b) - before
}

func placeID(n int) string { return fmt.Sprintf("act_%026d", n) }

func newPlace(round, i int) place {
	return place{
		Meta: docstore.Meta{ID: fmt.Sprintf("new_%06d_%019d", round, i)}, Title: "周末作业辅导与陪伴", Region: "52/5201/520111/", OrgID: "org_a", Status: "published",
		Start: time.UnixMilli(int64(i) * 1000), End: time.UnixMilli(int64(i) * 2000), Capacity: 30, Text: "在村小学二楼教室集合，请自带水杯。", Skills: []string{"教学", "陪伴"},
	}
}

// store is the side that is measured.
type store struct {
	db *docstore.DB
	c  *docstore.Collection[place]
}

func (s store) get(ctx context.Context, _, count int) error {
	for i := range count {
		if _, err := s.c.Get(ctx, placeID(i*7%10_000)); err != nil {
			return err
		}
	}
	return nil
}

func (s store) page(ctx context.Context, _, count int) error {
	for i := range count {
		p, err := s.c.Page(ctx, bson.D{{Key: "region", Value: fmt.Sprintf("52/5201/%06d/", i%50)}}, docstore.Sort("-start"), docstore.Limit(20))
		if err != nil || len(p.Items) != 20 {
			return fmt.Errorf("%d on the page: %w", len(p.Items), err)
		}
	}
	return nil
}

func (s store) insert(ctx context.Context, round, count int) error {
	return s.db.Tx(ctx, func(ctx context.Context) error {
		for i := range count {
			p := newPlace(round, i)
			if err := s.c.Insert(ctx, &p); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s store) update(ctx context.Context, _, count int) error {
	return s.db.Tx(ctx, func(ctx context.Context) error {
		for i := range count {
			if _, err := s.c.Update(ctx, placeID(i*13%10_000), func(p *place) error { p.Taken++; return nil }); err != nil {
				return err
			}
		}
		return nil
	})
}

// hand is what somebody would write who knows these four statements and this one type.
type hand struct{ read, write *driver.Conn }

func openByHand(b *testing.B, path string) hand {
	b.Helper()
	var conns [2]*driver.Conn
	for i := range conns {
		c, err := driver.OpenConn(path, driver.OpenReadWrite|driver.OpenWAL)
		if err == nil {
			err = sqlitex.ExecuteTransient(c, "PRAGMA synchronous=OFF", nil)
		}
		if err == nil {
			err = sqlitex.ExecuteTransient(c, "PRAGMA cache_size=-24576", nil)
		}
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = c.Close() })
		conns[i] = c
	}
	return hand{read: conns[0], write: conns[1]}
}

// rows calls use for the document of each row.
func rows(c *driver.Conn, text string, bind func(*driver.Stmt), use func(raw []byte) error) error {
	stmt, err := c.Prepare(text)
	if err != nil {
		return err
	}
	bind(stmt)
	var raw []byte
	for {
		more, err := stmt.Step()
		if err != nil || !more {
			return err
		}
		raw = append(raw[:0], make([]byte, stmt.ColumnLen(0))...)
		stmt.ColumnBytes(0, raw)
		if err := use(raw); err != nil {
			return err
		}
	}
}

const getByHand = `SELECT "doc" FROM "places" WHERE "id"=?`

func (h hand) one(c *driver.Conn, id string, p *place) error {
	return rows(c, getByHand, func(stmt *driver.Stmt) { stmt.BindText(1, id) }, func(raw []byte) error { return decodeByHand(raw, p) })
}

func (h hand) get(_ context.Context, _, count int) error {
	for i := range count {
		var p place
		if err := h.one(h.read, placeID(i*7%10_000), &p); err != nil || p.Title == "" {
			return fmt.Errorf("%q: %w", p.Title, err)
		}
	}
	return nil
}

func (h hand) page(_ context.Context, _, count int) error {
	for i := range count {
		var page []place
		region := fmt.Sprintf("52/5201/%06d/", i%50)
		err := rows(h.read, `SELECT "doc" FROM "places" WHERE "region"=? ORDER BY "start" DESC,"id" DESC LIMIT 21`, func(stmt *driver.Stmt) { stmt.BindText(1, region) },
			func(raw []byte) error {
				page = append(page, place{})
				return decodeByHand(raw, &page[len(page)-1])
			})
		if err != nil || len(page) != 21 {
			return fmt.Errorf("%d on the page: %w", len(page), err)
		}
	}
	return nil
}

func (h hand) insert(_ context.Context, round, count int) (err error) {
	defer sqlitex.Save(h.write)(&err)
	stmt, err := h.write.Prepare(`INSERT INTO "places"("id","version","doc","region","org_id","status","start") VALUES(?,?,?,?,?,?,?)`)
	if err != nil {
		return err
	}
	for i := range count {
		p := newPlace(round, i)
		p.Version, p.CreatedAt = 1, time.Now()
		p.UpdatedAt = p.CreatedAt
		stmt.BindText(1, p.ID)
		stmt.BindInt64(2, p.Version)
		stmt.BindBytes(3, encodeByHand(&p))
		stmt.BindText(4, p.Region)
		stmt.BindText(5, p.OrgID)
		stmt.BindText(6, p.Status)
		stmt.BindInt64(7, p.Start.UnixMilli())
		if err := done(stmt); err != nil {
			return err
		}
	}
	return nil
}

func (h hand) update(_ context.Context, _, count int) (err error) {
	defer sqlitex.Save(h.write)(&err)
	stmt, err := h.write.Prepare(`UPDATE "places" SET "version"=?,"doc"=? WHERE "id"=? AND "version"=?`)
	if err != nil {
		return err
	}
	for i := range count {
		var p place
		if err := h.one(h.write, placeID(i*13%10_000), &p); err != nil {
			return err
		}
		p.Taken++
		p.Version++
		p.UpdatedAt = time.Now()
		stmt.BindInt64(1, p.Version)
		stmt.BindBytes(2, encodeByHand(&p))
		stmt.BindText(3, p.ID)
		stmt.BindInt64(4, p.Version-1)
		if err := done(stmt); err != nil || h.write.Changes() != 1 {
			return fmt.Errorf("%d changed: %w", h.write.Changes(), err)
		}
	}
	return nil
}

func done(stmt *driver.Stmt) error {
	if _, err := stmt.Step(); err != nil {
		return err
	}
	return stmt.Reset()
}

func encodeByHand(p *place) []byte {
	at, b := bsoncore.AppendDocumentStart(make([]byte, 0, 512))
	b = bsoncore.AppendStringElement(b, "_id", p.ID)
	b = bsoncore.AppendInt64Element(b, "version", p.Version)
	b = bsoncore.AppendDateTimeElement(b, "created_at", p.CreatedAt.UnixMilli())
	b = bsoncore.AppendStringElement(b, "created_by", p.CreatedBy)
	b = bsoncore.AppendDateTimeElement(b, "updated_at", p.UpdatedAt.UnixMilli())
	b = bsoncore.AppendStringElement(b, "updated_by", p.UpdatedBy)
	b = bsoncore.AppendStringElement(b, "title", p.Title)
	b = bsoncore.AppendStringElement(b, "region", p.Region)
	b = bsoncore.AppendStringElement(b, "org_id", p.OrgID)
	b = bsoncore.AppendStringElement(b, "status", p.Status)
	b = bsoncore.AppendDateTimeElement(b, "start", p.Start.UnixMilli())
	b = bsoncore.AppendDateTimeElement(b, "end", p.End.UnixMilli())
	b = bsoncore.AppendInt32Element(b, "capacity", int32(p.Capacity))
	b = bsoncore.AppendInt32Element(b, "taken", int32(p.Taken))
	b = bsoncore.AppendStringElement(b, "text", p.Text)
	list, b := bsoncore.AppendArrayElementStart(b, "skills")
	for i, s := range p.Skills {
		b = bsoncore.AppendStringElement(b, fmt.Sprint(i), s)
	}
	b, _ = bsoncore.AppendArrayEnd(b, list)
	b, _ = bsoncore.AppendDocumentEnd(b, at)
	return b
}

// decodeByHand counts on the order in which the fields were written.
func decodeByHand(raw []byte, p *place) error {
	d := reader{rest: raw[4:]}
	p.ID, p.Version = d.text(), d.number()
	p.CreatedAt, p.CreatedBy, p.UpdatedAt, p.UpdatedBy = d.time(), d.text(), d.time(), d.text()
	p.Title, p.Region, p.OrgID, p.Status = d.text(), d.text(), d.text(), d.text()
	p.Start, p.End, p.Capacity, p.Taken = d.time(), d.time(), int(d.number()), int(d.number())
	p.Text = d.text()
	skills, ok := d.next().ArrayOK()
	if d.bad = d.bad || !ok; d.bad {
		return fmt.Errorf("not a place: %v", bson.Raw(raw))
	}
	l := reader{rest: skills[4:]}
	for len(l.rest) > 1 {
		p.Skills = append(p.Skills, l.text())
	}
	return nil
}

type reader struct {
	rest []byte
	bad  bool
}

func (d *reader) next() bsoncore.Value {
	e, rest, ok := bsoncore.ReadElement(d.rest)
	if !ok {
		d.bad = true
		return bsoncore.Value{}
	}
	d.rest = rest
	return e.Value()
}

func (d *reader) text() string {
	s, ok := d.next().StringValueOK()
	d.bad = d.bad || !ok
	return s
}

func (d *reader) number() int64 {
	n, ok := d.next().AsInt64OK()
	d.bad = d.bad || !ok
	return n
}

func (d *reader) time() time.Time {
	ms, ok := d.next().DateTimeOK()
	d.bad = d.bad || !ok
	return time.UnixMilli(ms).UTC()
}
