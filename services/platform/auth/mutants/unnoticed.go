package main

import (
	"regexp"
	"slices"
	"strings"
)

var lineNumber = regexp.MustCompile(`\.go:\d+ `)

// leftOut returns why the check is not expected to be noticed, wherever in its file it stands.
func leftOut(check string) (reason string, known bool) {
	name := strings.TrimRight(lineNumber.ReplaceAllString(check, ".go "), "'")
	for reason, names := range unnoticed {
		if slices.Contains(names, name) {
			return reason, true
		}
	}
	return "", false
}

// unnoticed lists, by reason, the checks whose absence no test notices. Their names have no line numbers.
var unnoticed = map[string][]string{
	"every account has the permission": {
		"route GET /api/v1/inbox",
		"route GET /api/v1/inbox/unread",
		"route POST /api/v1/inbox/:id/read",
		"route POST /api/v1/inbox/read-all",
	},
	"another condition of the same line or the next step refuses the same, or the sweep of ended sessions does": {
		"services/accounts/service.go !ok",
		"services/accounts/service_sso.go !ok",
		"services/accounts/service_sso.go !s.now().Before(ses.end(u.staff(s.now())))",
		"services/accounts/service_sso.go ses.UserID != u.ID",
		"services/accounts/service_sso.go u.Status != Active",
		"services/accounts/service_users.go actor.NotSelf(u.ID, u.PersonKey)",
		"services/accounts/stepup.go errors.Is(err, docstore.ErrNotFound)",
		"services/activities/service_read.go actor.Scope(auth.SignupManage)",
		"services/contracts/acts_part.go q.Actor.NotSelf(r.Makers...)",
		"services/pairings/danger.go q.Actor.ID() == c.Danger.TakenBy",
		`services/pairings/danger.go a.VolunteerID != "" && a.VolunteerID == c.VolunteerID`,
	},
	"changes what an answer shows, not whether it is given": {
		"services/activities/service_read.go actor.ForOrg(auth.ActivityRead, a.OrgID, a.Region)",
		`services/activities/service_read.go actor.ForOrg(auth.ActivityEdit, a.OrgID, "")`,
		`services/evaluation/feature.go auth.From(ctx).ForOrg(auth.EvaluationSelf, e.ProviderID, "")`,
		`services/evaluation/feature.go err == nil && auth.From(ctx).ForOrg(auth.EvaluationSelf, e.ProviderID, "")`,
		"services/pairings/service_contact.go actor.ForOrg(auth.PairingRead, c.OrgID, c.Region)",
	},
	"the use case makes the id of the acting person, so it is always their own": {
		"act signup withdraw: reach",
		"services/volunteers/service_org.go auth.From(ctx).Scope(auth.VolunteerSelf)",
	},
	"another rule refuses the same people first, or nobody can hold both roles": {
		"act account grant: apart",
		"act duplicate different: further persons",
		"act duplicate merge: further persons",
		"act duplicate undo: further persons",
		"act evaluation replace_rater: apart",
		"act pairing activate: apart",
		"act pairing log: reach",
		"act pairing resume: apart",
		"act report return: apart",
	},
}
