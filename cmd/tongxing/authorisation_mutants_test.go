//go:build mutants

package main

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// TestChecks switches off each check of authorisation in turn, wherever an operation of the table reaches it, and lets everybody try again:
// the table has to notice. Where several checks refuse the same, as those of a route and of its use case, each counts when the table
// notices it while all others are off. `make mutants` runs it, with an overlay that plants the switches
// (services/platform/auth/mutants).
func TestChecks(t *testing.T) {
	m := newMatrix(t)
	const killed, doubled, unreached = "noticed", "noticed while others are off", "not reached by an operation of the table"
	how := map[string]string{} // by check; "": reached, not noticed
	m.again = func(op string, try func(most int) []string) {
		auth.SeenChecks()
		if differ := try(1); len(differ) > 0 {
			t.Errorf("without a change: %s", differ[0])
			return
		}
		seen := auth.SeenChecks()
		var left []string
		for _, check := range seen {
			if how[check] != "" {
				continue
			}
			how[check] = ""
			auth.SwitchOff(check)
			if len(try(1)) > 0 {
				how[check] = killed
			} else {
				left = append(left, check)
			}
		}
		if len(left) > 0 {
			auth.SwitchOff(seen...)
			all := try(1000)
			for _, check := range left {
				auth.SwitchOff(slices.DeleteFunc(slices.Clone(seen), func(c string) bool { return c == check })...)
				if !slices.Equal(try(1000), all) {
					how[check] = doubled
				}
			}
		}
		auth.SwitchOff()
	}
	m.run()
	for _, check := range auth.Checks {
		if _, reached := how[check]; !reached {
			how[check] = unreached
		}
	}
	count := map[string]int{}
	for _, check := range slices.Sorted(maps.Keys(how)) {
		count[how[check]]++
		reason, known := leftOut(check)
		switch missed := how[check] == "" || how[check] == unreached; {
		case missed && known:
			count["of these known"]++
			t.Logf("survives, %s: %s %s", reason, check, how[check])
		case missed:
			t.Errorf("SURVIVES: %s %s", check, how[check])
		}
	}
	t.Logf("%d checks: %v", len(how), count)
}

var lineNumber = regexp.MustCompile(`\.go:\d+ `)

// leftOut returns why the check is not expected to be noticed, wherever in its file it stands.
func leftOut(check string) (reason string, known bool) {
	name := strings.TrimRight(lineNumber.ReplaceAllString(check, ".go "), "'")
	for reason, names := range unnoticed {
		if slices.Contains(names, name) || slices.Contains(names, "work.go") && strings.Contains(name, "/work.go ") {
			return reason, true
		}
	}
	return "", false
}

