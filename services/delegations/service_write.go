package delegations

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/register"
)

// The schoolings without a school that could be told.
var noSchool = []register.Schooling{register.NotInKindergarten, register.DroppedOut, register.NotAtSchool}

const whyLeast, whyMost = 5, 500

type call = workflow.Call[Delegation]

// Create writes a draft for a registered child within the actor's reach. It returns ErrOpen when the child has a delegation that is not over,
// and ErrBarred, without details, when another delegation bars the caregiver.
func (s *Service) Create(ctx context.Context, fileID string, t Terms) (View, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryEdit)
	if err != nil {
		return View{}, err
	}
	made := id.New("del")
	var d Delegation
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		b, err := s.Register.Get(ctx, fileID)
		if err == nil && !actor.ForRegion(auth.BeneficiaryEdit, b.Region) {
			err = docstore.ErrNotFound
		}
		if err == nil {
			err = s.mayHave(&b)
		}
		if err != nil {
			return err
		}
		d = Delegation{FileID: b.ID, Open: b.ID, Region: b.Region, Status: Draft, StatusAt: s.now(), Makers: actor.AddTo(nil)}
		d.ID = made
		if err := s.write(ctx, &d, &b, t); err != nil {
			return err
		}
		if err := s.store.insertDelegation(ctx, &d); err != nil {
			return err
		}
		return s.note(ctx, "delegation.create", &d, "")
	})
	if err != nil {
		return View{}, s.noteBarred(ctx, fmt.Errorf("create delegation: %w", err))
	}
	return s.view(ctx, d)
}

// noteBarred writes an audit entry when err is ErrBarred, because the answer says something about the person with the ID number. It returns err.
func (s *Service) noteBarred(ctx context.Context, err error) error {
	if !errors.Is(err, ErrBarred) {
		return err
	}
	return errors.Join(err, s.DB.OnRollback(ctx, func(ctx context.Context) error {
		return s.Audit.Write(ctx, audit.Entry{Action: "delegation.barred", Fields: []string{FieldIDNumber}})
	}))
}

// mayHave refuses a file that is not registered, and a person who is not a child.
func (s *Service) mayHave(b *register.Beneficiary) error {
	switch {
	case b.Status != register.Registered:
		return register.ErrNotRegistered
	case !b.Child(s.today()):
		return ErrNotChild
	}
	return nil
}

// child returns the file of the delegation's child, and refuses it when it may not have a delegation now.
func (s *Service) child(ctx context.Context, d *Delegation) (register.Beneficiary, error) {
	b, err := s.Register.Get(ctx, d.FileID)
	if err == nil {
		err = s.mayHave(&b)
	}
	return b, err
}

// write checks the terms and stores them in the draft. Another caregiver has to be checked again, and the child heard again.
func (s *Service) write(ctx context.Context, d *Delegation, b *register.Beneficiary, t Terms) error {
	old, err := s.store.openDelegate(d)
	if err != nil {
		return err
	}
	if err := t.complete(old, b.Birth, s.today()); err != nil {
		return err
	}
	if t.Delegate.IDNumber != old.IDNumber {
		d.Checks, d.Opinion, d.Barred = nil, nil, false
	}
	d.Reason, d.Relation, d.From, d.To = t.Reason, t.Relation, t.From, t.To
	d.AtSchool = !slices.Contains(noSchool, b.Schooling)
	if err := s.store.sealDelegate(d, t.Delegate); err != nil {
		return err
	}
	return s.notBarred(ctx, d)
}

// notBarred returns ErrBarred when another delegation bars the caregiver.
func (s *Service) notBarred(ctx context.Context, d *Delegation) error {
	barred, err := s.store.barredElsewhere(ctx, d)
	if err == nil && barred {
		err = ErrBarred
	}
	return err
}

// Edit changes the terms of a draft. Empty fields of the caregiver keep the stored values.
func (s *Service) Edit(ctx context.Context, delegationID string, version int64, t Terms) (View, error) {
	v, err := s.take(ctx, "edit", delegationID, call{Version: version, Do: func(ctx context.Context, q workflow.Asking, d *Delegation) error {
		b, err := s.child(ctx, d)
		if err != nil {
			return err
		}
		d.Makers = q.Actor.AddTo(d.Makers)
		return s.write(ctx, d, &b, t)
	}})
	return v, s.noteBarred(ctx, err)
}

// NewCheck is the input of SetCheck.
type NewCheck struct {
	Finding Finding
	FileID  string         // the proof, attached to the delegation
	Why     privacy.Secret // what was found, when Barred
}

