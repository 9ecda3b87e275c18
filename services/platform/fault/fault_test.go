package fault_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

func full() *fault.Fault {
	return fault.New(fault.Conflict, "full", "{title} is full: {n} of {n}.", "{title}已满：{n}/{n}。")
}

func TestText(t *testing.T) {
	f := full().With("title", "Tea", "n", "3")
	for _, tt := range []struct {
		what string
		f    *fault.Fault
		lang string
		want string
	}{
		{"English", f, "en", "Tea is full: 3 of 3."},
		{"a kind of English", f, "en-GB", "Tea is full: 3 of 3."},
		{"Chinese", f, "zh", "Tea已满：3/3。"},
		{"Chinese when no language is known", f, "", "Tea已满：3/3。"},
		{"Chinese for other languages", f, "de", "Tea已满：3/3。"},
		{"a second With adds to the first", full().With("title", "Tea").With("n", "9"), "en", "Tea is full: 9 of 9."},
		{"a later value wins", f.With("n", "4"), "en", "Tea is full: 4 of 4."},
		{"what has no value stays", full().With("n", "3"), "en", "{title} is full: 3 of 3."},
		{"a name without a value is left out", full().With("n", "3", "title"), "en", "{title} is full: 3 of 3."},
	} {
		if got := tt.f.Text(tt.lang); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.what, got, tt.want)
		}
	}
}

// TestValuesAreNotFilled: braces in a value stay unchanged. They were once filled too, depending on the map's order.
func TestValuesAreNotFilled(t *testing.T) {
	f := full().With("title", "{n}", "n", "{title}")
	for range 50 {
		if got, want := f.Text("en"), "{n} is full: {title} of {title}."; got != want {
			t.Fatalf("%q, want %q", got, want)
		}
	}
}

func TestCopies(t *testing.T) {
	declared := full()
	with := declared.With("title", "Tea")
	_, _ = with.With("title", "Chess"), with.At("id")
	at := declared.At("a").At("b").At("c") // so many that the slice has spare capacity
	left, right := at.At("x"), at.At("y")
	for _, tt := range []struct{ what, got, want string }{
		{"the declaration keeps its text", declared.Text("en"), full().Text("en")},
		{"the declaration names no field", declared.Error(), "full"},
		{"With leaves what it copies", with.Text("en"), "Tea is full: {n} of {n}."},
		{"At leaves what With made", with.Error(), "full"},
		{"At leaves what it copies", at.Error(), "full (a:full, b:full, c:full)"},
		{"two copies share nothing, left", left.Error(), "full (a:full, b:full, c:full, x:full)"},
		{"two copies share nothing, right", right.Error(), "full (a:full, b:full, c:full, y:full)"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.what, tt.got, tt.want)
		}
	}
	if len(declared.Args) != 0 {
		t.Errorf("With wrote %v into the declaration", declared.Args)
	}
}

func TestFieldText(t *testing.T) {
	f := full().At("activity_id").With("title", "Tea", "n", "3")
	if len(f.Fields) != 1 {
		t.Fatalf("fields %v", f.Fields)
	}
	fl := f.Fields[0]
	if fl.Path != "activity_id" || fl.Code != "full" {
		t.Errorf("field %+v", fl)
	}
	for lang, want := range map[string]string{"en": "Tea is full: 3 of 3.", "zh": "Tea已满：3/3。"} {
		if got := f.FieldText(fl, lang); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

func TestIs(t *testing.T) {
	other := fault.New(fault.Conflict, "other", full().EN, full().ZH)
	for _, tt := range []struct {
		what string
		err  error
		want bool
	}{
		{"itself", full(), true},
		{"filled", full().With("n", "1"), true},
		{"at a field", full().At("id"), true},
		{"wrapped", fmt.Errorf("sign up: %w", full().With("n", "1")), true},
		{"joined", errors.Join(other, full()), true},
		{"same texts, other code", other, false},
		{"same words, no fault", errors.New("full"), false},
		{"nothing", nil, false},
	} {
		if got := errors.Is(tt.err, full()); got != tt.want {
			t.Errorf("%s: %t, want %t", tt.what, got, tt.want)
		}
	}
	if errors.Is(full(), errors.New("full")) {
		t.Error("a fault is no plain error of the same words")
	}
}

func TestKindOf(t *testing.T) {
	away := fault.New(fault.Unavailable, "away", "Try later.", "请稍后再试。")
	for _, tt := range []struct {
		what string
		err  error
		want fault.Kind
	}{
		{"a fault", full(), fault.Conflict},
		{"wrapped twice", fmt.Errorf("b: %w", fmt.Errorf("a: %w", full().At("x"))), fault.Conflict},
		{"the first of several", errors.Join(errors.New("x"), away, full()), fault.Unavailable},
		{"wrapped by its words alone", fmt.Errorf("a: %v", full()), fault.Internal}, //nolint:errorlint // the message alone does not continue the chain
		{"a plain error", errors.New("disk"), fault.Internal},
		{"nothing", nil, fault.Internal},
	} {
		if got := fault.KindOf(tt.err); got != tt.want {
			t.Errorf("%s: kind %d, want %d", tt.what, got, tt.want)
		}
	}
}

// TestErrorHoldsNoTexts: Error goes to logs, so it holds neither the texts nor their values.
func TestErrorHoldsNoTexts(t *testing.T) {
	var p fault.Problems
	p.Add("name", "too_long", "Shorten it.", "请缩短。")
	p.Fault("id", full().With("title", "Secret"))
	for _, tt := range []struct {
		err  error
		want string
	}{
		{full().With("title", "Secret"), "full"},
		{full().With("title", "Secret").At("list[2].id"), "full (list[2].id:full)"},
		{p.Err(), "invalid (name:too_long, id:full)"},
	} {
		got := tt.err.Error()
		if got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
		for _, text := range []string{"Secret", "is full", "已满", "Shorten", "请"} {
			if strings.Contains(got, text) {
				t.Errorf("%q holds %q", got, text)
			}
		}
	}
}

func TestProblems(t *testing.T) {
	var p fault.Problems
	p.Check(true, "fine", "no", "No.", "不。")
	if err := p.Err(); err != nil {
		t.Fatalf("nothing was refused: %v", err)
	}
	p.Add("name", "empty", "Give a name.", "请填写名称。")
	p.Check(false, "age", "young", "Too young.", "年龄不足。")
	p.Fault("activity_id", full().With("title", "Tea", "n", "3"))
	err := p.Err()
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok || !errors.Is(err, fault.ErrInvalid) || fault.KindOf(err) != fault.Invalid {
		t.Fatalf("%v is not ErrInvalid", err)
	}
	want := []fault.Field{
		{Path: "name", Code: "empty", EN: "Give a name.", ZH: "请填写名称。"},
		{Path: "age", Code: "young", EN: "Too young.", ZH: "年龄不足。"},
		{Path: "activity_id", Code: "full", EN: "Tea is full: 3 of 3.", ZH: "Tea已满：3/3。"},
	}
	if fmt.Sprint(f.Fields) != fmt.Sprint(want) {
		t.Errorf("fields %v, want %v", f.Fields, want)
	}
	if len(fault.ErrInvalid.Fields) != 0 {
		t.Errorf("the declaration took the fields %v", fault.ErrInvalid.Fields)
	}
}
