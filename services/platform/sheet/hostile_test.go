package sheet_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

func errCode(err error) string {
	if err == nil {
		return ""
	}
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		return f.Code
	}
	return "no fault: " + err.Error()
}

const (
	maxHeap    = 256 << 20
	maxTime    = 5 * time.Second
	unreadable = "sheet_unreadable"
	tooLarge   = "sheet_too_large"
)

// peak is the largest heap, above what was there, while f runs.
func peak(f func()) uint64 {
	runtime.GC()
	before := heap()
	most := before
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return most - before
		case <-tick.C:
			most = max(most, heap())
		}
	}
}

func heap() uint64 {
	m := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"}}
	metrics.Read(m)
	return m[0].Value.Uint64() + m[1].Value.Uint64()
}

type hostile struct {
	name string
	file func(t testing.TB) (filename string, data []byte)
	want string // "" for none
}

// xlsx makes the parts only when they are asked for: what a test holds counts as its heap.
func xlsx(parts func() []part) func(testing.TB) (string, []byte) {
	return func(t testing.TB) (string, []byte) { return "x.xlsx", zipped(t, parts()...) }
}

func named(name, data string) func(testing.TB) (string, []byte) {
	return func(testing.TB) (string, []byte) { return name, []byte(data) }
}

const header = `<row><c t="inlineStr"><is><t>姓名</t></is></c><c t="inlineStr"><is><t>身份证号</t></is></c></row>`

func rows(inner string) []part { return bookParts(header + inner) }

func sheetPart(xml string) part { return part{"xl/worksheets/sheet1.xml", xml} }

// noise does not pack: it makes a large archive honest about its ratio.
func noise(n int) part {
	r := rand.New(rand.NewPCG(1, 2))
	b := make([]byte, 0, n)
	for len(b) < n {
		b = binary.LittleEndian.AppendUint64(b, r.Uint64())
	}
	return part{"xl/media/noise.bin", string(b)}
}

// lying makes the directory say that everything inflates to nothing much.
func lying(t testing.TB) (string, []byte) {
	data := zipped(t, rows(strings.Repeat(" ", 40<<20))...)
	for i := 0; i+28 < len(data); i++ {
		if size := data[i+24:]; bytes.HasPrefix(data[i:], []byte("PK\x01\x02")) && binary.LittleEndian.Uint32(size) > 1<<20 {
			binary.LittleEndian.PutUint32(size, 1000)
		}
	}
	return "x.xlsx", data
}

func encryptedEntry(t testing.TB) (string, []byte) {
	data := zipped(t, rows("")...)
	for i := 0; i+10 < len(data); i++ {
		if bytes.HasPrefix(data[i:], []byte("PK\x01\x02")) {
			data[i+8] |= 1
		}
	}
	return "x.xlsx", data
}

func nested(t testing.TB) (string, []byte) {
	inner := string(zipped(t, part{"0.txt", strings.Repeat("0", 4<<20)}))
	for range 5 {
		var parts []part
		for i := range 16 {
			parts = append(parts, part{fmt.Sprintf("lib %x.zip", i), inner})
		}
		inner = string(zipped(t, parts...))
	}
	return "42.xlsx", []byte(inner)
}

func manyParts(n int) (ps []part) {
	ps = rows("")
	for i := range n {
		ps = append(ps, part{fmt.Sprintf("p%d", i), ""})
	}
	return ps
}

func manySheets(n int, body string) []part {
	var sheets strings.Builder
	for i := range n {
		fmt.Fprintf(&sheets, `<sheet name="S%d" r:id="r1"/>`, i)
	}
	return bookParts(body, part{"xl/workbook.xml", `<workbook><sheets>` + sheets.String() + `</sheets></workbook>`})
}

func merges(n int) string {
	var b strings.Builder
	b.WriteString(`<worksheet><sheetData>` + header)
	for i := range 20_000 {
		fmt.Fprintf(&b, `<row r="%d"><c t="inlineStr"><is><t>王</t></is></c></row>`, i+2)
	}
	b.WriteString(`</sheetData><mergeCells>`)
	for i := range n {
		fmt.Fprintf(&b, `<mergeCell ref="A%d:%c1048576"/>`, i%20_000+2, 'A'+i%26)
	}
	return b.String() + `</mergeCells></worksheet>`
}

