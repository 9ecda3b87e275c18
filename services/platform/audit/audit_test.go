package audit_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

var (
	noon    = time.Date(2026, 3, 5, 4, 0, 0, 0, time.UTC)
	auditor = auth.Actor{UserID: "usr_auditor", Bindings: []auth.Binding{{Role: auth.Auditor}}}
	county  = auth.Actor{UserID: "usr_county", Bindings: []auth.Binding{
		{Role: auth.CountyAdmin, Region: "52/5201/"}, {Role: auth.Auditor}, {Role: auth.CountyAdmin, Region: "52/5202/"},
	}}
)

type testLog struct {
	*testing.T
	dir string
	db  *docstore.DB
	log *audit.Log
	now time.Time
	ctx context.Context
}

func newTestLog(t *testing.T) *testLog {
	w := &testLog{T: t, db: docstoretest.Open(t), now: noon, ctx: httpapi.WithRequestID(auth.With(context.Background(), county), "req_1")}
	var err error
	if w.log, err = audit.Open(w.db, func() time.Time { return w.now }); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *testLog) write(e audit.Entry) {
	w.Helper()
	if err := w.log.Write(w.ctx, e); err != nil {
		w.Fatal(err)
	}
	w.now = w.now.Add(time.Second)
}

func (w *testLog) all() []audit.Record {
	w.Helper()
	p, err := w.log.List(auth.With(w.ctx, auditor), audit.Query{}, docstore.Limit(100))
	if err != nil {
		w.Fatal(err)
	}
	slices.Reverse(p.Items)
	return p.Items
}

func (w *testLog) verify(n int64, bad string) {
	w.Helper()
	got, id, err := w.log.Verify(w.ctx)
	if got != n || id != bad || err != nil {
		w.Errorf("verified %d, bad %q, %v; want %d, %q", got, id, err, n, bad)
	}
}

func TestEntryRecordsActorTimeAndReason(t *testing.T) {
	w := newTestLog(t)
	w.write(audit.Entry{Action: "activity.publish", Subjects: []string{"act_1", "org_1"}, Region: "52/5201/", Fields: []string{"status"}, Purpose: "review", Reason: "complete"})
	r := w.all()[0]
	if r.Actor != "usr_county" || !slices.Equal(r.Roles, []string{"auditor", "county_admin"}) || r.RequestID != "req_1" || !r.At.Equal(noon) ||
		r.Action != "activity.publish" || !slices.Equal(r.Subjects, []string{"act_1", "org_1"}) || r.Purpose != "review" || r.Reason != "complete" || r.Seq != 1 {
		t.Errorf("kept %+v", r)
	}
	if err := w.log.Write(w.ctx, audit.Entry{}); err == nil {
		t.Error("an entry without action was stored")
	}
	job := auth.System(context.Background(), "remind")
	if err := w.log.Write(job, audit.Entry{Action: "x"}); err != nil {
		t.Fatal(err)
	}
	if got := w.all()[1].Actor; got != "job:remind" {
		t.Errorf("the job is %q", got)
	}
}

func TestEntryIsPartOfItsTransaction(t *testing.T) {
	w := newTestLog(t)
	w.write(audit.Entry{Action: "a"})
	failed := errors.New("no")
	err := w.db.Tx(w.ctx, func(ctx context.Context) error {
		for range 2 {
			if err := w.log.Write(ctx, audit.Entry{Action: "b"}); err != nil {
				return err
			}
		}
		return failed
	})
	if !errors.Is(err, failed) {
		t.Fatal(err)
	}
	err = w.db.Tx(w.ctx, func(ctx context.Context) error {
		return errors.Join(w.log.Write(ctx, audit.Entry{Action: "c"}), w.log.Write(ctx, audit.Entry{Action: "d"}))
	})
	if err != nil {
		t.Fatal(err)
	}
	w.verify(3, "")
	for _, r := range w.all() {
		if r.Action == "b" {
			t.Error("an entry of a rolled back act")
		}
	}
}

