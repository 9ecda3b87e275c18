package orgs

import (
	"context"
	"errors"
	"fmt"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// Deps is what the service is built from. Every field is needed.
type Deps struct {
	DB      *docstore.DB
	Sealer  *privacy.Sealer
	Audit   *audit.Log
	Outbox  *notify.Outbox
	Now     func() time.Time
	Regions *region.Tree
	UsersIn func(ctx context.Context, regionPath string, roles ...auth.Role) ([]string, error) // accounts.UsersIn: the reviewers
	Grant   func(ctx context.Context, userID string, b auth.Binding) error                     // accounts.Bind, in the caller's transaction
	Stopped func(ctx context.Context, orgID string) error                                      // told, in the transaction, that the organisation was suspended or closed; nil: nobody asks
}

// Service holds the use cases of organisations. It may be used by many goroutines at once.
type Service struct {
	Deps
	store *store
	names *lru.Cache[string, knownName]
}

// Every page that shows activities asks for the same few names.
const (
	namesKept = 10_000
	nameFor   = 10 * time.Second // another replica may show an old name for so long
)

type knownName struct {
	name  string
	until time.Time
}

// New declares the collection and returns the service.
func New(d Deps) (*Service, error) {
	st, err := openStore(d.DB)
	if err != nil {
		return nil, err
	}
	names, err := lru.New[string, knownName](namesKept)
	if err != nil {
		return nil, fmt.Errorf("names of organisations: %w", err)
	}
	return &Service{Deps: d, store: st, names: names}, nil
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

func (s *Service) today() region.Day { return region.DayOf(s.now()) }

// Register starts an organisation's file as a draft, and makes the acting person its administrator. A job that registers
// one gives out no role.
func (s *Service) Register(ctx context.Context, p Profile, private Personal) (Org, error) {
	actor, err := auth.Require(ctx, auth.OrgRegister)
	if err != nil {
		return Org{}, err
	}
	o := Org{Profile: p, Status: Draft, Credit: Normal, Makers: actor.AddTo(nil), History: []Move{}}
	o.ID, o.StatusAt = id.New("org"), s.now()
	if err := s.write(ctx, &o, private); err != nil {
		return Org{}, fmt.Errorf("register organisation: %w", err)
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.store.insert(ctx, &o); err != nil {
			return err
		}
		if err := s.note(ctx, "org.register", &o, ""); err != nil {
			return err
		}
		if actor.UserID == "" {
			return nil
		}
		return s.Grant(ctx, actor.UserID, auth.Binding{Role: auth.OrgAdmin, OrgID: o.ID})
	})
	if err != nil {
		return Org{}, fmt.Errorf("register organisation: %w", err)
	}
	return o, nil
}

// Edit replaces the profile of a draft or a returned file; an empty personal field keeps what is on file. version, unless
// 0, is what the editor saw: another one is docstore.ErrStale.
func (s *Service) Edit(ctx context.Context, orgID string, version int64, p Profile, private Personal) (Org, error) {
	return s.step(ctx, auth.OrgEdit, orgID, version, "org.edit", "", func(ctx context.Context, actor auth.Actor, o *Org) error {
		if o.Status != Draft && o.Status != Returned {
			return ErrNotDraft
		}
		o.Profile, o.Makers = p, actor.AddTo(o.Makers)
		return s.write(ctx, o, private)
	})
}

// write checks what an organisation says of itself, and seals the personal part into its file.
func (s *Service) write(ctx context.Context, o *Org, private Personal) error {
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

// EditContact replaces those of contact name, mobile and address that are given, in any state in which the file is open.
// The bank account and the legal representative are not among them: they are reviewed with the file.
func (s *Service) EditContact(ctx context.Context, orgID string, version int64, name, mobile, address privacy.Secret) (Org, error) {
	return s.step(ctx, auth.OrgEdit, orgID, version, "org.contact", "", func(_ context.Context, _ auth.Actor, o *Org) error {
		if o.Status == Rejected || o.Status == Cancelled {
			return ErrMove
		}
		private := Personal{ContactName: name, Mobile: mobile, Address: address}
		private.normalise()
		var bad fault.Problems
		private.check(&bad)
		if err := bad.Err(); err != nil {
			return err
		}
		return s.seal(o, private)
	})
}

// Submit hands the file in for review once it is complete, and tells the reviewers.
func (s *Service) Submit(ctx context.Context, orgID string) (Org, error) {
	return s.step(ctx, auth.OrgEdit, orgID, 0, "org.submit", "", func(ctx context.Context, actor auth.Actor, o *Org) error {
		if err := s.complete(ctx, o); err != nil {
			return err
		}
		o.Makers = actor.AddTo(o.Makers)
		return o.move(Submitted, actor.ID(), "", s.now())
	}, "org.submitted")
}

// Withdraw closes a draft or a returned file that its writers give up.
func (s *Service) Withdraw(ctx context.Context, orgID string) (Org, error) {
	return s.step(ctx, auth.OrgEdit, orgID, 0, "org.withdraw", "", func(_ context.Context, actor auth.Actor, o *Org) error {
		if o.Status != Draft && o.Status != Returned {
			return ErrMove
		}
		return o.move(Cancelled, actor.ID(), "", s.now())
	})
}

// complete returns what is missing or wrong in the file.
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

// Get returns the organisation, whoever asks: for features that use it inside their own use cases.
func (s *Service) Get(ctx context.Context, orgID string) (Org, error) {
	return s.store.all.Get(ctx, orgID)
}

// Names returns the names of the organisations by id, whoever asks: every activity on the board says who runs it. They
// may be nameFor old.
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
			s.names.Add(id, knownName{o.Name, now.Add(nameFor)})
		} else {
			delete(names, id)
		}
	}
	return names, nil
}

