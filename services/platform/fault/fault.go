// Package fault holds the errors that users see: a kind, a stable public code, and a text in Chinese and English that says
// what to do. It knows nothing of HTTP; only httpapi turns a kind into a status.
package fault

import (
	"errors"
	"maps"
	"strings"
)

// Kind is the sort of refusal.
type Kind uint8

// The kinds. Every error that is not a *Fault counts as Internal.
const (
	Internal        Kind = iota
	Invalid              // the input has a wrong form; Fields says where
	Unauthenticated      // nobody is logged in
	Forbidden            // logged in, but not allowed
	NotFound             // does not exist, or not for this person
	Conflict             // the present state does not allow it
	Stale                // somebody else changed it in the meantime
	TooLarge             // more bytes, rows or pages than allowed
	Unsupported          // a media type or method that is not supported
	TooMany              // too many attempts; a later one may succeed
	Unavailable          // a part does not answer; a later attempt may succeed
)

// Field is one refused field. Path is its name as the client sent it (`indicators[2].target`).
type Field struct {
	Path string
	Code string
	EN   string
	ZH   string
}

// Fault is an error with a public, stable code. It is immutable: With and At return copies.
type Fault struct {
	Kind   Kind
	Code   string
	EN     string
	ZH     string
	Fields []Field
	Args   map[string]string // values of the {name} placeholders in the texts; never a person's name, phone or ID number
}

// New declares a fault. The code is public and never changes; both texts say what to do next.
func New(kind Kind, code, en, zh string) *Fault {
	return &Fault{Kind: kind, Code: code, EN: en, ZH: zh}
}

// Error returns the code alone, for logs, since the texts may hold user input.
func (f *Fault) Error() string {
	if len(f.Fields) == 0 {
		return f.Code
	}
	paths := make([]string, len(f.Fields))
	for i, fl := range f.Fields {
		paths[i] = fl.Path + ":" + fl.Code
	}
	return f.Code + " (" + strings.Join(paths, ", ") + ")"
}

// Is compares codes, so that errors.Is treats a copy made by With as equal to its declaration.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && t.Code == f.Code
}

// With returns a copy with values for the {name} placeholders. Pairs are name, value, name, value…
func (f *Fault) With(pairs ...string) *Fault {
	c := *f
	c.Args = maps.Clone(f.Args)
	if c.Args == nil {
		c.Args = make(map[string]string, len(pairs)/2)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		c.Args[pairs[i]] = pairs[i+1]
	}
	return &c
}

// At returns a copy as a field error at path, with the fault's own code and texts.
func (f *Fault) At(path string) *Fault {
	c := *f
	c.Fields = append(append([]Field(nil), f.Fields...), Field{Path: path, Code: f.Code, EN: f.EN, ZH: f.ZH})
	return &c
}

// Text returns the text in the language ("en", else Chinese) with its placeholders filled.
func (f *Fault) Text(lang string) string { return fillPlaces(textIn(lang, f.EN, f.ZH), f.Args) }

// FieldText returns the text of one of the fault's fields in the language, with the placeholders filled.
func (f *Fault) FieldText(fl Field, lang string) string {
	return fillPlaces(textIn(lang, fl.EN, fl.ZH), f.Args)
}

func textIn(lang, en, zh string) string {
	if strings.HasPrefix(lang, "en") {
		return en
	}
	return zh
}

// fillPlaces fills the placeholders in one pass: braces inside a value stay unchanged.
func fillPlaces(text string, args map[string]string) string {
	pairs := make([]string, 0, 2*len(args))
	for k, v := range args {
		pairs = append(pairs, "{"+k+"}", v)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// KindOf returns the kind of the first Fault in err's chain, or Internal.
func KindOf(err error) Kind {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f.Kind
	}
	return Internal
}

// ErrInvalid is the fault that carries field errors; Problems makes it.
var ErrInvalid = New(Invalid, "invalid", "Some fields need correcting.", "有内容填写不正确，请按提示修改后重新提交。")

// Problems collects field errors so that the user sees all of them at once. The zero value is ready to use.
type Problems struct{ fields []Field }

// Add adds a problem of the field at path.
func (p *Problems) Add(path, code, en, zh string) {
	p.fields = append(p.fields, Field{Path: path, Code: code, EN: en, ZH: zh})
}

// Check adds the problem unless ok is true.
func (p *Problems) Check(ok bool, path, code, en, zh string) {
	if !ok {
		p.Add(path, code, en, zh)
	}
}

// Fault adds the code and texts of a declared fault at path.
func (p *Problems) Fault(path string, f *Fault) {
	p.Add(path, f.Code, f.Text("en"), f.Text("zh"))
}

// Err returns ErrInvalid with the problems, or nil when there is none.
func (p *Problems) Err() error {
	if len(p.fields) == 0 {
		return nil
	}
	c := *ErrInvalid
	c.Fields = p.fields
	return &c
}
