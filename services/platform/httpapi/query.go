package httpapi

import (
	"encoding"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// Query decodes the query string into a T by its `query` tags and checks its validate tags. Fields are strings, integers,
// floats, booleans, instants (RFC 3339), pointers to them, and []string (the name repeated). It refuses an unknown name and
// a single value given twice. An empty value counts as absent.
func Query[T any](c *fiber.Ctx) (T, error) {
	var v, zero T
	var p fault.Problems
	rv := reflect.ValueOf(&v).Elem()
	fields := queryFields(rv.Type())
	seen := make(map[string]bool)
	n := 0
	for rawName, rawValue := range c.Context().QueryArgs().All() {
		name, text := string(rawName), string(rawValue)
		if n++; n > 200 {
			return zero, errRequest
		}
		index, known := fields[name]
		switch {
		case !known:
			addCode(&p, clipPath(name), "unknown_field", "")
			continue
		case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
			addCode(&p, name, "text", "")
			continue
		case text == "":
			continue
		}
		f := rv.FieldByIndex(index)
		if f.Kind() != reflect.Slice && seen[name] {
			addCode(&p, name, "duplicate_key", "")
			continue
		}
		seen[name] = true
		if code := setText(f, text); code != "" {
			addCode(&p, name, code, expectedType(withoutPointers(f.Type())))
		}
	}
	if err := p.Err(); err != nil {
		return zero, err
	}
	if err := validateStruct(&v); err != nil {
		return zero, err
	}
	return v, nil
}

// setText decodes text into f; it returns the code of the problem, or "".
func setText(f reflect.Value, text string) string {
	if f.Kind() == reflect.Pointer {
		f.Set(reflect.New(f.Type().Elem()))
		return setText(f.Elem(), text)
	}
	if f.Type() == timeType {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return "time"
		}
		f.Set(reflect.ValueOf(at))
		return ""
	}
	if u, ok := f.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if u.UnmarshalText([]byte(text)) != nil {
			return "type"
		}
		return ""
	}
	switch f.Kind() {
	case reflect.String:
		f.SetString(text)
	case reflect.Bool:
		if text != "true" && text != "false" {
			return "type"
		}
		f.SetBool(text == "true")
	case reflect.Slice:
		item := reflect.New(f.Type().Elem()).Elem()
		if code := setText(item, text); code != "" {
			return code
		}
		f.Set(reflect.Append(f, item))
	default:
		return setNumber(f, text)
	}
	return ""
}

func setNumber(f reflect.Value, text string) string {
	if !fitsNumber(f.Type(), text) {
		return "type"
	}
	switch {
	case f.CanInt():
		n, _ := strconv.ParseInt(text, 10, 64)
		f.SetInt(n)
	case f.CanUint():
		n, _ := strconv.ParseUint(text, 10, 64)
		f.SetUint(n)
	case f.CanFloat():
		x, _ := strconv.ParseFloat(text, 64)
		if x != x {
			return "type"
		}
		f.SetFloat(x)
	}
	return ""
}

var queryCache sync.Map // reflect.Type → map[string][]int

func queryFields(t reflect.Type) map[string][]int {
	if known, ok := queryCache.Load(t); ok {
		return known.(map[string][]int)
	}
	fields := make(map[string][]int)
	for _, f := range reflect.VisibleFields(t) {
		if name := f.Tag.Get("query"); name != "" && name != "-" && f.IsExported() {
			fields[name] = f.Index
		}
	}
	queryCache.Store(t, fields)
	return fields
}
