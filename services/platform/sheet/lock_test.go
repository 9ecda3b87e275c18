package sheet_test

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

func TestLockedWorkbooksNeedThePassword(t *testing.T) {
	for _, n := range []int{0, 1, 40, 1000} {
		s := sheet.Sheet{Name: "名单", Header: []string{"姓名", "手机号"}}
		for i := range n {
			s.Rows = append(s.Rows, []string{fmt.Sprintf("张%d", i), fmt.Sprintf("138%08d", i)})
		}
		locked, password, err := sheet.Lock(written(t, s))
		if err != nil {
			t.Fatal(err)
		}
		if !regexp.MustCompile(`^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$`).MatchString(password) {
			t.Errorf("the password is %q", password)
		}
		if bytes.Contains(locked, []byte("PK")) && bytes.Contains(locked, []byte("worksheets")) {
			t.Error("the file can be read as it is")
		}
		for _, wrong := range []string{"", "AAAA-BBBB-CCCC-DDDD"} {
			if _, err := excelize.OpenReader(bytes.NewReader(locked), excelize.Options{Password: wrong}); err == nil {
				t.Errorf("%d rows open with %q", n, wrong)
			}
		}
		f, err := excelize.OpenReader(bytes.NewReader(locked), excelize.Options{Password: password})
		if err != nil {
			t.Fatalf("%d rows: %v", n, err)
		}
		rows, err := f.GetRows("名单")
		if err != nil || len(rows) != n+1 || n > 0 && rows[n][1] != s.Rows[n-1][1] {
			t.Errorf("%d rows came back as %d: %v", n, len(rows), err)
		}
		_ = f.Close()
		if _, err := sheet.Read(t.Context(), "名单.xlsx", locked, sheet.Layout{}, sheet.Limits{}); !errors.Is(err, sheet.ErrEncrypted) {
			t.Errorf("read again: %v", err)
		}
	}
	_, first, _ := sheet.Lock(written(t, sheet.Sheet{}))
	if _, second, _ := sheet.Lock(written(t, sheet.Sheet{})); first == second {
		t.Error("two files have one password")
	}
}

// TestUnlock opens locked files with their password, and refuses wrong passwords and damaged files without a panic.
func TestUnlock(t *testing.T) {
	plain := written(t, sheet.Sheet{Name: "名单", Header: []string{"姓名"}, Rows: [][]string{{"张三"}}})
	locked, password, err := sheet.Lock(plain)
	if err != nil {
		t.Fatal(err)
	}
	layout := sheet.Layout{Columns: []sheet.Column{{Key: "name", Names: []string{"姓名"}, Required: true}}}
	opened, err := sheet.Unlock(locked, password)
	if err != nil {
		t.Fatal(err)
	}
	if table, err := sheet.Read(t.Context(), "名单.xlsx", opened, layout, sheet.Limits{}); err != nil || len(table.Rows) != 1 || table.Rows[0].Value("name") != "张三" {
		t.Errorf("%+v, %v", table.Rows, err)
	}
	for given, want := range map[string]error{"": sheet.ErrEncrypted, "AAAA-BBBB-CCCC-DDDD": sheet.ErrPassword} {
		if _, err := sheet.Unlock(locked, given); !errors.Is(err, want) {
			t.Errorf("with %q: %v, want %v", given, err, want)
		}
	}
	for _, other := range [][]byte{plain, []byte("姓名\n张三\n"), nil} {
		if same, err := sheet.Unlock(other, password); err != nil || !bytes.Equal(same, other) {
			t.Errorf("%d bytes without a password: %v", len(other), err)
		}
	}
	for i := 1; i < 12; i++ {
		at := i * len(locked) / 12
		broken := bytes.Clone(locked)
		broken[at] ^= 0xFF
		for _, data := range [][]byte{broken, locked[:at]} {
			got, err := sheet.Unlock(data, password)
			switch {
			case errors.Is(err, sheet.ErrPassword), errors.Is(err, sheet.ErrUnreadable):
			case err != nil || !bytes.Equal(got, data) && !bytes.HasPrefix(got, []byte("PK")):
				t.Errorf("damaged at %d: %d bytes, %v", at, len(got), err)
			}
		}
	}
	slow := append(bytes.Clone(locked), []byte(`<p:encryptedKey spinCount="9000000"/>`)...)
	if _, err := sheet.Unlock(slow, password); !errors.Is(err, sheet.ErrUnreadable) {
		t.Errorf("a file that hashes the password for half a minute: %v", err)
	}
}
