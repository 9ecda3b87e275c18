package orgs

import (
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

var types = []Type{Association, ServiceAgency, Foundation, MassOrg, Institution, Company, Team}

// normalise converts the profile to the form in which it is checked and stored.
func (p *Profile) normalise() {
	for _, f := range []*string{&p.Name, &p.Registrar, &p.Business, &p.Host, &p.HostOrgID, &p.ConsentRef} {
		*f = strings.TrimSpace(*f)
	}
	p.USCC = ident.Normalise(p.USCC)
	if p.Type != Team {
		p.Host, p.HostOrgID, p.ConsentRef = "", "", ""
	}
}

// check adds the fields with a wrong form to bad. Fields that only ready needs may be empty. old is the code that a reviewer
// accepted, if any.
func (p *Profile) check(bad *fault.Problems, old *OldCode) {
	bad.Check(fault.Between(p.Name, 2, 100), "name", "length", "The name needs 2 to 100 characters.", "机构名称应为 2 到 100 个字。")
	bad.Check(slices.Contains(types, p.Type), "type", "unknown", "Choose the type of the organisation.", "请选择机构类型。")
	p.checkCode(bad, old)
	bad.Check(p.ValidTo == "" || p.ValidTo.Valid(), "valid_to", "day", "Give a date such as 2027-03-05.", "请填写正确的日期，例如 2027-03-05。")
	bad.Check(fault.Runes(p.Registrar) <= 100, "registrar", "length", "At most 100 characters.", "最多 100 个字。")
	bad.Check(fault.Runes(p.Business) <= 1000, "business", "length", "At most 1,000 characters.", "最多 1000 字。")
	bad.Check(fault.Runes(p.Host) <= 100, "host", "length", "At most 100 characters.", "最多 100 个字。")
	bad.Check(fault.Runes(p.ConsentRef) <= 200, "consent_ref", "length", "At most 200 characters.", "最多 200 个字。")
	bad.Check(p.Workers >= 0 && p.Workers <= 100_000, "workers", "range", "Give how many social workers there are.", "请填写社工人数。")
	bad.Check(p.Certified >= 0 && p.Certified <= p.Workers, "certified", "range", "Not more than there are social workers.", "持证人数不能多于社工人数。")
	bad.Check(p.ReportYear == 0 || p.ReportYear >= 2000 && p.ReportYear <= 2100, "report_year", "range", "Give the year of the last annual report.", "请填写最近一次年报年度。")
	bad.Check(len(p.Files) <= 20 && !slices.ContainsFunc(p.Files, func(f string) bool { return !fault.Between(f, 1, 200) }), "files", "length", "At most 20 papers, each named in 200 characters.", "材料最多 20 项，每项不超过 200 个字。")
}

func (p *Profile) checkCode(bad *fault.Problems, old *OldCode) {
	switch {
	case p.USCC == "":
	case p.Type == Team:
		noTeamCode(bad)
	case ident.CheckUSCCForm(p.USCC) != nil:
		bad.Fault("uscc", ident.ErrUSCC)
	case ident.CheckUSCC(p.USCC) != nil && (old == nil || old.Code != p.USCC):
		bad.Fault("uscc", ErrOldCode)
	case !strings.HasPrefix(p.USCC, codePrefix[p.Type]):
		bad.Add("uscc", "type", "The code is that of another type of organisation.", "统一社会信用代码与机构类型不符，请核对。")
	}
}

// noTeamCode adds that a team has no unified social credit code.
func noTeamCode(bad *fault.Problems) {
	bad.Add("uscc", "team", "A grass-roots team has no such code. Leave it empty.", "社区团体没有统一社会信用代码，请留空。")
}

// ready adds the fields that are missing for a submission on the day to bad.
func (p *Profile) ready(bad *fault.Problems, today region.Day) {
	if p.Type == Team {
		bad.Check(fault.Between(p.Host, 2, 100), "host", "required", "Name the body that lends the team its name, such as the village committee.", "请填写所依托的单位，例如村（居）委会。")
		bad.Check(fault.Between(p.ConsentRef, 3, 200), "consent_ref", "required", "Name the paper in which the host and the village consent.", "请填写所依托单位和村（居）委会同意书的编号或名称。")
	} else {
		bad.Check(p.USCC != "", "uscc", "required", "Give the unified social credit code.", "请填写统一社会信用代码。")
		bad.Check(fault.Between(p.Registrar, 2, 100), "registrar", "required", "Name the registry.", "请填写登记管理机关。")
	}
	_, licensed := codePrefix[p.Type]
	bad.Check(p.ValidTo != "" || !licensed, "valid_to", "required", "Give the last day of the licence.", "请填写登记证书有效期。")
	bad.Check(p.ValidTo == "" || p.ValidTo >= today, "valid_to", "expired", "The licence has run out. Renew it first.", "登记证书已过有效期，请先换证。")
	bad.Check(fault.Between(p.Business, 4, 1000), "business", "required", "Say what the organisation does, in 4 to 1,000 characters.", "请填写业务范围（4 到 1000 字）。")
}
