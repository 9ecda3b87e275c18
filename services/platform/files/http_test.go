package files_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

// shown is what the API shows of a file.
type shown struct {
	ID, State, Name, Media string
	SHA256, Refusal        string
	RefusalText            string `json:"refusal_text"`
	PurposeName            string `json:"purpose_name"`
	Size                   int64
	Thumbnail              bool
	Upload                 *struct{ Offset int64 }
	Acts                   []struct {
		Act string
		Why *struct{ Code string }
	}
}

func into[T any](t testing.TB, r *apitest.Response, status int) (v T) {
	t.Helper()
	if r.Status != status {
		t.Fatalf("%d %s, want %d", r.Status, r.Body, status)
	}
	must(0, json.Unmarshal(r.Body, &v))(t)
	return v
}

// listOf lists the files of the record as somebody sees them.
func listOf(t testing.TB, e *env, api *apitest.App) []shown {
	t.Helper()
	return into[struct{ Items []shown }](t, api.Do("GET", "/files?record="+e.record, nil), 200).Items
}

func announce(e *env, purpose, name string, content []byte) map[string]any {
	a := announced(e.record, purpose, name, content)
	return map[string]any{"record": a.Record, "purpose": purpose, "name": name, "size": a.Size, "sha256": a.SHA256}
}

