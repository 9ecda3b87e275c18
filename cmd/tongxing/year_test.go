package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

// TestYearOfAVillage runs a year of one village's register over HTTP, as each role in turn: the old list imported and confirmed, a survey with
// the school's list and the police's answer, a correction of identity, delegated care, a hand-over to another village, a birthday, exits and
// a re-entry. After each chapter the statistics equal a recount of the files, and at the end the trend equals all recounts. Run it with
// -run Year -v to read it as a text.
func TestYearOfAVillage(t *testing.T) {
	y := &year{story: newStory(t), files: map[string]string{}}
	for _, c := range []struct {
		title string
		tell  func(*year)
	}{
		{"1 people", func(y *year) { tellPeople(y.story); y.secondVillage() }},
		{"2 March: the old list", (*year).importList},
		{"3 April: the survey", (*year).survey},
		{"4 May: an identity is put right", (*year).correct},
		{"5 June: delegated care", (*year).entrust},
		{"6 August: a move", (*year).handOver},
		{"7 October: a birthday", (*year).birthday},
		{"8 November: gone, and back again", (*year).backAgain},
		{"9 the year in figures", (*year).figures},
	} {
		ok := t.Run(c.title, func(t *testing.T) {
			y.in(t)
			c.tell(y)
			y.nobodyElse()
		})
		if !ok {
			t.Fatal("the year breaks off here")
		}
	}
}

const (
	nextVillage = townPath + "520111101202/"
	wrongDay    = "2017-02-28" // of birth, as the village had it
	rightDay    = "2016-02-29" // as the police have it
)

// year is the story of a village.
type year struct {
	*story
	files  map[string]string // id of the file by name
	months []month
}

// month is the recount of the children at a month's end.
type month struct {
	on    string
	total int
}

func (y *year) secondVillage() {
	y.as("county").post("/regions", obj{"code": "520111101202", "name": "新楼村", "level": 5, "parent": "520111101"}).Want(201)
	y.hire("county", person{who: "next director", login: "next.director", name: "濮阳听雨"}, obj{"role": auth.VillageDirector, "region": nextVillage})
	y.hire("county", person{who: "second supervisor", login: "town.second", name: "夏侯听荷"}, obj{"role": auth.TownSupervisor, "region": townPath})
	y.count(0)
}

// The children of the village's old list: name, day of birth, sex, guardianship, schooling, grade, risk. One row is of a child who is too old.
var oldList = []struct{ name, birth, sex, guardian, school, grade, risk string }{
	{"闻人小一", "2010-10-12", "女", "隔代", "初中", "3", "蓝"},
	{"闻人小二", "2012-06-01", "男", "隔代", "小学", "6", "黄"},
	{"闻人小三", "2014-01-20", "女", "亲友", "小学", "5", "绿"},
	{"闻人小四", wrongDay, "男", "隔代", "小学", "2", "绿"},
	{"闻人小五", "2018-11-30", "女", "父母", "小学", "1", "绿"},
	{"闻人小六", "2020-05-05", "男", "隔代", "幼儿园", "", "蓝"},
	{"闻人大郎", "2010-03-01", "男", "隔代", "高中", "1", "绿"},
}

// number is the ID number of the child at the place of the list.
func number(i int, birth string) string {
	order := 2*i + 200 // even: a girl
	if oldList[i].sex == "男" {
		order++
	}
	return ident.MakeIDNumber("990001", region.Day(birth), order)
}

