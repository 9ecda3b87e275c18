package reports

import (
	"fmt"
	"math/big"
	"strconv"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/pdf"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

// language picks the text in the reader's language.
type language string

func (l language) of(zh, en string) string {
	if l == "en" {
		return en
	}
	return zh
}

func fileName(n *Named, ext string) string { return n.No + " " + n.Period() + ext }

// amount writes a value of an indicator in its unit, without the unit: hours for minutes, percent for basis points, yuan for fen.
func amount(v int64, u contracts.Unit) string {
	switch u {
	case contracts.Hours:
		return hundredths(v, 60)
	case contracts.Percent, contracts.Yuan:
		return hundredths(v, 100)
	default:
		return strconv.FormatInt(v, 10)
	}
}

func hundredths(v, by int64) string { return big.NewRat(v, by).FloatString(2) }

func percent(bp int64) string { return hundredths(bp, 100) + "%" }

// table is one table of a report, for the PDF and the workbook. Cells of columns of numbers hold plain numbers.
type table struct {
	title  string
	header []string
	widths []float64
	kinds  []sheet.Kind
	rows   [][]string
}

// tables returns the tables of a report.
func (n *Named) tables(l language, lang string) []table {
	f := n.Figures
	items := table{
		title:  l.of("指标完成情况", "Indicators"),
		header: []string{l.of("编码", "Code"), l.of("指标", "Indicator"), l.of("单位", "Unit"), l.of("目标", "Target"), l.of("本期", "This period"), l.of("累计", "Until now"), l.of("完成率（%）", "Done (%)"), l.of("数据来源", "Source")},
		widths: []float64{8, 26, 8, 11, 11, 11, 12, 13},
		kinds:  []sheet.Kind{sheet.Text, sheet.Text, sheet.Text, sheet.Decimal, sheet.Decimal, sheet.Decimal, sheet.Decimal, sheet.Text},
	}
	for _, i := range f.Items {
		gained, actual := "—", "—"
		if i.counted() {
			gained = amount(i.Gained, i.Unit)
		}
		if !i.Unknown {
			actual = amount(i.Actual, i.Unit)
		}
		items.rows = append(items.rows, []string{
			i.Code, i.Name, contracts.UnitWords.Of(string(i.Unit), lang), amount(i.Target, i.Unit), gained, actual, hundredths(i.RatioBP, 100),
			contracts.SourceWords.Of(string(i.Source), lang),
		})
	}
	services := table{
		title:  l.of("服务记录（本期）", "Service log (this period)"),
		header: []string{l.of("服务类型", "Kind"), l.of("次数", "Services"), l.of("人次", "Person-times"), l.of("新增服务对象", "Persons first served"), l.of("时长（小时）", "Hours")},
		widths: []float64{30, 16, 18, 18, 18},
		kinds:  []sheet.Kind{sheet.Text, sheet.Integer, sheet.Integer, sheet.Integer, sheet.Decimal},
	}
	for _, k := range append(f.Services[:len(f.Services):len(f.Services)], f.All) {
		name := contracts.ServiceKindWords.Of(string(k.Kind), lang)
		if k.Kind == "" {
			name = l.of("合计（对象去重）", "All (each person once)")
		}
		services.rows = append(services.rows, []string{name, strconv.FormatInt(k.Services, 10), strconv.FormatInt(k.Times, 10), strconv.FormatInt(k.People, 10), hundredths(k.Minutes, 60)})
	}
	ledger := table{
		title:  l.of("志愿服务台账（本期）", "Service-hour ledger (this period)"),
		header: []string{l.of("志愿服务时长（小时）", "Volunteer hours"), l.of("服务人次", "Person-times"), l.of("其中手工补录", "of these by hand"), l.of("活动场次", "Sessions"), l.of("活动受益人次（手工填报）", "Head counts (typed)")},
		widths: []float64{20, 20, 20, 20, 20},
		kinds:  []sheet.Kind{sheet.Decimal, sheet.Integer, sheet.Integer, sheet.Integer, sheet.Integer},
		rows: [][]string{{
			hundredths(f.Ledger.Minutes, 60), strconv.FormatInt(f.Ledger.PersonTimes, 10), strconv.FormatInt(f.Ledger.HandTimes, 10), strconv.FormatInt(f.Ledger.Sessions, 10), strconv.FormatInt(f.Ledger.Served, 10),
		}},
	}
	steps := table{
		title:  l.of("里程碑", "Milestones"),
		header: []string{l.of("序号", "No."), l.of("名称", "Name"), l.of("应完成日期", "Due"), l.of("状态", "State")},
		widths: []float64{10, 50, 20, 20},
		kinds:  []sheet.Kind{sheet.Integer, sheet.Text, sheet.Date, sheet.Text},
	}
	for _, s := range f.Steps {
		steps.rows = append(steps.rows, []string{strconv.FormatInt(s.Seq, 10), s.Name, string(s.Due), contracts.MilestoneWords.Of(string(s.Status), lang)})
	}
	money := table{
		title:  l.of("资金", "Money"),
		header: []string{l.of("合同金额（元）", "Amount (yuan)"), l.of("已支付（元）", "Paid (yuan)"), l.of("按考核扣减（元）", "Deducted (yuan)"), l.of("未支付（元）", "Not yet paid (yuan)")},
		widths: []float64{25, 25, 25, 25},
		kinds:  []sheet.Kind{sheet.Decimal, sheet.Decimal, sheet.Decimal, sheet.Decimal},
		rows:   [][]string{{hundredths(f.AmountFen, 100), hundredths(f.PaidFen, 100), hundredths(f.Deducted, 100), hundredths(f.AmountFen-f.PaidFen-f.Deducted, 100)}},
	}
	return []table{items, services, ledger, steps, money}
}

// title is the report's title.
func (n *Named) title(l language) string {
	if n.From != n.To {
		return l.of("购买服务季度报告", "Quarterly report")
	}
	return l.of("购买服务月度报告", "Monthly report")
}

// document returns the report for printing.
func (s *Service) document(n *Named, lang string) pdf.Document {
	l := language(lang)
	d := pdf.Document{
		Title: n.title(l), Subtitle: n.Period() + l.of("　", " · ") + n.Name,
		Cover: [][2]string{
			{l.of("合同编号", "Contract"), n.No}, {l.of("购买主体", "Buyer"), n.Buyer}, {l.of("承接主体", "Provider"), n.Provider},
			{l.of("报告期", "Period"), n.From + l.of(" 至 ", " to ") + n.To}, {l.of("状态", "State"), StatusWords.Of(string(n.Status), lang)},
			{l.of("总体完成率", "Done in all"), percent(n.Figures.RatioBP)}, {l.of("打印日期", "Printed"), string(s.today())},
		},
		Foot: n.No + "  " + n.Period(), Page: l.of("第 %d 页", "page %d"),
		Signed: []string{
			l.of("承接主体（盖章）：　　　　　　　　　　　　日期：", "Provider (seal):                              Date:"),
			l.of("购买主体审核人（签字）：　　　　　　　　　日期：", "Checked for the buyer (signature):                    Date:"),
		},
	}
	tables := n.tables(l, lang)
	for i, t := range tables {
		part := pdf.Part{Title: ordinal(i+1) + t.title, Table: pdf.Table{Header: t.header, Widths: t.widths, Rows: t.rows}}
		for _, k := range t.kinds {
			part.Table.Right = append(part.Table.Right, k == sheet.Decimal || k == sheet.Integer)
		}
		if i == 0 {
			for _, it := range n.Figures.Items {
				part.Bars = append(part.Bars, pdf.Bar{Label: it.Name, Text: percent(it.RatioBP), Share: float64(it.RatioBP) / 10_000})
			}
		}
		d.Parts = append(d.Parts, part)
	}
	for i, t := range []struct{ title, text string }{
		{l.of("工作概述", "What was done"), n.Summary}, {l.of("困难与建议", "Difficulties and proposals"), n.Problems}, {l.of("下期计划", "What comes next"), n.Plan},
	} {
		if t.text == "" {
			t.text = l.of("（未填写）", "(not written)")
		}
		d.Parts = append(d.Parts, pdf.Part{Title: ordinal(len(tables)+i+1) + t.title, Text: t.text})
	}
	return d
}

func ordinal(n int) string { return fmt.Sprintf("%d. ", n) }

// sheetsOf returns the sheets of a report's workbook.
func sheetsOf(n *Named, lang string) []sheet.Sheet {
	l := language(lang)
	out := make([]sheet.Sheet, 0, 6)
	for _, t := range n.tables(l, lang) {
		out = append(out, sheet.Sheet{Name: t.title, Header: t.header, Rows: t.rows, Kinds: t.kinds})
	}
	return append(out, sheet.Sheet{Name: l.of("说明", "Text"), Rows: [][]string{
		{l.of("合同编号", "Contract"), n.No}, {l.of("项目名称", "Name"), n.Name}, {l.of("承接主体", "Provider"), n.Provider}, {l.of("报告期", "Period"), n.Period()},
		{l.of("状态", "State"), StatusWords.Of(string(n.Status), lang)}, {l.of("工作概述", "What was done"), n.Summary},
		{l.of("困难与建议", "Difficulties and proposals"), n.Problems}, {l.of("下期计划", "What comes next"), n.Plan},
	}})
}
