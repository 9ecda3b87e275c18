package register

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// apply changes the file as the request asks.
func (s *Service) apply(ctx context.Context, r *Request) error {
	b, err := s.store.allFiles.Get(ctx, r.FileID)
	if err != nil {
		return err
	}
	if b.Status != Registered {
		return ErrNotRegistered
	}
	before := b.written()
	asked, err := s.openRequest(*r)
	if err != nil {
		return err
	}
	who, err := s.store.open(&b)
	if err != nil {
		return err
	}
	var p fault.Problems
	switch r.Kind {
	case Correct:
		b.Kinds, b.Gender, b.Birth, b.NoIDReason = r.Asked.Kinds, r.Asked.Gender, r.Asked.Birth, r.Asked.NoIDReason
		who = asked.Identity.mergedWith(who, b.NoIDReason)
		b.complete(who, s.today(), &p)
		if err := s.store.fill(&b, nil, s.today(), &p); err != nil {
			return err
		}
		if err := p.Err(); err != nil {
			return err
		}
		if err := b.Ready(s.today()); err != nil {
			return err
		}
	case Transfer:
		b.Region = r.To
		if err := s.newLetter(ctx, &b); err != nil {
			return err
		}
		if err := s.moveRequests(ctx, r, b.Region); err != nil {
			return err
		}
	case LowerRisk:
		if b.Alone(s.today()) {
			return ErrMeasureNeeded
		}
		b.Risk = r.Asked.Risk
	case Measure:
		b.Guardianship, b.Flagged = r.Asked.Guardianship, false
		who.GuardianName, who.GuardianMobile = asked.Identity.GuardianName, asked.Identity.GuardianMobile
		if err := s.store.fill(&b, nil, s.today(), &p); err != nil {
			return err
		}
	}
	if err := s.store.seal(&b, who); err != nil {
		return err
	}
	if err := s.store.saveFile(ctx, &b); err != nil {
		return err
	}
	if err := s.noteChange(ctx, "file_request.approve", string(r.Kind), before, &b); err != nil {
		return err
	}
	if r.Kind != Transfer {
		if err := s.Edited(ctx, &b); err != nil {
			return err
		}
	}
	return s.Audit.Write(ctx, audit.Entry{
		Action: "beneficiary.apply", Subjects: []string{b.ID, r.ID}, Region: b.Region, Fields: fieldsOf(changesTo(before, b.written())), Reason: string(r.Kind),
	})
}

// moveRequests lets the open requests about a file follow it to another village.
func (s *Service) moveRequests(ctx context.Context, done *Request, path string) error {
	list, err := s.store.allRequests.Find(ctx, docstore.Filter{{Key: "file_id", Value: done.FileID}, {Key: "status", Value: RequestOpen}})
	if err != nil {
		return err
	}
	for _, r := range list {
		if r.ID == done.ID || r.Kind == Inquiry {
			continue
		}
		_, err := s.store.allRequests.Update(ctx, r.ID, func(r *Request) error {
			if r.Kind != Transfer {
				r.To = path
			}
			r.Region = path
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
