package volunteers

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Deps are the dependencies of the service. Every field is needed.
type Deps struct {
	DB       *docstore.DB
	Sealer   *privacy.Sealer
	Index    *privacy.BlindIndex
	Audit    *audit.Log
	Outbox   *notify.Outbox
	Now      func() time.Time
	Regions  *region.Tree
	Calendar *region.Calendar
	Terms    Terms
	Accounts *accounts.Service
	Orgs     *orgs.Service

	// Stop stops what a volunteer may not go on with, by the present profile, in the caller's transaction, and returns it. Calling it
	// again returns nothing.
	Stop    func(ctx context.Context, v Volunteer) ([]Stopped, error)
	UsersIn func(ctx context.Context, regionPath string, roles ...auth.Role) ([]string, error) // accounts.UsersIn
	File    func(ctx context.Context, fileID string) (files.File, error)                       // files.Get
}

// Service holds the use cases of volunteers. It may be used by many goroutines at once.
type Service struct {
	Deps
	store     *store
	profile   *workflow.Flow[Volunteer, Status]
	clearance *workflow.Flow[Volunteer, ClearanceStatus]
	member    *workflow.Flow[membership, MemberStatus]

	invitation *workflow.Flow[invited, InvitationStatus]
}

// New declares the collections and returns the service.
func New(d Deps) (*Service, error) {
	st, err := openStore(d.DB, d.Sealer, d.Index)
	if err != nil {
		return nil, err
	}
	s := &Service{Deps: d, store: st}
	s.profile = flowOf(s, &profileActs)
	s.clearance = flowOf(s, &clearanceActs)
	s.profile.Entered, s.clearance.Entered = s.stopFrozen, s.stopUncleared
	s.member, s.invitation = s.newMemberFlow(), s.newInvitationFlow()
	return s, nil
}

