package volunteers

import (
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// The refusals about invitations.
var (
	ErrInvitation = fault.New(fault.Conflict, "invitation_over", "This invitation was answered, withdrawn or has ended.", "该邀请已答复、已撤回或已过期。")
	ErrNoProfile  = fault.New(fault.Conflict, "volunteer_unregistered", "Register with your own name and ID number first, then answer.", "请先用本人姓名和身份证号码登记，再确认邀请。")
)

// InvitationStatus is the state of an invitation as its organisation sees it.
type InvitationStatus string

// The states of an invitation. One that the person has declined stays InvitationAsked until its term ends, unless the person wants the
// organisation to know.
const (
	InvitationAsked     InvitationStatus = "asked"
	InvitationJoined    InvitationStatus = "joined"
	InvitationDeclined  InvitationStatus = "declined"
	InvitationExpired   InvitationStatus = "expired"
	InvitationWithdrawn InvitationStatus = "withdrawn"
)

// The limits of invitations.
const (
	InvitationDays    = 30 // from the day on which the person can see it
	InvitationsPerDay = 20 // of one asking person; further ones wait for the next days
)

// deliveryHour is the hour in Shanghai from which the invitations of a later day are shown.
const deliveryHour = 9

// Invitation is an organisation's request that a person of its roster joins. It holds what the organisation typed and says nothing
// about whether the person is known. There is one for each organisation and person; asking again renews it.
type Invitation struct {
	docstore.Meta `bson:",inline"`
	OrgID         string           `bson:"org_id" audit:"-"`
	Region        string           `bson:"region" audit:"-"` // of the organisation
	Status        InvitationStatus `bson:"status" audit:"-"`
	AskedBy       string           `bson:"asked_by" audit:"-"` // user or job
	AskedAt       time.Time        `bson:"asked_at" audit:"-"`
	ShownFrom     time.Time        `bson:"shown_from" audit:"-"`        // from when the person can see it
	SendAt        time.Time        `bson:"send_at,omitempty" audit:"-"` // when the person is told; zero: done
	ExpiresAt     time.Time        `bson:"expires_at" audit:"-"`
	Refused       bool             `bson:"refused,omitempty" audit:"-"` // the person has declined; this organisation does not ask them again
	VolunteerID   string           `bson:"volunteer_id,omitempty" audit:"-"`
	Name          privacy.Sealed   `bson:"name"`
	IDNumber      privacy.Sealed   `bson:"id_number"`
	Mobile        privacy.Sealed   `bson:"mobile"`
	Key           string           `bson:"key" audit:"-"` // the organisation's id and PersonKey; unique
	PersonKey     string           `bson:"person_key" audit:"-"`
	MobileKey     string           `bson:"mobile_key" audit:"-"`
	Skills        []string         `bson:"skills,omitempty"`
	Services      []string         `bson:"services,omitempty"`
	Available     string           `bson:"available,omitempty"`
	Emergency     SealedKin        `bson:"emergency"`
}

// answerable reports whether the person can see the invitation and answer it.
func (i *Invitation) answerable(now time.Time) bool {
	return i.Status == InvitationAsked && !i.Refused && !now.Before(i.ShownFrom) && now.Before(i.ExpiresAt)
}

// invitationQuota counts the invitations that one person has asked for, by the day on which they are shown. Its id is the asking
// person's.
type invitationQuota struct {
	docstore.Meta `bson:",inline"`
	Day           region.Day `bson:"day"` // the last day that has some
	Count         int        `bson:"count"`
}

// next takes a place and returns from when the invitation is shown: now, or on the first later day with a place.
func (q *invitationQuota) next(now time.Time) time.Time {
	today := region.DayOf(now)
	if q.Day < today {
		q.Day, q.Count = today, 0
	}
	if q.Count >= InvitationsPerDay {
		q.Day, q.Count = q.Day.Add(1), 0
	}
	q.Count++
	if q.Day == today {
		return now
	}
	return q.Day.Start().Add(deliveryHour * time.Hour)
}

// invited is an invitation with the profile of the acting person whom it asks; nil: they have not registered yet.
type invited struct {
	Invitation
	person *Volunteer
	asked  bool // the acting person is the one whom it asks
}

// invitationActs lists the acts on an invitation. The acts of the person are reached only through answerable invitations.
var invitationActs = workflow.Table[invited, InvitationStatus]{
	Name:    "invitation",
	State:   func(i *invited) InvitationStatus { return i.Status },
	Enter:   func(i *invited, to InvitationStatus, _ workflow.Step) { i.Status = to },
	Refusal: ErrInvitation,
	Acts: []workflow.Act[invited, InvitationStatus]{
		{Name: "accept", ZH: "同意加入", EN: "Join", From: []InvitationStatus{InvitationAsked}, To: InvitationJoined, Permissions: themselves, Guard: mayJoin},
		{Name: "decline", ZH: "不加入", EN: "Decline", From: []InvitationStatus{InvitationAsked}, Permissions: themselves},
		{Name: "decline_openly", ZH: "不加入并告知机构", EN: "Decline and tell them", From: []InvitationStatus{InvitationAsked}, To: InvitationDeclined, Permissions: themselves},
		{Name: "withdraw", ZH: "撤回邀请", EN: "Withdraw", From: []InvitationStatus{InvitationAsked}, To: InvitationWithdrawn, Permissions: managers},
	},
}

// mayJoin refuses a person without a profile, a cancelled one, and one who belongs to the maximum number of organisations.
func mayJoin(q workflow.Asking, i *invited) error {
	switch {
	case i.person == nil:
		return ErrNoProfile
	case i.person.Status == Cancelled:
		return ErrMove
	case i.person.Joined(i.OrgID):
		return nil
	}
	if len(i.person.OrgIDs) >= maxOrgs {
		return ErrManyOrgs
	}
	return nil
}

// reachesInvitation reports whether the reach is that of the person asked, or includes the organisation.
func (s *Service) reachesInvitation(reach auth.Scope, i *invited) bool {
	for _, p := range reach.Parts() {
		if i.asked && p.Self != "" {
			return true
		}
	}
	return s.store.invitations.InScope(reach, &i.Invitation)
}
