package id_test

import (
	crand "crypto/rand"
	"fmt"
	mrand "math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/id"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// fixSource makes ids deterministic for the test.
func fixSource(t *testing.T, seed byte, now func() time.Time) {
	t.Helper()
	t.Cleanup(func() { id.MakeDeterministic(time.Now, crand.Reader) })
	id.MakeDeterministic(now, mrand.NewChaCha8([32]byte{seed}))
}

func fixed() time.Time { return noon }

func some(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = id.New("act")
	}
	return ids
}

func TestNewSorts(t *testing.T) {
	at := noon
	for _, tt := range []struct {
		what string
		now  func() time.Time // nil: the system clock
	}{
		{"the machine's clock", nil},
		{"a clock that stands", fixed},
		{"a clock that runs", func() time.Time { at = at.Add(time.Millisecond); return at }},
		{"a clock set back", func() time.Time { at = at.Add(-time.Second); return at }},
	} {
		if tt.now != nil {
			fixSource(t, 1, tt.now)
		}
		ids := some(2000)
		if !slices.IsSorted(ids) {
			t.Errorf("%s: ids do not sort in the order they were made", tt.what)
		}
		if n := len(slices.Compact(ids)); n != 2000 {
			t.Errorf("%s: %d different ids of 2000", tt.what, n)
		}
	}
}

// TestNewConcurrently: each of several goroutines gets its ids in order, and no two ids are equal.
func TestNewConcurrently(t *testing.T) {
	const makers, each = 8, 2000
	made := make([][]string, makers)
	var wg sync.WaitGroup
	for i := range makers {
		wg.Go(func() { made[i] = some(each) })
	}
	wg.Wait()
	for i, ids := range made {
		if !slices.IsSorted(ids) {
			t.Errorf("maker %d: its ids do not sort in the order they were made", i)
		}
	}
	all := slices.Concat(made...)
	slices.Sort(all)
	if n := len(slices.Compact(all)); n != makers*each {
		t.Errorf("%d different ids of %d", n, makers*each)
	}
}

func TestIs(t *testing.T) {
	const body = "01jd3k5x7zabcdefghjkmnpqrs"
	for _, tt := range []struct {
		what, prefix, id string
		want             bool
	}{
		{"a new one", "act", id.New("act"), true},
		{"a prefix of two words", "act_plan", id.New("act_plan"), true},
		{"by hand", "act", "act_" + body, true},
		{"the last there is", "act", "act_7" + strings.Repeat("z", 25), true},
		{"too late for 48 bits", "act", "act_8" + strings.Repeat("0", 25), false},
		{"another prefix", "act", "org_" + body, false},
		{"half the prefix", "act_plan", "act_" + body, false},
		{"a longer prefix", "act", "act_plan_" + body, false},
		{"no prefix", "act", body, false},
		{"no underscore", "act", "act" + body, false},
		{"nothing", "act", "", false},
		{"prefix alone", "act", "act_", false},
		{"one short", "act", "act_" + body[1:], false},
		{"one long", "act", "act_" + body + "0", false},
		{"upper case", "act", "act_" + strings.ToUpper(body), false},
		{"one upper case letter", "act", "act_" + body[:25] + "S", false},
		{"a letter ULIDs leave out", "act", "act_" + body[:25] + "u", false},
		{"a space", "act", "act_" + body[:25] + " ", false},
		{"a line end", "act", "act_" + body + "\n", false},
		{"a path", "act", "act_../../../../../etc/passwd", false},
		{"a letter that only upper case makes ASCII", "act", "act_" + body[:24] + "ſ", false},
	} {
		if got := id.HasPrefix(tt.prefix, tt.id); got != tt.want {
			t.Errorf("%s: Is(%q, %q) = %t", tt.what, tt.prefix, tt.id, got)
		}
	}
}

func TestMakeDeterministic(t *testing.T) {
	made := func(seed byte, now func() time.Time) string {
		fixSource(t, seed, now)
		return fmt.Sprint(some(50))
	}
	once := made(1, fixed)
	if made(1, fixed) != once {
		t.Error("the same clock and entropy give other ids")
	}
	if made(2, fixed) == once {
		t.Error("other entropy gives the same ids")
	}
	later := func() time.Time { return noon.Add(time.Hour) }
	if late := made(1, later); late == once || late < once {
		t.Error("a later clock gives ids that sort no later")
	}
	if made(1, fixed) != once {
		t.Error("a later clock before leaves its mark on the ids")
	}
}
