package volunteers

import (
	"context"
	"fmt"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

const volunteersName = "volunteers"

// The sealed fields.
const (
	fieldName            = "name"
	fieldIDNumber        = "id_number"
	fieldMobile          = "mobile"
	fieldEmergencyName   = "emergency_name"
	fieldEmergencyMobile = "emergency_mobile"
	fieldGuardianName    = "guardian_name"
	fieldGuardianMobile  = "guardian_mobile"
)

// counter counts the volunteer numbers of one county.
type counter struct {
	docstore.Meta `bson:",inline"`
	Last          int64 `bson:"last"`
}

type store struct {
	sealer     *privacy.Sealer
	index      *privacy.BlindIndex
	volunteers *docstore.Scoped[Volunteer]
	counters   *docstore.Collection[counter]

	invitations *docstore.Scoped[Invitation]
	quotas      *docstore.Collection[invitationQuota]

	// Not scoped, for rules that hold for every actor; the use case has checked the actor first.
	all            *docstore.Collection[Volunteer]
	allInvitations *docstore.Collection[Invitation]
}

// FindOfficeWork is the migration to data version 5: volunteers of no organisation keep the state in which they wait for
// the region's office.
func FindOfficeWork(ctx context.Context, m *docstore.Migrating) error {
	return m.Rewrite(ctx, volunteersName, func(doc bson.D) (bson.D, error) {
		raw, err := bson.Marshal(doc)
		if err != nil {
			return nil, err
		}
		var v struct {
			OrgIDs []string `bson:"org_ids"`
			Status Status   `bson:"status"`
		}
		if err := bson.Unmarshal(raw, &v); err != nil {
			return nil, err
		}
		doc = slices.DeleteFunc(slices.Clone(doc), func(e bson.E) bool { return e.Key == "office_waits" })
		if waits := (&Volunteer{OrgIDs: v.OrgIDs, Status: v.Status}).officeWaits(); waits != "" {
			doc = append(doc, bson.E{Key: "office_waits", Value: waits})
		}
		return doc, nil
	})
}

// FindSkillEnds is the migration to data version 11: volunteers keep when the certificate that ends first does.
func FindSkillEnds(ctx context.Context, m *docstore.Migrating) error {
	return m.Rewrite(ctx, volunteersName, func(doc bson.D) (bson.D, error) {
		raw, err := bson.Marshal(doc)
		if err != nil {
			return nil, err
		}
		var v struct {
			Status      Status       `bson:"status"`
			SkillChecks []SkillCheck `bson:"skill_checks"`
		}
		if err := bson.Unmarshal(raw, &v); err != nil {
			return nil, err
		}
		doc = slices.DeleteFunc(slices.Clone(doc), func(e bson.E) bool { return e.Key == "skills_valid_to" })
		if end := (&Volunteer{Status: v.Status, SkillChecks: v.SkillChecks}).skillsValidTo(); !end.IsZero() {
			doc = append(doc, bson.E{Key: "skills_valid_to", Value: end})
		}
		return doc, nil
	})
}

func openStore(db *docstore.DB, sealer *privacy.Sealer, index *privacy.BlindIndex) (*store, error) {
	s := &store{sealer: sealer, index: index}
	var err error
	if s.volunteers, err = docstore.DeclareScoped[Volunteer](db, docstore.Spec{
		Name: volunteersName,
		Fields: []string{"no", "user_id", "region", "org_ids", "asked_org_ids", "status", "office_waits", "skills", "person_key", "mobile_key",
			"status_at", "clearance.status", "clearance.consent_at", "clearance.queried_day", "clearance_valid_to", "skills_valid_to"},
		Indexes: []docstore.Index{
			{Name: "no", Fields: []string{"no"}, Unique: true},
			{Name: "user", Fields: []string{"user_id"}, Unique: true},
			{Name: "person", Fields: []string{"person_key"}, Unique: true},
			{Name: "by_mobile", Fields: []string{"mobile_key"}},
			{Name: "by_region", Fields: []string{"region", "status"}, Selective: true},
			{Name: "by_office_waits", Fields: []string{"office_waits"}, Sparse: true},
			{Name: "by_org", Fields: []string{"org_ids"}},
			{Name: "by_asked_org", Fields: []string{"asked_org_ids"}},
			{Name: "clearance_ends", Fields: []string{"clearance.status", "clearance_valid_to"}, Selective: true},
			{Name: "skills_end", Fields: []string{"skills_valid_to"}, Sparse: true},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}, Org: []string{"org_ids"}, Self: []string{"_id", "user_id"}},
		Refs:  []docstore.Ref{{Field: "org_ids", To: "orgs"}, {Field: "asked_org_ids", To: "orgs"}},
		Warm:  true,
	}); err != nil {
		return nil, err
	}
	if s.counters, err = docstore.Declare[counter](db, docstore.Spec{Name: "volunteer_numbers"}); err != nil {
		return nil, err
	}
	s.all = s.volunteers.In(auth.Actor{Job: "volunteers"}.Scope(auth.VolunteerRead))
	return s, s.openInvitations(db)
}

