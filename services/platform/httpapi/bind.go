package httpapi

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// The faults of Bind.
var (
	ErrMediaType = fault.New(fault.Unsupported, "media_type", "Send the content in the format this address takes.", "提交内容的格式不受支持。")
	ErrEmptyBody = fault.New(fault.Invalid, "body_empty", "The request has no content.", "提交的内容为空。")
	ErrJSON      = fault.New(fault.Invalid, "json_broken", "The content is not complete JSON.", "提交的内容不是完整的 JSON。")
	ErrTrailing  = fault.New(fault.Invalid, "json_trailing", "Something follows after the end of the content.", "提交的内容之后还有多余数据。")
	ErrDepth     = fault.New(fault.Invalid, "json_depth", "The content is nested too deeply.", "提交的内容嵌套层次过深。")
)

const maxDepth = 32

// Bind decodes the JSON body into a T and checks its validate tags. It returns one ErrInvalid that names every refused field
// with its path: an unknown field, a field given twice, a wrong type, or a failed tag.
func Bind[T any](c *fiber.Ctx) (T, error) {
	var v T
	err := bindJSON(c, &v)
	if err != nil {
		var zero T
		return zero, err
	}
	return v, nil
}

func bindJSON(c *fiber.Ctx, target any) error {
	body := c.Request().Body()
	if len(bytes.TrimSpace(body)) == 0 {
		return ErrEmptyBody
	}
	if media, _, _ := strings.Cut(c.Get(fiber.HeaderContentType), ";"); !strings.EqualFold(strings.TrimSpace(media), fiber.MIMEApplicationJSON) {
		return ErrMediaType
	}
	if !utf8.Valid(body) {
		return ErrJSON
	}
	if !json.Valid(body) {
		return jsonFault(body)
	}
	s := bodyScan{dec: json.NewDecoder(bytes.NewReader(body))}
	s.dec.UseNumber()
	if err := s.value(reflect.TypeOf(target).Elem(), "", 0); err != nil {
		return err
	}
	if err := s.problems.Err(); err != nil {
		return err
	}
	if err := json.Unmarshal(body, target); err != nil {
		return unmarshalFault(err)
	}
	return validateStruct(target)
}

func jsonFault(body []byte) error {
	dec := json.NewDecoder(bytes.NewReader(body))
	var first json.RawMessage
	if dec.Decode(&first) == nil {
		if _, err := dec.Token(); !errors.Is(err, io.EOF) {
			return ErrTrailing
		}
	}
	return ErrJSON
}

// unmarshalFault turns an error of a type's own unmarshalling into a fault on its field.
func unmarshalFault(err error) error {
	var p fault.Problems
	path := ""
	if te, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		path = te.Field
	}
	addCode(&p, path, "type", "")
	return p.Err()
}

// bodyScan walks valid JSON along the type it is decoded into and collects what does not fit.
type bodyScan struct {
	dec      *json.Decoder
	problems fault.Problems
}

var (
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// value checks the next value against t; a nil t accepts anything. It fails only with ErrDepth or ErrJSON.
func (s *bodyScan) value(t reflect.Type, path string, depth int) error {
	tok, err := s.dec.Token()
	if err != nil {
		return ErrJSON
	}
	t = withoutPointers(t)
	switch tok := tok.(type) {
	case json.Delim:
		if depth >= maxDepth {
			return ErrDepth
		}
		if tok == '{' {
			return s.object(s.expect(t, path, reflect.Struct, reflect.Map), path, depth+1)
		}
		return s.array(s.expect(t, path, reflect.Slice, reflect.Array), path, depth+1)
	case string:
		s.text(t, path, tok)
	case json.Number:
		if t != nil && !fitsNumber(t, tok.String()) {
			s.add(path, "type", expectedType(t))
		}
	case bool:
		s.expect(t, path, reflect.Bool)
	}
	return nil // null leaves a field unset, as if it were absent
}

// withoutPointers returns the type t points to. It is nil for interfaces and for types with their own JSON decoder.
func withoutPointers(t reflect.Type) reflect.Type {
	if t == nil {
		return nil
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() == reflect.Interface || t != timeType && reflect.PointerTo(t).Implements(jsonUnmarshaler) {
		return nil
	}
	return t
}

// expect adds a "type" problem unless t is of one of the kinds. It returns t, or nil after a problem, so that nothing below
// it is checked.
func (s *bodyScan) expect(t reflect.Type, path string, kinds ...reflect.Kind) reflect.Type {
	if t == nil {
		return nil
	}
	if !readsText(t) {
		for _, k := range kinds {
			if t.Kind() == k {
				return t
			}
		}
	}
	s.add(path, "type", expectedType(t))
	return nil
}

// readsText reports whether values of t are decoded from a JSON string by a method of t.
func readsText(t reflect.Type) bool {
	return t == timeType || reflect.PointerTo(t).Implements(textUnmarshaler)
}

func (s *bodyScan) object(t reflect.Type, path string, depth int) error {
	var fields map[string]reflect.Type
	if t != nil && t.Kind() == reflect.Struct {
		fields = jsonFields(t)
	}
	seen := make(map[string]bool, len(fields))
	for s.dec.More() {
		tok, err := s.dec.Token()
		if err != nil {
			return ErrJSON
		}
		name, _ := tok.(string)
		at := joinPath(path, name)
		if seen[name] {
			s.add(at, "duplicate_key", "")
		}
		seen[name] = true
		var ft reflect.Type
		switch {
		case fields != nil:
			var known bool
			if ft, known = fields[name]; !known {
				s.add(at, "unknown_field", "")
			}
		case t != nil: // a map
			ft = t.Elem()
		}
		if err := s.value(ft, at, depth); err != nil {
			return err
		}
	}
	_, err := s.dec.Token()
	return err
}

func (s *bodyScan) array(t reflect.Type, path string, depth int) error {
	var et reflect.Type
	if t != nil {
		if et = t.Elem(); et.Kind() == reflect.Uint8 && t.Kind() == reflect.Slice {
			s.add(path, "type", "string")
			et = nil
		}
	}
	for i := 0; s.dec.More(); i++ {
		if err := s.value(et, path+"["+itoa(i)+"]", depth); err != nil {
			return err
		}
	}
	_, err := s.dec.Token()
	return err
}

func (s *bodyScan) text(t reflect.Type, path, text string) {
	switch {
	case strings.ContainsRune(text, 0):
		s.add(path, "text", "")
	case t == nil || t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
	case t == timeType:
		if !isTime(text) {
			s.add(path, "time", "")
		}
	case !readsText(t):
		s.expect(t, path, reflect.String)
	}
}

// maxProblems limits the field errors of one answer, so that a hostile body cannot cause a long one.
const maxProblems = 50

func (s *bodyScan) add(path, code, param string) {
	if p, ok := errors.AsType[*fault.Fault](s.problems.Err()); ok && len(p.Fields) >= maxProblems {
		return
	}
	addCode(&s.problems, clipPath(path), code, param)
}

func joinPath(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// clipPath cuts a field path that the client invented to 100 characters.
func clipPath(path string) string {
	if utf8.RuneCountInString(path) <= 100 {
		return path
	}
	return string([]rune(path)[:100]) + "…"
}
