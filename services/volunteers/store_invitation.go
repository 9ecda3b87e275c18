package volunteers

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

const invitationsName = "volunteer_invitations"

// invitationKeepDays is how many days an invitation is kept after its term, unless the person has declined it.
const invitationKeepDays = 60

func (s *store) openInvitations(db *docstore.DB) error {
	var err error
	if s.invitations, err = docstore.DeclareScoped[Invitation](db, docstore.Spec{
		Name:   invitationsName,
		Fields: []string{"org_id", "region", "status", "refused", "send_at", "expires_at", "key", "mobile_key"},
		Indexes: []docstore.Index{
			{Name: "key", Fields: []string{"key"}, Unique: true},
			{Name: "by_org", Fields: []string{"org_id"}},
			{Name: "by_status", Fields: []string{"org_id", "status"}},
			{Name: "by_mobile", Fields: []string{"mobile_key", "status"}},
			{Name: "to_send", Fields: []string{"send_at"}, Sparse: true},
			{Name: "expires", Fields: []string{"status", "expires_at"}},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}, Org: []string{"org_id"}},
		Refs:  []docstore.Ref{{Field: "org_id", To: "orgs"}},
	}); err != nil {
		return err
	}
	s.allInvitations = s.invitations.In(auth.Actor{Job: "volunteers"}.Scope(auth.VolunteerRead))
	s.quotas, err = docstore.Declare[invitationQuota](db, docstore.Spec{Name: "volunteer_invitation_quotas"})
	return err
}

// invitationSlot takes a place of the asking person's daily number and returns from when the invitation is shown.
func (s *store) invitationSlot(ctx context.Context, askedBy string, now time.Time) (from time.Time, err error) {
	_, err = s.quotas.Upsert(ctx, askedBy, func(q *invitationQuota) error {
		from = q.next(now)
		return nil
	})
	return from, err
}

// invitationsOf returns the organisation's invitations of the persons, by person key.
func (s *store) invitationsOf(ctx context.Context, orgID string, keys []string) (map[string]Invitation, error) {
	out := make(map[string]Invitation, len(keys))
	if len(keys) == 0 {
		return out, nil
	}
	of := make([]string, len(keys))
	for n, key := range keys {
		of[n] = invitationKey(orgID, key)
	}
	list, err := s.allInvitations.Find(ctx, docstore.Filter{{Key: "key", Value: docstore.Filter{{Key: "$in", Value: of}}}}, docstore.Limit(len(of)))
	for _, i := range list {
		out[i.PersonKey] = i
	}
	return out, err
}

// listInvitations returns a page of the organisation's invitations in the state, longest waiting first; without a state those that are
// not withdrawn.
func (s *store) listInvitations(ctx context.Context, orgID string, status InvitationStatus, page []docstore.Option) (docstore.Page[Invitation], error) {
	f := docstore.Filter{{Key: "org_id", Value: orgID}}
	if status != "" {
		f = append(f, docstore.Filter{{Key: "status", Value: status}}...)
	} else {
		f = append(f, docstore.Filter{{Key: "status", Value: docstore.Filter{{Key: "$ne", Value: InvitationWithdrawn}}}}...)
	}
	return s.allInvitations.Page(ctx, f, append(page, docstore.Sort("_id"))...)
}

// invitationsTo returns the invitations that were made to the mobile and are not answered.
func (s *store) invitationsTo(ctx context.Context, mobileKey string) ([]Invitation, error) {
	return s.allInvitations.Find(ctx, docstore.Filter{{Key: "mobile_key", Value: mobileKey}, {Key: "status", Value: InvitationAsked}},
		docstore.Sort("_id"), docstore.Limit(100))
}

func (s *store) eachUnsentInvitation(ctx context.Context, now time.Time, do func(Invitation) error) error {
	return s.allInvitations.Each(ctx, docstore.Filter{{Key: "send_at", Value: docstore.Filter{{Key: "$lte", Value: now}}}}, do, docstore.Sort("send_at"))
}