func (y *year) importList() {
	y.at("2026-03-16 09:00")
	y.secret("呼延老大")
	var list strings.Builder
	list.WriteString("龙井村留守儿童花名册\r\n姓名,身份证号,监护人姓名,实际监护,学业,年级,风险等级,父亲是否健在,父亲现状,母亲是否健在,母亲现状\r\n")
	for i, c := range oldList {
		fmt.Fprintf(&list, "%s,%s,呼延老大,%s,%s,%s,%s,健在,外出务工,健在,外出务工\r\n", c.name, number(i, c.birth), c.guardian, c.school, c.grade, c.risk)
		y.secret(c.name, number(i, c.birth))
	}
	file := apitest.File{Field: "file", Name: "花名册.csv", Data: []byte(list.String())}
	const path = "/beneficiaries/import?kind=left_behind_child"
	for who, code := range map[string]string{"county": "forbidden", "clerk": "forbidden", "auditor": "forbidden", "root": "forbidden"} {
		y.as(who).post(path, file).Refused(403, code)
	}
	if dry := y.as("director").post(path+"&dry_run=true", file).Want(200); field(dry, "good") != "6" || field(dry, "refused") != "1" {
		y.t.Fatalf("a dry run: %.600s", dry.Body)
	}
	y.count(0)
	if r := y.as("director").post(path, file).Want(200); field(r, "good") != "6" {
		y.t.Fatalf("imported: %.600s", r.Body)
	}
	y.says("The director imports the village's old list: six drafts, and one boy of sixteen comes back with the reason.")

	for i, c := range oldList[:6] {
		y.files[c.name] = y.found("director", number(i, c.birth))
		y.register(c.name)
	}
	y.says("Each draft goes from village over township to county: three persons.")
	y.count(6)
}

// found returns the id of the file that the search for the number finds.
func (y *year) found(who, number string) string {
	y.t.Helper()
	list := items(y.as(who).post("/beneficiaries/search", obj{"text": number}))
	if len(list) != 1 {
		y.t.Fatalf("%d files with the number", len(list))
	}
	return list[0]["id"].(string)
}

// register takes a draft to the register.
func (y *year) register(name string) {
	y.t.Helper()
	at := "/beneficiaries/" + y.files[name]
	y.as("director").post(at+"/submit", nil).Want(200)
	y.as("director").post(at+"/verify", nil).Refused(403, "forbidden")
	y.as("supervisor").post(at+"/verify", nil).Want(200)
	y.as("supervisor").post(at+"/confirm", nil).Refused(403, "forbidden")
	y.as("county").post(at+"/confirm", nil).Want(200)
}

