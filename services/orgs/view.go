package orgs

import (
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// orgRequest is a file as its writers send it. An empty personal field keeps the stored value.
type orgRequest struct {
	Name        string         `json:"name" validate:"required,max=100" example:"青禾社会工作服务中心"`
	USCC        string         `json:"uscc" validate:"max=40" example:"52990001MJTE5T01XT"`
	Region      string         `json:"region" validate:"required,max=100" example:"52/5201/520111/"`
	Type        Type           `json:"type" validate:"required,oneof=association service_agency foundation mass_organisation public_institution company team"`
	Registrar   string         `json:"registrar" validate:"max=100"`
	ValidTo     region.Day     `json:"valid_to" validate:"max=10" example:"2028-12-31"`
	Business    string         `json:"business" validate:"max=1000"`
	Host        string         `json:"host" validate:"max=100"`
	HostOrgID   string         `json:"host_org_id" validate:"max=40"`
	ConsentRef  string         `json:"consent_ref" validate:"max=200"`
	Workers     int64          `json:"workers" validate:"gte=0"`
	Certified   int64          `json:"certified" validate:"gte=0"`
	ReportYear  int64          `json:"report_year" validate:"gte=0,lte=2100"`
	Files       []string       `json:"files" validate:"max=20,dive,max=200"`
	LegalRep    privacy.Secret `json:"legal_rep" validate:"max=50" swaggertype:"string"`
	ContactName privacy.Secret `json:"contact_name" validate:"max=50" swaggertype:"string"`
	Mobile      privacy.Secret `json:"mobile" validate:"max=30" swaggertype:"string"`
	Address     privacy.Secret `json:"address" validate:"max=200" swaggertype:"string"`
	BankAccount privacy.Secret `json:"bank_account" validate:"max=60" swaggertype:"string"`
}

func (r orgRequest) profile() Profile {
	return Profile{
		Name: r.Name, USCC: r.USCC, Region: r.Region, Type: r.Type, Registrar: r.Registrar, ValidTo: r.ValidTo, Business: r.Business,
		Host: r.Host, HostOrgID: r.HostOrgID, ConsentRef: r.ConsentRef, Workers: r.Workers, Certified: r.Certified,
		ReportYear: r.ReportYear, Files: r.Files,
	}
}

func (r orgRequest) personal() Personal {
	return Personal{LegalRep: r.LegalRep, ContactName: r.ContactName, Mobile: r.Mobile, Address: r.Address, BankAccount: r.BankAccount}
}

// contactRequest has the new contact data; an empty field keeps the stored value.
type contactRequest struct {
	ContactName privacy.Secret `json:"contact_name" validate:"max=50" swaggertype:"string"`
	Mobile      privacy.Secret `json:"mobile" validate:"max=30" swaggertype:"string"`
	Address     privacy.Secret `json:"address" validate:"max=200" swaggertype:"string"`
}

type creditRequest struct {
	Credit Credit `json:"credit" validate:"required,oneof=normal abnormal serious"`
	Reason string `json:"reason" validate:"required,max=500"`
}

type oldCodeRequest struct {
	USCC   string `json:"uscc" validate:"required,max=40"`
	Reason string `json:"reason" validate:"required,max=500"`
}

type qualificationRequest struct {
	Rating     int64      `json:"rating" validate:"gte=0,lte=5"` // 1 to 5: 1A to 5A
	RatingTo   region.Day `json:"rating_to" validate:"max=10"`
	ValidTo    region.Day `json:"valid_to" validate:"max=10"`
	ReportYear int64      `json:"report_year" validate:"gte=0,lte=2100"`
}

type revealRequest struct {
	Field   string `json:"field" validate:"required,max=20" enums:"legal_rep,contact_name,mobile,address,bank_account"`
	Purpose string `json:"purpose" validate:"required,max=20" enums:"contact,review,payment,correction"`
}

// revealView is one field in full.
type revealView struct {
	Field string `json:"field"`
	Value string `json:"value"`
}

// cardView is an organisation in a list, without persons.
type cardView struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	USCC      string     `json:"uscc,omitempty"`
	Region    string     `json:"region"`
	Type      Type       `json:"type"`
	Status    Status     `json:"status"`
	Credit    Credit     `json:"credit"`
	Rating    int64      `json:"rating"` // 0: none or expired; 1 to 5: 1A to 5A
	ValidTo   region.Day `json:"valid_to,omitempty"`
	CreatedAt time.Time  `json:"created_at" format:"date-time"`
}

