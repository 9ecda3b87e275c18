// Package fault holds the errors a person may see: a kind, a stable public code and a text in Chinese and English that
// says what to do. It knows nothing of HTTP; httpapi alone turns a kind into a status.
package fault

import (
	"errors"
	"maps"
	"strings"
)

// Kind says what sort of refusal a fault is.
type Kind uint8

// The kinds. Internal is what every error that is not a *Fault counts as.
const (
	Internal        Kind = iota
	Invalid              // the input breaks a rule of form; Fields says where
	Unauthenticated      // nobody is logged in
	Forbidden            // logged in, but not allowed
	NotFound             // not there, or not there for this person
	Conflict             // a rule of the present state refuses it
	Stale                // somebody else changed it in between
	TooLarge             // more bytes, rows or pages than are taken
	Unsupported          // a media type or method that is not served
	TooMany              // too many tries; later is fine
	Unavailable          // a part is away; later is fine
)

// Field is one refused input. Path names it as the client sent it (`indicators[2].target`).
type Field struct {
	Path string
	Code string
	EN   string
	ZH   string
}

// Fault is an error with a public, stable code. Values are immutable: With and At return copies.
type Fault struct {
	Kind   Kind
	Code   string
	EN     string
	ZH     string
	Fields []Field
	Args   map[string]string // values for the {name} places in the texts; never a name, phone or ID number
}

// New declares a fault. The code is public and never changes; both texts say what to do next.
func New(kind Kind, code, en, zh string) *Fault {
	return &Fault{Kind: kind, Code: code, EN: en, ZH: zh}
}

// Error is for logs: the code alone, since texts may hold what a person typed.
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

// Is makes errors.Is compare by code, so that a copy made by With still is its declaration.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && t.Code == f.Code
}

// With returns a copy whose texts have {name} replaced by value. Pairs are name, value, name, value…
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

// At returns a copy that blames the field at path, with the fault's own code and texts.
func (f *Fault) At(path string) *Fault {
	c := *f
	c.Fields = append(append([]Field(nil), f.Fields...), Field{Path: path, Code: f.Code, EN: f.EN, ZH: f.ZH})
	return &c
}

// Text returns the text in the language ("en", else Chinese) with its places filled.
func (f *Fault) Text(lang string) string { return fill(pick(lang, f.EN, f.ZH), f.Args) }

// FieldText returns the text of one of the fault's fields in the language, with the fault's places filled.
func (f *Fault) FieldText(fl Field, lang string) string {
	return fill(pick(lang, fl.EN, fl.ZH), f.Args)
}

func pick(lang, en, zh string) string {
	if strings.HasPrefix(lang, "en") {
		return en
	}
	return zh
}

// fill replaces the places in one pass: a value that itself holds braces stays as it was typed.
func fill(text string, args map[string]string) string {
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

// Problems collects field errors so that all of them are told at once. The zero value is ready.
type Problems struct{ fields []Field }

// Add notes that the field at path is refused.
func (p *Problems) Add(path, code, en, zh string) {
	p.fields = append(p.fields, Field{Path: path, Code: code, EN: en, ZH: zh})
}

// Check adds the problem unless ok holds.
func (p *Problems) Check(ok bool, path, code, en, zh string) {
	if !ok {
		p.Add(path, code, en, zh)
	}
}

// Fault adds a declared fault's code and texts at path.
func (p *Problems) Fault(path string, f *Fault) {
	p.Add(path, f.Code, f.Text("en"), f.Text("zh"))
}

// Err returns ErrInvalid with the fields, or nil when none was added.
func (p *Problems) Err() error {
	if len(p.fields) == 0 {
		return nil
	}
	c := *ErrInvalid
	c.Fields = p.fields
	return &c
}
