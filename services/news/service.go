package news

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Deps are the dependencies of the service. Every field is needed.
type Deps struct {
	DB     *docstore.DB
	Audit  *audit.Log
	Outbox *notify.Outbox
	Now    func() time.Time
	Orgs   *orgs.Service
	Files  *files.Service
}

// Service holds the use cases of news. It may be used by many goroutines at once.
type Service struct {
	Deps
	store *store
	flow  *workflow.Flow[Item, Status]
}

// New declares the collection and returns the service.
func New(d Deps) (*Service, error) {
	st, err := openStore(d.DB)
	if err != nil {
		return nil, err
	}
	s := &Service{Deps: d, store: st}
	s.flow = &workflow.Flow[Item, Status]{
		Table: &itemActs, DB: d.DB, Audit: d.Audit, Now: s.now, Load: st.load, Reaches: st.items.InScope, Save: st.all.Save,
		Version: func(i *Item) int64 { return i.Version }, Entry: entryOf,
	}
	return s, nil
}

func entryOf(i *Item) audit.Entry {
	return audit.Entry{Subjects: []string{i.ID}, Region: i.Region}
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

func (s *Service) today() region.Day { return region.DayOf(s.now()) }

// Query filters a list of items. Empty fields do not filter.
type Query struct {
	Kind   Kind
	OrgID  string
	Status Status
	Region string // path prefix
	Page   []docstore.Option
}

// Named is an item with the name of its organisation, empty for the county's.
type Named struct {
	Item
	Org string
}

// Create stores a draft: of the organisation, which must be allowed to act, or of the region when orgID is empty.
func (s *Service) Create(ctx context.Context, orgID, path string, t Text) (Named, error) {
	actor, err := auth.Require(ctx, auth.NewsEdit)
	if err != nil {
		return Named{}, err
	}
	i := Item{Text: t, OrgID: orgID, Region: path, Status: Draft, StatusAt: s.now()}
	if err := i.check(); err != nil {
		return Named{}, err
	}
	if err := s.place(ctx, actor, &i); err != nil {
		return Named{}, err
	}
	i.ID = id.New("nws")
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.store.all.Insert(ctx, &i); err != nil {
			return err
		}
		e := entryOf(&i)
		e.Action, e.Version = "news.create", i.Version
		return s.Audit.Write(ctx, e)
	})
	if err != nil {
		return Named{}, fmt.Errorf("create news: %w", err)
	}
	return s.named(ctx, i)
}

// place sets the region, and checks that the actor may speak for the organisation or the county.
func (s *Service) place(ctx context.Context, actor auth.Actor, i *Item) error {
	if i.OrgID != "" {
		if !i.ownedBy(actor) {
			return auth.ErrForbidden
		}
		o, err := s.Orgs.RequireActive(ctx, i.OrgID)
		i.Region = o.Region
		return err
	}
	if i.Region == "" {
		if own := actor.Regions(auth.NewsEdit); len(own) == 1 {
			i.Region = own[0]
		}
	}
	i.Reach = i.Region
	if i.Region == "" {
		var bad fault.Problems
		bad.Add("region", "required", "Name the region, or the organisation, for which this is published.", "请选择以哪个地区或机构的名义发布。")
		return bad.Err()
	}
	if !i.ownedBy(actor) {
		return auth.ErrForbidden
	}
	return nil
}

// Edit replaces the text of a draft.
func (s *Service) Edit(ctx context.Context, itemID string, version int64, t Text) (Named, error) {
	if err := t.check(); err != nil {
		return Named{}, err
	}
	return s.take(ctx, "edit", itemID, call{Version: version, Do: func(_ context.Context, _ workflow.Asking, i *Item) error {
		i.Text = t
		return nil
	}})
}

// Publish publishes a draft. With pictures it needs the answer whether children can be recognised on them; if so, a guardian's consent must be attached.
// It returns a field error for everything that is missing, or orgs.ErrNotActive.
func (s *Service) Publish(ctx context.Context, itemID string, version int64, children Children) (Named, error) {
	return s.take(ctx, "publish", itemID, call{Version: version, Do: func(ctx context.Context, q workflow.Asking, i *Item) error {
		if i.OrgID != "" {
			if _, err := s.Orgs.RequireActive(ctx, i.OrgID); err != nil {
				return err
			}
		}
		attached, err := s.attached(ctx, i)
		if err != nil {
			return err
		}
		if err := i.ready(children, attached, s.today()); err != nil {
			return err
		}
		if len(i.Pictures) == 0 {
			return nil
		}
		i.Answer = &Answer{Children: children, By: q.Actor.ID(), At: q.Now}
		for _, f := range attached {
			if f.Purpose == consentPaper && children == Recognisable {
				i.Answer.Papers = append(i.Answer.Papers, f.ID)
			}
		}
		return nil
	}})
}

