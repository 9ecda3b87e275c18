package register

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// NewRequest is a request as it is made. Which fields are needed follows from its kind, as in Asked.
type NewRequest struct {
	Kind         RequestKind
	Reason       privacy.Secret
	To           string // Transfer: path or code of the village
	Kinds        []Kind
	Gender       Gender
	Birth        region.Day
	NoIDReason   NoIDReason
	Risk         Risk
	Guardianship Guardianship
	Identity     Identity // Name, IDNumber, GuardianName and GuardianMobile
}

// RequestFile is a request as those who made it or decide it see it.
type RequestFile struct {
	Request
	Pseudonym string // of the person of the file; empty in an inquiry for who asks
	Reason    privacy.Secret
	Note      privacy.Secret
	Identity  Identity // what is asked for
}

const (
	reasonLeast = 5
	reasonMost  = 500
)

func checkReason(reason privacy.Secret, p *fault.Problems) {
	p.Check(fault.Between(reason.Reveal(), reasonLeast, reasonMost), "reason", "length", "Give the reason in 5 to 500 characters.", "请填写理由（5 到 500 字）。")
}

// MakeRequest stores a request about a registered file that the actor may edit, and tells those who decide it. A second open request of the
// kind about the file is refused with ErrRequestOpen.
func (s *Service) MakeRequest(ctx context.Context, fileID string, version int64, n NewRequest) (RequestFile, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryEdit)
	if err != nil {
		return RequestFile{}, err
	}
	n.Identity.normalise()
	var r Request
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		b, err := s.store.loadFile(ctx, actor.Scope(auth.BeneficiaryEdit), fileID)
		switch {
		case err != nil:
			return err
		case version != 0 && version != b.Version:
			return docstore.ErrStale
		case b.Status != Registered:
			return ErrNotRegistered
		}
		if r, err = s.newRequest(ctx, actor, &b, n); err != nil {
			return err
		}
		return s.insertRequest(ctx, &r)
	}, docstore.Hot(fileID))
	if err != nil {
		return RequestFile{}, err
	}
	return s.requestFile(ctx, r)
}

// newRequest returns the request, or the error of the rule of its kind.
func (s *Service) newRequest(ctx context.Context, actor auth.Actor, b *Beneficiary, n NewRequest) (Request, error) {
	r := Request{Kind: n.Kind, FileID: b.ID, Region: b.Region, To: b.Region}
	var p fault.Problems
	checkReason(n.Reason, &p)
	var rule error
	switch n.Kind {
	case Correct:
		f := b.Facts
		f.Kinds, f.Gender, f.Birth, f.NoIDReason = n.Kinds, n.Gender, n.Birth, n.NoIDReason
		old, err := s.store.open(b)
		if err != nil {
			return r, err
		}
		asked := n.Identity.mergedWith(old, n.NoIDReason)
		f.complete(asked, s.today(), &p)
		if asked.Name == old.Name && asked.IDNumber == old.IDNumber && f.sameIdentity(&b.Facts) {
			rule = ErrNothingAsked
		}
		r.Asked.Kinds, r.Asked.Gender, r.Asked.Birth, r.Asked.NoIDReason = f.Kinds, f.Gender, f.Birth, f.NoIDReason
	case Transfer:
		to, err := s.village(ctx, n.To)
		if errors.Is(err, ErrVillage) {
			p.Fault("to", ErrVillage)
			break
		}
		if err != nil {
			return r, err
		}
		if to.Path == b.Region {
			p.Fault("to", ErrSamePlace)
		}
		r.To = to.Path
	case LowerRisk:
		p.Check(slices.Contains(risks, n.Risk), "risk", "choice", "Choose one from the list.", "请从列表中选择。")
		if !n.Risk.lower(b.Risk) {
			p.Fault("risk", ErrRiskNotLower)
		}
		if b.Alone(s.today()) {
			rule = ErrMeasureNeeded
		}
		r.Asked.Risk = n.Risk
	case Measure:
		rule = s.checkMeasure(ctx, b, n, &p)
		r.Asked.Guardianship = n.Guardianship
	default:
		p.Add("kind", "choice", "Choose one from the list.", "请从列表中选择。")
	}
	if err := p.Err(); err != nil {
		return r, err
	}
	if rule != nil {
		return r, rule
	}
	return r, s.sealRequest(actor, &r, n)
}

// checkMeasure returns why the measure does not end R-16, or nil.
func (s *Service) checkMeasure(ctx context.Context, b *Beneficiary, n NewRequest, p *fault.Problems) error {
	if !b.Alone(s.today()) {
		return ErrNotAlone
	}
	p.Check(slices.Contains([]Guardianship{ByParent, ByGrandparents, ByRelatives, ByFoster, ByInstitution}, n.Guardianship), "guardianship", "choice", "Say who cares for the child now.", "请选择现由谁照料。")
	p.Check(n.Identity.GuardianName != "" || n.Guardianship == ByInstitution, "guardian_name", "required", "Please fill this in.", "请填写此项。")
	if m := n.Identity.GuardianMobile.Reveal(); m != "" && ident.CheckMobile(m) != nil {
		p.Fault("guardian_mobile", ident.ErrMobile)
	}
	proven, err := s.Proven(ctx, b.ID)
	if err == nil && !proven {
		err = ErrMeasureProof
	}
	return err
}

