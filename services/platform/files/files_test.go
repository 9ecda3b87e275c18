package files_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// onBoth runs the test on a directory and on an S3-compatible store.
func onBoth(t *testing.T, test func(t *testing.T, blobs files.Blobs)) {
	t.Run("disk", func(t *testing.T) { test(t, files.OpenDisk(t.TempDir())) })
	t.Run("s3", func(t *testing.T) { test(t, must(files.OpenS3(newS3(t)))(t)) })
}

func TestFileIsKeptSealedAndComesBack(t *testing.T) {
	onBoth(t, func(t *testing.T, blobs files.Blobs) {
		e := newEnv(t, blobs)
		content := pdf(3 << 20)
		f := must(e.upload("paper", "登记证书.pdf", content))(t)
		if f.State != files.Kept || f.Media != "application/pdf" || f.Size != int64(len(content)) || f.Hash != f.SentHash {
			t.Errorf("kept as %+v", f)
		}
		if got := must(e.read(e.reviewer, f.ID, false))(t); !bytes.Equal(got, content) {
			t.Error("it comes back otherwise")
		}
		objects := e.names(files.ObjectPrefix)
		if len(objects) != 1 || len(e.names(".uploads/")) != 0 {
			t.Fatalf("stored: %q, parts %q", objects, e.names(".uploads/"))
		}
		in, size, err := blobs.Open(t.Context(), objects[0])
		stored := must(io.ReadAll(must(in, err)(t)))(t)
		sum := sha256.Sum256(stored)
		if bytes.Contains(stored, []byte("%PDF")) || !strings.HasSuffix(objects[0], "/"+hex.EncodeToString(sum[:])) || size != int64(len(stored)) {
			t.Error("stored in the clear, or under a name that is not its hash")
		}
		if want := []string{"file.open by usr_reviewer", "file.add by usr_owner"}; !slices.Equal(e.actions(f.ID), want) {
			t.Errorf("audit: %q", e.actions(f.ID))
		}
		e.check(0)
	})
}

func TestUploadGoesOnWhereItStands(t *testing.T) {
	e := newEnv(t, nil)
	content := pdf(200 << 10)
	f := e.begin("paper", "a.pdf", content)
	ctx := e.as(e.owner)
	f = must(e.service.Append(ctx, f.ID, 0, content[:100<<10]))(t)
	stands := must(e.service.Upload(ctx, f.ID))(t)
	if stands.Offset() != 100<<10 {
		t.Errorf("it stands at %d", stands.Offset())
	}
	_, err := e.service.Append(ctx, f.ID, 0, content[:100<<10])
	wants(t, "a piece once more", err, files.ErrOffset)
	_, err = e.service.Append(ctx, f.ID, 150<<10, content[150<<10:])
	wants(t, "a gap", err, files.ErrOffset)
	_, err = e.service.Append(ctx, f.ID, 100<<10, content[100<<10:101<<10])
	wants(t, "a tiny piece", err, files.ErrPiece)
	_, err = e.service.Append(ctx, f.ID, 100<<10, append(bytes.Clone(content[100<<10:]), 1))
	wants(t, "more than announced", err, files.ErrPiece)
	_, err = e.service.Finish(ctx, f.ID)
	wants(t, "finished early", err, files.ErrIncomplete)
	_, err = e.service.Append(e.as(e.stranger), f.ID, 100<<10, content[100<<10:])
	wants(t, "a stranger's piece", err, docstore.ErrNotFound)
	e.send(stands, content)
	f = must(e.service.Finish(ctx, f.ID))(t)
	again := must(e.service.Finish(ctx, f.ID))(t)
	if again.ID != f.ID || again.Blob != f.Blob {
		t.Error("finishing twice makes two")
	}
	_, err = e.service.Append(ctx, f.ID, int64(len(content)), nil)
	wants(t, "a piece behind the end", err, files.ErrUploadOver)
	e.check(0)
}

