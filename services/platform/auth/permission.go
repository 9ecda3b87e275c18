package auth

import "slices"

// Permission is the right to one act. Every route and every use case names exactly one.
type Permission string

// The permissions, by feature.
const (
	Public  Permission = "public"  // no account needed
	Session Permission = "session" // anybody logged in, on their own account

	UserManage   Permission = "user.manage" // create people, grant roles within one's own reach
	AuditRead    Permission = "audit.read"
	AuditArea    Permission = "audit.area"    // see who looked at the files of the own area
	JobRun       Permission = "job.run"       // see and start scheduled jobs
	RegionEdit   Permission = "region.edit"   // add villages and custom nodes
	CalendarEdit Permission = "calendar.edit" // edit the working-day table 工作日历, which all share
	InboxRead    Permission = "inbox.read"    // own messages

	IntegrationManage Permission = "integration.manage" // tokens and webhooks of the organisation or county

	OrgRegister Permission = "org.register" // start an organisation's file
	OrgEdit     Permission = "org.edit"     // edit and submit the own organisation
	OrgRead     Permission = "org.read"
	OrgReview   Permission = "org.review" // review, approve, return, suspend

	VolunteerSelf   Permission = "volunteer.self" // own profile
	VolunteerRead   Permission = "volunteer.read"
	VolunteerManage Permission = "volunteer.manage" // verify, activate, freeze, import
	VolunteerReveal Permission = "volunteer.reveal" // reveal one full value, with a purpose
	ClearanceManage Permission = "clearance.manage" // record criminal-record queries and results

	ContractRead    Permission = "contract.read"
	ContractDraft   Permission = "contract.draft"   // 经办: draft and submit
	ContractApprove Permission = "contract.approve" // 审核: confirm budget, sign, publish, accept, approve payments
	ContractPay     Permission = "contract.pay"     // 财务: pay
	ContractReport  Permission = "contract.report"  // provider: submit milestones, apply for payment, report by hand

	ActivityRead    Permission = "activity.read"    // in scope, drafts and closed ones included
	ActivityEdit    Permission = "activity.edit"    // create, change, submit, run
	ActivityPublish Permission = "activity.publish" // approve for publication
	SignUp          Permission = "activity.signup"
	SignupManage    Permission = "signup.manage" // decide, list, withdraw for others

	CheckIn       Permission = "attendance.checkin" // own, by rotating QR
	AttendanceRun Permission = "attendance.run"     // show the QR, check in by hand
	HoursConfirm  Permission = "hours.confirm"      // confirm or reject attendance of others
	HoursCorrect  Permission = "hours.correct"      // reversal and new entry
	HoursRead     Permission = "hours.read"

	CertificateOwn   Permission = "certificate.own"
	CertificateIssue Permission = "certificate.issue"

	BeneficiaryRead   Permission = "beneficiary.read"
	BeneficiaryEdit   Permission = "beneficiary.edit"
	BeneficiaryVerify Permission = "beneficiary.verify" // for townships
	BeneficiaryReveal Permission = "beneficiary.reveal"
	StatisticsRead    Permission = "statistics.read"
	PairingRead       Permission = "pairing.read"
	PairingManage     Permission = "pairing.manage" // propose, match, record consent, end
	PairingLog        Permission = "pairing.log"    // log contacts of one's own pairing
	DangerHandle      Permission = "danger.handle"  // take reports of danger and write what was done

	ServiceRead    Permission = "service.read"    // 服务记录: in scope, with pseudonyms
	ServiceWrite   Permission = "service.write"   // log what the own organisation did; lead case and group work
	ServiceApprove Permission = "service.approve" // approve and return entries of others; supervise
	ServiceVoid    Permission = "service.void"    // the bureau: declare an approved entry void

	SatisfactionRead   Permission = "satisfaction.read"   // 满意度回访: results of rounds
	SatisfactionManage Permission = "satisfaction.manage" // the buyer: open and close rounds, read what people wrote
	SatisfactionHand   Permission = "satisfaction.hand"   // print the slips of the own area and hand them out
	SatisfactionCall   Permission = "satisfaction.call"   // the township: ring up who has not answered

	NewsRead Permission = "news.read" // news and notices with the own side's drafts
	NewsEdit Permission = "news.edit" // write and publish for the own organisation or area; withdraw what was published there

	EvaluationRead   Permission = "evaluation.read"
	EvaluationManage Permission = "evaluation.manage" // plan, merge, publish, finalise
	EvaluationScore  Permission = "evaluation.score"  // a rater's scores
	EvaluationSelf   Permission = "evaluation.self"   // provider's self-report and objection
	TemplateEdit     Permission = "template.edit"

	Export        Permission = "data.export"         // export lists that name no person, as spreadsheets
	ExportPersons Permission = "data.export_persons" // export lists of persons, with a purpose
)

