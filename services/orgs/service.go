package orgs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/pinyin"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Deps are the dependencies of the service. Every field but Stopped is needed.
type Deps struct {
	DB      *docstore.DB
	Sealer  *privacy.Sealer
	Audit   *audit.Log
	Outbox  *notify.Outbox
	Now     func() time.Time
	Regions *region.Tree
	UsersIn func(ctx context.Context, regionPath string, roles ...auth.Role) ([]string, error) // accounts.UsersIn: the reviewers
	UsersOf func(ctx context.Context, orgID string, role auth.Role) ([]string, error)          // accounts.UsersOf: an organisation's people
	Grant   func(ctx context.Context, userID string, b auth.Binding) error                     // accounts.Bind, in the caller's transaction
	Appoint func(ctx context.Context, orgID string) error                                      // accounts.Appoint, in the transaction that approves the organisation
	Stopped func(ctx context.Context, orgID string) error                                      // called in the transaction that suspends or closes the organisation; may be nil
}

// Service holds the use cases of organisations. It may be used by many goroutines at once.
type Service struct {
	Deps
	store *store
	flow  *workflow.Flow[Org, Status]
	names *lru.Cache[string, cachedName]
}

// The bounds of the cache of names: every page of activities needs the same few names.
const (
	maxCachedNames = 10_000
	cachedNameLife = 10 * time.Second // another replica may show an old name for this long
)

type cachedName struct {
	name  string
	until time.Time
}

// New declares the collection and returns the service.
func New(d Deps) (*Service, error) {
	st, err := openStore(d.DB)
	if err != nil {
		return nil, err
	}
	names, err := lru.New[string, cachedName](maxCachedNames)
	if err != nil {
		return nil, fmt.Errorf("names of organisations: %w", err)
	}
	s := &Service{Deps: d, store: st, names: names}
	s.flow = &workflow.Flow[Org, Status]{
		Table: &orgActs, DB: d.DB, Audit: d.Audit, Now: s.now, Load: st.load, Reaches: st.orgs.InScope, Save: st.save, Entered: s.entered,
		Version: func(o *Org) int64 { return o.Version },
		Entry:   entryOf,
	}
	return s, nil
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

func (s *Service) today() region.Day { return region.DayOf(s.now()) }

// Register creates an organisation's file as a draft and makes the acting person its founder, with rights over that file
// alone. It returns auth.ErrApart for people whose office must be apart from it. When a job registers one, nobody gets a role.
func (s *Service) Register(ctx context.Context, p Profile, private Personal) (Org, error) {
	actor, err := auth.Require(ctx, auth.OrgRegister)
	if err != nil {
		return Org{}, err
	}
	o := Org{Profile: p, Status: Draft, Credit: Normal, Makers: actor.AddTo(nil), History: []Move{}}
	o.ID, o.StatusAt = id.New("org"), s.now()
	if err := s.checkAndSeal(ctx, &o, private); err != nil {
		return Org{}, fmt.Errorf("register organisation: %w", err)
	}
	if slices.ContainsFunc(actor.Bindings, func(b auth.Binding) bool { return auth.Apart(b, o.Region) }) {
		return Org{}, fmt.Errorf("register organisation: %w", auth.ErrApart)
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.store.insert(ctx, &o); err != nil {
			return err
		}
		e := entryOf(&o)
		e.Action, e.Version = "org.register", o.Version
		if err := s.Audit.Write(ctx, e); err != nil {
			return err
		}
		if actor.UserID == "" {
			return nil
		}
		return s.Grant(ctx, actor.UserID, auth.Binding{Role: auth.OrgFounder, OrgID: o.ID})
	})
	if err != nil {
		return Org{}, fmt.Errorf("register organisation: %w", err)
	}
	return o, nil
}

// Edit replaces the profile of a draft or a returned file. An empty personal field keeps the stored value. version, unless
// 0, is the version the editor saw; if it has changed since, docstore.ErrStale is returned.
func (s *Service) Edit(ctx context.Context, orgID string, version int64, p Profile, private Personal) (Org, error) {
	return s.take(ctx, "edit", orgID, call{Version: version, Do: func(ctx context.Context, q workflow.Asking, o *Org) error {
		o.Profile, o.Makers = p, q.Actor.AddTo(o.Makers)
		return s.checkAndSeal(ctx, o, private)
	}})
}

