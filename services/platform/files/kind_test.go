package files_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/files"
)

func picture(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.Set(x, y, color.RGBA{uint8(255 * x / w), uint8(255 * y / h), 90, 255})
		}
	}
	return img
}

func pngOf(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	must(0, png.Encode(&b, picture(w, h)))(t)
	return b.Bytes()
}

// jpegOf returns a JPEG with EXIF: an orientation, and a place in words.
func jpegOf(t testing.TB, img image.Image, orientation uint16) []byte {
	t.Helper()
	var b bytes.Buffer
	must(0, jpeg.Encode(&b, img, nil))(t)
	exif := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	exif = binary.BigEndian.AppendUint16(exif, orientation)
	exif = append(exif, "\x00\x00\x00\x00\x00\x00GPS26.5783N106.7135E"...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	return append(append(out, exif...), b.Bytes()[2:]...)
}

func zipOf(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w := must(z.Create(parts[i]))(t)
		must(io.WriteString(w, parts[i+1]))(t)
	}
	must(0, z.Close())(t)
	return b.Bytes()
}

const types = `<?xml version="1.0"?><Types xmlns="x"/>`

func docx(t testing.TB, more ...string) []byte {
	return zipOf(t, append([]string{"[Content_Types].xml", types, "word/document.xml", "<w/>"}, more...)...)
}

// oleOf returns an older Office file with directory entries of those names.
func oleOf(names ...string) []byte {
	b := make([]byte, 512)
	copy(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	for _, n := range append([]string{"Root Entry"}, names...) {
		entry := make([]byte, 128)
		units := utf16.Encode([]rune(n))
		for i, u := range units {
			binary.LittleEndian.PutUint16(entry[2*i:], u)
		}
		binary.LittleEndian.PutUint16(entry[64:], uint16(2*len(units)+2))
		entry[66], entry[67] = 2, 1
		b = append(b, entry...)
	}
	return append(b, make([]byte, 4096)...)
}

// pdfWith puts an object into a PDF.
func pdfWith(object string) []byte {
	return bytes.Replace(pdf(2000), []byte("xref\n0 4"), []byte("9 0 obj\n"+object+"\nendobj\nxref\n0 4"), 1)
}

// pdfPacked puts a compressed stream into a PDF.
func pdfPacked(t testing.TB, dict string, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	must(z.Write(content))(t)
	must(0, z.Close())(t)
	return pdfWith(fmt.Sprintf("<<%s/Filter/FlateDecode/Length %d>>\nstream\r\n%s\nendstream", dict, b.Len(), b.String()))
}

func heicOf(exif string) []byte {
	box := func(kind string, parts ...string) string {
		body := strings.Join(parts, "")
		return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(body)))) + kind + body
	}
	infe := func(item byte, kind string) string {
		return box("infe", "\x02\x00\x00\x00\x00"+string(item)+"\x00\x00"+kind+"\x00")
	}
	head := box("ftyp", "heic\x00\x00\x00\x00mif1heic")
	mdat := "PIXELS" + exif
	meta := func(at int) string {
		place := func(item byte, from, length int) string {
			b := []byte{0, item, 0, 0, 0, 1}
			b = binary.BigEndian.AppendUint32(b, uint32(from))
			return string(binary.BigEndian.AppendUint32(b, uint32(length)))
		}
		return box("meta", "\x00\x00\x00\x00", box("hdlr", "\x00\x00\x00\x00\x00\x00\x00\x00pict"),
			box("iinf", "\x00\x00\x00\x00\x00\x02", infe(1, "hvc1"), infe(2, "Exif")),
			box("iloc", "\x00\x00\x00\x00\x44\x00\x00\x02", place(1, at, 6), place(2, at+6, len(exif))))
	}
	at := len(head) + len(meta(0)) + 8
	return []byte(head + meta(at) + box("mdat", mdat))
}

