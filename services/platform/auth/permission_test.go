package auth_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// policy lists who may do what, written by hand from the rules of the field and not from auth.Matrix, so that a change of
// the policy must be made twice. anybody and account stand for actors without a role.
var policy = map[auth.Permission]string{
	"public": "anybody",

	"session": "account", "inbox.read": "account", "org.register": "account", "volunteer.self": "account",

	"user.manage":        "org_admin county_admin system_admin",
	"integration.manage": "org_admin county_admin",

	"audit.read":    "auditor",
	"audit.area":    "town_supervisor county_admin",
	"job.run":       "system_admin",
	"region.edit":   "town_supervisor county_admin system_admin",
	"calendar.edit": "county_admin system_admin",

	"org.edit": "org_founder org_admin",
	"org.read": "org_founder org_admin project_lead social_worker org_finance village_director town_supervisor county_admin county_viewer " +
		"buyer_clerk buyer_approver buyer_finance",
	"org.review": "county_admin",

	"volunteer.read":   "org_admin project_lead social_worker town_supervisor county_admin",
	"volunteer.manage": "org_admin project_lead county_admin",
	"volunteer.reveal": "org_admin",
	"clearance.manage": "org_admin county_admin",

	"contract.read": "org_admin project_lead social_worker org_finance county_admin county_viewer buyer_clerk buyer_approver " +
		"buyer_finance",
	"contract.draft":   "buyer_clerk",
	"contract.approve": "buyer_approver",
	"contract.pay":     "buyer_finance",
	"contract.report":  "org_admin project_lead org_finance",

	"activity.read":    "org_admin project_lead social_worker village_director town_supervisor county_admin",
	"activity.edit":    "org_admin project_lead social_worker",
	"activity.publish": "county_admin",
	"activity.signup":  "volunteer",
	"signup.manage":    "org_admin project_lead social_worker",

	"attendance.checkin": "volunteer",
	"attendance.run":     "org_admin project_lead social_worker",
	"hours.confirm":      "org_admin project_lead village_director town_supervisor county_admin",
	"hours.correct":      "org_admin project_lead county_admin",
	"hours.read": "volunteer org_admin project_lead social_worker village_director town_supervisor county_admin " +
		"buyer_clerk buyer_approver auditor",

	"data.export": "org_admin project_lead org_finance town_supervisor county_admin county_viewer buyer_clerk buyer_approver " +
		"buyer_finance auditor",
	"data.export_persons": "org_admin project_lead county_admin",

	"service.read":    "org_admin project_lead social_worker village_director town_supervisor county_admin buyer_clerk buyer_approver",
	"service.write":   "org_admin project_lead social_worker",
	"service.approve": "org_admin project_lead",
	"service.void":    "county_admin buyer_approver",

	"satisfaction.read":   "org_admin project_lead social_worker village_director town_supervisor county_admin buyer_clerk buyer_approver",
	"satisfaction.manage": "county_admin buyer_clerk buyer_approver",
	"satisfaction.hand":   "village_director town_supervisor",
	"satisfaction.call":   "town_supervisor",

	"news.read": "org_admin project_lead county_admin",
	"news.edit": "org_admin project_lead county_admin",

	"certificate.own":   "volunteer",
	"certificate.issue": "org_admin project_lead county_admin",

	"beneficiary.read":   "org_admin project_lead social_worker village_director town_supervisor county_admin",
	"beneficiary.edit":   "village_director town_supervisor",
	"beneficiary.verify": "town_supervisor county_admin",
	"beneficiary.reveal": "village_director town_supervisor county_admin",
	"statistics.read":    "village_director town_supervisor county_admin county_viewer",
	"pairing.read":       "volunteer org_admin project_lead social_worker village_director town_supervisor county_admin",
	"pairing.manage":     "org_admin project_lead social_worker town_supervisor county_admin",
	"pairing.log":        "volunteer",
	"danger.handle":      "village_director town_supervisor county_admin",

	"evaluation.read":   "org_admin project_lead county_admin county_viewer buyer_clerk buyer_approver buyer_finance evaluator",
	"evaluation.manage": "county_admin buyer_approver",
	"evaluation.score":  "evaluator",
	"evaluation.self":   "org_admin project_lead",
	"template.edit":     "county_admin",
}

var everyRole = []auth.Role{
	"volunteer", "org_founder", "org_admin", "project_lead", "social_worker", "org_finance", "village_director", "town_supervisor", "county_admin",
	"county_viewer", "buyer_clerk", "buyer_approver", "buyer_finance", "evaluator", "system_admin", "auditor",
}

// holder returns an actor with that one role.
func holder(r auth.Role) auth.Actor {
	return auth.Actor{UserID: "usr_1", Bindings: []auth.Binding{{Role: r, Region: "52/5201/"}}}
}