// numbers returns n unused volunteer numbers of the county.
func (s *store) numbers(ctx context.Context, region6 string, n int) ([]string, error) {
	var last int64
	_, err := s.counters.Upsert(ctx, region6, func(c *counter) error {
		c.Last += int64(n)
		last = c.Last
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("own numbers of %s: %w", region6, err)
	}
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("%s%09d", region6, last-int64(n)+int64(i)+1)
	}
	return out, nil
}

// insert stores the volunteers, or returns ErrTaken or ErrAlready.
func (s *store) insert(ctx context.Context, list ...Volunteer) error {
	for i := range list {
		list[i].OfficeWaits, list[i].SkillsValidTo = list[i].officeWaits(), list[i].skillsValidTo()
	}
	return taken(s.all.InsertMany(ctx, list))
}

func taken(err error) error {
	switch {
	case docstore.IsDuplicate(err, "person"):
		return ErrTaken.At("id_number")
	case docstore.IsDuplicate(err, "user"):
		return ErrAlready
	}
	return err
}

// save stores the changed volunteer. It returns docstore.ErrStale when the volunteer was changed since it was loaded.
func (s *store) save(ctx context.Context, v *Volunteer) error {
	v.OfficeWaits, v.SkillsValidTo = v.officeWaits(), v.skillsValidTo()
	return taken(s.all.Save(ctx, v))
}

func (s *store) ofUser(ctx context.Context, userID string) (Volunteer, error) {
	if userID == "" {
		return Volunteer{}, docstore.ErrNotFound
	}
	return s.all.First(ctx, docstore.Filter{{Key: "user_id", Value: userID}})
}

func (s *store) ofPerson(ctx context.Context, personKey string) (Volunteer, error) {
	return s.all.First(ctx, docstore.Filter{{Key: "person_key", Value: personKey}})
}

// members returns the profiles of those of the persons who belong to the organisation, by person key.
func (s *store) members(ctx context.Context, orgID string, keys []string) (map[string]Volunteer, error) {
	out := make(map[string]Volunteer, len(keys))
	if len(keys) == 0 {
		return out, nil
	}
	list, err := s.all.Find(ctx, docstore.Filter{
		{Key: "person_key", Value: bson.D{{Key: "$in", Value: keys}}}, {Key: "org_ids", Value: orgID},
	}, docstore.Limit(len(keys)))
	for _, v := range list {
		out[v.PersonKey] = v
	}
	return out, err
}

