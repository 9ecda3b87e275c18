package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// demoLogin is one account for demonstrations. Volunteers have a mobile instead of login and password.
type demoLogin struct {
	Role     string `json:"role"`
	Place    string `json:"place"`
	Login    string `json:"login,omitempty"`
	Password string `json:"password,omitempty"`
	Mobile   string `json:"mobile,omitempty"`
}

var (
	surnames = strings.Split("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余", "")
	given1   = strings.Split("明国建文志永海春小晓玉秀美丽思雨子家天佳欣宇浩梓诗", "")
	given2   = strings.Split("华平军英芳红梅强兰涛燕玲超勇杰娟霞斌鹏琴慧敏静轩涵彤", "")
)

// name returns a common name.
func (w *seed) name() privacy.Secret {
	n := w.pick(surnames) + w.pick(given1)
	if w.rng.IntN(4) > 0 {
		n += w.pick(given2)
	}
	return privacy.Secret(n)
}

// mobile returns an unused number; in demonstration mode nothing is sent to it.
func (w *seed) mobile() privacy.Secret {
	w.mobiles++
	return privacy.Secret(fmt.Sprintf("1990%07d", w.mobiles))
}

// idNumber returns a valid unused number with a region that does not exist (99).
func (w *seed) idNumber(birth region.Day, male bool) privacy.Secret {
	for {
		seq := 2 * w.rng.IntN(500)
		if male {
			seq++
		}
		n := ident.MakeIDNumber(fmt.Sprintf("9911%02d", 1+w.rng.IntN(20)), birth, seq)
		if !w.numbers[n] {
			w.numbers[n] = true
			return privacy.Secret(n)
		}
	}
}

// staffID returns the next number for somebody who works, verified when the account is made.
func (w *seed) staffID() privacy.Secret {
	w.staffNo++
	return privacy.Secret(ident.MakeIDNumber("991201", region.Day("1980-01-01").Add(w.staffNo/1000), w.staffNo))
}

// born returns a birthday of somebody who is at least that old today.
func (w *seed) born(years int) region.Day {
	return w.today.AddMonths(-12 * years).Add(-w.rng.IntN(360) - 1)
}

// password returns 15 characters of 32 from a cryptographic source: 75 bits.
func password() privacy.Secret {
	t := strings.ToLower(rand.Text())
	return privacy.Secret(t[:5] + "-" + t[5:10] + "-" + t[10:15])
}

// hire creates an account with a login that is printed at the end, and returns its id.
func (w *seed) hire(login, role, place string, bindings ...auth.Binding) string {
	p := password()
	u := ok(w.app.accounts.Create(w.sys, accounts.NewUser{Name: w.name(), Login: login, Password: p, IDNumber: w.staffID(), Bindings: bindings}))
	w.staffIDs[login] = u.ID
	w.logins = append(w.logins, demoLogin{Role: role, Place: place, Login: login, Password: p.Reveal()})
	return u.ID
}

// member creates an account that logs in with a code and is not printed.
func (w *seed) member(bindings ...auth.Binding) string {
	return ok(w.app.accounts.Create(w.sys, accounts.NewUser{Name: w.name(), Mobile: w.mobile(), IDNumber: w.staffID(), Bindings: bindings})).ID
}

// planStaff creates the accounts of the offices: platform, province, county, buyer, evaluators, towns and villages.
func (w *seed) planStaff() {
	w.on(firstDay, 10, func() {
		at := func(r auth.Role, path string) auth.Binding { return auth.Binding{Role: r, Region: path} }
		office := w.app.regions.Name(w.path) + "民政局"
		w.hire("sysadmin", "系统管理员", "平台", auth.Binding{Role: auth.SystemAdmin})
		w.hire("auditor", "审计员", "平台", auth.Binding{Role: auth.Auditor})
		w.hire("province", "省级民政查看", "贵州省民政厅", at(auth.CountyViewer, seedProvince))
		w.hire("county1", "县民政管理员", office, at(auth.CountyAdmin, w.path))
		w.hire("county2", "县民政管理员", office, at(auth.CountyAdmin, w.path))
		w.hire("clerk", "购买主体经办", office, at(auth.BuyerClerk, w.path))
		w.hire("approver", "购买主体审核", office, at(auth.BuyerApprover, w.path))
		w.hire("finance", "购买主体财务", office, at(auth.BuyerFinance, w.path))
		w.hire("evaluator1", "第三方评估", "第三方评估机构", at(auth.Evaluator, w.path))
		w.hire("evaluator2", "评估（村级代表）", "村（居）委会", at(auth.Evaluator, w.path))
		w.hire("evaluator3", "评估（购买方代表）", office, at(auth.Evaluator, w.path))
		for i, t := range w.townsOf {
			if i < 4 {
				w.overseers[t.Path] = w.hire(fmt.Sprintf("town%d", i+1), "乡镇儿童督导员", t.Name, at(auth.TownSupervisor, t.Path))
			} else {
				w.overseers[t.Path] = w.member(at(auth.TownSupervisor, t.Path))
			}
		}
		for i, v := range w.villages {
			if i < 4 {
				w.directors = append(w.directors, w.hire(fmt.Sprintf("village%d", i+1), "村儿童主任", v.Name, at(auth.VillageDirector, v.Path)))
			} else {
				w.directors = append(w.directors, w.member(at(auth.VillageDirector, v.Path)))
			}
		}
	})
}

// loginsFile is the file with the logins in the data directory.
const loginsFile = "demo-logins.json"

// tell prints the logins and writes them to a file that only the owner can read.
func (w *seed) tell(dir string, out io.Writer) error {
	data, err := json.MarshalIndent(w.logins, "", "  ")
	if err != nil {
		return err
	}
	file := filepath.Join(dir, loginsFile)
	if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.WriteFile(file, append(data, '\n'), 0o600); err != nil {
		return fmt.Errorf("keep the logins: %w", err)
	}
	var t strings.Builder
	line := func(role, login, secret, place string) {
		t.WriteString(padded(role, 22) + padded(login, 16) + padded(secret, 19) + place + "\n")
	}
	line("角色", "登录名或手机号", "密码", "所属")
	for _, l := range w.logins {
		if l.Login != "" {
			line(l.Role, l.Login, l.Password, l.Place)
		} else {
			line(l.Role, l.Mobile, "（手机验证码）", l.Place)
		}
	}
	if _, err = io.WriteString(out, t.String()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "\n手机验证码写入 %s；以上登录信息仅显示一次，已保存在 %s（仅本人可读）。\n", filepath.Join(dir, "messages.jsonl"), file)
	return err
}

// padded fills s with spaces to a width in columns; characters outside ASCII take two columns.
func padded(s string, width int) string {
	for _, r := range s {
		width--
		if r > 0x7f {
			width--
		}
	}
	return s + strings.Repeat(" ", max(1, width))
}