func TestUploadOverHTTP(t *testing.T) {
	e := newEnv(t, nil)
	api := apitest.New(t, func(r *httpapi.Router) { files.Routes(r, e.service) })
	owner, reviewer := api.As(e.owner), api.As(e.reviewer)
	piece := owner.With("Content-Type", "application/offset+octet-stream")
	content := pdf(300 << 10)

	f := into[shown](t, owner.Do("POST", "/files", announce(e, "paper", "登记 证书.pdf", content)), 201)
	into[shown](t, piece.With("Upload-Offset", "0").Do("PATCH", "/files/"+f.ID, content[:100<<10]), 200)
	if head := owner.Do("HEAD", "/files/"+f.ID, nil); head.Status != 200 || head.Header.Get("Upload-Offset") != "102400" || head.Header.Get("Upload-Length") != strconv.Itoa(len(content)) {
		t.Errorf("HEAD: %d %v", head.Status, head.Header)
	}
	again := piece.With("Upload-Offset", "0").Do("PATCH", "/files/"+f.ID, content[:100<<10])
	if again.Status != 409 || again.Header.Get("Upload-Offset") != "102400" {
		t.Errorf("once more: %d %v", again.Status, again.Header)
	}
	for name, r := range map[string]*apitest.Response{
		"without offset":  piece.Do("PATCH", "/files/"+f.ID, content[100<<10:]),
		"negative offset": piece.With("Upload-Offset", "-1").Do("PATCH", "/files/"+f.ID, content[100<<10:]),
		"as JSON":         owner.With("Upload-Offset", "102400").Do("PATCH", "/files/"+f.ID, content[100<<10:]),
		"of a stranger":   api.As(e.stranger).With("Content-Type", "application/offset+octet-stream").With("Upload-Offset", "102400").Do("PATCH", "/files/"+f.ID, content[100<<10:]),
		"early finish":    owner.Do("POST", "/files/"+f.ID+"/finish", nil),
		"anonymous":       api.Do("GET", "/files/"+f.ID, nil),
	} {
		if r.Status < 400 || r.Status > 415 {
			t.Errorf("%s: %d", name, r.Status)
		}
	}
	if own := listOf(t, e, owner); len(own) != 1 || own[0].State != "uploading" || own[0].SHA256 != announced(e.record, "", "", content).SHA256 ||
		own[0].Upload.Offset != 102400 || len(own[0].Acts) != 2 || own[0].Acts[0].Act != "resume" {
		t.Errorf("the uploader's list while it is uploading: %+v", own)
	}
	if others := listOf(t, e, reviewer); len(others) != 0 {
		t.Errorf("the reviewer's list while it is uploading: %+v", others)
	}
	into[shown](t, piece.With("Upload-Offset", "102400").Do("PATCH", "/files/"+f.ID, content[100<<10:]), 200)
	f = into[shown](t, owner.Do("POST", "/files/"+f.ID+"/finish", nil), 200)
	if f.State != "kept" || f.Name != "登记 证书.pdf" || f.Media != "application/pdf" || f.Upload != nil || len(f.Acts) != 2 {
		t.Errorf("%+v", f)
	}
	list := into[struct {
		Items   []shown
		Choices []struct{ Purpose, Name string }
	}](t, reviewer.Do("GET", "/files?record="+e.record, nil), 200)
	if len(list.Items) != 1 || len(list.Choices) != 0 || len(list.Items[0].Acts) != 1 || list.Items[0].Acts[0].Act != "open" {
		t.Errorf("the reviewer sees %+v", list)
	}
	if r := api.As(e.stranger).Do("GET", "/files?record="+e.record, nil); r.Status != 404 {
		t.Errorf("a stranger's list: %d", r.Status)
	}

	got := reviewer.Do("GET", "/files/"+f.ID+"/content", nil)
	if got.Status != 200 || !bytes.Equal(got.Body, content) {
		t.Errorf("content: %d, %d bytes", got.Status, len(got.Body))
	}
	for header, want := range map[string]string{
		"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "X-Frame-Options": "SAMEORIGIN",
		"Content-Disposition": "attachment; filename*=UTF-8''%E7%99%BB%E8%AE%B0%20%E8%AF%81%E4%B9%A6.pdf",
	} {
		if got.Header.Get(header) != want {
			t.Errorf("%s: %q", header, got.Header.Get(header))
		}
	}
	if shown := reviewer.Do("GET", "/files/"+f.ID+"/content?show=true", nil); !strings.HasPrefix(shown.Header.Get("Content-Disposition"), "inline") {
		t.Errorf("shown: %q", shown.Header.Get("Content-Disposition"))
	}
	if r := owner.Do("GET", "/files/"+f.ID+"/thumbnail", nil); r.Status != 404 {
		t.Errorf("thumbnail of a PDF: %d", r.Status)
	}
	e.closed = true
	closed := into[shown](t, owner.Do("GET", "/files/"+f.ID, nil), 200)
	if len(closed.Acts) != 2 || closed.Acts[1].Why == nil || closed.Acts[1].Why.Code != "thing_closed" {
		t.Errorf("of a closed record: %+v", closed.Acts)
	}
	if r := owner.Do("DELETE", "/files/"+f.ID, nil); r.Status != 409 {
		t.Errorf("removed from a closed record: %d", r.Status)
	}
	e.closed = false
	if r := reviewer.Do("DELETE", "/files/"+f.ID, nil); r.Status != 403 {
		t.Errorf("removed by the reviewer: %d", r.Status)
	}
	if r := owner.Do("DELETE", "/files/"+f.ID, nil); r.Status != 204 {
		t.Errorf("removed: %d", r.Status)
	}
	if r := owner.Do("GET", "/files/"+f.ID+"/content", nil); r.Status != 404 {
		t.Errorf("opened behind that: %d", r.Status)
	}
}

func TestOfficeFilesAreNeverShown(t *testing.T) {
	e := newEnv(t, nil)
	api := apitest.New(t, func(r *httpapi.Router) { files.Routes(r, e.service) })
	f := must(e.upload("photo", "a.docx", docx(t)))(t)
	got := api.As(e.owner).Do("GET", "/files/"+f.ID+"/content?show=true", nil)
	if !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") || !strings.Contains(got.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%v", got.Header)
	}
	picture := must(e.upload("photo", "a.png", pngOf(t, 30, 20)))(t)
	small := api.As(e.owner).Do("GET", "/files/"+picture.ID+"/thumbnail", nil)
	if small.Status != 200 || small.Header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("thumbnail: %d %v", small.Status, small.Header)
	}
}

