package main

import (
	"fmt"

	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// seedOrg is an organisation with the people who work there.
type seedOrg struct {
	id, name                     string
	admin, lead, worker, finance string   // user ids
	people                       []string // its volunteers
	able                         []string // those of them who are active, of age and have clearance
	deals                        []deal   // its contracts
	slots                        int      // how many activities it has
}

var (
	orgNames = []string{"青禾", "暖阳", "映山红", "同心", "春晖", "向阳花", "溪畔", "守望", "萤火", "山里娃", "益行", "阳光驿站", "石榴籽", "星火", "青苗"}
	orgKinds = []string{"社会工作服务中心", "儿童关爱服务中心", "公益服务中心", "志愿服务协会"}
)

// fate returns the status of the i-th organisation: the last three are not approved.
func (w *seed) fate(i int) orgs.Status {
	switch w.size.orgs - i {
	case 1:
		return orgs.Submitted
	case 2:
		return orgs.Returned
	case 3:
		return orgs.Suspended
	default:
		return orgs.Approved
	}
}

// serving returns the approved organisations.
func (w *seed) serving() []*seedOrg { return w.orgList[:w.size.orgs-3] }

// planOrgs registers the organisations through their own people and has the county review them.
func (w *seed) planOrgs() {
	for i := range w.size.orgs {
		o := &seedOrg{name: w.app.regions.Name("52/5201/"+seedCounty+"/") + orgNames[i%len(orgNames)] + orgKinds[i/len(orgNames)%len(orgKinds)]}
		w.orgList = append(w.orgList, o)
		register, review := -420, -416
		if w.fate(i) == orgs.Submitted || w.fate(i) == orgs.Returned {
			register, review = -8, -6
		}
		w.on(register, 9, func() { w.register(i, o) })
		switch w.fate(i) {
		case orgs.Submitted:
			continue
		case orgs.Returned:
			w.on(review, 10, func() {
				ok(w.app.orgs.Take(w.staff("county1"), o.id))
				ok(w.app.orgs.Return(w.staff("county1"), o.id, "登记证书副本不清晰，请重新上传后提交。"))
			})
		default:
			w.on(review, 10, func() {
				ok(w.app.orgs.Take(w.staff("county1"), o.id))
				ok(w.app.orgs.Approve(w.staff("county1"), o.id))
				w.crew(i, o)
			})
		}
		if w.fate(i) == orgs.Suspended {
			w.on(-30, 11, func() {
				ok(w.app.orgs.Suspend(w.staff("county1"), o.id, "抽查发现服务记录不完整，限期整改。"))
			})
		}
	}
}

// open reports whether people of the i-th organisation have a printed login: those of the first three and of those not
// approved.
func (w *seed) open(i int) bool { return i < 3 || w.fate(i) != orgs.Approved }

func (w *seed) register(i int, o *seedOrg) {
	if w.open(i) {
		o.admin = w.hire(fmt.Sprintf("org%d-admin", i+1), "机构管理员", o.name)
	} else {
		o.admin = w.member()
	}
	kind, code := orgs.ServiceAgency, "52"
	if i/len(orgNames)%len(orgKinds) == len(orgKinds)-1 {
		kind, code = orgs.Association, "51"
	}
	workers := int64(4 + w.rng.IntN(20))
	made := ok(w.app.orgs.Register(w.as(o.admin), orgs.Profile{
		Name: o.name, USCC: ident.MakeUSCC(code, "990111", 1000+i), Region: w.path, Type: kind, Registrar: w.app.regions.Name(w.path) + "民政局",
		ValidTo: w.day(400 + w.rng.IntN(900)), Business: "留守儿童和困境儿童关爱、社会工作服务、志愿服务组织", Workers: workers, Certified: workers / 2,
		ReportYear: int64(w.today.Start().Year() - 2),
	}, orgs.Personal{
		LegalRep: w.name(), ContactName: w.name(), Mobile: w.mobile(), BankAccount: privacy.Secret(fmt.Sprintf("6299000000%06d", i+1)),
		Address: privacy.Secret("贵州省贵阳市花溪区" + w.townsOf[i%len(w.townsOf)].Name + "社区服务中心"),
	}))
	o.id = made.ID
	ok(w.app.orgs.Submit(w.as(o.admin), o.id))
}

// crew creates the accounts of an approved organisation's people.
func (w *seed) crew(i int, o *seedOrg) {
	for _, p := range []struct {
		id          *string
		login, role string
		binding     auth.Role
	}{
		{&o.lead, "lead", "项目主管", auth.ProjectLead}, {&o.worker, "worker", "社工", auth.SocialWorker},
		{&o.finance, "finance", "机构财务", auth.OrgFinance},
	} {
		b := auth.Binding{Role: p.binding, OrgID: o.id}
		if w.open(i) && w.fate(i) == orgs.Approved {
			*p.id = w.hire(fmt.Sprintf("org%d-%s", i+1, p.login), p.role, o.name, b)
		} else {
			*p.id = w.member(b)
		}
	}
}
