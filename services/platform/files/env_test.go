package files_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

type env struct {
	t       testing.TB
	service *files.Service
	blobs   files.Blobs
	audit   *audit.Log
	ring    *privacy.Keyring
	now     time.Time
	record  string
	closed  bool // the record takes and gives back no files any more

	owner, reviewer, stranger auth.Actor
}

// newEnv opens a service whose records belong to org_1: its people add and remove, a reviewer sees.
func newEnv(t testing.TB, blobs files.Blobs, change ...func(*files.Deps)) *env {
	t.Helper()
	return newEnvOn(t, docstoretest.Open(t), privacy.NewKeyring(), blobs, change...)
}

func newEnvOn(t testing.TB, db *docstore.DB, ring *privacy.Keyring, blobs files.Blobs, change ...func(*files.Deps)) *env {
	t.Helper()
	if blobs == nil {
		blobs = files.OpenDisk(t.TempDir())
	}
	e := &env{
		t: t, blobs: blobs, ring: ring, now: noon, record: id.New("thing"),
		owner: auth.Actor{UserID: "usr_owner"}, reviewer: auth.Actor{UserID: "usr_reviewer"}, stranger: auth.Actor{UserID: "usr_stranger"},
	}
	now := func() time.Time { return e.now }
	e.audit = must(audit.Open(db, now))(t)
	d := files.Deps{
		DB: db, Sealer: must(privacy.NewSealer(ring))(t), Audit: e.audit, Now: now, Blobs: blobs,
		Limits: files.Limits{Files: 50, Bytes: 100 << 20},
	}
	for _, c := range change {
		c(&d)
	}
	e.service = must(files.New(d))(t)
	must(0, e.service.AddPlaces(files.Place{
		Prefix: "thing",
		Purposes: []files.Purpose{
			{Code: "paper", ZH: "材料", EN: "Paper", Personal: true, Most: 3},
			{Code: "photo", ZH: "照片", EN: "Photo", Most: 40},
		},
		Reach: e.reach,
	}))(t)
	return e
}

var errClosed = fault.New(fault.Conflict, "thing_closed", "It is closed.", "已关闭。")

func (e *env) reach(ctx context.Context, act files.Act, record string, _ files.Purpose) (files.Holder, error) {
	a := auth.From(ctx)
	switch {
	case a.UserID == e.owner.UserID && (act == files.See || !e.closed), a.UserID == e.reviewer.UserID && act == files.See:
		return files.Holder{OrgID: "org_1", Region: "52/"}, nil
	case a.UserID == e.owner.UserID:
		return files.Holder{}, errClosed
	case a.UserID == e.reviewer.UserID:
		return files.Holder{}, auth.ErrForbidden
	}
	return files.Holder{}, docstore.ErrNotFound
}

func (e *env) as(a auth.Actor) context.Context { return auth.With(e.t.Context(), a) }

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func wants(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// blames tells whether err is that refusal, at the field.
func blames(err error, field string, want *fault.Fault) bool {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok {
		return false
	}
	for _, fl := range f.Fields {
		if fl.Path == field && fl.Code == want.Code {
			return true
		}
	}
	return false
}

func announced(record, purpose, name string, content []byte) files.Announced {
	sum := sha256.Sum256(content)
	return files.Announced{Record: record, Purpose: purpose, Name: privacy.Secret(name), Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:])}
}

// begin opens the owner's upload.
func (e *env) begin(purpose, name string, content []byte) files.File {
	e.t.Helper()
	return must(e.service.Begin(e.as(e.owner), announced(e.record, purpose, name, content)))(e.t)
}

// send sends the rest of the content, piece by piece.
func (e *env) send(f files.File, content []byte) files.File {
	e.t.Helper()
	for f.Offset() < int64(len(content)) {
		at := f.Offset()
		f = must(e.service.Append(e.as(e.owner), f.ID, at, content[at:min(at+files.MaxPiece, int64(len(content)))]))(e.t)
	}
	return f
}

// upload sends a file and finishes it.
func (e *env) upload(purpose, name string, content []byte) (files.File, error) {
	e.t.Helper()
	return e.service.Finish(e.as(e.owner), e.send(e.begin(purpose, name, content), content).ID)
}

// read opens a file and reads it.
func (e *env) read(a auth.Actor, fileID string, thumb bool) ([]byte, error) {
	c, err := e.service.Open(e.as(a), fileID, thumb)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(c)
	return b, errors.Join(err, c.Close())
}

// check expects the service to find just so many things wrong.
func (e *env) check(wrong int) {
	e.t.Helper()
	var found []string
	_, _, err := e.service.Check(e.t.Context(), func(what string) { found = append(found, what) })
	if err != nil || len(found) != wrong {
		e.t.Errorf("check found %d, want %d: %v %q", len(found), wrong, err, found)
	}
}

// names lists the blobs below a prefix.
func (e *env) names(prefix string) []string {
	e.t.Helper()
	var names []string
	must(0, e.blobs.Each(e.t.Context(), prefix, func(b files.BlobInfo) error { names = append(names, b.Name); return nil }))(e.t)
	return names
}

// actions lists what the audit log says of a subject, the latest first.
func (e *env) actions(subject string) []string {
	e.t.Helper()
	var all []string
	for _, r := range must(e.audit.About(e.t.Context(), subject))(e.t).Items {
		all = append(all, r.Action+" by "+r.Actor)
	}
	return all
}

// newS3 serves an S3-compatible store in this process and returns the address of an empty bucket.
func newS3(t testing.TB) string {
	t.Helper()
	backend := s3mem.New()
	must(0, backend.CreateBucket("tongxing"))(t)
	srv := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(srv.Close)
	return "http://key:secret@" + strings.TrimPrefix(srv.URL, "http://") + "/tongxing?region=cn-north-1"
}

// pdf returns a small sound PDF, filled up with a comment to the size.
func pdf(size int) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	at := []int{}
	for i, o := range []string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	for n := 0; b.Len() < size-200; n++ {
		fmt.Fprintf(&b, "%% %060d\n", n)
	}
	xref := b.Len()
	b.WriteString("xref\n0 4\n0000000000 65535 f \n")
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", xref)
	return b.Bytes()
}

// fieldCodes lists what a refusal says, as "field:code".
func fieldCodes(err error) (out []string) {
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		for _, fl := range f.Fields {
			out = append(out, fl.Path+":"+fl.Code)
		}
	}
	return out
}