func (y *year) survey() {
	y.monthEnds("2026-04-01 02:00")
	y.at("2026-04-13 09:00")
	round := made(y.as("county").post("/surveys", obj{
		"region": countyPath, "name": "2026 年摸底排查", "cutoff": y.today(), "deadline": y.dayAfter(20), "areas": []string{townPath}, "kinds": []string{"left_behind_child"},
		"questions": []obj{}, "per_village": false,
	}))
	y.as("supervisor").post("/surveys/"+round+"/open", nil).Refused(404, "not_found")
	y.as("county").post("/surveys/"+round+"/open", nil).Want(200)
	list := y.schoolList(round)
	task := "/survey-tasks/" + items(y.as("director").get("/survey-tasks?survey_id=" + round))[0]["id"].(string)
	y.as("next director").get(task).Refused(404, "not_found")

	byFile := map[string]obj{}
	for _, r := range items(y.as("director").get("/survey-rows?open=true&list_id=" + list)) {
		switch r["result"] {
		case "differs":
			byFile[r["file_id"].(string)] = r
			y.as("director").post("/survey-rows/"+r["id"].(string)+"/decide", obj{"decision": "taken"}).Want(200)
		case "ours":
			y.as("director").post("/survey-rows/"+r["id"].(string)+"/decide", obj{"decision": "kept"}).Want(200)
		}
	}
	if len(byFile) != 1 || byFile[y.files["闻人小二"]] == nil {
		y.t.Fatalf("the school differs in %d", len(byFile))
	}
	theirs := items(y.as("supervisor").get("/survey-rows?open=true&result=theirs&list_id=" + list))
	if len(theirs) != 1 {
		y.t.Fatalf("%d only theirs", len(theirs))
	}
	begun := y.as("supervisor").post("/survey-rows/"+theirs[0]["id"].(string)+"/decide", obj{"decision": "begun", "region": villagePath}).Want(200)
	y.files["闻人小七"] = field(begun, "file_id")
	y.says("The school's list differs in a grade, which the village takes over, and has one girl whom nobody knew: the township begins her file, and she is on the village's list.")

	for _, l := range items(y.as("director").get(task + "/lines?limit=100")) {
		if l["outcome"] == "" {
			y.as("director").put("/survey-lines/"+l["id"].(string), obj{"outcome": "confirmed"}).Want(200)
		}
	}
	y.as("director").post(task+"/submit", nil).Want(200)
	y.as("director").post(task+"/accept", nil).Refused(403, "forbidden")
	y.as("supervisor").post(task+"/accept", nil).Refused(403, "own_work")
	y.as("second supervisor").post(task+"/accept", nil).Want(200)
	empty := "/survey-tasks/" + items(y.as("next director").get("/survey-tasks?survey_id=" + round))[0]["id"].(string)
	y.as("county").post("/surveys/"+round+"/close", obj{"even_open": false}).Refused(409, "survey_tasks_open")
	y.as("next director").post(empty+"/submit", nil).Want(200)
	y.as("supervisor").post(empty+"/accept", nil).Want(200)

	batch := made(y.as("county").post("/surveys/"+round+"/police", obj{"area": townPath}))
	y.as("county").proves().post("/police-batches/"+batch+"/export", obj{"purpose": "verification"}).Want(200)
	for _, l := range items(y.as("county").get("/police-lines?limit=100&batch_id=" + batch)) {
		answer := obj{"result": "confirmed"}
		if l["file_id"] == y.files["闻人小四"] {
			answer = obj{"result": "mismatch", "note": "户籍登记的出生日期为 " + rightDay}
		}
		y.as("county").entitledTo().put("/police-lines/"+l["id"].(string)+"/result", answer).Want(200)
	}
	y.ids["mismatch"] = items(y.as("director").entitledTo().get("/police-lines?unsettled=true"))[0]["id"].(string)
	y.as("county").post("/surveys/"+round+"/close", obj{"even_open": false}).Want(200)
	y.says("Everybody of the list is confirmed. The supervisor who added the girl to it does not accept it, the second one does. The police know one boy by another day of birth. The county closes the round.")

	at := "/beneficiaries/" + y.files["闻人小七"]
	var f obj
	y.as("supervisor").get(at).Want(200).JSON(&f)
	y.as("supervisor").put(at, obj{
		"kinds": f["kinds"], "region": f["region"], "guardianship": "relatives", "schooling": f["schooling"], "grade": f["grade"], "risk": "green", "r16_flag": false,
		"guardian_name": "呼延老大", "details": obj{"father_alive": "living", "father_where": "away", "mother_alive": "living", "mother_where": "away"},
	}).Want(200)
	y.as("supervisor").post(at+"/submit", nil).Want(200)
	y.as("supervisor").post(at+"/verify", nil).Refused(403, "own_work")
	y.as("county").post(at+"/confirm", nil).Refused(409, "file_move")
	y.as("second supervisor").post(at+"/verify", nil).Want(200)
	y.as("county").post(at+"/confirm", nil).Want(200)
	y.says("The girl's file was written by the supervisor, so a second one verifies it.")
	y.count(7)
}

// schoolList has the township upload the list of the town's school, and returns its id.
func (y *year) schoolList(round string) string {
	y.t.Helper()
	girl := ident.MakeIDNumber("990001", "2015-08-15", 310)
	y.secret("闻人小七", girl)
	rows := sheet.Sheet{Header: []string{"姓名", "身份证号", "学校", "年级"}, Rows: [][]string{{"闻人小七", girl, "青岩小学", "四年级"}}}
	for i, c := range oldList[:5] {
		grade := []string{"", "一年级", "二年级", "三年级", "四年级", "五年级", "六年级"}[max(1, int(c.grade[0]-'0'))]
		switch i {
		case 0:
			continue // goes to another school
		case 1:
			grade = "五年级"
		}
		rows.Rows = append(rows.Rows, []string{c.name, number(i, c.birth), "", grade})
	}
	var book bytes.Buffer
	if err := sheet.Write(&book, rows); err != nil {
		y.t.Fatal(err)
	}
	file := apitest.File{Field: "file", Name: "青岩小学.xlsx", Data: book.Bytes()}
	y.as("director").post("/surveys/"+round+"/lists", file).Refused(403, "forbidden")
	return idOf(y.as("supervisor").post("/surveys/"+round+"/lists", file).Want(200))
}

