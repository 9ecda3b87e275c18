package volunteers

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// The refusals of Reveal.
var (
	ErrField   = fault.New(fault.Invalid, "reveal_field", "Choose one of the profile's protected fields.", "请选择一个受保护的字段。")
	ErrPurpose = fault.New(fault.Invalid, "reveal_purpose", "Say what the value is needed for.", "请选择查看用途。")
)

// Masked is a profile with its sealed fields masked.
type Masked struct {
	Volunteer
	Name, IDNumber, Mobile         string
	EmergencyName, EmergencyMobile string
	GuardianName, GuardianMobile   string
	Age                            int // today
}

func (s *Service) mask(v Volunteer) (Masked, error) {
	o, err := s.store.openAll(&v)
	if err != nil {
		return Masked{}, err
	}
	return Masked{
		Volunteer: v, Name: privacy.MaskName(o.Name.Reveal()), IDNumber: privacy.MaskID(o.IDNumber.Reveal()), Mobile: privacy.MaskMobile(o.Mobile.Reveal()),
		EmergencyName: privacy.MaskName(o.EmergencyName.Reveal()), EmergencyMobile: privacy.MaskMobile(o.EmergencyMobile.Reveal()),
		GuardianName: privacy.MaskName(o.GuardianName.Reveal()), GuardianMobile: privacy.MaskMobile(o.GuardianMobile.Reveal()),
		Age: s.AgeAt(v, s.today()),
	}, nil
}

func (s *Service) maskPage(page docstore.Page[Volunteer], err error) (docstore.Page[Masked], error) {
	if err != nil {
		return docstore.Page[Masked]{}, err
	}
	out := docstore.Page[Masked]{Items: make([]Masked, len(page.Items)), Next: page.Next}
	for i, v := range page.Items {
		if out.Items[i], err = s.mask(v); err != nil {
			return docstore.Page[Masked]{}, err
		}
	}
	return out, nil
}

// Mine returns the acting person's own profile with the full name and masked numbers.
func (s *Service) Mine(ctx context.Context) (Masked, error) {
	actor, err := auth.Require(ctx, auth.VolunteerSelf)
	if err != nil {
		return Masked{}, err
	}
	v, err := s.store.ofUser(ctx, actor.UserID)
	if err != nil {
		return Masked{}, err
	}
	return s.ownView(ctx, v)
}

func (s *Service) ownView(ctx context.Context, v Volunteer) (Masked, error) {
	m, err := s.mask(v)
	if err != nil {
		return Masked{}, err
	}
	m.Name, err = s.FullName(ctx, v)
	return m, err
}

// Read returns the masked profile if it lies within the actor's reach, else docstore.ErrNotFound.
func (s *Service) Read(ctx context.Context, volunteerID string) (Masked, error) {
	actor, err := auth.Require(ctx, auth.VolunteerRead)
	if err != nil {
		return Masked{}, err
	}
	v, err := s.store.volunteers.In(actor.Scope(auth.VolunteerRead)).Get(ctx, volunteerID)
	if err != nil {
		return Masked{}, err
	}
	return s.mask(v)
}

// Query filters a list of volunteers. Empty fields do not filter.
type Query struct {
	OrgID     string
	Region    string // path prefix
	Status    Status
	Clearance ClearanceStatus
	Skill     string
	// SkillsEndBy finds those with a certificate that ends by this time, the next to end first. Zero does not filter.
	SkillsEndBy time.Time
	Page        []docstore.Option
}

// SkillsEnding returns the time by which a certificate ends that is reminded of: 30 days ahead.
func (s *Service) SkillsEnding() time.Time { return s.today().Add(remindFirst).End() }

// List returns the volunteers within the actor's reach, masked, newest first.
func (s *Service) List(ctx context.Context, q Query) (docstore.Page[Masked], error) {
	actor, err := auth.Require(ctx, auth.VolunteerRead)
	if err != nil {
		return docstore.Page[Masked]{}, err
	}
	return s.maskPage(s.store.list(ctx, actor.Scope(auth.VolunteerRead), q))
}

// Asking returns the volunteers who ask to join the acting manager's organisation, masked, longest waiting first.
func (s *Service) Asking(ctx context.Context, orgID string, page ...docstore.Option) (docstore.Page[Masked], error) {
	actor, err := auth.Require(ctx, auth.VolunteerManage)
	if err != nil {
		return docstore.Page[Masked]{}, err
	}
	if err := s.manages(ctx, actor, orgID); err != nil {
		return docstore.Page[Masked]{}, err
	}
	return s.maskPage(s.store.asking(ctx, orgID, page))
}

var revealable = []string{
	fieldName, fieldIDNumber, fieldMobile, fieldEmergencyName, fieldEmergencyMobile, fieldGuardianName, fieldGuardianMobile,
}

// Reveal returns one sealed field in full for the purpose; empty when the profile has no value. An audit entry with field and
// purpose is written before.
func (s *Service) Reveal(ctx context.Context, volunteerID, field, purpose string) (privacy.Secret, error) {
	actor, err := auth.Require(ctx, auth.VolunteerReveal)
	if err != nil {
		return "", err
	}
	var bad fault.Problems
	if !slices.Contains(revealable, field) {
		bad.Fault("field", ErrField)
	}
	if !slices.Contains(PurposeWords.Codes(), purpose) {
		bad.Fault("purpose", ErrPurpose)
	}
	if err := bad.Err(); err != nil {
		return "", err
	}
	var value privacy.Secret
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		v, err := s.store.volunteers.In(actor.Scope(auth.VolunteerReveal)).Get(ctx, volunteerID)
		if err != nil {
			return err
		}
		if value, err = s.store.open(&v, field); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{
			Action: "volunteer.reveal", Subjects: []string{v.ID}, Region: v.Region, Shown: []string{v.Region}, Fields: []string{field}, Purpose: purpose,
		})
	})
	if err != nil {
		return "", fmt.Errorf("reveal %s of %s: %w", field, volunteerID, err)
	}
	return value, nil
}
