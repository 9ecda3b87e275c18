package evaluation

import "github.com/tongxing-platform/tongxing/services/contracts"

// DefaultCode is the code of the default sheet.
const DefaultCode = "default"

func bands() []Band {
	return []Band{{FromBP: 10_000, Num: 1, Den: 1}, {FromBP: 8_000, Num: 2, Den: 3}, {FromBP: 6_000, Num: 1, Den: 3}, {FromBP: 0, Num: 0, Den: 1}}
}

func degrees() []Level {
	return []Level{
		{Code: "a", Name: "好", ShareBP: 10_000}, {Code: "b", Name: "较好", ShareBP: 8_000}, {Code: "c", Name: "一般", ShareBP: 6_000},
		{Code: "d", Name: "较差", ShareBP: 3_000}, {Code: "e", Name: "差", ShareBP: 0},
	}
}

func contentment() []Level {
	return []Level{
		{Code: "a", Name: "非常满意", ShareBP: 10_000}, {Code: "b", Name: "满意", ShareBP: 8_500}, {Code: "c", Name: "基本满意", ShareBP: 6_000},
		{Code: "d", Name: "不满意", ShareBP: 0},
	}
}

// DefaultSheet returns the default sheet: 项目管理 15, 服务产出 30, 专业质量 20, 服务成效 15, 满意度 10, 财务 10. It is our own design,
// similar to published local sheets.
func DefaultSheet() Sheet {
	return Sheet{
		Sections: []Section{
			{Code: "M", Name: "项目管理", Items: []Item{
				{Code: "M1", Name: "方案与计划执行", Max: 4_00, Method: Levels, Levels: degrees(), Evidence: "服务方案、年度和月度计划"},
				{Code: "M2", Name: "制度与人员配备", Max: 4_00, Method: Combination, Evidence: "制度文件、人员名册、资质证书、培训记录", Parts: []Part{
					{Code: "rules", Name: "管理制度", Max: 1_00}, {Code: "staff", Name: "人员到岗与资质", Max: 2_00}, {Code: "training", Name: "培训与督导", Max: 1_00},
				}},
				{Code: "M3", Name: "项目台账与档案", Max: 4_00, Method: Levels, Levels: degrees(), Evidence: "服务台账、个案和小组档案"},
				{Code: "M4", Name: "信息报送与公开", Max: 3_00, Method: Levels, Levels: degrees(), Evidence: "报送记录、公开信息"},
			}},
			{Code: "O", Name: "服务产出", Items: []Item{
				{Code: "O1", Name: "合同指标综合完成率", Max: 15_00, Method: AutoRatio, Evidence: "平台服务台账自动统计"},
				{Code: "O2", Name: "数量指标完成情况", Max: 9_00, Method: Bands, Bands: bands(), Indicator: contracts.Quantity, Evidence: "平台服务台账自动统计"},
				{Code: "O3", Name: "时效指标完成情况", Max: 6_00, Method: Bands, Bands: bands(), Indicator: contracts.Timeliness, Evidence: "里程碑与台账"},
			}},
			{Code: "Q", Name: "专业质量", Items: []Item{
				{Code: "Q1", Name: "服务方法的专业性", Max: 8_00, Method: Levels, Levels: degrees(), Evidence: "个案、小组、社区工作记录"},
				{Code: "Q2", Name: "需求评估与服务记录", Max: 6_00, Method: Levels, Levels: degrees(), Evidence: "需求评估表、服务记录"},
				{Code: "Q3", Name: "服务安全与伦理", Max: 6_00, Method: Deduction, Evidence: "安全预案、从业查询记录、保密承诺"},
			}},
			{Code: "E", Name: "服务成效", Items: []Item{
				{Code: "E1", Name: "成效指标达成情况", Max: 7_00, Method: Bands, Bands: bands(), Indicator: contracts.Effect, Evidence: "前后测、指标填报依据"},
				{Code: "E2", Name: "服务对象的改变", Max: 8_00, Method: Levels, Levels: degrees(), Evidence: "访谈、前后测、典型案例"},
			}},
			{Code: "S", Name: "满意度", Items: []Item{
				{Code: "S1", Name: "服务对象满意度", Max: 5_00, Method: Levels, Levels: contentment(), Parties: []Party{ThirdParty}, Evidence: "问卷、电话抽样"},
				{Code: "S2", Name: "购买方满意度", Max: 3_00, Method: Levels, Levels: contentment(), Parties: []Party{Buyer}, Evidence: "购买方意见"},
				{Code: "S3", Name: "村（居）满意度", Max: 2_00, Method: Levels, Levels: contentment(), Parties: []Party{Village}, Evidence: "村（居）委会意见"},
			}},
			{Code: "F", Name: "财务", Items: []Item{
				{Code: "F1", Name: "预算执行", Max: 4_00, Method: Levels, Levels: degrees(), Evidence: "预算表、执行明细"},
				{Code: "F2", Name: "财务规范", Max: 6_00, Method: Deduction, Evidence: "凭证、专账、审计意见"},
			}},
		},
		Vetoes: []Veto{
			{Code: "funds", Name: "挪用、套取项目资金"}, {Code: "records", Name: "服务记录弄虚作假"},
			{Code: "safety", Name: "因责任造成儿童安全事故"}, {Code: "clearance", Name: "未经从业查询的人员接触儿童"},
		},
		Grades: []Grade{
			{From: 90_00, Name: "优秀", Pass: true}, {From: 80_00, Name: "良好", Pass: true}, {From: 60_00, Name: "合格", Pass: true}, {From: 0, Name: "不合格"},
		},
	}
}
