package httpapi

import (
	"errors"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/go-playground/locales/en"
	"github.com/go-playground/locales/zh"
	ut "github.com/go-playground/universal-translator"
	"github.com/go-playground/validator/v10"
	entrans "github.com/go-playground/validator/v10/translations/en"
	zhtrans "github.com/go-playground/validator/v10/translations/zh"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
)

// inlineMark stands for embedded structs in the validator's paths; validateStruct removes it.
const inlineMark = "\x00"

// bodyValidator is the validator with our tags (id=act, day, mobile, uscc, code), field names and both languages.
var bodyValidator = newChecker()

type fieldChecker struct {
	*validator.Validate
	en, zh ut.Translator
}

func newChecker() fieldChecker {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		for _, tag := range []string{"json", "query"} {
			if name, _, _ := strings.Cut(f.Tag.Get(tag), ","); name != "" && name != "-" {
				return name
			}
		}
		if f.Anonymous {
			return inlineMark
		}
		return f.Name
	})
	own := map[string]func(fl validator.FieldLevel) bool{
		"id":     func(fl validator.FieldLevel) bool { return id.HasPrefix(fl.Param(), fl.Field().String()) },
		"day":    func(fl validator.FieldLevel) bool { return isDay(fl.Field().String()) },
		"mobile": func(fl validator.FieldLevel) bool { return mobile.MatchString(fl.Field().String()) },
		"uscc":   func(fl validator.FieldLevel) bool { return isUSCC(fl.Field().String()) },
		"code":   func(fl validator.FieldLevel) bool { return code.MatchString(fl.Field().String()) },
	}
	for tag, f := range own {
		panicOnError(v.RegisterValidation(tag, f))
	}
	langs := ut.New(zh.New(), zh.New(), en.New())
	c := fieldChecker{Validate: v}
	c.zh, _ = langs.GetTranslator("zh")
	c.en, _ = langs.GetTranslator("en")
	panicOnError(zhtrans.RegisterDefaultTranslations(v, c.zh))
	panicOnError(entrans.RegisterDefaultTranslations(v, c.en))
	for _, t := range ruleTexts {
		panicOnError(registerTag(v, c.zh, t.tag, t.zh))
		panicOnError(registerTag(v, c.en, t.tag, t.en))
	}
	return c
}

func panicOnError(err error) {
	if err != nil {
		panic(err) // a text or tag that the validator refuses: every test finds it
	}
}

func registerTag(v *validator.Validate, trans ut.Translator, tag, text string) error {
	return v.RegisterTranslation(tag, trans,
		func(t ut.Translator) error {
			return t.Add("tongxing-"+tag, strings.ReplaceAll(text, "{param}", "{0}"), true)
		},
		func(t ut.Translator, fe validator.FieldError) string {
			s, err := t.T("tongxing-"+tag, fe.Param())
			if err != nil {
				return fe.Tag()
			}
			return s
		})
}

// validateStruct checks the validate tags of the struct, or of each struct of the slice, that target points to.
func validateStruct(target any) error {
	rv := reflect.ValueOf(target).Elem()
	var err error
	switch {
	case rv.Kind() == reflect.Struct && rv.Type() != timeType:
		err = bodyValidator.Struct(target)
	case rv.Kind() == reflect.Slice && bareKind(rv.Type().Elem()) == reflect.Struct:
		err = bodyValidator.Var(rv.Interface(), "max=10000,dive")
	default:
		return nil
	}
	refused, ok := errors.AsType[validator.ValidationErrors](err)
	if !ok {
		return err // nil, or a tag that does not fit its type
	}
	var p fault.Problems
	for i, fe := range refused {
		if i == maxProblems {
			break
		}
		p.Add(pathOf(fe, rv.Kind() == reflect.Struct), codeOf(fe), fieldMessage(fe, bodyValidator.en), fieldMessage(fe, bodyValidator.zh))
	}
	return p.Err()
}

func bareKind(t reflect.Type) reflect.Kind {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind()
}

// pathOf returns the field's path as the client names it, without the Go type in front.
func pathOf(fe validator.FieldError, top bool) string {
	path := fe.Namespace()
	if top {
		// The type's name comes first; a generic one may hold dots in its brackets.
		path = strings.TrimPrefix(path[topEnd(path):], ".")
	}
	return clipPath(strings.ReplaceAll(path, inlineMark+".", ""))
}

func topEnd(path string) int {
	depth := 0
	for i, ch := range path {
		switch {
		case ch == '[':
			depth++
		case ch == ']':
			depth--
		case ch == '.' && depth == 0:
			return i
		}
	}
	return 0
}

// fieldMessage returns the validator's text without the field's name, which the client shows beside the field anyway.
func fieldMessage(fe validator.FieldError, trans ut.Translator) string {
	text := strings.TrimSpace(strings.Replace(fe.Translate(trans), fe.Field(), "", 1))
	if text == "" {
		return fe.Tag()
	}
	return text
}

// codeOf returns the stable code of a failed rule; the code for "min" depends on the field's type.
func codeOf(fe validator.FieldError) string {
	sized := map[reflect.Kind][2]string{
		reflect.String: {"too_short", "too_long"}, reflect.Slice: {"too_few", "too_many"}, reflect.Map: {"too_few", "too_many"},
	}[fe.Kind()]
	if sized[0] == "" {
		sized = [2]string{"too_small", "too_large"}
	}
	switch fe.Tag() {
	case "min", "gt", "gte", "gtfield", "gtefield":
		return sized[0]
	case "max", "lt", "lte", "ltfield", "ltefield":
		return sized[1]
	case "len":
		return "length"
	case "oneof":
		return "choice"
	case "required_if", "required_unless", "required_with", "required_with_all", "required_without", "required_without_all":
		return "required"
	default:
		return fe.Tag()
	}
}

var (
	mobile = regexp.MustCompile(`^(\+86)?1[3-9][0-9]{9}$`)
	code   = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
)

func isDay(s string) bool {
	at, err := time.Parse(time.DateOnly, s)
	return err == nil && at.Year() >= 1900 && at.Year() < 2200
}

// isUSCC checks the form and the check character of a unified social credit code (GB 32100-2015).
func isUSCC(s string) bool {
	const digits = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	if len(s) != 18 {
		return false
	}
	sum, weight := 0, 1
	for i := range 17 {
		d := strings.IndexByte(digits, s[i])
		if d < 0 {
			return false
		}
		sum += d * weight
		weight = weight * 3 % 31
	}
	return s[17] == digits[(31-sum%31)%31]
}