func TestConcurrentEntriesFormOneChain(t *testing.T) {
	w := newTestLog(t)
	var all sync.WaitGroup
	for i := range 64 {
		all.Go(func() {
			if err := w.log.Write(w.ctx, audit.Entry{Action: "a", Subjects: []string{fmt.Sprint(i)}}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	w.verify(64, "")
}

// onDisk is a testLog whose store can be opened again.
func onDisk(t *testing.T) *testLog {
	w := &testLog{T: t, dir: t.TempDir(), now: noon, ctx: httpapi.WithRequestID(auth.With(context.Background(), county), "req_1")}
	w.open()
	t.Cleanup(func() { _ = w.db.Close() })
	return w
}

func (w *testLog) open() {
	w.Helper()
	var err error
	if w.db, err = sqlite.Open(w.ctx, w.dir, docstore.Config{NoSync: true}); err != nil {
		w.Fatal(err)
	}
	if w.log, err = audit.Open(w.db, func() time.Time { return w.now }); err != nil {
		w.Fatal(err)
	}
}

// tamper closes the log and changes its records directly, as anybody with the data directory could.
func (w *testLog) tamper(change func(c *docstore.Collection[audit.Record]) error) {
	w.Helper()
	if err := w.db.Close(); err != nil {
		w.Fatal(err)
	}
	db, err := sqlite.Open(w.ctx, w.dir, docstore.Config{NoSync: true})
	if err != nil {
		w.Fatal(err)
	}
	c, err := docstore.Declare[audit.Record](db, docstore.Spec{
		Name:    "audit",
		Fields:  []string{"seq", "at", "actor", "action", "subjects"},
		Indexes: []docstore.Index{{Name: "seq", Fields: []string{"seq"}, Unique: true}},
	})
	if err != nil {
		w.Fatal(err)
	}
	if err := errors.Join(change(c), db.Close()); err != nil {
		w.Fatal(err)
	}
	w.open()
}

func TestVerifyNamesTheFirstBadRecord(t *testing.T) {
	type tamperer = func(context.Context, *docstore.Collection[audit.Record], []audit.Record) error
	edit := func(change func(*audit.Record)) tamperer {
		return func(ctx context.Context, c *docstore.Collection[audit.Record], rs []audit.Record) error {
			_, err := c.Update(ctx, rs[2].ID, func(r *audit.Record) error { change(r); return nil })
			return err
		}
	}
	for name, tt := range map[string]struct {
		tamper tamperer
		n      int64
		bad    int
	}{
		"action":  {edit(func(r *audit.Record) { r.Action = "other" }), 2, 2},
		"actor":   {edit(func(r *audit.Record) { r.Actor = "usr_other" }), 2, 2},
		"time":    {edit(func(r *audit.Record) { r.At = r.At.Add(time.Millisecond) }), 2, 2},
		"moved":   {edit(func(r *audit.Record) { r.Subjects, r.Fields = r.Fields, r.Subjects }), 2, 2},
		"joined":  {edit(func(r *audit.Record) { r.Subjects = []string{r.Subjects[0] + r.Subjects[1]} }), 2, 2},
		"region":  {edit(func(r *audit.Record) { r.Region = "" }), 2, 2},
		"reason":  {edit(func(r *audit.Record) { r.Purpose, r.Reason = r.Reason, r.Purpose }), 2, 2},
		"request": {edit(func(r *audit.Record) { r.RequestID = "" }), 2, 2},
		"hash":    {edit(func(r *audit.Record) { r.Hash = "00" }), 2, 2},
		"removed": {func(ctx context.Context, c *docstore.Collection[audit.Record], rs []audit.Record) error {
			return c.Delete(ctx, rs[2].ID)
		}, 2, 3},
		"shifted": {edit(func(r *audit.Record) { // the same texts in the same order, divided among the fields differently
			last := len(r.Roles) - 1
			r.Subjects = append([]string{r.Action}, r.Subjects...)
			r.Action, r.Roles = r.Roles[last], r.Roles[:last]
		}), 2, 2},
		"forged": {edit(func(r *audit.Record) {
			r.Action, r.Offices = "other", nil
			r.Hash = sumAfter([]string{"tongxing audit 1"}, *r)
		}), 3, 3},
		"taken out": {edit(func(r *audit.Record) { r.Seq = 0 }), 2, 3},
		"first removed": {func(ctx context.Context, c *docstore.Collection[audit.Record], rs []audit.Record) error {
			return c.Delete(ctx, rs[0].ID)
		}, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := onDisk(t)
			for i := range 6 {
				w.write(audit.Entry{Action: "a", Subjects: []string{"x", fmt.Sprint(i)}, Region: "52/", Purpose: "p", Reason: "r"})
			}
			w.verify(6, "")
			rs := w.all()
			w.tamper(func(c *docstore.Collection[audit.Record]) error { return tt.tamper(w.ctx, c, rs) })
			w.verify(tt.n, rs[tt.bad].ID)
		})
	}
}

// sum computes the hash from its description: each text with its length, each list with its count.
func sum(r audit.Record) string {
	return sumAfter([]string{"tongxing audit 4", fmt.Sprint(r.Version), fmt.Sprint(r.CreatedAt.UnixMilli()), fmt.Sprint(r.UpdatedAt.UnixMilli()), r.CreatedBy, r.UpdatedBy}, r)
}

func sumAfter(texts []string, r audit.Record) string {
	token := texts[0] == "tongxing audit 4"
	changes := token || texts[0] == "tongxing audit 3"
	texts = append(texts, fmt.Sprint(r.Seq), r.ID, fmt.Sprint(r.At.UnixMilli()), r.Actor, fmt.Sprint(len(r.Roles)))
	texts = append(texts, r.Roles...)
	texts = append(texts, r.Action, fmt.Sprint(len(r.Subjects)))
	texts = append(texts, r.Subjects...)
	texts = append(texts, r.Region, fmt.Sprint(len(r.Fields)))
	texts = append(texts, r.Fields...)
	texts = append(texts, r.Purpose, r.Reason, r.RequestID)
	if changes {
		texts = append(texts, fmt.Sprint(len(r.Offices)))
		for _, o := range r.Offices {
			texts = append(texts, o.Role, o.Region, o.OrgID)
		}
		texts = append(append(texts, fmt.Sprint(len(r.Areas))), r.Areas...)
		texts = append(texts, fmt.Sprint(len(r.Changes)))
		for _, c := range r.Changes {
			texts = append(texts, c.Field, c.From, c.To)
		}
	}
	if token {
		texts = append(texts, r.Token, fmt.Sprint(r.Revision))
	}
	texts = append(texts, r.Prev)
	h := sha256.New()
	for _, s := range texts {
		_, _ = fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func TestHashIsAsDescribed(t *testing.T) {
	w := newTestLog(t)
	actor := auth.From(w.ctx)
	actor.Token = &auth.Token{ID: "tok_1"}
	w.ctx = auth.With(w.ctx, actor)
	w.write(audit.Entry{
		Action: "a", Subjects: []string{"名"}, Fields: []string{"x", "y"}, Shown: []string{"52/5201/520111/"}, Version: 7,
		Changes: []audit.Change{{Field: "status", From: "a", To: "b"}, {Field: "name"}},
	})
	r := w.all()[0]
	if r.Hash != sum(r) || r.Token != "tok_1" || r.Revision != 7 {
		t.Errorf("hash %s, want %s; token %q, revision %d", r.Hash, sum(r), r.Token, r.Revision)
	}
	meta := []string{fmt.Sprint(r.Version), fmt.Sprint(r.CreatedAt.UnixMilli()), fmt.Sprint(r.UpdatedAt.UnixMilli()), r.CreatedBy, r.UpdatedBy}
	before := r // as records were chained before they had tokens
	before.Token, before.Revision = "", 0
	before.Hash = sumAfter(append([]string{"tongxing audit 3"}, meta...), before)
	w.replace([]audit.Record{before})
	w.verify(1, "")
	for _, add := range []func(*audit.Record){func(r *audit.Record) { r.Token = "tok_2" }, func(r *audit.Record) { r.Revision = 8 }} {
		changed := before
		add(&changed)
		w.replace([]audit.Record{changed})
		w.verify(0, r.ID)
	}
	for _, head := range [][]string{{"tongxing audit 1"}, append([]string{"tongxing audit 2"}, meta...)} { // as records were chained at first, and then
		r.Offices, r.Areas, r.Changes, r.Token, r.Revision = nil, nil, nil, "", 0
		r.Hash = sumAfter(head, r)
		w.replace([]audit.Record{r})
		w.verify(1, "")
		r.Areas = []string{"52/"} // that hash does not cover
		w.replace([]audit.Record{r})
		w.verify(0, r.ID)
	}
}

func TestVerifyFindsARemovedLastRecord(t *testing.T) {
	w := onDisk(t)
	w.write(audit.Entry{Action: "a"})
	w.write(audit.Entry{Action: "b"})
	last := w.all()[1].ID
	w.tamper(func(c *docstore.Collection[audit.Record]) error {
		_, err := c.Update(w.ctx, last, func(r *audit.Record) error { r.Seq = 0; return nil })
		return err
	})
	w.verify(1, last)
	if err := w.log.Chain(w.ctx); err != nil { // must not move it back into the chain
		t.Fatal(err)
	}
	w.verify(1, last)
}

func TestHeadRevealsATruncatedChain(t *testing.T) {
	w := onDisk(t)
	if ok, err := w.log.ContainsHead(w.ctx, audit.Head{}); !ok || err != nil {
		t.Errorf("the empty chain: %v, %v", ok, err)
	}
	for range 3 {
		w.write(audit.Entry{Action: "a"})
	}
	head, err := w.log.Head(w.ctx)
	if err != nil || head.Seq != 3 {
		t.Fatalf("head %+v, %v", head, err)
	}
	w.write(audit.Entry{Action: "b"})
	if ok, err := w.log.ContainsHead(w.ctx, head); !ok || err != nil {
		t.Errorf("a longer chain: %v, %v", ok, err)
	}
	if ok, err := w.log.ContainsHead(w.ctx, audit.Head{Seq: 3, Hash: "other"}); ok || err != nil {
		t.Errorf("a chain written again: %v, %v", ok, err)
	}
	rs := w.all()
	w.tamper(func(c *docstore.Collection[audit.Record]) error {
		return errors.Join(c.Delete(w.ctx, rs[2].ID), c.Delete(w.ctx, rs[3].ID))
	})
	w.verify(2, "") // the chain alone does not show it
	if ok, err := w.log.ContainsHead(w.ctx, head); ok || err != nil {
		t.Errorf("a chain cut off: %v, %v", ok, err)
	}
}

func TestRoutes(t *testing.T) {
	w := newTestLog(t)
	for i := range 5 {
		w.write(audit.Entry{Action: fmt.Sprintf("a.%d", i%2), Subjects: []string{"act_1", fmt.Sprintf("sup_%d", i)}})
	}
	a := apitest.New(t, func(r *httpapi.Router) { audit.Routes(r, w.log) })
	for _, path := range []string{"/audit/verification"} {
		a.Do("GET", path, nil).Refused(401, "login_required")
		a.As(auth.Actor{UserID: "usr_1", Bindings: []auth.Binding{{Role: auth.CountyViewer, Region: "52/"}}}).Do("GET", path, nil).Refused(403, "forbidden")
	}
	a = a.As(auditor)
	var v struct {
		Checked int64
		Intact  bool
		HeadSeq int64 `json:"head_seq"`
	}
	if a.Do("GET", "/audit/verification", nil).Want(200).JSON(&v); v.Checked != 5 || !v.Intact || v.HeadSeq != 5 {
		t.Errorf("verification %+v", v)
	}
}

func TestListFindsBySubjectActorActionsAndTime(t *testing.T) {
	w := newTestLog(t)
	for i := range 5 {
		w.write(audit.Entry{Action: fmt.Sprintf("a.%d", i%2), Subjects: []string{"act_1", fmt.Sprintf("sup_%d", i)}})
	}
	list := func(q audit.Query, opts ...docstore.Option) docstore.Page[audit.Record] {
		t.Helper()
		p, err := w.log.List(auth.With(w.ctx, auditor), q, opts...)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	at := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Second) }
	both := []string{"a.0", "a.1"}
	for _, tt := range []struct {
		q    audit.Query
		want int
	}{
		{audit.Query{}, 5},
		{audit.Query{Subjects: []string{"act_1"}}, 5},
		{audit.Query{Subjects: []string{"sup_3"}}, 1},
		{audit.Query{Subjects: []string{"act_2"}}, 0},
		{audit.Query{Actor: "usr_county"}, 5},
		{audit.Query{Actor: "usr_other"}, 0},
		{audit.Query{Actions: []string{"a.0"}}, 3},
		{audit.Query{Subjects: []string{"sup_2"}, Actions: []string{"a.1"}}, 0},
		{audit.Query{From: at(1), To: at(3)}, 2},
		{audit.Query{Actions: both}, 5},
		{audit.Query{Actions: []string{"a.1", "b"}}, 2},
		{audit.Query{Subjects: []string{"act_1"}, Actions: both, From: at(1), To: at(4)}, 3},
		{audit.Query{Actor: "usr_county", Actions: []string{"a.0"}, From: at(1)}, 2},
	} {
		if got := len(list(tt.q).Items); got != tt.want {
			t.Errorf("%+v: %d records, want %d", tt.q, got, tt.want)
		}
	}
	for _, q := range []audit.Query{{}, {Actions: both}, {Subjects: []string{"act_1"}}} {
		var seen []int64
		for after := ""; ; {
			p := list(q, docstore.Limit(2), docstore.After(after))
			for _, r := range p.Items {
				seen = append(seen, r.Seq)
			}
			if after = p.Next; after == "" {
				break
			}
		}
		if !slices.Equal(seen, []int64{5, 4, 3, 2, 1}) {
			t.Errorf("%+v: paged %v", q, seen)
		}
	}
}
