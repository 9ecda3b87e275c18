package volunteers

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/files"
)

// The refusals of files.
var (
	ErrOfAge    = fault.New(fault.Conflict, "volunteer_of_age", "The volunteer is of age; no guardian's consent is needed.", "本人已成年，不需要监护人同意书。")
	ErrVerified = fault.New(fault.Conflict, "volunteer_verified", "The volunteer is verified already; the paper stays.", "志愿者已核实，材料不能再删除。")

	ErrEarlierQuery = fault.New(fault.Conflict, "clearance_paper_kept", "This paper belongs to an earlier clearance query and stays.", "该材料属于以前的从业查询，须保留，不能删除。")
)

// clearancePaper is the purpose of the papers of a clearance.
const clearancePaper = "clearance"

// papers returns the place of a volunteer's files.
func (s *Service) papers() files.Place {
	return files.Place{Prefix: "vol", Reach: s.reachPapers, Keeps: s.keepsPaper, Purposes: []files.Purpose{
		{Code: clearancePaper, ZH: "从业查询材料", EN: "Papers of the clearance", Personal: true, Most: 10},
		{Code: "guardian_consent", ZH: "监护人同意书", EN: "Consent of the guardian", Personal: true, Most: 5},
	}}
}

// reachPapers lets the person, and others who manage clearances or for the consent volunteers, see and add papers. Papers of the
// clearance are added from the consent to the query until the result, and removed as long (see keepsPaper); after it others add, and
// nobody to their own. The guardian's consent is added to volunteers under 18, and removed until the volunteer is verified.
func (s *Service) reachPapers(ctx context.Context, act files.Act, volunteerID string, p files.Purpose) (files.Holder, error) {
	actor := auth.From(ctx)
	v, err := s.store.all.Get(ctx, volunteerID)
	if err != nil {
		return files.Holder{}, err
	}
	permission := auth.VolunteerManage
	if p.Code == clearancePaper {
		permission = auth.ClearanceManage
	}
	self := actor.NotSelf(v.Selves()...) != nil
	if !self && !s.store.volunteers.InScope(actor.Scope(permission), &v) {
		return files.Holder{}, docstore.ErrNotFound
	}
	holder := files.Holder{Region: v.Region}
	if len(v.OrgIDs) > 0 {
		holder.OrgID = v.OrgIDs[0]
	}
	if act == files.See {
		return holder, nil
	}
	if p.Code == clearancePaper {
		return holder, mayChangeClearancePapers(&v, act, self)
	}
	return holder, s.mayChangeConsent(&v, act)
}

// keepsPaper returns ErrEarlierQuery for a paper of the clearance attached before the consent to the present query: an earlier
// result rests on it.
func (s *Service) keepsPaper(ctx context.Context, f files.File) error {
	v, err := s.store.all.Get(ctx, f.Record)
	if err == nil && f.Purpose == clearancePaper && f.CreatedAt.Before(v.Clearance.ConsentAt) {
		return ErrEarlierQuery
	}
	return err
}

func mayChangeClearancePapers(v *Volunteer, act files.Act, self bool) error {
	status := v.Clearance.Status
	switch {
	case v.Status == Cancelled:
		return ErrMove
	case status == Consented, status == Queried, (status == Answered || status == Clear || status == Barred) && act == files.Add && !self:
		return nil
	}
	return ErrClearanceMove
}

func (s *Service) mayChangeConsent(v *Volunteer, act files.Act) error {
	switch {
	case v.Status == Cancelled:
		return ErrMove
	case act == files.Add && s.AgeAt(*v, s.today()) >= AdultAge:
		return ErrOfAge
	case act == files.Remove && v.Status != Registered:
		return ErrVerified
	}
	return nil
}
