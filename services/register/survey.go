package register

import (
	"context"
	"maps"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// EachRegistered calls use with every file in the register within the region path, without checking the actor, for the use cases of other
// features.
func (s *Service) EachRegistered(ctx context.Context, path string, use func(Beneficiary) error) error {
	return s.store.eachRegistered(ctx, path, use)
}

// Person is somebody whom a list from elsewhere names: a school's, the police's. Without an ID number the name and birth are needed.
type Person struct {
	Name     privacy.Secret
	IDNumber privacy.Secret // normalised
	Birth    region.Day
}

// Known is a file with its identity.
type Known struct {
	Beneficiary
	Identity Identity
}

// Known returns for each person the file within the region path that is theirs, or nil: by the ID number, else by the sound of the name
// with the birth. Files that have left the register count as none. It makes two queries for each 200 persons and does not check the actor.
func (s *Service) Known(ctx context.Context, path string, people []Person) ([]*Known, error) {
	numbers, sounds := make([]string, len(people)), make([]string, len(people))
	for i, p := range people {
		numbers[i] = s.Index.Index(FieldIDNumber, p.IDNumber.Reveal())
		sounds[i] = s.Index.Index(indexSound, soundOf(p.Name, p.Birth))
	}
	byNumber, err := s.store.filesByKey(ctx, path, "id_key", numbers, func(b *Beneficiary) string { return b.IDKey })
	if err != nil {
		return nil, err
	}
	rest := make([]string, 0, len(sounds))
	for i := range people {
		if byNumber[numbers[i]] == nil {
			rest = append(rest, sounds[i])
		}
	}
	bySound, err := s.store.filesByKey(ctx, path, "sound_key", rest, func(b *Beneficiary) string { return b.SoundKey })
	if err != nil {
		return nil, err
	}
	out := make([]*Known, len(people))
	for i, p := range people {
		found := byNumber[numbers[i]]
		if found == nil {
			found = bySound[sounds[i]]
		}
		if out[i], err = s.best(found, p.Name); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// best returns the file of that very name, else the first one; nil when there is none.
func (s *Service) best(found []Beneficiary, name privacy.Secret) (*Known, error) {
	var first *Known
	for i := range found {
		who, err := s.store.open(&found[i])
		if err != nil {
			return nil, err
		}
		if k := (&Known{found[i], who}); who.Name == name || len(found) == 1 {
			return k, nil
		} else if first == nil {
			first = k
		}
	}
	return first, nil
}

// KnownByID returns the files by id with their identities, without those that do not exist. It does not check the actor: the caller does, and
// writes the audit entry.
func (s *Service) KnownByID(ctx context.Context, ids []string) (map[string]Known, error) {
	files, err := s.store.allFiles.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Known, len(files))
	for id, b := range files {
		who, err := s.store.open(&b)
		if err != nil {
			return nil, err
		}
		out[id] = Known{b, who}
	}
	return out, nil
}

// Cards returns the files by id as lists show them to the acting person: the name only when the person may know it. The caller has checked
// that they may read them, and writes the audit entry.
func (s *Service) Cards(ctx context.Context, ids []string) (map[string]File, error) {
	files, err := s.store.allFiles.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[string]File, len(files))
	for id, b := range files {
		if out[id], err = s.card(auth.From(ctx), b); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// School is what a school knows of its pupil. Empty fields are not known; a grade belongs to a schooling.
type School struct {
	Schooling Schooling
	Grade     int64
	Name      string
	Class     string
}

// fill writes what the school knows into answers of FileForm.
func (s School) fill(details map[string]string) {
	for code, text := range map[string]string{SchoolName: s.Name, SchoolClass: s.Class} {
		if text != "" {
			details[code] = text
		}
	}
}

// The codes of FileForm that a school's list knows.
const (
	SchoolName  = "school_name"
	SchoolClass = "class"
)

// TakeSchool edits the schooling of a file as Edit does, for the actor and with the rules of Edit, and changes nothing else.
func (s *Service) TakeSchool(ctx context.Context, fileID string, from School) (File, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryEdit)
	if err != nil {
		return File{}, err
	}
	b, err := s.store.loadFile(ctx, actor.Scope(auth.BeneficiaryEdit), fileID)
	if err != nil {
		return File{}, err
	}
	c := Content{Facts: b.Facts, Details: maps.Clone(b.Details)}
	if c.Details == nil {
		c.Details = map[string]string{}
	}
	if from.Schooling != "" {
		c.Schooling, c.Grade = from.Schooling, from.Grade
	}
	from.fill(c.Details)
	return s.Edit(ctx, fileID, b.Version, c)
}

// CreateFrom writes the draft of a left-behind child from a school's list, as Create does: what the school does not know is not collected.
func (s *Service) CreateFrom(ctx context.Context, village string, p Person, gender Gender, guardianMobile privacy.Secret, from School) (File, error) {
	c := Content{
		Facts: Facts{
			Kinds: []Kind{LeftBehindChild}, Region: village, Gender: gender, Birth: p.Birth, Guardianship: NotAsked, Schooling: from.Schooling, Grade: from.Grade,
			Risk: RiskUnknown,
		},
		Identity: Identity{Name: p.Name, IDNumber: p.IDNumber, GuardianMobile: guardianMobile},
		Details:  map[string]string{},
	}
	if c.Schooling == "" {
		c.Schooling = SchoolUnknown
	}
	if p.IDNumber == "" {
		c.NoIDReason = NotKnown
	}
	from.fill(c.Details)
	return s.Create(ctx, c)
}
