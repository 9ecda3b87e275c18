package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// needProof are the kinds of acts for which a person proves again who they are: by the permission of a write, or by its address.
var (
	needProof = []auth.Permission{auth.ContractApprove, auth.ContractPay, auth.VolunteerReveal, auth.BeneficiaryReveal}

	needProofPath = regexp.MustCompile(`/(approve|pay|settle|final|reveal|export|bindings|roles?|grants?)$|reset|reveal|recover|^PUT /(users|volunteers)/:id/mobile$|^POST /users$|^(POST|DELETE) /me/sso/|^PUT /users/:id/sso/|^(POST|PUT) /users/:id/(identity|hand-over)$|^DELETE /users/:id/(factors|identity)|^(POST|DELETE) /me/factors|^POST /((me|orgs/:id)/tokens|webhooks)$`)
)

// noProof lists writes of those kinds that need no proof, by the reason.
var noProof = map[string][]string{
	"gives a thing back to its maker or stops it; no money and no right changes hands": {
		"POST /contracts/:id/return",
		"POST /contracts/:id/suspend",
		"POST /contracts/:id/milestones/:milestone/return",
		"POST /payments/:id/refuse",
		"POST /payments/:id/send-back",
	},
	"a second person's yes about a file, as verifying and confirming files is; no money, no role, no full value": {
		"POST /file-requests/:id/approve",
	},
	"a colleague's yes to one service of many a day, as confirming hours is; the buyer accepts and pays": {
		"POST /service-log/:id/approve",
	},
	"a finding about a person of a survey; no money, no role, no full value": {
		"POST /police-lines/:id/settle",
		"POST /survey-rows/:id/decide",
	},
	"starts the final acceptance; the approver accepts": {
		"POST /contracts/:id/final",
	},
}

// TestTrialActsWithoutProof lists every act of approving, paying, resetting, granting and revealing, and fails when a route of them
// lacks httpapi.StepUp. TestTrialOldSessionExportsPersons covers exports.
func TestTrialActsWithoutProof(t *testing.T) {
	listed := map[string]bool{}
	for _, list := range noProof {
		for _, act := range list {
			listed[act] = false
		}
	}
	count := 0
	for _, r := range emptyApp(t).http.Routes() {
		act := r.Method + " " + strings.TrimPrefix(r.Path, "/api/v1")
		if r.Method == "GET" {
			if r.StepUp {
				t.Errorf("%s: a read asks for a proof; only an export of persons may", act)
			}
			continue
		}
		needs := r.Permission != auth.Public && (slices.Contains(needProof, r.Permission) || needProofPath.MatchString(act))
		if _, exempt := listed[act]; exempt {
			listed[act] = true
			needs = false
		}
		if needs != r.StepUp {
			t.Errorf("%s (%s): needs a proof: %v, asks for one: %v", act, r.Permission, needs, r.StepUp)
		}
		if r.StepUp {
			count++
			if r.BeforeFactor && !strings.HasPrefix(r.Path, "/api/v1/me/factors") {
				t.Errorf("%s is open before the second factor is set up", act)
			}
		}
	}
	for act, found := range listed {
		if !found {
			t.Errorf("%s is no route", act)
		}
	}
	if count < 22 {
		t.Errorf("only %d acts ask for a proof", count)
	}
}