func TestAnotherContentThanAnnouncedIsRefused(t *testing.T) {
	e := newEnv(t, nil)
	content := pdf(50 << 10)
	f := e.begin("paper", "a.pdf", content)
	content[3000] ^= 1
	e.send(f, content)
	_, err := e.service.Finish(e.as(e.owner), f.ID)
	if !blames(err, "file", files.ErrHash) {
		t.Errorf("%v", err)
	}
	_, err = e.service.Finish(e.as(e.owner), f.ID)
	wants(t, "once more", err, files.ErrUploadOver)
	if left := append(e.names(files.ObjectPrefix), e.names(".uploads/")...); len(left) != 0 {
		t.Errorf("it left %q", left)
	}
	e.check(0)
}

func TestAnnouncementIsChecked(t *testing.T) {
	e := newEnv(t, nil)
	good := announced(e.record, "paper", "a.pdf", []byte("x"))
	for name, tt := range map[string]struct {
		change func(*files.Announced)
		field  string
		code   string
	}{
		"21 MB":       {func(a *files.Announced) { a.Size = 21 << 20 }, "size", "file_too_large"},
		"empty":       {func(a *files.Announced) { a.Size = 0 }, "size", "empty"},
		"program":     {func(a *files.Announced) { a.Name = "a.exe" }, "name", "file_type"},
		"no ending":   {func(a *files.Announced) { a.Name = "pdf" }, "name", "file_type"},
		"only a path": {func(a *files.Announced) { a.Name = "/" }, "name", "file_type"},
		"long name":   {func(a *files.Announced) { a.Name = privacy.Secret(strings.Repeat("长", 120) + ".pdf") }, "name", "length"},
		"hash":        {func(a *files.Announced) { a.SHA256 = "ff" }, "sha256", "form"},
		"what for":    {func(a *files.Announced) { a.Purpose = "other" }, "purpose", "unknown"},
	} {
		a := good
		tt.change(&a)
		_, err := e.service.Begin(e.as(e.owner), a)
		f := fieldCodes(err)
		if !slices.Contains(f, tt.field+":"+tt.code) {
			t.Errorf("%s: %v %q", name, err, f)
		}
	}
	for name, record := range map[string]string{"another kind": "act_01jd3k0000000000000000000a", "no record": "thing", "nothing": ""} {
		a := good
		a.Record = record
		_, err := e.service.Begin(e.as(e.owner), a)
		wants(t, name, err, docstore.ErrNotFound)
	}
	_, err := e.service.Begin(e.as(e.stranger), good)
	wants(t, "a stranger", err, docstore.ErrNotFound)
}

func TestLimits(t *testing.T) {
	e := newEnv(t, nil, func(d *files.Deps) { d.Limits = files.Limits{Files: 5, Bytes: 1 << 20} })
	content := pdf(4 << 10)
	for range 3 {
		must(e.upload("paper", "a.pdf", content))(t)
	}
	_, err := e.service.Begin(e.as(e.owner), announced(e.record, "paper", "a.pdf", content))
	if !blames(err, "purpose", files.ErrRecordFull) {
		t.Errorf("a fourth paper: %v", err)
	}
	_, err = e.service.Begin(e.as(e.owner), announced(e.record, "photo", "a.pdf", make([]byte, 1<<20)))
	wants(t, "a megabyte", err, files.ErrHolderFull)
	f := must(e.upload("photo", "a.pdf", content))(t)
	open := e.begin("photo", "b.pdf", content)
	_, err = e.service.Begin(e.as(e.owner), announced(e.record, "photo", "c.pdf", content))
	wants(t, "a sixth file", err, files.ErrHolderFull)
	must(0, e.service.GiveUp(e.as(e.owner), open.ID))(t)
	must(e.service.Remove(e.as(e.owner), f.ID))(t)
	for range 2 {
		must(e.upload("photo", "c.pdf", content))(t)
	}
	e.check(0)
}

