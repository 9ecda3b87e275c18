package satisfaction_test

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/register/registertest"
	"github.com/tongxing-platform/tongxing/services/satisfaction"
)

// TestTrialOrganisationSeesTheList has everybody of the provider ask for each page of an open and a closed round.
func TestTrialOrganisationSeesTheList(t *testing.T) {
	e := newEnv(t)
	v, people := e.opened(6)
	slip := e.slip(v.ID, people[0])
	round, person := "/satisfaction-rounds/"+v.ID, "/satisfaction-slips/"+slip.ID
	app := e.api()
	for _, a := range []auth.Actor{e.Lead, e.ProjectLead, e.Worker, registertest.InOrg("usr_fin", auth.OrgFinance, e.Org)} {
		app.As(a).Do("GET", round, nil).Lacks(people...)
		if r := app.As(a).Do("GET", round, nil); r.Status != http.StatusNotFound && r.Status != http.StatusForbidden {
			t.Errorf("an open round: %d %s", r.Status, r.Body)
		}
		if r := app.As(a).Do("GET", "/satisfaction-rounds", nil); r.Status == http.StatusOK && strings.TrimSpace(string(r.Body)) != `{"items":[]}` {
			t.Errorf("rounds: %s", r.Body)
		}
	}
	e.answerAll(v.ID, 5, 5, 4, 4, 1)
	for _, a := range []auth.Actor{e.Lead, e.ProjectLead, e.Worker} {
		app.As(a).Do("GET", round, nil).Want(http.StatusOK).Lacks(append(people, slip.ID, e.Clerk.UserID)...)
		for _, call := range [][2]string{
			{"GET", round + "/slips"}, {"POST", round + "/slips"}, {"GET", round + "/calls"}, {"GET", round + "/remarks"}, {"POST", person + "/reveal"},
			{"POST", person + "/answer"}, {"POST", person + "/unreached"}, {"POST", person + "/refuse"},
		} {
			app.As(a).Do(call[0], call[1], map[string]any{"field": "guardian_mobile", "score": 5}).Refused(http.StatusForbidden, "forbidden")
		}
		app.As(a).With("If-Match", `"1"`).Do("POST", round+"/close", nil).Refused(http.StatusForbidden, "forbidden")
		app.As(a).Do("POST", "/contracts/"+e.contract+"/satisfaction-rounds", map[string]any{"from": "2026-01-01", "to": "2026-03-01", "deadline": "2026-03-20"}).
			Refused(http.StatusForbidden, "forbidden")
	}
	app.As(e.Stranger).Do("GET", round, nil).Refused(http.StatusNotFound, "not_found")
}

// TestTrialOfficerOfTheProvider has officers who also belong to the provider, under another account, ring up, print, close and read.
func TestTrialOfficerOfTheProvider(t *testing.T) {
	e := newEnv(t)
	v, people := e.opened(6)
	slip := e.slip(v.ID, people[0]).ID
	within := func(a auth.Actor) auth.Actor {
		a.Elsewhere = []string{e.Org}
		return a
	}
	town, village, buyer := e.As(within(e.Supervisor)), e.As(within(e.Director)), e.As(within(e.Clerk))
	_, err := e.service.Print(village, v.ID, nil)
	wants(t, "print", err, satisfaction.ErrProvider)
	_, err = e.service.Slips(village, v.ID)
	wants(t, "the list", err, satisfaction.ErrProvider)
	_, err = e.service.Calls(town, v.ID)
	wants(t, "the call list", err, satisfaction.ErrProvider)
	_, err = e.service.Reveal(town, slip, "guardian_mobile")
	wants(t, "a number", err, satisfaction.ErrProvider)
	wants(t, "an answer", e.service.TakeAnswer(town, slip, satisfaction.Answer{Score: 5}), satisfaction.ErrProvider)
	wants(t, "a refusal", e.service.Refuse(town, slip), satisfaction.ErrProvider)
	wants(t, "nobody reached", e.service.NotReached(town, slip), satisfaction.ErrProvider)
	_, err = e.service.Close(buyer, v.ID, 0)
	wants(t, "close", err, satisfaction.ErrProvider)
	e.answerAll(v.ID, 5, 5, 5, 5, 5)
	_, err = e.service.Remarks(buyer, v.ID)
	wants(t, "sentences", err, satisfaction.ErrProvider)
}

