package volunteers

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// newInvitationFlow returns the flow that takes invitationActs with stored invitations.
func (s *Service) newInvitationFlow() *workflow.Flow[invited, InvitationStatus] {
	return &workflow.Flow[invited, InvitationStatus]{
		Table: &invitationActs, DB: s.DB, Audit: s.Audit, Now: s.now,
		Load: func(ctx context.Context, reach auth.Scope, id string) (invited, error) {
			i, err := s.store.invitations.In(reach).Get(ctx, id)
			return invited{Invitation: i}, err
		},
		Reaches: s.reachesInvitation,
		Version: func(i *invited) int64 { return i.Version },
		Save:    func(ctx context.Context, i *invited) error { return s.store.saveInvitation(ctx, &i.Invitation) },
		Entry: func(i *invited) audit.Entry { // neither the organisation's nor the person's history tells that they declined
			return audit.Entry{Subjects: []string{i.ID}, Region: i.Region}
		},
	}
}

// invite asks the row's person to join the organisation, or asks again. The person sees it now, or on a later day when the asking
// person's number for today is used up. One who has declined does not see it again.
func (s *Service) invite(ctx context.Context, o *orgs.Org, i Invitation, e *entry) error {
	now := s.now()
	i.OrgID, i.Region, i.Status, i.AskedBy, i.AskedAt, i.VolunteerID = o.ID, o.Region, InvitationAsked, auth.From(ctx).ID(), now, ""
	if err := s.store.fillInvitation(&i, e); err != nil {
		return err
	}
	var err error
	if i.ShownFrom, err = s.store.invitationSlot(ctx, i.AskedBy, now); err != nil {
		return err
	}
	i.SendAt, i.ExpiresAt = i.ShownFrom, i.ShownFrom.AddDate(0, 0, InvitationDays)
	return s.store.saveInvitation(ctx, &i)
}

// InvitationMasked is an invitation as its organisation sees it: the typed name, and the typed mobile masked.
type InvitationMasked struct {
	invited
	Name, Mobile string
	AskedBy      string // name
}

// Invitations returns the invitations of the acting manager's organisation, longest waiting first. status may be empty.
func (s *Service) Invitations(ctx context.Context, orgID string, status InvitationStatus, page ...docstore.Option) (docstore.Page[InvitationMasked], error) {
	actor, err := auth.Require(ctx, auth.VolunteerManage)
	if err != nil {
		return docstore.Page[InvitationMasked]{}, err
	}
	if err := s.manages(ctx, actor, orgID); err != nil {
		return docstore.Page[InvitationMasked]{}, err
	}
	list, err := s.store.listInvitations(ctx, orgID, status, page)
	if err != nil {
		return docstore.Page[InvitationMasked]{}, err
	}
	names, err := s.askers(ctx, list.Items)
	out := docstore.Page[InvitationMasked]{Items: make([]InvitationMasked, len(list.Items)), Next: list.Next}
	for n := range list.Items {
		i := &list.Items[n]
		name, err1 := s.store.openInvitation(i, fieldName)
		mobile, err2 := s.store.openInvitation(i, fieldMobile)
		err = errors.Join(err, err1, err2)
		out.Items[n] = InvitationMasked{invited{Invitation: *i}, name.Reveal(), privacy.MaskMobile(mobile.Reveal()), names[i.AskedBy]}
	}
	return out, err
}

// askers returns the names of the users who asked, by id.
func (s *Service) askers(ctx context.Context, list []Invitation) (map[string]string, error) {
	ids := make([]string, 0, len(list))
	for _, i := range list {
		if !slices.Contains(ids, i.AskedBy) {
			ids = append(ids, i.AskedBy)
		}
	}
	return s.Accounts.Names(ctx, ids...)
}

// WithdrawInvitation takes an invitation of the manager's organisation back, or returns docstore.ErrNotFound.
func (s *Service) WithdrawInvitation(ctx context.Context, invitationID string) error {
	_, err := s.invitation.Take(ctx, "withdraw", invitationID, workflow.Call[invited]{Do: func(_ context.Context, _ workflow.Asking, i *invited) error {
		i.SendAt = time.Time{}
		return nil
	}})
	return err
}