// SetCheck records one of the four checks of the caregiver with its proof, in place of an earlier one.
func (s *Service) SetCheck(ctx context.Context, delegationID string, version int64, item Item, n NewCheck) (View, error) {
	return s.take(ctx, "check", delegationID, call{Version: version, Reason: string(item), Do: func(ctx context.Context, q workflow.Asking, d *Delegation) error {
		var p fault.Problems
		choice(&p, slices.Contains(Items, item), "item")
		choice(&p, n.Finding == Clear || n.Finding == Barred, "finding")
		if n.Finding == Barred {
			checkLength(&p, n.Why, whyLeast, whyMost, "why")
		}
		if err := p.Err(); err != nil {
			return err
		}
		if err := s.paper(ctx, d, n.FileID, proofPaper); err != nil {
			return err
		}
		c := Check{Item: item, Finding: n.Finding, FileID: n.FileID, By: q.Actor.ID(), At: q.Now}
		if n.Finding == Barred {
			var err error
			if c.Why, err = s.store.reseal(whyField(item), d.ID, nil, n.Why); err != nil {
				return err
			}
		}
		d.setCheck(c)
		d.Makers = q.Actor.AddTo(d.Makers)
		return nil
	}})
}

// paper refuses a file that is not kept as a paper of the delegation for the purpose.
func (s *Service) paper(ctx context.Context, d *Delegation, fileID, purpose string) error {
	f, err := s.File(ctx, fileID)
	switch {
	case err != nil && !errors.Is(err, docstore.ErrNotFound):
		return err
	case err != nil || f.Record != d.ID || f.Purpose != purpose:
		return ErrNoProof.At("file_id")
	case f.State == files.Quarantined:
		return files.ErrChecking.At("file_id")
	case f.State != files.Kept:
		return ErrNoProof.At("file_id")
	}
	return nil
}

// NewOpinion is the input of Hear.
type NewOpinion struct {
	Answer Answer
	On     region.Day
	Words  privacy.Secret // up to 500 characters; needed with Wishes and Refuses
}

// Hear records what the child says. A child that does not agree is recorded too; the delegation is then not signed (ErrSaidNo).
func (s *Service) Hear(ctx context.Context, delegationID string, version int64, n NewOpinion) (View, error) {
	return s.take(ctx, "hear", delegationID, call{Version: version, Do: func(ctx context.Context, q workflow.Asking, d *Delegation) error {
		b, err := s.child(ctx, d)
		if err != nil {
			return err
		}
		var p fault.Problems
		choice(&p, slices.Contains([]Answer{Agrees, Wishes, Refuses, TooYoung}, n.Answer), "answer")
		past := n.On.Valid() && n.On <= s.today()
		p.Check(past, "on", "day_past", "Give the day on which the child was heard; it cannot be later than today.", "请填写听取意见的日期，且不能晚于今天。")
		if past && n.Answer == TooYoung && b.Birth.Age(n.On) >= heardFrom {
			p.Fault("answer", ErrOld8)
		}
		least := 0
		if n.Answer == Wishes || n.Answer == Refuses {
			least = whyLeast
		}
		checkLength(&p, n.Words, least, whyMost, "words")
		if err := p.Err(); err != nil {
			return err
		}
		d.Opinion = &Opinion{Answer: n.Answer, On: n.On, By: q.Actor.ID()}
		d.Makers = q.Actor.AddTo(d.Makers)
		d.Opinion.Words, err = s.store.reseal("opinion", d.ID, nil, n.Words)
		return err
	}})
}

// Sign records that parents and caregiver have signed, with the uploaded copy, and asks the township to confirm. It returns ErrBarred,
// ErrChecks, ErrNotHeard or ErrSaidNo while the caregiver may not be entrusted with the child.
func (s *Service) Sign(ctx context.Context, delegationID string, version int64, fileID string, on region.Day) (View, error) {
	return s.take(ctx, "sign", delegationID, call{
		Version: version,
		Do: func(ctx context.Context, q workflow.Asking, d *Delegation) error {
			if err := s.stillMay(ctx, d); err != nil {
				return err
			}
			if err := s.paper(ctx, d, fileID, signedPaper); err != nil {
				return err
			}
			var p fault.Problems
			p.Check(on.Valid() && on <= s.today(), "on", "day_past", "Give the day of the signing; it cannot be later than today.", "请填写签订日期，且不能晚于今天。")
			if err := p.Err(); err != nil {
				return err
			}
			d.SignedOn, d.SignedFile, d.SubmittedBy, d.ReturnReason, d.Note = on, fileID, q.Actor.ID(), "", nil
			d.Makers = q.Actor.AddTo(d.Makers)
			return nil
		},
		Tell: s.tellWaiting,
	})
}

