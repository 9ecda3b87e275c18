package sheet

import (
	"io"
	"strconv"
	"strings"
)

// Refusal is a refused row with its reasons: Row.Problems and the caller's own, made by Row.Problem.
type Refusal struct {
	Row      Row
	Problems []Problem
}

// The header of the column of reasons. Read recognises it and ignores the column.
const (
	reasonZH = "未通过原因（请修改后重新上传本表）"
	reasonEN = "Reason refused (correct it and upload this sheet)"
)

func isReason(word string) bool {
	return word == wordKey(remarkForm.ReplaceAllString(reasonZH, "")) || word == wordKey(remarkForm.ReplaceAllString(reasonEN, ""))
}

// Refused writes the refused rows as displayed, under their own headers, sheet by sheet, with a last column that holds the
// row's number in the original file and what to correct. After correction the file can be read again; uncorrected rows are
// refused again.
func Refused(w io.Writer, refused []Refusal, lang string) error {
	var order []*header
	rows := map[*header][]Refusal{}
	for _, r := range refused {
		if rows[r.Row.head] == nil {
			order = append(order, r.Row.head)
		}
		rows[r.Row.head] = append(rows[r.Row.head], r)
	}
	sheets := make([]Sheet, len(order))
	for i, h := range order {
		sheets[i] = refusedSheet(h, rows[h], lang)
	}
	return Write(w, sheets...)
}

func refusedSheet(h *header, refused []Refusal, lang string) Sheet {
	s := Sheet{Name: refused[0].Row.Sheet}
	if h != nil {
		s.Header = strings.Split(strings.TrimRight(strings.Join(h.wording, "\n"), "\n"), "\n")
	}
	width := len(s.Header)
	for _, r := range refused {
		s.Rows = append(s.Rows, r.Row.Displayed())
		width = max(width, len(s.Rows[len(s.Rows)-1]))
	}
	for i, r := range refused {
		s.Rows[i] = append(padRow(s.Rows[i], width), reasonText(r, lang))
	}
	title := reasonZH
	if strings.HasPrefix(lang, "en") {
		title = reasonEN
	}
	s.Header = append(padRow(s.Header, width), title)
	return s
}

func padRow(row []string, width int) []string {
	return append(row, make([]string, width-len(row))...)
}

func reasonText(r Refusal, lang string) string {
	parts := make([]string, len(r.Problems))
	for i, p := range r.Problems {
		parts[i] = p.Text(lang)
	}
	if strings.HasPrefix(lang, "en") {
		return "Row " + strconv.Itoa(r.Row.Number) + ": " + strings.Join(parts, " ")
	}
	return "第 " + strconv.Itoa(r.Row.Number) + " 行：" + strings.Join(parts, "")
}
