package news_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/news"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/register/registertest"
)

const county = registertest.CountyPath

type env struct {
	*registertest.County
	service *news.Service
	files   *files.Service

	Boss auth.Actor // administrator of Org
}

func newEnv(t *testing.T) *env {
	t.Helper()
	e := &env{County: registertest.New(t, news.Templates...)}
	now := func() time.Time { return e.Now }
	e.files = must(files.New(files.Deps{
		DB: e.DB, Sealer: e.Sealer, Audit: e.Audit, Now: now, Blobs: files.OpenDisk(t.TempDir()), Limits: files.Limits{Files: 50, Bytes: 100 << 20},
	}))(t)
	e.service = must(news.New(news.Deps{DB: e.DB, Audit: e.Audit, Outbox: e.Outbox, Now: now, Orgs: e.Orgs, Files: e.files}))(t)
	must(0, e.files.AddPlaces(e.service.Feature().Files...))(t)
	e.Boss = registertest.InOrg("usr_boss", auth.OrgAdmin, e.Org)
	return e
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func wants(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// blames reports whether the error is a refusal at the field.
func blames(err error, field, code string) bool {
	f, ok := errors.AsType[*fault.Fault](err)
	return ok && slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Path == field && x.Code == code })
}

func text() news.Text {
	return news.Text{Kind: news.News, Title: "周末阅读活动", Body: "孩子们在文化站读书。\n\n感谢十二位志愿者。"}
}

// upload attaches a file to the item and returns its id.
func (e *env) upload(ctx context.Context, record, purpose, name string, data []byte) string {
	e.T.Helper()
	sum := sha256.Sum256(data)
	f := must(e.files.Begin(ctx, files.Announced{Record: record, Purpose: purpose, Name: privacy.Secret(name), Size: int64(len(data)), SHA256: hex.EncodeToString(sum[:])}))(e.T)
	f = must(e.files.Append(ctx, f.ID, 0, data))(e.T)
	return must(e.files.Finish(ctx, f.ID))(e.T).ID
}

func photo(t testing.TB) []byte {
	var b bytes.Buffer
	must(0, jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 640, 480)), nil))(t)
	return b.Bytes()
}

var paper = []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")