// stillMay refuses a child who may not have a delegation any more, a period that is over or reaches the 18th birthday by the file as it is
// now, and a caregiver who was barred meanwhile.
func (s *Service) stillMay(ctx context.Context, d *Delegation) error {
	b, err := s.child(ctx, d)
	if err != nil {
		return err
	}
	switch {
	case d.To < s.today():
		return ErrOver
	case b.Birth.Age(d.To) >= childBelow:
		return ErrBirthday
	}
	return s.notBarred(ctx, d)
}

// Notices are the days on which school and village were told in writing.
type Notices struct{ School, Village region.Day }

// Inform records the days on which school and village were told.
func (s *Service) Inform(ctx context.Context, delegationID string, version int64, n Notices) (View, error) {
	return s.take(ctx, "inform", delegationID, call{Version: version, Do: func(_ context.Context, q workflow.Asking, d *Delegation) error {
		var p fault.Problems
		for path, day := range map[string]region.Day{"school_on": n.School, "village_on": n.Village} {
			p.Check(day == "" || day.Valid() && day <= s.today(), path, "day_past", "Give the day of the notice; it cannot be later than today.", "请填写书面告知的日期，且不能晚于今天。")
		}
		if err := p.Err(); err != nil {
			return err
		}
		d.SchoolOn, d.VillageOn, d.Makers = n.School, n.Village, q.Actor.AddTo(d.Makers)
		return nil
	}})
}

// Confirm begins the delegation for the township. It returns auth.ErrSelf for a person who wrote in it and for the caregiver.
func (s *Service) Confirm(ctx context.Context, delegationID string, version int64) (View, error) {
	return s.take(ctx, "confirm", delegationID, call{Version: version, Do: func(ctx context.Context, q workflow.Asking, d *Delegation) error {
		if err := s.stillMay(ctx, d); err != nil {
			return err
		}
		d.ConfirmedBy = q.Actor.ID()
		d.start(s.today())
		return nil
	}})
}

// Return sends a signed delegation back to the village, to be corrected and signed again.
func (s *Service) Return(ctx context.Context, delegationID string, version int64, reason ReturnReason, note privacy.Secret) (View, error) {
	if !slices.Contains([]ReturnReason{Incomplete, Mismatch, Unsuitable}, reason) {
		return View{}, register.ErrReasonUnknown.At("reason")
	}
	return s.take(ctx, "return", delegationID, call{
		Version: version, Reason: string(reason),
		Do: func(_ context.Context, _ workflow.Asking, d *Delegation) error {
			d.ReturnReason, d.SignedFile, d.SignedOn = reason, "", ""
			return s.setNote(d, note, 0)
		},
		Tell: s.tellReturned,
	})
}

// setNote seals the note of a return, an end or a revocation.
func (s *Service) setNote(d *Delegation, note privacy.Secret, least int) (err error) {
	var p fault.Problems
	checkLength(&p, note, least, noteMost, "note")
	if err := p.Err(); err != nil {
		return err
	}
	d.Note, err = s.store.reseal("note", d.ID, nil, note)
	return err
}

var endReasons = []EndReason{ParentsBack, WithParents, OtherCarer, ChildWish, CarerUnable}

// End ends the delegation before its last day.
func (s *Service) End(ctx context.Context, delegationID string, version int64, reason EndReason, note privacy.Secret) (View, error) {
	if !slices.Contains(endReasons, reason) {
		return View{}, register.ErrReasonUnknown.At("reason")
	}
	return s.take(ctx, "end", delegationID, call{
		Version: version, Reason: string(reason),
		Do: func(_ context.Context, _ workflow.Asking, d *Delegation) error {
			d.EndReason = reason
			return s.setNote(d, note, 0)
		},
		Tell: s.tellEnded,
	})
}

// Revoke ends the delegation because the caregiver is found to be one whom the law bars. The note says what was found.
func (s *Service) Revoke(ctx context.Context, delegationID string, version int64, reason Item, note privacy.Secret) (View, error) {
	if !slices.Contains(Items, reason) {
		return View{}, register.ErrReasonUnknown.At("reason")
	}
	return s.take(ctx, "revoke", delegationID, call{
		Version: version, Reason: string(reason),
		Do: func(_ context.Context, _ workflow.Asking, d *Delegation) error {
			d.RevokeReason, d.Barred = reason, d.Barred || reason != Unfit
			return s.setNote(d, note, whyLeast)
		},
		Tell: s.tellEnded,
	})
}

// Discard throws a draft away: what is personal in it is erased, its attachments too. Which person a check has barred is remembered by a keyed
// hash.
func (s *Service) Discard(ctx context.Context, delegationID string, version int64) (View, error) {
	return s.take(ctx, "discard", delegationID, call{Version: version, Do: func(ctx context.Context, _ workflow.Asking, d *Delegation) error {
		d.erase()
		return s.Papers(ctx, d.ID)
	}})
}