func TestWhoMay(t *testing.T) {
	e := newEnv(t, nil)
	f := must(e.upload("paper", "a.pdf", pdf(2000)))(t)
	open := e.begin("paper", "b.pdf", pdf(2000))
	_, err := e.read(e.stranger, f.ID, false)
	wants(t, "a stranger opens", err, docstore.ErrNotFound)
	_, _, err = e.service.List(e.as(e.stranger), e.record)
	wants(t, "a stranger lists", err, docstore.ErrNotFound)
	_, err = e.service.Remove(e.as(e.stranger), f.ID)
	wants(t, "a stranger removes", err, docstore.ErrNotFound)
	_, err = e.service.Remove(e.as(e.reviewer), f.ID)
	if err == nil {
		t.Error("the reviewer removes")
	}
	list, choices, err := e.service.List(e.as(e.reviewer), e.record)
	if err != nil || len(list) != 1 || len(choices) != 0 {
		t.Errorf("the reviewer sees %d files, %d choices: %v", len(list), len(choices), err)
	}
	_, choices, _ = e.service.List(e.as(e.owner), e.record)
	if len(choices) != 2 || choices[0].Left != 1 {
		t.Errorf("the owner may add %+v", choices)
	}
	_, err = e.service.Read(e.as(e.owner), open.ID)
	wants(t, "an unfinished one is read", err, docstore.ErrNotFound)
	e.closed = true
	_, err = e.service.Remove(e.as(e.owner), f.ID)
	wants(t, "removed from a closed record", err, errClosed)
	_, err = e.service.Begin(e.as(e.owner), announced(e.record, "paper", "a.pdf", pdf(2000)))
	wants(t, "added to a closed record", err, errClosed)
}

func TestRemovedFileIsErased(t *testing.T) {
	onBoth(t, func(t *testing.T, blobs files.Blobs) {
		e := newEnv(t, blobs)
		f := must(e.upload("photo", "a.png", pngOf(t, 40, 30)))(t)
		removed := must(e.service.Remove(e.as(e.owner), f.ID))(t)
		if len(removed.Content.Key)+len(removed.Thumb.Key)+len(removed.Name) != 0 {
			t.Error("its keys are still there")
		}
		_, err := e.read(e.owner, f.ID, false)
		wants(t, "a removed file", err, docstore.ErrNotFound)
		must(0, e.service.ExpireUploads(t.Context()))(t)
		if n := len(e.names(files.ObjectPrefix)); n != 2 {
			t.Errorf("%d objects are left for backups under way, want 2", n)
		}
		e.now = e.now.Add(49 * time.Hour)
		must(0, e.service.ExpireUploads(t.Context()))(t)
		if n := len(e.names(files.ObjectPrefix)); n != 0 {
			t.Errorf("%d objects are left", n)
		}
		e.check(0)
	})
}

func TestUnfinishedUploadExpires(t *testing.T) {
	onBoth(t, func(t *testing.T, blobs files.Blobs) {
		e := newEnv(t, blobs)
		content := pdf(60 << 10)
		f := e.begin("paper", "a.pdf", content)
		must(e.service.Append(e.as(e.owner), f.ID, 0, content[:30<<10]))(t)
		e.now = e.now.Add(23 * time.Hour)
		must(0, e.service.ExpireUploads(t.Context()))(t)
		must(e.service.Upload(e.as(e.owner), f.ID))(t)
		e.now = e.now.Add(2 * time.Hour)
		must(0, e.service.ExpireUploads(t.Context()))(t)
		_, err := e.service.Upload(e.as(e.owner), f.ID)
		wants(t, "an expired upload", err, docstore.ErrNotFound)
		if left := e.names(".uploads/"); len(left) != 0 {
			t.Errorf("left: %q", left)
		}
		e.check(0)
	})
}

