package main

import (
	"bytes"
	"slices"
	"strings"
)

// tellNews has the organisation tell of its work with a picture, and the county withdraw it; the county publishes a notice.
func tellNews(s *story) {
	lead, anybody := s.as("lead"), s.as("")
	text := func(pictures ...obj) obj {
		return obj{"kind": "news", "title": "周末阅读活动", "body": "孩子们在文化站读书。\n<script>alert(1)</script> 感谢志愿者。", "ends": "", "pictures": append([]obj{}, pictures...)}
	}
	with := func(o obj, name string, value any) obj { o[name] = value; return o }
	s.as("rival").post("/news", with(text(), "org_id", s.ids["org"])).Refused(403, "forbidden")
	s.as("worker").post("/news", with(text(), "org_id", s.ids["org"])).Refused(403, "forbidden")
	id := made(lead.post("/news", with(text(), "org_id", s.ids["org"])))
	s.ids["news"] = id
	item := "/news/" + id
	if f := lead.put(item, with(text(), "body", "身份证号 52011120150506123X 的孩子来了")).Want(400).Fields(); f["body"] != "id_number" {
		s.t.Errorf("an ID number in the text: %v", f)
	}
	picture, consent := lead.attachPicture(id, "picture"), ""
	s.as("county").get("/files?record="+id).Refused(404, "not_found")
	lead.put(item, text(obj{"file_id": picture, "alt": ""})).Want(200)
	if f := lead.post(item+"/publish", obj{}).Want(400).Fields(); f["children"] != "required" || f["pictures[0].alt"] != "length" {
		s.t.Errorf("published without saying what is on the picture: %v", f)
	}
	lead.put(item, text(obj{"file_id": picture, "alt": "文化站里的孩子和书架"})).Want(200)
	if f := lead.post(item+"/publish", obj{"children": "recognisable"}).Want(400).Fields(); f["children"] != "consent" {
		s.t.Errorf("published without the guardian's consent: %v", f)
	}
	anybody.get("/public/news/"+id).Refused(404, "not_found")
	anybody.get("!" + item + "/pictures/0").Want(404)
	s.says("A picture on which children can be recognised is not published without the guardian's consent.")

	consent = lead.attach(id, "consent")
	lead.post(item+"/publish", obj{"children": "recognisable"}).Want(200)
	lead.put(item, text()).Refused(409, "news_move")
	anybody.get("/public/news/" + id).Want(200)
	shown := anybody.get("!" + item + "/pictures/0").Want(200)
	if got := shown.Header.Get("Content-Type"); got != "image/png" || shown.Header.Get("ETag") == "" || !bytes.HasPrefix(shown.Body, []byte("\x89PNG")) {
		s.t.Errorf("the picture is %s, %d bytes", got, len(shown.Body))
	}
	anybody.get("!" + item + "/pictures/0/small").Want(200)
	anybody.get("!" + item + "/pictures/1").Want(404)
	anybody.get("/files/"+consent+"/content").Refused(401, "login_required")
	for _, path := range []string{"!/", "!/news", "!" + item, "!/orgs/" + s.ids["org"]} {
		body := string(anybody.get(path).Want(200).Body)
		if !strings.Contains(body, "周末阅读活动") || strings.Contains(body, "<script") || strings.Contains(body, consent) {
			s.t.Errorf("%s does not show the news, or a script: %.400s", path, body)
		}
	}
	if body := string(anybody.get("!" + item).Body); !strings.Contains(body, `alt="文化站里的孩子和书架"`) || !strings.Contains(body, "&lt;script&gt;") {
		s.t.Errorf("the page: %s", body)
	}
	listed := func(v voice, path string) bool {
		return slices.ContainsFunc(items(v.get(path).Want(200)), func(m map[string]any) bool { return m["id"] == id })
	}
	if !listed(lead, "/news") || !listed(s.as("county"), "/news?status=published") || listed(s.as("neighbour"), "/news") || !listed(anybody, "/public/news") {
		s.t.Error("the news are in the wrong lists")
	}
	s.as("neighbour").get(item).Refused(404, "not_found")
	if got := field(s.as("county").get(item), "title"); got != "周末阅读活动" {
		s.t.Errorf("the county reads %q", got)
	}
	s.says("With the consent it stands on the public pages; the paper stays with the two sides.")

	s.as("neighbour").post(item+"/withdraw", obj{"reason": "与本县无关"}).Refused(404, "not_found")
	s.as("county").post(item+"/withdraw", obj{"reason": "短"}).Refused(400, "reason_required")
	s.as("county").post(item+"/withdraw", obj{"reason": "监护人收回了同意"}).Want(200)
	s.job()
	if !s.told("lead", "news.withdrawn") {
		s.t.Error("the organisation does not know that its news were withdrawn")
	}
	anybody.get("/public/news/"+id).Refused(404, "not_found")
	for _, path := range []string{"!" + item, "!" + item + "/pictures/0"} {
		anybody.get(path).Want(404)
	}
	if body := string(anybody.get("!/news").Want(200).Body); strings.Contains(body, "周末阅读活动") {
		s.t.Error("the withdrawn news still stand on the page")
	}
	s.says("The county withdraws it, and tells the organisation why.")

	notice := made(s.as("county").post("/news", obj{"kind": "notice", "title": "寒假活动报名", "body": "各儿童之家寒假开设作业辅导，请在活动页面报名。", "ends": s.today()}))
	s.as("lead").get("/news/"+notice).Refused(404, "not_found")
	s.as("county").post("/news/"+notice+"/publish", obj{}).Want(200)
	if !strings.Contains(string(anybody.get("!/").Want(200).Body), "寒假活动报名") {
		s.t.Error("the notice is not on the home page")
	}
	s.says("The county publishes a notice of its own.")
}
