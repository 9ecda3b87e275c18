package pairings

import (
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

type planRequest struct {
	CallsPerMonth      int64 `json:"calls_per_month" validate:"gte=0,lte=8"`
	MeetingsPerQuarter int64 `json:"meetings_per_quarter" validate:"gte=0,lte=12"`
}

type pairingRequest struct {
	BeneficiaryID string      `json:"beneficiary_id" validate:"required,max=40"`
	OrgID         string      `json:"org_id" validate:"required,max=40"`
	Type          PairingType `json:"type" validate:"required,oneof=caring_mother one_to_one team"`
	Plan          planRequest `json:"plan"`
	ContractID    string      `json:"contract_id" validate:"max=40"` // of the organisation, whose figures count the contacts
}

type countRequest struct {
	ContractID string `json:"contract_id" validate:"max=40"` // empty: none
}

type matchRequest struct {
	VolunteerIDs []string `json:"volunteer_ids" validate:"required,min=1,max=6,dive,required,max=40"`
}

type consentRequest struct {
	Relation Relation       `json:"relation" validate:"required,oneof=father mother grandparent other_guardian self"`
	Name     privacy.Secret `json:"name" validate:"required,max=50" swaggertype:"string"` // of the person who consents
	Version  string         `json:"version" validate:"required,max=40"`                   // of the text agreed to
	At       time.Time      `json:"at" validate:"required" format:"date-time"`
	Opinion  Opinion        `json:"opinion" validate:"required,oneof=agrees hesitant refuses too_young adult"`
}

type pauseRequest struct {
	Reason PauseReason `json:"reason" validate:"required,oneof=volunteer_request family_request safety"`
}

type endRequest struct {
	Reason EndReason `json:"reason" validate:"required,oneof=completed moved unsuited violation"`
}

type consentView struct {
	Relation Relation  `json:"relation"`
	Name     string    `json:"name" example:"张**"`
	Version  string    `json:"version"`
	At       time.Time `json:"at" format:"date-time"`
	Opinion  Opinion   `json:"opinion"`
}

// pairingView is a pairing. The fields from beneficiary_id on are for staff only.
type pairingView struct {
	ID            string        `json:"id"`
	Version       int64         `json:"version"`
	Type          PairingType   `json:"type"`
	Pseudonym     string        `json:"pseudonym,omitempty" example:"小A·三年级·青岩村"`
	AgeBand       string        `json:"age_band,omitempty" example:"6-13"`
	Plan          planRequest   `json:"plan"`
	Status        PairingStatus `json:"status"`
	StatusAt      time.Time     `json:"status_at" format:"date-time"`
	From          region.Day    `json:"from,omitempty"`
	NextDue       region.Day    `json:"next_due,omitempty"`
	PauseReason   PauseReason   `json:"pause_reason,omitempty"`
	EndReason     EndReason     `json:"end_reason,omitempty"`
	BeneficiaryID string        `json:"beneficiary_id,omitempty"`
	Region        string        `json:"region,omitempty"`
	OrgID         string        `json:"org_id,omitempty"`
	ContractID    string        `json:"contract_id,omitempty"` // whose figures count the contacts
	VolunteerIDs  []string      `json:"volunteer_ids,omitempty"`
	Misses        *int64        `json:"misses,omitempty"`
	Consent       *consentView  `json:"consent,omitempty"`
}

// pairingDetailView is one pairing with its acts.
type pairingDetailView struct {
	pairingView
	Acts []workflow.ActView `json:"acts"`
}

func viewPairing(f PairingFile) pairingView {
	v := pairingView{
		ID: f.ID, Version: f.Version, Type: f.Type, Pseudonym: f.Pseudonym, AgeBand: f.AgeBand, Plan: planRequest(f.Plan), Status: f.Status,
		StatusAt: f.StatusAt, From: f.From, NextDue: f.NextDue, PauseReason: f.PauseReason, EndReason: f.EndReason,
	}
	if !f.Staff {
		return v
	}
	v.BeneficiaryID, v.Region, v.OrgID, v.VolunteerIDs, v.Misses = f.BeneficiaryID, f.Region, f.OrgID, f.VolunteerIDs, &f.Misses
	v.ContractID = f.ContractID
	if c := f.Consent; c != nil {
		v.Consent = &consentView{
			Relation: c.Relation, Name: privacy.MaskName(f.ConsentName.Reveal()), Version: c.Version, At: c.At, Opinion: c.Opinion,
		}
	}
	return v
}

// candidateView is a volunteer who may be named for a pairing.
type candidateView struct {
	ID     string            `json:"id"`
	No     string            `json:"no"`
	Name   string            `json:"name" example:"张**"`
	Gender volunteers.Gender `json:"gender"`
	Region string            `json:"region"` // path of where they live
	Place  string            `json:"place" example:"青岩村"`
	Load   int               `json:"load"` // pairings they have, of three at most
}

func viewCandidate(c Candidate) candidateView {
	return candidateView{ID: c.ID, No: c.No, Name: c.Name, Gender: c.Gender, Region: c.Region, Place: c.Place, Load: c.Load}
}

type contactRequest struct {
	At      time.Time      `json:"at" validate:"required" format:"date-time"`
	Way     Way            `json:"way" validate:"required,oneof=home school phone video"`
	Met     Met            `json:"met" validate:"required,oneof=person caregiver nobody"`
	Minutes int64          `json:"minutes" validate:"gte=0,lte=1440"`
	Note    privacy.Secret `json:"note" validate:"required,max=2000" swaggertype:"string"`
	Danger  bool           `json:"danger"`
}

// contactView is a contact. The note is only in the answer for one contact.
type contactView struct {
	ID           string       `json:"id"`
	PairingID    string       `json:"pairing_id"`
	VolunteerID  string       `json:"volunteer_id"`
	At           time.Time    `json:"at" format:"date-time"`
	Way          Way          `json:"way"`
	Met          Met          `json:"met"`
	Minutes      int64        `json:"minutes"`
	Danger       bool         `json:"danger"`
	DangerStatus DangerStatus `json:"danger_status,omitempty"`
	Note         string       `json:"note,omitempty"`
	Advice       string       `json:"advice,omitempty"` // what to do now, after a danger
}

func viewContact(c Contact) contactView {
	return contactView{
		ID: c.ID, PairingID: c.PairingID, VolunteerID: c.VolunteerID, At: c.At, Way: c.Way, Met: c.Met, Minutes: c.Minutes,
		Danger: c.Danger.Status != "", DangerStatus: c.Danger.Status,
	}
}

// advice returns what a volunteer who reported a danger has to do first.
func advice(lang string) string {
	if lang == "en" {
		return "In an emergency call 110 first. The village, the town and the county have been told, and the report waits until one of them has seen to it."
	}
	return "紧急情况请先拨打 110。平台已通知村、乡镇和县民政，报告将一直保留到有人处置完毕。"
}

type closeRequest struct {
	Done privacy.Secret `json:"done" validate:"required,max=2000" swaggertype:"string"` // what was done
}

// dangerView is a report of danger for those who handle it. Its id is that of the contact.
type dangerView struct {
	ID            string       `json:"id"`
	Version       int64        `json:"version"`
	PairingID     string       `json:"pairing_id"`
	BeneficiaryID string       `json:"beneficiary_id"`
	Pseudonym     string       `json:"pseudonym" example:"小A·三年级·青岩村"`
	Region        string       `json:"region"`
	OrgID         string       `json:"org_id"`
	VolunteerID   string       `json:"volunteer_id"`          // who reported
	At            time.Time    `json:"at" format:"date-time"` // of the contact
	Way           Way          `json:"way"`
	Met           Met          `json:"met"`
	ReportedAt    time.Time    `json:"reported_at" format:"date-time"`
	Status        DangerStatus `json:"status"`
	StatusAt      time.Time    `json:"status_at" format:"date-time"`
	TakenBy       string       `json:"taken_by,omitempty"` // the account of who handles or handled it
}

// dangerDetailView is one report of danger with its texts and its acts.
type dangerDetailView struct {
	dangerView
	Note string             `json:"note"`
	Done string             `json:"done,omitempty"`
	Acts []workflow.ActView `json:"acts"`
}

func viewDanger(f DangerFile) dangerView {
	return dangerView{
		ID: f.ID, Version: f.Version, PairingID: f.PairingID, BeneficiaryID: f.BeneficiaryID, Pseudonym: f.Pseudonym, Region: f.Region, OrgID: f.OrgID,
		VolunteerID: f.VolunteerID, At: f.At, Way: f.Way, Met: f.Met, ReportedAt: f.CreatedAt, Status: f.Danger.Status, StatusAt: f.Danger.At,
		TakenBy: f.Danger.TakenBy,
	}
}
