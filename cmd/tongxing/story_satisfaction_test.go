package main

import (
	"context"
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/register"
)

// whatSheWrote is the sentence of a family about the services. Only the buyer reads it, and never with a name.
const whatSheWrote = "社工每次来都陪孩子写作业，希望能再多来几回"

// tellSatisfaction has the buyer ask those served how content they are: by codes on paper and by telephone, never through the organisation.
func tellSatisfaction(s *story) {
	s.secret(whatSheWrote)
	con, plan := "/contracts/"+s.ids["contract"], obj{"from": "2026-03-01", "to": s.today(), "deadline": s.today()}
	s.as("clerk").post(con+"/satisfaction-rounds", plan).Refused(409, "satisfaction_few")
	others := tellOthersServed(s)
	s.as("lead").post(con+"/satisfaction-rounds", plan).Refused(403, "forbidden")
	s.as("supervisor").post(con+"/satisfaction-rounds", plan).Refused(403, "forbidden")
	round := made(s.as("clerk").post(con+"/satisfaction-rounds", plan))
	s.ids["satisfaction"] = round
	at := "/satisfaction-rounds/" + round
	s.as("county").post(con+"/satisfaction-rounds", plan).Refused(409, "satisfaction_open")
	s.job()
	if !s.told("director", "satisfaction.opened") || !s.told("supervisor", "satisfaction.opened") || s.told("lead", "satisfaction.opened") {
		s.t.Error("village and town are told of the round, and nobody of the organisation")
	}
	for _, who := range []string{"founder", "lead", "worker"} {
		s.as(who).get(at).Refused(404, "not_found")
		s.as(who).get(at+"/slips").Refused(403, "forbidden")
		s.as(who).get(at+"/calls").Refused(403, "forbidden")
	}
	s.as("clerk").get(at+"/slips").Refused(403, "forbidden")
	s.says("The buyer's clerk opens a round for the five persons served so far. The organisation does not know of it; the clerk does not learn who is asked.")

	slips := listed(s.as("director").get(at + "/slips?limit=100").Want(200))
	printed := listed(s.as("director").post(at+"/slips", obj{}).Want(200).Lacks(childName))
	if len(slips) != 5 || len(printed) != 5 {
		s.t.Fatalf("%d slips, %d printed", len(slips), len(printed))
	}
	s.ids["satisfaction slip"] = fmt.Sprint(printed[4]["id"])
	slip := "/satisfaction-slips/" + s.ids["satisfaction slip"]
	again := listed(s.as("director").post(at+"/slips", obj{"slips": []string{fmt.Sprint(printed[0]["id"])}}).Want(200))
	s.as("").post("/public/satisfaction/question", obj{"code": printed[0]["code"]}).Refused(404, "satisfaction_code")
	s.as("").post("/public/satisfaction/question", obj{"code": again[0]["code"]}).Want(200).Lacks(childName, "小A", "龙井")
	printed[0]["code"] = again[0]["code"]
	for i, p := range printed[:4] {
		s.as("").post("/public/satisfaction/answers", obj{"code": p["code"], "score": 5 - i, "remark": whatSheWrote}).Want(204)
	}
	s.as("").post("/public/satisfaction/answers", obj{"code": printed[1]["code"], "score": 5}).Refused(404, "satisfaction_code")
	s.as("").post("/public/satisfaction/answers", obj{"code": printed[4]["code"], "score": 6}).Refused(400, "invalid")
	s.says("The village director prints the slips and hands them out; one is printed again, and its first code is no longer good. Four families answer by code, each once.")

	calls := listed(s.as("supervisor").get(at+"/calls").Want(200).Lacks(childName, grandPhone))
	if len(calls) != 1 || calls[0]["id"] != s.ids["satisfaction slip"] {
		s.t.Fatalf("to ring up: %v", calls)
	}
	s.as("director").get(at+"/calls").Refused(403, "forbidden")
	s.as("lead").post(slip+"/reveal", obj{"field": "guardian_mobile"}).Refused(403, "forbidden")
	s.as("supervisor").post(slip+"/reveal", obj{"field": "id_number"}).Refused(400, "satisfaction_field")
	s.as("supervisor").entitledTo().post(slip+"/reveal", obj{"field": "guardian_mobile"}).Want(200)
	s.as("supervisor").post(slip+"/unreached", nil).Want(204)
	s.as("supervisor").post(slip+"/refuse", nil).Want(204)
	s.as("supervisor").post(slip+"/answer", obj{"score": 4}).Refused(409, "satisfaction_done")
	s.says("The township rings up who has not answered: nobody at first, then a no, which is noted and ends the calls; the code on the paper is still good.")

	s.as("").post("/public/satisfaction/answers", obj{"code": printed[4]["code"], "score": 4}).Want(204)
	s.as("lead").post(at+"/close", nil).Refused(403, "forbidden")
	s.as("clerk").get(at+"/remarks").Refused(409, "satisfaction_move")
	closed := s.as("county").post(at+"/close", nil).Want(200)
	var seen struct {
		Result struct {
			Faces       []int64
			SatisfiedBP int64 `json:"satisfied_bp"`
			Mean        int64 `json:"mean_hundredths"`
		}
	}
	closed.JSON(&seen)
	s.as("lead").get(at).Want(200).Lacks(whatSheWrote)
	if fmt.Sprint(seen.Result.Faces) != "[0 1 1 2 1]" || seen.Result.SatisfiedBP != 6000 || seen.Result.Mean != 360 {
		s.t.Errorf("the result: %s", closed.Body)
	}
	s.as("lead").get("/satisfaction-rounds?contract_id=" + s.ids["contract"]).Want(200)
	s.as("lead").get(con + "/satisfaction").Want(200)
	s.as("lead").get(at+"/remarks").Refused(403, "forbidden")
	s.as("rival").get(at).Refused(404, "not_found")
	s.as("clerk").entitledTo().get(at + "/remarks").Want(200)
	s.job()
	if !s.told("clerk", "satisfaction.closed") || s.told("lead", "satisfaction.closed") {
		s.t.Error("the clerk is told that the round is closed, and nobody of the organisation")
	}
	s.says("Five answers make a result, which the organisation sees too; what families wrote is for the buyer, on record.")
	tellCalled(s, con, plan, len(others))
	s.leave(others)
}