// sealRequest completes the request with who makes it and the sealed values.
func (s *Service) sealRequest(actor auth.Actor, r *Request, n NewRequest) (err error) {
	r.ID, r.Status, r.At, r.MadeAt, r.MadeBy, r.Makers = id.New("frq"), RequestOpen, s.now(), s.now(), actor.ID(), actor.AddTo(nil)
	for _, f := range requestSealed(r, &n.Identity, &n.Reason, new(privacy.Secret)) {
		if *f.sealed, err = s.store.sealer.Seal(requestField(r.ID, f.name), f.plain.Reveal()); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) insertRequest(ctx context.Context, r *Request) error {
	open, err := s.store.allRequests.Count(ctx, docstore.Filter{{Key: "file_id", Value: r.FileID}, {Key: "kind", Value: r.Kind}, {Key: "status", Value: RequestOpen}})
	if err == nil && open > 0 {
		err = ErrRequestOpen
	}
	if err == nil {
		err = s.store.allRequests.Insert(ctx, r)
	}
	if err == nil {
		err = s.Audit.Write(ctx, audit.Entry{Action: "file_request.make", Subjects: []string{r.ID, r.FileID}, Region: r.Region, Reason: string(r.Kind)})
	}
	if err == nil {
		err = s.tellRequest(ctx, r)
	}
	return err
}

// RequestQuery filters a list of requests. Empty fields do not filter.
type RequestQuery struct {
	Status RequestStatus
	Kind   RequestKind
	FileID string
	Page   []docstore.Option
}

// Requests returns the requests within the reach of somebody who writes or checks files, newest first, and writes an audit entry with them.
func (s *Service) Requests(ctx context.Context, q RequestQuery) (docstore.Page[RequestFile], error) {
	none := docstore.Page[RequestFile]{}
	actor, err := auth.Require(ctx, auth.BeneficiaryReveal)
	if err != nil {
		return none, err
	}
	f := docstore.Filter{}
	for _, eq := range []struct{ field, value string }{{"status", string(q.Status)}, {"kind", string(q.Kind)}, {"file_id", q.FileID}} {
		if eq.value != "" {
			f = append(f, docstore.Filter{{Key: eq.field, Value: eq.value}}...)
		}
	}
	page, err := s.store.requests.In(actor.Scope(auth.BeneficiaryReveal)).Page(ctx, f, append(q.Page, docstore.Sort("-_id"))...)
	if err != nil {
		return none, err
	}
	out := docstore.Page[RequestFile]{Items: make([]RequestFile, len(page.Items)), Next: page.Next}
	shown, regions := make([]string, len(page.Items)), make([]string, len(page.Items))
	for i, r := range page.Items {
		if out.Items[i], err = s.requestCard(ctx, r); err != nil {
			return none, err
		}
		shown[i], regions[i] = r.ID, r.Region
	}
	if len(shown) > 0 {
		err = s.Audit.Write(ctx, audit.Entry{Action: "file_request.list", Subjects: shown, Shown: regions})
	}
	return out, err
}

// ReadRequest returns one request with its texts and what it asks for, and writes an audit entry.
func (s *Service) ReadRequest(ctx context.Context, requestID string) (RequestFile, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryReveal)
	if err != nil {
		return RequestFile{}, err
	}
	var r Request
	err = s.DB.Tx(ctx, func(ctx context.Context) (err error) {
		if r, err = s.store.requests.In(actor.Scope(auth.BeneficiaryReveal)).Get(ctx, requestID); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{Action: "file_request.read", Subjects: []string{r.ID, r.FileID}, Region: r.Region, Shown: []string{r.Region}})
	})
	if err != nil {
		return RequestFile{}, err
	}
	return s.requestFile(ctx, r)
}

// RevealRequest returns one value of what a request asks for in full, for one of the purposes, and writes an audit entry with the purpose.
func (s *Service) RevealRequest(ctx context.Context, requestID, field, purpose string) (privacy.Secret, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryReveal)
	if err != nil {
		return "", err
	}
	if !slices.Contains(purposes, purpose) {
		return "", ErrPurpose.At("purpose")
	}
	var value privacy.Secret
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		r, err := s.store.requests.In(actor.Scope(auth.BeneficiaryReveal)).Get(ctx, requestID)
		if err != nil {
			return err
		}
		f, err := s.openRequest(r)
		if err != nil {
			return err
		}
		known := map[string]privacy.Secret{
			FieldName: f.Identity.Name, FieldIDNumber: f.Identity.IDNumber, FieldGuardianName: f.Identity.GuardianName, FieldGuardianMobile: f.Identity.GuardianMobile,
		}
		var ok bool
		if value, ok = known[field]; !ok {
			return ErrNoField.At("field")
		}
		return s.Audit.Write(ctx, audit.Entry{
			Action: "file_request.reveal", Subjects: []string{r.ID, r.FileID}, Region: r.Region, Shown: []string{r.Region}, Fields: []string{field}, Purpose: purpose,
		})
	})
	if err != nil {
		return "", err
	}
	return value, nil
}

