package register

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// openDetails returns the sealed answers of the file, or those of the fields named.
func (s *store) openDetails(b *Beneficiary, only ...string) (form.Answers, error) {
	out := make(form.Answers, len(b.Private))
	for code, env := range b.Private {
		if len(only) > 0 && !slices.Contains(only, code) {
			continue
		}
		plain, err := s.sealer.Open(fileField(b.ID, code), env)
		if err != nil {
			return nil, fmt.Errorf("open file %s: %w", b.ID, err)
		}
		out[code] = plain
	}
	return out, nil
}

// fill checks the answers as sent and stores them in the file. Sealed answers that are not sent keep their values, and all do when sent is
// nil; a sealed answer that is sent empty is removed. Every wrong field is reported to p.
func (s *store) fill(b *Beneficiary, sent form.Answers, on region.Day, p *fault.Problems) error {
	old, err := s.openDetails(b)
	if err != nil {
		return err
	}
	all := maps.Clone(sent)
	if sent == nil {
		all = maps.Clone(b.Details)
	}
	if all == nil {
		all = form.Answers{}
	}
	for code, text := range old {
		if _, given := sent[code]; !given {
			all[code] = text
		}
	}
	clean := FileForm.Clean(all, b.given(), codesOf(b.Kinds...), on, "details.", p)
	b.checkYounger(clean, p)
	details, private := form.Answers{}, map[string]privacy.Sealed{}
	for code, text := range clean {
		if !isSealed(code) {
			details[code] = text
			continue
		}
		if private[code], err = s.sealer.Reseal(fileField(b.ID, code), b.Private[code], text); err != nil {
			return err
		}
	}
	b.Details, b.Private = details, private
	return nil
}

// checkYounger refuses a caregiver who is not an adult, or is younger than the child.
func (b *Beneficiary) checkYounger(a form.Answers, p *fault.Problems) {
	year, err := strconv.Atoi(a["caregiver_birth_year"])
	if err != nil || !b.Birth.Valid() {
		return
	}
	born, _ := strconv.Atoi(string(b.Birth[:4]))
	p.Check(year <= born-1, "details.caregiver_birth_year", "younger_than_child", "A caregiver is older than the child.", "照料人应年长于儿童，请核对出生年份。")
}

// missing returns the codes of the needed fields without an answer: of a child guardianship, guardian and schooling, and those of the form.
func (b *Beneficiary) missing() []string {
	var list []string
	if slices.ContainsFunc(b.Kinds, func(k Kind) bool { return slices.Contains(childKinds, k) }) {
		cared := slices.Contains(caredFor.In, string(b.Guardianship))
		for _, core := range []struct {
			code  string
			lacks bool
		}{{"guardianship", b.Guardianship == NotAsked}, {FieldGuardianName, cared && len(b.GuardianName) == 0}, {"schooling", b.Schooling == SchoolUnknown}} {
			if core.lacks {
				list = append(list, core.code)
			}
		}
	}
	all := maps.Clone(b.Details)
	if all == nil {
		all = form.Answers{}
	}
	for code := range b.Private {
		all[code] = "sealed" // only whether there is an answer counts
	}
	return append(list, FileForm.Missing(all, b.given(), codesOf(b.Kinds...))...)
}

// maskDetails returns the answers as shown to those who may know the person: sealed ones masked.
func maskDetails(plain, sealed form.Answers) form.Answers {
	out := maps.Clone(plain)
	if out == nil {
		out = form.Answers{}
	}
	for code, text := range sealed {
		out[code] = FileForm.Field(code).Mask(text)
	}
	return out
}