// publicPermissions need no account; accountPermissions need an account but no role.
var (
	publicPermissions  = []Permission{Public}
	accountPermissions = []Permission{Session, InboxRead, OrgRegister, VolunteerSelf}
)

// Role is a set of permissions. The Chinese names are those of the field.
type Role string

// The roles.
const (
	Volunteer       Role = "volunteer"        // 志愿者
	OrgFounder      Role = "org_founder"      // 机构登记人: of a file that is not approved yet
	OrgAdmin        Role = "org_admin"        // 机构管理员
	ProjectLead     Role = "project_lead"     // 项目主管
	SocialWorker    Role = "social_worker"    // 社工
	OrgFinance      Role = "org_finance"      // 机构财务
	VillageDirector Role = "village_director" // 儿童主任
	TownSupervisor  Role = "town_supervisor"  // 儿童督导员
	CountyAdmin     Role = "county_admin"     // 县民政管理员
	CountyViewer    Role = "county_viewer"    // 上级民政查看（市、省、国家）
	BuyerClerk      Role = "buyer_clerk"      // 购买主体经办
	BuyerApprover   Role = "buyer_approver"   // 购买主体审核
	BuyerFinance    Role = "buyer_finance"    // 购买主体财务
	Evaluator       Role = "evaluator"        // 第三方评估
	SystemAdmin     Role = "system_admin"     // 系统管理员
	Auditor         Role = "auditor"          // 审计员
)

// platformWide roles have no limit; they hold no permission over business data.
var platformWide = map[Role]bool{SystemAdmin: true, Auditor: true}

// Matrix is the whole policy: what each role may do. Maker and checker are separated by permission here, and by person in
// the use cases (Actor.NotSelf).
var Matrix = map[Role][]Permission{
	Volunteer:  {SignUp, CheckIn, CertificateOwn, HoursRead, PairingRead, PairingLog},
	OrgFounder: {OrgEdit, OrgRead},
	OrgAdmin: {OrgEdit, OrgRead, NewsRead, NewsEdit, UserManage, IntegrationManage, VolunteerRead, VolunteerManage, VolunteerReveal, ClearanceManage, ContractRead,
		ContractReport, ActivityRead, ActivityEdit, SignupManage, AttendanceRun, HoursConfirm, HoursCorrect, HoursRead,
		CertificateIssue, BeneficiaryRead, PairingRead, PairingManage, ServiceRead, ServiceWrite, ServiceApprove, SatisfactionRead, EvaluationRead, EvaluationSelf, Export, ExportPersons},
	ProjectLead: {OrgRead, NewsRead, NewsEdit, VolunteerRead, VolunteerManage, ContractRead, ContractReport, ActivityRead, ActivityEdit,
		SignupManage, AttendanceRun, HoursConfirm, HoursCorrect, HoursRead, CertificateIssue, BeneficiaryRead, PairingRead,
		PairingManage, ServiceRead, ServiceWrite, ServiceApprove, SatisfactionRead, EvaluationRead, EvaluationSelf, Export, ExportPersons},
	SocialWorker: {OrgRead, VolunteerRead, ContractRead, ActivityRead, ActivityEdit, SignupManage, AttendanceRun, HoursRead,
		BeneficiaryRead, PairingRead, PairingManage, ServiceRead, ServiceWrite, SatisfactionRead},
	OrgFinance:      {OrgRead, ContractRead, ContractReport, Export},
	VillageDirector: {OrgRead, ActivityRead, BeneficiaryRead, BeneficiaryEdit, BeneficiaryReveal, StatisticsRead, PairingRead, DangerHandle, ServiceRead, SatisfactionRead, SatisfactionHand, HoursConfirm, HoursRead},
	TownSupervisor: {OrgRead, VolunteerRead, ActivityRead, BeneficiaryRead, BeneficiaryEdit, BeneficiaryVerify,
		BeneficiaryReveal, StatisticsRead, PairingRead, PairingManage, DangerHandle, ServiceRead, SatisfactionRead, SatisfactionHand, SatisfactionCall, HoursConfirm, HoursRead, RegionEdit, Export, AuditArea},
	CountyAdmin: {AuditArea, UserManage, IntegrationManage, RegionEdit, CalendarEdit, NewsRead, NewsEdit, OrgRead, OrgReview, VolunteerRead, VolunteerManage, ClearanceManage, ContractRead, ActivityRead,
		ActivityPublish, HoursConfirm, HoursCorrect, HoursRead, CertificateIssue, BeneficiaryRead, BeneficiaryVerify,
		BeneficiaryReveal, StatisticsRead, PairingRead, PairingManage, DangerHandle, ServiceRead, ServiceVoid, SatisfactionRead, SatisfactionManage, EvaluationRead, EvaluationManage, TemplateEdit, Export, ExportPersons},
	CountyViewer:  {OrgRead, ContractRead, EvaluationRead, StatisticsRead, Export},
	BuyerClerk:    {OrgRead, ContractRead, ContractDraft, ServiceRead, SatisfactionRead, SatisfactionManage, EvaluationRead, HoursRead, Export},
	BuyerApprover: {OrgRead, ContractRead, ContractApprove, ServiceRead, ServiceVoid, SatisfactionRead, SatisfactionManage, EvaluationRead, EvaluationManage, HoursRead, Export},
	BuyerFinance:  {OrgRead, ContractRead, ContractPay, EvaluationRead, Export},
	Evaluator:     {EvaluationRead, EvaluationScore},
	SystemAdmin:   {UserManage, RegionEdit, CalendarEdit, JobRun},
	Auditor:       {AuditRead, HoursRead, Export},
}