// TestTrialCodeTwice answers with one code twice, however it is typed, and with codes that were never made.
func TestTrialCodeTwice(t *testing.T) {
	e := newEnv(t)
	v, people := e.opened(6)
	code := e.codes(v.ID)[people[0]]
	typed := strings.ToLower(strings.ReplaceAll(code.Reveal(), "-", " "))
	app := e.api()
	question := app.Do("POST", "/public/satisfaction/question", map[string]any{"code": typed}).Want(http.StatusOK)
	question.Lacks(append(people, registertest.ChildName, registertest.GuardianName, "小A", "青岩村")...)
	app.Do("POST", "/public/satisfaction/answers", map[string]any{"code": typed, "score": 0}).Refused(http.StatusBadRequest, "invalid")
	app.Do("POST", "/public/satisfaction/answers", map[string]any{"code": typed, "score": 1, "remark": strings.Repeat("长", 201)}).Refused(http.StatusBadRequest, "invalid")
	app.Do("POST", "/public/satisfaction/answers", map[string]any{"code": typed, "score": 1, "remark": sentence}).Want(http.StatusNoContent)
	used := app.Do("POST", "/public/satisfaction/answers", map[string]any{"code": code.Reveal(), "score": 5}).Refused(http.StatusNotFound, "satisfaction_code")
	for _, other := range []string{"AAAAA-AAAAA", "00000-00000", "x", "不是回访码"} {
		r := app.Do("POST", "/public/satisfaction/answers", map[string]any{"code": other, "score": 5}).Refused(http.StatusNotFound, "satisfaction_code")
		if detail(r.Body) != detail(used.Body) {
			t.Errorf("%q is answered by %s, a used one by %s", other, r.Body, used.Body)
		}
	}
	if p := e.slip(v.ID, people[0]); p.Score != 1 || p.CodeKey != "" {
		t.Errorf("the slip: %+v", p)
	}
}

// detail is the answer without what differs in every one.
func detail(body []byte) string {
	s := string(body)
	if at := strings.Index(s, `"request_id"`); at >= 0 {
		s = s[:at]
	}
	return s
}

// TestTrialCodeOfAnotherContract uses a code of one contract for another one's round.
func TestTrialCodeOfAnotherContract(t *testing.T) {
	e := newEnv(t)
	v, people := e.opened(6)
	code := e.codes(v.ID)[people[0]]
	second := e.performing("HX-2026-002")
	e.serve(second, 5*time.Hour, people...)
	other := must(e.service.Open(e.As(e.Clerk), second, plan()))(t)
	_, err := e.service.Print(e.As(e.Director), other.ID, []string{e.slip(v.ID, people[1]).ID})
	wants(t, "a slip of the first round for the second", err, docstore.ErrNotFound)
	if err := e.answer(code, 5); err != nil {
		t.Fatal(err)
	}
	if r := must(e.service.Read(e.As(e.Clerk), other.ID))(t); r.Tally.Answers() != 0 {
		t.Errorf("the other round has %+v", r.Tally)
	}
	must(e.service.Close(e.As(e.Clerk), v.ID, 0))(t)
	rest := e.codes(other.ID)
	must(e.service.Close(e.As(e.Clerk), other.ID, 0))(t)
	wants(t, "a code of a closed round", e.answer(rest[people[1]], 5), satisfaction.ErrCode)
}

// TestTrialFourAnswers looks for a result of four answers as everybody, and for what five and four together tell of the four.
func TestTrialFourAnswers(t *testing.T) {
	e := newEnv(t)
	v, _ := e.opened(6)
	closed := e.answerAll(v.ID, 5, 4, 1, 1)
	if closed.Shown() != nil {
		t.Fatal("four answers are shown")
	}
	app := e.api()
	for _, a := range []auth.Actor{e.Clerk, e.Admin, e.Approver, e.Supervisor, e.Director, e.Lead} {
		app.As(a).Do("GET", "/satisfaction-rounds/"+v.ID, nil).Want(http.StatusOK).Lacks(`"result"`, "faces", "mean", "satisfied_bp")
	}
	_, err := e.service.Remarks(e.As(e.Clerk), v.ID)
	wants(t, "sentences of four", err, satisfaction.ErrFewShown)
	if bp := must(e.service.SatisfiedBP(t.Context(), e.contract))(t); bp != nil {
		t.Errorf("the contract has %d", *bp)
	}
	if p := must(e.Contracts.Progress(t.Context(), e.contract))(t); !p.Items[0].Unknown || p.Items[0].Actual != 0 {
		t.Errorf("the indicator: %+v", p.Items[0])
	}
	v = must(e.service.Open(e.As(e.Clerk), e.contract, plan()))(t)
	e.answerAll(v.ID, 5, 5, 4, 4, 3, 1)
	if all := must(e.service.Total(e.As(e.Clerk), e.contract))(t); all.Answers() != 6 || all.Shown().SatisfiedBP != 6666 {
		t.Errorf("the four are in the total: %+v", all)
	}
	if p := must(e.Contracts.Progress(t.Context(), e.contract))(t); p.Items[0].Unknown || p.Items[0].Actual != 6666 || p.Items[0].RatioBP != 7406 {
		t.Errorf("the indicator: %+v", p.Items[0])
	}
}

