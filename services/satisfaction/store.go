package satisfaction

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

const (
	roundsName = "satisfaction_rounds"
	slipsName  = "satisfaction_slips"
)

type store struct {
	sealer *privacy.Sealer
	index  *privacy.BlindIndex
	rounds *docstore.Scoped[Round]
	slips  *docstore.Scoped[Slip]

	// Not scoped, for rules that hold for every actor; the use case has checked the actor first.
	allRounds *docstore.Collection[Round]
	allSlips  *docstore.Collection[Slip]
}

func openStore(db *docstore.DB, sealer *privacy.Sealer, index *privacy.BlindIndex) (*store, error) {
	s := &store{sealer: sealer, index: index}
	var errs [2]error
	s.rounds, errs[0] = docstore.DeclareScoped[Round](db, docstore.Spec{
		Name:   roundsName,
		Fields: []string{"contract_id", "shown_to", "region", "reach", "status", "due_at", "open_key"},
		Indexes: []docstore.Index{
			{Name: "open", Fields: []string{"open_key"}, Unique: true},
			{Name: "of_contract", Fields: []string{"contract_id"}},
			{Name: "due", Fields: []string{"status", "due_at"}},
			{Name: "by_status", Fields: []string{"status"}},
			{Name: "by_region", Fields: []string{"region"}, Selective: true},
			{Name: "by_reach", Fields: []string{"reach"}, Selective: true},
			{Name: "of_org", Fields: []string{"shown_to"}, Selective: true},
		},
		Scope: docstore.ScopeFields{Region: []string{"region", "reach"}, Org: []string{"shown_to"}, Assigned: []string{"contract_id"}},
		Refs:  []docstore.Ref{{Field: "contract_id", To: "contracts"}, {Field: "shown_to", To: "orgs"}},
	})
	s.slips, errs[1] = docstore.DeclareScoped[Slip](db, docstore.Spec{
		Name:   slipsName,
		Fields: []string{"round_id", "file_id", "region", "code_key", "status", "way"},
		Indexes: []docstore.Index{
			{Name: "by_code", Fields: []string{"code_key"}, Unique: true},
			{Name: "once", Fields: []string{"round_id", "file_id"}, Unique: true},
			{Name: "of_round", Fields: []string{"round_id"}},
			{Name: "counts", Fields: []string{"round_id", "status", "way"}},
			{Name: "of_file", Fields: []string{"file_id"}, Selective: true},
			{Name: "by_region", Fields: []string{"region"}, Selective: true},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}},
		Refs:  []docstore.Ref{{Field: "round_id", To: roundsName}, {Field: "file_id", To: "beneficiaries"}},
	})
	if err := errors.Join(errs[:]...); err != nil {
		return nil, fmt.Errorf("open satisfaction: %w", err)
	}
	all := auth.Actor{Job: "satisfaction"}.Scope(auth.SatisfactionRead)
	s.allRounds, s.allSlips = s.rounds.In(all), s.slips.In(all)
	return s, nil
}

func (s *store) loadRound(ctx context.Context, reach auth.Scope, id string) (Round, error) {
	return s.rounds.In(reach).Get(ctx, id)
}

func (s *store) loadSlip(ctx context.Context, reach auth.Scope, id string) (Slip, error) {
	return s.slips.In(reach).Get(ctx, id)
}

func remarkOf(slipID string) privacy.AAD {
	return privacy.AAD{Collection: slipsName, Field: "remark", ID: slipID}
}

// answer stores the answer in the slip. Its code is no longer good.
func (s *store) answer(ctx context.Context, p *Slip, a Answer, way Way, takenBy string) (err error) {
	if p.Remark, err = s.sealer.Reseal(remarkOf(p.ID), p.Remark, a.Remark.Reveal()); err != nil {
		return fmt.Errorf("answer %s: %w", p.ID, err)
	}
	p.Status, p.Score, p.Way, p.TakenBy, p.CodeKey = Answered, a.Score, way, takenBy, ""
	return s.allSlips.Save(ctx, p)
}

