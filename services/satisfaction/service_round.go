package satisfaction

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"slices"
	"strconv"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/register"
)

// Open begins a round of a contract of the actor's region, and tells the towns and villages of those asked. It returns ErrRoundOpen while another
// one of the contract is open, ErrFew when fewer than five persons were served, and ErrMany when all are to be asked and they are more than 1,000.
func (s *Service) Open(ctx context.Context, contractID string, p Plan) (View, error) {
	actor, err := auth.Require(ctx, auth.SatisfactionManage)
	if err != nil {
		return View{}, err
	}
	made := id.New("sfr")
	var r Round
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		c, err := s.ask(ctx, actor, contractID)
		if err != nil {
			return err
		}
		if err := p.check(c.Start, s.today()); err != nil {
			return err
		}
		r = Round{
			Plan: p, ContractID: c.ID, OrgID: c.ProviderID, Region: c.Region, Status: Open, StatusAt: s.now(), OpenedOn: s.today(), OpenedBy: actor.ID(),
			DueAt: p.Deadline.End(), OpenKey: c.ID,
		}
		r.ID = made
		return s.handOut(ctx, &r, &c)
	}, docstore.Hot(contractID))
	if err != nil {
		return View{}, fmt.Errorf("open a round of %s: %w", contractID, err)
	}
	return s.view(ctx, r)
}

// ask returns the contract if the actor may ask about it now.
func (s *Service) ask(ctx context.Context, actor auth.Actor, contractID string) (contracts.Contract, error) {
	c, err := s.Contracts.Get(ctx, contractID)
	switch {
	case err != nil:
		return c, err
	case !actor.ForRegion(auth.SatisfactionManage, c.Region):
		return c, docstore.ErrNotFound
	case actor.BelongsTo(c.ProviderID):
		return c, ErrProvider
	case c.ProviderID == "" || c.FiguresFixed() || !c.Shown():
		return c, ErrContract
	}
	rounds, err := s.store.roundsOf(ctx, c.ID)
	if err == nil && slices.ContainsFunc(rounds, func(r Round) bool { return r.Status == Open }) {
		err = ErrRoundOpen
	}
	return c, err
}

// handOut chooses who is asked, and stores the round with a slip for each.
func (s *Service) handOut(ctx context.Context, r *Round, c *contracts.Contract) error {
	reached, err := s.Log.ReachedBetween(ctx, r.ContractID, r.From, r.To)
	if err != nil {
		return err
	}
	files := slices.DeleteFunc(reached.Files, func(b register.Beneficiary) bool { return b.Status != register.Registered })
	r.Kinds, r.Served = reached.Kinds, int64(len(files))
	if len(files) < Least {
		return ErrFew
	}
	if err := shuffle(files); err != nil { // also when all are asked: the order of the slips tells nothing
		return err
	}
	switch {
	case r.Sample > 0:
		files = files[:min(len(files), int(r.Sample))]
	case len(files) > slipsMost:
		return ErrMany.With("count", strconv.Itoa(len(files)))
	}
	slips, places := make([]Slip, len(files)), make([]string, len(files))
	for i := range files {
		slips[i] = Slip{RoundID: r.ID, FileID: files[i].ID, AskedID: files[i].ID, Region: files[i].Region, Status: Waiting}
		slips[i].ID, places[i] = id.New("sfs"), files[i].Region
	}
	r.Reach = withAbove(places...)
	slices.Sort(r.Reach)
	if err := s.store.allRounds.Insert(ctx, r); err != nil {
		return err
	}
	if err := s.store.allSlips.InsertMany(ctx, slips); err != nil {
		return err
	}
	if err := s.Audit.Write(ctx, audit.Entry{Action: "satisfaction.open", Subjects: []string{r.ID}, Region: r.Region, Version: r.Version}); err != nil {
		return err
	}
	return s.tellOpened(ctx, r, c, places)
}