// TestTrialOpenRound looks at an open round before and after an answer: the faces must not show.
func TestTrialOpenRound(t *testing.T) {
	e := newEnv(t)
	v, people := e.opened(7)
	codes := e.codes(v.ID)
	for _, p := range people[:6] {
		if err := e.answer(codes[p], 5); err != nil {
			t.Fatal(err)
		}
	}
	e.api().As(e.Clerk).Do("GET", "/satisfaction-rounds/"+v.ID, nil).Want(http.StatusOK).Lacks(`"result"`, "faces")
	_, err := e.service.Remarks(e.As(e.Clerk), v.ID)
	wants(t, "sentences of an open round", err, satisfaction.ErrRoundMove)
}

// TestTrialPrintedTwice uses the code of a paper that was printed again, and has other villages print.
func TestTrialPrintedTwice(t *testing.T) {
	e := newEnv(t)
	v, people := e.opened(6)
	first := e.codes(v.ID)
	if len(first) != 6 || len(e.codes(v.ID)) != 0 {
		t.Fatal("all are printed once")
	}
	slip := e.slip(v.ID, people[0]).ID
	again := e.codes(v.ID, slip)
	wants(t, "the former code", e.answer(first[people[0]], 5), satisfaction.ErrCode)
	if err := e.answer(again[people[0]], 2); err != nil {
		t.Fatal(err)
	}
	_, err := e.service.Print(e.As(e.Director), v.ID, []string{slip})
	wants(t, "after the answer", err, satisfaction.ErrSlipMove)
	for _, a := range []auth.Actor{e.FarDirector, e.FarSupervisor} {
		_, err := e.service.Print(e.As(a), v.ID, nil)
		wants(t, "another area", err, docstore.ErrNotFound)
	}
	_, err = e.service.Print(e.As(e.Clerk), v.ID, nil)
	wants(t, "the buyer", err, auth.ErrForbidden)
}

// TestTrialRefusalByTheCaller has a caller note that a discontented family refuses: their code is still good.
func TestTrialRefusalByTheCaller(t *testing.T) {
	e := newEnv(t)
	v, people := e.opened(6)
	codes := e.codes(v.ID)
	if err := e.service.Refuse(e.As(e.Supervisor), e.slip(v.ID, people[0]).ID); err != nil {
		t.Fatal(err)
	}
	if list := must(e.service.Calls(e.As(e.Supervisor), v.ID, limit(100)))(t).Items; len(list) != 5 {
		t.Errorf("%d to ring up", len(list))
	}
	if err := e.answer(codes[people[0]], 1); err != nil {
		t.Error(err)
	}
	if v := must(e.service.Read(e.As(e.Clerk), v.ID))(t); v.Tally.Refused != 0 || v.Tally.ByLink != 1 {
		t.Errorf("the numbers: %+v", v.Tally)
	}
}

// TestTrialSentence looks for sentences and codes in the store, the audit log and the messages; only the buyer reads sentences, each time on record.
func TestTrialSentence(t *testing.T) {
	e := newEnv(t)
	v, people := e.opened(6)
	codes := e.codes(v.ID)
	for i, p := range people[:5] {
		if err := e.service.Answer(t.Context(), codes[p], satisfaction.Answer{Score: int64(i + 1), Remark: sentence}); err != nil {
			t.Fatal(err)
		}
	}
	must(e.service.Close(e.As(e.Clerk), v.ID, 0))(t)
	for _, a := range []auth.Actor{e.Supervisor, e.Director, e.Lead, e.Auditor} {
		_, err := e.service.Remarks(e.As(a), v.ID)
		wants(t, a.UserID, err, auth.ErrForbidden)
	}
	for range 2 {
		if list := must(e.service.Remarks(e.As(e.Clerk), v.ID))(t); len(list) != 5 || list[0].Text != sentence {
			t.Fatalf("sentences: %v", list)
		}
	}
	page := must(e.Audit.List(e.As(e.Auditor), auditOf(v.ID), docstore.Limit(100)))(t)
	reads := 0
	for _, r := range page.Items {
		if r.Action == "satisfaction.remarks" {
			reads++
		}
		if r.Action == "satisfaction.answer" && (len(r.Subjects) != 1 || slices.ContainsFunc(people, func(id string) bool { return slices.Contains(r.Subjects, id) })) {
			t.Errorf("an answer names a person: %v", r.Subjects)
		}
	}
	if reads != 2 {
		t.Errorf("%d readings noted", reads)
	}
	files := must(filepath.Glob(filepath.Join(e.Dir, "*")))(t)
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			continue
		}
		for _, text := range []string{sentence, codes[people[0]].Reveal(), strings.ReplaceAll(codes[people[0]].Reveal(), "-", "")} {
			if strings.Contains(string(raw), text) {
				t.Errorf("%s contains %q", filepath.Base(f), text)
			}
		}
	}
}
