package privacy_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

var place = privacy.AAD{Collection: "volunteers", Field: "mobile", ID: "vol_01"}

const canary = "13800001234"

func newSealer(t testing.TB, kr *privacy.Keyring) *privacy.Sealer {
	t.Helper()
	s, err := privacy.NewSealer(kr)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func seal(t testing.TB, s *privacy.Sealer, aad privacy.AAD, plain string) privacy.Sealed {
	t.Helper()
	env, err := s.Seal(aad, plain)
	if err != nil {
		t.Fatal(err)
	}
	return env
}

func TestSealOpens(t *testing.T) {
	s := newSealer(t, privacy.NewKeyring())
	for _, plain := range []string{"", "张", canary, strings.Repeat("地址", 2000), "\x00\xff"} {
		env := seal(t, s, place, plain)
		if plain != "" && bytes.Contains(env, []byte(plain)) && len(plain) > 3 {
			t.Errorf("the envelope of %d bytes holds the value", len(plain))
		}
		got, err := s.Open(place, env)
		if err != nil || got != plain {
			t.Errorf("Open = %q, %v, want %q", got, err, plain)
		}
	}
	if a, b := seal(t, s, place, canary), seal(t, s, place, canary); bytes.Equal(a, b) {
		t.Error("the same value sealed twice is the same envelope")
	}
	if env := seal(t, s, place, ""); len(env) != 0 {
		t.Error("the empty value has an envelope")
	}
}

func TestOpenFailsClosed(t *testing.T) {
	s := newSealer(t, privacy.NewKeyring())
	env := seal(t, s, place, canary)
	refuse := func(what string, s *privacy.Sealer, aad privacy.AAD, env privacy.Sealed) {
		t.Helper()
		if got, err := s.Open(aad, env); !errors.Is(err, privacy.ErrOpen) || got != "" {
			t.Errorf("%s: Open = %q, %v, want nothing and ErrOpen", what, got, err)
		}
	}
	for bit := range len(env) * 8 {
		bad := bytes.Clone(env)
		bad[bit/8] ^= 1 << (bit % 8)
		refuse(fmt.Sprintf("bit %d flipped", bit), s, place, bad)
	}
	for n := 1; n < len(env); n++ {
		refuse(fmt.Sprintf("cut to %d", n), s, place, env[:n])
	}
	refuse("longer", s, place, append(bytes.Clone(env), 0))
	refuse("foreign key", newSealer(t, privacy.NewKeyring()), place, env)
	for _, aad := range []privacy.AAD{
		{Collection: "orgs", Field: "mobile", ID: "vol_01"},
		{Collection: "volunteers", Field: "name", ID: "vol_01"},
		{Collection: "volunteers", Field: "mobile", ID: "vol_02"},
		{Collection: "volunteersm", Field: "obile", ID: "vol_01"}, // parts must not be joined without a separator
		{Collection: "volunteers", Field: "mobilev", ID: "ol_01"},
	} {
		refuse(fmt.Sprint(aad), s, aad, env)
	}
	for _, aad := range []privacy.AAD{{"", "f", "i"}, {"c", "", "i"}, {"c", "f", ""}} {
		if _, err := s.Seal(aad, canary); !errors.Is(err, privacy.ErrAAD) {
			t.Errorf("Seal for %v: %v", aad, err)
		}
		if _, err := s.Open(aad, env); !errors.Is(err, privacy.ErrAAD) {
			t.Errorf("Open for %v: %v", aad, err)
		}
	}
}

// TestKnownAnswer opens an envelope and checks an index that an earlier version made: stored data stays readable.
func TestKnownAnswer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	write(t, path, knownKeys, 0o600)
	kr, err := privacy.LoadKeyring(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := newSealer(t, kr).Open(place, unhex(t, knownEnvelope)); err != nil || got != canary {
		t.Errorf("Open = %q, %v", got, err)
	}
	if got := privacy.NewBlindIndex(kr).Index("mobile", canary); got != knownIndex {
		t.Errorf("Index = %s, want %s", got, knownIndex)
	}
}

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	made, err := privacy.CreateKeyring(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	before, _ := os.ReadFile(path)
	if _, err := privacy.CreateKeyring(path); !errors.Is(err, os.ErrExist) {
		t.Errorf("CreateKeyring again: %v, want os.ErrExist", err)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("CreateKeyring changed the file that was there")
	}
	old := seal(t, newSealer(t, made), place, canary)
	index := privacy.NewBlindIndex(made).Index("mobile", canary)

	kid, err := privacy.RotateKeyring(path)
	if err != nil {
		t.Fatal(err)
	}
	kr, err := privacy.LoadKeyring(path)
	if err != nil || kr.Current() != kid || kid == made.Current() {
		t.Fatalf("after rotation: current %v, %v", kr.Current(), err)
	}
	s := newSealer(t, kr)
	if got, err := s.Open(place, old); err != nil || got != canary {
		t.Errorf("the older envelope: %q, %v", got, err)
	}
	if fresh := seal(t, s, place, canary); !bytes.Contains(fresh, []byte(kid)) || bytes.Contains(old, []byte(kid)) {
		t.Error("a new value is not sealed under the new key")
	}
	if privacy.NewBlindIndex(kr).Index("mobile", canary) != index {
		t.Error("rotation changed the blind index")
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode after rotation %v", info.Mode())
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".keys-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestLoadKeyringRefuses(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "keys")
	for name, text := range map[string]string{
		"empty":         "",
		"no JSON":       "secret",
		"version":       strings.Replace(knownKeys, `"version":1`, `"version":2`, 1),
		"current":       strings.Replace(knownKeys, `"current":"k1"`, `"current":"k9"`, 1),
		"repeated id":   strings.Replace(knownKeys, `"id":"k2"`, `"id":"k1"`, 1),
		"short key":     strings.Replace(knownKeys, `"key":"AAAA`, `"key":"`, 1),
		"short index":   strings.Replace(knownKeys, `"index":"AgIC`, `"index":"`, 1),
		"unknown field": strings.Replace(knownKeys, `"version"`, `"extra":1,"version"`, 1),
	} {
		_ = os.Remove(path)
		write(t, path, text, 0o600)
		if _, err := privacy.LoadKeyring(path); !errors.Is(err, privacy.ErrKeyring) {
			t.Errorf("%s: %v, want ErrKeyring", name, err)
		}
	}
	for mode, ok := range map[os.FileMode]bool{0o600: true, 0o400: true, 0o640: false, 0o604: false, 0o660: false, 0o601: false} {
		_ = os.Remove(path)
		write(t, path, knownKeys, mode)
		if _, err := privacy.LoadKeyring(path); (err == nil) != ok || err != nil && !errors.Is(err, privacy.ErrKeyring) {
			t.Errorf("mode %04o: %v", mode, err)
		}
	}
	if _, err := privacy.LoadKeyring(dir); !errors.Is(err, privacy.ErrKeyring) {
		t.Errorf("a directory: %v", err)
	}
	if _, err := privacy.LoadKeyring(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

func TestBlindIndex(t *testing.T) {
	a, b := privacy.NewBlindIndex(privacy.NewKeyring()), privacy.NewBlindIndex(privacy.NewKeyring())
	got := a.Index("mobile", canary)
	if len(got) != 32 || strings.Trim(got, "0123456789abcdef") != "" {
		t.Errorf("Index = %q, want 32 hex digits", got)
	}
	if a.Index("mobile", canary) != got {
		t.Error("the same value has two tokens")
	}
	if a.Index("id_number", canary) == got || b.Index("mobile", canary) == got || a.Index("mobile", canary+"0") == got {
		t.Error("field, key or value do not change the token")
	}
	if a.Index("mobile", "") != "" {
		t.Error("the empty value has a token")
	}
}

func TestNothingPrintsSecrets(t *testing.T) {
	kr := privacy.NewKeyring()
	sealer := newSealer(t, kr)
	doc := struct {
		Secret privacy.Secret
		Ptr    *privacy.Secret
		Sealed privacy.Sealed
		List   []privacy.Secret
	}{Secret: canary, Sealed: privacy.Sealed(canary), List: []privacy.Secret{canary}}
	doc.Ptr = &doc.Secret
	values := []any{doc, &doc, doc.Secret, doc.Ptr, doc.Sealed, doc.List, kr, sealer, privacy.NewBlindIndex(kr)}
	for _, v := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%b", "%U", "%c"} {
			check(t, fmt.Sprintf(verb, v))
		}
		b, err := json.Marshal(v)
		if err != nil {
			t.Errorf("json of %T: %v", v, err)
		}
		check(t, string(b))
		for _, h := range []func(*bytes.Buffer) slog.Handler{
			func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
			func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		} {
			var out bytes.Buffer
			slog.New(h(&out)).Info("m", "v", v, slog.Group("g", "w", v))
			check(t, out.String())
		}
	}
	if got := fmt.Sprint(doc.Secret, doc.Sealed); !strings.Contains(got, privacy.Redacted) {
		t.Errorf("printed %q", got)
	}
	if doc.Secret.Reveal() != canary {
		t.Error("Reveal")
	}
	if _, _, err := doc.Secret.MarshalBSONValue(); err == nil {
		t.Error("a Secret can be stored")
	}
	var in struct{ Mobile privacy.Secret }
	if err := json.Unmarshal([]byte(`{"Mobile":"`+canary+`"}`), &in); err != nil || in.Mobile.Reveal() != canary {
		t.Errorf("a Secret is not read from JSON: %v", err)
	}
	_, err := sealer.Open(place, privacy.Sealed(canary))
	check(t, err.Error())
}

func check(t *testing.T, out string) {
	t.Helper()
	for _, form := range []string{canary, "3133383030303031323334", "MTM4MDAwMDEyMzQ", "49 51 56", "0x31, 0x33", "0000123"} {
		if strings.Contains(out, form) {
			t.Errorf("shown: %s", out)
		}
	}
}

func TestMasks(t *testing.T) {
	for _, tt := range []struct {
		mask     func(string) string
		in, want string
	}{
		{privacy.MaskName, "张小明", "张**"},
		{privacy.MaskName, "李四", "李*"},
		{privacy.MaskName, "买买提·吐尔逊", "买**"},
		{privacy.MaskName, "王", "*"},
		{privacy.MaskName, "", ""},
		{privacy.MaskMobile, "13800001234", "138****1234"},
		{privacy.MaskMobile, "0851-12345", "****45"},
		{privacy.MaskMobile, "110", "****"},
		{privacy.MaskMobile, "１３８００００", "****"},
		{privacy.MaskMobile, "", ""},
		{privacy.MaskID, "990000201503071234", "990***********1234"},
		{privacy.MaskID, "99000020150307001X", "990***********001X"},
		{privacy.MaskID, "E12345678", "****78"},
		{privacy.MaskID, "护照", "****"},
		{privacy.MaskAccount, "6222020000001234567", "****4567"},
		{privacy.MaskAccount, "1234", "****"},
		{privacy.MaskAddress, "贵州省贵阳市花溪区青岩镇南街12号", "贵州省贵阳市花溪区青岩镇****"},
		{privacy.MaskAddress, "贵州省 黔东南苗族侗族自治州 雷山县 西江镇 千户村三组", "贵州省黔东南苗族侗族自治州雷山县西江镇****"},
		{privacy.MaskAddress, "花溪区清溪街道甲秀路5号2单元301室", "花溪区清溪街道****"},
		{privacy.MaskAddress, "广西壮族自治区南宁市青秀区民族大道1号", "广西壮族自治区南宁市青秀区****"},
		{privacy.MaskAddress, "青岩镇大坝村", "青岩镇****"},
		{privacy.MaskAddress, "南街市场12号", "****"},
		{privacy.MaskAddress, "大坝村三组", "****"},
		{privacy.MaskAddress, "", ""},
	} {
		if got := tt.mask(tt.in); got != tt.want {
			t.Errorf("mask of %q = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func FuzzMasks(f *testing.F) {
	for _, s := range []string{"", "张三", "13800001234", "贵州省贵阳市花溪区青岩镇南街12号", "\xff\xfe", "a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, m := range []func(string) string{
			privacy.MaskName, privacy.MaskMobile, privacy.MaskID, privacy.MaskAccount, privacy.MaskAddress,
		} {
			got := m(s)
			if got != "" && !strings.Contains(got, "*") || utf8.ValidString(s) && !utf8.ValidString(got) {
				t.Errorf("mask of %q = %q", s, got)
			}
		}
		if strings.ContainsAny(privacy.MaskAddress(s), "0123456789") {
			t.Errorf("MaskAddress(%q) shows a number", s)
		}
	})
}

func FuzzOpen(f *testing.F) {
	s := newSealer(f, privacy.NewKeyring())
	f.Add([]byte(seal(f, s, place, canary)))
	f.Add([]byte{1, 1, 255})
	f.Add([]byte{1, 1, 0, 1})
	f.Fuzz(func(t *testing.T, env []byte) {
		if got, err := s.Open(place, env); err == nil && len(env) > 0 && got != canary {
			t.Errorf("a made-up envelope opens")
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	s := newSealer(b, privacy.NewKeyring())
	plain := strings.Repeat("x", 64)
	b.ReportAllocs()
	for b.Loop() {
		_, _ = s.Seal(place, plain)
	}
}

func BenchmarkOpen(b *testing.B) {
	s := newSealer(b, privacy.NewKeyring())
	env := seal(b, s, place, strings.Repeat("x", 64))
	b.ReportAllocs()
	for b.Loop() {
		_, _ = s.Open(place, env)
	}
}

func BenchmarkIndex(b *testing.B) {
	x := privacy.NewBlindIndex(privacy.NewKeyring())
	b.ReportAllocs()
	for b.Loop() {
		_ = x.Index("mobile", canary)
	}
}