// checkAndSeal checks the file and seals the personal part into it. It returns one error with all refused fields.
func (s *Service) checkAndSeal(ctx context.Context, o *Org, private Personal) error {
	var bad fault.Problems
	o.normalise()
	private.normalise()
	o.check(&bad, o.OldCode)
	private.check(&bad)
	if r, err := s.Regions.Find(ctx, region.CodeOf(o.Region)); err != nil || r.Path != o.Region {
		if err != nil && !errors.Is(err, region.ErrUnknown) {
			return err
		}
		bad.Fault("region", region.ErrUnknown)
	}
	if err := bad.Err(); err != nil {
		return err
	}
	if o.OldCode != nil && o.OldCode.Code != o.USCC {
		o.OldCode = nil
	}
	return s.seal(o, private)
}

// EditContact replaces contact name, mobile and address, those that are not empty, while the file is open. The bank account
// and the legal representative can only be changed with Edit, because they are reviewed with the file.
func (s *Service) EditContact(ctx context.Context, orgID string, version int64, name, mobile, address privacy.Secret) (Org, error) {
	return s.take(ctx, "contact", orgID, call{Version: version, Do: func(_ context.Context, _ workflow.Asking, o *Org) error {
		private := Personal{ContactName: name, Mobile: mobile, Address: address}
		private.normalise()
		var bad fault.Problems
		private.check(&bad)
		if err := bad.Err(); err != nil {
			return err
		}
		return s.seal(o, private)
	}})
}

// Submit hands a complete file in for review and tells the reviewers. It returns the missing fields otherwise.
func (s *Service) Submit(ctx context.Context, orgID string) (Org, error) {
	return s.take(ctx, "submit", orgID, call{
		Do: func(ctx context.Context, q workflow.Asking, o *Org) error {
			o.Makers = q.Actor.AddTo(o.Makers)
			return s.complete(ctx, o)
		},
		Tell: s.tell("org.submitted"),
	})
}

// Withdraw closes a draft or a returned file.
func (s *Service) Withdraw(ctx context.Context, orgID string) (Org, error) {
	return s.take(ctx, "withdraw", orgID, call{})
}

// complete returns an error with the missing and wrong fields of the file.
func (s *Service) complete(ctx context.Context, o *Org) error {
	private, err := s.open(*o)
	if err != nil {
		return err
	}
	var bad fault.Problems
	o.check(&bad, o.OldCode)
	o.ready(&bad, s.today())
	private.ready(&bad, o.Type)
	if o.HostOrgID != "" {
		host, err := s.store.all.Get(ctx, o.HostOrgID)
		if err != nil && !errors.Is(err, docstore.ErrNotFound) {
			return err
		}
		bad.Check(err == nil && host.Type != Team && host.Active(s.today()) == nil, "host_org_id", "not_active",
			"The host has to be an approved organisation that is no team itself.", "所依托机构应为已审核通过的机构，且不能是社区团体。")
	}
	return bad.Err()
}

// Get returns the organisation without checking the actor, for the use cases of other features.
func (s *Service) Get(ctx context.Context, orgID string) (Org, error) {
	return s.store.all.Get(ctx, orgID)
}

// Names returns the names of the organisations by id without checking the actor, because every activity on the public board
// shows them. A name may be outdated by cachedNameLife.
func (s *Service) Names(ctx context.Context, ids []string) (map[string]string, error) {
	names, now := make(map[string]string, 1), time.Now()
	var ask []string
	for _, id := range ids {
		if _, there := names[id]; there {
			continue
		}
		known, ok := s.names.Get(id)
		if names[id] = known.name; !ok || now.After(known.until) {
			ask = append(ask, id)
		}
	}
	if len(ask) == 0 {
		return names, nil
	}
	found, err := s.store.all.GetMany(ctx, ask)
	if err != nil {
		return nil, fmt.Errorf("names of organisations: %w", err)
	}
	for _, id := range ask {
		if o, ok := found[id]; ok {
			names[id] = o.Name
			s.names.Add(id, cachedName{o.Name, now.Add(cachedNameLife)})
		} else {
			delete(names, id)
		}
	}
	return names, nil
}

// Codes returns the unified social credit codes of the organisations by id without checking the actor, because the public register of
// organisations shows them. An organisation without a code is left out.
func (s *Service) Codes(ctx context.Context, ids []string) (map[string]string, error) {
	found, err := s.store.all.GetMany(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("codes of organisations: %w", err)
	}
	codes := make(map[string]string, len(found))
	for id := range found {
		if code := found[id].USCC; code != "" {
			codes[id] = code
		}
	}
	return codes, nil
}

// IDsIn returns the ids of the organisations in the regions, below them and above them, without checking the actor: those above work
// below too.
func (s *Service) IDsIn(ctx context.Context, regions []string) ([]string, error) {
	ids, err := s.store.idsIn(ctx, regions)
	if err != nil {
		return nil, fmt.Errorf("organisations of an area: %w", err)
	}
	return ids, nil
}