func (s *store) openRemark(p *Slip) (privacy.Secret, error) {
	text, err := s.sealer.Open(remarkOf(p.ID), p.Remark)
	if err != nil {
		return "", fmt.Errorf("open slip %s: %w", p.ID, err)
	}
	return privacy.Secret(text), nil
}

// codeKey is the blind index of a code.
func (s *store) codeKey(plain string) string { return s.index.Index("satisfaction_code", plain) }

// byCode returns the slip whose code it is, or docstore.ErrNotFound.
func (s *store) byCode(ctx context.Context, plain string) (Slip, error) {
	return s.allSlips.First(ctx, docstore.Filter{{Key: "code_key", Value: s.codeKey(plain)}})
}

// slipsOf calls use with every slip of the round, in the order of the ids, which is a random order of the persons.
func (s *store) slipsOf(ctx context.Context, roundID string, use func(Slip) error) error {
	return s.allSlips.Each(ctx, docstore.Filter{{Key: "round_id", Value: roundID}}, use)
}

// inArea returns a page of the slips of the round in one of the states, within the reach.
func (s *store) inArea(ctx context.Context, reach auth.Scope, roundID string, states []SlipStatus, page ...docstore.Option) (docstore.Page[Slip], error) {
	return s.slips.In(reach).Page(ctx, docstore.Filter{
		{Key: "round_id", Value: roundID}, {Key: "status", Value: bson.D{{Key: "$in", Value: states}}},
	}, append(page, docstore.Sort("_id"))...)
}

// everyInArea returns all of them.
func (s *store) everyInArea(ctx context.Context, reach auth.Scope, roundID string, states []SlipStatus) ([]Slip, error) {
	return s.slips.In(reach).Find(ctx, docstore.Filter{
		{Key: "round_id", Value: roundID}, {Key: "status", Value: bson.D{{Key: "$in", Value: states}}},
	}, docstore.Sort("_id"), docstore.Limit(slipsMost))
}

// counted returns how many slips of the round are in the state, and came that way unless way is empty.
func (s *store) counted(ctx context.Context, roundID string, status SlipStatus, way Way) (int64, error) {
	f := docstore.Filter{{Key: "round_id", Value: roundID}, {Key: "status", Value: status}}
	if way != "" {
		f = append(f, bson.E{Key: "way", Value: way})
	}
	return s.allSlips.Count(ctx, f)
}

func (s *store) slipsOfFile(ctx context.Context, fileID string) ([]Slip, error) {
	return s.allSlips.Find(ctx, docstore.Filter{{Key: "file_id", Value: fileID}})
}

func (s *store) roundsOf(ctx context.Context, contractID string) ([]Round, error) {
	return s.allRounds.Find(ctx, docstore.Filter{{Key: "contract_id", Value: contractID}})
}

// Query filters a list of rounds. Empty fields do not filter.
type Query struct {
	ContractID string
	Status     Status
	Page       []docstore.Option
}

func (s *store) listRounds(ctx context.Context, reach auth.Scope, q Query) (docstore.Page[Round], error) {
	var f docstore.Filter
	if q.ContractID != "" {
		f = append(f, bson.E{Key: "contract_id", Value: q.ContractID})
	}
	if q.Status != "" {
		f = append(f, bson.E{Key: "status", Value: q.Status})
	}
	return s.rounds.In(reach).Page(ctx, f, append(q.Page, docstore.Sort("-_id"))...)
}

// openRounds matches the open rounds.
var openRounds = docstore.Filter{{Key: "status", Value: Open}}

// overdue calls use with each open round whose deadline is over.
func (s *store) overdue(ctx context.Context, now any, use func(Round) error) error {
	list, err := s.allRounds.Find(ctx, docstore.Filter{{Key: "status", Value: Open}, {Key: "due_at", Value: bson.D{{Key: "$lte", Value: now}}}}, docstore.Sort("due_at"))
	for i := 0; err == nil && i < len(list); i++ {
		err = use(list[i])
	}
	return err
}