// eachInvitationEnded calls do with every invitation in the state whose term ended before the time.
func (s *store) eachInvitationEnded(ctx context.Context, status InvitationStatus, before time.Time, do func(Invitation) error) error {
	return s.allInvitations.Each(ctx, docstore.Filter{
		{Key: "status", Value: status}, {Key: "expires_at", Value: docstore.Filter{{Key: "$lte", Value: before}}},
	}, do, docstore.Sort("expires_at"))
}

// fillInvitation sets what the organisation typed, sealed. The invitation gets an id if it has none.
func (s *store) fillInvitation(i *Invitation, e *entry) error {
	if i.ID == "" {
		i.ID = id.New("inv")
	}
	p := &e.profile
	var err error
	seal := func(field string, value privacy.Secret) (sealed privacy.Sealed) {
		if err == nil {
			sealed, err = s.sealer.Seal(privacy.AAD{Collection: invitationsName, Field: field, ID: i.ID}, value.Reveal())
		}
		return sealed
	}
	i.Name, i.IDNumber, i.Mobile = seal(fieldName, p.Name), seal(fieldIDNumber, p.IDNumber), seal(fieldMobile, p.Mobile)
	i.Key, i.PersonKey, i.MobileKey = invitationKey(i.OrgID, e.key), e.key, e.mobile
	i.Skills, i.Services, i.Available = p.Skills, p.Services, p.Available
	i.Emergency = SealedKin{Name: seal(fieldEmergencyName, p.Emergency.Name), Mobile: seal(fieldEmergencyMobile, p.Emergency.Mobile)}
	return err
}

func invitationKey(orgID, personKey string) string { return orgID + "/" + personKey }

func (i *Invitation) envelopes() map[string]privacy.Sealed {
	return map[string]privacy.Sealed{
		fieldName: i.Name, fieldIDNumber: i.IDNumber, fieldMobile: i.Mobile,
		fieldEmergencyName: i.Emergency.Name, fieldEmergencyMobile: i.Emergency.Mobile,
	}
}

// openInvitation decrypts one field of what the organisation typed.
func (s *store) openInvitation(i *Invitation, field string) (privacy.Secret, error) {
	value, err := s.sealer.Open(privacy.AAD{Collection: invitationsName, Field: field, ID: i.ID}, i.envelopes()[field])
	if err != nil {
		return "", fmt.Errorf("open %s of %s: %w", field, i.ID, err)
	}
	return privacy.Secret(value), nil
}

func (i *Invitation) sealedDocument() privacy.SealedDocument {
	return privacy.SealedDocument{Collection: invitationsName, ID: i.ID, Sealed: i.envelopes(), Keys: []privacy.StoredIndex{
		{Name: "person_key", Index: fieldIDNumber, From: fieldIDNumber, Kept: i.PersonKey, Normalised: ident.Normalise},
		{Name: "mobile_key", Index: fieldMobile, From: fieldMobile, Kept: i.MobileKey, Normalised: ident.NormaliseMobile},
	}}
}

// saveInvitation stores a new or changed invitation.
func (s *store) saveInvitation(ctx context.Context, i *Invitation) error {
	if i.Version == 0 {
		return s.allInvitations.Insert(ctx, i)
	}
	return s.allInvitations.Save(ctx, i)
}

// sameTyped reports whether the row has the name and the mobile of the invitation.
func (s *store) sameTyped(i *Invitation, e *entry) (bool, error) {
	name, err := s.openInvitation(i, fieldName)
	return name == e.profile.Name && i.MobileKey == e.mobile, err
}

// meant reports whether the invitation means the volunteer: the same ID number, mobile and name.
func (s *store) meant(i *Invitation, v *Volunteer) (bool, error) {
	if i.PersonKey != v.PersonKey || i.MobileKey != v.MobileKey || v.Status == Cancelled {
		return false, nil
	}
	typed, err1 := s.openInvitation(i, fieldName)
	name, err2 := s.open(v, fieldName)
	return typed == name, errors.Join(err1, err2)
}
