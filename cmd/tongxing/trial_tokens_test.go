package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// openToTokens lists every operation that an access token may call, by its scope, written apart from the routes. Whatever is not in it is
// refused. Nothing about persons cared for or volunteers may be added, nor anything that approves, pays, confirms, reveals or exports.
var openToTokens = map[auth.TokenScope][]string{
	"orgs:read": {"GET /orgs", "GET /orgs/:id"},
	"contracts:read": {
		"GET /contracts", "GET /contracts/:id", "GET /contracts/:id/months", "GET /contracts/:id/payments", "GET /contracts/:id/progress",
		"GET /contracts/:id/reports", "GET /payments", "GET /payments/:id",
	},
	"contracts:write": {
		"POST /contracts", "POST /contracts/:id/indicators/:indicator/reports", "POST /contracts/:id/milestones/:milestone/submit",
		"POST /payments/:id/apply", "PUT /contracts/:id",
	},
	"activities:read":  {"GET /activities", "GET /activities/:id"},
	"activities:write": {"POST /activities", "POST /activities/:id/submit", "PUT /activities/:id"},
	"hours:read":       {"GET /contracts/:id/ledger", "GET /orgs/:id/ledger"},
	"evaluations:read": {
		"GET /evaluation-templates", "GET /evaluation-templates/:id", "GET /evaluations", "GET /evaluations/:id", "GET /evaluations/:id/figures",
		"GET /evaluations/:id/letter",
	},
	"statistics:read": {"GET /register-statistics"},
}

// openToAnyToken lists the operations that every access token may call.
var openToAnyToken = []string{"GET /changes", "GET /token"}

// noTokens are permissions that no scope may lend.
var noTokens = []auth.Permission{
	auth.UserManage, auth.AuditRead, auth.AuditArea, auth.JobRun, auth.IntegrationManage, auth.OrgReview, auth.VolunteerRead, auth.VolunteerManage, auth.VolunteerReveal,
	auth.ClearanceManage, auth.ContractApprove, auth.ContractPay, auth.ActivityPublish, auth.SignupManage, auth.HoursConfirm, auth.HoursCorrect, auth.CertificateIssue,
	auth.BeneficiaryRead, auth.BeneficiaryEdit, auth.BeneficiaryVerify, auth.BeneficiaryReveal, auth.PairingRead, auth.PairingManage, auth.PairingLog, auth.DangerHandle,
	auth.SatisfactionRead, auth.SatisfactionManage, auth.SatisfactionHand, auth.SatisfactionCall, auth.EvaluationManage, auth.EvaluationScore, auth.Export, auth.ExportPersons, auth.InboxRead, auth.VolunteerSelf, auth.OrgRegister,
}

// TestTrialTokenBeyondItsList compares the routes that are open to access tokens with the list, and calls every other one by a token with all
// scopes of a person with every role of a county.
func TestTrialTokenBeyondItsList(t *testing.T) {
	for _, scope := range auth.AllTokenScopes() {
		for _, p := range scope.Permissions() {
			if slices.Contains(noTokens, p) {
				t.Errorf("the scope %s lends %s", scope, p)
			}
		}
	}
	open := map[string]auth.TokenScope{}
	for scope, list := range openToTokens {
		for _, op := range list {
			open[op] = scope
		}
	}
	a := auth.Actor{UserID: "usr_1", Token: &auth.Token{ID: "tok_1", Scopes: auth.AllTokenScopes()}}
	for role := range auth.Matrix {
		a.Bindings = append(a.Bindings, auth.Binding{Role: role, Region: countyPath})
	}
	for _, p := range noTokens {
		if a.May(p) || len(a.Scope(p).Parts()) > 0 || a.Scope(p).Everything() || len(a.Orgs(p)) > 0 || len(a.Only(p).Bindings) > 0 {
			t.Errorf("a token has %s", p)
		}
	}
	found := 0
	for _, r := range emptyApp(t).http.Routes() {
		op := r.Method + " " + strings.TrimPrefix(r.Path, httpapi.Prefix)
		if r.Tokens != open[op] || r.AnyToken != slices.Contains(openToAnyToken, op) {
			t.Errorf("%s: open to %q, any token %v; the list says %q", op, r.Tokens, r.AnyToken, open[op])
		}
		if r.Tokens != "" {
			found++
			if r.Permission != auth.Public && !slices.Contains(r.Tokens.Permissions(), r.Permission) {
				t.Errorf("%s needs %s, which %s does not lend", op, r.Permission, r.Tokens)
			}
			if write := strings.HasSuffix(string(r.Tokens), ":write"); write == (r.Method == "GET") {
				t.Errorf("%s is open to %s", op, r.Tokens)
			}
		}
	}
	if found != len(open) {
		t.Errorf("%d operations are open to tokens, %d listed", found, len(open))
	}
}
