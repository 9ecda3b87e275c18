package surveys_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/surveys"
)

// BenchmarkSchoolList compares 3,000 pupils with 200,000 files of one county, of which 2,000 are theirs: once as a dry run, once to store it. It
// fails above the 20 s that are promised for one list.
func BenchmarkSchoolList(b *testing.B) {
	e := newEnv(b)
	seal := func(id, field, text string) privacy.Sealed {
		return must(e.Sealer.Seal(privacy.AAD{Collection: "beneficiaries", Field: field, ID: id}, text))(b)
	}
	numbers := make([]string, 200_000)
	for from := 0; from < len(numbers); from += 2000 {
		list := make([]register.Beneficiary, 2000)
		for i := range list {
			f, n := &list[i], from+i
			birth := region.Day("2011-01-01").Add(n / 500)
			numbers[n] = ident.MakeIDNumber("990001", birth, n%500)
			f.ID, f.Status, f.Letter, f.EnteredOn = id.New("ben"), register.Registered, fmt.Sprint(n), today
			f.Facts = register.Facts{
				Kinds: []register.Kind{register.LeftBehindChild}, Region: []string{village, next, distant}[n%3], Gender: register.Male, Birth: birth,
				Guardianship: register.ByGrandparents, Schooling: register.Primary, Grade: 3, Risk: register.Green,
			}
			f.Details = map[string]string{"school_name": fmt.Sprintf("第%d小学", n%100), "class": "1班"}
			f.Name, f.IDNumber = seal(f.ID, "name", fmt.Sprintf("学生%d", n)), seal(f.ID, "id_number", numbers[n])
			f.IDKey, f.SoundKey = e.Index.Index("id_number", numbers[n]), e.Index.Index("name_sound", fmt.Sprintf("xuesheng%d|%s", n, birth))
		}
		if err := e.Register.PutMany(auth.System(b.Context(), "bench"), list); err != nil {
			b.Fatal(err)
		}
	}
	v := must(e.service.Create(e.As(e.Admin), county, plan()))(b)
	if err := e.service.ChangeSurvey(e.As(e.Admin), v.ID, func(v *surveys.Survey) { v.Status = surveys.Open }); err != nil {
		b.Fatal(err)
	}
	rows := [][]string{{"姓名", "身份证号", "学校", "年级"}}
	for i := range 3000 {
		number, school := numbers[i*60], fmt.Sprintf("第%d小学", i*60%100)
		if i >= 2000 {
			number = ident.MakeIDNumber("990009", region.Day("2016-05-06").Add(i), i%1000)
		}
		rows = append(rows, []string{fmt.Sprintf("学生%d", i*60), number, school, "三年级"})
	}
	data := workbook(b, rows)
	b.ResetTimer()
	for b.Loop() {
		l := e.upload(e.Admin, surveys.Upload{SurveyID: v.ID, Data: data, DryRun: true}).List
		if l.Same+l.Differs != 2000 || l.Theirs != 1000 {
			b.Fatalf("%+v", l)
		}
		e.upload(e.Admin, surveys.Upload{SurveyID: v.ID, Data: data})
	}
	one := b.Elapsed() / time.Duration(2*b.N)
	b.ReportMetric(one.Seconds(), "s/list")
	if one > 20*time.Second {
		b.Errorf("a list takes %s", one)
	}
}
