package attendance

import (
	"context"
	"fmt"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// RecordActivity closes an ended activity with the number of people served, and names those of them who are in the register by the ids of their
// files. It returns ErrNotSettled while stays are not settled. If the activity has confirmed hours, it counts as one session for the contract, month
// and type; without a session or a contract nobody can be named (ErrNoSession).
func (s *Service) RecordActivity(ctx context.Context, activityID string, served int64, people []string) (activities.Activity, error) {
	act, err := s.activityToRun(ctx, activityID)
	if err != nil {
		return act, err
	}
	if served < 0 || served > 100_000 {
		return act, errServed.At("served")
	}
	if served < int64(len(people)) {
		return act, errServedFew.At("served")
	}
	settled := func(ctx context.Context, _ *activities.Activity) error {
		open, err := s.store.unsettled(ctx, activityID)
		if err == nil && open > 0 {
			err = ErrNotSettled.With("open", fmt.Sprint(open))
		}
		return err
	}
	session := func(ctx context.Context, act *activities.Activity) error {
		if err := s.updateSession(ctx, act, ""); err != nil || len(people) == 0 {
			return err
		}
		posted, err := s.store.postings(ctx, act.ID)
		if err != nil {
			return err
		}
		if act.ContractID == "" || inForce(posted) == nil {
			return ErrNoSession.At("people")
		}
		return s.Served(ctx, act, people)
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		act, err = s.Activities.Record(ctx, activityID, served, settled, session)
		return err
	}, docstore.Hot(act.OrgID))
	return act, err
}

// RemindUnrecorded reminds leaders of activities that they have to record within three working days or that are overdue. Each
// message has a key and is sent once, however often the job runs.
func (s *Service) RemindUnrecorded(ctx context.Context) error {
	today := region.DayOf(s.now())
	return s.Activities.EachEnded(ctx, func(act activities.Activity) error {
		due := s.Calendar.AddWorkdays(region.DayOf(act.End), RecordDays)
		template := "attendance.record_due"
		switch {
		case today.After(due):
			template = "attendance.record_overdue"
		case s.Calendar.WorkdaysBetween(today, due) > 3:
			return nil
		}
		there, err := s.Orgs.Employs(ctx, act.OrgID, act.Leader)
		if err != nil {
			return fmt.Errorf("leader of %s: %w", act.ID, err)
		}
		to := act.Leader
		if !there { // the leader has left
			to = act.OrgID
		}
		return s.Outbox.Queue(ctx, recordMessage(template, &act, due, to))
	})
}

// The refusals about the persons served by an activity.
var (
	ErrNoSession = fault.New(fault.Invalid, "no_session", "Persons are counted only for an activity under a contract with confirmed hours. Leave them out here.", "只有合同项下、且有已确认时长的活动才能计入服务对象，请不要在此选择。")
	errServed    = fault.New(fault.Invalid, "served_invalid", "Give how many people were served, from 0 to 100,000.", "请填写服务人数（0 到 100000）。")
	errServedFew = fault.New(fault.Invalid, "served_few", "More persons are named than were served. Correct the number.", "填写的受益人数少于所选服务对象人数，请更正。")
)

// updateSession posts the session of a recorded activity when it has confirmed hours, and reverses it when none are left.
func (s *Service) updateSession(ctx context.Context, act *activities.Activity, reason string) error {
	if act.Status != activities.Recorded && act.Status != activities.Archived {
		return nil
	}
	held, err := s.store.countInLedger(ctx, act.ID, "")
	if err != nil {
		return err
	}
	posted, err := s.store.postings(ctx, act.ID)
	if err != nil {
		return err
	}
	actor, next := auth.From(ctx), int64(len(posted)+1)
	force := inForce(posted)
	switch {
	case held > 0 && force == nil:
		return s.book(ctx, sessionOf(act, actor.ID(), next))
	case held == 0 && force != nil:
		back := force.reversal(actor.ID(), reason)
		back.complete(next)
		if err := s.book(ctx, back); err != nil {
			return err
		}
		return s.Unserved(ctx, act.ID, reason)
	}
	return nil
}

func sessionOf(act *activities.Activity, actor string, posting int64) Entry {
	e := Entry{
		Kind: Session, Ref: act.ID, ActivityID: act.ID, OrgID: act.OrgID, ContractID: act.ContractID, Region: act.Region,
		Type: act.Type, Day: day(act.Start), Month: month(act.Start), From: act.Start, To: act.End,
		Sessions: 1, Served: act.Served, Actor: actor,
	}
	e.complete(posting)
	return e
}