// MyInvitation is an invitation as the person asked sees it.
type MyInvitation struct {
	invited
	OrgName string
	AskedBy string // name
}

// MyInvitations returns the invitations that the acting person may answer: those made to the proven mobile and, once they have a
// profile, under its name and ID number.
func (s *Service) MyInvitations(ctx context.Context) ([]MyInvitation, error) {
	if _, err := auth.Require(ctx, auth.VolunteerSelf); err != nil {
		return nil, err
	}
	list, err := s.answerable(ctx)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	made, orgIDs := make([]Invitation, len(list)), make([]string, len(list))
	for n, i := range list {
		made[n], orgIDs[n] = i.Invitation, i.OrgID
	}
	orgNames, err1 := s.Orgs.Names(ctx, orgIDs)
	names, err2 := s.askers(ctx, made)
	out := make([]MyInvitation, len(list))
	for n, i := range list {
		out[n] = MyInvitation{i, orgNames[i.OrgID], names[i.AskedBy]}
	}
	return out, errors.Join(err1, err2)
}

// answerable returns the invitations that the acting person may answer: those to their mobile, and where they have a profile or a verified
// ID number, only those in which the organisation typed the same name and number.
func (s *Service) answerable(ctx context.Context) ([]invited, error) {
	actor := auth.From(ctx)
	if actor.UserID == "" {
		return nil, nil
	}
	mobileKey := ""
	person, err := s.store.ofUser(ctx, actor.UserID)
	v := &person
	switch {
	case errors.Is(err, docstore.ErrNotFound):
		v = nil
		mobile, err := s.provenMobile(ctx)
		if errors.Is(err, ErrNoMobile) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		mobileKey = s.store.mobileKey(mobile)
	case err != nil:
		return nil, err
	default:
		mobileKey = person.MobileKey
	}
	all, err := s.store.invitationsTo(ctx, mobileKey)
	var out []invited
	for _, i := range all {
		mine := i.answerable(s.now()) && (v != nil && !v.Joined(i.OrgID) || v == nil && (actor.PersonKey == "" || actor.PersonKey == i.PersonKey))
		if mine && v != nil {
			if mine, err = s.store.meant(&i, v); err != nil {
				return nil, err
			}
		}
		if mine {
			out = append(out, invited{i, v, true})
		}
	}
	return out, err
}

// loadAnswerable returns the acting person's invitation with the id, or docstore.ErrNotFound.
func (s *Service) loadAnswerable(invitationID string) func(context.Context) (invited, error) {
	return func(ctx context.Context) (invited, error) {
		list, err := s.answerable(ctx)
		for _, i := range list {
			if i.ID == invitationID {
				return i, err
			}
		}
		return invited{}, errors.Join(err, docstore.ErrNotFound)
	}
}

// AcceptInvitation lets the acting person join the organisation that asked. Empty details of the profile are filled from its roster. It
// returns docstore.ErrNotFound unless the invitation means the person and can be answered, ErrNoProfile before they have registered, and
// ErrManyOrgs at the maximum number of organisations.
func (s *Service) AcceptInvitation(ctx context.Context, invitationID string) error {
	var joined, org string
	_, err := s.invitation.Take(ctx, "accept", invitationID, workflow.Call[invited]{
		Load: s.loadAnswerable(invitationID),
		Do: func(ctx context.Context, _ workflow.Asking, i *invited) error {
			v := i.person
			m := membership{Volunteer: *v, orgID: i.OrgID}
			m.enter(Joined, workflow.Step{})
			*v = m.Volunteer
			from, err := s.typedDetails(&i.Invitation)
			if err != nil {
				return err
			}
			if err := s.completeProfile(v, from); err != nil {
				return err
			}
			i.VolunteerID, i.SendAt = v.ID, time.Time{}
			joined, org = v.ID, i.OrgID
			return s.store.save(ctx, v)
		},
		Note: func(e *audit.Entry) { e.Subjects = append(e.Subjects, joined, org) },
		Tell: func(ctx context.Context, i *invited) error {
			o, err := s.Orgs.Get(ctx, i.OrgID)
			if err != nil {
				return err
			}
			return s.tell(ctx, i.person, notice{template: "volunteer.joined", org: i.OrgID, orgName: o.Name})
		},
	})
	return err
}