// NewParent is one parent in the input of SetParents. An empty mobile keeps the stored one.
type NewParent struct {
	Who      Who
	Mobile   privacy.Secret
	AgreedOn region.Day
	Stopped  bool
}

const parentsMost = 2

// SetParents replaces the parents who agreed to be reminded of calling the child; one that is left out is reminded no more.
func (s *Service) SetParents(ctx context.Context, delegationID string, version int64, list []NewParent) (View, error) {
	return s.take(ctx, "parents", delegationID, call{Version: version, Do: func(_ context.Context, q workflow.Asking, d *Delegation) error {
		var p fault.Problems
		p.Check(len(list) <= parentsMost, "parents", "too_many", "Two parents at most.", "最多填写两位父母。")
		out := make([]Parent, len(list))
		for i, n := range list {
			at := func(field string) string { return fmt.Sprintf("parents[%d].%s", i, field) }
			twice := slices.ContainsFunc(list[:i], func(o NewParent) bool { return o.Who == n.Who })
			choice(&p, slices.Contains(parents, n.Who) && !twice, at("who"))
			was := d.parent(n.Who)
			mobile := privacy.Secret(ident.NormaliseMobile(n.Mobile.Reveal()))
			if mobile == "" && was != nil {
				var err error
				if mobile, err = s.store.openText(delegationsName, mobileField(n.Who), d.ID, was.Mobile); err != nil {
					return err
				}
			}
			if ident.CheckMobile(mobile.Reveal()) != nil {
				p.Fault(at("mobile"), ident.ErrMobile)
				continue
			}
			p.Check(n.AgreedOn.Valid() && n.AgreedOn <= s.today(), at("agreed_on"), "day_past", "Give the day on which the parent agreed; it cannot be later than today.", "请填写父母同意接收提醒的日期，且不能晚于今天。")
			o := Parent{Who: n.Who, AgreedOn: n.AgreedOn}
			var old privacy.Sealed
			if was != nil {
				old = was.Mobile
			}
			var err error
			if o.Mobile, err = s.store.reseal(mobileField(n.Who), d.ID, old, mobile); err != nil {
				return err
			}
			if n.Stopped {
				o.StoppedOn = s.today()
				if was != nil && was.StoppedOn != "" {
					o.StoppedOn = was.StoppedOn
				}
			}
			out[i] = o
		}
		d.Parents, d.Makers = out, makersIf(q.Actor, d)
		return p.Err()
	}})
}

// makersIf adds the actor to the makers until the delegation is confirmed; afterwards nothing in it is decided by another person.
func makersIf(a auth.Actor, d *Delegation) []string {
	if d.Status == Active {
		return d.Makers
	}
	return a.AddTo(d.Makers)
}

// parent returns the parent, or nil.
func (d *Delegation) parent(who Who) *Parent {
	for i := range d.Parents {
		if d.Parents[i].Who == who {
			return &d.Parents[i]
		}
	}
	return nil
}

func mobileField(who Who) string { return string(who) + "_mobile" }

func whyField(item Item) string { return "why_" + string(item) }

// LogContact stores a contact of the parents and begins the next week.
func (s *Service) LogContact(ctx context.Context, delegationID string, n NewContact) (Contact, error) {
	made := id.New("dct")
	var c Contact
	_, err := s.delegations.Take(ctx, "log", delegationID, call{
		Do: func(ctx context.Context, q workflow.Asking, d *Delegation) error {
			if err := n.check(d, s.today()); err != nil {
				return err
			}
			c = Contact{DelegationID: d.ID, Who: n.Who, Way: n.Way, On: n.On, By: q.Actor.ID()}
			c.ID = made
			var err error
			if c.Note, err = s.store.sealer.Seal(aad(contactsName, "note", c.ID), n.Note.Reveal()); err != nil {
				return err
			}
			if err := s.store.insertContact(ctx, &c); err != nil {
				return err
			}
			d.contacted(n.On)
			return nil
		},
		Note: func(e *audit.Entry) { e.Subjects = append(e.Subjects, made) },
	})
	return c, err
}

// take takes one of delegationActs with the delegation and returns it as the actor may see it.
func (s *Service) take(ctx context.Context, act, delegationID string, c call) (View, error) {
	d, err := s.delegations.Take(ctx, act, delegationID, c)
	if err != nil {
		return View{}, err
	}
	return s.view(ctx, d)
}

// Acts returns what the acting person may do with the delegation now.
func (s *Service) Acts(ctx context.Context, d *Delegation) []workflow.Answer {
	return s.delegations.Acts(ctx, d)
}

func (s *Service) note(ctx context.Context, action string, d *Delegation, reason string) error {
	return s.Audit.Write(ctx, audit.Entry{Action: action, Subjects: []string{d.ID, d.FileID}, Region: d.Region, Reason: reason})
}