// shuffle brings the files into a random order that nobody can foresee.
func shuffle(files []register.Beneficiary) error {
	for i := len(files) - 1; i > 0; i-- {
		j, err := rand.Int(rand.Reader, big.NewInt(int64(i+1)))
		if err != nil {
			return err
		}
		files[i], files[j.Int64()] = files[j.Int64()], files[i]
	}
	return nil
}

// Close ends the round, counts it, and makes every code that is left invalid.
func (s *Service) Close(ctx context.Context, roundID string, version int64) (View, error) {
	r, err := s.close(ctx, roundID, version)
	if err != nil {
		return View{}, err
	}
	return s.view(ctx, r)
}

func (s *Service) close(ctx context.Context, roundID string, version int64) (Round, error) {
	return s.rounds.Take(ctx, "close", roundID, workflow.Call[Round]{
		Version: version,
		Do: func(ctx context.Context, _ workflow.Asking, r *Round) error {
			c, err := s.Contracts.Get(ctx, r.ContractID)
			if err != nil {
				return err
			}
			r.ShownTo, r.Counts, r.Result = r.OrgID, !c.FiguresFixed(), Tally{}
			return s.store.slipsOf(ctx, r.ID, func(p Slip) error {
				r.Result.count(&p, s.townOf(p.Region))
				if !p.asks() {
					return nil
				}
				p.CodeKey = "" // saved in any case, so that an answer at this moment fails on the version
				return s.store.allSlips.Save(ctx, &p)
			})
		},
		Tell: s.tellClosed,
	})
}

// CloseDue closes the rounds whose deadline is over. Running it again is harmless.
func (s *Service) CloseDue(ctx context.Context) error {
	return s.store.overdue(ctx, s.now(), func(r Round) error {
		_, err := s.close(ctx, r.ID, 0)
		return err
	})
}

// View is a round with what its reader may see of it.
type View struct {
	Round
	Contract string // name
	No       string // of the contract
	OrgName  string
	Tally    Tally // of an open round the present numbers, without faces
}

func (s *Service) view(ctx context.Context, r Round) (View, error) {
	c, err := s.Contracts.Get(ctx, r.ContractID)
	if err != nil {
		return View{}, err
	}
	return s.viewUnder(ctx, r, &c)
}

// viewUnder is view for a round of the contract.
func (s *Service) viewUnder(ctx context.Context, r Round, c *contracts.Contract) (v View, err error) {
	v = View{Round: r, Tally: r.Result, Contract: c.Name, No: c.No, OrgName: c.ProviderName}
	if r.Status == Closed {
		return v, nil
	}
	var waiting int64
	for _, n := range []struct {
		status SlipStatus
		way    Way
		into   *int64
	}{{Waiting, "", &waiting}, {Refused, "", &v.Tally.Refused}, {Answered, ByLink, &v.Tally.ByLink}, {Answered, ByCall, &v.Tally.ByCall}} {
		if *n.into, err = s.store.counted(ctx, r.ID, n.status, n.way); err != nil {
			return v, err
		}
	}
	v.Tally.Asked = waiting + v.Tally.Refused + v.Tally.Answers()
	return v, nil
}

// Read returns the round if it lies within the actor's reach, else docstore.ErrNotFound. It shows no person.
func (s *Service) Read(ctx context.Context, roundID string) (View, error) {
	r, err := s.inReach(ctx, roundID)
	if err != nil {
		return View{}, err
	}
	return s.view(ctx, r)
}

func (s *Service) inReach(ctx context.Context, roundID string) (Round, error) {
	actor, err := auth.Require(ctx, auth.SatisfactionRead)
	if err != nil {
		return Round{}, err
	}
	return s.store.loadRound(ctx, actor.Scope(auth.SatisfactionRead), roundID)
}

// forHistory returns the round to those who may open its history: the buyer, who belongs not to the provider.
func (s *Service) forHistory(ctx context.Context, roundID string) (Round, error) {
	actor, err := auth.Require(ctx, auth.SatisfactionManage)
	if err != nil {
		return Round{}, err
	}
	r, err := s.store.loadRound(ctx, actor.Scope(auth.SatisfactionManage), roundID)
	if err == nil {
		err = forBuyer(workflow.Asking{Actor: actor, Now: s.now()}, &r)
	}
	return r, err
}