func TestContentDecidesAndDangerIsRefused(t *testing.T) {
	e := newEnv(t, nil)
	jpg := jpegOf(t, picture(64, 48), 1)
	bomb := pngOf(t, 10, 10)
	binary.BigEndian.PutUint32(bomb[16:], 60_000)
	binary.BigEndian.PutUint32(bomb[20:], 60_000)
	bomb = fixPNG(bomb)
	for name, tt := range map[string]struct {
		file    string
		content []byte
		want    *fault.Fault // nil: kept
	}{
		"pdf":                      {"a.pdf", pdf(2000), nil},
		"PDF in capitals":          {"A.PDF", pdf(2000), nil},
		"jpeg":                     {"a.jpeg", jpg, nil},
		"png":                      {"a.png", pngOf(t, 20, 10), nil},
		"heic":                     {"a.heic", heicOf("Exif GPS26.5783N"), nil},
		"docx":                     {"a.docx", docx(t), nil},
		"xlsx":                     {"a.xlsx", zipOf(t, "[Content_Types].xml", types, "xl/workbook.xml", "<x/>"), nil},
		"doc":                      {"a.doc", oleOf("WordDocument", "1Table"), nil},
		"xls":                      {"a.xls", oleOf("Workbook"), nil},
		"jpeg as pdf":              {"a.pdf", jpg, files.ErrLies},
		"pdf as docx":              {"a.docx", pdf(2000), files.ErrLies},
		"xlsx as docx":             {"a.docx", zipOf(t, "xl/workbook.xml", "<x/>"), files.ErrLies},
		"doc as xls":               {"a.xls", oleOf("WordDocument"), files.ErrLies},
		"program as jpeg":          {"a.jpg", append([]byte("MZ\x90\x00"), make([]byte, 3000)...), files.ErrLies},
		"page as pdf":              {"a.pdf", []byte("<!doctype html><script>alert(1)</script>"), files.ErrLies},
		"zip as docx":              {"a.docx", zipOf(t, "a.txt", "x"), files.ErrLies},
		"cut jpeg":                 {"a.jpg", jpg[:len(jpg)/2], files.ErrBroken},
		"cut png":                  {"a.png", pngOf(t, 64, 64)[:120], files.ErrBroken},
		"cut docx":                 {"a.docx", docx(t)[:150], files.ErrBroken},
		"picture bomb":             {"a.png", bomb, files.ErrPixels},
		"script":                   {"a.pdf", pdfWith("<</S/JavaScript/JS(app.alert(1))>>"), files.ErrActive},
		"script, name escaped":     {"a.pdf", pdfWith("<</S/Java#53cript/JS(app.alert(1))>>"), files.ErrActive},
		"launch":                   {"a.pdf", pdfWith("<</S /Launch /F(cmd.exe)>>"), files.ErrActive},
		"embedded file":            {"a.pdf", pdfWith("<</Type/Filespec/EF<</F 5 0 R>>>>\nendobj\n5 0 obj\n<</Type/EmbeddedFile>>"), files.ErrActive},
		"script in object stream":  {"a.pdf", pdfPacked(t, "/Type/ObjStm/N 1/First 4", []byte("5 0 <</S/JavaScript/JS(1)>>")), files.ErrActive},
		"objects behind a filter":  {"a.pdf", pdfWith("<</Type/ObjStm/N 1/First 4/Filter/LZWDecode>>\nstream\nxx\nendstream"), files.ErrActive},
		"objects with a predictor": {"a.pdf", pdfPacked(t, "/Type/ObjStm/N 1/First 4/DecodeParms<</Predictor 12>>", []byte("x")), files.ErrActive},
		"password":                 {"a.pdf", pdfWith("<</Encrypt 5 0 R>>"), files.ErrLocked},
		"pdf bomb":                 {"a.pdf", pdfPacked(t, "", make([]byte, 130<<20)), files.ErrBomb},
		"compressed page":          {"a.pdf", pdfPacked(t, "", []byte("BT (JavaScript, Launch) Tj ET")), nil},
		"macros":                   {"a.docx", docx(t, "word/vbaProject.bin", "x"), files.ErrActive},
		"macros by type":           {"a.docx", zipOf(t, "[Content_Types].xml", `<x ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>`, "word/document.xml", "x"), files.ErrActive},
		"embedded program":         {"a.docx", docx(t, "word/embeddings/oleObject1.bin", "x"), files.ErrActive},
		"zip bomb":                 {"a.docx", docx(t, "word/media/a.bmp", strings.Repeat("\x00", 201<<20)), files.ErrBomb},
		"many entries":             {"a.docx", manyEntries(t), files.ErrBomb},
		"macros of old":            {"a.doc", oleOf("WordDocument", "Macros", "VBA"), files.ErrActive},
		"password of a newer one":  {"a.xls", oleOf("EncryptedPackage"), files.ErrLocked},
		"heic without description": {"a.heic", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), files.ErrBroken},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := e.upload("photo", tt.file, tt.content)
			switch {
			case tt.want == nil && (err != nil || f.State != files.Kept):
				t.Fatalf("refused: %v", err)
			case tt.want != nil && !blames(err, "file", tt.want):
				t.Fatalf("%v %q, want %v", err, fieldCodes(err), tt.want)
			case tt.want == nil:
				must(e.service.Remove(e.as(e.owner), f.ID))(t)
			}
		})
	}
	e.check(0)
}

