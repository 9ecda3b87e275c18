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
