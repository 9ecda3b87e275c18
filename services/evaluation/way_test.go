package evaluation_test

import (
	"testing"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
)

// TestWays: each item tells how its points come about, in both languages.
func TestWays(t *testing.T) {
	in := evaluation.Inputs{
		Sheet: evaluation.Sheet{Sections: []evaluation.Section{{Items: []evaluation.Item{
			{Code: "B", Name: "场次", Max: 20_00, Method: evaluation.Bands, Indicator: contracts.Quantity, Bands: []evaluation.Band{{FromBP: 9_500, Num: 1, Den: 1}, {FromBP: 8_000, Num: 3, Den: 4}}},
			{Code: "L", Name: "时长", Max: 10_00, Method: evaluation.AutoRatio},
			{Code: "D", Name: "资料", Max: 30_00, Method: evaluation.Deduction},
			{Code: "A", Name: "管理", Max: 20_00, Method: evaluation.Deduction},
			{Code: "N", Name: "自评", Max: 20_00, Method: evaluation.Deduction},
		}}}, Grades: []evaluation.Grade{{From: 0, Name: "合格", Pass: true}}},
		Progress: []contracts.IndicatorProgress{
			{Name: "辅导场次", Kind: contracts.Quantity, RatioBP: 9_000, Weight: 1}, {Name: "服务时长", Kind: contracts.Quality, RatioBP: 12_345, Weight: 1},
		},
		ProgressBP: 9_500,
		Cards: []evaluation.Card{
			{Party: evaluation.ThirdParty, Weight: 60, Marks: []evaluation.Mark{{Item: "D", Deduct: 3_00}, {Item: "A"}, {Item: "N"}}},
			{Party: evaluation.Village, Weight: 40, Marks: []evaluation.Mark{{Item: "D", Deduct: 50}}},
		},
		Adjustments: []evaluation.Adjustment{{Item: "A", Points: 17_25, Reason: "经复核补交材料"}},
	}
	ways, result := evaluation.Ways(in), evaluation.Score(in)
	for i, want := range [][3]string{
		{"15.00", "指标完成率 90.00%（辅导场次 90.00%），得满分的 3/4", "Indicators at 90.00% (辅导场次 90.00%), which gives of the maximum 3/4"},
		{"9.50", "指标完成率 95.00%（辅导场次 90.00%、服务时长 100.00%）", "Indicators at 95.00% (辅导场次 90.00%, 服务时长 100.00%)"},
		{"28.00", "评委打分：第三方 27.00 × 60%；村（居） 29.50 × 40%", "Raters: Third party 27.00 × 60%; Village 29.50 × 40%"},
		{"17.25", "调整：经复核补交材料", "Set: 经复核补交材料"},
		{"12.00", "评委打分：第三方 20.00 × 60%；村（居） 0.00 × 40%", "Raters: Third party 20.00 × 60%; Village 0.00 × 40%"},
	} {
		if evaluation.Hundredths(ways[i].Points) != want[0] || ways[i].Text("zh") != want[1] || ways[i].Text("en") != want[2] {
			t.Errorf("%s: %s, %q, %q", ways[i].Item, evaluation.Hundredths(ways[i].Points), ways[i].Text("zh"), ways[i].Text("en"))
		}
		if result.Items[i].Points != ways[i].Points {
			t.Errorf("%s: the result has %d, the way %d", ways[i].Item, result.Items[i].Points, ways[i].Points)
		}
	}
}