func manyEntries(t testing.TB) []byte {
	parts := []string{"word/document.xml", "x"}
	for i := range 10_001 {
		parts = append(parts, fmt.Sprint(i), "")
	}
	return zipOf(t, parts...)
}

func TestPictureIsKeptWithoutLocationTheRightWayUp(t *testing.T) {
	e := newEnv(t, nil)
	for o := uint16(1); o <= 8; o++ {
		// One corner is red; the others are blue. The camera held it so that it has to be turned.
		img := image.NewRGBA(image.Rect(0, 0, 640, 480))
		for y := range 480 {
			for x := range 640 {
				c := color.RGBA{0, 0, 200, 255}
				if x < 320 && y < 240 {
					c = color.RGBA{200, 0, 0, 255}
				}
				img.Set(x, y, c)
			}
		}
		f := must(e.upload("photo", "a.jpg", jpegOf(t, img, o)))(t)
		kept := must(e.read(e.owner, f.ID, false))(t)
		if bytes.Contains(kept, []byte("GPS")) || bytes.Contains(kept, []byte("Exif")) {
			t.Errorf("orientation %d: EXIF is kept", o)
		}
		shown := must(jpeg.Decode(bytes.NewReader(kept)))(t)
		w, h := 640, 480
		if o >= 5 {
			w, h = 480, 640
		}
		if shown.Bounds().Dx() != w || shown.Bounds().Dy() != h {
			t.Errorf("orientation %d: %v", o, shown.Bounds())
		}
		// where the red corner has to be, by the definition of EXIF: left or right, top or bottom
		right := o == 2 || o == 3 || o == 6 || o == 7
		bottom := o == 3 || o == 4 || o == 7 || o == 8
		for _, at := range []struct{ right, bottom bool }{{false, false}, {true, false}, {false, true}, {true, true}} {
			x, y := w/4, h/4
			if at.right {
				x = w * 3 / 4
			}
			if at.bottom {
				y = h * 3 / 4
			}
			r, _, b, _ := shown.At(x, y).RGBA()
			if (r > b) != (at.right == right && at.bottom == bottom) {
				t.Errorf("orientation %d: the red corner is elsewhere", o)
			}
		}
		thumb := must(jpeg.Decode(bytes.NewReader(must(e.read(e.owner, f.ID, true))(t))))(t)
		if max(thumb.Bounds().Dx(), thumb.Bounds().Dy()) != 320 {
			t.Errorf("thumbnail of %v", thumb.Bounds())
		}
		must(e.service.Remove(e.as(e.owner), f.ID))(t)
	}
}

func TestHEICLosesItsMetadataOnly(t *testing.T) {
	e := newEnv(t, nil)
	sent := heicOf("Exif GPS26.5783N106.7135E")
	f := must(e.upload("photo", "a.heic", sent))(t)
	kept := must(e.read(e.owner, f.ID, false))(t)
	if bytes.Contains(kept, []byte("GPS")) || !bytes.Contains(kept, []byte("PIXELS")) || len(kept) != len(sent) {
		t.Errorf("kept: %q", kept)
	}
	_, err := e.read(e.owner, f.ID, true)
	wants(t, "its thumbnail", err, files.ErrNoPreview)
}

// fixPNG computes the check sum of the first chunk again.
func fixPNG(b []byte) []byte {
	binary.BigEndian.PutUint32(b[29:], crc(b[12:29]))
	return b
}

func crc(b []byte) uint32 { return crc32.ChecksumIEEE(b) }
