package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

const (
	demoVolunteers = 6   // who log in
	putAtOnce      = 500 // profiles in one transaction
	soonCleared    = 40  // at most so many clearances end within a month
)

var (
	skillWords   = []string{"数学辅导", "英语辅导", "绘画", "音乐", "心理支持", "急救", "摄影", "体育", "手工", "普通话"}
	serviceWords = []string{"课业辅导", "入户走访", "小组活动", "结对陪伴"}
	freeTimes    = []string{"周末", "工作日晚上", "寒暑假", "周六上午"}
)

// planVolunteers stores the volunteers and connects the first few with their accounts.
func (w *seed) planVolunteers() {
	w.on(-400, 10, func() {
		for range demoVolunteers {
			name, mobile := w.name(), w.mobile()
			u := ok(w.app.accounts.Create(w.sys, accounts.NewUser{Name: name, Mobile: mobile}))
			w.demoUsers = append(w.demoUsers, u)
			w.logins = append(w.logins, demoLogin{Role: "志愿者", Place: w.orgList[0].name, Mobile: mobile.Reveal()})
		}
		for from := 0; from < w.size.volunteers; from += putAtOnce {
			w.putVolunteers(from, min(from+putAtOnce, w.size.volunteers))
		}
	})
	w.on(-18, 9, w.renewDemo)
}

// renewDemo has the volunteers who log in renew their clearance: their organisation records the answer by its document, and the
// county confirms it. Every second one shows the certificate of a skill.
func (w *seed) renewDemo() {
	s, admin, county := w.app.volunteers, w.staff("org1-admin"), w.staff("county1")
	for n, id := range w.demoPeople {
		ok(s.ConsentOnPaper(admin, id))
		ok(s.RecordQuery(admin, id))
		ok(s.RecordResult(admin, id, volunteers.Result{
			Authority: volunteers.Police, Day: region.DayOf(w.clock.now()), DocumentNo: fmt.Sprintf("花公查〔%d〕%d号", w.clock.now().Year(), 101+n),
			Issuer: "贵阳市公安局花溪分局", FileID: w.attach(admin, id, "clearance", "查询结果告知函.pdf"),
		}))
		v := ok(s.ConfirmResult(county, id, 0))
		if n%2 == 0 {
			ok(s.VerifySkill(admin, id, 0, volunteers.SkillCheck{Skill: v.Skills[0], Certificate: "相关职业资格证书", ValidTo: w.day(400)}))
		}
	}
}

// attach attaches a demonstration page to the record for the purpose, and returns the id of the file.
func (w *seed) attach(by ctxOf, record, purpose, name string) string {
	page := demoPage()
	sum := sha256.Sum256(page)
	f := ok(w.app.files.Begin(by, files.Announced{
		Record: record, Purpose: purpose, Name: privacy.Secret(name), Size: int64(len(page)), SHA256: hex.EncodeToString(sum[:]),
	}))
	ok(w.app.files.Append(by, f.ID, 0, page))
	return ok(w.app.files.Finish(by, f.ID)).ID
}

// demoPage returns a PDF of one page.
func demoPage() []byte {
	const text = "BT /F1 24 Tf 72 720 Td (Demonstration document, not a real one) Tj ET"
	b := []byte("%PDF-1.4\n")
	var at []int
	for i, object := range []string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
		fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(text), text), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	} {
		at = append(at, len(b))
		b = fmt.Appendf(b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := len(b)
	b = fmt.Appendf(b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		b = fmt.Appendf(b, "%010d 00000 n \n", offset)
	}
	return fmt.Appendf(b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
}

func (w *seed) putVolunteers(from, to int) {
	list := make([]volunteers.Put, 0, to-from)
	for i := from; i < to; i++ {
		list = append(list, w.volunteer(i))
	}
	for n, v := range ok(w.app.volunteers.PutMany(w.sys, list)) {
		i := from + n
		o := w.orgOf(i)
		o.people = append(o.people, v.ID)
		if v.Status == volunteers.Active && list[n].ClearDay != "" && list[n].Guardian == nil {
			o.able = append(o.able, v.ID)
		}
		if i < demoVolunteers {
			w.demoPeople = append(w.demoPeople, v.ID)
			done(w.app.accounts.SetVolunteer(w.sys, w.demoUsers[i].ID, v.ID, v.PersonKey, list[n].Name))
		}
	}
}

// orgOf returns the organisation of the i-th volunteer; those who log in belong to the first one.
func (w *seed) orgOf(i int) *seedOrg {
	if i < demoVolunteers {
		return w.orgList[0]
	}
	return w.serving()[i%len(w.serving())]
}

func (w *seed) volunteer(i int) volunteers.Put {
	age, minor := 20+w.rng.IntN(45), i >= demoVolunteers && i%30 == 11
	if minor {
		age = 16
	}
	birth, male := w.born(age), w.rng.IntN(5) < 2
	p := volunteers.Put{OrgIDs: []string{w.orgOf(i).id}, Status: w.volunteerStatus(i), ClearDay: w.clearDay(i)}
	p.Profile = volunteers.Profile{
		Name: w.name(), IDNumber: w.idNumber(birth, male), Region: w.village(w.rng.IntN(len(w.villages))).Path,
		Details: volunteers.Details{Skills: []string{w.pick(skillWords)}, Services: []string{w.pick(serviceWords)}, Available: w.pick(freeTimes)},
	}
	if i < demoVolunteers {
		u := w.demoUsers[i]
		p.UserID, p.Name, p.Mobile = u.ID, u.Name, u.Mobile
		p.Agreement = volunteers.OwnText.Agreed(w.clock.now())
	} else {
		p.Mobile = w.mobile()
	}
	if minor {
		p.Guardian = &volunteers.Consenting{
			Kin: volunteers.Kin{Name: w.name(), Relation: "母亲", Mobile: w.mobile()}, Version: volunteers.PaperConsent, At: w.clock.now(),
		}
	}
	return p
}

func (w *seed) volunteerStatus(i int) volunteers.Status {
	n := w.rng.IntN(100)
	switch {
	case i < demoVolunteers || n < 88:
		return volunteers.Active
	case n < 93:
		return volunteers.Registered
	case n < 97:
		return volunteers.Verified
	default:
		return volunteers.Frozen
	}
}

// clearDay returns the day of the clear result: none for a quarter of them, one that ends soon for a few.
func (w *seed) clearDay(i int) region.Day {
	n, ago := w.rng.IntN(4), w.rng.IntN(300)
	switch {
	case i >= demoVolunteers && i%20 == 7 && i/20 < soonCleared:
		return w.day(3 + ago%20).AddMonths(-volunteers.ClearanceMonths)
	case i >= demoVolunteers && n == 0:
		return ""
	default:
		return w.day(-20 - ago)
	}
}