const compoundFile = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

var corpus = []hostile{
	{"empty", named("x.xlsx", ""), "sheet_empty"},
	{"blanks", named("x.csv", " \r\n\t\n"), "sheet_empty"},
	{"random bytes", func(testing.TB) (string, []byte) { return "x.xlsx", []byte(noise(1 << 20).body) }, unreadable},
	{"picture", named("x.png", "\x89PNG\r\n\x1a\n"), "sheet_type"},
	{"PDF under another name", named("x.xlsx", "%PDF-1.7"), unreadable},
	{"old workbook", func(testing.TB) (string, []byte) {
		return "x.xlsx", []byte(compoundFile + strings.Repeat("\x00", 1000))
	}, "sheet_old_format"},
	{"password", named("x.xlsx", compoundFile+"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"), "sheet_encrypted"},
	{"web page", named("x.xls", "<html><table>"), "sheet_old_format"},
	{"encrypted entries", encryptedEntry, "sheet_encrypted"},
	{"half a zip", func(testing.TB) (string, []byte) { return "x.xlsx", []byte("PK\x03\x04" + strings.Repeat("x", 1000)) }, unreadable},
	{"zip of nothing", xlsx(func() []part { return nil }), "sheet_type"},
	{"text document", xlsx(func() []part {
		return []part{{"_rels/.rels", `<R><Relationship Id="a" Type="x/officeDocument" Target="word/document.xml"/></R>`}, {"word/document.xml", "<a/>"}}
	}), "sheet_type"},
	{"binary workbook", xlsx(func() []part {
		return []part{{"_rels/.rels", `<R><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.bin"/></R>`}, {"xl/workbook.bin", "x"}}
	}), "sheet_old_format"},
	{"nested zips", nested, "sheet_type"},
	{"lies about its size", lying, unreadable},
	{"a part twice", xlsx(func() []part {
		return append(rows(""), sheetPart("<worksheet/>"), part{`XL\worksheets/SHEET1.xml`, "<worksheet/>"})
	}), unreadable},
	{"row 1e9", xlsx(func() []part { return rows(`<row r="1000000000"><c><v>1</v></c></row>`) }), tooLarge},
	{"row 1e30", xlsx(func() []part { return rows(`<row r="1000000000000000000000000000000"/>`) }), unreadable},
	{"rows backwards", xlsx(func() []part { return rows(`<row r="9"/><row r="8"/>`) }), unreadable},
	{"row -1", xlsx(func() []part { return rows(`<row r="-1"/>`) }), unreadable},
	{"column ZZZZ", xlsx(func() []part { return rows(`<row><c r="ZZZZ2"><v>1</v></c></row>`) }), unreadable},
	{"column XFD", xlsx(func() []part { return rows(`<row><c r="XFD2"><v>1</v></c></row>`) }), tooLarge},
	{"cells backwards", xlsx(func() []part { return rows(`<row><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>`) }), unreadable},
	{"DTD", xlsx(func() []part {
		return bookParts("", sheetPart(`<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>`))
	}), unreadable},
	{"unknown entity", xlsx(func() []part { return rows(`<row><c t="inlineStr"><is><t>&lol;</t></is></c></row>`) }), unreadable},
	{"outside entity", xlsx(func() []part { return bookParts("", sheetPart(`<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>`)) }), unreadable},
	{"depth", xlsx(func() []part { return bookParts(strings.Repeat("<a>", 10_000)) }), unreadable},
	{"ends early", xlsx(func() []part { return bookParts("", sheetPart(`<worksheet><sheetData><row><c>`)) }), unreadable},
	{"shared string that is not there", xlsx(func() []part { return rows(`<row><c t="s"><v>7</v></c></row>`) }), unreadable},
	{"shared string -1", xlsx(func() []part { return rows(`<row><c t="s"><v>-1</v></c></row>`) }), unreadable},
	{"many styles", xlsx(func() []part {
		return bookParts("", part{"xl/styles.xml", `<s><cellXfs>` + strings.Repeat(`<xf/>`, 100_000) + `</cellXfs></s>`})
	}), tooLarge},
	{"many relations", xlsx(func() []part {
		return bookParts("", part{"xl/_rels/workbook.xml.rels", `<R>` + manyRelations(3000) + `</R>`})
	}), tooLarge},
	{"relation to itself", xlsx(func() []part {
		return bookParts("", part{"xl/_rels/workbook.xml.rels", `<R><Relationship Id="r1" Type="x/worksheet" Target="workbook.xml"/></R>`})
	}), "sheet_empty"},
	{"relation outside", xlsx(func() []part {
		return bookParts("", part{"xl/_rels/workbook.xml.rels", `<R><Relationship Id="r1" Type="x/worksheet" Target="../../../etc/passwd"/></R>`})
	}), "sheet_empty"},
	{"many sheets", xlsx(func() []part { return manySheets(256, header) }), tooLarge},
	{"CSV, a quotation mark never closed", named("x.csv", "姓名,身份证号\n\"王明,1\n李丽,2\n"), unreadable},
	{"CSV, a quotation mark closed by chance", named("x.csv", "姓名,身份证号\n\"王明,1\n\"李丽,2\n"), unreadable},
	{"CSV with NUL", named("x.csv", "姓名,身份证号\n\x00,1\n"), "sheet_encoding"},
	{"CSV in no encoding", named("x.csv", "\xff\xff\x80\x80,\xff\n"), "sheet_encoding"},
	{"CSV with a false mark", named("x.csv", "\uFEFF\xd0\xd5\xc3\xfb,1\n"), "sheet_encoding"},
	{"CSV far to the right", func(testing.TB) (string, []byte) {
		return "x.csv", []byte("姓名,身份证号\n" + strings.Repeat(",", 16_000) + "1\n")
	}, tooLarge},
}

