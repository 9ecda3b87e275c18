package volunteers

import (
	"context"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// The refusals about joining.
var (
	ErrJoined   = fault.New(fault.Conflict, "volunteer_joined", "The volunteer already belongs to this organisation, or has asked it.", "已加入该机构，或已提交加入申请。")
	ErrManyOrgs = fault.New(fault.Conflict, "volunteer_many_orgs", "A volunteer belongs to at most 20 organisations. Leave one first.", "每名志愿者最多加入 20 个机构，请先退出一个。")
)

const maxOrgs = 20

// manages returns docstore.ErrNotFound unless the actor manages the volunteers of the organisation.
func (s *Service) manages(ctx context.Context, actor auth.Actor, orgID string) error {
	o, err := s.Orgs.Get(ctx, orgID)
	if err != nil {
		return err
	}
	if !actor.ForOrg(auth.VolunteerManage, orgID, o.Region) {
		return docstore.ErrNotFound
	}
	return nil
}

// AskToJoin asks an active organisation to accept the acting volunteer. It returns ErrJoined when they belong to it or have asked
// already, and ErrManyOrgs at the maximum number of organisations.
func (s *Service) AskToJoin(ctx context.Context, orgID string) (Volunteer, error) {
	if _, err := auth.Require(ctx, auth.VolunteerSelf); err != nil {
		return Volunteer{}, err
	}
	o, err := s.Orgs.RequireActive(ctx, orgID)
	if err != nil {
		return Volunteer{}, err
	}
	return s.profile.Take(ctx, "ask_to_join", "me", s.own(call{
		Do: func(_ context.Context, _ workflow.Asking, v *Volunteer) error {
			if v.Joined(orgID) || slices.Contains(v.AskedOrgIDs, orgID) {
				return ErrJoined
			}
			v.AskedOrgIDs = append(v.AskedOrgIDs, orgID)
			return nil
		},
		Tell: s.telling(notice{template: "volunteer.join_asked", org: orgID, orgName: o.Name, toOrg: true}),
	}))
}

// Accept accepts a volunteer who has asked to join, or returns docstore.ErrNotFound.
func (s *Service) Accept(ctx context.Context, volunteerID, orgID string) (Volunteer, error) {
	return s.answer(ctx, "accept", volunteerID, orgID, "volunteer.joined")
}

// Decline declines a volunteer who has asked to join, or returns docstore.ErrNotFound.
func (s *Service) Decline(ctx context.Context, volunteerID, orgID string) (Volunteer, error) {
	return s.answer(ctx, "decline", volunteerID, orgID, "volunteer.declined")
}

func (s *Service) answer(ctx context.Context, act, volunteerID, orgID, template string) (Volunteer, error) {
	return s.takeMember(ctx, act, volunteerID, orgID, workflow.Call[membership]{Tell: func(ctx context.Context, m *membership) error {
		o, err := s.Orgs.Get(ctx, orgID)
		if err != nil {
			return err
		}
		return s.tell(ctx, &m.Volunteer, notice{template: template, org: orgID, orgName: o.Name})
	}})
}

// Remove removes a volunteer from the manager's organisation, or returns docstore.ErrNotFound.
func (s *Service) Remove(ctx context.Context, volunteerID, orgID string) (Volunteer, error) {
	return s.takeMember(ctx, "remove", volunteerID, orgID, workflow.Call[membership]{})
}

// Leave ends the acting volunteer's membership or withdraws the request. It returns docstore.ErrNotFound when there is neither.
func (s *Service) Leave(ctx context.Context, orgID string) (Volunteer, error) {
	return s.takeMember(ctx, "leave", "me", orgID, workflow.Call[membership]{Load: func(ctx context.Context) (membership, error) {
		return s.loadMembership(ctx, auth.From(ctx).Scope(auth.VolunteerSelf), orgID, s.ownProfile)
	}})
}

func (s *Service) takeMember(ctx context.Context, act, volunteerID, orgID string, c workflow.Call[membership]) (Volunteer, error) {
	m, err := s.member.Take(ctx, act, membershipID(volunteerID, orgID), c)
	return m.Volunteer, err
}
