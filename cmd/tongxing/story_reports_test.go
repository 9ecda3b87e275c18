package main

import "strings"

// tellReports has the provider report on the months of the contract, and the buyer accept one, return one and do without another.
func tellReports(s *story) {
	s.at("2026-05-28 09:00")
	con := "/contracts/" + s.ids["contract"]
	s.as("clerk").put(con+"/reporting", obj{"every": "quarter"}).Want(200)
	s.as("lead").put(con+"/reporting", obj{"every": "month"}).Refused(403, "forbidden")
	s.as("clerk").put(con+"/reporting", obj{"every": "month"}).Want(200)
	s.job("open-reports")
	if !s.told("lead", "report.opened") {
		s.t.Error("the provider does not know that a report is due")
	}
	list := items(s.as("lead").get("/contract-reports?contract_id=" + s.ids["contract"]).Want(200))
	if len(list) != 2 || list[1]["period"] != "2026-03" || list[0]["period"] != "2026-04" || list[0]["late"] != true {
		s.t.Fatalf("the reports of the contract: %v", list)
	}
	march, april := "/contract-reports/"+list[1]["id"].(string), "/contract-reports/"+list[0]["id"].(string)
	s.ids["report"] = list[1]["id"].(string)
	s.as("rival").get(march).Refused(404, "not_found")
	s.as("neighbour").get(march).Refused(404, "not_found")
	s.says("The month's end opens a report for the provider; another organisation and another county do not find it.")

	text := obj{"summary": "三月开展课业辅导和陪伴活动，新结对一名儿童，家长反映孩子愿意写作业了。", "plan": "四月继续每周两次辅导，增加一次家访。", "problems": ""}
	s.as("lead").post(march+"/submit", nil).Refused(400, "invalid")
	s.as("lead").put(march, text).Want(200)
	s.as("lead").post(march+"/submit", nil).Want(200)
	s.as("clerk").post(march+"/return", obj{"reason": "请补充家访的情况"}).Want(200)
	s.job()
	if !s.told("lead", "report.returned") {
		s.t.Error("the provider does not know that the report was returned")
	}
	s.as("lead").put(march, text).Want(200)
	s.as("lead").post(march+"/submit", nil).Want(200)
	s.as("lead").post(march+"/accept", nil).Refused(403, "forbidden")
	s.as("clerk").post(march+"/accept", nil).Want(200)
	if got := field(s.as("clerk").get(con), "locked_to"); got != "2026-03" {
		s.t.Errorf("the contract is locked until %q", got)
	}
	s.as("lead").put(march, text).Refused(409, "report_period_move")
	s.says("It is written, returned once, and accepted by the buyer's clerk: the figures of March are locked.")

	s.as("clerk").post(april+"/skip", obj{"reason": "四月因汛情停止服务"}).Want(200)
	s.as("clerk").post(april+"/reopen", nil).Want(200)
	for path, begins := range map[string]string{march + "/pdf": "%PDF-", march + "/xlsx": "PK", "/purchase-overview/xlsx?fiscal_year=2026": "PK"} {
		file := s.as("clerk").get(path)
		if file.Status == 503 {
			s.t.Log("no Chinese font on this machine: the PDF is not made")
			continue
		}
		if !strings.HasPrefix(string(file.Want(200).Body), begins) {
			s.t.Errorf("%s begins with %q", path, file.Body[:8])
		}
	}
	var all struct{ Contracts int64 }
	s.as("county").get("/purchase-overview").Want(200).JSON(&all)
	if all.Contracts == 0 {
		s.t.Error("the county sees no contract")
	}
	s.says("A month may be left out with a reason, and asked for after all. Reports are printed, and the county sees what is bought and done in one page.")
}