// large files are those that want memory or time.
var large = []hostile{
	{"too many bytes", func(testing.TB) (string, []byte) { return "x.xlsx", []byte(strings.Repeat("P", 20<<20+1)) }, tooLarge},
	{"inflates too far", xlsx(func() []part { return rows(strings.Repeat(" ", 210<<20)) }), tooLarge},
	{"ratio", xlsx(func() []part { return rows(strings.Repeat(" ", 50<<20)) }), tooLarge},
	{"many entries", xlsx(func() []part { return manyParts(1000) }), tooLarge},
	{"many rows", xlsx(func() []part {
		return append(rows(strings.Repeat(`<row><c><v>1</v></c></row>`, 100_001)), noise(2<<20))
	}), "sheet_too_many_rows"},
	{"many cells", xlsx(func() []part {
		return append(rows(strings.Repeat("<row>"+strings.Repeat(`<c><v>1</v></c>`, 190)+"</row>", 11_000)), noise(2<<20))
	}), tooLarge},
	{"blank cells", xlsx(func() []part {
		return append(rows(strings.Repeat("<row>"+strings.Repeat(`<c/>`, 16_000)+"</row>", 3000)), noise(2<<20))
	}), tooLarge},
	{"quotation never closed", xlsx(func() []part {
		return append(bookParts("", sheetPart(`<worksheet><sheetData a="`+strings.Repeat(">", 30<<20))), noise(1<<20))
	}), unreadable},
	{"long tag", xlsx(func() []part {
		return append(bookParts("", sheetPart(`<worksheet><`+strings.Repeat("a", 30<<20))), noise(1<<20))
	}), unreadable},
	{"comment never closed", xlsx(func() []part {
		return append(bookParts("", sheetPart(`<worksheet><!--`+strings.Repeat("->", 15<<20))), noise(1<<20))
	}), unreadable},
	{"one long text", xlsx(func() []part {
		return append(rows(`<row><c t="inlineStr"><is><t>`+strings.Repeat("a", 100<<20)+`</t></is></c></row>`), noise(2<<20))
	}), ""},
	{"CDATA", xlsx(func() []part {
		return append(rows(`<row><c t="inlineStr"><is><t><![CDATA[`+strings.Repeat("]]", 15<<20)+`]]></t></is></c></row>`), noise(1<<20))
	}), ""},
	{"many shared strings", xlsx(func() []part {
		return append(bookParts("", part{"xl/sharedStrings.xml", `<sst count="1000000000">` + strings.Repeat(`<si/>`, 2_000_001) + `</sst>`}), noise(1<<20))
	}), tooLarge},
	{"long shared strings", xlsx(func() []part {
		return append(bookParts("", part{"xl/sharedStrings.xml", `<sst>` + strings.Repeat(`<si><t>`+strings.Repeat("a", 19_000)+`</t></si>`, 8000) + `</sst>`}), noise(2<<20))
	}), "sheet_empty"},
	{"one shared string everywhere", xlsx(func() []part {
		return append(rows(strings.Repeat(`<row>`+strings.Repeat(`<c t="s"><v>0</v></c>`, 100)+`</row>`, 19_000)),
			part{"xl/sharedStrings.xml", `<sst><si><t>` + strings.Repeat("年", 2000) + `</t></si></sst>`}, noise(1<<20))
	}), tooLarge},
	{"one part as many sheets", xlsx(func() []part { return append(manySheets(255, header+strings.Repeat(" ", 1<<20)), noise(2<<20)) }), tooLarge},
	{"merged over merged", xlsx(func() []part { return append(bookParts("", sheetPart(merges(99_000))), noise(1<<20)) }), ""},
	{"many merged", xlsx(func() []part { return append(bookParts("", sheetPart(merges(100_001))), noise(1<<20)) }), tooLarge},
	{"CSV of separators", func(testing.TB) (string, []byte) {
		return "x.csv", []byte("姓名,身份证号\n" + strings.Repeat(",", 19<<20))
	}, tooLarge},
	{"CSV of quoted line ends", func(testing.TB) (string, []byte) {
		return "x.csv", []byte("姓名,身份证号\n" + strings.Repeat("\"\n\",", 4<<20))
	}, tooLarge},
	{"CSV of quotation marks", func(testing.TB) (string, []byte) {
		return "x.csv", []byte("姓名,身份证号\n" + strings.Repeat(`"`, 19<<20))
	}, tooLarge},
	{"CSV of blank lines", func(testing.TB) (string, []byte) {
		return "x.csv", []byte("姓名,身份证号" + strings.Repeat("\n", 19<<20))
	}, tooLarge},
	{"CSV of short rows", func(testing.TB) (string, []byte) {
		return "x.csv", []byte("姓名,身份证号\n" + strings.Repeat("a\n", 9<<20))
	}, "sheet_too_many_rows"},
	{"CSV of one long row", func(testing.TB) (string, []byte) {
		return "x.csv", []byte("姓名,身份证号\n" + strings.Repeat("a", 19<<20))
	}, tooLarge},
}