// Withdraw takes a published item off the public pages, with a reason. When the county does it, the organisation is told.
func (s *Service) Withdraw(ctx context.Context, itemID string, version int64, reason string) (Named, error) {
	return s.take(ctx, "withdraw", itemID, call{Version: version, Reason: reason, Tell: s.tellOrg, Do: func(_ context.Context, q workflow.Asking, i *Item) error {
		i.ByCounty = i.OrgID != "" && !i.ownedBy(q.Actor)
		return nil
	}})
}

type call = workflow.Call[Item]

func (s *Service) take(ctx context.Context, act, itemID string, c call) (Named, error) {
	i, err := s.flow.Take(ctx, act, itemID, c)
	if err != nil {
		return Named{}, err
	}
	return s.named(ctx, i)
}

// List returns the items within the actor's reach, the newest first.
func (s *Service) List(ctx context.Context, q Query) (docstore.Page[Named], error) {
	actor, err := auth.Require(ctx, auth.NewsRead)
	if err != nil {
		return docstore.Page[Named]{}, err
	}
	page, err := s.store.list(ctx, actor.Scope(auth.NewsRead), q)
	if err != nil {
		return docstore.Page[Named]{}, err
	}
	return s.namedPage(ctx, page)
}

// Read returns the item within the actor's reach, else docstore.ErrNotFound.
func (s *Service) Read(ctx context.Context, itemID string) (Named, error) {
	actor, err := auth.Require(ctx, auth.NewsRead)
	if err != nil {
		return Named{}, err
	}
	i, err := s.store.load(ctx, actor.Scope(auth.NewsRead), itemID)
	if err != nil {
		return Named{}, err
	}
	return s.named(ctx, i)
}

// Acts returns what the acting person may do with the item now.
func (s *Service) Acts(ctx context.Context, i *Item) []workflow.Answer { return s.flow.Acts(ctx, i) }

// Public returns the items that the public sees, the latest first. A page may have fewer than its limit, because items of organisations that may not act
// now are left out.
func (s *Service) Public(ctx context.Context, q Query) (docstore.Page[Named], error) {
	page, err := s.store.published(ctx, q)
	if err != nil {
		return docstore.Page[Named]{}, err
	}
	active := map[string]bool{"": true}
	for n := range page.Items {
		orgID := page.Items[n].OrgID
		if _, asked := active[orgID]; asked {
			continue
		}
		if active[orgID], err = s.active(ctx, orgID); err != nil {
			return docstore.Page[Named]{}, err
		}
	}
	page.Items = slices.DeleteFunc(page.Items, func(i Item) bool { return !active[i.OrgID] })
	return s.namedPage(ctx, page)
}

// ReadPublic returns an item that the public sees, else docstore.ErrNotFound.
func (s *Service) ReadPublic(ctx context.Context, itemID string) (Named, error) {
	i, err := s.store.all.Get(ctx, itemID)
	if err != nil {
		return Named{}, err
	}
	shown := i.Status == Published
	if shown && i.OrgID != "" {
		if shown, err = s.active(ctx, i.OrgID); err != nil {
			return Named{}, err
		}
	}
	if !shown {
		return Named{}, docstore.ErrNotFound
	}
	return s.named(ctx, i)
}

// active reports whether the organisation may act today.
func (s *Service) active(ctx context.Context, orgID string) (bool, error) {
	_, err := s.Orgs.RequireActive(ctx, orgID)
	if err == nil {
		return true, nil
	}
	if why, refused := errors.AsType[*fault.Fault](err); refused && (why.Code == orgs.ErrNotActive.Code || why.Kind == fault.NotFound) {
		return false, nil
	}
	return false, fmt.Errorf("standing of %s: %w", orgID, err)
}

func (s *Service) named(ctx context.Context, i Item) (Named, error) {
	page, err := s.namedPage(ctx, docstore.Page[Item]{Items: []Item{i}})
	if err != nil {
		return Named{}, err
	}
	return page.Items[0], nil
}

func (s *Service) namedPage(ctx context.Context, page docstore.Page[Item]) (docstore.Page[Named], error) {
	out := docstore.Page[Named]{Items: make([]Named, len(page.Items)), Next: page.Next}
	var ids []string
	for n := range page.Items {
		if page.Items[n].OrgID != "" {
			ids = append(ids, page.Items[n].OrgID)
		}
	}
	names, err := s.Orgs.Names(ctx, ids)
	for n, i := range page.Items {
		out.Items[n] = Named{Item: i, Org: names[i.OrgID]}
	}
	return out, err
}