// flowOf returns the flow that takes the table's acts with stored profiles.
func flowOf[S ~string](s *Service, table *workflow.Table[Volunteer, S]) *workflow.Flow[Volunteer, S] {
	return &workflow.Flow[Volunteer, S]{
		Table: table, DB: s.DB, Audit: s.Audit, Now: s.now, Save: s.store.save, Entry: entryOf,
		Load: func(ctx context.Context, reach auth.Scope, id string) (Volunteer, error) {
			return s.store.volunteers.In(reach).Get(ctx, id)
		},
		Reaches: s.store.volunteers.InScope,
		Version: func(v *Volunteer) int64 { return v.Version },
	}
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

func (s *Service) today() region.Day { return region.DayOf(s.now()) }

// Get returns the volunteer without checking the actor, for the use cases of other features.
func (s *Service) Get(ctx context.Context, volunteerID string) (Volunteer, error) {
	return s.store.all.Get(ctx, volunteerID)
}

// GetMany returns the volunteers by id without checking the actor, for the lists of other features. Unknown ids are left out.
func (s *Service) GetMany(ctx context.Context, ids []string) (map[string]Volunteer, error) {
	return s.store.all.GetMany(ctx, ids)
}

// ClearedOf returns the active volunteers of the organisation who have a valid clear result, newest first, without checking the actor,
// for the use cases of other features.
func (s *Service) ClearedOf(ctx context.Context, orgID string, page ...docstore.Option) (docstore.Page[Volunteer], error) {
	return s.store.clearedOf(ctx, orgID, s.now(), page)
}

// AgeAt returns the volunteer's age in whole years on the day.
func (s *Service) AgeAt(v Volunteer, d region.Day) int { return v.Birth.Age(d) }

// ClearAt reports whether a clear result is valid at the time, also while a renewal is pending.
func (s *Service) ClearAt(v Volunteer, at time.Time) bool {
	return v.Clearance.Status != Barred && at.Before(v.ClearanceValidTo)
}

// FullName decrypts the name, for certificates. The caller has checked that the reader may see it.
func (s *Service) FullName(_ context.Context, v Volunteer) (string, error) {
	name, err := s.store.open(&v, fieldName)
	return name.Reveal(), err
}

// Contact returns the contact data of the volunteer's account, or the mobile of an unclaimed profile.
func (s *Service) Contact(ctx context.Context, volunteerID string) (notify.Contact, error) {
	v, err := s.store.all.Get(ctx, volunteerID)
	if err != nil {
		return notify.Contact{}, err
	}
	if v.UserID != "" {
		return s.Accounts.Contact(ctx, v.UserID)
	}
	mobile, err := s.store.open(&v, fieldMobile)
	return notify.Contact{Mobile: mobile, Lang: "zh"}, err
}

// Register creates the profile of the acting account's person, with the account's proven mobile. An unclaimed profile with the
// same ID number, name and mobile is taken over instead. It returns ErrTaken when another profile has the ID number, ErrAlready
// when the account has a profile, ErrNoMobile without a proven mobile, and ErrConsent unless the person has agreed to the present text. On any error nothing is stored.
func (s *Service) Register(ctx context.Context, p Profile) (Volunteer, error) {
	actor, err := auth.Require(ctx, auth.VolunteerSelf)
	if err != nil {
		return Volunteer{}, err
	}
	if actor.UserID == "" {
		return Volunteer{}, auth.ErrLogin
	}
	if err := OwnText.check(p.Agreement.Version, p.Agreement.Hash, "consent"); err != nil {
		return Volunteer{}, err
	}
	p.Agreement.At = s.now()
	if p.Mobile, err = s.provenMobile(ctx); err != nil {
		return Volunteer{}, err
	}
	if p.Guardian != nil {
		p.Guardian = &Consenting{Kin: p.Guardian.Kin} // who agrees by a code; on paper only in rosters
	}
	info, err := s.check(ctx, &p)
	if err != nil {
		return Volunteer{}, err
	}
	if actor.PersonKey != "" && actor.PersonKey != s.store.personKey(p.IDNumber) {
		return Volunteer{}, ErrNotHolder.At("id_number")
	}
	var v Volunteer
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		if v, err = s.enter(ctx, actor.UserID, &p, info); err != nil {
			return err
		}
		if err := s.Accounts.SetVolunteer(ctx, actor.UserID, v.ID, v.PersonKey, p.Name); err != nil {
			return err
		}
		return s.note(ctx, "volunteer.register", &v, "")
	})
	if err != nil {
		return Volunteer{}, fmt.Errorf("register: %w", err)
	}
	return v, nil
}

// provenMobile returns the acting account's mobile, or ErrNoMobile when it is not proven.
func (s *Service) provenMobile(ctx context.Context) (privacy.Secret, error) {
	u, err := s.Accounts.Me(ctx)
	if err != nil {
		return "", err
	}
	if u.Mobile == "" || !u.MobileProven {
		return "", ErrNoMobile
	}
	return u.Mobile, nil
}

// check normalises the profile and returns an error with every wrong field.
func (s *Service) check(ctx context.Context, p *Profile) (ident.IDNumberInfo, error) {
	p.normalise()
	path, err := s.home(ctx, p.Region)
	if err != nil {
		return ident.IDNumberInfo{}, err
	}
	p.Region = path
	return p.Check(s.today())
}

// home returns the path of the region with the code or path, or ErrRegionHigh when it is above a county.
func (s *Service) home(ctx context.Context, codeOrPath string) (string, error) {
	r, err := s.Regions.Find(ctx, region.CodeOf(codeOrPath))
	if errors.Is(err, region.ErrUnknown) {
		return "", region.ErrUnknown.At("region")
	}
	switch {
	case err != nil:
		return "", err
	case strings.Contains(codeOrPath, "/") && codeOrPath != r.Path:
		return "", region.ErrUnknown.At("region")
	case r.Level < region.County:
		return "", ErrRegionHigh.At("region")
	}
	return r.Path, nil
}

