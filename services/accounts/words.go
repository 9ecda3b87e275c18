package accounts

import (
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/oidc"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// StatusWords are the names of an account's states.
var StatusWords = words.Set{Name: "user_status", Words: []words.Word{
	{"active", "使用中", "In use"},
	{"disabled", "已停用", "Disabled"},
}}

// LinkWayWords are the ways in which an account was linked to an identity provider.
var LinkWayWords = words.Set{Name: "link_way", Words: []words.Word{
	{"id_number", "按已核验的身份证号码", "by the verified ID number"},
	{"staff", "由管理员办理", "by an administrator"},
	{"self", "由本人办理", "by the person"},
}}

// SSOWords are the refusals of single sign-on, by the codes with which a browser is sent to the log-in page.
var SSOWords = refusalWords("sso_refusal", oidc.ErrUnreachable, oidc.ErrAttempt, oidc.ErrDeclined, oidc.ErrAnswer, ErrSSOProvider, ErrSSONext,
	ErrSSOUnlinked, ErrSSOStopped, ErrSSOPerson, ErrSSOHeld, ErrSSOLinked, auth.ErrLogin)

func refusalWords(name string, list ...*fault.Fault) words.Set {
	set := words.Set{Name: name}
	for _, f := range list {
		set.Words = append(set.Words, words.Word{f.Code, f.ZH, f.EN})
	}
	return set
}
