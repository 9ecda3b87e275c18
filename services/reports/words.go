package reports

import "github.com/tongxing-platform/tongxing/services/platform/words"

// StatusWords are the names of the states of a report.
var StatusWords = words.Set{Name: "contract_report_status", Words: []words.Word{
	{"open", "待填报", "To be written"},
	{"submitted", "待审核", "To be checked"},
	{"returned", "已退回", "Returned"},
	{"accepted", "已采纳", "Accepted"},
	{"skipped", "免报", "Not needed"},
}}
