package register

import "github.com/tongxing-platform/tongxing/services/platform/words"

// auditActions are the words for the audit actions of this package: what somebody did, as the audit page says it after the name.
var auditActions = []words.Word{
	{"beneficiary.apply", "按申请或合并变更关爱对象档案", "changed a file by a request or a merging"},
	{"beneficiary.assign", "为关爱对象指定机构", "assigned an organisation to a person cared for"},
	{"beneficiary.confirm", "确认关爱对象登记", "confirmed the file of a person cared for"},
	{"beneficiary.create", "新建关爱对象档案", "created the file of a person cared for"},
	{"beneficiary.discard", "删除关爱对象草稿", "threw away the draft of a person's file"},
	{"beneficiary.edit", "修改关爱对象档案", "edited the file of a person cared for"},
	{"beneficiary.exists", "查询身份证号是否已登记", "asked whether an ID number is registered"},
	{"beneficiary.exit", "关爱对象退出登记", "took a person cared for off the register"},
	{"beneficiary.find", "查找关爱对象", "searched for persons cared for"},
	{"beneficiary.history", "查看关爱对象档案的变更记录", "looked at the history of a file"},
	{"beneficiary.list", "查看关爱对象列表", "looked at a list of persons cared for"},
	{"beneficiary.propose_exit", "申请关爱对象退出登记", "proposed to take a person off the register"},
	{"beneficiary.read", "查看关爱对象档案", "looked at the file of a person cared for"},
	{"beneficiary.repair_keys", "修复关爱对象的查找索引", "repaired the search keys of a file"},
	{"beneficiary.return", "退回关爱对象档案", "returned the file of a person cared for"},
	{"beneficiary.reveal", "查看关爱对象的完整信息", "looked at a full value of a person cared for"},
	{"beneficiary.submit", "提交关爱对象档案", "handed in the file of a person cared for"},
	{"beneficiary.verify", "核实关爱对象档案", "verified the file of a person cared for"},
	{"beneficiary.withdraw", "取消机构指派", "took back the assignment of an organisation"},
	{"duplicate.different", "认定两份档案不是同一人", "found that two files are of two persons"},
	{"duplicate.list", "查看疑似重复档案", "looked at files that may be of one person"},
	{"duplicate.merge", "合并重复档案", "merged two files"},
	{"duplicate.read", "比对疑似重复档案", "compared two files that may be of one person"},
	{"duplicate.undo", "撤销档案合并", "undid a merging"},
	{"file_request.approve", "同意档案申请", "approved a request about a file"},
	{"file_request.list", "查看档案申请列表", "looked at a list of requests about files"},
	{"file_request.make", "提交档案申请", "made a request about a file"},
	{"file_request.read", "查看档案申请", "looked at a request about a file"},
	{"file_request.refuse", "不同意档案申请", "refused a request about a file"},
	{"file_request.reveal", "查看档案申请的完整信息", "looked at a full value of a request about a file"},
	{"file_request.withdraw", "撤回档案申请", "took back a request about a file"},
}
