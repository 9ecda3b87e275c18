package contracts

import "github.com/tongxing-platform/tongxing/services/platform/httpapi"

// The columns of the exported lists. Their headings are those of the screens.
var exportContracts = httpapi.Export("合同", "Contracts",
	httpapi.TextColumn("no", "合同编号", "Number"), httpapi.TextColumn("name", "项目名称", "Name"), httpapi.TextColumn("buyer_dept", "购买主体", "Buyer"),
	httpapi.TextColumn("provider_name", "承接主体", "Provider"), httpapi.RegionColumn("region", "地区", "Region"), httpapi.StateColumn("subject", "服务对象", "For", SubjectWords),
	httpapi.StateColumn("status", "状态", "State", StatusWords), httpapi.MoneyColumn("amount_fen", "合同金额（元）", "Amount (yuan)"),
	httpapi.MoneyColumn("paid_fen", "已支付（元）", "Paid (yuan)"), httpapi.DayColumn("start", "开始日期", "Start"), httpapi.DayColumn("end", "结束日期", "End"),
	httpapi.DayColumn("next_due", "下一节点", "Next due"))

var exportPayments = httpapi.Export("款项", "Payments",
	httpapi.TextColumn("contract_no", "合同编号", "Contract"), httpapi.TextColumn("contract_name", "项目名称", "Name"), httpapi.NumberColumn("seq", "期次", "Part"),
	httpapi.MoneyColumn("amount_fen", "金额（元）", "Amount (yuan)"), httpapi.PointsColumn("pay_bp", "比例（%）", "Share (%)"), httpapi.StateColumn("status", "状态", "State", PaymentWords),
	httpapi.TimeColumn("status_at", "状态时间", "Since"), httpapi.TextColumn("invoice_no", "发票号", "Invoice"), httpapi.TextColumn("voucher_no", "支付凭证号", "Voucher"),
	httpapi.TimeColumn("paid_at", "支付时间", "Paid at"))
