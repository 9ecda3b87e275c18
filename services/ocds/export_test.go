package ocds

import (
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
)

// Of is what a test derives releases from.
type Of struct {
	Contract *contracts.Contract
	Paid     []contracts.Payment
	Results  []evaluation.Evaluation
	Code     string
}

// ReleasesOf returns the releases of a contract, and its record.
func (s *Service) ReleasesOf(o Of) ([]Release, Record) {
	of := source{Contract: o.Contract, ocid: s.OCID(o.Contract.ID), origin: s.Origin, place: "贵州省 贵阳市 花溪区", code: o.Code, paid: o.Paid, results: o.Results}
	h := history{of.ocid, of.releases()}
	return h.releases, s.record(h)
}

// Package returns the package of the kind with the contract.
func (s *Service) Package(kind Kind, o Of) any {
	list, _ := s.ReleasesOf(o)
	return s.packed(kind, s.head(string(kind)), []history{{s.OCID(o.Contract.ID), list}}, 0, "")
}