// Decide approves or refuses a request with a note, which who made it reads. What it asks for is applied in the same transaction, by the
// rules that hold at that moment.
func (s *Service) Decide(ctx context.Context, requestID string, version int64, approve bool, note privacy.Secret) (RequestFile, error) {
	act := "refuse"
	if approve {
		act = "approve"
	}
	note = privacy.Secret(strings.TrimSpace(note.Reveal()))
	out, err := s.takeRequest(ctx, act, requestID, requestCall{
		Version: version,
		Do: func(ctx context.Context, _ workflow.Asking, r *Request) (err error) {
			var p fault.Problems
			needed := !approve || r.Kind == Inquiry
			p.Check(!needed || fault.Runes(note.Reveal()) >= reasonLeast, "note", "too_short", "Write at least 5 characters.", "请至少填写 5 个字。")
			p.Check(fault.Runes(note.Reveal()) <= reasonMost, "note", "too_long", "Write at most 500 characters.", "请不要超过 500 字。")
			if err := p.Err(); err != nil {
				return err
			}
			if r.Note, err = s.store.sealer.Seal(requestField(r.ID, "note"), note.Reveal()); err != nil || !approve || r.Kind == Inquiry {
				return err
			}
			return s.apply(ctx, r)
		},
		Tell: s.tellDecided,
	})
	return out, s.noteDuplicate(ctx, err)
}

// WithdrawRequest takes back a request that is still open.
func (s *Service) WithdrawRequest(ctx context.Context, requestID string, version int64) (RequestFile, error) {
	return s.takeRequest(ctx, "withdraw", requestID, requestCall{Version: version})
}

type requestCall = workflow.Call[Request]

func (s *Service) takeRequest(ctx context.Context, act, requestID string, c requestCall) (RequestFile, error) {
	r, err := s.requestFlow.Take(ctx, act, requestID, c)
	if err != nil {
		return RequestFile{}, err
	}
	return s.requestFile(ctx, r)
}

// RequestActs returns what the acting person may do with the request now.
func (s *Service) RequestActs(ctx context.Context, r *Request) []workflow.Answer {
	return s.requestFlow.Acts(ctx, r)
}

// village returns the region in which persons are registered: a village, or an area outside the official codes (园区).
func (s *Service) village(ctx context.Context, pathOrCode string) (region.Region, error) {
	r, err := s.Regions.Find(ctx, region.CodeOf(pathOrCode))
	if errors.Is(err, region.ErrUnknown) {
		return r, ErrVillage.At("region")
	}
	if err != nil {
		return r, err
	}
	custom := r.Kind == region.Custom && r.Level >= region.Township
	if r.Level != region.Village && !custom || strings.Contains(pathOrCode, "/") && pathOrCode != r.Path {
		return r, ErrVillage.At("region")
	}
	return r, nil
}

// requestCard returns the request as in a list: without its texts.
func (s *Service) requestCard(ctx context.Context, r Request) (RequestFile, error) {
	f := RequestFile{Request: r}
	b, err := s.store.allFiles.Get(ctx, r.FileID)
	if errors.Is(err, docstore.ErrNotFound) {
		return f, nil
	}
	if err != nil {
		return f, err
	}
	if auth.From(ctx).ForRegion(auth.BeneficiaryRead, b.Region) || r.Kind == Transfer {
		f.Pseudonym = s.PseudonymOf(&b)
	} else {
		f.FileID = "" // of an inquiry: who asks does not learn which file it is
	}
	return f, nil
}

func (s *Service) requestFile(ctx context.Context, r Request) (RequestFile, error) {
	card, err := s.requestCard(ctx, r)
	if err != nil {
		return card, err
	}
	f, err := s.openRequest(card.Request)
	f.Pseudonym = card.Pseudonym
	return f, err
}

func (s *Service) openRequest(r Request) (RequestFile, error) {
	f := RequestFile{Request: r}
	for _, field := range requestSealed(&r, &f.Identity, &f.Reason, &f.Note) {
		plain, err := s.store.sealer.Open(requestField(r.ID, field.name), *field.sealed)
		if err != nil {
			return f, err
		}
		*field.plain = privacy.Secret(plain)
	}
	return f, nil
}

func requestSealed(r *Request, who *Identity, reason, note *privacy.Secret) []sealedField {
	return []sealedField{
		{"reason", reason, &r.Reason}, {"note", note, &r.Note},
		{FieldName, &who.Name, &r.Asked.Name}, {FieldIDNumber, &who.IDNumber, &r.Asked.IDNumber},
		{FieldGuardianName, &who.GuardianName, &r.Asked.GuardianName}, {FieldGuardianMobile, &who.GuardianMobile, &r.Asked.GuardianMobile},
	}
}

func requestField(id, field string) privacy.AAD {
	return privacy.AAD{Collection: requestsName, Field: field, ID: id}
}