func (y *year) correct() {
	y.monthEnds("2026-05-01 02:00")
	y.at("2026-05-11 09:00")
	at := "/beneficiaries/" + y.files["闻人小四"]
	fourth := 3
	right := number(fourth, rightDay)
	y.secret(right)
	ask := obj{"kind": "correct", "kinds": []string{"left_behind_child"}, "reason": "户口本与公安核查结果一致", "id_number": right, "birth": rightDay, "gender": "male"}
	y.as("next director").post(at+"/requests", ask).Refused(404, "not_found")
	request := "/file-requests/" + made(y.as("director").entitledTo().post(at+"/requests", ask))
	y.as("director").post(request+"/approve", obj{}).Refused(403, "forbidden")
	y.as("supervisor").post(request+"/approve", obj{}).Refused(403, "forbidden")
	y.as("county").post(request+"/approve", obj{"note": "已核对户口本"}).Want(200)
	y.as("director").seeing("2").entitledTo().post("/police-lines/"+y.ids["mismatch"]+"/settle", obj{"note": "已核对户口本并更正出生日期"}).Want(200)
	history := string(y.as("supervisor").entitledTo().get(at + "/history").Want(200).Body)
	if !strings.Contains(history, region.Day(wrongDay).Say("zh")) || !strings.Contains(history, region.Day(rightDay).Say("zh")) {
		y.t.Errorf("history: %.600s", history)
	}
	if age := field(y.as("director").get(at).Want(200), "age"); age != "10" {
		y.t.Errorf("born on %s he is %s on %s", rightDay, age, y.today())
	}
	y.says("The village asks, the county decides: the boy was born on 29 February. The history has both days, and the police's mismatch is settled.")
	y.count(7)
}

func (y *year) entrust() {
	y.monthEnds("2026-06-01 02:00")
	y.at("2026-06-08 09:00")
	aunt := ident.MakeIDNumber("990001", "1980-08-09", 42)
	y.secret(aunt, "乐正秋兰")
	terms := obj{
		"file_id": y.files["闻人小三"], "reason": "both_away", "relation": "relative", "from": y.today(), "to": y.dayAfter(300), "capable": true,
		"delegate_name": "乐正秋兰", "delegate_id_number": aunt, "delegate_mobile": "13987654444", "delegate_address": "贵州省贵阳市花溪区青岩镇龙井村二组",
	}
	y.as("next director").post("/delegations", terms).Refused(404, "not_found")
	id := made(y.as("director").post("/delegations", terms))
	at := "/delegations/" + id
	proof := y.as("director").attach(id, "check_proof")
	for _, item := range []string{"harm", "habits", "neglect", "unfit"} {
		y.as("director").put(at+"/checks/"+item, obj{"finding": "clear", "file_id": proof}).Want(200)
	}
	y.as("director").put(at+"/opinion", obj{"answer": "agrees", "on": y.today()}).Want(200)
	y.as("director").post(at+"/sign", obj{"file_id": y.as("director").attach(id, "signed"), "on": y.today()}).Want(200)
	y.as("director").put(at+"/notices", obj{"school_on": y.today(), "village_on": y.today()}).Want(200)
	y.as("director").post(at+"/confirm", nil).Refused(403, "forbidden")
	y.as("supervisor").post(at+"/confirm", nil).Want(200)
	y.says("The parents of one girl entrust her to an aunt; the township confirms what the village wrote.")
	y.count(7)
}