func roleGrants(r Role, p Permission) bool { return slices.Contains(Matrix[r], p) }

// Known reports whether the role is one of the platform's.
func (r Role) Known() bool { _, ok := Matrix[r]; return ok }

// CanGrant reports whether granter may give the binding: the role must be one that granter may grant, and the binding's
// limit must lie within one of granter's own UserManage bindings.
func CanGrant(granter Actor, b Binding) bool {
	if b.OrgID != "" && b.Region != "" {
		return false // a binding has one limit: granter's right to the first would otherwise carry the second
	}
	if granter.Job != "" {
		return true
	}
	for _, g := range granter.Bindings {
		if !granter.grants(g, UserManage) || !mayGrant(g.Role, b.Role) {
			continue
		}
		switch {
		case platformWide[g.Role]:
			return true
		case g.OrgID != "" && g.OrgID == b.OrgID:
			return true
		case g.Region != "" && b.Region != "" && hasPathPrefix(b.Region, g.Region):
			return true
		}
	}
	return false
}

// Apart reports whether a person with the office may not belong to an organisation of the region, nor found one there: who
// pays, evaluates or audits organisations, and the system administrator. An evaluator is apart in their own area, and
// everywhere when they are assigned to single evaluations.
func Apart(office Binding, orgRegion string) bool {
	switch office.Role {
	case Auditor, SystemAdmin, BuyerClerk, BuyerApprover, BuyerFinance:
		return true
	case Evaluator:
		return office.Assigned != "" || hasPathPrefix(orgRegion, office.Region) || hasPathPrefix(office.Region, orgRegion)
	default:
		return false
	}
}

var orgRoles = []Role{OrgAdmin, ProjectLead, SocialWorker, OrgFinance}

var staffRoles = []Role{VillageDirector, TownSupervisor, CountyAdmin, CountyViewer, BuyerClerk, BuyerApprover, BuyerFinance, Evaluator}

// mayGrant reports whether a role may give another. An organisation staffs itself; a county staffs its offices; the system
// administrator names county administrators, viewers and auditors, so it can give nobody access to files by a detour.
func mayGrant(granter, given Role) bool {
	switch granter {
	case OrgAdmin:
		return slices.Contains(orgRoles, given)
	case CountyAdmin:
		return slices.Contains(staffRoles, given)
	case SystemAdmin:
		return given == CountyAdmin || given == CountyViewer || given == SystemAdmin || given == Auditor
	default:
		return false
	}
}
