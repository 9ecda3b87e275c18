package main

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// tellRefusals checks further acts that each role must not do.
func tellRefusals(s *story) {
	con, org, child, act := "/contracts/"+s.ids["contract"], "/orgs/"+s.ids["org"], "/beneficiaries/"+s.ids["child"], "/activities/"+s.ids["activity"]
	for _, r := range []struct {
		sentence, who, path string
		status              int
	}{
		{"Volunteers read no contracts, files, people or audit records.", "Lan", con, 403},
		{"", "Lan", child, 403},
		{"", "Lan", "/users", 403},
		{"", "Lan", "/audit", 403},
		{"", "Lan", s.ids["mid"], 403},
		{"To another organisation what is foreign is not there.", "rival", con, 404},
		{"", "rival", con + "/payments", 404},
		{"", "rival", con + "/ledger", 404},
		{"", "rival", org + "/ledger", 404},
		{"", "rival", act + "/signups", 404},
		{"", "rival", s.ids["mid"], 404},
		{"", "rival", "/attendance/" + s.stays["Lan"], 404},
		{"The buyer sees contract and hours, but neither children nor volunteers.", "clerk", con, 200},
		{"", "clerk", child, 403},
		{"", "clerk", "/beneficiaries", 403},
		{"", "clerk", "/pairings", 403},
		{"", "clerk", "/volunteers", 403},
		{"A rater sees what is rated, and nothing else.", "rater one", s.ids["mid"], 200},
		{"", "rater one", con, 403},
		{"", "rater one", "/volunteers", 403},
		{"The auditor reads the audit log and no business.", "auditor", "/audit", 200},
		{"", "auditor", con, 403},
		{"", "auditor", org, 403},
		{"", "auditor", child, 403},
		{"", "auditor", "/volunteers", 403},
		{"The administrator manages accounts and jobs, and reads neither files nor the audit log.", "root", "/jobs", 200},
		{"", "root", con, 403},
		{"", "root", child, 403},
		{"", "root", "/audit", 403},
		{"The county does not read the audit log of its own doings.", "county", "/audit", 403},
		{"Nobody is let in without an account.", "", con, 401},
		{"", "", child, 401},
		{"", "", "/inbox", 401},
		{"", "", "/audit", 401},
	} {
		if r.sentence != "" {
			s.says("%s", r.sentence)
		}
		s.as(r.who).get(r.path).Want(r.status)
	}
	for _, path := range []string{"/beneficiaries", "/evaluations", "/contracts", "/attendance"} {
		if list := items(s.as("rival").get(path)); len(list) > 0 {
			s.t.Errorf("another organisation reads %s: %v", path, list)
		}
	}
	for _, route := range s.app.http.Routes() {
		if route.Permission == auth.Public {
			continue
		}
		path := "!" + strings.NewReplacer(":id", "xxx_1", ":org", "org_1", ":milestone", "mil_1", ":amendment", "amd_1", ":claim", "clm_1", ":indicator", "ind_1",
			":contact", "cnt_1", ":binding", "bnd_1", ":name", "none", ":day", "2026-03-05").Replace(route.Path)
		s.as("").do(route.Method, path, nil).Refused(401, "login_required")
	}
	s.says("Of %d routes, each that is not for everybody answers an anonymous caller with 401.", len(s.app.http.Routes()))
}

// tellBooks checks that the audit chain is intact, the ledger adds up, and no personal value was shown where it must not
// be.
func tellBooks(s *story) {
	s.job("chain-audit")
	var v struct {
		Checked int
		Intact  bool
	}
	s.as("auditor").get("/audit/verification").Want(200).JSON(&v)
	if !v.Intact || v.Checked < 100 {
		s.t.Errorf("the audit chain: %+v", v)
	}
	for action, subject := range map[string]string{"beneficiary.read": s.ids["child"], "beneficiary.reveal": s.ids["child"], "hours.correct": s.stays["Yun"]} {
		if len(items(s.as("auditor").get("/audit?action="+action+"&subject="+subject))) == 0 {
			s.t.Errorf("nothing on record of %s", action)
		}
	}
	s.says("The chain of %d audit records is whole.", v.Checked)
	known := map[string]bool{}
	for _, f := range s.app.features {
		for _, w := range f.Actions {
			known[w.Code()] = true
		}
	}
	for after := ""; ; {
		page := s.as("auditor").get("/audit?limit=100&after=" + url.QueryEscape(after))
		for _, r := range items(page) {
			if action := fmt.Sprint(r["action"]); !known[action] {
				s.t.Errorf("the audit action %s has no word", action)
			}
		}
		if after = field(page, "next"); after == "" {
			break
		}
	}
	s.says("There is a word for what each of them tells.")
	report, err := s.app.attendance.Rebuild(auth.System(s.t.Context(), "story"))
	if err != nil || len(report.Differences) > 0 || report.Entries == 0 {
		s.t.Errorf("the ledger: %+v, %v", report, err)
	}
	if n, err := s.app.db.Rebuild(s.t.Context()); err != nil || n != 0 {
		s.t.Errorf("%d documents differ from their columns, %v", n, err)
	}
	s.says("Added up anew from its %d entries, the ledger agrees with every one of its %d totals.", report.Entries, report.Totals)
	failed := items(s.as("root").get("/messages/failed"))
	if len(failed) > 0 {
		s.t.Errorf("messages that did not go out: %v", failed)
	}

	found := func(in []byte) (secret string) {
		for _, secret := range s.secrets {
			if bytes.Contains(in, []byte(secret)) {
				return secret
			}
		}
		return ""
	}
	seen := func(what string, in []byte) {
		if secret := found(in); secret != "" {
			s.t.Errorf("%s shows %q", what, secret)
		}
	}
	for _, a := range s.answers {
		seen(a.what, a.body)
	}
	for _, a := range slices.Concat(s.answers, s.entitled) {
		if bytes.Contains(a.body, []byte(`"0001-01-01T`)) { // the encoder of answers does not know omitzero
			s.t.Errorf("%s shows a time that is not set", a.what)
		}
	}
	if !slices.ContainsFunc(s.entitled, func(a answer) bool { return found(a.body) != "" }) {
		s.t.Error("no answer shows a secret even to those entitled, so this test cannot find anything")
	}
	seen("the log", []byte(s.log.String()))
	files := filesIn(s.t, s.dir)
	for name, data := range files {
		seen(name, data)
	}
	if len(files) == 0 || !strings.Contains(s.log.String(), "POST") {
		s.t.Error("there are no files to search")
	}
	s.says("None of the %d names, numbers and addresses of this story is in any of %d answers to people not entitled to it, in the log at its most talkative, or in the bytes of %d database files.",
		len(s.secrets), len(s.answers), len(files))
}