func (y *year) handOver() {
	y.monthEnds("2026-08-01 02:00")
	y.at("2026-08-17 09:00")
	at := "/beneficiaries/" + y.files["闻人小五"]
	y.as("director").post(at+"/requests", obj{"kind": "transfer", "to": "520112101201", "reason": "随祖父母搬迁"}).Want(400)
	request := "/file-requests/" + made(y.as("director").post(at+"/requests", obj{"kind": "transfer", "to": nextVillage, "reason": "随祖父母搬到新楼村"}))
	y.as("next director").post(request+"/approve", obj{}).Refused(403, "forbidden")
	y.as("supervisor").post(request+"/approve", obj{}).Want(200)
	y.job()
	y.as("director").get(at).Refused(404, "not_found")
	y.as("next director").get(at).Want(200)
	if y.countTold("next director", "register.arrived") != 1 {
		y.t.Error("the other village does not know that a child arrived")
	}
	y.says("A girl moves to the next village: its director is told and has the file, history and all; the old one has it no longer.")
	y.count(7)
	if n := y.total("next director", nextVillage); n != 1 {
		y.t.Errorf("the next village counts %d", n)
	}
}

func (y *year) birthday() {
	y.monthEnds("2026-10-01 02:00")
	at := "/beneficiaries/" + y.files["闻人小一"]
	waits := func() bool {
		return strings.Contains(string(y.as("director").get("/me/work").Want(200).Body), "beneficiary_age")
	}
	y.at("2026-10-11 23:59")
	y.job("tell-birthdays")
	if waits() || y.countTold("director", "register.age") != 0 {
		y.t.Error("fifteen years and 364 days are not sixteen")
	}
	y.at("2026-10-12 08:00")
	y.job("tell-birthdays", "tell-birthdays")
	if !waits() || y.countTold("director", "register.age") != 1 {
		y.t.Error("the village does not know, once, that she is sixteen")
	}
	y.as("director").post(at+"/exit", obj{"reason": "came_of_age"}).Want(200)
	y.as("supervisor").post(at+"/exit/confirm", nil).Refused(403, "forbidden")
	y.count(7) // until the county has confirmed it
	y.as("county").post(at+"/exit/confirm", nil).Want(200)
	if waits() {
		y.t.Error("the birthday waits on")
	}
	y.says("On her sixteenth birthday, not a day before, a girl is on the village's workbench; the county takes her off the register.")
	y.count(6)
}

func (y *year) backAgain() {
	y.monthEnds("2026-11-01 02:00")
	y.at("2026-11-09 09:00")
	at := "/beneficiaries/" + y.files["闻人小六"]
	y.as("next director").post(at+"/exit", obj{"reason": "parents_back"}).Refused(404, "not_found")
	y.as("director").post(at+"/exit", obj{"reason": "parents_back"}).Want(200)
	y.as("county").post(at+"/exit/confirm", nil).Want(200)
	y.count(5)
	y.at("2026-11-25 09:00")
	again := obj{"reason": "reentry", "note": "父母再次外出"}
	y.as("director").post(at+"/return", again).Refused(403, "forbidden")
	y.as("county").entitledTo().post(at+"/return", again).Want(200)
	y.count(5)
	y.register("闻人小六")
	y.says("A boy's parents come back and he leaves the register; two weeks later they are away again. The county reopens his file, and it goes the whole way once more.")
	y.count(6)
}

func (y *year) figures() {
	y.monthEnds("2026-12-01 02:00")
	var r struct {
		Trend []struct {
			On    string
			Total int
		}
	}
	y.as("county").get("/register-statistics?region=" + countyPath).Want(200).JSON(&r)
	for _, m := range y.months {
		i := slices.IndexFunc(r.Trend, func(p struct {
			On    string
			Total int
		}) bool {
			return p.On == m.on
		})
		if i < 0 || r.Trend[i].Total != m.total {
			y.t.Errorf("on %s there were %d: %+v", m.on, m.total, r.Trend)
		}
	}
	y.says("The trend of the year has each month's recount.")
}

// monthEnds moves to the time after a month's end, at which the day's job keeps the figures, and remembers the recount.
func (y *year) monthEnds(when string) {
	y.t.Helper()
	y.at(when)
	y.job("take-snapshots")
	y.months = append(y.months, month{y.dayAfter(-1), len(y.standing("county"))})
}