func TestPolicy(t *testing.T) {
	for p, who := range policy {
		may := strings.Fields(who)
		anybody, account := slices.Contains(may, "anybody"), slices.Contains(may, "account")
		if got := (auth.Actor{}).May(p); got != anybody {
			t.Errorf("anonymous, %s: %t", p, got)
		}
		if got := (auth.Actor{UserID: "usr_1"}).May(p); got != (anybody || account) {
			t.Errorf("account without a role, %s: %t", p, got)
		}
		for _, r := range everyRole {
			if got, want := holder(r).May(p), anybody || account || slices.Contains(may, string(r)); got != want {
				t.Errorf("%s, %s: %t, want %t", r, p, got, want)
			}
		}
	}
}

func TestPolicyIsComplete(t *testing.T) {
	for r, ps := range auth.Matrix {
		if !slices.Contains(everyRole, r) || !r.Known() {
			t.Errorf("role %s is not in the table of this test", r)
		}
		for _, p := range ps {
			if _, ok := policy[p]; !ok {
				t.Errorf("%s of %s is not in the table of this test", p, r)
			}
		}
	}
	for _, r := range everyRole {
		if !r.Known() {
			t.Errorf("%s is not known", r)
		}
	}
	for _, r := range []auth.Role{"", "admin", "Volunteer", "anybody"} {
		if r.Known() || holder(r).May(auth.OrgRead) {
			t.Errorf("role %q is known", r)
		}
	}
}

// TestMakerAndChecker: making and checking are separated by role. byPerson lists the roles that hold both permissions, where
// the use cases separate the persons with NotSelf.
func TestMakerAndChecker(t *testing.T) {
	for _, tt := range []struct {
		make, check auth.Permission
		byPerson    string
	}{
		{auth.ContractDraft, auth.ContractApprove, ""},
		{auth.ContractDraft, auth.ContractPay, ""},
		{auth.ContractApprove, auth.ContractPay, ""},
		{auth.ContractReport, auth.ContractApprove, ""},
		{auth.ContractReport, auth.ContractPay, ""},
		{auth.EvaluationScore, auth.EvaluationManage, ""},
		{auth.EvaluationSelf, auth.EvaluationScore, ""},
		{auth.EvaluationSelf, auth.EvaluationManage, ""},
		{auth.ContractReport, auth.EvaluationScore, ""},
		{auth.ActivityEdit, auth.ActivityPublish, ""},
		{auth.OrgEdit, auth.OrgReview, ""},
		{auth.CheckIn, auth.HoursConfirm, ""},
		{auth.CertificateOwn, auth.CertificateIssue, ""},
		{auth.PairingLog, auth.PairingManage, ""},
		{auth.UserManage, auth.AuditRead, ""},
		{auth.JobRun, auth.AuditRead, ""},
		{auth.AttendanceRun, auth.HoursConfirm, "org_admin project_lead"},
		{auth.BeneficiaryEdit, auth.BeneficiaryVerify, "town_supervisor"},
	} {
		var both []string
		for _, r := range everyRole {
			if a := holder(r); a.May(tt.make) && a.May(tt.check) {
				both = append(both, string(r))
			}
		}
		if got := strings.Join(both, " "); got != tt.byPerson {
			t.Errorf("%s and %s are both held by %q, want %q", tt.make, tt.check, got, tt.byPerson)
		}
	}
}

// TestUnlimitedRolesHaveNoBusinessPermissions: a role without a limit reaches every file, so it must hold no permission over
// files; only the ledger is open to the auditor.
func TestUnlimitedRolesHaveNoBusinessPermissions(t *testing.T) {
	allowed := map[auth.Role][]auth.Permission{
		auth.SystemAdmin: {"user.manage", "region.edit", "calendar.edit", "job.run"}, auth.Auditor: {"audit.read", "hours.read", "data.export"},
	}
	for r := range auth.Matrix {
		a := auth.Actor{UserID: "usr_1", Bindings: []auth.Binding{{Role: r}}}
		for p, who := range policy {
			if who == "anybody" {
				continue
			}
			if got, want := a.Scope(p).Everything(), slices.Contains(allowed[r], p); got != want {
				t.Errorf("%s without a limit, %s: reaches everything: %t, want %t", r, p, got, want)
			}
		}
	}
}

const (
	county = "52/5201/520111/"
	town   = county + "520111101/"
	other  = "52/5201/520112/"
)

