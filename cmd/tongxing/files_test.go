package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/files"
)

// bucket is the address of an empty bucket of an S3-compatible store in this process.
func bucket(t *testing.T) string {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("tongxing"); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(srv.Close)
	return "http://key:secret@" + strings.TrimPrefix(srv.URL, "http://") + "/tongxing?region=cn-north-1"
}

// stored is a data directory and a bucket; without a bucket attachments lie in the directory.
type stored struct {
	t           *testing.T
	dir, bucket string
}

func (s stored) config() config {
	s.t.Helper()
	cfg, err := demoConfig(s.dir)
	if err != nil {
		s.t.Fatal(err)
	}
	cfg.FilesURL = s.bucket
	return cfg
}

func (s stored) run(what func(context.Context, config, *bytes.Buffer) error) (string, error) {
	var out bytes.Buffer
	err := what(s.t.Context(), s.config(), &out)
	return out.String(), err
}

func (s stored) check() (string, error) {
	return s.run(func(ctx context.Context, cfg config, out *bytes.Buffer) error {
		return checkCmd{}.Run(ctx, cfg, quiet, out)
	})
}

// use opens the app of the store.
func (s stored) use(do func(a *app)) {
	s.t.Helper()
	a, err := newApp(s.t.Context(), s.config(), quiet, parts{})
	if err != nil {
		s.t.Fatal(err)
	}
	do(a)
	if err := a.Close(); err != nil {
		s.t.Fatal(err)
	}
}

var paper = append([]byte("%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\n"), bytes.Repeat([]byte("% filling\n"), 20_000)...)

// attach adds the paper to an organisation that is a draft, and returns the id of the file.
func (s stored) attach() (fileID string) {
	s.use(func(a *app) {
		o, err := a.orgs.Register(auth.System(s.t.Context(), "test"), orgs.Profile{Name: "同心社工站", Region: "52/5201/520111/", Type: orgs.ServiceAgency}, orgs.Personal{})
		if err != nil {
			s.t.Fatal(err)
		}
		ctx := auth.System(s.t.Context(), "test")
		sum := sha256.Sum256(paper)
		f, err := a.files.Begin(ctx, files.Announced{Record: o.ID, Purpose: "commitment", Name: "承诺书.pdf", Size: int64(len(paper)), SHA256: hex.EncodeToString(sum[:])})
		if err == nil {
			f, err = a.files.Append(ctx, f.ID, 0, paper)
		}
		if err == nil {
			f, err = a.files.Finish(ctx, f.ID)
		}
		if err != nil {
			s.t.Fatal(err)
		}
		fileID = f.ID
	})
	return fileID
}

// reads expects the file to come back.
func (s stored) reads(fileID string) {
	s.t.Helper()
	s.use(func(a *app) {
		c, err := a.files.Open(auth.System(s.t.Context(), "test"), fileID, false)
		if err != nil {
			s.t.Error(err)
			return
		}
		got, err := io.ReadAll(c)
		if err != nil || !bytes.Equal(got, paper) {
			s.t.Errorf("%d bytes come back: %v", len(got), err)
		}
		_ = c.Close()
	})
}

// TestAttachmentsAreBackedUp takes a backup of attachments in a directory and in a bucket, and restores each to both.
func TestAttachmentsAreBackedUp(t *testing.T) {
	for name, from := range map[string]string{"directory": "", "bucket": bucket(t)} {
		t.Run(name, func(t *testing.T) {
			source := stored{t, t.TempDir(), from}
			fileID := source.attach()
			if said, err := source.check(); err != nil || !strings.Contains(said, "files   1 objects") {
				t.Fatalf("%s %v", said, err)
			}
			keys, err := os.ReadFile(filepath.Join(source.dir, "keys.json"))
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), "a.tar.zst")
			if said, err := source.run(func(ctx context.Context, cfg config, out *bytes.Buffer) error {
				return backupCmd{Path: file}.Run(ctx, cfg, quiet, out)
			}); err != nil {
				t.Fatalf("%s %v", said, err)
			}
			for _, to := range []string{"", bucket(t)} {
				target := stored{t, newDir(t, keys), to}
				restore := func(ctx context.Context, cfg config, out *bytes.Buffer) error {
					return restoreCmd{File: file}.Run(ctx, cfg, quiet, out)
				}
				if said, err := target.run(restore); err != nil {
					t.Fatalf("%s %v", said, err)
				}
				if said, err := target.check(); err != nil || !strings.Contains(said, "files   1 objects") {
					t.Errorf("%s %v", said, err)
				}
				target.reads(fileID)
				if to != "" {
					other := stored{t, newDir(t, keys), to}
					if _, err := other.run(restore); err == nil {
						t.Error("restored over a bucket that is not empty")
					}
				}
			}
		})
	}
}

// TestCheckFindsBadAttachments damages, removes and adds objects.
func TestCheckFindsBadAttachments(t *testing.T) {
	s := stored{t, t.TempDir(), ""}
	s.attach()
	var object string
	err := filepath.WalkDir(filepath.Join(s.dir, "files", "objects"), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			object = path
		}
		return err
	})
	if err != nil || object == "" {
		t.Fatal(object, err)
	}
	good, err := os.ReadFile(object)
	if err != nil {
		t.Fatal(err)
	}
	bad := bytes.Clone(good)
	bad[len(bad)/2] ^= 4
	if err := os.WriteFile(object, bad, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := s.check(); err == nil || !strings.Contains(said, "is damaged") {
		t.Errorf("damaged: %s", said)
	}
	if err := os.Remove(object); err != nil {
		t.Fatal(err)
	}
	if said, err := s.check(); err == nil || !strings.Contains(said, "is missing") {
		t.Errorf("missing: %s", said)
	}
}

// TestMoveCopiesAttachments moves a store to another directory, with attachments from the directory to a bucket.
func TestMoveCopiesAttachments(t *testing.T) {
	for name, to := range map[string]string{"directory": "", "bucket": bucket(t)} {
		t.Run(name, func(t *testing.T) {
			source := stored{t, t.TempDir(), ""}
			fileID := source.attach()
			target := stored{t, t.TempDir(), to}
			cfg := source.config()
			cfg.FilesURL = to
			if err := (moveCmd{To: "sqlite:" + target.dir}).Run(t.Context(), cfg, quiet, io.Discard); err != nil {
				t.Fatal(err)
			}
			keys, err := os.ReadFile(filepath.Join(source.dir, "keys.json"))
			if err == nil {
				err = os.WriteFile(filepath.Join(target.dir, "keys.json"), keys, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
			if said, err := target.check(); err != nil || !strings.Contains(said, "files   1 objects") {
				t.Errorf("%s %v", said, err)
			}
			target.reads(fileID)
		})
	}
}
