package backup_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/backup"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
)

type letter struct {
	docstore.Meta `bson:",inline"`
	Text          string   `bson:"text"`
	Tags          []string `bson:"tags,omitempty"`
}

var letters = docstore.Spec{Name: "letters", Fields: []string{"text", "tags"}, Indexes: []docstore.Index{{Name: "text", Fields: []string{"text"}, Unique: true}}}

// source returns a store with some documents and an empty collection, and a data directory with files.
func source(t *testing.T, n int) backup.Source {
	t.Helper()
	db := docstoretest.Open(t)
	c, err := docstore.Declare[letter](db, letters)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := docstore.Declare[letter](db, docstore.Spec{Name: "drawers"}); err != nil {
		t.Fatal(err)
	}
	list := make([]letter, n)
	for i := range list {
		list[i] = letter{Meta: docstore.Meta{ID: "let_" + strings.Repeat("0", i%7) + string(rune('a'+i%26)) + time.Unix(int64(i), 0).String()}, Tags: []string{"信", "x"}}
		list[i].Text = strings.Repeat("留守儿童", i%50) + list[i].ID
	}
	if err := c.InsertMany(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, content := range map[string]string{"files/a/图.txt": "pictured", "secret.key": "sealing", ".hidden": "x", "logins.json": "{}"} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700), os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	return backup.Source{DB: db, Dir: dir, Skip: func(name string) bool { return name == "secret.key" }, Head: backup.Head{Data: 1, Store: "sto_1", Engine: "test", Program: "test", Made: time.Now()}}
}

func write(t *testing.T, s backup.Source) (string, backup.Manifest) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "b")
	m, err := backup.Write(t.Context(), file, s)
	if err != nil {
		t.Fatal(err)
	}
	return file, m
}

func TestWriteAndRead(t *testing.T) {
	s := source(t, 3000)
	file, m := write(t, s)
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	names := []string{}
	for _, f := range m.Files {
		names = append(names, f.Path)
	}
	if !slices.Equal(names, []string{"files/a/图.txt", "logins.json"}) || m.Documents() != 3000 {
		t.Errorf("holds %d documents and %v", m.Documents(), names)
	}
	to := docstoretest.OpenSQLite(t)
	batch := to.NewBatch("letters")
	_, err := backup.Read(t.Context(), file, nil, backup.Into{
		Doc: func(collection string, doc []byte) error { return batch.Add(t.Context(), doc) },
		File: func(name string, r io.Reader) error {
			b, err := io.ReadAll(r)
			if want := map[string]string{"files/a/图.txt": "pictured", "logins.json": "{}"}[name]; want != string(b) {
				t.Errorf("%s holds %q", name, b)
			}
			return err
		},
	})
	if err := errors.Join(err, batch.Flush(t.Context()), to.Compare(t.Context(), m.Collections, nil)); err != nil {
		t.Error(err)
	}
	if b, err := os.ReadFile(file); err != nil || bytes.Contains(b, []byte("sealing")) {
		t.Errorf("the backup contains the key, or %v", err)
	}
	if _, err := backup.Write(t.Context(), file, s); !errors.Is(err, os.ErrExist) {
		t.Errorf("an existing file was overwritten: %v", err)
	}
}

// TestOneChangedBitIsFound changes one bit at many positions of a small backup (at every byte when TONGXING_NIGHTLY is
// set), cuts the file at each and appends to it.
func TestOneChangedBitIsFound(t *testing.T) {
	s := source(t, 20)
	for name, lock := range map[string]bool{"plain": false, "encrypted": true} {
		var key *backup.Key
		s.Lock = nil // an earlier lock may have been used
		if lock {
			id := filepath.Join(t.TempDir(), "id")
			s.Lock, key = recipients(t, id)
		}
		file, _ := write(t, s)
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		step := 13
		if os.Getenv("TONGXING_NIGHTLY") != "" {
			step = 1
		}
		for i := rand.IntN(step); i < len(whole); i += step {
			bad := slices.Clone(whole)
			bad[i] ^= 1 << rand.IntN(8)
			refused(t, name, file, bad, key)
			refused(t, name, file, whole[:i], key)
		}
		refused(t, name, file, append(slices.Clone(whole), 0), key)
		refused(t, name, file, append(slices.Clone(whole), whole...), key)
	}
}

func refused(t *testing.T, name, file string, content []byte, key *backup.Key) {
	t.Helper()
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := backup.Read(t.Context(), file, key, backup.Into{})
	if !errors.Is(err, backup.ErrDamaged) && !errors.Is(err, backup.ErrKey) && !errors.Is(err, backup.ErrFormat) {
		t.Fatalf("%s, %d bytes: %v", name, len(content), err)
	}
}

