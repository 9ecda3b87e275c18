package pdf_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"github.com/tongxing-platform/tongxing/services/platform/pdf"
)

// report is a document with so many rows.
func report(rows int) pdf.Document {
	d := pdf.Document{
		Title: "购买服务月度报告", Subtitle: "2026-02　留守儿童关爱服务", Foot: "HX-2026-001", Page: "第 %d 页",
		Cover:  [][2]string{{"合同编号", "HX-2026-001"}, {"承接主体", strings.Repeat("很长的机构名称", 12)}},
		Signed: []string{"承接主体（盖章）：", "购买主体审核人（签字）："},
	}
	t := pdf.Table{Header: []string{"指标", "目标", "说明"}, Widths: []float64{30, 20, 50}, Right: []bool{false, true, false}}
	for n := range rows {
		t.Rows = append(t.Rows, []string{fmt.Sprintf("指标 %d", n+1), fmt.Sprint(n * 1000), strings.Repeat("本期完成情况良好，", n%5)})
	}
	d.Parts = []pdf.Part{
		{Title: "一、指标", Table: t, Bars: []pdf.Bar{{Label: "服务对象人数", Text: "30.00%", Share: 0.3}, {Label: "超额完成的指标名称很长很长很长很长", Text: "250.00%", Share: 2.5}}},
		{Title: "二、工作概述", Text: "第一段。\n\n第二段 with Latin words，𠮷 and a sign without a glyph 🙂。" + strings.Repeat("内容", 900)},
	}
	return d
}

func write(t testing.TB, d pdf.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	err := pdf.Write(&b, "", d)
	if errors.Is(err, pdf.ErrNoFont) {
		t.Skip("no Chinese font on this machine: PDFs are not tested (apt-get install fonts-wqy-microhei)")
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var aPage = regexp.MustCompile(`/Type /Page\b[^s]`)

func TestWrite(t *testing.T) {
	for rows, least := range map[int]int{0: 3, 5: 3, 400: 10} {
		b := write(t, report(rows))
		if n := len(aPage.FindAll(b, -1)); !bytes.HasPrefix(b, []byte("%PDF-")) || n < least || len(b) > 2<<20 {
			t.Errorf("%d rows: %d pages, %d bytes", rows, n, len(b))
		}
	}
	if dir := os.Getenv("TONGXING_SHOTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "report.pdf"), write(t, report(60)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAnotherLibraryReadsIt checks the file with a library that had no part in writing it.
func TestAnotherLibraryReadsIt(t *testing.T) {
	b := write(t, report(80))
	strict := model.NewDefaultConfiguration()
	strict.ValidationMode = model.ValidationStrict
	if err := api.Validate(bytes.NewReader(b), strict); err != nil {
		t.Error(err)
	}
	pages, err := api.PageCount(bytes.NewReader(b), strict)
	if want := len(aPage.FindAll(b, -1)); err != nil || pages != want {
		t.Errorf("%d pages, want %d (%v)", pages, want, err)
	}
	if err := api.Validate(bytes.NewReader(b[:len(b)/2]), strict); err == nil {
		t.Error("half a file is as good as a whole one")
	}
}

func TestNoFont(t *testing.T) {
	file := filepath.Join(t.TempDir(), "font.ttf")
	for _, content := range []string{"", "ttcf", "ttcf\x00\x01\x00\x00\x00\x00\x00\x01\xff\xff\xff\xff", "not a font at all"} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := pdf.Write(&bytes.Buffer{}, file, report(1)); !errors.Is(err, pdf.ErrNoFont) {
			t.Errorf("%q: %v", content, err)
		}
	}
}

// BenchmarkWrite writes a report of some 30 pages.
func BenchmarkWrite(b *testing.B) {
	d := report(900)
	pages := len(aPage.FindAll(write(b, d), -1))
	start := time.Now()
	for b.Loop() {
		write(b, d)
	}
	b.ReportMetric(float64(pages), "pages")
	b.ReportMetric(time.Since(start).Seconds()/float64(b.N), "s/report")
}
