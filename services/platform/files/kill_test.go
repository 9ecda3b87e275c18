package files_test

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// The process that is killed is this test program again; it finds its work in these variables.
const (
	childDir    = "TONGXING_FILES_CHILD"
	childBlobs  = "TONGXING_FILES_BLOBS"
	childRecord = "TONGXING_FILES_RECORD"
)

// killed is a store of documents and one of blobs that a killed process leaves.
type killed struct {
	t                  testing.TB
	dir, blobs, record string
}

func (k killed) open() *env {
	blobs := files.OpenDisk(filepath.Join(k.dir, "files"))
	if k.blobs != "" {
		blobs = must(files.OpenS3(k.blobs))(k.t)
	}
	e := newEnvOn(k.t, docstoretest.OpenAt(k.t, k.dir), must(privacy.LoadKeyring(filepath.Join(k.dir, "keys.json")))(k.t), blobs,
		func(d *files.Deps) { d.Limits = files.Limits{Files: 1 << 30, Bytes: 1 << 40} })
	e.record = k.record
	return e
}

// TestUploadsUntilKilled is the process that is killed: it uploads one file after the other and tells what was answered.
func TestUploadsUntilKilled(t *testing.T) {
	dir := os.Getenv(childDir)
	if dir == "" {
		t.Skip("runs only as the process that TestKillAtAnyPointOfAnUpload kills")
	}
	e := killed{t, dir, os.Getenv(childBlobs), os.Getenv(childRecord)}.open()
	for {
		size := 20_000 + rand.IntN(600_000)
		content := pdf(size)
		f := e.begin("photo", strconv.Itoa(size)+".pdf", content)
		for f.Offset() < int64(len(content)) {
			at := f.Offset()
			f = must(e.service.Append(e.as(e.owner), f.ID, at, content[at:min(at+64<<10, int64(len(content)))]))(t)
			fmt.Printf("answered %s %d\n", f.ID, f.Offset())
		}
		f = must(e.service.Finish(e.as(e.owner), f.ID))(t)
		fmt.Printf("kept %s %d\n", f.ID, f.Size)
		must(e.service.Remove(e.as(e.owner), f.ID))(t)
		fmt.Printf("removed %s 0\n", f.ID)
	}
}

// TestKillAtAnyPointOfAnUpload kills a process that uploads, again and again. What was answered is there; every upload goes on
// where it stands and ends with the bytes that were sent; check finds nothing wrong.
func TestKillAtAnyPointOfAnUpload(t *testing.T) {
	if docstoretest.MongoURI() != "" {
		t.Skip("the process that is killed uses SQLite")
	}
	rounds := 10 // on each kind of store
	if os.Getenv("TONGXING_NIGHTLY") != "" {
		rounds = 100
	}
	for name, blobs := range map[string]string{"disk": "", "s3": newS3(t)} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			must(privacy.CreateKeyring(filepath.Join(dir, "keys.json")))(t)
			k := killed{t, dir, blobs, "thing_01jd3k0000000000000000000a"}
			resumed, answered := 0, 0
			for range rounds {
				said, n := k.kill(t)
				answered += n
				t.Run("", func(t *testing.T) { k.t = t; resumed += k.goOn(said) })
			}
			if answered < 3*rounds {
				t.Errorf("only %d answers: nothing was tried", answered)
			}
			t.Logf("%d rounds, %d answers, %d uploads went on", rounds, answered, resumed)
		})
	}
}

// answer is what the process said last of a file: a step, and how many bytes were there.
type answer struct {
	step string
	at   int64
}

// kill runs the process for a while and returns what it answered last of each file, and how many answers there were.
func (k killed) kill(t *testing.T) (said map[string]answer, n int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestUploadsUntilKilled$", "-test.v")
	cmd.Env = append(os.Environ(), childDir+"="+k.dir, childBlobs+"="+k.blobs, childRecord+"="+k.record)
	out := must(cmd.StdoutPipe())(t)
	must(0, cmd.Start())(t)
	said = map[string]answer{}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var step, fileID string
		var at int64
		if _, err := fmt.Sscanf(lines.Text(), "%s %s %d", &step, &fileID, &at); err != nil || !strings.HasPrefix(fileID, "fil_") {
			continue
		}
		if n++; n == 1 { // the moment of the kill is not to be chosen
			time.AfterFunc(time.Duration(rand.IntN(250))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		}
		said[fileID] = answer{step, at}
	}
	_ = cmd.Wait()
	return said, n
}

// goOn compares the store with what was answered, and finishes what is unfinished.
func (k killed) goOn(said map[string]answer) (resumed int) {
	e := k.open()
	ctx := e.as(e.owner)
	for fileID, last := range said {
		f := must(e.service.Upload(ctx, fileID))(k.t)
		if last.step == "removed" && f.State != files.Removed || last.step == "kept" && f.State == files.Uploading ||
			f.State == files.Uploading && f.Offset() < last.at {
			k.t.Errorf("%s: answered %+v, but it is %s at %d", fileID, last, f.State, f.Offset())
		}
		if f.State == files.Removed {
			continue
		}
		size, _ := strconv.Atoi(strings.TrimSuffix(must(e.service.NameOf(f))(k.t).Reveal(), ".pdf"))
		content := pdf(size)
		if f.State == files.Uploading {
			resumed++
			f = must(e.service.Finish(ctx, e.send(f, content).ID))(k.t)
		}
		if got := must(e.read(e.owner, f.ID, false))(k.t); !bytes.Equal(got, content) {
			k.t.Errorf("%s comes back otherwise", f.ID)
		}
		must(e.service.Remove(ctx, f.ID))(k.t)
	}
	e.check(0)
	return resumed
}