// enter stores a new profile of the user, or lets them take over the one from a roster.
func (s *Service) enter(ctx context.Context, userID string, p *Profile, info ident.IDNumberInfo) (Volunteer, error) {
	old, err := s.store.ofPerson(ctx, s.store.personKey(p.IDNumber))
	switch {
	case err == nil:
		return s.takeOver(ctx, userID, &old, p)
	case !errors.Is(err, docstore.ErrNotFound):
		return Volunteer{}, err
	}
	v := s.fresh(info)
	v.UserID = userID
	if err := s.store.fill(&v, p); err != nil {
		return Volunteer{}, err
	}
	no, err := s.store.numbers(ctx, region6(v.Region), 1)
	if err != nil {
		return Volunteer{}, err
	}
	v.No = no[0]
	list := []Volunteer{v}
	err = s.store.insert(ctx, list...)
	return list[0], err
}

// takeOver links a profile from a roster to the user, if ID number, name and proven mobile are the same.
func (s *Service) takeOver(ctx context.Context, userID string, old *Volunteer, p *Profile) (Volunteer, error) {
	name, err := s.store.open(old, fieldName)
	if err != nil {
		return Volunteer{}, err
	}
	if old.UserID == userID {
		return Volunteer{}, ErrAlready
	}
	if old.UserID != "" || old.Status == Cancelled || old.MobileKey != s.store.mobileKey(p.Mobile) || name != p.Name {
		return Volunteer{}, ErrTaken.At("id_number")
	}
	old.UserID = userID
	if err := s.store.fill(old, p); err != nil {
		return Volunteer{}, err
	}
	err = s.store.save(ctx, old)
	return *old, err
}

// fresh returns a new profile with the information of the ID number.
func (s *Service) fresh(info ident.IDNumberInfo) Volunteer {
	v := Volunteer{Status: Registered, StatusAt: s.now(), Birth: info.Birth, Gender: genderOf(info), Clearance: Clearance{Status: NoClearance}}
	v.ID = id.New("vol")
	return v
}

// region6 returns the six-digit code of the county in a path: 520111.
func region6(path string) string {
	for code := range strings.SplitSeq(path, "/") {
		if len(code) >= 6 {
			return code[:6]
		}
	}
	return (region.CodeOf(path) + "000000")[:6]
}

// Claim links the unclaimed profile with the mobile to the user who has just proven it. It does nothing when there is none, when
// several profiles have the mobile, or when the user has a profile. It joins the caller's transaction.
func (s *Service) Claim(ctx context.Context, userID, mobileKey string) error {
	if userID == "" || mobileKey == "" {
		return nil
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		list, err := s.store.unclaimed(ctx, mobileKey)
		if err != nil || len(list) != 1 {
			return err
		}
		if _, err := s.store.ofUser(ctx, userID); !errors.Is(err, docstore.ErrNotFound) {
			return err
		}
		v := list[0]
		name, err := s.store.open(&v, fieldName)
		if err != nil {
			return err
		}
		err = s.Accounts.SetVolunteer(ctx, userID, v.ID, v.PersonKey, name)
		if errors.Is(err, accounts.ErrOtherPerson) || errors.Is(err, accounts.ErrHasProfile) {
			return nil // several people use the number; the login continues
		}
		if err != nil {
			return err
		}
		v.UserID = userID
		if err := s.store.save(ctx, &v); err != nil {
			return err
		}
		return s.note(ctx, "volunteer.claim", &v, "", userID)
	})
}

type call = workflow.Call[Volunteer]

// own returns c for the acting person's own profile.
func (s *Service) own(c call) call {
	c.Load = s.ownProfile
	return c
}

// ownProfile returns the acting person's profile, or docstore.ErrNotFound.
func (s *Service) ownProfile(ctx context.Context) (Volunteer, error) {
	return s.store.ofUser(ctx, auth.From(ctx).UserID)
}

func entryOf(v *Volunteer) audit.Entry {
	return audit.Entry{Subjects: []string{v.ID}, Region: v.Region}
}

func (s *Service) note(ctx context.Context, action string, v *Volunteer, reason string, subjects ...string) error {
	return s.Audit.Write(ctx, audit.Entry{
		Action: action, Subjects: append([]string{v.ID}, subjects...), Region: v.Region, Reason: reason,
	})
}
