package httpapi

import "github.com/tongxing-platform/tongxing/services/platform/fault"

// ruleTexts are the texts of the validate tags, in the words of a form. {param} is the tag's parameter. A tag that is not
// listed keeps the validator's own text.
var ruleTexts = []struct{ tag, en, zh string }{
	{"required", "Please fill this in.", "请填写此项。"},
	{"required_if", "Please fill this in.", "请填写此项。"},
	{"required_unless", "Please fill this in.", "请填写此项。"},
	{"required_with", "Please fill this in.", "请填写此项。"},
	{"required_without", "Please fill this in.", "请填写此项。"},
	{"oneof", "Choose one of: {param}.", "请从给出的选项中选择（{param}）。"},
	{"email", "This is not an e-mail address.", "邮箱地址不正确。"},
	{"url", "This is not a web address.", "网址不正确。"},
	{"http_url", "This is not a web address.", "网址不正确。"},
	{"numeric", "Only digits, please.", "只能填写数字。"},
	{"len", "This must be exactly {param} long.", "长度应为 {param} 位。"},
	{"unique", "Something is in here twice.", "有重复的内容。"},
	{"id", "This is not the number of such a record.", "编号不正确，请重新选择。"},
	{"day", "Write the day like 2026-03-05.", "日期格式应为 2026-03-05。"},
	{"mobile", "This is not a mobile number of the mainland.", "手机号不正确，应为 11 位大陆手机号。"},
	{"uscc", "This is not a unified social credit code: 18 digits and capitals, the last one checks the others.", "统一社会信用代码不正确，请核对 18 位代码。"},
	{"code", "Use small letters, digits and underscores, a letter first.", "只能使用小写字母、数字和下划线，并以字母开头。"},
}

// codeTexts are the texts of problems found before the validate tags are checked.
var codeTexts = map[string]struct{ en, zh string }{
	"unknown_field": {"There is no such field here.", "没有这个字段，请核对名称。"},
	"duplicate_key": {"This is given twice.", "该项重复出现。"},
	"type":          {"The kind of value is wrong ({param} expected).", "填写的内容类型不对（应为 {param}）。"},
	"time":          {"Write the time like 2026-03-05T09:30:00+08:00.", "时间格式应为 2026-03-05T09:30:00+08:00。"},
	"text":          {"This holds characters that cannot be kept.", "内容含有无法保存的字符。"},
}

var kindNames = map[string]struct{ en, zh string }{
	"":        {"another kind", "其他类型"},
	"string":  {"text", "文字"},
	"integer": {"a whole number", "整数"},
	"number":  {"a number", "数字"},
	"boolean": {"yes or no", "是或否"},
	"array":   {"a list", "列表"},
	"object":  {"a group of fields", "一组字段"},
}

func addCode(p *fault.Problems, path, code, param string) {
	t, kind := codeTexts[code], kindNames[param]
	p.Add(path, code, fillParam(t.en, kind.en), fillParam(t.zh, kind.zh))
}
