package main

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/openapi"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

// unversioned lists the writes that take no version, by the reason.
var unversioned = map[string][]string{
	"adds a record or a part of one and changes nothing that somebody may have changed": {
		"POST /activities",
		"POST /activities/series",
		"POST /activities/{id}/attendance",
		"POST /activities/{id}/signups",
		"POST /activities/{id}/signups/others",
		"POST /beneficiaries",
		"POST /file-requests",
		"POST /beneficiaries/import",
		"POST /certificates",
		"POST /contracts",
		"POST /contracts/{id}/amendments",
		"POST /contracts/{id}/indicators/{indicator}/reports",
		"POST /contracts/{id}/satisfaction-rounds",
		"POST /delegations",
		"POST /delegations/{id}/contacts",
		"POST /evaluation-templates",
		"POST /evaluations",
		"POST /evaluations/{id}/objections",
		"POST /files",
		"POST /me/certificates",
		"POST /news",
		"POST /orgs",
		"POST /pairings",
		"POST /pairings/{id}/contacts",
		"POST /regions",
		"POST /service-log",
		"POST /service-threads",
		"POST /surveys",
		"POST /survey-tasks/{id}/lines",
		"POST /surveys/{id}/lists",
		"POST /surveys/{id}/police",
		"POST /orgs/{id}/tokens",
		"POST /users",
		"POST /webhooks",
		"POST /volunteers/import",
		"POST /volunteers/me",
		"POST /users/{id}/identity",
		"POST /volunteers/{id}/awards",
		"POST /volunteers/{id}/trainings",
	},
	"an act of its table, which starts only from states in which nobody edits what it decides upon": {
		"POST /activities/{id}/cancel",
		"POST /activities/{id}/record",
		"POST /activities/{id}/return",
		"POST /activities/{id}/submit",
		"POST /attendance/{id}/agree",
		"POST /attendance/{id}/agreement",
		"POST /attendance/{id}/agreement/code",
		"POST /attendance/{id}/confirm-over",
		"POST /attendance/{id}/dispute",
		"POST /attendance/{id}/reject",
		"POST /attendance/{id}/undo-check-out",
		"POST /attendance/{id}/uphold",
		"POST /attendance/{id}/void",
		"POST /certificates/{id}/issue",
		"POST /certificates/{id}/refuse",
		"POST /certificates/{id}/revoke",
		"POST /contracts/{id}/accept",
		"POST /contracts/{id}/amendments/{amendment}/approve",
		"POST /contracts/{id}/amendments/{amendment}/drop",
		"POST /contracts/{id}/award",
		"POST /contracts/{id}/begin",
		"POST /contracts/{id}/cancel",
		"POST /contracts/{id}/close",
		"POST /contracts/{id}/file",
		"POST /contracts/{id}/final",
		"POST /contracts/{id}/milestones/{milestone}/accept",
		"POST /contracts/{id}/milestones/{milestone}/return",
		"POST /contracts/{id}/milestones/{milestone}/submit",
		"POST /contracts/{id}/procure",
		"POST /contracts/{id}/publish",
		"POST /contracts/{id}/rectified",
		"POST /contracts/{id}/resume",
		"POST /contracts/{id}/return",
		"POST /contracts/{id}/sign",
		"POST /contracts/{id}/suspend",
		"POST /contracts/{id}/terminate",
		"POST /evaluations/{id}/archive",
		"POST /evaluations/{id}/declaration",
		"POST /evaluations/{id}/desk",
		"POST /evaluations/{id}/final",
		"POST /evaluations/{id}/lift",
		"POST /evaluations/{id}/merge",
		"POST /evaluations/{id}/onsite",
		"POST /evaluations/{id}/open",
		"POST /evaluations/{id}/publicise",
		"POST /evaluations/{id}/raters/replace",
		"POST /evaluations/{id}/recheck",
		"POST /evaluations/{id}/rectification",
		"POST /evaluations/{id}/review",
		"POST /evaluations/{id}/self",
		"DELETE /files/{id}",
		"PATCH /files/{id}",
		"POST /files/{id}/finish",
		"POST /indicator-reports/{id}/accept",
		"POST /indicator-reports/{id}/return",
		"POST /orgs/{id}/approve",
		"POST /orgs/{id}/cancel",
		"POST /orgs/{id}/reinstate",
		"POST /orgs/{id}/reject",
		"POST /orgs/{id}/return",
		"POST /orgs/{id}/submit",
		"POST /orgs/{id}/suspend",
		"POST /orgs/{id}/take",
		"POST /orgs/{id}/withdraw",
		"POST /payments/{id}/apply",
		"POST /payments/{id}/pay",
		"POST /payments/{id}/withhold",
		"POST /payments/{id}/refuse",
		"POST /payments/{id}/send-back",
		"POST /satisfaction-rounds/{id}/slips",
		"POST /satisfaction-slips/{id}/answer",
		"POST /satisfaction-slips/{id}/refuse",
		"POST /satisfaction-slips/{id}/unreached",
		"POST /signups/{id}/absent",
		"POST /signups/{id}/decision",
		"POST /volunteers/invitations/{id}/withdraw",
		"POST /volunteers/me/invitations/{id}/accept",
		"POST /volunteers/me/invitations/{id}/decline",
		"POST /volunteers/{id}/activate",
		"POST /volunteers/{id}/cancel",
		"POST /volunteers/{id}/clearance/consent",
		"POST /volunteers/{id}/clearance/query",
		"POST /volunteers/{id}/clearance/result",
		"POST /volunteers/{id}/clearance/review",
		"POST /volunteers/{id}/freeze",
		"POST /volunteers/{id}/guardian/code",
		"POST /volunteers/{id}/guardian/consent",
		"POST /volunteers/{id}/guardian/withdraw",
		"DELETE /volunteers/{id}/orgs/{org}",
		"POST /volunteers/{id}/mobile/code",
		"PUT /volunteers/{id}/mobile",
		"POST /volunteers/{id}/orgs/{org}/accept",
		"POST /volunteers/{id}/orgs/{org}/decline",
		"POST /volunteers/{id}/release",
	},
	"the person's own act, sent from a phone that may have been offline": {
		"POST /activities/{id}/check-in",
		"POST /activities/{id}/check-out",
		"POST /activities/{id}/signups/mine/withdraw",
		"POST /attendance/check-in",
		"POST /attendance/check-out",
		"POST /public/satisfaction/answers",
		"POST /volunteers/me/cancel",
		"POST /volunteers/me/consent",
		"POST /volunteers/me/guardian/code",
		"POST /volunteers/me/guardian/consent",
		"DELETE /volunteers/me/clearance/consent",
		"DELETE /volunteers/me/guardian/consent",
		"POST /volunteers/me/clearance/consent",
		"POST /volunteers/me/orgs",
		"DELETE /volunteers/me/orgs/{org}",
	},
	"names many records, each answered by itself": {
		"POST /attendance/confirm",
	},
	"ends a thing for good, whatever it has become": {
		"DELETE /evaluation-templates/{id}",
		"POST /evaluation-templates/{id}/retire",
		"DELETE /orgs/{id}/tokens/{token}",
		"DELETE /webhooks/{id}",
		"POST /webhooks/{id}/resume",
	},
	"about the own session, password or mobile": {
		"POST /auth/codes",
		"POST /auth/codes/verify",
		"POST /auth/factor",
		"POST /auth/factor/passkey",
		"POST /auth/login",
		"POST /auth/logout",
		"POST /auth/password",
		"POST /auth/password/account",
		"POST /me/mobile/codes",
		"PUT /me/mobile",
		"POST /me/password",
		"POST /me/step-up",
		"POST /me/step-up/passkey",
		"POST /me/factors/passkeys",
		"POST /me/factors/passkeys/options",
		"DELETE /me/factors/passkeys/{id}",
		"POST /me/factors/recovery-codes",
		"POST /me/factors/totp",
		"DELETE /me/factors/totp",
		"POST /me/factors/totp/confirm",
		"POST /me/step-up/code",
		"DELETE /me/sessions/{id}",
		"POST /me/tokens",
		"DELETE /me/tokens/{id}",
		"POST /me/sso/{provider}",
		"DELETE /me/sso/{provider}",
	},
	"changes nothing": {
		"POST /evaluation-templates/trial",
		"POST /webhooks/{id}/test",
		"POST /webhooks/{id}/deliveries/{delivery}/replay",
		"POST /beneficiaries/search",
		"POST /beneficiaries/{id}/reveal",
		"POST /file-requests/{id}/reveal",
		"POST /delegations/{id}/agreement",
		"POST /delegations/{id}/reveal",
		"POST /orgs/{id}/reveal",
		"POST /public/satisfaction/question",
		"POST /satisfaction-slips/{id}/reveal",
		"POST /volunteers/{id}/reveal",
	},
	"enters answers where none is, and decides each row in the transaction; an answer that is there stays": {
		"POST /police-batches/{id}/answers",
	},
	"takes persons out as they are now, and notes when": {
		"POST /police-batches/{id}/export",
	},
	"one value of one day, replaced as a whole": {
		"PUT /calendar/{day}",
	},
	"a rater's own card, saved while the other raters save theirs": {
		"PUT /evaluations/{id}/card",
	},
	"about messages and jobs, which nobody edits": {
		"POST /inbox/read-all",
		"POST /inbox/{id}/read",
		"POST /jobs/{name}/run",
		"POST /messages/{id}/retry",
	},
	"set by the account's owner only": {
		"PUT /me/name",
		"PUT /me/preferences",
	},
	"names what it approves by its hash": {
		"POST /payments/{id}/approve",
	},
}

