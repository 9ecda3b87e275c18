package accounts

import "github.com/tongxing-platform/tongxing/services/platform/words"

// What the codes of this feature are called.
var (
	StatusWords = words.Set{Name: "user_status", Words: []words.Word{
		{"active", "正常", "Active"},
		{"disabled", "已停用", "Disabled"},
	}}
)