// unnoticed lists, by reason, the checks whose absence the table does not notice. Their names have no line numbers.
var unnoticed = map[string][]string{
	"counts what waits for a person on the first page; work_test.go compares these":      {"work.go"},
	"a second factor that a role requires is off here: trial_factor_test.go of accounts": {"services/platform/httpapi/serve.go actor.NeedsFactor && !rt.beforeFactor && rt.permission != auth.Public"},
	"taken by jobs alone": {
		`services/activities/service_bulk.go auth.From(ctx).Job == ""`,
		`services/attendance/service_bulk.go auth.From(ctx).Job == ""`,
		`services/contracts/service_job.go auth.From(ctx).Job == ""`,
		`services/volunteers/service_bulk.go auth.From(ctx).Job == ""`,
	},
	"a log-in at an identity provider, which no call of the table completes: TestSSO of accounts": {
		"services/accounts/service_sso.go !ok",
		"services/accounts/service_sso.go !s.now().Before(ses.end(u.staff(s.now())))",
		"services/accounts/service_sso.go ses.UserID != u.ID",
		"services/accounts/service_sso.go u.Status != Active",
	},
	"changes what an answer shows or counts, not whether it is given": {
		"services/accounts/service_self.go actor.Scope(auth.Session)",
		"services/accounts/view.go auth.Apart(b, b.Region)",
		"services/activities/service_read.go actor.Scope(auth.SignupManage)",
		"services/activities/service_read.go actor.ForOrg(auth.ActivityRead, a.OrgID, a.Region)",
		`services/activities/service_read.go actor.ForOrg(auth.ActivityEdit, a.OrgID, "")`,
		"services/care/service.go actor.ForRegion(auth.BeneficiaryRead, b.Region)",
		"services/care/service_contact.go actor.ForOrg(auth.PairingRead, c.OrgID, c.Region)",
		"services/care/service_read.go actor.NotSelf(v.Selves()...)",
		"services/care/service_read.go actor.ForOrg(auth.PairingRead, p.OrgID, p.Region)",
		"services/orgs/feature.go w.Actor.Scope(p)",
		"services/volunteers/service_org.go auth.From(ctx).Scope(auth.VolunteerSelf)",
	},
	"another rule refuses the same person first, or nobody can come to hold both roles": {
		"act account grant: apart",
		"act evaluation replace_rater: apart",
		"act report accept: apart",
		"act report return: apart",
		"route GET /api/v1/inbox",
		"route GET /api/v1/inbox/unread",
		"route POST /api/v1/inbox/:id/read",
		"route POST /api/v1/inbox/read-all",
		"services/accounts/identity.go actor.NotSelf(key)",
		"services/accounts/service.go !ok",
		"services/accounts/service.go len(u.Factors) > 0 && ses.FactorAt.IsZero()",
		"services/accounts/service_roles.go auth.Apart(office, area)",
		"services/accounts/service_users.go actor.NotSelf(u.ID, u.PersonKey)",
		`services/contracts/acts.go slices.ContainsFunc(a.Bindings, func(b auth.Binding) bool { return b.OrgID != "" && b.OrgID == c.ProviderID })`,
		"services/contracts/acts_part.go q.Actor.NotSelf(r.Makers...)",
		"services/contracts/acts_part.go q.Actor.NotSelf(p.It.Makers...)",
		"services/evaluation/acts.go q.Actor.NotSelf(e.AdjustedBy...)",
		"services/evaluation/service.go actor.NotSelf(u)",
		"services/evaluation/service.go actor.NotSelf(e.RaterIDs...)",
		"services/orgs/org.go slices.ContainsFunc(a.Bindings, func(b auth.Binding) bool { return b.OrgID == o.ID })",
		"services/orgs/org.go a.NotSelf(o.Makers...)",
		"services/orgs/service.go auth.Apart(b, o.Region)",
		"services/orgs/service.go slices.ContainsFunc(actor.Bindings, func(b auth.Binding) bool { return auth.Apart(b, o.Region) })",
		"services/platform/auth/actor.go a.Anonymous()",
		`services/platform/auth/actor.go a.VolunteerID != "" && slices.Contains(makers, a.VolunteerID)`,
		`services/platform/auth/actor.go a.PersonKey != "" && slices.Contains(makers, a.PersonKey)`,
	},
	"a change that moves the record to another organisation or area, which no call of the table tries": {
		`services/activities/service_edit.go !q.Actor.ForOrg(auth.ActivityEdit, n.OrgID, "")`,
		`services/activities/service_edit.go q.Actor.ForOrg(auth.ActivityEdit, n.OrgID, "")`,
		"services/care/service_pairing.go actor.NotSelf(p.Persons...)",
		"services/care/service_pairing.go !actor.ForOrg(auth.PairingManage, orgID, b.Region)",
		"services/care/service_pairing.go actor.ForOrg(auth.PairingManage, orgID, b.Region)",
		"services/contracts/service.go !q.Actor.ForRegion(auth.ContractDraft, t.Region)",
		"services/contracts/service.go q.Actor.ForRegion(auth.ContractDraft, t.Region)",
	},
	"the story has no record in the state, or nobody in the place, that would show it": {
		"act account disable: further persons",
		"act account enable: further persons",
		"act account hand_over: further persons",
		"act account link_sso: further persons",
		"act account unlink_sso: further persons",
		"act account verify_identity: further persons",
		"act amendment approve: reach",
		"act amendment drop: reach",
		"act danger take_over: further persons",
		"act invitation withdraw: reach",
		"act membership decline: reach",
		"act membership remove: further persons",
		"act pairing activate: apart",
		"act pairing log: reach",
		"act pairing resume: apart",
		"act signup withdraw: reach",
		"services/accounts/acts.go q.Actor.Scope(auth.UserManage)",
		"services/accounts/service_mobile.go !b.ended(s.now()) && b.Role != auth.Volunteer && b.Role != auth.OrgFounder && !auth.CanGrant(auth.From(ctx), b.Binding)",
		"services/accounts/service_mobile.go auth.CanGrant(auth.From(ctx), b.Binding)",
		"services/accounts/service_password.go q.Actor.NotSelf(t.MadeBy, t.MakerKey)",
		"services/accounts/service_password.go actor.NotSelf(t.MadeBy, t.MakerKey)",
		"services/accounts/service_users.go auth.Require(ctx, auth.UserManage)",
		"services/accounts/service_users.go actor.Scope(auth.UserManage)",
		"services/accounts/service_users.go actor.Within(auth.UserManage, q.Region)",
		"services/accounts/stepup.go errors.Is(err, docstore.ErrNotFound)",
		"services/accounts/user.go auth.CanGrant(a, b.Binding)",
		"services/attendance/acts.go q.Actor.ForRegion(auth.HoursConfirm, t.Region)",
		"services/attendance/service_hours.go q.Actor.ForRegion(auth.HoursCorrect, t.Region)",
		"services/attendance/service_hours.go t.Minutes > before && !q.Actor.ForRegion(auth.HoursCorrect, t.Region)",
		"services/care/acts.go a.NotSelf(b.ExitMakers...)",
		`services/care/danger.go a.VolunteerID != "" && a.VolunteerID == c.VolunteerID`,
		"services/care/danger.go a.NotSelf(c.Danger.Makers...)",
		"services/care/danger.go q.Actor.ID() == c.Danger.TakenBy",
		`services/evaluation/feature.go auth.From(ctx).ForOrg(auth.EvaluationSelf, e.ProviderID, "")`,
		`services/evaluation/feature.go err == nil && auth.From(ctx).ForOrg(auth.EvaluationSelf, e.ProviderID, "")`,
		"services/orgs/service_review.go a.ForRegion(auth.ContractPay, o.Region)",
		"services/volunteers/acts.go q.Actor.ForRegion(auth.VolunteerManage, v.Region)",
		"services/volunteers/files.go actor.NotSelf(v.Selves()...)",
		"services/volunteers/membership.go q.Actor.ForOrg(auth.VolunteerManage, orgID, m.Region)",
		"services/volunteers/membership.go auth.ErrForbidden",
		"services/volunteers/service_life.go q.Actor.ForRegion(auth.VolunteerManage, v.Region)",
	},
}
