// Package pdf writes documents for printing: A4, with a cover, texts, tables and bar charts, in Chinese or English, with the system's
// Chinese font embedded.
package pdf

import (
	"fmt"
	"io"
	"strings"

	"github.com/signintech/gopdf"
)

// ContentType is the media type of PDF.
const ContentType = "application/pdf"

// Document is a report to be printed on A4: a cover, then its parts.
type Document struct {
	Title, Subtitle string
	Cover           [][2]string // name and value
	Parts           []Part
	Signed          []string // lines on which somebody signs, at the end
	Foot            string   // at the bottom of every page, before its number
	Page            string   // "第 %d 页"
}

// Part is a part of a document. Its text, table and bars may be empty and follow each other in this order.
type Part struct {
	Title string
	Text  string
	Table Table
	Bars  []Bar
}

// Table is a table of a document. Long cells are wrapped, and the header is repeated on each page.
type Table struct {
	Header []string
	Widths []float64 // relative
	Right  []bool    // columns of numbers
	Rows   [][]string
}

// Bar is one bar of a chart. Share is of the longest possible bar, from 0 to 1.
type Bar struct {
	Label, Text string
	Share       float64
}

// Sizes of a page in points (1/72 inch): A4 with 2 cm at each side.
const (
	pageWidth, pageHeight = 595.28, 841.89
	side                  = 56.7
	inner                 = pageWidth - 2*side
	bottom                = pageHeight - 64
)

type page struct {
	*gopdf.GoPdf
	y   float64
	err error
}

// Write writes the document with the font in the file, or with the system's Chinese font when that is empty; only the signs used are
// embedded. It returns ErrNoFont when there is none.
func Write(w io.Writer, fontFile string, d Document) error {
	font := systemFont()
	if fontFile != "" {
		font = fontIn(fontFile)
	}
	if font == nil {
		return ErrNoFont
	}
	p := &page{GoPdf: &gopdf.GoPdf{}}
	p.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	p.SetInfo(gopdf.PdfInfo{Title: d.Title})
	if err := p.AddTTFFontDataWithOption("text", font, gopdf.TtfOption{OnGlyphNotFoundSubstitute: func(rune) rune { return '?' }}); err != nil {
		return fmt.Errorf("font of a PDF: %w", err)
	}
	p.AddFooter(func() { p.foot(d) })
	p.cover(d)
	for _, part := range d.Parts {
		p.part(part)
	}
	p.signatures(d.Signed)
	if p.err != nil {
		return fmt.Errorf("write a PDF: %w", p.err)
	}
	if _, err := p.WriteTo(w); err != nil {
		return fmt.Errorf("write a PDF: %w", err)
	}
	return nil
}

func (p *page) keep(err error) {
	if p.err == nil {
		p.err = err
	}
}

func (p *page) newPage() {
	p.AddPage()
	p.y = side
}

// room begins a new page unless so many points are left on this one.
func (p *page) room(points float64) {
	if p.y+points > bottom {
		p.newPage()
	}
}

func (p *page) size(points float64) {
	p.keep(p.SetFont("text", "", points))
}

func (p *page) grey(level uint8) { p.SetTextColor(level, level, level) }

// text writes one line at x, with its top at y.
func (p *page) text(x, y float64, s string) {
	p.SetXY(x, y)
	p.keep(p.Cell(nil, s))
}

func (p *page) width(s string) float64 {
	w, err := p.MeasureTextWidth(s)
	p.keep(err)
	return w
}

// lines breaks a text into lines of at most the width. A line break stays one.
func (p *page) lines(s string, width float64) (out []string) {
	for _, line := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		if strings.TrimSpace(line) == "" {
			out = append(out, "")
			continue
		}
		broken, err := p.SplitText(line, width)
		p.keep(err)
		out = append(out, broken...)
	}
	return out
}

func (p *page) foot(d Document) {
	p.size(9)
	p.grey(110)
	p.text(side, pageHeight-44, d.Foot)
	number := fmt.Sprintf(d.Page, p.GetNumberOfPages())
	p.text(pageWidth-side-p.width(number), pageHeight-44, number)
	p.grey(0)
}

