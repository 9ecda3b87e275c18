package audit_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

var (
	signingKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	otherKey   = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize))
)

// notebook is a place in memory; broken makes it fail.
type notebook struct {
	lines  bytes.Buffer
	n      int
	broken bool
}

func (b *notebook) Keep(_ context.Context, line []byte) error {
	if b.broken {
		return errors.New("the line is down")
	}
	b.n++
	b.lines.Write(line)
	b.lines.WriteByte('\n')
	return nil
}

// findings compares the lines with the chain and adds what Verify finds.
func (w *testLog) findings(c *audit.Checkpoints, lines string) []string {
	w.Helper()
	var found []string
	if _, _, err := c.Compare(w.ctx, strings.NewReader(lines), func(s string) { found = append(found, s) }); err != nil {
		w.Fatal(err)
	}
	if _, bad, err := w.log.Verify(w.ctx); bad != "" || err != nil {
		found = append(found, fmt.Sprint("bad record ", bad, err))
	}
	return found
}

func (w *testLog) make(c *audit.Checkpoints, want error) {
	w.Helper()
	if err := c.Make(w.ctx); !errors.Is(err, want) {
		w.Errorf("%v, want %v", err, want)
	}
}

// TestTrialAuditTampered changes, removes, exchanges and cuts off records, and writes the chain anew with hashes that fit, in 1,000 random
// ways. The chain and its checkpoints find each.
func TestTrialAuditTampered(t *testing.T) {
	w := newTestLog(t)
	book := &notebook{}
	points := audit.NewCheckpoints(w.log, "sto_1", signingKey, book)
	const size = 40
	for i := range size {
		w.write(audit.Entry{Action: "a", Subjects: []string{"x", fmt.Sprint(i)}, Region: "52/", Fields: []string{"f"}, Purpose: "p", Reason: "r", Shown: []string{"52/"}, Changes: []audit.Change{{Field: "f"}}})
		if i%10 == 9 {
			w.now = w.now.Add(5 * time.Minute)
			w.make(points, nil)
		}
	}
	whole, lines := w.all(), book.lines.String()
	if found := w.findings(points, lines); len(whole) != size || book.n != 4 || len(found) > 0 {
		t.Fatalf("%d records, %d checkpoints, %q", len(whole), book.n, found)
	}
	edits := []func(*audit.Record){
		func(r *audit.Record) { r.At = r.At.Add(time.Millisecond) },
		func(r *audit.Record) { r.Actor = "usr_other" },
		func(r *audit.Record) { r.Roles = r.Roles[1:] },
		func(r *audit.Record) { r.Action = "b" },
		func(r *audit.Record) { r.Subjects = r.Subjects[:1] },
		func(r *audit.Record) { r.Region = "53/" },
		func(r *audit.Record) { r.Fields = append(slices.Clone(r.Fields), "g") },
		func(r *audit.Record) { r.Purpose = "" },
		func(r *audit.Record) { r.Reason = "other" },
		func(r *audit.Record) { r.RequestID = "req_2" },
		func(r *audit.Record) { r.Offices = nil },
		func(r *audit.Record) { r.Areas = []string{"53/"} },
		func(r *audit.Record) { r.Changes = nil },
		func(r *audit.Record) { r.Token = "tok_2" },
		func(r *audit.Record) { r.Revision = 8 },
		func(r *audit.Record) { r.Version = 2 },
		func(r *audit.Record) { r.CreatedAt = r.CreatedAt.Add(time.Hour) },
		func(r *audit.Record) { r.UpdatedAt = r.UpdatedAt.Add(time.Hour) },
		func(r *audit.Record) { r.CreatedBy = "usr_other" },
		func(r *audit.Record) { r.UpdatedBy = "usr_other" },
		func(r *audit.Record) { r.Prev = r.Hash },
		func(r *audit.Record) { r.Hash = strings.Repeat("0", 64) },
		func(r *audit.Record) { r.ID = "aud_other" },
	}
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // G404: the same tampers in each run
	for n := range 1000 {
		list := slices.Clone(whole)
		at, kind := random.IntN(size), random.IntN(6)
		edit := random.IntN(len(edits))
		anew := func() {
			audit.Rehash(list[at:], audit.Head{Seq: int64(at), Hash: append([]string{""}, hashes(list[:at])...)[at]})
		}
		switch kind {
		case 0:
			edits[edit](&list[at])
		case 1: // removed
			list = slices.Delete(list, at, at+1)
		case 2: // cut off
			list = list[:at]
		case 3: // exchanged
			other := (at + 1 + random.IntN(size-1)) % size
			list[at].Seq, list[other].Seq = list[other].Seq, list[at].Seq
		case 4: // changed, and all that follows written anew
			edits[edit%14](&list[at])
			anew()
		case 5: // removed, and all that follows written anew
			list = slices.Delete(list, at, at+1)
			anew()
		}
		w.replace(list)
		if len(w.findings(points, lines)) == 0 {
			t.Fatalf("tamper %d of kind %d (edit %d) at record %d was not found", n, kind, edit, at+1)
		}
	}
	w.replace(whole)
	if found := w.findings(points, lines); len(found) > 0 {
		t.Errorf("the chain as it was: %q", found)
	}
}