// RequireActive returns the organisation if it may act today, else ErrNotActive with the reason as text. It does not check
// the actor.
func (s *Service) RequireActive(ctx context.Context, orgID string) (Org, error) {
	o, err := s.store.all.Get(ctx, orgID)
	if err != nil {
		return Org{}, err
	}
	if err := o.Active(s.today()); err != nil {
		return Org{}, fmt.Errorf("organisation %s: %w", orgID, err)
	}
	return o, nil
}

// Read returns the organisation if it lies within the actor's reach, else docstore.ErrNotFound.
func (s *Service) Read(ctx context.Context, orgID string) (Org, error) {
	actor, err := auth.Require(ctx, auth.OrgRead)
	if err != nil {
		return Org{}, err
	}
	return s.store.orgs.In(actor.Scope(auth.OrgRead)).Get(ctx, orgID)
}

// Query filters a list of organisations. Empty fields do not filter.
type Query struct {
	Region string // path prefix
	Status Status
	Type   Type
	Name   string // prefix of the name
	Page   []docstore.Option
}

// List returns the organisations within the actor's reach, newest first.
func (s *Service) List(ctx context.Context, q Query) (docstore.Page[Org], error) {
	actor, err := auth.Require(ctx, auth.OrgRead)
	if err != nil {
		return docstore.Page[Org]{}, err
	}
	return s.store.list(ctx, actor.Scope(auth.OrgRead), q)
}

// Public returns the approved organisations in order of name; the status of the query is ignored.
func (s *Service) Public(ctx context.Context, q Query) (docstore.Page[Org], error) {
	return s.store.public(ctx, q)
}

// ReadPublic returns one approved organisation, else docstore.ErrNotFound.
func (s *Service) ReadPublic(ctx context.Context, orgID string) (Org, error) {
	o, err := s.store.all.Get(ctx, orgID)
	if err == nil && o.Status != Approved {
		err = docstore.ErrNotFound
	}
	if err != nil {
		return Org{}, err
	}
	return o, nil
}

// ReadKnown returns an organisation that is approved, or was and is suspended or closed since, else docstore.ErrNotFound: who has worked for the
// public keeps a page that tells its state. It does not check the actor.
func (s *Service) ReadKnown(ctx context.Context, orgID string) (Org, error) {
	o, err := s.store.all.Get(ctx, orgID)
	if err == nil && !o.known() {
		err = docstore.ErrNotFound
	}
	if err != nil {
		return Org{}, err
	}
	return o, nil
}

// findIn is how many organisations FindPublic reads at once, and findMost how many at most.
const (
	findIn   = 50
	findMost = 2_000
)

// FindPublic looks for approved organisations by what people type: part of the name, its pinyin or initials, or the whole credit code. It reads 2,000
// at most in order of name, and stops after those among which it has found want or more; with Next of the answer the search goes on. The
// options of the query say where it begins.
func (s *Service) FindPublic(ctx context.Context, q Query, typed string, want int) (docstore.Page[Org], error) {
	text, code := pinyin.NewQuery(typed), ident.Normalise(typed)
	var found docstore.Page[Org]
	page := append(slices.Clone(q.Page), docstore.Limit(findIn))
	for range findMost / findIn {
		part, err := s.store.public(ctx, Query{Region: q.Region, Type: q.Type, Page: page})
		if err != nil {
			return found, err
		}
		for i := range part.Items {
			if o := &part.Items[i]; o.USCC == code && code != "" || text.Index(o.Name) >= 0 {
				found.Items = append(found.Items, *o)
			}
		}
		if found.Next = part.Next; found.Next == "" || len(found.Items) >= want {
			break
		}
		page = []docstore.Option{docstore.Limit(findIn), docstore.After(found.Next)}
	}
	return found, nil
}

type call = workflow.Call[Org]

// take takes one of orgActs with the organisation.
func (s *Service) take(ctx context.Context, act, orgID string, c call) (Org, error) {
	o, err := s.flow.Take(ctx, act, orgID, c)
	s.names.Remove(orgID)
	return o, err
}

// entered makes the founders of an approved file administrators, and calls Deps.Stopped when the organisation was suspended
// or closed.
func (s *Service) entered(ctx context.Context, o *Org, from Status) error {
	if from == Reviewing && o.Status == Approved {
		return s.Appoint(ctx, o.ID)
	}
	if s.Stopped != nil && (o.Status == Suspended || o.Status == Cancelled) {
		return s.Stopped(ctx, o.ID)
	}
	return nil
}

// Acts returns what the acting person may do with the organisation now.
func (s *Service) Acts(ctx context.Context, o *Org) []workflow.Answer { return s.flow.Acts(ctx, o) }

func entryOf(o *Org) audit.Entry { return audit.Entry{Subjects: []string{o.ID}, Region: o.Region} }
