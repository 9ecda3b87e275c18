package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// damaged is a store that was changed without the program.
type damaged struct {
	*testing.T
	conn *sqlite.Conn
}

func (d damaged) exec(text string, args ...any) {
	d.Helper()
	if err := sqlitex.ExecuteTransient(d.conn, text, &sqlitex.ExecOptions{Args: args}); err != nil {
		d.Fatal(err)
	}
}

func (d damaged) id(text string) (id string) {
	d.Helper()
	err := sqlitex.ExecuteTransient(d.conn, text, &sqlitex.ExecOptions{ResultFunc: func(s *sqlite.Stmt) error {
		id = s.ColumnText(0)
		return nil
	}})
	if err != nil || id == "" {
		d.Fatal(text, err)
	}
	return id
}

// edit changes one field of a document, and the column of that name when there is one.
func (d damaged) edit(table, id, field string, value any, column bool) {
	d.Helper()
	var doc bson.D
	err := sqlitex.ExecuteTransient(d.conn, "SELECT doc FROM "+table+" WHERE id=?", &sqlitex.ExecOptions{Args: []any{id}, ResultFunc: func(s *sqlite.Stmt) error {
		b, err := io.ReadAll(s.ColumnReader(0))
		return errors.Join(err, bson.Unmarshal(b, &doc))
	}})
	if err != nil {
		d.Fatal(err)
	}
	found := false
	for i := range doc {
		if doc[i].Key == field {
			found = true
			if change, ok := value.(func(any) any); ok {
				doc[i].Value = change(doc[i].Value)
				continue
			}
			doc[i].Value = value
		}
	}
	b, err := bson.Marshal(doc)
	if err != nil || !found {
		d.Fatal(field, found, err)
	}
	d.exec("UPDATE "+table+" SET doc=? WHERE id=?", b, id)
	if column {
		d.exec("UPDATE "+table+" SET "+field+"=? WHERE id=?", value, id)
	}
}

