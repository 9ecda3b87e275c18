package accounts

import "github.com/tongxing-platform/tongxing/services/platform/words"

// StatusWords are the names of an account's states.
var StatusWords = words.Set{Name: "user_status", Words: []words.Word{
	{"active", "使用中", "In use"},
	{"disabled", "已停用", "Disabled"},
}}