func manyRelations(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<Relationship Id="r%d" Type="x/y" Target="z"/>`, i)
	}
	return b.String()
}

// TestHostile: every file is answered with a fault, or read, in bounded memory and time.
func TestHostile(t *testing.T) {
	all := corpus
	if !testing.Short() {
		all = append(all, large...)
	}
	for _, h := range all {
		t.Run(h.name, func(t *testing.T) {
			name, data := h.file(t)
			if len(data) > 20<<20 && h.name != "too many bytes" {
				t.Fatalf("the file itself has %d bytes", len(data))
			}
			var err error
			start := time.Now()
			most := peak(func() { _, err = sheet.Read(context.Background(), name, data, roster, sheet.Limits{}) })
			took := time.Since(start)
			t.Logf("%d KiB: %s, heap %d MiB, %d ms", len(data)>>10, errCode(err), most>>20, took.Milliseconds())
			if errCode(err) != h.want {
				t.Errorf("Read = %v, want %q", err, h.want)
			}
			if most > maxHeap || took > maxTime {
				t.Errorf("heap %d MiB, %s", most>>20, took)
			}
		})
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for name, data := range map[string][]byte{"x.xlsx": zipped(t, rows("")...), "x.csv": []byte("姓名,身份证号\n王明,1\n")} {
		if _, err := sheet.Read(ctx, name, data, roster, sheet.Limits{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