// tellCalled has one answer of a second round taken down on the telephone; it ends by its deadline with too few answers to be shown.
func tellCalled(s *story, con string, plan obj, others int) {
	plan["sample"] = others + 1
	at := "/satisfaction-rounds/" + made(s.as("approver").post(con+"/satisfaction-rounds", plan))
	first := listed(s.as("supervisor").get(at + "/calls").Want(200))[0]
	s.as("supervisor").post("/satisfaction-slips/"+fmt.Sprint(first["id"])+"/answer", obj{"score": 1, "remark": whatSheWrote}).Want(204)
	s.wait(24 * time.Hour)
	s.job("close-satisfaction")
	r := s.as("clerk").get(at).Want(200).Lacks(`"result"`)
	if field(r, "status") != "closed" {
		s.t.Errorf("after the deadline: %s", r.Body)
	}
	s.as("clerk").get(at+"/remarks").Refused(409, "satisfaction_hidden")
	s.says("A second round ends by its deadline with one answer: nobody is shown it, and the contract's figure stays.")
}

// actor returns a person of the story as they act now. What is done in their name past the API is no part of the story.
func (s *story) actor(who string) context.Context {
	s.t.Helper()
	list, err := s.app.accounts.Actors(s.t.Context(), s.cast[who].userID)
	if err != nil || len(list) != 1 {
		s.t.Fatalf("%s: %d actors, %v", who, len(list), err)
	}
	return auth.With(s.t.Context(), list[0])
}

// tellOthersServed has the organisation serve the child and four others together, who are entered past the API.
func tellOthersServed(s *story) (others []string) {
	names := []privacy.Secret{"闻人小山", "东方小雨", "公冶小雪", "太叔小风"}
	for i, name := range names {
		s.secret(name.Reveal())
		f, err := s.app.register.Create(s.actor("director"), register.Content{
			Facts: register.Facts{
				Kinds: []register.Kind{register.LeftBehindChild}, Region: villagePath, Guardianship: register.ByGrandparents, Schooling: register.Primary, Grade: 3, Risk: register.Blue,
			},
			Identity: register.Identity{
				Name: name, IDNumber: privacy.Secret(ident.MakeIDNumber("990001", "2016-07-08", 60+i)), Address: "花溪区青岩镇龙井村", GuardianName: "祖母", GuardianMobile: "13912340000",
			},
		})
		for _, step := range []func() error{
			func() error { return err },
			func() error { _, err := s.app.register.Submit(s.actor("director"), f.ID, 0); return err },
			func() error { _, err := s.app.register.Verify(s.actor("supervisor"), f.ID, 0); return err },
			func() error { _, err := s.app.register.Confirm(s.actor("county"), f.ID, 0); return err },
			func() error {
				_, err := s.app.register.Assign(s.actor("supervisor"), f.ID, 0, s.ids["org"])
				return err
			},
		} {
			if err := step(); err != nil {
				s.t.Fatal(err)
			}
		}
		others = append(others, f.ID)
	}
	group := made(s.as("worker").post("/service-log", obj{
		"kind": "tutoring", "contract_id": s.ids["contract"], "from": s.now().Add(-50 * time.Hour), "to": s.now().Add(-49 * time.Hour), "people": append(others, s.ids["child"]),
		"workers": []string{s.cast["worker"].userID}, "place": "儿童之家", "content": "五名孩子一起做作业，读了两篇课文，讲了三道应用题。",
	}))
	s.as("worker").attach(group, "record")
	s.as("worker").entitledTo().post("/service-log/"+group+"/submit", nil).Want(200)
	s.as("lead").entitledTo().post("/service-log/"+group+"/approve", nil).Want(200)
	return others
}

// leave takes the others out of the register again, so that the rest of the story is about the one child.
func (s *story) leave(others []string) {
	s.t.Helper()
	for _, other := range others {
		if _, err := s.app.register.ProposeExit(s.actor("supervisor"), other, 0, register.MovedOut); err != nil {
			s.t.Fatal(err)
		}
		if _, err := s.app.register.ConfirmExit(s.actor("county"), other, 0); err != nil {
			s.t.Fatal(err)
		}
	}
}