// TestTextIsChecked: every wrong field of a text is refused at the field.
func TestTextIsChecked(t *testing.T) {
	e := newEnv(t)
	for name, tt := range map[string]struct {
		change      func(*news.Text)
		field, code string
	}{
		"no kind":              {func(x *news.Text) { x.Kind = "" }, "kind", "unknown"},
		"no title":             {func(x *news.Text) { x.Title = " \u200b " }, "title", "length"},
		"short":                {func(x *news.Text) { x.Body = "太短" }, "body", "length"},
		"an ID number":         {func(x *news.Text) { x.Body += "52011120150506123X" }, "body", "id_number"},
		"news with a last day": {func(x *news.Text) { x.Ends = "2026-12-31" }, "ends", "day"},
		"no day":               {func(x *news.Text) { x.Kind, x.Ends = news.Notice, "soon" }, "ends", "day"},
		"a picture twice":      {func(x *news.Text) { x.Pictures = []news.Picture{{FileID: "f"}, {FileID: "f"}} }, "pictures[1].file_id", "unique"},
	} {
		x := text()
		tt.change(&x)
		if _, err := e.service.Create(e.As(e.Boss), e.Org, "", x); !blames(err, tt.field, tt.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWhoWrites: an organisation's administrator and leads for it alone, the county for itself alone; nobody else.
func TestWhoWrites(t *testing.T) {
	e := newEnv(t)
	lead := registertest.InOrg("usr_pl", auth.ProjectLead, e.Org)
	for name, tt := range map[string]struct {
		actor       auth.Actor
		org, region string
		want        error
	}{
		"administrator": {e.Boss, e.Org, "", nil}, "lead": {lead, e.Org, "", nil}, "for another organisation": {e.Boss, e.OtherOrg, "", auth.ErrForbidden},
		"for the county": {e.Boss, "", county, auth.ErrForbidden}, "worker": {registertest.InOrg("usr_w", auth.SocialWorker, e.Org), e.Org, "", auth.ErrForbidden},
		"county": {e.Admin, "", "", nil}, "county for an organisation": {e.Admin, e.Org, "", auth.ErrForbidden}, "county elsewhere": {e.Admin, "", "52/5203/", auth.ErrForbidden},
		"village": {e.Director, "", county, auth.ErrForbidden}, "nobody": {auth.Actor{}, "", county, auth.ErrLogin},
	} {
		_, err := e.service.Create(e.As(tt.actor), tt.org, tt.region, text())
		wants(t, name, err, tt.want)
	}
	if _, err := e.service.Create(e.As(e.Boss), "", "", text()); !blames(err, "region", "required") {
		t.Errorf("for nobody: %v", err)
	}
	draft := must(e.service.Create(e.As(e.Boss), e.Org, "", text()))(t)
	_, err := e.service.Read(e.As(e.Admin), draft.ID)
	wants(t, "the county reads a draft", err, docstore.ErrNotFound)
	own := must(e.service.Create(e.As(e.Admin), "", "", text()))(t)
	_, err = e.service.Read(e.As(e.Boss), own.ID)
	wants(t, "an organisation reads the county's draft", err, docstore.ErrNotFound)
	must(e.service.Publish(e.As(e.Boss), draft.ID, 0, ""))(t)
	published := must(e.service.Read(e.As(e.Admin), draft.ID))(t)
	if acts := e.service.Acts(e.As(e.Admin), &published.Item); len(acts) != 1 || acts[0] != (workflow.Answer{Act: "withdraw"}) {
		t.Errorf("the county may %v", acts)
	}
	_, err = e.service.Edit(e.As(e.Boss), draft.ID, 0, text())
	wants(t, "edit what is published", err, news.ErrMove)
}

// TestPicturesNeedConsent: with pictures somebody has to answer whether children can be recognised; if so, a guardian's consent has to be attached.
func TestPicturesNeedConsent(t *testing.T) {
	e := newEnv(t)
	ctx := e.As(e.Boss)
	i := must(e.service.Create(ctx, e.Org, "", text()))(t)
	file := e.upload(ctx, i.ID, "picture", "活动.jpg", photo(t))
	with := func(p ...news.Picture) {
		x := text()
		x.Pictures = p
		must(e.service.Edit(ctx, i.ID, 0, x))(t)
	}
	refused := func(what string, children news.Children, field, code string) {
		t.Helper()
		if _, err := e.service.Publish(ctx, i.ID, 0, children); !blames(err, field, code) {
			t.Errorf("%s: %v", what, err)
		}
	}
	with(news.Picture{FileID: file})
	refused("without a text for the picture", news.None, "pictures[0].alt", "length")
	with(news.Picture{FileID: file, Alt: "文化站的书架"}, news.Picture{FileID: "fil_other", Alt: "别处的图片"})
	refused("a picture that is not there", news.None, "pictures[1].file_id", "unknown")
	other := must(e.service.Create(ctx, e.Org, "", text()))(t)
	with(news.Picture{FileID: e.upload(ctx, other.ID, "picture", "b.jpg", photo(t)), Alt: "别的动态的图片"})
	refused("a picture of another item", news.None, "pictures[0].file_id", "unknown")
	with(news.Picture{FileID: e.upload(ctx, i.ID, "picture", "c.pdf", paper), Alt: "一份文件"})
	refused("a paper as a picture", news.None, "pictures[0].file_id", "picture")
	with(news.Picture{FileID: file, Alt: "文化站的书架"})
	refused("without an answer", "", "children", "required")
	refused("without consent", news.Recognisable, "children", "consent")
	consent := e.upload(ctx, i.ID, "consent", "同意书.pdf", paper)
	with(news.Picture{FileID: consent, Alt: "监护人同意书"})
	refused("the consent as a picture", news.Recognisable, "pictures[0].file_id", "unknown")
	with(news.Picture{FileID: file, Alt: "文化站的书架"})
	got := must(e.service.Publish(ctx, i.ID, 0, news.Recognisable))(t)
	if a := got.Answer; a == nil || a.By != e.Boss.UserID || !a.At.Equal(e.Now) || a.Children != news.Recognisable || !slices.Equal(a.Papers, []string{consent}) {
		t.Errorf("answered %+v", got.Answer)
	}
	if log := e.Records("news.publish"); len(log) != 1 {
		t.Errorf("%d records", len(log))
	}

	// The picture is public as long as the item is; the consent never.
	c := must(e.service.Picture(t.Context(), i.ID, 0, false))(t)
	data, err := io.ReadAll(c)
	if err != nil || len(data) == 0 || c.Media != "image/jpeg" {
		t.Errorf("picture: %d bytes of %s (%v)", len(data), c.Media, err)
	}
	_ = c.Close()
	_, err = e.service.Picture(t.Context(), i.ID, 1, false)
	wants(t, "another picture", err, docstore.ErrNotFound)
	_, err = e.files.OpenPublished(t.Context(), consent, i.ID, false)
	wants(t, "the consent", err, docstore.ErrNotFound)
	_, err = e.files.OpenPublished(t.Context(), file, other.ID, false)
	wants(t, "as that of another item", err, docstore.ErrNotFound)
	_, err = e.files.Remove(ctx, file)
	wants(t, "remove a published picture", err, news.ErrMove)
	must(e.service.Withdraw(ctx, i.ID, 0, "监护人收回同意"))(t)
	_, err = e.service.Picture(t.Context(), i.ID, 0, false)
	wants(t, "the picture of a withdrawn item", err, docstore.ErrNotFound)
	must(e.files.Remove(ctx, file))(t)
	if len(e.Sent("news.withdrawn")) != 0 {
		t.Error("the organisation was told of its own withdrawal")
	}
}

// TestPublic: the public sees what is published, of organisations only while they may act, and no longer what was withdrawn; the organisation is told when
// the county withdraws.
func TestPublic(t *testing.T) {
	e := newEnv(t)
	e.Now = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)
	notice := text()
	notice.Kind, notice.Ends = news.Notice, "2026-03-03"
	own := must(e.service.Create(e.As(e.Admin), "", "", notice))(t)
	i := must(e.service.Create(e.As(e.Boss), e.Org, "", text()))(t)
	sees := func(what string, want ...string) {
		t.Helper()
		var got []string
		for _, n := range must(e.service.Public(t.Context(), news.Query{}))(t).Items {
			got = append(got, n.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
		for _, id := range []string{own.ID, i.ID} {
			if _, err := e.service.ReadPublic(t.Context(), id); (err == nil) != slices.Contains(want, id) {
				t.Errorf("%s: %s: %v", what, id, err)
			}
		}
	}
	sees("drafts")
	must(e.service.Publish(e.As(e.Admin), own.ID, 0, ""))(t)
	e.Now = e.Now.Add(time.Minute)
	must(e.service.Publish(e.As(e.Boss), i.ID, 0, ""))(t)
	sees("published", i.ID, own.ID)
	must(e.Orgs.Suspend(e.As(e.Admin), e.Org, "年度检查发现问题，需要整改"))(t)
	sees("suspended", own.ID)
	next := must(e.service.List(e.As(e.Boss), news.Query{}))(t)
	if len(next.Items) != 1 {
		t.Errorf("its people see %d items", len(next.Items))
	}
	_, err := e.service.Create(e.As(e.Boss), e.Org, "", text())
	wants(t, "write while suspended", err, orgs.ErrNotActive)
	must(e.Orgs.Reinstate(e.As(e.Admin), e.Org, "整改完成，现场核查合格"))(t)
	sees("reinstated", i.ID, own.ID)

	_, err = e.service.Withdraw(e.As(e.Admin), i.ID, 0, "短")
	wants(t, "without a reason", err, workflow.ErrReason)
	_, err = e.service.Withdraw(e.As(registertest.InOrg("usr_o", auth.OrgAdmin, e.OtherOrg)), i.ID, 0, "与我机构有关")
	wants(t, "by another organisation", err, docstore.ErrNotFound)
	w := must(e.service.Withdraw(e.As(e.Admin), i.ID, 0, "内容失实，请核对"))(t)
	if !w.ByCounty || w.Reason == "" || !slices.Equal(e.Sent("news.withdrawn"), []string{e.Org}) {
		t.Errorf("withdrawn %+v, told %v", w.Item, e.Sent("news.withdrawn"))
	}
	sees("withdrawn", own.ID)
	_, err = e.service.Publish(e.As(e.Boss), i.ID, 0, "")
	wants(t, "publish again", err, news.ErrMove)
	e.Now = e.Now.AddDate(0, 0, 2)
	if n := must(e.service.ReadPublic(t.Context(), own.ID))(t); !n.Over("2026-03-04") || n.Over("2026-03-03") {
		t.Error("the notice is not over after its last day")
	}
	late := must(e.service.Create(e.As(e.Admin), "", "", notice))(t)
	if _, err := e.service.Publish(e.As(e.Admin), late.ID, 0, ""); !blames(err, "ends", "past") {
		t.Errorf("a notice of the past: %v", err)
	}
}

// TestParagraphs splits at lines, and what does not print is gone.
func TestParagraphs(t *testing.T) {
	x := news.Text{Body: "第一段\r\n\r\n <b>第二段</b> \n\n\n第三段"}
	if got := strings.Join(x.Paragraphs(), "|"); got != "第一段|<b>第二段</b>|第三段" {
		t.Errorf("%q", got)
	}
}