func TestSweepRemovesWhatNobodyOwns(t *testing.T) {
	dir := t.TempDir()
	e := newEnv(t, files.OpenDisk(dir))
	content := pdf(60 << 10)
	f := must(e.upload("paper", "a.pdf", content))(t)
	open := e.begin("paper", "b.pdf", content)
	must(e.service.Append(e.as(e.owner), open.ID, 0, content[:30<<10]))(t)
	orphan := files.ObjectPrefix + "aa/" + strings.Repeat("a", 64)
	put := func(name string) {
		must(0, e.blobs.Put(t.Context(), name, -1, func(w io.Writer) error { _, err := w.Write([]byte("x")); return err }))(t)
	}
	for _, name := range []string{orphan, ".uploads/fil_gone/1", ".temp/1-2"} {
		put(name)
	}
	must(0, e.service.SweepBlobs(t.Context()))(t)
	if _, _, err := e.blobs.Open(t.Context(), orphan); err != nil {
		t.Error("an object that was stored just now is swept: ", err)
	}
	old := time.Now().Add(-49 * time.Hour)
	must(0, filepath.Walk(dir, func(path string, _ os.FileInfo, err error) error { return errors.Join(err, os.Chtimes(path, old, old)) }))(t)
	e.check(1)
	must(0, e.service.SweepBlobs(t.Context()))(t)
	for _, name := range []string{orphan, ".uploads/fil_gone/1", ".temp/1-2"} {
		if _, _, err := e.blobs.Open(t.Context(), name); !errors.Is(err, files.ErrMissing) {
			t.Errorf("%s is still there: %v", name, err)
		}
	}
	e.send(must(e.service.Upload(e.as(e.owner), open.ID))(t), content)
	must(e.service.Finish(e.as(e.owner), open.ID))(t)
	if got := must(e.read(e.owner, f.ID, false))(t); !bytes.Equal(got, content) {
		t.Error("the kept file is swept")
	}
	e.check(0)
}

func TestDamageIsFoundAndNeverGivenOut(t *testing.T) {
	dir := t.TempDir()
	e := newEnv(t, files.OpenDisk(dir))
	f := must(e.upload("paper", "a.pdf", pdf(300<<10)))(t)
	path := filepath.Join(dir, f.Blob)
	b := must(os.ReadFile(path))(t)
	b[len(b)/2] ^= 1
	must(0, os.WriteFile(path, b, 0o600))(t)
	e.check(1)
	if _, err := e.read(e.owner, f.ID, false); err == nil {
		t.Error("damaged content is given out")
	}
	must(0, os.Remove(path))(t)
	e.check(1)
	_, err := e.read(e.owner, f.ID, false)
	wants(t, "a missing object", err, files.ErrMissing)
}

func TestOldKeysStillOpen(t *testing.T) {
	dir, blobs, path := t.TempDir(), files.OpenDisk(t.TempDir()), filepath.Join(t.TempDir(), "keys.json")
	must(privacy.CreateKeyring(path))(t)
	db := docstoretest.OpenAt(t, dir)
	e := newEnvOn(t, db, must(privacy.LoadKeyring(path))(t), blobs)
	content := pdf(5000)
	f := must(e.upload("paper", "a.pdf", content))(t)
	open := e.begin("paper", "b.pdf", content)
	must(0, db.Close())(t)
	must(privacy.RotateKeyring(path))(t)
	record := e.record
	e = newEnvOn(t, docstoretest.OpenAt(t, dir), must(privacy.LoadKeyring(path))(t), blobs)
	e.record = record
	if got := must(e.read(e.owner, f.ID, false))(t); !bytes.Equal(got, content) {
		t.Error("it comes back otherwise")
	}
	e.send(open, content)
	must(e.service.Finish(e.as(e.owner), open.ID))(t)
	sealer, index := must(privacy.NewSealer(must(privacy.LoadKeyring(path))(t)))(t), privacy.NewBlindIndex(must(privacy.LoadKeyring(path))(t))
	must(0, e.service.EachSealed(t.Context(), func(h privacy.SealedDocument) error {
		for _, w := range h.Check(sealer, index) {
			t.Error(w)
		}
		return nil
	}))(t)
}