func secret(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// recipients returns a new identity as key and the lock for it.
func recipients(t *testing.T, file string) (*backup.Lock, *backup.Key) {
	t.Helper()
	to, err := backup.NewIdentity(file)
	if err != nil {
		t.Fatal(err)
	}
	lock, err := backup.RecipientsLock(secret(t, to))
	if err != nil {
		t.Fatal(err)
	}
	key, err := backup.IdentityKey(file)
	if err != nil {
		t.Fatal(err)
	}
	return lock, key
}

func TestOnlyTheKeyOpens(t *testing.T) {
	s := source(t, 50)
	dir := t.TempDir()
	lock, key := recipients(t, filepath.Join(dir, "id"))
	_, other := recipients(t, filepath.Join(dir, "other"))
	words := secret(t, "korrekt pferd batterie")
	right, err1 := backup.PassphraseKey(words)
	wrong, err2 := backup.PassphraseKey(secret(t, "korrekt pferd batteria"))
	byWords, err3 := backup.PassphraseLock(words)
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		lock *backup.Lock
		key  *backup.Key
		want error
	}{
		{"identity", lock, key, nil},
		{"another identity", lock, other, backup.ErrKey},
		{"no identity", lock, nil, backup.ErrLocked},
		{"a passphrase for an identity", lock, right, backup.ErrKey},
		{"passphrase", byWords, right, nil},
		{"another passphrase", byWords, wrong, backup.ErrKey},
	} {
		s.Lock = tt.lock
		file, m := write(t, s)
		if b, err := os.ReadFile(file); err != nil || bytes.Contains(b, []byte("let_")) {
			t.Errorf("%s: readable, or %v", tt.name, err)
		}
		got, err := backup.Read(t.Context(), file, tt.key, backup.Into{Head: func(backup.Head) error {
			if tt.want != nil {
				t.Errorf("%s: documents were returned", tt.name)
			}
			return nil
		}})
		if !errors.Is(err, tt.want) || err == nil && got.Documents() != m.Documents() {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	open := secret(t, "korrekt pferd batterie")
	if err := os.Chmod(open, 0o644); err != nil { //nolint:gosec // file mode that must be refused
		t.Fatal(err)
	}
	if _, err := backup.PassphraseLock(open); err == nil {
		t.Error("a passphrase file that others can read was accepted")
	}
}

// TestAFailedBackupLeavesNothing closes the store so that reading fails.
func TestAFailedBackupLeavesNothing(t *testing.T) {
	s := source(t, 500)
	dir := t.TempDir()
	if err := s.DB.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Write(t.Context(), filepath.Join(dir, "b"), s); err == nil {
		t.Error("a backup of a closed store")
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) > 0 {
		t.Errorf("%v is left, %v", list, err)
	}
}

func TestOtherFilesAreRefused(t *testing.T) {
	for name, content := range map[string]string{"empty": "", "text": "hello", "long text": strings.Repeat("hello", 1000)} {
		file := secret(t, content)
		if _, err := backup.Read(t.Context(), file, nil, backup.Into{}); !errors.Is(err, backup.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestASnapshotIsOfOneMoment makes a backup while another connection writes documents in pairs, and checks that both of
// each pair are in it.
func TestASnapshotIsOfOneMoment(t *testing.T) {
	dir := t.TempDir()
	db, err := sqlite.Open(t.Context(), dir, docstore.Config{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // at the end of the test
	c, err := docstore.Declare[letter](db, letters)
	if err != nil {
		t.Fatal(err)
	}
	put := func(n int) {
		id := time.Unix(int64(n), 0).Format(time.RFC3339)
		list := []letter{{Meta: docstore.Meta{ID: "a" + id}, Text: "a" + id}, {Meta: docstore.Meta{ID: "b" + id}, Text: "b" + id}}
		if err := c.InsertMany(t.Context(), list); err != nil {
			t.Error(err)
		}
	}
	for n := range 2000 {
		put(n)
	}
	moment, err := sqlite.OpenSnapshot(t.Context(), dir, docstore.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer moment.Close() //nolint:errcheck // at the end of the test
	n := 2000
	m, err := backup.Write(t.Context(), filepath.Join(t.TempDir(), "b"), backup.Source{DB: moment, Step: func() {
		if n%10 == 0 {
			put(n)
		}
		n++
	}})
	if err != nil || m.Documents() != 4000 {
		t.Errorf("%d documents, %v", m.Documents(), err)
	}
	if left, err := c.Count(t.Context(), nil); err != nil || left <= 4000 {
		t.Errorf("nothing was written during the backup: %d, %v", left, err)
	}
	if err := moment.PutRaw(t.Context(), "letters", [][]byte{{5, 0, 0, 0, 0}}); err == nil {
		t.Error("a snapshot was written to")
	}
}
