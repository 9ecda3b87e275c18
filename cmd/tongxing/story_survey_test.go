package main

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

// surveyNote is what the director writes about a person; only the offices of the village read it.
const surveyNote = "外婆说孩子暑假去了温州，开学前回来"

// tellSurvey makes a survey round of the town: opened, decided, returned, accepted, closed and reopened.
func tellSurvey(s *story) {
	s.secret(surveyNote)
	child := s.ids["child"]
	plan := obj{
		"region": countyPath, "name": "春季摸底排查", "cutoff": s.today(), "deadline": s.today(), "areas": []string{townPath}, "kinds": []string{"left_behind_child"},
		"questions": []obj{{"label": "村内有托管点吗", "kind": "choice", "options": []string{"有", "没有"}, "needed": true}}, "per_village": true,
	}
	s.as("supervisor").post("/surveys", plan).Refused(403, "forbidden")
	thrown := made(s.as("county").post("/surveys", plan))
	s.as("county").do("DELETE", "/surveys/"+thrown, nil).Want(204)
	round := made(s.as("county").post("/surveys", plan))
	at := "/surveys/" + round
	s.ids["survey"] = round
	delete(plan, "region")
	s.as("county").put(at, plan).Want(200)
	s.as("director").get(at).Refused(404, "not_found")
	s.as("county").post(at+"/open", nil).Want(200)
	s.as("director").get("/surveys").Want(200)
	s.as("director").get(at).Want(200)
	s.job()
	if s.countTold("director", "survey.opened") != 1 {
		s.t.Error("the director is not told of the round")
	}
	tasks := listed(s.as("director").get("/survey-tasks?survey_id=" + round).Want(200))
	if len(tasks) != 1 {
		s.t.Fatalf("%d tasks", len(tasks))
	}
	task := "/survey-tasks/" + tasks[0]["id"].(string)
	s.as("director").get(task).Want(200)
	s.as("founder").get(task).Refused(403, "forbidden")
	s.as("neighbour").get(task).Refused(404, "not_found")
	s.says("The county opens a survey round for a town: its village gets the list of last year, and its director is told.")

	lines := listed(s.as("director").get(task + "/lines").Want(200))
	s.as("director").post(task+"/submit", nil).Refused(409, "survey_undecided")
	for _, l := range lines {
		what := obj{"outcome": "confirmed", "note": surveyNote}
		if l["file_id"] != child {
			what["outcome"] = "not_found"
		}
		s.as("director").entitledTo().put("/survey-lines/"+l["id"].(string), what).Want(200)
	}
	newcomer := made(s.as("director").post("/beneficiaries", obj{
		"kinds": []string{"left_behind_child"}, "region": villagePath, "name": "濮阳小雨", "no_id_reason": "lost_papers", "gender": "female", "birth": "2017-03-08",
		"guardianship": "grandparents", "guardian_name": "濮阳爷爷", "schooling": "primary", "grade": 2, "risk": "blue",
	}))
	s.as("director").post(task+"/lines", obj{"file_id": newcomer}).Want(201)
	s.as("director").post(task+"/lines", obj{"file_id": child}).Refused(409, "survey_listed")
	s.as("director").post(task+"/submit", nil).Refused(409, "survey_unanswered")
	s.as("director").put(task+"/answers", obj{"answers": obj{"q1": "o2"}}).Want(200)
	s.as("director").post(task+"/submit", nil).Want(200)
	s.as("director").post(task+"/accept", nil).Refused(403, "forbidden")
	s.as("supervisor").post(task+"/return", obj{"note": "请补充走访日期"}).Want(200)
	s.as("director").post(task+"/submit", nil).Want(200)
	s.as("supervisor").post(task+"/accept", nil).Want(200)
	s.as("supervisor").get(at + "/progress").Want(200)
	s.says("Everybody of the list is decided, a newcomer is added, the village's own question answered; the town returns the list once and accepts it.")

	tellLists(s, at)
	tellPolice(s, at)
	s.as("county").post(at+"/close", obj{"even_open": false}).Want(200)
	s.as("director").entitledTo().put("/survey-lines/"+lines[0]["id"].(string), obj{"outcome": "not_found"}).Refused(409, "survey_closed")
	s.as("county").post(at+"/reopen", obj{"deadline": s.today(), "reason": "补核一户外出返乡家庭"}).Want(200)
	s.as("county").post(at+"/close", obj{"even_open": true}).Want(200)
	figures := s.as("county").get(at + "/comparison?with=" + round).Want(200)
	if !strings.Contains(string(figures.Body), `"added":1`) {
		s.t.Errorf("figures: %s", figures.Body)
	}
	s.says("The county closes the round: a late phone is told so. It reopens it for a reason, and compares rounds by village.")
}

