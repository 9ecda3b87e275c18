package delegations

import (
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// termsRequest is a delegation as the village writes it. In an edit, what identifies the caregiver may be left out to keep the stored values.
type termsRequest struct {
	Reason   Reason         `json:"reason" validate:"required,oneof=both_away one_away both_unable"`
	Relation Relation       `json:"relation" validate:"required,oneof=grandparent sibling relative friend other_adult"`
	From     region.Day     `json:"from" validate:"required,max=20"`
	To       region.Day     `json:"to" validate:"required,max=20"` // last day; at most a year after from, before the 18th birthday
	Capable  bool           `json:"capable"`                       // the caregiver has full legal capacity
	Name     privacy.Secret `json:"delegate_name" validate:"max=50" swaggertype:"string"`
	IDNumber privacy.Secret `json:"delegate_id_number" validate:"max=40" swaggertype:"string"`
	Mobile   privacy.Secret `json:"delegate_mobile" validate:"max=30" swaggertype:"string"`
	Address  privacy.Secret `json:"delegate_address" validate:"max=200" swaggertype:"string"`
}

func (r termsRequest) terms() Terms {
	return Terms{
		Reason: r.Reason, Relation: r.Relation, From: r.From, To: r.To, Capable: r.Capable,
		Delegate: Delegate{Name: r.Name, IDNumber: r.IDNumber, Mobile: r.Mobile, Address: r.Address},
	}
}

type createRequest struct {
	FileID string `json:"file_id" validate:"required,max=40"`
	termsRequest
}

type checkRequest struct {
	Finding Finding        `json:"finding" validate:"required,oneof=clear barred"`
	FileID  string         `json:"file_id" validate:"required,max=40"`          // the proof, attached to the delegation
	Why     privacy.Secret `json:"why" validate:"max=500" swaggertype:"string"` // needed when barred
}

type opinionRequest struct {
	Answer Answer         `json:"answer" validate:"required,oneof=agrees wishes refuses too_young"`
	On     region.Day     `json:"on" validate:"required,max=20"`
	Words  privacy.Secret `json:"words" validate:"max=500" swaggertype:"string"` // needed with wishes and refuses
}

type signRequest struct {
	FileID string     `json:"file_id" validate:"required,max=40"` // the signed copy, attached to the delegation
	On     region.Day `json:"on" validate:"required,max=20"`
}

type noticesRequest struct {
	SchoolOn  region.Day `json:"school_on" validate:"max=20"` // not needed for a child without a school
	VillageOn region.Day `json:"village_on" validate:"max=20"`
}

type returnRequest struct {
	Reason ReturnReason   `json:"reason" validate:"required,oneof=incomplete mismatch unsuitable"`
	Note   privacy.Secret `json:"note" validate:"max=500" swaggertype:"string"`
}

type endRequest struct {
	Reason EndReason      `json:"reason" validate:"required,oneof=parents_back with_parents other_carer child_wish carer_unable"`
	Note   privacy.Secret `json:"note" validate:"max=500" swaggertype:"string"`
}

type revokeRequest struct {
	Reason Item           `json:"reason" validate:"required,oneof=harm habits neglect unfit"`
	Note   privacy.Secret `json:"note" validate:"required,max=500" swaggertype:"string"` // what was found
}

type parentRequest struct {
	Who      Who            `json:"who" validate:"required,oneof=father mother guardian"`
	Mobile   privacy.Secret `json:"mobile" validate:"max=30" swaggertype:"string"` // empty: as stored
	AgreedOn region.Day     `json:"agreed_on" validate:"required,max=20"`
	Stopped  bool           `json:"stopped"` // wants no more messages
}

type parentsRequest struct {
	Parents []parentRequest `json:"parents" validate:"max=2,dive"`
}

func (r parentsRequest) list() []NewParent {
	list := make([]NewParent, len(r.Parents))
	for i, p := range r.Parents {
		list[i] = NewParent(p)
	}
	return list
}

type contactRequest struct {
	Who  Who            `json:"who" validate:"required,oneof=father mother guardian"`
	Way  Way            `json:"way" validate:"required,oneof=call video visit"`
	On   region.Day     `json:"on" validate:"required,max=20"`
	Note privacy.Secret `json:"note" validate:"max=500" swaggertype:"string"`
}

type revealRequest struct {
	Field   string `json:"field" validate:"required,oneof=delegate_name delegate_id_number delegate_mobile delegate_address father_mobile mother_mobile guardian_mobile"`
	Purpose string `json:"purpose" validate:"required,oneof=visit contact verification emergency assistance"`
}

type revealView struct {
	Value string `json:"value"`
}

type agreementRequest struct {
	Purpose string `json:"purpose" validate:"required,oneof=visit contact verification emergency assistance"`
}

// delegationView is a delegation in a list.
type delegationView struct {
	ID           string     `json:"id"`
	Version      int64      `json:"version"`
	FileID       string     `json:"file_id"`
	Pseudonym    string     `json:"pseudonym" example:"小A·三年级·青岩村"`
	Region       string     `json:"region"`
	Reason       Reason     `json:"reason"`
	Relation     Relation   `json:"relation"`
	Name         string     `json:"delegate_name,omitempty" example:"张**"`
	From         region.Day `json:"from"`
	To           region.Day `json:"to"`
	Expiring     bool       `json:"expiring"` // active, and over in 30 days at most
	Status       Status     `json:"status"`
	StatusAt     time.Time  `json:"status_at" format:"date-time"`
	LastContact  region.Day `json:"last_contact,omitempty"`
	ContactDue   region.Day `json:"contact_due,omitempty"`
	Overdue      bool       `json:"overdue"` // the parents' contact is
	EndReason    EndReason  `json:"end_reason,omitempty"`
	RevokeReason Item       `json:"revoke_reason,omitempty"`
}

type checkView struct {
	Item    Item       `json:"item"`
	Finding Finding    `json:"finding,omitempty"` // empty: not checked yet
	FileID  string     `json:"file_id,omitempty"`
	Why     string     `json:"why,omitempty"`
	By      string     `json:"by,omitempty"`
	At      *time.Time `json:"at,omitempty" format:"date-time"` // the encoder of answers does not know omitzero
}

type opinionView struct {
	Answer Answer     `json:"answer"`
	On     region.Day `json:"on"`
	Words  string     `json:"words,omitempty"`
	By     string     `json:"by"`
}

type parentView struct {
	Who       Who        `json:"who"`
	Mobile    string     `json:"mobile" example:"138****1234"`
	AgreedOn  region.Day `json:"agreed_on"`
	StoppedOn region.Day `json:"stopped_on,omitempty"`
}

// delegationDetailView is one delegation with its acts.
type delegationDetailView struct {
	delegationView
	IDNumber     string             `json:"delegate_id_number,omitempty" example:"990***********001X"`
	Mobile       string             `json:"delegate_mobile,omitempty" example:"138****1234"`
	Address      string             `json:"delegate_address,omitempty"`
	Checks       []checkView        `json:"checks"` // all four, in the order of the law
	Opinion      *opinionView       `json:"opinion,omitempty"`
	SignedOn     region.Day         `json:"signed_on,omitempty"`
	SignedFile   string             `json:"signed_file,omitempty"`
	AtSchool     bool               `json:"at_school"` // the school has to be told
	SchoolOn     region.Day         `json:"school_on,omitempty"`
	VillageOn    region.Day         `json:"village_on,omitempty"`
	Parents      []parentView       `json:"parents"`
	ConfirmedBy  string             `json:"confirmed_by,omitempty"`
	ReturnReason ReturnReason       `json:"return_reason,omitempty"`
	Note         string             `json:"note,omitempty"` // of the latest return, end or revocation
	Acts         []workflow.ActView `json:"acts"`
}

func viewDelegation(v View, today region.Day) delegationView {
	return delegationView{
		ID: v.ID, Version: v.Version, FileID: v.FileID, Pseudonym: v.Pseudonym, Region: v.Region, Reason: v.Reason, Relation: v.Relation,
		Name: privacy.MaskName(v.Delegate.Name.Reveal()), From: v.From, To: v.To, Expiring: v.Expiring(today), Status: v.Status, StatusAt: v.StatusAt,
		LastContact: v.LastContact, ContactDue: v.ContactDue, Overdue: v.Overdue(today), EndReason: v.EndReason, RevokeReason: v.RevokeReason,
	}
}

func viewDetail(v View, today region.Day, acts []workflow.ActView) delegationDetailView {
	m := v.Delegate.Mask()
	out := delegationDetailView{
		delegationView: viewDelegation(v, today), IDNumber: m.IDNumber, Mobile: m.Mobile, Address: m.Address, SignedOn: v.SignedOn, SignedFile: v.SignedFile,
		AtSchool: v.AtSchool, SchoolOn: v.SchoolOn, VillageOn: v.VillageOn, ConfirmedBy: v.ConfirmedBy, ReturnReason: v.ReturnReason,
		Note: v.NoteText.Reveal(), Checks: make([]checkView, len(Items)), Parents: make([]parentView, len(v.Parents)), Acts: acts,
	}
	for i, item := range Items {
		c, _ := v.check(item)
		out.Checks[i] = checkView{Item: item, Finding: c.Finding, FileID: c.FileID, Why: v.Why[item].Reveal(), By: c.By}
		if !c.At.IsZero() {
			out.Checks[i].At = &c.At
		}
	}
	if o := v.Opinion; o != nil {
		out.Opinion = &opinionView{Answer: o.Answer, On: o.On, Words: v.Words.Reveal(), By: o.By}
	}
	for i, p := range v.Parents {
		out.Parents[i] = parentView{Who: p.Who, Mobile: privacy.MaskMobile(v.Mobiles[p.Who].Reveal()), AgreedOn: p.AgreedOn, StoppedOn: p.StoppedOn}
	}
	return out
}

// contactView is a contact of the parents. The note is only in the answer for one contact.
type contactView struct {
	ID   string     `json:"id"`
	Who  Who        `json:"who"`
	Way  Way        `json:"way"`
	On   region.Day `json:"on"`
	By   string     `json:"by"`
	Note string     `json:"note,omitempty"`
}

func viewContact(c Contact) contactView {
	return contactView{ID: c.ID, Who: c.Who, Way: c.Way, On: c.On, By: c.By}
}

// agreementView has the values of the printed agreement in full.
type agreementView struct {
	ChildName     string     `json:"child_name"`
	ChildIDNumber string     `json:"child_id_number,omitempty"`
	ChildBirth    region.Day `json:"child_birth"`
	ChildAddress  string     `json:"child_address,omitempty"`
	Name          string     `json:"delegate_name"`
	IDNumber      string     `json:"delegate_id_number"`
	Mobile        string     `json:"delegate_mobile"`
	Address       string     `json:"delegate_address"`
	Reason        Reason     `json:"reason"`
	Relation      Relation   `json:"relation"`
	From          region.Day `json:"from"`
	To            region.Day `json:"to"`
}

func viewAgreement(a Agreement) agreementView {
	return agreementView{
		ChildName: a.ChildName.Reveal(), ChildIDNumber: a.ChildIDNumber.Reveal(), ChildBirth: a.Birth, ChildAddress: a.ChildAddress.Reveal(),
		Name: a.Delegate.Name.Reveal(), IDNumber: a.Delegate.IDNumber.Reveal(), Mobile: a.Delegate.Mobile.Reveal(), Address: a.Delegate.Address.Reveal(),
		Reason: a.Reason, Relation: a.Relation, From: a.From, To: a.To,
	}
}