func TestCanGrant(t *testing.T) {
	bind := func(r auth.Role, where string) auth.Binding {
		switch {
		case strings.HasPrefix(where, "org_"):
			return auth.Binding{Role: r, OrgID: where}
		case strings.HasPrefix(where, "evl_"):
			return auth.Binding{Role: r, Assigned: where}
		default:
			return auth.Binding{Role: r, Region: where}
		}
	}
	limits := []string{"", "52/", county, town, other, "52/5201/5201110/", "org_1", "org_2", "evl_1"}
	may := map[auth.Binding]string{ // granter: roles it grants @ the limits they may have
		bind("org_admin", "org_1"):   "org_admin project_lead social_worker org_finance@org_1",
		bind("county_admin", county): "village_director town_supervisor county_admin county_viewer buyer_clerk buyer_approver buyer_finance evaluator@" + county + " " + town,
		bind("county_admin", town):   "village_director town_supervisor county_admin county_viewer buyer_clerk buyer_approver buyer_finance evaluator@" + town,
		bind("system_admin", ""):     "county_admin county_viewer system_admin auditor@everywhere",
	}
	for _, granter := range everyRole {
		for _, where := range limits {
			g := bind(granter, where)
			roles, reach, _ := strings.Cut(may[g], "@")
			if may[g] == "" && slices.Contains([]auth.Role{"org_admin", "county_admin", "system_admin"}, granter) {
				continue // the granter's other limits are covered already
			}
			for _, given := range everyRole {
				for _, limit := range limits {
					want := slices.Contains(strings.Fields(roles), string(given)) &&
						(reach == "everywhere" || slices.Contains(strings.Fields(reach), limit))
					a := auth.Actor{UserID: "usr_1", Bindings: []auth.Binding{g}}
					if got := auth.CanGrant(a, bind(given, limit)); got != want {
						t.Errorf("%s of %q gives %s of %q: %t, want %t", granter, where, given, limit, got, want)
					}
				}
			}
		}
	}
}

func TestCanGrantOtherCases(t *testing.T) {
	worker := auth.Binding{Role: auth.SocialWorker, OrgID: "org_1"}
	lead := auth.Binding{Role: auth.ProjectLead, OrgID: "org_1"}
	both := auth.Actor{UserID: "usr_1", Bindings: []auth.Binding{lead, {Role: auth.OrgAdmin, OrgID: "org_2"}, {Role: auth.CountyAdmin, Region: county}}}
	for _, tt := range []struct {
		what  string
		a     auth.Actor
		given auth.Binding
		want  bool
	}{
		{"nobody", auth.Actor{}, worker, false},
		{"an account without roles", auth.Actor{UserID: "usr_1"}, worker, false},
		{"a job", auth.Actor{Job: "seed"}, worker, true},
		{"a role in one, the right in another organisation", both, worker, false},
		{"the second binding", both, auth.Binding{Role: auth.SocialWorker, OrgID: "org_2"}, true},
		{"both limits at once, within the region of the third", both, auth.Binding{Role: auth.TownSupervisor, OrgID: "org_3", Region: town}, false},
		{"both limits at once, by a job", auth.Actor{Job: "seed"}, auth.Binding{Role: auth.TownSupervisor, OrgID: "org_3", Region: town}, false},
		{"the third binding", both, auth.Binding{Role: auth.TownSupervisor, Region: town}, true},
	} {
		if got := auth.CanGrant(tt.a, tt.given); got != tt.want {
			t.Errorf("%s: %t, want %t", tt.what, got, tt.want)
		}
	}
}

func TestApart(t *testing.T) {
	for _, tt := range []struct {
		office auth.Binding
		area   string
		want   bool
	}{
		{auth.Binding{Role: auth.Auditor}, county, true},
		{auth.Binding{Role: auth.SystemAdmin}, county, true},
		{auth.Binding{Role: auth.BuyerClerk, Region: other}, county, true},
		{auth.Binding{Role: auth.BuyerApprover, Region: county}, county, true},
		{auth.Binding{Role: auth.BuyerFinance, Region: county}, county, true},
		{auth.Binding{Role: auth.Evaluator, Region: county}, town, true},
		{auth.Binding{Role: auth.Evaluator, Region: town}, county, true},
		{auth.Binding{Role: auth.Evaluator, Region: other}, county, false},
		{auth.Binding{Role: auth.Evaluator, Assigned: "evl_1"}, county, true},
		{auth.Binding{Role: auth.CountyAdmin, Region: county}, county, false},
		{auth.Binding{Role: auth.TownSupervisor, Region: town}, county, false},
		{auth.Binding{Role: auth.OrgAdmin, OrgID: "org_1"}, county, false},
		{auth.Binding{Role: auth.Volunteer}, county, false},
	} {
		if got := auth.Apart(tt.office, tt.area); got != tt.want {
			t.Errorf("%+v and an organisation of %s: %t", tt.office, tt.area, got)
		}
	}
}

// TestSystemAdminGrantsNoUnlimitedReader: the system administrator grants no role that reads files without a limit.
func TestSystemAdminGrantsNoUnlimitedReader(t *testing.T) {
	admin := auth.Actor{UserID: "usr_1", Bindings: []auth.Binding{{Role: auth.SystemAdmin}}}
	for _, r := range everyRole {
		b := auth.Binding{Role: r}
		if !auth.CanGrant(admin, b) {
			continue
		}
		after := admin
		after.Bindings = append(slices.Clone(admin.Bindings), b)
		for _, p := range []auth.Permission{auth.BeneficiaryRead, auth.BeneficiaryReveal, auth.VolunteerRead, auth.VolunteerReveal, auth.ContractRead} {
			if after.Scope(p).Everything() || after.ForRegion(p, county) || after.ForOrg(p, "org_1", county) {
				t.Errorf("with %s of no limit a system administrator has %s", r, p)
			}
		}
	}
}
