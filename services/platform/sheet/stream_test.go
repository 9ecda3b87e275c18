package sheet_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

// TestStreamNoFormula reopens a streamed workbook with another reader: the texts are there, and none is a formula.
func TestStreamNoFormula(t *testing.T) {
	var b bytes.Buffer
	s := sheet.NewStream(&b)
	s.Begin("=A1", []string{"=1+1"})
	for _, p := range payloads() {
		s.Row([]string{p})
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for i, want := range append([]string{"=1+1"}, payloads()...) {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		formula, _ := f.GetCellFormula("=A1", cell)
		got, err := f.GetCellValue("=A1", cell)
		if kind, _ := f.GetCellType("=A1", cell); err != nil || formula != "" || got != strings.ReplaceAll(want, "\x0b", "\uFFFD") || want != "" && kind != excelize.CellTypeInlineString {
			t.Errorf("%s: %q of type %d, formula %q, want %q (%v)", cell, got, kind, formula, want, err)
		}
	}
}

// TestStreamValues: numbers and days are values, in both forms; what does not read as such stays text, and two sheets have names of their own.
func TestStreamValues(t *testing.T) {
	header, kinds := []string{"编号", "金额", "日期", "时间", "人次"}, []sheet.Kind{sheet.Text, sheet.Decimal, sheet.Date, sheet.Date, sheet.Integer}
	rows := [][]string{{"0012", "-12.50", "2026-03-01", "2026-03-01 08:30", "7"}, {"=1+1", "many", "soon", "", "９"}}
	var b, c bytes.Buffer
	s := sheet.NewStream(&b)
	s.Begin("数据", header, kinds...)
	plain, err := sheet.NewCSVStream(&c, header, kinds...)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		s.Row(row)
		plain.Row(row)
	}
	s.Begin("数据", []string{"字段"})
	if err := errors.Join(s.Close(), plain.Close()); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if got := strings.Join(f.GetSheetList(), ","); got != "数据,数据-2" {
		t.Errorf("sheets %s", got)
	}
	for cell, want := range map[string]string{"A2": "0012", "B2": "-12.5", "C2": "46082", "D2": "46082.354166666664", "E2": "7", "A3": "=1+1", "B3": "many", "C3": "soon", "E3": "９"} {
		got, err := f.GetCellValue("数据", cell, excelize.Options{RawCellValue: true})
		kind, _ := f.GetCellType("数据", cell)
		if value := cell[1] == '2' && cell[0] != 'A'; err != nil || got != want || value == (kind == excelize.CellTypeInlineString) {
			t.Errorf("%s: %q of type %d, want %q (%v)", cell, got, kind, want, err)
		}
	}
	if day, _ := f.GetCellValue("数据", "C2"); day != "2026-03-01" {
		t.Errorf("the day shows as %q", day)
	}
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(c.String(), "\uFEFF"))).ReadAll()
	if err != nil || len(records) != 3 || strings.Join(records[1], ",") != strings.Join(rows[0], ",") || records[2][0] != "'=1+1" {
		t.Errorf("CSV: %q (%v)", records, err)
	}
	layout := sheet.Layout{Columns: []sheet.Column{{Key: "no", Names: []string{"编号"}}, {Key: "fen", Names: []string{"金额"}}, {Key: "day", Names: []string{"日期"}, Kind: sheet.Date}}}
	b.Reset()
	s = sheet.NewStream(&b)
	s.Begin("数据", header, kinds...)
	s.Row(rows[0])
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	read, err := sheet.Read(context.Background(), "a.xlsx", b.Bytes(), layout, sheet.Limits{})
	if err != nil || len(read.Rows) != 1 {
		t.Fatalf("our reader: %+v %v", read, err)
	}
}

// TestStreamTellsFailures: what the writer below refuses is returned, and nothing is written after it.
func TestStreamTellsFailures(t *testing.T) {
	full := errors.New("full")
	s := sheet.NewStream(failing{full})
	s.Begin("a", []string{"b"})
	for i := 0; i < 1_000_000 && s.Err() == nil; i++ {
		s.Row([]string{strconv.Itoa(i) + time.Duration(i*7919).String()})
	}
	if err := s.Close(); !errors.Is(err, full) {
		t.Errorf("closed with %v", err)
	}
}

type failing struct{ err error }

// Write fails.
func (f failing) Write([]byte) (int, error) { return 0, f.err }

// TestStreamMillion writes 1,100,000 rows with the memory of one: they go on in a second sheet. Only with TONGXING_MILLION, since it takes long.
func TestStreamMillion(t *testing.T) {
	if os.Getenv("TONGXING_MILLION") == "" {
		t.Skip("TONGXING_MILLION is not set")
	}
	header, kinds := []string{"编号", "名称", "金额", "日期", "机构", "地区", "状态"}, []sheet.Kind{sheet.Text, sheet.Text, sheet.Decimal, sheet.Date}
	row := func(i int) []string {
		return []string{"act_" + strconv.Itoa(i), "周四课业辅导", strconv.Itoa(i) + ".50", "2026-03-01", "花溪区春晖社会工作服务中心", "贵州省贵阳市花溪区", "archived"}
	}
	for name, write := range map[string]func(w io.Writer) error{
		"xlsx": func(w io.Writer) error {
			s := sheet.NewStream(w)
			s.Begin("数据", header, kinds...)
			for i := range 1_100_000 {
				s.Row(row(i))
			}
			return s.Close()
		},
		"csv": func(w io.Writer) error {
			s, err := sheet.NewCSVStream(w, header, kinds...)
			for i := range 1_100_000 {
				s.Row(row(i))
			}
			return errors.Join(err, s.Close())
		},
	} {
		var n counter
		begin := time.Now()
		if err := write(&n); err != nil {
			t.Fatal(err)
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		t.Logf("%s: %d bytes in %v, heap in use %d MiB", name, n, time.Since(begin), m.HeapInuse>>20)
	}
}

type counter int64

// Write counts.
func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