// withIDs returns the profiles with these ids, by id. Unknown ids are left out.
func (s *store) withIDs(ctx context.Context, ids []string) (map[string]Volunteer, error) {
	out := make(map[string]Volunteer, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	list, err := s.all.Find(ctx, docstore.Filter{{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}}, docstore.Limit(len(ids)))
	for _, v := range list {
		out[v.ID] = v
	}
	return out, err
}

// unclaimed returns at most two unclaimed profiles with the mobile; the caller needs to know only whether there is exactly one.
func (s *store) unclaimed(ctx context.Context, mobileKey string) ([]Volunteer, error) {
	return s.all.Find(ctx, docstore.Filter{
		{Key: "mobile_key", Value: mobileKey}, {Key: "user_id", Value: nil}, {Key: "status", Value: bson.D{{Key: "$ne", Value: Cancelled}}},
	}, docstore.Limit(2))
}

func (q Query) filter() docstore.Filter {
	f := docstore.Filter{}
	add := func(field, value string) {
		if value != "" {
			f = append(f, bson.E{Key: field, Value: value})
		}
	}
	if q.Region != "" {
		f = append(f, bson.E{Key: "region", Value: docstore.Prefix(q.Region)})
	}
	add("org_ids", q.OrgID)
	add("status", string(q.Status))
	add("clearance.status", string(q.Clearance))
	add("skills", q.Skill)
	if !q.SkillsEndBy.IsZero() {
		f = append(f, skillsEndBy(q.SkillsEndBy)...)
	}
	return f
}

func (s *store) list(ctx context.Context, scope auth.Scope, q Query) (docstore.Page[Volunteer], error) {
	order := []string{"-_id"}
	if !q.SkillsEndBy.IsZero() {
		order = []string{"skills_valid_to", "_id"}
	}
	return s.volunteers.In(scope).Page(ctx, q.filter(), append(q.Page, docstore.Sort(order...))...)
}

// clearedOf returns a page of the organisation's active volunteers whose clear result is valid at the time.
func (s *store) clearedOf(ctx context.Context, orgID string, at time.Time, page []docstore.Option) (docstore.Page[Volunteer], error) {
	return s.all.Page(ctx, docstore.Filter{
		{Key: "org_ids", Value: orgID}, {Key: "status", Value: Active}, {Key: "clearance_valid_to", Value: bson.D{{Key: "$gt", Value: at}}},
		{Key: "clearance.status", Value: bson.D{{Key: "$ne", Value: Barred}}},
	}, append(page, docstore.Sort("-_id"))...)
}

// asking returns a page of the volunteers who ask to join the organisation.
func (s *store) asking(ctx context.Context, orgID string, page []docstore.Option) (docstore.Page[Volunteer], error) {
	return s.all.Page(ctx, docstore.Filter{{Key: "asked_org_ids", Value: orgID}}, append(page, docstore.Sort("_id"))...)
}

// eachEnding calls do with every volunteer whose clear result ends before the time and was not renewed.
func (s *store) eachEnding(ctx context.Context, before time.Time, do func(Volunteer) error) error {
	for _, status := range []ClearanceStatus{Clear, Consented, Queried, Answered} { // one query for each status, which uses the index
		err := s.all.Each(ctx, docstore.Filter{
			{Key: "clearance.status", Value: status},
			{Key: "clearance_valid_to", Value: bson.D{{Key: "$lt", Value: before}}},
			{Key: "status", Value: bson.D{{Key: "$ne", Value: Cancelled}}},
		}, do, docstore.Sort("clearance_valid_to"))
		if err != nil {
			return err
		}
	}
	return nil
}

// skillsEndBy finds the volunteers with a certificate that has not ended and does by the time.
func skillsEndBy(at time.Time) docstore.Filter {
	return docstore.Filter{{Key: "skills_valid_to", Value: bson.D{{Key: "$lte", Value: at}}}}
}

// eachSkillEnding calls do with every volunteer with a certificate that ends by the time.
func (s *store) eachSkillEnding(ctx context.Context, by time.Time, do func(Volunteer) error) error {
	return s.all.Each(ctx, skillsEndBy(by), do, docstore.Sort("skills_valid_to"))
}

func (s *store) aad(id, field string) privacy.AAD {
	return privacy.AAD{Collection: volunteersName, Field: field, ID: id}
}

// personKey and mobileKey are the blind indexes of a normalised number.
func (s *store) personKey(idNumber privacy.Secret) string {
	return s.index.Index(fieldIDNumber, ident.Normalise(idNumber.Reveal()))
}

func (s *store) mobileKey(mobile privacy.Secret) string {
	return s.index.Index(fieldMobile, ident.NormaliseMobile(mobile.Reveal()))
}

// sealing seals several values of a profile and keeps the first error.
type sealing struct {
	store *store
	of    *Volunteer
	err   error
}

func (z *sealing) seal(field string, value privacy.Secret) privacy.Sealed {
	if z.err != nil {
		return nil
	}
	var sealed privacy.Sealed
	sealed, z.err = z.store.sealer.Reseal(z.store.aad(z.of.ID, field), z.of.envelope(field), value.Reveal())
	return sealed
}

// fill sets the volunteer's fields from the normalised profile.
func (s *store) fill(v *Volunteer, p *Profile) error {
	z := sealing{store: s, of: v}
	v.Name, v.IDNumber = z.seal(fieldName, p.Name), z.seal(fieldIDNumber, p.IDNumber)
	v.PersonKey, v.Region = s.personKey(p.IDNumber), p.Region
	v.Agreement = p.Agreement
	if z.err != nil {
		return z.err
	}
	if p.Guardian != nil {
		if err := s.fillGuardian(v, p.Guardian); err != nil {
			return err
		}
	}
	if err := s.fillMobile(v, p.Mobile); err != nil {
		return err
	}
	return s.fillDetails(v, &p.Details)
}

// fillGuardian replaces the guardian. The codes that were sent still count towards the limits.
func (s *store) fillGuardian(v *Volunteer, g *Consenting) error {
	z := sealing{store: s, of: v}
	made := &Guardian{
		SealedKin:      SealedKin{Name: z.seal(fieldGuardianName, g.Name), Relation: g.Relation, Mobile: z.seal(fieldGuardianMobile, g.Mobile)},
		ConsentVersion: g.Version, ConsentAt: g.At,
	}
	if v.Guardian != nil {
		made.Code.Sent = v.Guardian.Code.Sent
	}
	v.Guardian = made
	return z.err
}

func (s *store) fillMobile(v *Volunteer, mobile privacy.Secret) error {
	z := sealing{store: s, of: v}
	v.Mobile, v.MobileKey = z.seal(fieldMobile, mobile), s.mobileKey(mobile)
	return z.err
}

func (s *store) fillName(v *Volunteer, name privacy.Secret) error {
	z := sealing{store: s, of: v}
	v.Name = z.seal(fieldName, name)
	return z.err
}

func (s *store) fillDetails(v *Volunteer, d *Details) error {
	z := sealing{store: s, of: v}
	v.setSkills(d.Skills)
	v.Services, v.Available = d.Services, d.Available
	v.Emergency = SealedKin{
		Name: z.seal(fieldEmergencyName, d.Emergency.Name), Relation: d.Emergency.Relation, Mobile: z.seal(fieldEmergencyMobile, d.Emergency.Mobile),
	}
	return z.err
}

// envelope returns the sealed value of the field, or nil.
func (v *Volunteer) envelope(field string) privacy.Sealed {
	switch field {
	case fieldName:
		return v.Name
	case fieldIDNumber:
		return v.IDNumber
	case fieldMobile:
		return v.Mobile
	case fieldEmergencyName:
		return v.Emergency.Name
	case fieldEmergencyMobile:
		return v.Emergency.Mobile
	}
	if v.Guardian == nil {
		return nil
	}
	switch field {
	case fieldGuardianName:
		return v.Guardian.Name
	case fieldGuardianMobile:
		return v.Guardian.Mobile
	}
	return nil
}

// open decrypts one sealed field.
func (s *store) open(v *Volunteer, field string) (privacy.Secret, error) {
	value, err := s.sealer.Open(s.aad(v.ID, field), v.envelope(field))
	if err != nil {
		return "", fmt.Errorf("open %s of %s: %w", field, v.ID, err)
	}
	return privacy.Secret(value), nil
}

// opened holds the decrypted fields of a volunteer.
type opened struct {
	Name, IDNumber, Mobile         privacy.Secret
	EmergencyName, EmergencyMobile privacy.Secret
	GuardianName, GuardianMobile   privacy.Secret
}

func (s *store) openAll(v *Volunteer) (opened, error) {
	var o opened
	for _, f := range []struct {
		field string
		into  *privacy.Secret
	}{
		{fieldName, &o.Name}, {fieldIDNumber, &o.IDNumber}, {fieldMobile, &o.Mobile}, {fieldEmergencyName, &o.EmergencyName},
		{fieldEmergencyMobile, &o.EmergencyMobile}, {fieldGuardianName, &o.GuardianName}, {fieldGuardianMobile, &o.GuardianMobile},
	} {
		var err error
		if *f.into, err = s.open(v, f.field); err != nil {
			return opened{}, err
		}
	}
	return o, nil
}

// idByNo returns the id of the volunteer with the number, or docstore.ErrNotFound.
func (s *store) idByNo(ctx context.Context, no string) (string, error) {
	v, err := s.all.First(ctx, docstore.Filter{{Key: "no", Value: no}})
	return v.ID, err
}