// hireWithNumber creates an account with an ID number; the county's staff have none.
func hireWithNumber(t *testing.T, dir string) (id string) {
	t.Helper()
	_, err := command(t, dir, func(ctx context.Context, cfg config, log *slog.Logger, _ io.Writer) error {
		return offline(ctx, cfg, log, func(ctx context.Context, a *app) error {
			u, err := a.accounts.Create(ctx, accounts.NewUser{
				Login: "numbered", Name: "量测", IDNumber: privacy.Secret(ident.MakeIDNumber("990099", "1980-01-02", 7)),
			})
			id = u.ID
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// TestCheckNamesWhatIsWrong damages copies of a county in different ways. The check must name the record, exit with an
// error and change nothing; rebuild must correct derived data.
func TestCheckNamesWhatIsWrong(t *testing.T) {
	dir, keys := countyDir(t)
	own := hireWithNumber(t, dir) // its audit record waits
	if said, err := command(t, dir, checkCmd{}.Run); err != nil || !strings.Contains(said, " 1 waiting, no checkpoints, 0 wrong") {
		t.Fatalf("before any damage: %s %v", said, err)
	}
	t.Logf("%s", must(command(t, dir, checkCmd{}.Run)))
	if err := os.Remove(filepath.Join(dir, "tongxing.lock")); err != nil {
		t.Fatal(err)
	}
	flip := func(v any) any {
		b := v.(bson.Binary)
		b.Data[len(b.Data)-1] ^= 1
		return b
	}
	for name, tt := range map[string]struct {
		damage  func(d damaged) (named string)
		repairs string // what rebuild prints; empty: rebuild cannot correct it
	}{
		"a column": {func(d damaged) string {
			id := d.id("SELECT id FROM volunteers LIMIT 1 OFFSET 7")
			d.exec("UPDATE volunteers SET region='52/' WHERE id=?", id)
			return "volunteers " + id + ": the column region"
		}, "columns: 1 documents differed"},
		"the column of the version": {func(d damaged) string {
			id := d.id("SELECT id FROM orgs LIMIT 1 OFFSET 1")
			d.exec("UPDATE orgs SET version=version+1 WHERE id=?", id)
			return "orgs " + id + ": the column version"
		}, "columns: 1 documents differed"},
		"an entry of an array": {func(d damaged) string {
			id := d.id("SELECT id FROM volunteers__org_ids LIMIT 1 OFFSET 3")
			d.exec("DELETE FROM volunteers__org_ids WHERE id=?", id)
			return "volunteers " + id + ": the side table of org_ids"
		}, "columns: 1 documents differed"},
		"an entry too many": {func(d damaged) string {
			d.exec("INSERT INTO volunteers__org_ids VALUES('org_x','vol_nobody')")
			return "volunteers vol_nobody: has a row in the side table of org_ids"
		}, "columns: 1 documents differed"},
		"a broken document": {func(d damaged) string {
			id := d.id("SELECT id FROM orgs LIMIT 1 OFFSET 2")
			d.exec("UPDATE orgs SET doc=x'0011223344' WHERE id=?", id)
			return "orgs " + id
		}, ""},
		"a field of another type": {func(d damaged) string {
			id := d.id("SELECT id FROM activities LIMIT 1 OFFSET 2")
			d.edit("activities", id, "capacity", "many", false)
			return "activities " + id + ": "
		}, ""},
		"a missing index": {func(d damaged) string {
			d.exec("DROP INDEX volunteers__person__ix")
			return "volunteers: the index person is missing"
		}, ""},
		"a removed organisation": {func(d damaged) string {
			id := d.id("SELECT org_id FROM ledger LIMIT 1")
			d.exec("DELETE FROM orgs WHERE id=?", id)
			return "names " + id + ", which is not in orgs"
		}, ""},
		"a total": {func(d damaged) string {
			id := d.id("SELECT id FROM ledger_totals LIMIT 1 OFFSET 9")
			d.edit("ledger_totals", id, "minutes", int64(123456), true)
			return "total " + id + ": stored {Minutes:123456"
		}, "totals, 1 differed"},
		"a missing total": {func(d damaged) string {
			id := d.id("SELECT id FROM ledger_totals LIMIT 1 OFFSET 11")
			d.exec("DELETE FROM ledger_totals WHERE id=?", id)
			return "total " + id + ": stored {Minutes:0"
		}, "totals, 1 differed"},
		"a removed ledger entry": {func(d damaged) string {
			id := d.id("SELECT id FROM ledger WHERE volunteer_id IS NOT NULL LIMIT 1 OFFSET 20")
			volunteer := d.id("SELECT volunteer_id FROM ledger WHERE id='" + id + "'")
			d.exec("DELETE FROM ledger WHERE id=?", id)
			return "total volunteer/" + volunteer
		}, " differed"},
		"an audit record": {func(d damaged) string {
			id := d.id("SELECT id FROM audit WHERE seq=100")
			d.edit("audit", id, "action", "nothing.happened", true)
			return "the chain breaks at record " + id + ", behind 99 good ones"
		}, ""},
		"a removed audit record": {func(d damaged) string {
			id := d.id("SELECT id FROM audit WHERE seq=101")
			d.exec("DELETE FROM audit WHERE seq=100")
			d.exec("DELETE FROM audit__subjects WHERE id NOT IN (SELECT id FROM audit)")
			return "the chain breaks at record " + id + ", behind 99 good ones"
		}, ""},
		"a sealed value": {func(d damaged) string {
			id := d.id("SELECT id FROM beneficiaries LIMIT 1 OFFSET 5")
			d.edit("beneficiaries", id, "id_number", flip, false)
			return "beneficiaries " + id + ": id_number: it does not open"
		}, ""},
		"a volunteer's blind index": {func(d damaged) string {
			id := d.id("SELECT id FROM volunteers LIMIT 1 OFFSET 8")
			d.edit("volunteers", id, "person_key", "00112233445566778899aabbccddeeff", true)
			return "volunteers " + id + ": person_key: the blind index"
		}, "blind indexes: 1 differed"},
		"an account's blind index": {func(d damaged) string {
			id := d.id("SELECT id FROM users WHERE mobile_key IS NOT NULL LIMIT 1")
			d.edit("users", id, "mobile_key", "00112233445566778899aabbccddeeff", true)
			return "users " + id + ": mobile_key: the blind index"
		}, "blind indexes: 1 differed"},
		"an account as another person's": {func(d damaged) string {
			d.edit("users", own, "person_key", "00112233445566778899aabbccddeeff", false)
			return "users " + own + ": person_key: the blind index is not that of id_number"
		}, "blind indexes: 1 differed"},
		"a person without an ID number": {func(d damaged) string {
			d.edit("users", own, "id_number", bson.Binary{}, false)
			return "users " + own + ": person_key: the blind index is of nobody"
		}, "blind indexes: 1 differed"},
		"a volunteer's account as another person's": {func(d damaged) string {
			id := d.id("SELECT user_id FROM volunteers WHERE user_id IS NOT NULL LIMIT 1 OFFSET 2")
			d.edit("users", id, "person_key", "00112233445566778899aabbccddeeff", false)
			return "users " + id + ": person_key: the blind index is not that of the profile vol_"
		}, "blind indexes: 1 differed"},
		"a profile that is gone": {func(d damaged) string {
			id := d.id("SELECT user_id FROM volunteers WHERE user_id IS NOT NULL LIMIT 1 OFFSET 1")
			d.exec("DELETE FROM volunteers WHERE user_id=?", id)
			return "users " + id + ": person_key: the profile vol_"
		}, ""},
		"a file's blind index": {func(d damaged) string {
			id := d.id("SELECT id FROM beneficiaries WHERE id_key IS NOT NULL LIMIT 1")
			d.edit("beneficiaries", id, "id_key", "00112233445566778899aabbccddeeff", true)
			return "beneficiaries " + id + ": id_key: the blind index"
		}, "blind indexes: 1 differed"},
	} {
		t.Run(name, func(t *testing.T) {
			copied := newDir(t, keys)
			db := filepath.Join(copied, "tongxing.db")
			b, err := os.ReadFile(filepath.Join(dir, "tongxing.db"))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(db, b, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.CopyFS(filepath.Join(copied, "files"), os.DirFS(filepath.Join(dir, "files"))); err != nil {
				t.Fatal(err)
			}
			conn, err := sqlite.OpenConn(db, sqlite.OpenReadWrite)
			if err != nil {
				t.Fatal(err)
			}
			want := tt.damage(damaged{t, conn})
			if err := conn.Close(); err != nil {
				t.Fatal(err)
			}
			said, err := command(t, copied, checkCmd{}.Run)
			if !errors.Is(err, errFindings) || !strings.Contains(said, want) {
				t.Fatalf("want %q: %s %v", want, said, err)
			}
			if tt.repairs == "" {
				return
			}
			if said, err := command(t, copied, rebuildCmd{}.Run); err == nil || !strings.Contains(said, tt.repairs) {
				t.Errorf("rebuild: %s %v", said, err)
			}
			if said, err := command(t, copied, checkCmd{}.Run); err != nil {
				t.Errorf("check after rebuild: %s %v", said, err)
			}
		})
	}
	t.Run("a page of the file", func(t *testing.T) { damagePage(t, dir, keys) })
	t.Run("other keys", func(t *testing.T) {
		other := t.TempDir()
		if _, err := command(t, other, offlineNothing); err != nil { // creates keys
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(dir, "tongxing.db"))
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.WriteFile(filepath.Join(other, "tongxing.db"), b, 0o600)); err != nil {
			t.Fatal(err)
		}
		if said, err := command(t, other, checkCmd{}.Run); !errors.Is(err, errWrongKeys) {
			t.Errorf("%s %v", said, err)
		}
	})
}

func must(s string, err error) string {
	if err != nil {
		return fmt.Sprint(s, err)
	}
	return s
}

// damagePage overwrites the beginnings of ten pages, of which some are in use: check must report it, and backup must refuse the store.
func damagePage(t *testing.T, dir string, keys []byte) {
	b, err := os.ReadFile(filepath.Join(dir, "tongxing.db"))
	if err != nil {
		t.Fatal(err)
	}
	page := int(b[16])<<8 | int(b[17])<<16 // as the header of the file says
	for n := range 10 {
		for i := range 400 {
			b[(len(b)/page/2+n)*page+i] = 0xA5
		}
	}
	copied := newDir(t, keys)
	if err := os.WriteFile(filepath.Join(copied, "tongxing.db"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := command(t, copied, checkCmd{}.Run); !errors.Is(err, errFindings) {
		t.Errorf("check: %s %v", said, err)
	}
	safe := t.TempDir()
	if said, err := command(t, copied, backupCmd{Path: filepath.Join(safe, "b")}.Run); err == nil || len(listing(t, safe)) != 1 {
		t.Errorf("a backup of a damaged store: %s %v", said, err)
	}
}
