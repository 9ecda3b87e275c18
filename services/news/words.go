package news

import "github.com/tongxing-platform/tongxing/services/platform/words"

// The names of this feature's codes in both languages.
var (
	KindWords = words.Set{Name: "news_kind", Words: []words.Word{
		{"news", "动态", "News"},
		{"notice", "通知", "Notice"},
	}}
	StatusWords = words.Set{Name: "news_status", Words: []words.Word{
		{"draft", "草稿", "Draft"},
		{"published", "已发布", "Published"},
		{"withdrawn", "已撤下", "Withdrawn"},
	}}
	ChildrenWords = words.Set{Name: "news_children", Words: []words.Word{
		{"none", "认不出任何儿童", "No child can be recognised"},
		{"recognisable", "能认出儿童，已取得监护人同意", "Children can be recognised; the guardians have agreed"},
	}}
)
