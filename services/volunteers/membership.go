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

// MemberStatus is the state of a membership.
type MemberStatus string

// The states of a membership. One that has ended is not stored.
const (
	Asked  MemberStatus = "asked"
	Joined MemberStatus = "joined"
	Left   MemberStatus = "left"
)

// membership is a volunteer with one organisation that they belong to or have asked. Its id is the volunteer's id, "/" and the
// organisation's id. It is stored in the profile.
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

// memberActs lists the acts on a membership. If it does not exist, they return docstore.ErrNotFound.
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

// managesPerson refuses managers of the organisation's region who do not manage the volunteer's region.
func managesPerson(q workflow.Asking, m *membership) error {
	for _, orgID := range append(slices.Clone(m.OrgIDs), "") {
		if q.Actor.ForOrg(auth.VolunteerManage, orgID, m.Region) {
			return nil
		}
	}
	return auth.ErrForbidden
}

// newMemberFlow returns the flow that takes memberActs with stored profiles. A membership is within the reach of managers of its
// organisation and of the volunteer.
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

// loadMembership returns the volunteer's membership of the organisation, or docstore.ErrNotFound when it is out of reach.
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

// memberships returns the volunteer's memberships, for the acts in views. The region of an organisation is loaded only for
// managers, because only they reach a membership by region.
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