func viewCard(today region.Day) func(Org) cardView {
	return func(o Org) cardView {
		return cardView{
			ID: o.ID, Name: o.Name, USCC: o.USCC, Region: o.Region, Type: o.Type, Status: o.Status, Credit: o.Credit,
			Rating: o.RatingOn(today), ValidTo: o.ValidTo, CreatedAt: o.CreatedAt,
		}
	}
}

// listedView is an organisation in a list with the acts that are open.
type listedView struct {
	cardView
	Acts []workflow.ActView `json:"acts"`
}

// publicView is the public part of an approved organisation.
type publicView struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	USCC      string     `json:"uscc,omitempty"`
	Region    string     `json:"region"`
	Type      Type       `json:"type"`
	Registrar string     `json:"registrar,omitempty"`
	ValidTo   region.Day `json:"valid_to,omitempty"`
	Business  string     `json:"business,omitempty"`
	Credit    Credit     `json:"credit"`
	Rating    int64      `json:"rating"`
	Active    bool       `json:"active"` // false: approved, but its licence has expired or its credit is not normal
}

func viewPublic(today region.Day) func(Org) publicView {
	return func(o Org) publicView {
		return publicView{
			ID: o.ID, Name: o.Name, USCC: o.USCC, Region: o.Region, Type: o.Type, Registrar: o.Registrar, ValidTo: o.ValidTo,
			Business: o.Business, Credit: o.Credit, Rating: o.RatingOn(today), Active: o.Active(today) == nil,
		}
	}
}

type moveView struct {
	From   Status    `json:"from"`
	To     Status    `json:"to"`
	At     time.Time `json:"at" format:"date-time"`
	By     string    `json:"by"`
	Reason string    `json:"reason,omitempty"`
}

type oldCodeView struct {
	Code   string    `json:"code"`
	By     string    `json:"by"`
	At     time.Time `json:"at" format:"date-time"`
	Reason string    `json:"reason"`
}

// orgView is one file; its personal fields are masked.
type orgView struct {
	cardView
	Version      int64              `json:"version"`
	Registrar    string             `json:"registrar,omitempty"`
	Business     string             `json:"business,omitempty"`
	Host         string             `json:"host,omitempty"`
	HostOrgID    string             `json:"host_org_id,omitempty"`
	ConsentRef   string             `json:"consent_ref,omitempty"`
	Workers      int64              `json:"workers"`
	Certified    int64              `json:"certified"`
	ReportYear   int64              `json:"report_year,omitempty"`
	Files        []string           `json:"files"`
	LegalRep     string             `json:"legal_rep" example:"王*"`
	ContactName  string             `json:"contact_name" example:"李*"`
	Mobile       string             `json:"mobile" example:"138****1234"`
	Address      string             `json:"address"`
	BankAccount  string             `json:"bank_account" example:"****1234"`
	StatusAt     time.Time          `json:"status_at" format:"date-time"`
	Reason       string             `json:"reason,omitempty"`
	CreditReason string             `json:"credit_reason,omitempty"`
	CreditAt     *time.Time         `json:"credit_at,omitempty" format:"date-time"`
	RatingTo     region.Day         `json:"rating_to,omitempty"`
	OldCode      *oldCodeView       `json:"old_code,omitempty"`
	Active       bool               `json:"active"`
	History      []moveView         `json:"history"`
	UpdatedAt    time.Time          `json:"updated_at" format:"date-time"`
	Acts         []workflow.ActView `json:"acts"`
}

func view(o Org, m Masked, today region.Day) orgView {
	v := orgView{
		cardView: viewCard(today)(o), Version: o.Version, Registrar: o.Registrar, Business: o.Business, Host: o.Host, HostOrgID: o.HostOrgID,
		ConsentRef: o.ConsentRef, Workers: o.Workers, Certified: o.Certified, ReportYear: o.ReportYear, Files: append([]string{}, o.Files...),
		LegalRep: m.LegalRep, ContactName: m.ContactName, Mobile: m.Mobile, Address: m.Address, BankAccount: m.BankAccount,
		StatusAt: o.StatusAt, Reason: o.Reason, CreditReason: o.CreditReason, RatingTo: o.RatingTo, Active: o.Active(today) == nil,
		History: make([]moveView, len(o.History)), UpdatedAt: o.UpdatedAt,
	}
	if !o.CreditAt.IsZero() {
		v.CreditAt = &o.CreditAt
	}
	if o.OldCode != nil {
		old := oldCodeView(*o.OldCode)
		v.OldCode = &old
	}
	for i, h := range o.History {
		v.History[i] = moveView(h)
	}
	return v
}