// DeclineInvitation declines an invitation of the acting person. The organisation goes on seeing it as asked until its term ends, unless
// openly is true, and its further invitations are not shown to the person. It returns docstore.ErrNotFound unless the invitation means
// the person and can be answered.
func (s *Service) DeclineInvitation(ctx context.Context, invitationID string, openly bool) error {
	act := "decline"
	if openly {
		act = "decline_openly"
	}
	_, err := s.invitation.Take(ctx, act, invitationID, workflow.Call[invited]{
		Load: s.loadAnswerable(invitationID),
		Do: func(_ context.Context, _ workflow.Asking, i *invited) error {
			i.Refused, i.SendAt = true, time.Time{}
			return nil
		},
	})
	return err
}

// typedDetails returns the details that the organisation typed.
func (s *Service) typedDetails(i *Invitation) (Details, error) {
	name, err1 := s.store.openInvitation(i, fieldEmergencyName)
	mobile, err2 := s.store.openInvitation(i, fieldEmergencyMobile)
	return Details{Skills: i.Skills, Services: i.Services, Available: i.Available, Emergency: Kin{Name: name, Mobile: mobile}}, errors.Join(err1, err2)
}

// SendInvitations tells the persons who are asked from now on, ends the invitations whose term is over, and removes old ones that are
// over. Nobody is told whose profile does not have the typed name, ID number and mobile. It runs as a job and is safe to repeat.
func (s *Service) SendInvitations(ctx context.Context) error {
	now := s.now()
	err1 := s.store.eachUnsentInvitation(ctx, now, func(i Invitation) error { return s.sendInvitation(ctx, i.ID) })
	err2 := s.store.eachInvitationEnded(ctx, InvitationAsked, now, func(i Invitation) error {
		_, err := s.store.allInvitations.Update(ctx, i.ID, func(i *Invitation) error {
			if i.Status == InvitationAsked && !now.Before(i.ExpiresAt) {
				i.Status = InvitationExpired
			}
			return nil
		})
		return err
	})
	return errors.Join(err1, err2, s.forgetInvitations(ctx, now.AddDate(0, 0, -invitationKeepDays)))
}

// forgetInvitations removes the invitations that ended before the time. Declined ones stay, so that the person is not asked again.
func (s *Service) forgetInvitations(ctx context.Context, before time.Time) error {
	var all error
	for _, status := range []InvitationStatus{InvitationJoined, InvitationExpired, InvitationWithdrawn} {
		all = errors.Join(all, s.store.eachInvitationEnded(ctx, status, before, func(i Invitation) error {
			if i.Refused {
				return nil
			}
			return s.store.allInvitations.Delete(ctx, i.ID, docstore.IfVersion(i.Version))
		}))
	}
	return all
}

// sendInvitation queues the message about an invitation, if it means somebody with a profile.
func (s *Service) sendInvitation(ctx context.Context, invitationID string) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		i, err := s.store.allInvitations.Update(ctx, invitationID, func(i *Invitation) error {
			i.SendAt = time.Time{}
			return nil
		})
		if err != nil || !i.answerable(s.now()) {
			return err
		}
		v, err := s.store.ofPerson(ctx, i.PersonKey)
		if errors.Is(err, docstore.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if meant, err := s.store.meant(&i, &v); err != nil || !meant {
			return err
		}
		o, err := s.Orgs.Get(ctx, i.OrgID)
		if err != nil {
			return err
		}
		return s.Outbox.Queue(ctx, notify.Message{
			Key: "volunteer.invited/" + i.ID + "/" + strconv.FormatInt(i.AskedAt.UnixMilli(), 10), To: v.ID, Template: "volunteer.invited", Subject: i.ID,
			Data: map[string]string{"org_name": o.Name},
		})
	})
}

// invitationStands reports whether the message about an invitation still asks for an answer.
func (s *Service) invitationStands(ctx context.Context, invitationID string) (bool, error) {
	i, err := s.store.allInvitations.Get(ctx, invitationID)
	if errors.Is(err, docstore.ErrNotFound) {
		return false, nil
	}
	return err == nil && i.answerable(s.now()), err
}
