package ocds

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// schemeUSCI is the code of the list of unified social credit codes at org-id.guide.
const schemeUSCI = "CN-USCI"

// methods maps the methods of procurement to the standard's closed list. 竞争性谈判, 竞争性磋商 and 询价 are held with suppliers whom the
// buyer asks.
var methods = map[contracts.Method]string{
	contracts.OpenTender: "open", contracts.Invited: "selective", contracts.Negotiation: "limited", contracts.Consultation: "limited",
	contracts.Inquiry: "limited", contracts.SingleSource: "direct",
}

// types maps the condition of a milestone's payment to the standard's list of types.
var types = map[contracts.Gate]string{
	contracts.GateNone: "delivery", contracts.GateMidPass: "assessment", contracts.GateFinalPass: "assessment", contracts.GateAcceptance: "approval",
}

// source is a contract of the public register with everything that its releases are derived from.
type source struct {
	*contracts.Contract
	ocid    string
	origin  string              // of addresses, without a slash at the end
	place   string              // the name of the buyer's region
	code    string              // the provider's unified social credit code, or ""
	paid    []contracts.Payment // in order
	results []evaluation.Evaluation
}

// releases returns the releases of the contract, the earliest first.
func (s *source) releases() []Release {
	var list []Release
	for _, of := range []func() []Release{s.planning, s.tender, s.award, s.contract, s.amended, s.delivered, s.paidOut, s.evaluated, s.accepted, s.ended} {
		list = append(list, of()...)
	}
	slices.SortStableFunc(list, func(a, b Release) int { return a.Date.Compare(b.Date) })
	first := true
	for i := range list {
		if first && list[i].Tag[0] == "implementationUpdate" {
			list[i].Tag, first = []string{"implementation"}, false
		}
	}
	return list
}

// release returns a release without a section.
func (s *source) release(tag, id string, at time.Time, more ...Party) Release {
	return Release{
		OCID: s.ocid, ID: s.ocid + "-" + id, Date: local(at), Tag: []string{tag}, Initiation: "tender", Language: "zh",
		Parties: append([]Party{s.buyer()}, more...), Buyer: s.buyerRef(),
	}
}

// done returns a release about the implementation.
func (s *source) done(id string, at time.Time, k Contract) Release {
	r := s.release("implementationUpdate", id, at, s.supplier())
	k.ID, k.AwardID = s.No, s.ID
	r.Contracts = []Contract{k}
	return r
}

func (s *source) buyer() Party {
	ref := s.buyerRef()
	p := Party{ID: ref.ID, Name: ref.Name, Roles: []string{"buyer", "procuringEntity", "payer"}}
	if s.place != "" {
		p.Address = &Address{Region: s.place, Country: "中国"}
	}
	return p
}

func (s *source) buyerRef() PartyRef {
	sum := sha256.Sum256([]byte(s.BuyerDept))
	return PartyRef{ID: "buyer-" + region.CodeOf(s.Region) + "-" + hex.EncodeToString(sum[:4]), Name: s.BuyerDept}
}

func (s *source) supplier() Party {
	ref := s.supplierRef()
	p := Party{ID: ref.ID, Name: ref.Name, Roles: []string{"supplier", "payee"}}
	if s.code != "" {
		p.Identifier = &Identifier{Scheme: schemeUSCI, ID: s.code, LegalName: s.ProviderName}
	}
	return p
}

func (s *source) supplierRef() PartyRef {
	id := s.ProviderID
	if s.code != "" {
		id = schemeUSCI + "-" + s.code
	}
	return PartyRef{ID: id, Name: s.ProviderName}
}

// planning is dated by the confirmation of the budget, which does not come after the notice of the tender.
func (s *source) planning() []Release {
	if s.BudgetAt.IsZero() {
		return nil
	}
	at := s.BudgetAt
	if notice := s.NoticeDay.Start(); notice.Before(at) {
		at = notice
	}
	r := s.release("planning", "planning", at)
	r.Planning = &Planning{Budget{Description: fmt.Sprintf("%d 年度预算，指导性目录项目：%s", s.FiscalYear, s.Catalogue)}}
	r.Tender = s.tendered("planned")
	return []Release{r}
}

