package volunteers

import (
	"context"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// MemberStatus is how far a volunteer belongs to an organisation.
type MemberStatus string

// The states of a membership. One that has ended is kept nowhere.
const (
	Asked  MemberStatus = "asked"
	Joined MemberStatus = "joined"
	Left   MemberStatus = "left"
)

// membership is a volunteer and one organisation that they belong to, or have asked. Its id is that of the volunteer, "/"
// and that of the organisation; it is stored in the profile.
type membership struct {
	Volunteer
	orgID, orgRegion string
}

func membershipID(volunteerID, orgID string) string { return volunteerID + "/" + orgID }

func (m *membership) status() MemberStatus {
	switch {
	case slices.Contains(m.AskedOrgIDs, m.orgID):
		return Asked
	case m.Joined(m.orgID):
		return Joined
	}
	return Left
}

func (m *membership) enter(to MemberStatus, _ workflow.Step) {
	other := func(id string) bool { return id == m.orgID }
	m.OrgIDs, m.AskedOrgIDs = slices.DeleteFunc(m.OrgIDs, other), slices.DeleteFunc(m.AskedOrgIDs, other)
	if to == Joined {
		m.OrgIDs = append(m.OrgIDs, m.orgID)
	}
}

// memberActs lists the acts on a membership. A membership that there is not is docstore.ErrNotFound.
var memberActs = workflow.Table[membership, MemberStatus]{
	Name:    "membership",
	State:   (*membership).status,
	Enter:   (*membership).enter,
	Refusal: docstore.ErrNotFound,
	Apart:   func(a auth.Actor, m *membership) error { return a.NotSelf(m.Selves()...) },
	Acts: []workflow.Act[membership, MemberStatus]{
		{Name: "accept", ZH: "同意加入", EN: "Accept", From: []MemberStatus{Asked}, To: Joined, Permissions: managers, Apart: true, Action: "volunteer.accept"},
		{Name: "decline", ZH: "婉拒", EN: "Decline", From: []MemberStatus{Asked}, To: Left, Permissions: managers, Apart: true, Action: "volunteer.decline"},
		{Name: "remove", ZH: "移出机构", EN: "Remove", From: []MemberStatus{Joined}, To: Left, Permissions: managers, May: managesPerson, Action: "volunteer.remove"},
		{Name: "leave", ZH: "退出机构", EN: "Leave", From: []MemberStatus{Asked, Joined}, To: Left, Permissions: themselves, Action: "volunteer.leave"},
	},
}

// managesPerson refuses managers of the organisation's region who do not manage the volunteers where this one lives.
func managesPerson(q workflow.Asking, m *membership) error {
	for _, orgID := range append(slices.Clone(m.OrgIDs), "") {
		if q.Actor.ForOrg(auth.VolunteerManage, orgID, m.Region) {
			return nil
		}
	}
	return auth.ErrForbidden
}

// newMemberFlow is memberActs on the store. A membership is reached through its organisation, or by the volunteer.
func (s *Service) newMemberFlow() *workflow.Flow[membership, MemberStatus] {
	return &workflow.Flow[membership, MemberStatus]{
		Table: &memberActs, DB: s.DB, Audit: s.Audit, Now: s.now,
		Load: func(ctx context.Context, reach auth.Scope, id string) (membership, error) {
			volunteerID, orgID, _ := strings.Cut(id, "/")
			return s.loadMembership(ctx, reach, orgID, func(ctx context.Context) (Volunteer, error) { return s.store.all.Get(ctx, volunteerID) })
		},
		Reaches: reachesMembership,
		Version: func(m *membership) int64 { return m.Version },
		Save:    func(ctx context.Context, m *membership) error { return s.store.save(ctx, &m.Volunteer) },
		Entry:   func(m *membership) audit.Entry { return entryOf(&m.Volunteer) },
	}
}

// loadMembership is the volunteer's membership of the organisation; docstore.ErrNotFound when it is out of reach.
func (s *Service) loadMembership(ctx context.Context, reach auth.Scope, orgID string, load func(context.Context) (Volunteer, error)) (membership, error) {
	o, err := s.Orgs.Get(ctx, orgID)
	if err != nil {
		return membership{}, err
	}
	v, err := load(ctx)
	m := membership{v, orgID, o.Region}
	if err == nil && !reachesMembership(reach, &m) {
		err = docstore.ErrNotFound
	}
	return m, err
}

// memberships lists the organisations that the volunteer has asked or belongs to, for the acts in their views. The region of
// an organisation is looked up only for managers, since nobody else reaches a membership by it.
func (s *Service) memberships(ctx context.Context, v Volunteer) ([]membership, error) {
	manager := auth.From(ctx).May(auth.VolunteerManage)
	var list []membership
	for _, orgID := range slices.Concat(v.AskedOrgIDs, v.OrgIDs) {
		m := membership{v, orgID, ""}
		if manager {
			o, err := s.Orgs.Get(ctx, orgID)
			if err != nil {
				return nil, err
			}
			m.orgRegion = o.Region
		}
		list = append(list, m)
	}
	return list, nil
}

func reachesMembership(reach auth.Scope, m *membership) bool {
	for _, p := range reach.Parts() {
		if p.Org != "" && p.Org == m.orgID || p.Region != "" && strings.HasPrefix(m.orgRegion, p.Region) ||
			p.Self != "" && (p.Self == m.ID || p.Self == m.UserID) {
			return true
		}
	}
	return reach.Everything()
}