// TestTrialChangeWithoutVersion sends every change of a shared record without the version that was seen, with a weak one and with
// any: none is taken. A write that needs no version stands in unversioned.
func TestTrialChangeWithoutVersion(t *testing.T) {
	var spec struct {
		Paths map[string]map[string]struct {
			Parameters []struct {
				Name     string
				Required bool
			}
			Responses map[string]any
		}
	}
	if err := json.Unmarshal(openapi.Spec, &spec); err != nil {
		t.Fatal(err)
	}
	free := map[string]bool{}
	for _, list := range unversioned {
		for _, route := range list {
			free[route] = true
		}
	}
	cfg := ok(demoConfig(t.TempDir()))
	a := ok(newApp(t.Context(), cfg, slog.New(slog.DiscardHandler), parts{noSync: true}))
	t.Cleanup(func() { _ = a.Close() })
	everybody := auth.Actor{UserID: "usr_1", VolunteerID: "vol_1"}
	for role := range auth.Matrix {
		everybody.Bindings = append(everybody.Bindings, auth.Binding{Role: role})
	}
	api := apitest.New(t, a.mount, apitest.Config(func(c *httpapi.Config) { c.Log = slog.New(slog.DiscardHandler) })).As(everybody)
	asked := 0
	for path, operations := range spec.Paths {
		for method, op := range operations {
			route := strings.ToUpper(method) + " " + path
			if method == "get" || method == "parameters" {
				continue
			}
			needs := false
			for _, p := range op.Parameters {
				needs = needs || p.Name == "If-Match" && p.Required
			}
			if needs == free[route] {
				t.Errorf("%s: needs a version: %v, listed as needing none: %v", route, needs, free[route])
			}
			delete(free, route)
			if !needs {
				continue
			}
			if op.Responses["428"] == nil {
				t.Errorf("%s does not document 428", route)
			}
			asked++
			at := strings.NewReplacer("{id}", "x_1", "{org}", "org_1", "{binding}", "bnd_1", "{item}", "harm").Replace(path)
			api.With("If-Match", "").Do(strings.ToUpper(method), at, nil).Refused(428, "precondition_required")
			for _, tag := range []string{"*", `W/"3"`, "3", `"3", "4"`} {
				api.With("If-Match", tag).Do(strings.ToUpper(method), at, nil).Refused(400, "if_match")
			}
		}
	}
	for route := range free {
		t.Errorf("%s is listed, but is no write of the API", route)
	}
	t.Logf("%d writes need a version", asked)
}