func (p *page) cover(d Document) {
	p.newPage()
	p.y = 190
	for _, s := range []struct {
		text   string
		points float64
	}{{d.Title, 24}, {d.Subtitle, 15}} {
		p.size(s.points)
		for _, line := range p.lines(s.text, inner) {
			p.text((pageWidth-p.width(line))/2, p.y, line)
			p.y += s.points * 1.5
		}
		p.y += 14
	}
	p.y += 60
	p.size(12)
	for _, row := range d.Cover {
		p.grey(90)
		p.text(side+40, p.y, row[0])
		p.grey(0)
		for _, line := range p.lines(row[1], inner-180) {
			p.text(side+140, p.y, line)
			p.y += 20
		}
		p.y += 6
	}
	p.newPage()
}

func (p *page) part(t Part) {
	p.room(80) // a title does not stand alone at the bottom
	p.size(14)
	p.text(side, p.y, t.Title)
	p.y += 26
	if t.Text != "" {
		p.size(10.5)
		for _, line := range p.lines(t.Text, inner) {
			p.room(18)
			p.text(side, p.y, line)
			p.y += 18
		}
		p.y += 6
	}
	p.table(t.Table)
	p.bars(t.Bars)
	p.y += 14
}

const cellPad, lineHeight = 4, 13

func (p *page) table(t Table) {
	if len(t.Header) == 0 {
		return
	}
	var all float64
	for _, w := range t.Widths {
		all += w
	}
	p.size(9.5)
	p.SetLineWidth(0.5)
	p.SetStrokeColor(160, 160, 160)
	p.row(t, t.Header, all, true)
	for _, row := range t.Rows {
		p.row(t, row, all, false)
	}
}

// row draws a row of a table, on a new page below the header again when it does not fit.
func (p *page) row(t Table, row []string, all float64, head bool) {
	cells, most := make([][]string, len(row)), 1
	for i, s := range row {
		cells[i] = p.lines(s, t.Widths[i]/all*inner-2*cellPad)
		most = max(most, len(cells[i]))
	}
	height := float64(most)*lineHeight + 2*cellPad
	if p.y+height > bottom && !head {
		p.newPage()
		p.size(9.5)
		p.row(t, t.Header, all, true)
	}
	x := side
	for i, lines := range cells {
		w := t.Widths[i] / all * inner
		style := "D"
		if head {
			p.SetFillColor(238, 240, 243)
			style = "FD"
		}
		p.RectFromUpperLeftWithStyle(x, p.y, w, height, style)
		for n, line := range lines {
			at := x + cellPad
			if i < len(t.Right) && t.Right[i] {
				at = x + w - cellPad - p.width(line)
			}
			p.text(at, p.y+cellPad+float64(n)*lineHeight, line)
		}
		x += w
	}
	p.y += height
}

func (p *page) bars(list []Bar) {
	const label, number = 130, 90
	p.size(9.5)
	if len(list) > 0 {
		p.y += 8
	}
	for _, b := range list {
		lines := p.lines(b.Label, label-8)
		height := float64(len(lines))*lineHeight + 4
		if p.y+height > bottom {
			p.newPage()
			p.size(9.5)
		}
		for n, line := range lines {
			p.text(side, p.y+float64(n)*lineHeight, line)
		}
		p.SetFillColor(232, 235, 239)
		p.RectFromUpperLeftWithStyle(side+label, p.y+1, inner-label-number, 9, "F")
		p.SetFillColor(37, 99, 170)
		if share := min(max(b.Share, 0), 1); share > 0 {
			p.RectFromUpperLeftWithStyle(side+label, p.y+1, share*(inner-label-number), 9, "F")
		}
		p.text(pageWidth-side-number+8, p.y, b.Text)
		p.y += height
	}
}

func (p *page) signatures(list []string) {
	if len(list) == 0 {
		return
	}
	p.room(float64(len(list))*34 + 20)
	p.size(11)
	p.y += 20
	for _, s := range list {
		p.text(side, p.y, s)
		p.y += 34
	}
}
