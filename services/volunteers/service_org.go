package volunteers

import (
	"context"
	"fmt"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// The refusals about joining.
var (
	ErrJoined   = fault.New(fault.Conflict, "volunteer_joined", "The volunteer already belongs to this organisation, or has asked it.", "已加入该机构，或已提交加入申请。")
	ErrManyOrgs = fault.New(fault.Conflict, "volunteer_many_orgs", "A volunteer belongs to at most 20 organisations. Leave one first.", "每名志愿者最多加入 20 个机构，请先退出一个。")
)

const maxOrgs = 20

// manages refuses with docstore.ErrNotFound unless the actor manages the volunteers of the organisation.
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

// AskToJoin asks the organisation, which must be active, to take the acting volunteer.
func (s *Service) AskToJoin(ctx context.Context, orgID string) (Volunteer, error) {
	if _, err := auth.Require(ctx, auth.VolunteerSelf); err != nil {
		return Volunteer{}, err
	}
	o, err := s.Orgs.RequireActive(ctx, orgID)
	if err != nil {
		return Volunteer{}, err
	}
	return s.own(ctx, 0, "volunteer.ask_to_join", func(_ context.Context, _ auth.Actor, v *Volunteer) error {
		switch {
		case v.Status == Cancelled:
			return ErrMove
		case v.Joined(orgID), slices.Contains(v.AskedOrgIDs, orgID):
			return ErrJoined
		case len(v.OrgIDs)+len(v.AskedOrgIDs) >= maxOrgs:
			return ErrManyOrgs
		}
		v.AskedOrgIDs = append(v.AskedOrgIDs, orgID)
		return nil
	}, notice{template: "volunteer.join_asked", org: orgID, orgName: o.Name, toOrg: true})
}

// Accept takes a volunteer who has asked into the organisation.
func (s *Service) Accept(ctx context.Context, volunteerID, orgID string) (Volunteer, error) {
	return s.answer(ctx, volunteerID, orgID, "volunteer.accept", "volunteer.joined", func(v *Volunteer) {
		v.OrgIDs = append(v.OrgIDs, orgID)
	})
}

// Decline answers a volunteer who has asked with no.
func (s *Service) Decline(ctx context.Context, volunteerID, orgID string) (Volunteer, error) {
	return s.answer(ctx, volunteerID, orgID, "volunteer.decline", "volunteer.declined", func(*Volunteer) {})
}

// answer settles a request to join; docstore.ErrNotFound when there is none.
func (s *Service) answer(ctx context.Context, volunteerID, orgID, action, template string, do func(*Volunteer)) (Volunteer, error) {
	actor, err := auth.Require(ctx, auth.VolunteerManage)
	if err != nil {
		return Volunteer{}, err
	}
	o, err := s.Orgs.Get(ctx, orgID)
	if err != nil {
		return Volunteer{}, err
	}
	load := func(ctx context.Context) (Volunteer, error) {
		if err := s.manages(ctx, actor, orgID); err != nil {
			return Volunteer{}, err
		}
		return s.store.all.Get(ctx, volunteerID) // whoever has asked is not within reach yet
	}
	return s.run(ctx, actor, 0, action, "", load, func(_ context.Context, actor auth.Actor, v *Volunteer) error {
		at := slices.Index(v.AskedOrgIDs, orgID)
		if at < 0 {
			return docstore.ErrNotFound
		}
		if err := actor.NotSelf(v.Selves()...); err != nil {
			return err
		}
		v.AskedOrgIDs = slices.Delete(v.AskedOrgIDs, at, at+1)
		do(v)
		return nil
	}, []notice{{template: template, org: orgID, orgName: o.Name}})
}

// Leave takes the acting volunteer out of the organisation, or takes the request back. Without either it is
// docstore.ErrNotFound.
func (s *Service) Leave(ctx context.Context, orgID string) (Volunteer, error) {
	return s.own(ctx, 0, "volunteer.leave", func(_ context.Context, _ auth.Actor, v *Volunteer) error { return v.leave(orgID) })
}

// Remove takes a volunteer out of the manager's organisation.
func (s *Service) Remove(ctx context.Context, volunteerID, orgID string) (Volunteer, error) {
	actor, err := auth.Require(ctx, auth.VolunteerManage)
	if err != nil {
		return Volunteer{}, err
	}
	if err := s.manages(ctx, actor, orgID); err != nil {
		return Volunteer{}, fmt.Errorf("remove from %s: %w", orgID, err)
	}
	return s.step(ctx, auth.VolunteerManage, volunteerID, 0, "volunteer.remove", "", func(_ context.Context, _ auth.Actor, v *Volunteer) error {
		if !v.Joined(orgID) {
			return docstore.ErrNotFound
		}
		return v.leave(orgID)
	})
}

func (v *Volunteer) leave(orgID string) error {
	if !v.Joined(orgID) && !slices.Contains(v.AskedOrgIDs, orgID) {
		return docstore.ErrNotFound
	}
	gone := func(id string) bool { return id == orgID }
	v.OrgIDs, v.AskedOrgIDs = slices.DeleteFunc(v.OrgIDs, gone), slices.DeleteFunc(v.AskedOrgIDs, gone)
	return nil
}
