package satisfaction

import (
	"context"
	"fmt"
	"slices"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
)

// Person is somebody asked, as those who hand out slips or ring up see them.
type Person struct {
	Slip
	Pseudonym string
	Mobile    string // masked; for those who ring up
	Code      privacy.Secret
}

// askable are the states of slips that may be printed.
var askable = []SlipStatus{Waiting, Refused}

// Slips returns the persons of the actor's area who are asked in the open round, whether they have answered or not, and writes an audit entry.
func (s *Service) Slips(ctx context.Context, roundID string, page ...docstore.Option) (docstore.Page[Person], error) {
	return s.notedPersons(ctx, "print", auth.SatisfactionHand, "satisfaction.slips", roundID, []SlipStatus{Waiting, Refused, Answered}, page)
}

// Calls returns the persons of the actor's area who have neither answered nor refused, and writes an audit entry.
func (s *Service) Calls(ctx context.Context, roundID string, page ...docstore.Option) (docstore.Page[Person], error) {
	return s.notedPersons(ctx, "call", auth.SatisfactionCall, "satisfaction.calls", roundID, []SlipStatus{Waiting}, page)
}

// notedPersons returns the persons of the slips of the area, and writes the audit entry about them.
func (s *Service) notedPersons(ctx context.Context, act string, p auth.Permission, action, roundID string, states []SlipStatus, page []docstore.Option) (out docstore.Page[Person], err error) {
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		actor, r, err := s.may(ctx, act, p, roundID)
		if err != nil {
			return err
		}
		slips, err := s.store.inArea(ctx, actor.Scope(p), r.ID, states, page...)
		if err != nil {
			return err
		}
		out = docstore.Page[Person]{Next: slips.Next}
		if out.Items, err = s.persons(ctx, slips.Items); err != nil {
			return err
		}
		return s.noteShown(ctx, action, &r, out.Items)
	})
	return out, err
}

// persons returns the persons of the slips who are in the register: somebody who is leaving it, as by death, is neither handed a slip nor rung up.
func (s *Service) persons(ctx context.Context, slips []Slip) ([]Person, error) {
	ids := make([]string, len(slips))
	for i := range slips {
		ids[i] = slips[i].FileID
	}
	files, err := s.Register.KnownByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []Person
	for i := range slips {
		if f, ok := files[slips[i].FileID]; ok && f.Status == register.Registered {
			out = append(out, Person{Slip: slips[i], Pseudonym: s.Register.PseudonymOf(&f.Beneficiary), Mobile: f.Identity.Mask().GuardianMobile})
		}
	}
	return out, nil
}

// noteShown writes the audit entry about persons shown.
func (s *Service) noteShown(ctx context.Context, action string, r *Round, list []Person) error {
	e := audit.Entry{Action: action, Subjects: []string{r.ID}, Region: r.Region}
	for i := range list {
		e.Subjects = append(e.Subjects, list[i].FileID)
		if !slices.Contains(e.Shown, list[i].Region) {
			e.Shown = append(e.Shown, list[i].Region)
		}
	}
	return s.Audit.Write(ctx, e)
}

// Print makes new codes for the slips with the ids, or without ids for all of the actor's area that were never printed, and returns them in the order of
// the villages. A code is shown this once; the slip's former code is no longer good. It returns docstore.ErrNotFound for a slip outside the area,
// and ErrSlipMove for one that is answered or gone.
func (s *Service) Print(ctx context.Context, roundID string, slipIDs []string) (out []Person, err error) {
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		actor, r, err := s.may(ctx, "print", auth.SatisfactionHand, roundID)
		if err != nil {
			return err
		}
		slips, err := s.toPrint(ctx, actor, r.ID, slipIDs)
		if err != nil {
			return err
		}
		if out, err = s.persons(ctx, slips); err != nil {
			return err
		}
		for i := range out {
			if err := s.printSlip(ctx, &out[i]); err != nil {
				return err
			}
		}
		slices.SortStableFunc(out, func(a, b Person) int {
			return slices.Compare([]string{a.Region, a.Pseudonym}, []string{b.Region, b.Pseudonym})
		})
		return s.noteShown(ctx, "satisfaction.print", &r, out)
	})
	if err != nil {
		return nil, fmt.Errorf("print slips of %s: %w", roundID, err)
	}
	return out, nil
}

func (s *Service) toPrint(ctx context.Context, actor auth.Actor, roundID string, ids []string) ([]Slip, error) {
	reach := actor.Scope(auth.SatisfactionHand)
	if len(ids) == 0 {
		all, err := s.store.everyInArea(ctx, reach, roundID, askable)
		return slices.DeleteFunc(all, func(p Slip) bool { return p.Prints > 0 }), err
	}
	var list []Slip
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		p, err := s.store.loadSlip(ctx, reach, id)
		switch {
		case err != nil:
			return nil, err
		case p.RoundID != roundID:
			return nil, docstore.ErrNotFound
		case !p.asks():
			return nil, ErrSlipMove
		}
		list = append(list, p)
	}
	return list, nil
}

// printSlip gives the slip a new code.
func (s *Service) printSlip(ctx context.Context, p *Person) error {
	code, err := newCode()
	if err != nil {
		return err
	}
	plain, _ := plainCode(code)
	p.Code, p.CodeKey, p.PrintedAt = code, s.store.codeKey(plain), s.now()
	p.Prints++
	return s.store.allSlips.Save(ctx, &p.Slip)
}

// Question is what somebody with a code is asked about: no person.
type Question struct {
	OrgName  string
	Kinds    []contracts.ServiceKind
	From, To region.Day
	Deadline region.Day
}

// Look returns what the code asks about, for anybody. It returns ErrCode for a code that is unknown, used, replaced or too late, alike.
func (s *Service) Look(ctx context.Context, code privacy.Secret) (Question, error) {
	_, r, err := s.slipOf(ctx, code)
	if err != nil {
		return Question{}, err
	}
	c, err := s.Contracts.Get(ctx, r.ContractID)
	return Question{OrgName: c.ProviderName, Kinds: r.Kinds, From: r.From, To: r.To, Deadline: r.Deadline}, err
}

// slipOf returns the slip of a code that is good now, with its round.
func (s *Service) slipOf(ctx context.Context, code privacy.Secret) (p Slip, r Round, err error) {
	plain, ok := plainCode(code)
	if !ok {
		return p, r, ErrCode
	}
	if p, err = s.store.byCode(ctx, plain); isMissing(err) {
		return p, r, ErrCode
	}
	if err == nil {
		r, err = s.store.allRounds.Get(ctx, p.RoundID)
	}
	if err == nil && (!r.Taking(s.now()) || !p.asks()) {
		err = ErrCode
	}
	return p, r, err
}

// Answer takes the answer of whoever has the code, once. It returns ErrCode as Look does, ErrScore and ErrRemark at their fields. The audit entry names
// the round alone.
func (s *Service) Answer(ctx context.Context, code privacy.Secret, a Answer) error {
	if err := a.check(); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		p, r, err := s.slipOf(ctx, code)
		if err != nil {
			return err
		}
		if err := s.store.answer(ctx, &p, a, ByLink, ""); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{Action: "satisfaction.answer", Subjects: []string{r.ID}, Region: r.Region})
	})
}