func (s *source) tender() []Release {
	r := s.release("tender", "tender", s.NoticeDay.Start())
	r.Tender = s.tendered("active")
	if address := webAddress(s.NoticeURL); address != "" {
		r.Tender.Documents = []Document{{ID: "notice", Type: "tenderNotice", Title: "采购公告", URL: address, Published: local(s.NoticeDay.Start()), Language: "zh"}}
	}
	return []Release{r}
}

func (s *source) tendered(status string) *Tender {
	buyer := s.buyerRef()
	return &Tender{
		ID: s.ocid + "-tender", Title: s.Name, Status: status, ProcuringEntity: &buyer, Items: s.items(), Method: methods[s.Method],
		MethodDetails: contracts.MethodWords.Of(string(s.Method), "zh"), Category: "services", ContractPeriod: s.period(s.firstEnd()),
	}
}

func (s *source) award() []Release {
	r := s.release("award", "award", s.AwardDay.Start(), s.supplier())
	r.Tender = &Tender{ID: s.ocid + "-tender", Status: "complete"}
	r.Awards = []Award{{
		ID: s.ID, Title: s.Name, Status: "active", Date: local(s.AwardDay.Start()), Value: yuan(s.AmountFen), Suppliers: []PartyRef{s.supplierRef()},
		Items: s.items(), ContractPeriod: s.period(s.firstEnd()),
	}}
	return []Release{r}
}

func (s *source) contract() []Release {
	r := s.release("contract", "contract", s.SignedDay.Start(), s.supplier())
	value := yuan(s.AmountFen)
	k := Contract{
		ID: s.No, AwardID: s.ID, Title: s.Name, Description: s.Standard, Status: "active", Period: s.period(s.firstEnd()), Value: &value,
		Items: s.items(), Signed: local(s.SignedDay.Start()), Implementation: &Implementation{},
		Documents: []Document{s.page("register", "contractNotice", "合同公告", "/register/"+s.ID, s.PublishedDay)},
	}
	for i := range s.Milestones {
		k.Implementation.Milestones = append(k.Implementation.Milestones, milestone(&s.Milestones[i], "scheduled", s.SignedDay.Start()))
	}
	r.Contracts = []Contract{k}
	return []Release{r}
}

// amended returns the approved amendments in the order in which they took force.
func (s *source) amended() []Release {
	var list []Release
	total, end, before := s.AmountFen, s.firstEnd(), s.ocid+"-contract"
	for _, a := range s.InForce() {
		total += a.DeltaFen
		var what []string
		switch {
		case a.DeltaFen > 0:
			what = append(what, "合同金额增加 "+yuanText(a.DeltaFen)+" 元")
		case a.DeltaFen < 0:
			what = append(what, "合同金额减少 "+yuanText(-a.DeltaFen)+" 元")
		}
		if a.NewEnd != "" {
			end, what = a.NewEnd, append(what, "合同期限延长至 "+a.NewEnd.String())
		}
		r := s.release("contractAmendment", "amendment-"+a.ID, a.ApprovedAt, s.supplier())
		value := yuan(total)
		r.Contracts = []Contract{{ID: s.No, AwardID: s.ID, Value: &value, Period: s.period(end), Amendments: []Amendment{{
			ID: a.ID, Date: local(a.ApprovedAt), Description: strings.Join(what, "；"), Amends: before, Release: r.ID,
		}}}}
		list, before = append(list, r), r.ID
	}
	return list
}

func (s *source) delivered() []Release {
	var list []Release
	for i := range s.Milestones {
		if m := &s.Milestones[i]; m.Status == contracts.MilestoneAccepted {
			list = append(list, s.done("milestone-"+m.ID, m.DecidedAt, Contract{Implementation: &Implementation{Milestones: []Milestone{milestone(m, "met", m.DecidedAt)}}}))
		}
	}
	return list
}

