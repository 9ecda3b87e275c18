package ident_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

func TestCheckIDNumber(t *testing.T) {
	for _, tt := range []struct {
		in     string
		birth  region.Day
		male   bool
		region string
		ok     bool
	}{
		{"11010519491231002X", "1949-12-31", false, "110105", true}, // the sample of GB 11643
		{"99000020150307001X", "2015-03-07", true, "990000", true},
		{"990000201602290026", "2016-02-29", false, "990000", true}, // a leap day
		{"110105194912310021", "", false, "", false},                // check character
		{"11010519491231002x", "", false, "", false},                // not normalised
		{"990000201502290027", "", false, "", false},                // no such day
		{"110105491231002", "", false, "", false},                   // the old 15 digits
		{"01010519491231002X", "", false, "", false},
		{"1101051949123100X2", "", false, "", false},
		{"", "", false, "", false},
	} {
		info, err := ident.CheckIDNumber(tt.in)
		want := ident.IDNumberInfo{Birth: tt.birth, Male: tt.male, Region6: tt.region}
		if (err == nil) != tt.ok || info != want {
			t.Errorf("CheckIDNumber(%q) = %+v, %v", tt.in, info, err)
		}
		if err != nil && (!errors.Is(err, ident.ErrIDNumber) || fault.KindOf(err) != fault.Invalid) {
			t.Errorf("CheckIDNumber(%q): %v", tt.in, err)
		}
	}
	if _, err := ident.CheckIDNumberOn("99000020150307001X", "2015-03-06"); !errors.Is(err, ident.ErrIDNumber) {
		t.Errorf("born tomorrow: %v", err)
	}
	if _, err := ident.CheckIDNumberOn("99000020150307001X", "2015-03-07"); err != nil {
		t.Errorf("born today: %v", err)
	}
}

// TestCheckCharacters replaces each character of valid numbers by every other one: GB 11643 and GB 32100 detect every single
// wrong character.
func TestCheckCharacters(t *testing.T) {
	slips := func(s, alphabet string, check func(string) error) {
		for i := range len(s) {
			for _, c := range alphabet {
				slip := s[:i] + string(c) + s[i+1:]
				if slip != s && check(slip) == nil {
					t.Errorf("%s passes as a slip of %s", slip, s)
				}
			}
		}
	}
	slips("11010519491231002X", "0123456789X", func(s string) error { _, err := ident.CheckIDNumber(s); return err })
	slips("92371000MA3MXH0E3W", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", ident.CheckUSCC)
}

func TestCheckUSCC(t *testing.T) {
	for _, tt := range []struct {
		in       string
		form, ok bool
	}{
		{"91230184MA1BUFLT44", true, true},
		{"92371000MA3MXH0E3W", true, true},
		{"52990001MJTE5T01XT", true, true},
		{"51990001MJ00000185", true, true},
		{"51990001MJ00000184", true, false},  // last character
		{"51990001MJ00000175", true, false},  // organisation code
		{"5199000AMJ00000185", false, false}, // region
		{"51990001MI00000185", false, false}, // no I
		{"51990001mj00000185", false, false},
		{"51990001MJ0000018", false, false},
		{"", false, false},
	} {
		if err := ident.CheckUSCC(tt.in); (err == nil) != tt.ok || err != nil && !errors.Is(err, ident.ErrUSCC) {
			t.Errorf("CheckUSCC(%q) = %v", tt.in, err)
		}
		if err := ident.CheckUSCCForm(tt.in); (err == nil) != tt.form {
			t.Errorf("CheckUSCCForm(%q) = %v", tt.in, err)
		}
	}
}

func TestCheckMobile(t *testing.T) {
	for in, ok := range map[string]bool{
		"13800001234": true, "19912345678": true, "12800001234": false, "1380000123": false, "138000012345": false,
		"23800001234": false, "1380000123X": false, "": false,
	} {
		if err := ident.CheckMobile(in); (err == nil) != ok || err != nil && !errors.Is(err, ident.ErrMobile) {
			t.Errorf("CheckMobile(%q) = %v", in, err)
		}
	}
}

func TestNormalise(t *testing.T) {
	for in, want := range map[string]string{
		" 1101 0519-4912 31002x ":              "11010519491231002X",
		"１１０１０５１９４９１２３１００２ｘ":                   "11010519491231002X",
		"110105\u200b19491231002X\ufeff\u00a0": "11010519491231002X",
		"":                                     "",
	} {
		if got := ident.Normalise(in); got != want {
			t.Errorf("Normalise(%q) = %q", in, got)
		}
	}
	for _, in := range []string{"138 0000 1234", "+86 138-0000-1234", "008613800001234", "8613800001234", "＋８６１３８００００１２３４"} {
		if got := ident.NormaliseMobile(in); got != "13800001234" {
			t.Errorf("NormaliseMobile(%q) = %q", in, got)
		}
	}
}

func TestMake(t *testing.T) {
	for seq := range 1000 {
		s := ident.MakeIDNumber("990001", "2016-02-29", seq)
		info, err := ident.CheckIDNumber(s)
		if err != nil || info != (ident.IDNumberInfo{Birth: "2016-02-29", Male: seq%2 == 1, Region6: "990001"}) {
			t.Fatalf("%s: %+v, %v", s, info, err)
		}
		if s := ident.MakeUSCC("52", "990001", seq*997); ident.CheckUSCC(s) != nil {
			t.Fatalf("%s does not check", s)
		}
	}
	if s := ident.MakeUSCC("51", "990001", 1); s != "51990001MJ00000185" {
		t.Errorf("MakeUSCC = %s, want the published sample", s)
	}
}

func TestFaultsHoldNoNumber(t *testing.T) {
	_, err := ident.CheckIDNumber("110105194912310021")
	if strings.Contains(err.Error(), "1101") {
		t.Errorf("the fault tells the number: %v", err)
	}
}

func FuzzNormalise(f *testing.F) {
	for _, s := range []string{"", "１１０x", "+86 138-0000-1234", "\xff\u200d", "ﬀ", "ſ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := ident.Normalise(s)
		if twice := ident.Normalise(once); twice != once {
			t.Errorf("Normalise(%q) = %q, again %q", s, once, twice)
		}
		mobile := ident.NormaliseMobile(s)
		if again := ident.NormaliseMobile(mobile); again != mobile {
			t.Errorf("NormaliseMobile(%q) = %q, again %q", s, mobile, again)
		}
	})
}

func FuzzChecks(f *testing.F) {
	for _, s := range []string{"", "11010519491231002X", "91230184MA1BUFLT44", "13800001234", "十一010519491231002X"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if info, err := ident.CheckIDNumber(s); err == nil && (!info.Birth.Valid() || ident.Normalise(s) != s) {
			t.Errorf("CheckIDNumber(%q) accepts %+v", s, info)
		}
		if ident.CheckUSCC(s) == nil && (ident.CheckUSCCForm(s) != nil || ident.Normalise(s) != s) {
			t.Errorf("CheckUSCC(%q) accepts", s)
		}
		if ident.CheckMobile(s) == nil && ident.NormaliseMobile(s) != s {
			t.Errorf("CheckMobile(%q) accepts", s)
		}
	})
}
