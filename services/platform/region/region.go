package region

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// The faults of this package.
var (
	ErrUnknown   = fault.New(fault.Invalid, "region_unknown", "There is no such area. Choose one from the list.", "没有这个区域，请从列表中选择。")
	ErrCode      = fault.New(fault.Invalid, "region_code_invalid", "The area code has 2 to 12 digits, or digits, a capital letter and up to 8 more characters (520111K01).", "区划代码应为 2 至 12 位数字；自定义区域为数字加大写字母和编号，如 520111K01。")
	ErrProvince  = fault.New(fault.Invalid, "region_code_province", "The code must begin with the two digits of the province it lies in.", "区划代码前两位应与所在省份一致。")
	ErrLevel     = fault.New(fault.Invalid, "region_level_invalid", "The level must lie below that of the area above.", "区域级别应低于上级区域。")
	ErrKind      = fault.New(fault.Invalid, "region_kind_invalid", "A code with letters is a custom area.", "含字母的代码只能用于自定义区域。")
	ErrName      = fault.New(fault.Invalid, "region_name_invalid", "Give the area a name of 1 to 50 characters.", "请填写区域名称，1 至 50 个字。")
	ErrDuplicate = fault.New(fault.Conflict, "region_duplicate", "An area with this code is already there.", "该区划代码已存在。")
)

// Level is the depth of a region in the tree.
type Level uint8

// The levels. A custom node has the level of the divisions beside it.
const (
	Province Level = iota + 1
	City
	County
	Township
	Village
)

// Kind tells regions of the official list from those that an area added.
type Kind string

// The kinds.
const (
	GB     Kind = "gb"
	Custom Kind = "custom"
)

// Region is one place. Its id is its code. Meta of a compiled-in region holds only the id.
type Region struct {
	docstore.Meta `bson:",inline"`
	Code          string `bson:"code"`
	Name          string `bson:"name"`
	Level         Level  `bson:"level"`
	Parent        string `bson:"parent"` // code; empty for provinces
	Path          string `bson:"path"`   // "52/5201/520111/"
	Kind          Kind   `bson:"kind"`
}

// CodeOf returns the last code of a path, or "".
func CodeOf(path string) string {
	path = strings.TrimSuffix(path, "/")
	return path[strings.LastIndexByte(path, '/')+1:]
}

// Within reports whether the region of path is that of root or lies below it. Every path is within "".
func Within(path, root string) bool { return strings.HasPrefix(path, root) }

const maxName = 50

var codeForm = regexp.MustCompile(`^[1-9][0-9]{1,11}$|^[1-9][0-9]{1,11}[A-Z][0-9A-Z]{0,8}$`)

// validatedUnder checks a new region against its parent and returns it completed, or all its problems.
func (r Region) validatedUnder(parent Region) (Region, error) {
	r.Name = strings.TrimSpace(r.Name)
	digits := strings.IndexFunc(r.Code, func(c rune) bool { return c < '0' || c > '9' }) < 0
	if r.Kind == "" {
		r.Kind = Custom
		if digits {
			r.Kind = GB
		}
	}
	var p fault.Problems
	switch {
	case !codeForm.MatchString(r.Code):
		p.Fault("code", ErrCode)
	case r.Code[:2] != parent.Path[:2]:
		p.Fault("code", ErrProvince)
	case r.Kind != Custom && (r.Kind != GB || !digits):
		p.Fault("kind", ErrKind)
	}
	if r.Level <= parent.Level || r.Level > Village {
		p.Fault("level", ErrLevel)
	}
	if !isValidName(r.Name) {
		p.Fault("name", ErrName)
	}
	if err := p.Err(); err != nil {
		return Region{}, err
	}
	r.ID, r.Path = r.Code, parent.Path+r.Code+"/"
	return r, nil
}

func isValidName(s string) bool {
	return s != "" && utf8.RuneCountInString(s) <= maxName && utf8.ValidString(s) &&
		strings.IndexFunc(s, func(r rune) bool { return r == '/' || unicode.IsControl(r) }) < 0
}