// tellLists compares a school's list with the register.
func tellLists(s *story, at string) {
	const pupil = "令狐小满"
	number := ident.MakeIDNumber("990001", "2016-05-06", 31) // of the child of the story
	s.secret(pupil)
	var book bytes.Buffer
	rows := sheet.Sheet{Header: []string{"姓名", "身份证号", "学校", "年级"}, Rows: [][]string{
		{childName, number, "龙井小学", "六年级"}, {pupil, ident.MakeIDNumber("990001", "2016-09-09", 77), "龙井小学", "三年级"}, {"钟离小雪", "", "龙井小学", "三年级"},
	}}
	if err := sheet.Write(&book, rows); err != nil {
		s.t.Fatal(err)
	}
	file := apitest.File{Field: "file", Name: "学生.xlsx", Data: book.Bytes()}
	s.as("supervisor").get("/survey-lists/template").Want(200)
	s.as("director").post(at+"/lists", file).Refused(403, "forbidden")
	dry := s.as("county").post(at+"/lists?dry_run=true", file).Want(200)
	if field(dry, "differs") != "1" || field(dry, "theirs") != "1" || field(dry, "refused") != "1" {
		s.t.Errorf("a dry run: %.300s", dry.Body)
	}
	first := idOf(s.as("county").post(at+"/lists", file).Want(200))
	for _, r := range listed(s.as("director").get("/survey-rows?list_id=" + first).Want(200)) {
		s.as("director").post("/survey-rows/"+r["id"].(string)+"/decide", obj{"decision": "kept"}).Want(200)
	}
	wrong := idOf(s.as("county").post(at+"/lists", file).Want(200))
	s.as("county").do("DELETE", "/survey-lists/"+wrong, nil).Want(204)
	list := idOf(s.as("county").post(at+"/lists", file).Want(200))
	s.as("county").get(at + "/lists").Want(200)
	s.as("county").get("/survey-lists/" + list).Want(200)
	for _, r := range listed(s.as("director").get("/survey-rows?list_id=" + list).Want(200)) {
		s.as("director").post("/survey-rows/"+r["id"].(string)+"/decide", obj{"decision": "taken"}).Want(200)
	}
	for _, r := range listed(s.as("county").get("/survey-rows?open=true&list_id=" + list).Want(200)) {
		s.as("county").post("/survey-rows/"+r["id"].(string)+"/decide", obj{"decision": "not_left_behind"}).Want(200)
	}
	s.says("The county uploads a school's list: a pupil's grade differs and the village takes it over, one pupil is no left-behind child, one row comes back.")
}

// tellPolice hands the persons of the round to the police.
func tellPolice(s *story, at string) {
	const found, done = "户籍登记的出生日期不同", "已核对户口本并更正"
	s.secret(found, done)
	batch := made(s.as("county").post(at+"/police", obj{"area": townPath}))
	s.as("supervisor").post(at+"/police", obj{"area": townPath}).Refused(404, "not_found")
	s.as("county").get(at + "/police").Want(200)
	s.as("county").get("/police-batches/" + batch).Want(200)
	book := s.as("county").proves().post("/police-batches/"+batch+"/export", obj{"purpose": "verification"}).Want(200)
	answered, people := answeredByPolice(s, book)
	answers := "/police-batches/" + batch + "/answers"
	s.as("supervisor").post(answers, answered).Refused(404, "not_found")
	if dry := s.as("county").post(answers+"?dry_run=true", answered).Want(200).Lacks(childName); field(dry, "refused") != "1" || field(dry, "entered") != strconv.Itoa(people-1) {
		s.t.Errorf("a dry run of %d people: %.300s", people, dry.Body)
	}
	s.as("county").post(answers, answered).Want(200)
	if again := s.as("county").post(answers, answered).Want(200); field(again, "entered") != "0" || field(again, "same") != strconv.Itoa(people-1) {
		s.t.Errorf("given back again: %.300s", again.Body)
	}
	lines := listed(s.as("county").get("/police-lines?batch_id=" + batch).Want(200))
	line := "/police-lines/" + lines[0]["id"].(string)
	s.as("county").entitledTo().put(line+"/result", obj{"result": "mismatch", "note": found}).Want(200)
	s.as("director").entitledTo().get("/police-lines?unsettled=true").Want(200)
	s.as("director").seeing("2").entitledTo().do("POST", line+"/settle", obj{"note": done}).Want(200)
	s.says("The county hands the persons of the town to the police in an encrypted file and uploads it with the answers; one row lacks its note, so that answer is entered by hand; the village sees to a mismatch.")
}

// answeredByPolice is the file that was taken out, filled in and locked again, and how many people are in it. The note about the first is missing.
func answeredByPolice(s *story, book *apitest.Response) (apitest.File, int) {
	plain, err := sheet.Unlock(book.Body, book.Header.Get("Export-Password"))
	if err != nil {
		s.t.Fatal(err)
	}
	all := sheet.Layout{Columns: []sheet.Column{{Key: "name", Names: []string{"姓名"}, Required: true}}}
	table, err := sheet.Read(s.t.Context(), "police.xlsx", plain, all, sheet.Limits{})
	if err != nil {
		s.t.Fatal(err)
	}
	filled := sheet.Sheet{Header: table.Sheets[0].Header}
	for i, r := range table.Rows {
		result := "属实"
		if i == 0 {
			result = "信息不符"
		}
		filled.Rows = append(filled.Rows, append(r.Displayed(), result))
	}
	var b bytes.Buffer
	if err := sheet.Write(&b, filled); err != nil {
		s.t.Fatal(err)
	}
	locked, password, err := sheet.Lock(b.Bytes())
	if err != nil {
		s.t.Fatal(err)
	}
	return apitest.File{Field: "file", Name: "police.xlsx", Data: locked, Values: map[string]string{"password": password}}, len(table.Rows)
}