func hashes(list []audit.Record) []string {
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = r.Hash
	}
	return out
}

func (w *testLog) replace(list []audit.Record) {
	w.Helper()
	err := w.db.Tx(w.ctx, func(ctx context.Context) error {
		_, err := w.log.Records().DeleteMany(ctx, nil)
		return errors.Join(err, w.log.Records().InsertAsIs(ctx, list))
	})
	if err != nil {
		w.Fatal(err)
	}
}

// TestCheckpointsAreMadeInTime: five minutes or 1,000 records after the last, only when there is something new, and again when the place
// did not take one.
func TestCheckpointsAreMadeInTime(t *testing.T) {
	w := newTestLog(t)
	book := &notebook{}
	points := audit.NewCheckpoints(w.log, "sto_1", signingKey, book)
	step := func(records int, later time.Duration, want int) {
		t.Helper()
		for range records {
			w.write(audit.Entry{Action: "a"})
		}
		w.now = w.now.Add(later)
		w.make(points, nil)
		if book.n != want {
			t.Errorf("%d checkpoints, want %d", book.n, want)
		}
	}
	step(0, time.Hour, 0)
	step(1, 0, 1) // the first of this process
	step(1, time.Minute, 1)
	step(0, 5*time.Minute, 2)
	step(0, time.Hour, 2)
	step(250, -250*time.Second, 3) // each record takes a second
	step(750, -750*time.Second, 3)
	step(250, -250*time.Second, 4)

	book.broken = true
	w.write(audit.Entry{Action: "a"})
	w.now = w.now.Add(time.Hour)
	if err := points.Make(w.ctx); err == nil {
		t.Error("a place that fails was not reported")
	}
	book.broken = false
	step(0, 0, 5)

	w.replace(w.all()[:1])
	w.make(points, audit.ErrShortened)
	if book.n != 5 {
		t.Error("a shortened chain was signed")
	}
	w.make(audit.NewCheckpoints(w.log, "sto_1", signingKey, nil), nil) // without a place
}

// TestCompareRefusesOtherLines: what is not a checkpoint of this store, signed by its key, is named.
func TestCompareRefusesOtherLines(t *testing.T) {
	w := newTestLog(t)
	w.write(audit.Entry{Action: "a"})
	book, foreign, forged := &notebook{}, &notebook{}, &notebook{}
	points := audit.NewCheckpoints(w.log, "sto_1", signingKey, book)
	w.make(points, nil)
	w.make(audit.NewCheckpoints(w.log, "sto_2", signingKey, foreign), nil)
	w.make(audit.NewCheckpoints(w.log, "sto_1", otherKey, forged), nil)
	for lines, want := range map[string]string{
		book.lines.String() + "\n" + book.lines.String():              "",
		foreign.lines.String():                                        "belongs to another store",
		forged.lines.String():                                         "is not signed",
		strings.Replace(book.lines.String(), `"seq":1`, `"seq":2`, 1): "is not signed",
		"nonsense\n": "cannot be read",
	} {
		found := w.findings(points, lines)
		if want == "" && len(found) > 0 || want != "" && (len(found) != 1 || !strings.Contains(found[0], want)) {
			t.Errorf("%q, want %q", found, want)
		}
	}
}