// standing returns the files that stand in the register, each read one by one.
func (y *year) standing(who string) []obj {
	y.t.Helper()
	var list []obj
	for _, f := range items(y.as(who).get("/beneficiaries?limit=100")) {
		if f["status"] == "registered" || f["status"] == "exit_pending" {
			full := obj{}
			y.as(who).get("/beneficiaries/" + f["id"].(string)).Want(200).JSON(&full)
			list = append(list, full)
		}
	}
	return list
}

// total is the number of children that the statistics of the area have.
func (y *year) total(who, area string) int {
	y.t.Helper()
	var r struct{ Total struct{ Total int } }
	y.as(who).get("/register-statistics?region=" + area).Want(200).JSON(&r)
	return r.Total.Total
}

// count compares the statistics with a recount of the files: of the county as the county reads them, and of the village as its director does.
func (y *year) count(want int) {
	y.t.Helper()
	for who, area := range map[string]string{"county": countyPath, "supervisor": townPath, "director": villagePath} {
		standing := y.standing(who)
		if who == "county" && len(standing) != want {
			y.t.Fatalf("%d files stand in the register, not %d", len(standing), want)
		}
		recount := map[string][2]int{}
		for _, f := range standing {
			add := func(key string) {
				n := recount[key]
				n[map[any]int{"male": 0, "female": 1}[f["gender"]]]++
				recount[key] = n
			}
			for _, k := range f["kinds"].([]any) {
				add("kinds/" + k.(string))
			}
			add("guardianship/" + f["guardianship"].(string))
			add("schooling/" + f["schooling"].(string))
			add("risk/" + f["risk"].(string))
			add("age/" + f["age_band"].(string))
		}
		var r struct {
			Total  struct{ Total, Male, Female int }
			Failed []string
			Tables []struct {
				Code string
				Rows []struct {
					Code string
					All  struct{ Total, Male, Female int }
				}
			}
		}
		y.as(who).get("/register-statistics?region=" + area).Want(200).JSON(&r)
		if r.Total.Total != len(standing) || r.Total.Male+r.Total.Female != len(standing) || len(r.Failed) > 0 {
			y.t.Errorf("%s: %+v of %d files; equations that do not hold: %v", who, r.Total, len(standing), r.Failed)
		}
		for _, t := range r.Tables {
			if !slices.Contains([]string{"kinds", "guardianship", "schooling", "risk", "age"}, t.Code) {
				continue
			}
			for _, row := range t.Rows {
				if n := recount[t.Code+"/"+row.Code]; row.All.Male != n[0] || row.All.Female != n[1] || row.All.Total != n[0]+n[1] {
					y.t.Errorf("%s, %s %s: %+v, counted %v", who, t.Code, row.Code, row.All, n)
				}
				delete(recount, t.Code+"/"+row.Code)
			}
		}
		if len(recount) > 0 {
			y.t.Errorf("%s: without a row: %v", who, recount)
		}
	}
}

// nobodyElse checks that whoever has no part in the register learns nothing of it, and that no answer held a full value.
func (y *year) nobodyElse() {
	y.t.Helper()
	for _, who := range []string{"clerk", "approver", "finance", "rater one", "auditor", "root"} {
		y.as(who).get("/beneficiaries").Refused(403, "forbidden")
		y.as(who).get("/file-requests").Refused(403, "forbidden")
		y.as(who).get("/survey-tasks").Refused(403, "forbidden")
		y.as(who).get("/delegations").Refused(403, "forbidden")
	}
	for _, id := range y.files {
		y.as("neighbour").get("/beneficiaries/"+id).Refused(404, "not_found")
	}
	if n := len(items(y.as("neighbour").get("/beneficiaries"))); n != 0 {
		y.t.Errorf("the neighbour sees %d files", n)
	}
	for _, a := range y.answers {
		for _, secret := range y.secrets {
			if bytes.Contains(a.body, []byte(secret)) {
				y.t.Errorf("%s tells %s", a.what, secret)
			}
		}
	}
	y.answers = nil
}
