package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
)

// firstBackup is a backup of the small demonstration county made by the program of data version 1; firstKeys opens its
// sealed values. Neither is ever made again: every later program must be able to migrate it.
const (
	firstBackup = "testdata/backup-v1.tar.zst"
	firstKeys   = "testdata/backup-v1.keys.json"
)

// firstStore returns a data directory with the keys of the first backup.
func firstStore(t *testing.T) string {
	t.Helper()
	keys, err := os.ReadFile(firstKeys)
	if err != nil {
		t.Fatal(err)
	}
	return newDir(t, keys)
}

func TestTheFirstBackupComesForward(t *testing.T) {
	dir := firstStore(t)
	if said, err := command(t, dir, restoreCmd{File: firstBackup}.Run); err != nil {
		t.Fatalf("restore: %s %v", said, err)
	}
	said, err := command(t, dir, checkCmd{}.Run)
	if err != nil || !strings.Contains(said, "600 entries, 362 totals, 0 wrong") || !strings.Contains(said, "709 sealed values") {
		t.Fatalf("check: %s %v", said, err)
	}
	if said, err := command(t, dir, rebuildCmd{}.Run); err != nil {
		t.Fatalf("rebuild: %s %v", said, err)
	}
	cfg, err := demoConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	a, err := newApp(t.Context(), cfg, quiet, parts{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // nothing was written
	page, err := a.accounts.List(auth.System(t.Context(), "test"), accounts.Query{Region: "52/", Role: auth.CountyAdmin})
	if err != nil || len(page.Items) == 0 {
		t.Errorf("%d county administrators below the province, %v", len(page.Items), err)
	}
	ctx := auth.With(t.Context(), auth.Actor{UserID: "usr_test", Bindings: []auth.Binding{{Role: auth.CountyAdmin, Region: "52/5201/" + seedCounty + "/"}}})
	all, err := a.register.List(ctx, register.FileQuery{})
	some, err2 := a.register.List(ctx, register.FileQuery{Missing: true}) // nothing of the form was asked then
	if err != nil || err2 != nil || len(all.Items) == 0 || len(some.Items) != len(all.Items) || all.Items[0].SoundKey == "" {
		t.Errorf("%d of %d files miss something, the first sounds %q: %v %v", len(some.Items), len(all.Items), all.Items[0].SoundKey, err, err2)
	}
}

// TestWhatWaitsComesForward migrates a store of data version 3 with a volunteer who waits for the office and has two certificates, milestones and an
// amendment that wait for the buyer, an active pairing and a contact that reported danger: all must be found by their new fields.
func TestWhatWaitsComesForward(t *testing.T) {
	dir := firstStore(t)
	cfg, err := demoConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := (restoreCmd{File: firstBackup}).run(t.Context(), cfg, quiet, io.Discard, migrations[:2]); err != nil {
		t.Fatal(err)
	}
	copyFirst(t, cfg, "volunteers", bson.M{"status": "registered", "org_ids": nil, "no": "1", "user_id": nil, "person_key": "1", "skill_checks": bson.A{
		bson.M{"skill": "急救", "valid_to": "2031-01-20"}, bson.M{"skill": "手语", "valid_to": "2030-12-31"},
	}})
	copyFirst(t, cfg, "contracts", bson.M{
		"no":         "1",
		"milestones": bson.A{bson.M{"status": "submitted"}, bson.M{"status": "submitted"}, bson.M{"status": "planned"}},
		"amendments": bson.A{bson.M{"status": "draft"}, bson.M{"status": "approved"}},
	})
	copyFirst(t, cfg, "pairings", bson.M{
		"status": "active", "calls_per_month": 2, "meetings_per_quarter": 1, "last_call": "2031-01-20", "last_meeting": "2031-01-01",
	})
	copyFirst(t, cfg, "pairing_contacts", bson.M{"danger": true, "at": bson.NewDateTimeFromTime(time.Unix(0, 0))})
	a, err := newApp(t.Context(), cfg, quiet, parts{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // nothing was written
	for collection, want := range map[string]bson.M{
		"volunteers":       {"office_waits": "registered", "skills_valid_to": bson.NewDateTimeFromTime(region.Day("2030-12-31").End())},
		"contracts":        {"submitted": int64(2), "proposed": int64(1)},
		"pairings":         {"first_due": "2031-02-04"},
		"pairing_contacts": {"danger_status": "reported", "danger_due": bson.NewDateTimeFromTime(time.Unix(0, 0))},
	} {
		others := 0
		if err := a.db.EachRaw(t.Context(), collection, "", func(id string, doc []byte) error {
			var got bson.M
			if err := bson.Unmarshal(doc, &got); err != nil {
				return err
			}
			for field, value := range want {
				if (id == "copied") != (got[field] == value) {
					t.Errorf("%s of %s is %v", field, id, got[field])
				}
			}
			others++
			return nil
		}); err != nil || others < 2 {
			t.Errorf("%d %s, %v", others, collection, err)
		}
	}
}

// TestHoursByHandComeForward migrates a store of data version 9 with an entry by hand: entries and totals count it apart.
func TestHoursByHandComeForward(t *testing.T) {
	dir := firstStore(t)
	cfg, err := demoConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := (restoreCmd{File: firstBackup}).run(t.Context(), cfg, quiet, io.Discard, migrations[:8]); err != nil {
		t.Fatal(err)
	}
	copyFirst(t, cfg, "ledger", bson.M{
		"kind": "hours", "source": "hand", "person_times": int64(1), "key": "copied/1", "volunteer_id": "vol_copied", "reversal_of": nil,
	})
	copyFirst(t, cfg, "ledger_totals", bson.M{"of": "volunteer", "owner": "vol_copied", "month": nil, "type": nil})
	if _, err := command(t, dir, migrateCmd{}.Run); err != nil {
		t.Fatal(err)
	}
	db, err := openDB(t.Context(), cfg, docstore.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // only read
	found := map[string]any{}
	for _, collection := range []string{"ledger", "ledger_totals"} {
		err = errors.Join(err, db.EachRaw(t.Context(), collection, "", func(id string, doc []byte) error {
			var got bson.M
			if err := bson.Unmarshal(doc, &got); err != nil {
				return err
			}
			if _, there := got["hand_times"]; !there {
				t.Errorf("%s of %s has no hand_times", id, collection)
			}
			if id == "copied" {
				found[collection] = got["hand_times"]
			}
			return nil
		}))
	}
	if err != nil || found["ledger"] != int64(1) {
		t.Errorf("by hand: %v, %v", found, err)
	}
}

// TestFoundersComeForward brings the first backup forward: the administrators of organisations that were never approved are
// their founders, the others stay administrators.
func TestFoundersComeForward(t *testing.T) {
	dir := firstStore(t)
	if said, err := command(t, dir, restoreCmd{File: firstBackup}.Run); err != nil {
		t.Fatalf("restore: %s %v", said, err)
	}
	cfg, err := demoConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	a, err := newApp(t.Context(), cfg, quiet, parts{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // only read from
	ctx := auth.System(t.Context(), "test")
	page, err := a.orgs.List(ctx, orgs.Query{})
	if err != nil {
		t.Fatal(err)
	}
	count := map[auth.Role]int{}
	for _, o := range page.Items {
		want, other := auth.OrgAdmin, auth.OrgFounder
		if o.Status != orgs.Approved && o.Status != orgs.Suspended {
			want, other = other, want
		}
		has, err := a.accounts.UsersOf(ctx, o.ID, want)
		hasNot, err2 := a.accounts.UsersOf(ctx, o.ID, other)
		if err != nil || err2 != nil || len(has) != 1 || len(hasNot) != 0 {
			t.Errorf("%s is %s: %d %s, %d %s", o.ID, o.Status, len(has), want, len(hasNot), other)
		}
		count[want]++
	}
	for _, role := range []auth.Role{auth.OrgAdmin, auth.OrgFounder} {
		users, err := a.accounts.List(ctx, accounts.Query{Role: role})
		if err != nil || count[role] == 0 || len(users.Items) != count[role] {
			t.Errorf("%d accounts of %d with the role %s, %v", len(users.Items), count[role], role, err)
		}
	}
}

// TestSubstitutesComeForward brings an evaluation forward whose contract has no indicator of effect, for which the sheet has an item:
// the sheet and the substitutes say that all indicators count, and the frozen inputs stay.
func TestSubstitutesComeForward(t *testing.T) {
	dir := firstStore(t)
	cfg, err := demoConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := (restoreCmd{File: firstBackup}).run(t.Context(), cfg, quiet, io.Discard, migrations[:7]); err != nil {
		t.Fatal(err)
	}
	copyFirst(t, cfg, "contracts", bson.M{"no": "1", "indicators": bson.A{bson.M{"kind": "quantity"}, bson.M{"kind": "timeliness"}}})
	copyFirst(t, cfg, "evaluations", bson.M{"contract_id": "copied", "once": nil})
	a, err := newApp(t.Context(), cfg, quiet, parts{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // only read from
	ctx := auth.System(t.Context(), "test")
	e, err := a.evaluation.Read(ctx, "copied")
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Substitutes) != 1 || e.Substitutes[0].Item != "E1" || e.Substitutes[0].By != evaluation.AllKinds {
		t.Errorf("substitutes: %+v", e.Substitutes)
	}
	if got := e.Sheet.Sections[3].Items[0]; got.Code != "E1" || got.Indicator != "" {
		t.Errorf("%s is scored by %q", got.Code, got.Indicator)
	}
	if e.Inputs == nil || e.Inputs.Sheet.Sections[3].Items[0].Indicator == "" || len(e.Inputs.Substitutes) != 0 {
		t.Error("the frozen inputs were changed")
	}
	if _, _, equal := e.Recomputed(); !equal {
		t.Error("the merged result no longer follows from its inputs")
	}
	list, err := a.evaluation.List(ctx, evaluation.Query{})
	if err != nil || len(list.Items) < 2 {
		t.Fatalf("%d evaluations, %v", len(list.Items), err)
	}
	for _, other := range list.Items {
		if other.ID != "copied" && len(other.Substitutes) > 0 {
			t.Errorf("%s has substitutes although its contract has every kind", other.ID)
		}
	}
}

// TestEditionsComeForward brings two editions of a score sheet forward, both of which could be chosen: the last is in force, the other retired.
func TestEditionsComeForward(t *testing.T) {
	dir := firstStore(t)
	cfg, err := demoConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := (restoreCmd{File: firstBackup}).run(t.Context(), cfg, quiet, io.Discard, migrations[:12]); err != nil {
		t.Fatal(err)
	}
	copyFirst(t, cfg, "evaluation_templates", bson.M{"edition": int64(7)})
	a, err := newApp(t.Context(), cfg, quiet, parts{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // only read from
	list, err := a.evaluation.Templates(auth.System(t.Context(), "test"), "", nil)
	if err != nil || len(list.Items) < 2 {
		t.Fatalf("%d editions, %v", len(list.Items), err)
	}
	for _, tpl := range list.Items {
		if want := map[bool]evaluation.SheetStatus{true: evaluation.SheetInForce, false: evaluation.SheetRetired}[tpl.ID == "copied"]; tpl.Status != want {
			t.Errorf("edition %d is %s, want %s", tpl.Edition, tpl.Status, want)
		}
	}
}

// TestMessagesOfCareComeForward brings messages of files and pairings forward: in the outbox and in the inbox they have the present names of their
// templates, also in their keys, and the inbox shows their texts.
func TestMessagesOfCareComeForward(t *testing.T) {
	dir := firstStore(t)
	cfg, err := demoConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := (restoreCmd{File: firstBackup}).run(t.Context(), cfg, quiet, io.Discard, migrations[:10]); err != nil {
		t.Fatal(err)
	}
	copyFirst(t, cfg, "outbox", bson.M{"key": "care.file_submitted/ben_1/2/usr_1", "template": "care.file_submitted"})
	copyFirst(t, cfg, "inbox", bson.M{"key": "care.contact_due/pai_1/2026-01-01/vol_1", "template": "care.contact_due", "user_id": "usr_1"})
	a, err := newApp(t.Context(), cfg, quiet, parts{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // only read from
	for collection, want := range map[string][2]string{
		"outbox": {"register.submitted", "register.submitted/ben_1/2/usr_1"}, "inbox": {"pairing.contact_due", "pairing.contact_due/pai_1/2026-01-01/vol_1"},
	} {
		seen := 0
		err := a.db.EachRaw(t.Context(), collection, "", func(id string, raw []byte) error {
			var m struct{ Template, Key string }
			if err := bson.Unmarshal(raw, &m); err != nil {
				return err
			}
			if strings.HasPrefix(m.Template, "care.") || strings.HasPrefix(m.Key, "care.") {
				t.Errorf("%s has %s, key %s", collection, m.Template, m.Key)
			}
			if id == "copied" && (m.Template != want[0] || m.Key != want[1]) {
				t.Errorf("%s: %s, key %s", collection, m.Template, m.Key)
			}
			seen++
			return nil
		})
		if err != nil || seen == 0 {
			t.Errorf("%d in %s, %v", seen, collection, err)
		}
	}
}

// copyFirst stores a copy of the collection's first document under the id "copied", with the given field values; a nil
// field is left out.
func copyFirst(t *testing.T, cfg config, collection string, fields bson.M) {
	t.Helper()
	db, err := openDB(t.Context(), cfg, docstore.Config{})
	if err != nil {
		t.Fatal(err)
	}
	doc, stop := bson.M{}, errors.New("one is enough")
	if err := db.EachRaw(t.Context(), collection, "", func(_ string, raw []byte) error {
		return errors.Join(bson.Unmarshal(raw, &doc), stop)
	}); !errors.Is(err, stop) {
		t.Fatal(err)
	}
	doc["_id"] = "copied"
	for key, value := range fields {
		if doc[key] = value; value == nil {
			delete(doc, key)
		}
	}
	raw, err := bson.Marshal(doc)
	if err := errors.Join(err, db.PutRaw(t.Context(), collection, [][]byte{raw}), db.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestRecordsThatWaitedComeForward migrates a store of data version 2 in its form on MongoDB, where records waited in the
// chain's own collection.
func TestRecordsThatWaitedComeForward(t *testing.T) {
	dir := firstStore(t)
	cfg, err := demoConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := (restoreCmd{File: firstBackup}).run(t.Context(), cfg, quiet, io.Discard, migrations[:1]); err != nil {
		t.Fatal(err)
	}
	waited := func(id, hash string) []byte {
		r := audit.Record{Meta: docstore.Meta{ID: id, Version: 1}, At: time.Now(), Actor: "usr_1", Action: "a", Hash: hash}
		doc, err := bson.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		return doc
	}
	db, err := openDB(t.Context(), cfg, docstore.Config{})
	if err != nil {
		t.Fatal(err)
	}
	err = db.PutRaw(t.Context(), "audit", [][]byte{waited("aud_y1", ""), waited("aud_y2", ""), waited("aud_z", "was in the chain")})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	a, err := newApp(t.Context(), cfg, quiet, parts{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // nothing was written
	n, bad, err := a.audit.Verify(t.Context())
	head, herr := a.audit.Head(t.Context())
	if err := errors.Join(err, herr); err != nil || bad != "aud_z" || n != head.Seq {
		t.Errorf("%d good ones of %d, bad %q, %v", n, head.Seq, bad, err)
	}
	page, err := a.audit.List(auth.System(t.Context(), "test"), audit.Query{Actor: "usr_1", Actions: []string{"a"}})
	seqs := 0
	for _, r := range page.Items {
		if r.Seq > 0 {
			seqs++
		}
	}
	if err != nil || seqs != 2 {
		t.Errorf("%d of %d have a place, %v", seqs, len(page.Items), err)
	}
}

// nextVersion is an example of a next migration: every organisation gets a nickname.
var nextVersion = append(migrations[:len(migrations):len(migrations)], docstore.Migration{
	To: docstore.Latest(migrations) + 1, Name: "organisations have nicknames",
	Run: func(ctx context.Context, m *docstore.Migrating) error {
		return m.Rewrite(ctx, "orgs", func(doc bson.D) (bson.D, error) {
			for _, e := range doc {
				if e.Key == "nickname" {
					return doc, nil
				}
			}
			return append(doc, bson.E{Key: "nickname", Value: "小家"}), nil
		})
	},
})

// TestANextVersionRestoresMigratesAndIsRefused makes a program of the next data version restore the first backup; the
// present program must refuse its store and its backup.
func TestANextVersionRestoresMigratesAndIsRefused(t *testing.T) {
	dir := firstStore(t)
	cfg, err := demoConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := (restoreCmd{File: firstBackup}).run(t.Context(), cfg, quiet, &out, nextVersion); err != nil {
		t.Fatalf("%s %v", out.String(), err)
	}
	state, err := stateOf(t.Context(), cfg)
	if err != nil || state.DataVersion != docstore.Latest(nextVersion) || state.Store == "" {
		t.Fatalf("%+v, %v", state, err)
	}
	nicknames(t, cfg)
	for name, run := range map[string]func() error{
		"serve":   func() error { _, err := newApp(t.Context(), cfg, quiet, parts{}); return err },
		"check":   func() error { _, err := newApp(t.Context(), cfg, quiet, parts{read: true}); return err },
		"migrate": func() error { _, err := command(t, dir, migrateCmd{}.Run); return err },
	} {
		if err := run(); !errors.Is(err, docstore.ErrNewer) {
			t.Errorf("%s: %v", name, err)
		}
	}
	file := filepath.Join(t.TempDir(), "b")
	if said, err := command(t, dir, backupCmd{Path: file}.Run); err != nil {
		t.Fatalf("%s %v", said, err)
	}
	to := firstStore(t)
	if said, err := command(t, to, restoreCmd{File: file}.Run); !errors.Is(err, docstore.ErrNewer) || len(listing(t, to)) != 2 {
		t.Errorf("a newer backup: %s %v", said, err)
	}
}

func nicknames(t *testing.T, cfg config) {
	t.Helper()
	db, err := openMoment(t.Context(), cfg, docstore.Config{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	err = db.EachRaw(t.Context(), "orgs", "", func(id string, doc []byte) error {
		n++
		if s, _ := bson.Raw(doc).Lookup("nickname").StringValueOK(); s != "小家" {
			t.Errorf("%s has the nickname %q", id, s)
		}
		return nil
	})
	if err := errors.Join(err, db.Close()); err != nil || n == 0 {
		t.Errorf("%d organisations, %v", n, err)
	}
}

// TestServingBringsForward starts a program of the next data version on a store of the present one.
func TestServingBringsForward(t *testing.T) {
	dir := firstStore(t)
	if said, err := command(t, dir, restoreCmd{File: firstBackup}.Run); err != nil {
		t.Fatalf("restore: %s %v", said, err)
	}
	cfg, err := demoConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newApp(t.Context(), cfg, quiet, parts{read: true, migrations: nextVersion}); !errors.Is(err, docstore.ErrOlder) {
		t.Errorf("a check before: %v", err)
	}
	a, err := newApp(t.Context(), cfg, quiet, parts{migrations: nextVersion})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	nicknames(t, cfg)
}