// List returns the rounds within the actor's reach, the latest first.
func (s *Service) List(ctx context.Context, q Query) (docstore.Page[View], error) {
	actor, err := auth.Require(ctx, auth.SatisfactionRead)
	if err != nil {
		return docstore.Page[View]{}, err
	}
	page, err := s.store.listRounds(ctx, actor.Scope(auth.SatisfactionRead), q)
	if err != nil {
		return docstore.Page[View]{}, err
	}
	ids := make([]string, len(page.Items))
	for i := range page.Items {
		ids[i] = page.Items[i].ContractID
	}
	of, err := s.Contracts.GetMany(ctx, ids)
	out := docstore.Page[View]{Next: page.Next}
	for i := 0; err == nil && i < len(page.Items); i++ {
		var v View
		c := of[page.Items[i].ContractID]
		v, err = s.viewUnder(ctx, page.Items[i], &c)
		out.Items = append(out.Items, v)
	}
	return out, err
}

// Acts returns what the acting person may do with the round now.
func (s *Service) Acts(ctx context.Context, r *Round) []workflow.Answer { return s.rounds.Acts(ctx, r) }

// Total returns the sum of the closed rounds of a contract within the actor's reach that count in its figures.
func (s *Service) Total(ctx context.Context, contractID string) (Tally, error) {
	if _, err := auth.Require(ctx, auth.SatisfactionRead); err != nil {
		return Tally{}, err
	}
	if _, err := s.Contracts.Read(ctx, contractID); err != nil {
		return Tally{}, err
	}
	rounds, err := s.store.roundsOf(ctx, contractID)
	return total(rounds), err
}

// SatisfiedBP returns the share of the satisfied among the answers of the closed rounds of the contract, in basis points, or nil below five
// answers. It does not check the actor.
func (s *Service) SatisfiedBP(ctx context.Context, contractID string) (*int64, error) {
	rounds, err := s.store.roundsOf(ctx, contractID)
	if err != nil {
		return nil, fmt.Errorf("satisfaction of %s: %w", contractID, err)
	}
	all := total(rounds)
	if shown := all.Shown(); shown != nil {
		return &shown.SatisfiedBP, nil
	}
	return nil, nil
}

// PublicLeast is the least number of answers whose share the public is shown: a ratio needs a denominator of thirty.
const PublicLeast = 30

// PublicBP is SatisfiedBP for the public: nil below thirty answers.
func (s *Service) PublicBP(ctx context.Context, contractID string) (*int64, error) {
	rounds, err := s.store.roundsOf(ctx, contractID)
	if err != nil {
		return nil, fmt.Errorf("satisfaction of %s: %w", contractID, err)
	}
	all := total(rounds)
	if shown := all.Shown(); shown != nil && shown.Answers >= PublicLeast {
		return &shown.SatisfiedBP, nil
	}
	return nil, nil
}

// Remark is one sentence with its face, without person.
type Remark struct {
	Score int64
	Text  privacy.Secret
}

// Remarks returns what people wrote, in an order that tells nothing about them, and writes an audit entry. It returns ErrFewShown for a round
// that is open or has fewer than five answers.
func (s *Service) Remarks(ctx context.Context, roundID string) ([]Remark, error) {
	var list []Remark
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		list = nil
		_, r, err := s.may(ctx, "remarks", auth.SatisfactionManage, roundID)
		if err != nil {
			return err
		}
		err = s.store.slipsOf(ctx, r.ID, func(p Slip) error {
			text, err := s.store.openRemark(&p)
			if err == nil && p.Status == Answered && text != "" {
				list = append(list, Remark{p.Score, text})
			}
			return err
		})
		if err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{Action: "satisfaction.remarks", Subjects: []string{r.ID}, Region: r.Region, Shown: []string{r.Region}, Fields: []string{"remark"}})
	})
	return list, err
}
