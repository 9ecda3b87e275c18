package contracts

import "github.com/tongxing-platform/tongxing/services/platform/httpapi"

// What an exported list shows, in the words of the screens.
var exportContracts = httpapi.Export("合同", "Contracts",
	httpapi.Text("no", "合同编号", "Number"), httpapi.Text("name", "项目名称", "Name"), httpapi.Text("buyer_dept", "购买主体", "Buyer"),
	httpapi.Text("provider_name", "承接主体", "Provider"), httpapi.Place("region", "地区", "Region"), httpapi.State("subject", "服务对象", "For", SubjectWords),
	httpapi.State("status", "状态", "State", StatusWords), httpapi.Money("amount_fen", "合同金额（元）", "Amount (yuan)"),
	httpapi.Money("paid_fen", "已支付（元）", "Paid (yuan)"), httpapi.Text("start", "开始日期", "Start"), httpapi.Text("end", "结束日期", "End"),
	httpapi.Text("next_due", "下一节点", "Next due"))

var exportPayments = httpapi.Export("款项", "Payments",
	httpapi.Text("contract_no", "合同编号", "Contract"), httpapi.Text("contract_name", "项目名称", "Name"), httpapi.Text("seq", "期次", "Part"),
	httpapi.Money("amount_fen", "金额（元）", "Amount (yuan)"), httpapi.Points("pay_bp", "比例（%）", "Share (%)"), httpapi.State("status", "状态", "State", PaymentWords),
	httpapi.At("status_at", "状态时间", "Since"), httpapi.Text("invoice_no", "发票号", "Invoice"), httpapi.Text("voucher_no", "支付凭证号", "Voucher"),
	httpapi.At("paid_at", "支付时间", "Paid at"))