// TestPlaces keeps lines in a file, on a server and by mail.
func TestPlaces(t *testing.T) {
	var posted []string
	status := http.StatusNoContent
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		user, password, _ := r.BasicAuth()
		posted = append(posted, user+password+string(body))
		rw.WriteHeader(status)
	}))
	defer server.Close()
	file := filepath.Join(t.TempDir(), "points.jsonl")
	var mailed string
	mail := func(_ context.Context, to string, line []byte) error { mailed = to + " " + string(line); return nil }
	for _, address := range []string{"file://" + file, strings.Replace(server.URL, "http://", "http://u:p@", 1), "mailto:a@example.org"} {
		p, err := audit.OpenPlace(address, mail)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{"{1}", "{2}"} {
			if err := p.Keep(t.Context(), []byte(line)); err != nil {
				t.Errorf("%s: %v", address, err)
			}
		}
	}
	kept, err := os.ReadFile(file)
	if err != nil || string(kept) != "{1}\n{2}\n" || !slices.Equal(posted, []string{"up{1}", "up{2}"}) || mailed != "a@example.org {2}" {
		t.Errorf("%q %v, %q, %q", kept, err, posted, mailed)
	}
	status = http.StatusBadGateway
	p, err := audit.OpenPlace(server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Keep(t.Context(), []byte("{}")); err == nil {
		t.Error("502 counted as kept")
	}
	for _, bad := range []string{"", "points.jsonl", "file://host/x", "http://example.org/x", "ftp://h/x", "mailto:nobody", "https://"} {
		if _, err := audit.OpenPlace(bad, mail); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	if audit.PlaceFile("file://"+file) != file || audit.PlaceFile("mailto:a@example.org") != "" {
		t.Error("the file of a place")
	}
}

// TestTrialAuditOfOneArea: a county and a town see who looked at data of persons of their own area, and nothing of another's; others see
// neither.
func TestTrialAuditOfOneArea(t *testing.T) {
	const here, town, village, there = "52/5201/520111/", "52/5201/520111/520111100/", "52/5201/520111/520111100/520111100201/", "52/5201/520112/"
	w := newTestLog(t)
	w.write(audit.Entry{Action: "beneficiary.read", Subjects: []string{"ben_1"}, Region: village, Shown: []string{village}})
	w.write(audit.Entry{Action: "beneficiary.list", Subjects: []string{"ben_1", "ben_2"}, Shown: []string{village, there}})
	w.write(audit.Entry{Action: "beneficiary.read", Subjects: []string{"ben_2"}, Region: there, Shown: []string{there}})
	w.write(audit.Entry{Action: "org.approve", Subjects: []string{"org_1"}, Region: here}) // nothing was shown
	w.write(audit.Entry{Action: "volunteer.reveal", Subjects: []string{"vol_1"}, Region: here, Shown: []string{here}})
	as := func(role auth.Role, region string) context.Context {
		return auth.With(w.ctx, auth.Actor{UserID: "usr_1", Bindings: []auth.Binding{{Role: role, Region: region}}})
	}
	for _, tt := range []struct {
		who  context.Context
		q    audit.Query
		want string
	}{
		{as(auth.CountyAdmin, here), audit.Query{}, "volunteer.reveal beneficiary.list beneficiary.read"},
		{as(auth.CountyAdmin, there), audit.Query{}, "beneficiary.read beneficiary.list"},
		{as(auth.TownSupervisor, town), audit.Query{}, "beneficiary.list beneficiary.read"},
		{as(auth.TownSupervisor, here+"520111101/"), audit.Query{}, ""},
		{as(auth.CountyAdmin, here), audit.Query{Subjects: []string{"ben_2"}}, "beneficiary.list"},
		{as(auth.CountyAdmin, here), audit.Query{Subjects: []string{"ben_1"}, Actions: []string{"beneficiary.read"}}, "beneficiary.read"},
		{as(auth.CountyAdmin, here), audit.Query{Actor: "usr_county", Actions: []string{"beneficiary.read", "volunteer.reveal"}}, "volunteer.reveal beneficiary.read"},
		{as(auth.CountyAdmin, here), audit.Query{Actor: "usr_other"}, ""},
		{as(auth.CountyAdmin, here), audit.Query{From: noon.Add(time.Second), To: noon.Add(4 * time.Second)}, "beneficiary.list"},
	} {
		page, err := w.log.ListShown(tt.who, tt.q)
		var got []string
		for _, r := range page.Items {
			got = append(got, r.Action)
		}
		if strings.Join(got, " ") != tt.want || err != nil {
			t.Errorf("%+v: %q, %v, want %q", tt.q, got, err, tt.want)
		}
	}
	for _, role := range []auth.Role{auth.VillageDirector, auth.CountyViewer, auth.BuyerClerk} {
		if _, err := w.log.ListShown(as(role, here), audit.Query{}); !errors.Is(err, auth.ErrForbidden) {
			t.Errorf("%s: %v", role, err)
		}
	}
	if _, err := w.log.List(as(auth.CountyAdmin, here), audit.Query{}); !errors.Is(err, auth.ErrForbidden) {
		t.Errorf("the county reads the whole log: %v", err)
	}
}
