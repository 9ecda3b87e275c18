package files_test

import (
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/files"
)

// TestUploadOf20MBStaysSmall measures how much the heap grows while 20 MB are uploaded, examined, sealed and read again.
func TestUploadOf20MBStaysSmall(t *testing.T) {
	onBoth(t, func(t *testing.T, blobs files.Blobs) {
		if t.Name() == "TestUploadOf20MBStaysSmall/s3" {
			t.Skip("the S3 server of the test runs in this process, so its memory would be counted")
		}
		e := newEnv(t, blobs)
		content := pdf(files.MaxBytes - 1000)
		peak := heapPeak(func() {
			f := must(e.upload("photo", "a.pdf", content))(t)
			c := must(e.service.Open(e.as(e.owner), f.ID, false))(t)
			buf := make([]byte, 64<<10)
			for {
				if _, err := c.Read(buf); err != nil {
					break
				}
			}
			must(0, c.Close())(t)
		})
		t.Logf("the heap grew by %.1f MB", float64(peak)/(1<<20))
		if peak > 30<<20 {
			t.Errorf("the heap grew by %d bytes", peak)
		}
	})
}

// TestPictureOf12MPStaysBounded measures a phone's picture, which is decoded and encoded again.
func TestPictureOf12MPStaysBounded(t *testing.T) {
	e := newEnv(t, nil)
	content := jpegOf(t, picture(4000, 3000), 6)
	begun := time.Now()
	peak := heapPeak(func() { must(e.upload("photo", "a.jpg", content))(t) })
	t.Logf("%d bytes; the heap grew by %.1f MB, %s", len(content), float64(peak)/(1<<20), time.Since(begun))
	if peak > 80<<20 {
		t.Errorf("the heap grew by %d bytes", peak)
	}
}

// heapPeak returns by how much the heap in use grows at most while do runs.
func heapPeak(do func()) uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	base, most := m.HeapInuse, uint64(0)
	done := make(chan struct{})
	var watch sync.WaitGroup
	watch.Go(func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(2 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				if m.HeapInuse > base {
					most = max(most, m.HeapInuse-base)
				}
			}
		}
	})
	do()
	close(done)
	watch.Wait()
	return most
}
