package main

import (
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// tellOtherwise has things go otherwise than planned.
func tellOtherwise(s *story) {
	otherDay(s)
	otherPapers(s)
	otherPeople(s)
	otherContract(s)
}

// dayAfter returns the day n days from today.
func (s *story) dayAfter(n int) string { return string(region.DayOf(s.now()).Add(n)) }

// digits returns the six digits on the organiser's screen.
func (s *story) digits(activity, direction string) obj {
	s.t.Helper()
	s.wait(31 * time.Second) // a code counts once a person
	return obj{"digits": field(s.as("worker").get("/activities/"+activity+"/checkin-code?direction="+direction).Want(200), "digits")}
}

// otherDay has an activity whose sign-ups are decided, with a check-out by mistake, one who forgets to leave, one who does not come, and two
// who are recorded by hand.
func otherDay(s *story) {
	s.at(s.tomorrow() + " 09:00")
	day := s.dayAfter(3)
	plan := s.plan("周末敬老", day+" 14:00", day+" 16:00")
	plan["contract_id"], plan["target_group"], plan["type"], plan["review"], plan["capacity"] = "", "elders", "visit", true, 4
	act := made(s.as("worker").post("/activities", plan))
	at := "/activities/" + act
	plan["capacity"] = 5
	s.as("worker").put(at, plan).Want(200)
	s.as("worker").post(at+"/submit", nil).Want(200)
	s.as("county").post(at+"/publish", nil).Want(200)
	series := s.plan("冬季读书会", s.dayAfter(10)+" 14:00", s.dayAfter(10)+" 16:00")
	series["contract_id"], series["target_group"], series["days"] = "", "elders", []string{s.dayAfter(10), s.dayAfter(17)}
	s.as("worker").post("/activities/series", series).Want(201)
	s.says("An activity is changed before it is handed in, and a plan becomes drafts for two days.")

	signups := map[string]string{}
	for _, who := range []string{"Lan", "Feng", "Mu", "girl of 16"} {
		signups[who] = idOf(s.signUp(who, act, "pending"))
	}
	for _, who := range []string{"Lan", "Feng", "Mu"} {
		s.as("lead").post("/signups/"+signups[who]+"/decision", obj{"confirm": true}).Want(200)
	}
	s.as("lead").post("/signups/"+signups["girl of 16"]+"/decision", obj{"confirm": false, "reason": "这次由其他志愿者参加"}).Want(200)
	for _, who := range []string{"Shu", "Yun"} {
		su := made(s.as("lead").post(at+"/signups/others", obj{"volunteer_id": s.cast[who].volunteerID}))
		s.as("lead").post("/signups/"+su+"/decision", obj{"confirm": true}).Want(200)
	}
	s.says("Who comes is decided: three yes, one no with the reason. The lead signs two up by phone.")

	s.at(day + " 14:00")
	lan := made(s.as("Lan").post(at+"/check-in", s.digits(act, "in")))
	feng := made(s.as("Feng").post(at+"/check-in", s.digits(act, "in")))
	s.at(day + " 15:50")
	s.as("Feng").post(at+"/check-out", s.digits(act, "out")).Want(200)
	s.as("Feng").post("/attendance/"+feng+"/undo-check-out", nil).Want(200)
	s.at(day + " 16:00")
	s.as("Feng").post(at+"/check-out", s.digits(act, "out")).Want(200)
	s.as("lead").post("/signups/"+signups["Mu"]+"/absent", nil).Want(200)
	s.says("Feng types the digits, leaves too early by mistake, takes it back, and leaves at the end. Mu did not come.")
	s.at(day + " 18:30")
	s.job("advance-activities", "close-attendance")
	s.as("lead").post("/attendance/"+lan+"/out", obj{"out": shanghai(day + " 15:30"), "reason": "忘记签退，现场签到表为证"}).Want(200)
	hand := func(who string) string {
		return made(s.as("lead").post(at+"/attendance", obj{
			"volunteer_id": s.cast[who].volunteerID, "in": shanghai(day + " 14:00"), "out": shanghai(day + " 15:00"), "reason": "临时到场，签到表有签名",
		}))
	}
	shu, yun := hand("Shu"), hand("Yun")
	s.as("Shu").post("/attendance/"+shu+"/agree", nil).Want(200)
	s.as("lead").post("/attendance/"+yun+"/agreement/code", nil).Want(200)
	s.as("lead").post("/attendance/"+yun+"/agreement", obj{"code": s.codeTo(s.cast["Yun"].mobile)}).Want(200)
	s.as("founder").post("/attendance/"+yun+"/reject", obj{"reason": "签到表上没有签名"}).Want(200)
	s.says("Lan forgot to check out: the lead enters it. Shu and Yun, whom she signed up, have no phone with them: each agrees to the record, one in the app, one by a code. The founder finds no signature of Yun and rejects hers.")
}

// otherPapers has certificates refused and issued without a request, a picture attached, and a child's file changed.
func otherPapers(s *story) {
	span := obj{"org_id": s.ids["org"], "from": "2026-01-01", "to": s.today()}
	asked := made(s.as("Yun").post("/me/certificates", span))
	s.as("founder").post("/certificates/"+asked+"/refuse", obj{"reason": "请在核对时长后再申请"}).Want(200)
	span["volunteer_id"] = s.cast["Yun"].volunteerID
	issued := s.as("founder").post("/certificates", span).Want(201)
	s.as("").get("/public/certificates/" + field(issued, "code")).Want(200)
	s.says("A request for a certificate is refused with the reason; later the organisation issues one by itself.")

	s.as("director").put("/beneficiaries/"+s.ids["child"], obj{
		"kinds": []string{"left_behind_child"}, "region": villagePath, "guardianship": "grandparents", "schooling": "primary", "grade": 4, "risk": "yellow",
	}).Want(200)
	s.says("The child is in the fourth form now; the director changes the file.")

	draft := made(s.as("director").post("/beneficiaries", obj{
		"kinds": []string{"left_behind_elder"}, "region": villagePath, "name": "公孙长寿", "no_id_reason": "lost_papers", "gender": "male", "birth": "1950-01-01",
		"guardianship": "self", "schooling": "not_at_school", "risk": "green",
	}))
	s.as("supervisor").get("/beneficiaries/" + draft + "/history").Want(200)
	s.as("director").do("DELETE", "/beneficiaries/"+draft, nil).Want(204)
	s.as("director").get("/beneficiaries/"+draft).Refused(404, "not_found")
	s.says("A draft written by mistake is thrown away.")
	importElders(s)
	tellRequests(s)
	tellSurvey(s)

	without := orgFile("老街互助会", "")
	old := made(s.as("founder").post("/orgs", without))
	code := ident.MakeUSCC("52", "990001", 17)
	s.as("county").put("/orgs/"+old+"/old-code", obj{"uscc": code[:17] + string(otherCheck(code[17])), "reason": "证书原件载明此代码"}).Want(200)
	s.says("An old certificate has a code whose check character does not fit: the county enters it after seeing the original.")
}

// importElders has the director import the village's list of elders: tried first, then imported, then imported again.
func importElders(s *story) {
	s.as("director").get("/beneficiaries/import/template?kind=left_behind_elder").Want(200)
	list := "阳光街道留守老人花名册\r\n姓名,性别,出生日期,无身份证原因,生活自理能力,居住方式,紧急联系人,紧急联系电话\r\n" +
		"公孙长寿,男,1950-01-01,证件遗失,半自理,独居,公孙建国,13800001111\r\n公孙长安,男,1990-01-01,证件遗失,自理,独居,,\r\n"
	file := apitest.File{Field: "file", Name: "花名册.csv", Data: []byte(list)}
	const path = "/beneficiaries/import?kind=left_behind_elder"
	imported := func(query string) (good, known, refused int, fileID string) {
		var v struct {
			Good, Known, Refused int
			Rows                 []struct {
				FileID string `json:"file_id"`
			}
		}
		s.as("director").post(path+query, file).Want(200).Lacks("公孙", "13800001111").JSON(&v)
		return v.Good, v.Known, v.Refused, v.Rows[0].FileID
	}
	if good, _, refused, made := imported("&dry_run=true"); good != 1 || refused != 1 || made != "" {
		s.t.Fatalf("dry run: %d good, %d refused", good, refused)
	}
	_, _, _, draft := imported("")
	if good, known, _, again := imported(""); good != 0 || known != 1 || again != draft {
		s.t.Fatalf("again: %d good, %d known", good, known)
	}
	s.as("county").post(path, file).Refused(403, "forbidden")
	s.as("director").do("DELETE", "/beneficiaries/"+draft, nil).Want(204)
	s.says("The director imports the list of elders: one becomes a draft, one is too young and comes back with the reason.")
}

// otherCheck returns another check character.
func otherCheck(c byte) byte {
	if c == '0' {
		return '1'
	}
	return '0'
}

// otherPeople has a request declined, a roster ask people who answer differently, a skill taken back and a bar lifted.
func otherPeople(s *story) {
	org, lan, feng := s.ids["org"], s.cast["Lan"], s.cast["Feng"]
	var sheet strings.Builder
	sheet.WriteString("姓名,身份证号码,手机号\r\n")
	for i, p := range []struct{ who, name string }{{"Hua", "端木花影"}, {"Ren", "司徒仁安"}, {"Qiu", "长孙秋水"}} {
		v := s.newcomer(p.who, p.name, region.MakeDay(1991+i, 6, 1), 410+2*i)
		v.volunteerID = made(s.as(p.who).entitledTo().post("/volunteers/me", v.asVolunteer()))
		sheet.WriteString(v.name + "," + v.id + "," + v.mobile + "\r\n")
	}
	s.as("Hua").entitledTo().post("/volunteers/me/orgs", obj{"org_id": org}).Want(200)
	s.as("lead").post("/volunteers/"+s.cast["Hua"].volunteerID+"/orgs/"+org+"/decline", nil).Want(204)
	roster := apitest.File{Field: "file", Name: "名册.csv", Data: []byte(sheet.String())}
	s.as("founder").post("/volunteers/import?org_id="+org, roster).Want(200)
	s.job("send-invitations")
	if n := len(items(s.as("founder").entitledTo().get("/volunteers/invitations?org_id=" + org))); n != 3 { // with the names that were typed
		s.t.Fatalf("%d invitations", n)
	}
	asked := func(who string) string {
		list := items(s.as(who).get("/volunteers/me/invitations"))
		if len(list) != 1 {
			s.t.Fatalf("%s is asked by %d", who, len(list))
		}
		return list[0]["id"].(string)
	}
	s.as("Hua").post("/volunteers/me/invitations/"+asked("Hua")+"/accept", nil).Want(200)
	s.as("Ren").post("/volunteers/me/invitations/"+asked("Ren")+"/decline", obj{"tell": true}).Want(200)
	s.as("founder").post("/volunteers/invitations/"+asked("Qiu")+"/withdraw", nil).Want(204)
	s.says("Hua asks to join and is declined. Then the roster asks three: Hua joins, Ren does not, and Qiu's invitation is taken back.")

	s.as("lead").post("/volunteers/"+lan.volunteerID+"/skills/withdraw", obj{"skill": "课业辅导", "reason": "证书原件尚未出示"}).Want(200)
	s.as("Feng").entitledTo().post("/volunteers/me/clearance/consent", obj{"version": volunteers.ClearanceConsent}).Want(200)
	at := "/volunteers/" + feng.volunteerID + "/clearance"
	s.as("county").post(at+"/query", nil).Want(200)
	answer := obj{"result": "hit", "authority": "police", "day": s.today(), "document_no": "花公查〔2027〕3号", "issuer": "花溪区公安分局", "file_id": s.as("founder").attachPicture(feng.volunteerID, "clearance")}
	s.as("founder").get("/files/" + answer["file_id"].(string) + "/thumbnail").Want(200)
	s.as("county").post(at+"/result", answer).Want(200)
	lift := obj{"authority": "police", "day": s.today(), "document_no": "花公复〔2027〕1号", "issuer": "花溪区公安分局", "reason": "公安机关复函：同名同姓，查询有误", "file_id": s.as("county two").attach(feng.volunteerID, "clearance")}
	s.as("county").post(at+"/review", lift).Refused(403, "own_work")
	s.as("county two").post(at+"/review", lift).Want(200)
	s.says("Lan's certificate was noted too early and is taken back. The authority's answer, attached as a photo, bars Feng; it was another man of the same name, and another official lifts the bar.")
}

// otherContract has a contract amended, and an evaluation that is objected to and not passed.
func otherContract(s *story) {
	con := "/contracts/" + s.ids["contract"]
	var c struct {
		Claims     []struct{ ID string }
		Indicators []struct{ ID, Code string }
	}
	s.as("clerk").get(con).Want(200).JSON(&c)
	s.as("approver").post(con+"/claims/"+c.Claims[0].ID+"/settle", obj{"reason": because}).Want(200)
	s.says("The claim about Lan's voided hours is decided.")

	next := terms("HX-2027-001")
	next["start"], next["end"], next["fiscal_year"] = s.today(), string(region.DayOf(s.now()).AddMonths(12).Add(-1)), s.now().In(region.Shanghai).Year()
	for i, m := range next["milestones"].([]obj) {
		m["due"] = s.dayAfter(60 * (i + 1))
	}
	con = "/contracts/" + made(s.as("clerk").post("/contracts", next))
	s.as("approver").post(con+"/budget", nil).Want(200)
	s.as("clerk").post(con+"/procure", nil).Want(200)
	s.as("clerk").post(con+"/award", obj{"provider_id": s.ids["org"], "amount_fen": awarded, "notice_day": s.dayAfter(-20), "award_day": s.dayAfter(-1)}).Want(200)
	s.as("approver").post(con+"/sign", obj{"day": s.today()}).Want(200)
	s.as("approver").post(con+"/publish", nil).Want(200)
	s.as("clerk").post(con+"/begin", nil).Want(200)
	amend := func(fen int) string {
		var v struct {
			Amendments []struct{ ID, Status string }
		}
		s.as("clerk").post(con+"/amendments", obj{"reason": "服务人数增加，经集体研究", "delta_fen": fen}).Want(201)
		s.as("clerk").get(con).Want(200).JSON(&v)
		return con + "/amendments/" + v.Amendments[len(v.Amendments)-1].ID
	}
	s.as("clerk").post(amend(1_000_000)+"/drop", nil).Want(200)
	s.as("approver").post(amend(500_000)+"/approve", nil).Want(200)
	s.says("A contract of the next year begins. One amendment is given up, another put in force.")

	s.as("clerk").get(con).Want(200).JSON(&c)
	report := made(s.as("lead").post(con+"/indicators/"+c.Indicators[2].ID+"/reports", obj{"value": 2000, "evidence": evidence}))
	s.as("clerk").post("/indicator-reports/"+report+"/return", obj{"reason": because}).Want(200)
	s.as("clerk").post("/indicator-reports/"+made(s.as("lead").post(con+"/indicators/"+c.Indicators[2].ID+"/reports", obj{"value": 2000, "evidence": evidence}))+"/accept", nil).Want(200)
	otherEvaluation(s, con)
}

// otherEvaluation has the county write an edition of the score sheet and evaluate the contract with it: not passed, objected to, a veto lifted,
// put right, checked again.
func otherEvaluation(s *story, con string) {
	own := obj{}
	s.as("county").get("/evaluation-templates/" + items(s.as("county").get("/evaluation-templates"))[0]["id"].(string)).Want(200).JSON(&own)
	copied := obj{"code": own["code"], "name": own["name"], "region": countyPath, "sheet": own["sheet"]}
	wrong := made(s.as("county").post("/evaluation-templates", copied).Want(201))
	s.as("county").post("/evaluation-templates", copied).Refused(409, "sheet_draft")
	s.as("county").do("DELETE", "/evaluation-templates/"+wrong, nil).Want(204)
	edition := "/evaluation-templates/" + made(s.as("county").post("/evaluation-templates", copied).Want(201))
	s.as("clerk").get(edition).Refused(404, "not_found")
	sheet := own["sheet"].(obj)
	first := sheet["sections"].([]any)[0].(obj)["items"].([]any)
	first[0].(obj)["max"], first[2].(obj)["max"] = 500, 400
	s.as("county").put(edition, obj{"name": "花溪区评估表", "sheet": sheet}).Want(200)
	s.as("county").post(edition+"/enforce", nil).Refused(400, "invalid")
	first[2].(obj)["max"] = 300
	s.as("county").put(edition, obj{"name": "花溪区评估表", "sheet": sheet}).Want(200)
	s.as("county").post("/evaluation-templates/trial", obj{"sheet": sheet, "evaluation_id": strings.TrimPrefix(s.ids["mid"], "/evaluations/")}).Want(200)
	s.as("county").post(edition+"/enforce", nil).Want(200)
	s.as("county").put(edition, obj{"name": "花溪区评估表", "sheet": sheet}).Refused(409, "sheet_move")
	var changed struct{ Items []obj }
	s.as("clerk").get(edition + "/changes?since=" + own["id"].(string)).Want(200).JSON(&changed)
	if len(changed.Items) != 2 || changed.Items[0]["before"] != 400.0 || changed.Items[0]["after"] != 500.0 {
		s.t.Errorf("the edition changed %v", changed.Items)
	}
	s.says("The county copies the platform's sheet, moves a point, tries it on an evaluation of before and puts its own edition in force; nobody changes it any more.")

	whole := s.ids["contract"]
	s.ids["contract"] = strings.TrimPrefix(con, "/contracts/")
	at, sheet := s.planned("mid", "rater three")
	s.ids["contract"] = whole
	s.onSite(at, sheet)
	s.declare("rater one", at)
	s.declare("rater three", at)
	for who, party := range map[string]string{"rater one": "third_party", "rater three": "village"} {
		marks := card(sheet, party)
		for _, m := range marks {
			if m["level"] != nil {
				m["level"] = "d"
			}
		}
		s.as(who).put(at+"/card", obj{"marks": marks, "submit": true}).Want(200)
	}
	veto := sheet["vetoes"].([]any)[0].(obj)["code"]
	s.as("county").post(at+"/merge", obj{"vetoes": []obj{{"code": veto, "reason": "有群众举报称服务人数与现场签到表不符，涉嫌虚报服务人次"}}}).Want(200)
	s.as("county").post(at+"/lift", obj{"veto": veto, "reason": "经实地调查并逐项核对现场签到表，举报内容不属实"}).Want(200)
	s.as("county two").post(at+"/publicise", obj{"working_days": 5}).Want(200)
	s.as("lead").post(at+"/objections", obj{"text": "现场评分时有两项材料未查阅，附材料目录，请予复核并调整得分。"}).Want(201)
	s.as("county").post(at+"/review", obj{"text": "经复核并查阅全部材料，两项材料的评分无误，维持原结果。"}).Want(200)
	until := field(s.as("county two").post(at+"/publicise", obj{"working_days": 5}).Want(200), "public_to")
	s.at(string(region.Day(until).Add(1)) + " 00:10")
	s.job("end-publicity")
	s.status(at, "county", "rectifying")
	s.status(con, "clerk", "rectifying")
	s.says("The raters give little, a veto is found and lifted again, the provider objects in vain, and after the second publicity it has to put things right.")

	s.at(s.tomorrow() + " 09:00")
	s.as("lead").post(at+"/rectification", obj{"text": evidence}).Want(200)
	s.as("county").post(at+"/recheck", obj{"text": "复查情况：各项整改均已完成，相关材料齐全，同意通过复查。"}).Want(200)
	s.as("county two").post(at+"/final", nil).Want(200)
	second := items(s.as("approver").get(con + "/payments"))[1]["id"].(string)
	s.as("approver").post("/payments/"+second+"/withhold", nil).Refused(409, "payment_still_due")
	s.as("approver").post(con+"/rectified", obj{"reason": because}).Want(200)
	s.as("finance").post("/payments/"+second+"/withhold", nil).Refused(403, "forbidden")
	s.as("approver").post("/payments/"+second+"/withhold", nil).Want(200)
	s.says("The result stays below the pass mark, so by the contract's table nothing is due of the second payment; the approver records it.")
	s.says("It reports, the county checks again, another official makes the result final, and the contract goes on.")
	s.as("county").post(edition+"/retire", nil).Want(200)
}

// tellRequests changes files in the ways that need a second person.
func tellRequests(s *story) {
	child := "/beneficiaries/" + s.ids["child"]
	why := "走访核实，情况已稳定"
	s.as("director").post(child+"/requests", obj{"kind": "lower_risk", "risk": "green", "reason": "少"}).Want(400)
	lower := "/file-requests/" + made(s.as("director").post(child+"/requests", obj{"kind": "lower_risk", "risk": "blue", "reason": why}))
	s.as("supervisor").get("/file-requests?status=open").Want(200)
	s.as("supervisor").get(lower).Want(200)
	s.as("director").post(lower+"/approve", obj{}).Refused(403, "forbidden")
	s.as("neighbour").get(lower).Refused(404, "not_found")
	s.as("supervisor").post(lower+"/approve", obj{"note": "同意"}).Want(200)
	again := "/file-requests/" + made(s.as("director").post(child+"/requests", obj{"kind": "lower_risk", "risk": "green", "reason": why}))
	s.as("supervisor").post(again+"/refuse", obj{"note": "再观察一个月"}).Want(200)
	third := "/file-requests/" + made(s.as("director").post(child+"/requests", obj{"kind": "lower_risk", "risk": "green", "reason": why}))
	s.as("director").post(third+"/withdraw", nil).Want(200)
	s.says("A lower risk needs a reason and the township: one request is approved, one refused, one taken back.")

	s.as("director").get("/beneficiaries/assessment-form").Want(200)
	points := obj{"triggers": "none"}
	for _, item := range []string{"ability", "attitude", "changes", "contact", "health", "mood", "economy", "school", "conduct", "home"} {
		points[item] = "2"
	}
	risk := s.as("director").post(child+"/assessments", obj{"answers": points, "note": "入户走访，与外婆和班主任谈过"}).Want(201)
	if field(risk, "level") != "yellow" {
		s.t.Errorf("20 points are %s", field(risk, "level"))
	}
	s.as("supervisor").get(child + "/assessments").Want(200)
	s.says("Twenty points of thirty: the child's risk is medium again.")

	elder := obj{
		"kinds": []string{"left_behind_elder"}, "region": villagePath, "name": "公孙永寿", "no_id_reason": "lost_papers", "gender": "male", "birth": "1950-01-01",
		"guardianship": "self", "schooling": "not_at_school", "risk": "green",
	}
	first := made(s.as("director").post("/beneficiaries", elder))
	elder["name"], elder["no_id_reason"], elder["id_number"] = "公孙勇寿", "", ident.MakeIDNumber("990001", "1950-01-01", 41)
	second := made(s.as("director").post("/beneficiaries", elder))
	pairs := listed(s.as("county").get("/file-duplicates").Want(200))
	if len(pairs) != 1 {
		s.t.Fatalf("%d pairs of files that may be of one person", len(pairs))
	}
	pair := "/file-duplicates/" + pairs[0]["id"].(string)
	s.as("supervisor").get(pair).Refused(404, "not_found")
	s.as("county").post(pair+"/different", nil).Want(200)
	s.as("county").post(pair+"/merge", obj{"keep": first}).Want(200)
	s.as("county").get("/beneficiaries/" + second).Want(200)
	s.as("county").post(pair+"/undo", nil).Want(200)
	s.says("Two files of one old man, found by the sound of the name: the county merges them, and undoes it.")

	number := ident.MakeIDNumber("990001", "1950-01-01", 41)
	s.as("supervisor").post("/file-requests", obj{"region": villagePath, "name": "公孙勇寿", "id_number": ident.MakeIDNumber("990001", "1951-01-01", 41), "reason": why}).Refused(409, "inquiry_needless")
	ask := "/file-requests/" + made(s.as("supervisor").post("/file-requests", obj{"region": villagePath, "name": "公孙勇寿", "id_number": number, "reason": "称在别处登记过"}))
	s.as("county").post(ask+"/reveal", obj{"field": "id_number", "purpose": "verification"}).Want(200)
	s.as("county").post(ask+"/approve", obj{"note": "就在本镇，请核对档案"}).Want(200)
	s.says("Whoever meets a number that has a file asks the county, which answers.")

	county := "52/5201/520111/"
	if r := s.as("county").get("/register-statistics?region=" + county).Want(200); !strings.Contains(string(r.Body), `"failed":[]`) {
		s.t.Errorf("statistics: %s", r.Body)
	}
	s.as("county").get("/register-statistics/rows?region=" + county).Want(200)
	base := obj{"region": county, "source": "2025 年统计年鉴", "people_on": "2025-12-31", "people": []obj{{"region": county, "children": 21000}}}
	s.as("county").seeing("1").put("/register-statistics/base", base).Want(200)
	s.says("The county looks at its register in figures, and enters how many children live there.")
}