func (s *source) paidOut() []Release {
	list := make([]Release, len(s.paid))
	for i, p := range s.paid {
		list[i] = s.done("payment-"+p.ID, p.PaidAt, Contract{Implementation: &Implementation{Transactions: []Transaction{{
			ID: p.ID, Date: local(p.PaidAt), Value: yuan(p.PayFen()), Payer: s.buyerRef(), Payee: s.supplierRef(),
		}}}})
	}
	return list
}

// accepted is dated by the day of the acceptance, and not before the last milestone and result, which precede it.
func (s *source) accepted() []Release {
	if s.Acceptance == nil {
		return nil
	}
	at := s.Acceptance.Day.Start()
	for i := range s.Milestones {
		at = latest(at, s.Milestones[i].DecidedAt)
	}
	for _, o := range s.Outcomes {
		if o.Kind == contracts.KindFinal && o.Pass {
			at = latest(at, o.At)
		}
	}
	return []Release{s.done("acceptance", at, Contract{Implementation: &Implementation{Documents: []Document{
		s.page("acceptance", "completionCertificate", "验收结果", "/register/"+s.ID, s.Acceptance.Day),
	}}})}
}

// ended returns the end of a closed or terminated contract. Milestones that were not accepted until then never are.
func (s *source) ended() []Release {
	if s.Status != contracts.Closed && s.Status != contracts.Terminated {
		return nil
	}
	k := Contract{Status: "terminated"}
	for i := range s.Milestones {
		if m := &s.Milestones[i]; m.Status != contracts.MilestoneAccepted {
			if k.Implementation == nil {
				k.Implementation = &Implementation{}
			}
			k.Implementation.Milestones = append(k.Implementation.Milestones, milestone(m, "notMet", s.StatusAt))
		}
	}
	r := s.done("end", s.StatusAt, k)
	r.Tag = []string{"contractTermination"}
	return []Release{r}
}

// firstEnd returns the last day of the term before any amendment, or "" when it is not known.
func (s *source) firstEnd() region.Day {
	for _, a := range s.InForce() {
		if a.NewEnd != "" {
			return a.OldEnd
		}
	}
	return s.End
}

// period returns the term up to the day, which is included; an empty day is not known.
func (s *source) period(end region.Day) *Period {
	p := &Period{Start: local(s.Start.Start())}
	if end != "" {
		p.End = local(end.End().Add(-time.Second))
	}
	return p
}

// items returns the indicators that count something with their targets.
func (s *source) items() []Item {
	var list []Item
	for _, i := range s.Indicators {
		quantity := float64(i.Target)
		switch i.Unit {
		case contracts.Percent, contracts.Yuan:
			continue
		case contracts.Hours:
			quantity = math.Round(quantity/60*100) / 100
		}
		list = append(list, Item{
			ID: i.ID, Description: i.Name, Quantity: quantity, Unit: Unit{ID: string(i.Unit), Name: contracts.UnitWords.Of(string(i.Unit), "zh")},
			Classification: Classification{Scheme: "x_guidance_catalogue", ID: s.Catalogue, Description: s.Catalogue},
		})
	}
	return list
}

// page returns a page of our own site as a document.
func (s *source) page(id, kind, title, path string, day region.Day) Document {
	return Document{ID: id, Type: kind, Title: title, URL: s.origin + path, Published: local(day.Start()), Format: "text/html", Language: "zh"}
}

func milestone(m *contracts.Milestone, status string, at time.Time) Milestone {
	made := Milestone{ID: m.ID, Title: m.Name, Type: types[m.Gate], Due: local(m.Due.End().Add(-time.Second)), Modified: local(at), Status: status}
	if status == "met" {
		made.Met = local(at)
	}
	return made
}

// webAddress returns the address in the form of a URI, or "" unless it is an http address without a name or password.
func webAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.User != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	var b strings.Builder
	for _, c := range []byte(u.String()) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			_, _ = fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func yuan(fen int64) Value { return Value{Yuan(fen), "CNY"} }

func yuanText(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }

func local(t time.Time) time.Time { return t.In(region.Shanghai) }

func latest(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
