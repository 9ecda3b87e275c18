package register_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/register/registertest"
)

// find returns the names, or pseudonyms, of the files that the actor finds.
func find(t *testing.T, e *env, as auth.Actor, q register.Search) []string {
	t.Helper()
	q.Limit = max(q.Limit, 20)
	page, err := e.Register.Find(e.As(as), q)
	if err != nil {
		t.Fatalf("%q: %v", q.Text, err)
	}
	names := []string{}
	for _, f := range page.Items {
		if f.Whole {
			names = append(names, f.Identity.Name.Reveal())
		} else {
			names = append(names, f.Pseudonym)
		}
	}
	return names
}

// write stores a draft of a child of the name.
func write(t *testing.T, e *env, by auth.Actor, name, guardian privacy.Secret, village string) register.File {
	t.Helper()
	f, who := e.Child()
	f.Region, who.Name, who.GuardianName = village, name, guardian
	return must(e.Register.Create(e.As(by), register.Content{Facts: f, Identity: who}))(t)
}

// TestFind looks for files by everything that people know of somebody.
func TestFind(t *testing.T) {
	e := newEnv(t)
	first := write(t, e, e.Director, "欧阳思远", "司徒秀英", registertest.Village)
	write(t, e, e.Director, "王思", "欧阳德", registertest.Village)
	write(t, e, e.FarDirector, "欧阳锋", "李四", registertest.Distant)
	who := must(e.Register.Read(e.As(e.Director), first.ID))(t).Identity
	number := who.IDNumber.Reveal()
	for text, want := range map[privacy.Secret][]string{
		"思远": {"欧阳思远"}, "siyuan": {"欧阳思远"}, "oysy": {"欧阳思远"}, "ouyang": {"王思", "欧阳思远"}, "欧阳": {"王思", "欧阳思远"}, "司徒": {"欧阳思远"},
		"STXY": {"欧阳思远"}, privacy.Secret(number[14:]): {"欧阳思远"}, privacy.Secret(number): {"欧阳思远"}, "张": {}, "5678": {"王思", "欧阳思远"},
		"20160506": {"王思", "欧阳思远"}, "2016-05": {"王思", "欧阳思远"}, "2017": {}, "小A": {"欧阳思远"}, "小A·青岩村": {"欧阳思远"}, "小A·四年级·青岩村": {"欧阳思远"}, "小A·龙井村": {}, "青岩": {}, "678": {}, "  思远 ": {"欧阳思远"},
	} {
		if got := find(t, e, e.Supervisor, register.Search{Text: text}); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text.Reveal(), got, want)
		}
	}
	write(t, e, e.Director, "上官司", "李四", registertest.Village)
	if got := find(t, e, e.Director, register.Search{Text: "司"}); !slices.Equal(got, []string{"欧阳思远", "上官司"}) {
		t.Errorf("the beginning of a name comes first: %v", got)
	}
	if got := find(t, e, e.Admin, register.Search{Text: "欧阳"}); !slices.Equal(got, []string{"欧阳锋", "王思", "欧阳思远"}) {
		t.Errorf("county: %v", got)
	}
	if got := find(t, e, e.Admin, register.Search{Text: "欧阳", Among: register.FileQuery{Region: registertest.Distant}}); !slices.Equal(got, []string{"欧阳锋"}) {
		t.Errorf("one village: %v", got)
	}
	if got := find(t, e, e.FarDirector, register.Search{Text: "思"}); len(got) != 0 {
		t.Errorf("another village: %v", got)
	}
	if err := e.Register.ChangeFile(e.As(e.Admin), first.ID, func(b *register.Beneficiary) { b.OrgIDs = []string{e.Org} }); err != nil {
		t.Fatal(err)
	}
	if got := find(t, e, e.Lead, register.Search{Text: "欧阳"}); len(got) != 0 {
		t.Errorf("an organisation finds a name: %v", got)
	}
	if got := find(t, e, e.Lead, register.Search{Text: "小a"}); !slices.Equal(got, []string{first.Pseudonym}) {
		t.Errorf("an organisation finds %v", got)
	}
	_, err := e.Register.Find(e.As(e.Auditor), register.Search{Text: "欧阳", Limit: 20})
	wants(t, "auditor", err, auth.ErrForbidden)
	if _, err := e.Register.Find(e.As(e.Director), register.Search{Text: "  ", Limit: 20}); !blames(err, "text", "required") {
		t.Errorf("an empty search: %v", err)
	}
	records := e.Records("beneficiary.find")
	if len(records) == 0 {
		t.Fatal("nothing is noted")
	}
	for _, r := range records {
		if len(r.Subjects) == 0 || r.Reason+r.Purpose != "" {
			t.Errorf("noted: %+v", r)
		}
	}
	if n, bad, err := e.Audit.Verify(t.Context()); err != nil || bad != "" || n == 0 {
		t.Errorf("audit: %d, bad %q, %v", n, bad, err)
	}
}

// TestFindByPages goes through what was found page by page, and refuses to look through too many files.
func TestFindByPages(t *testing.T) {
	e := newEnv(t)
	for i := range 5 {
		write(t, e, e.Director, privacy.Secret(fmt.Sprintf("欧阳%s", string(rune('甲'+i)))), "李四", registertest.Village)
	}
	seen, after := map[string]bool{}, ""
	for range 4 {
		page := must(e.Register.Find(e.As(e.Director), register.Search{Text: "欧阳", Limit: 2, After: after}))(t)
		for _, f := range page.Items {
			seen[f.ID] = true
		}
		if after = page.Next; after == "" {
			break
		}
	}
	if len(seen) != 5 || after != "" {
		t.Errorf("%d of 5, next %q", len(seen), after)
	}
	if page := must(e.Register.Find(e.As(e.Director), register.Search{Text: "欧阳", Limit: 2, After: "9999"}))(t); len(page.Items) != 0 || page.Next != "" {
		t.Errorf("beyond the end: %+v", page)
	}
	if _, err := e.Register.Find(e.As(e.Director), register.Search{Text: "欧阳", Limit: 2, After: "x"}); !blames(err, "after", "cursor") {
		t.Errorf("a wrong cursor: %v", err)
	}
	most := register.SearchAmong(3)
	defer most()
	if _, err := e.Register.Find(e.As(e.Director), register.Search{Text: "欧阳", Limit: 2}); !errors.Is(err, register.ErrFindAmong) {
		t.Errorf("five files of three: %v", err)
	}
}

// BenchmarkFind looks for a name among 5,000 files of a county and 25 of a village; 150 ms and 20 ms are promised.
func BenchmarkFind(b *testing.B) {
	e := &env{registertest.New(b)}
	for i := range 5000 {
		f, who := e.Child()
		if i >= 25 {
			f.Region = registertest.Distant
		}
		who.IDNumber = privacy.Secret(ident.MakeIDNumber("990002", "2016-05-06", i%1000))
		if i >= 1000 {
			who.IDNumber, f.NoIDReason, f.Birth, f.Gender = "", register.LostPapers, "2016-05-06", register.Female
		}
		by := e.Director
		if i >= 25 {
			by = e.FarDirector
		}
		if _, err := e.Register.Create(e.As(by), register.Content{Facts: f, Identity: who}); err != nil {
			b.Fatal(err)
		}
	}
	for name, as := range map[string]auth.Actor{"county": e.Admin, "village": e.Director} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := e.Register.Find(e.As(as), register.Search{Text: "siyuan", Limit: 20}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