// RequireActive returns the organisation when it is approved, its licence in date and its credit normal, else
// ErrNotActive with a text that says why. It does not ask who wants to know.
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

// Read returns the organisation to a person within whose reach it lies, else docstore.ErrNotFound.
func (s *Service) Read(ctx context.Context, orgID string) (Org, error) {
	actor, err := auth.Require(ctx, auth.OrgRead)
	if err != nil {
		return Org{}, err
	}
	return s.store.orgs.In(actor.Scope(auth.OrgRead)).Get(ctx, orgID)
}

// Query narrows a list of organisations. Empty fields do not narrow.
type Query struct {
	Region string // path prefix
	Status Status
	Type   Type
	Name   string // how the name begins
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

// change is what a step does to the file. It may run twice and sees the store through its ctx.
type change func(ctx context.Context, actor auth.Actor, o *Org) error

// step runs one use case on one file within the actor's reach: change, audit entry and messages in one transaction.
func (s *Service) step(ctx context.Context, p auth.Permission, orgID string, version int64, action, reason string, do change, tell ...string) (Org, error) {
	actor, err := auth.Require(ctx, p)
	if err != nil {
		return Org{}, err
	}
	var o Org
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		if o, err = s.store.orgs.In(actor.Scope(p)).Get(ctx, orgID); err != nil {
			return err
		}
		if version != 0 && version != o.Version {
			return docstore.ErrStale
		}
		before := o.Status
		if err := do(ctx, actor, &o); err != nil {
			return err
		}
		if err := s.store.save(ctx, &o); err != nil {
			return err
		}
		if err := s.note(ctx, action, &o, reason); err != nil {
			return err
		}
		if o.Status == before { // credit that suspends nobody is not told as a suspension
			return nil
		}
		if s.Stopped != nil && (o.Status == Suspended || o.Status == Cancelled) {
			if err := s.Stopped(ctx, orgID); err != nil {
				return err
			}
		}
		return s.tell(ctx, &o, tell...)
	})
	if err != nil {
		return Org{}, fmt.Errorf("%s %s: %w", action, orgID, err)
	}
	s.names.Remove(orgID)
	return o, nil
}

func (s *Service) note(ctx context.Context, action string, o *Org, reason string, fields ...string) error {
	return s.Audit.Write(ctx, audit.Entry{Action: action, Subjects: []string{o.ID}, Region: o.Region, Reason: reason, Fields: fields})
}

// makers adds the actor, by account and by person, to those who wrote the file.