// TestTrialUploadCutAtAnyByte cuts the connection in the middle of pieces, in their headers and in their bodies. The upload goes
// on where it stands, and what was sent is kept.
func TestTrialUploadCutAtAnyByte(t *testing.T) {
	e := newEnv(t, nil)
	api := apitest.New(t, func(r *httpapi.Router) { files.Routes(r, e.service) })
	owner := api.As(e.owner)
	ln := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	ended := make(chan error, 1)
	go func() { ended <- api.Server().Fiber().Listener(ln) }()
	t.Cleanup(func() { _ = api.Server().Fiber().Shutdown(); <-ended })

	content := pdf(2 << 20)
	f := into[shown](t, owner.Do("POST", "/files", announce(e, "paper", "a.pdf", content)), 201)
	cuts := 0
	for at := 0; at < len(content); {
		piece := content[at:min(at+128<<10, len(content))]
		head := fmt.Sprintf("PATCH /api/v1/files/%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: %d\r\nContent-Length: %d\r\n\r\n",
			f.ID, owner.Token(), at, len(piece))
		request := append([]byte(head), piece...)
		conn := must(net.Dial("tcp", ln.Addr().String()))(t)
		if rand.IntN(3) > 0 { // cut; sometimes behind the last byte, before the answer
			cuts++
			_, _ = conn.Write(request[:1+rand.IntN(len(request))])
			must(0, conn.Close())(t)
		} else {
			must(conn.Write(request))(t)
			answer := make([]byte, 12)
			must(io.ReadFull(conn, answer))(t)
			if string(answer) != "HTTP/1.1 200" && string(answer) != "HTTP/1.1 409" { // 409: a piece before it was taken after all
				t.Fatalf("%s", answer)
			}
			must(0, conn.Close())(t)
		}
		now := into[shown](t, owner.Do("GET", "/files/"+f.ID, nil), http.StatusOK)
		at = int(now.Upload.Offset)
	}
	f = into[shown](t, owner.Do("POST", "/files/"+f.ID+"/finish", nil), 200)
	if got := must(e.read(e.owner, f.ID, false))(t); !bytes.Equal(got, content) {
		t.Error("it comes back otherwise")
	}
	t.Logf("%d cuts", cuts)
	e.check(0)
}

func TestRefusalsOverHTTP(t *testing.T) {
	e := newEnv(t, nil)
	owner := apitest.New(t, func(r *httpapi.Router) { files.Routes(r, e.service) }).As(e.owner)
	send := func(name string, content []byte) *apitest.Response {
		f := into[shown](t, owner.Do("POST", "/files", announce(e, "photo", name, content)), 201)
		into[shown](t, owner.With("Content-Type", "application/offset+octet-stream").With("Upload-Offset", "0").Do("PATCH", "/files/"+f.ID, content), 200)
		return owner.Do("POST", "/files/"+f.ID+"/finish", nil)
	}
	for name, tt := range map[string]struct {
		r      *apitest.Response
		status int
		want   string
	}{
		"lying type": {send("a.pdf", pngOf(t, 20, 20)), 400, `"field":"file","code":"file_type_lies"`},
		"script":     {send("a.pdf", pdfWith("<</S/JavaScript>>")), 400, `"field":"file","code":"file_active"`},
		"21 MB":      {owner.Do("POST", "/files", announce(e, "photo", "a.pdf", make([]byte, 21<<20))), 413, `"field":"size","code":"file_too_large"`},
		"program":    {owner.Do("POST", "/files", announce(e, "photo", "a.exe", []byte("MZ"))), 400, `"field":"name","code":"file_type"`},
	} {
		if tt.r.Status != tt.status || !strings.Contains(string(tt.r.Body), tt.want) {
			t.Errorf("%s: %d %s", name, tt.r.Status, tt.r.Body)
		}
	}
	e.check(0)
	refused := listOf(t, e, owner)
	if len(refused) != 2 || refused[0].State != "refused" || refused[0].RefusalText == "" || refused[0].PurposeName != "照片" || len(refused[0].Acts) != 1 {
		t.Fatalf("the uploader's list shows %+v", refused)
	}
	for _, f := range refused {
		if r := owner.Do("DELETE", "/files/"+f.ID, nil); r.Status != 204 {
			t.Errorf("taking a refusal off the list: %d %s", r.Status, r.Body)
		}
	}
	if left := listOf(t, e, owner); len(left) != 0 {
		t.Errorf("behind that: %+v", left)
	}
}
