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

// The refusals of Bind.
var (
	ErrMediaType = fault.New(fault.Unsupported, "media_type", "Send the content in the format this address takes.", "提交内容的格式不受支持。")
	ErrEmptyBody = fault.New(fault.Invalid, "body_empty", "The request has no content.", "提交的内容为空。")
	ErrJSON      = fault.New(fault.Invalid, "json_broken", "The content is not complete JSON.", "提交的内容不是完整的 JSON。")
	ErrTrailing  = fault.New(fault.Invalid, "json_trailing", "Something follows after the end of the content.", "提交的内容之后还有多余数据。")
	ErrDepth     = fault.New(fault.Invalid, "json_depth", "The content is nested too deeply.", "提交的内容嵌套层次过深。")
)

const maxDepth = 32

// Bind reads the JSON body into a T and checks its validate tags. All refused fields are told at once, in the words of
// ErrInvalid, each with its path: unknown, given twice, of the wrong type, or against a tag.
func Bind[T any](c *fiber.Ctx) (T, error) {
	var v T
	err := bind(c, &v)
	if err != nil {
		var zero T
		return zero, err
	}
	return v, nil
}

func bind(c *fiber.Ctx, target any) error {
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
		return brokenHow(body)
	}
	s := scan{dec: json.NewDecoder(bytes.NewReader(body))}
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

func brokenHow(body []byte) error {
	dec := json.NewDecoder(bytes.NewReader(body))
	var first json.RawMessage
	if dec.Decode(&first) == nil {
		if _, err := dec.Token(); !errors.Is(err, io.EOF) {
			return ErrTrailing
		}
	}
	return ErrJSON
}

// unmarshalFault covers types that read themselves and refuse.
func unmarshalFault(err error) error {
	var p fault.Problems
	path := ""
	if te, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		path = te.Field
	}
	addCode(&p, path, "type", "")
	return p.Err()
}

// scan walks valid JSON beside the type it is for and notes what does not fit.
type scan struct {
	dec      *json.Decoder
	problems fault.Problems
}

var (
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// value checks the next value against t; a nil t takes anything. Only ErrDepth ends the walk.
func (s *scan) value(t reflect.Type, path string, depth int) error {
	tok, err := s.dec.Token()
	if err != nil {
		return ErrJSON
	}
	t = bare(t)
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
			s.add(path, "type", wanted(t))
		}
	case bool:
		s.expect(t, path, reflect.Bool)
	}
	return nil // null leaves a field as if it were absent
}

// bare is t without pointers; nil for interfaces and for types that read JSON themselves.
func bare(t reflect.Type) reflect.Type {
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

// expect notes a wrong type unless t is of one of the kinds, and returns what is known of the type from here on.
func (s *scan) expect(t reflect.Type, path string, kinds ...reflect.Kind) reflect.Type {
	if t == nil {
		return nil
	}
	if !reads(t) {
		for _, k := range kinds {
			if t.Kind() == k {
				return t
			}
		}
	}
	s.add(path, "type", wanted(t))
	return nil
}

// reads tells whether values of t are read from text.
func reads(t reflect.Type) bool {
	return t == timeType || reflect.PointerTo(t).Implements(textUnmarshaler)
}

func (s *scan) object(t reflect.Type, path string, depth int) error {
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
		at := join(path, name)
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

func (s *scan) array(t reflect.Type, path string, depth int) error {
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

func (s *scan) text(t reflect.Type, path, text string) {
	switch {
	case strings.ContainsRune(text, 0):
		s.add(path, "text", "")
	case t == nil || t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
	case t == timeType:
		if !isTime(text) {
			s.add(path, "time", "")
		}
	case !reads(t):
		s.expect(t, path, reflect.String)
	}
}

// tooMany ends the list of problems: nobody reads more, and a hostile body shall not buy a long answer.
const tooMany = 50

func (s *scan) add(path, code, param string) {
	if p, ok := errors.AsType[*fault.Fault](s.problems.Err()); ok && len(p.Fields) >= tooMany {
		return
	}
	addCode(&s.problems, clip(path), code, param)
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// clip keeps a path that a client made up from filling the answer.
func clip(path string) string {
	if utf8.RuneCountInString(path) <= 100 {
		return path
	}
	return string([]rune(path)[:100]) + "…"
}
