package integrations

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// Deps are the dependencies of the service. Plain and Reachable may be empty.
type Deps struct {
	DB        *docstore.DB
	Sealer    *privacy.Sealer
	Audit     *audit.Log
	Outbox    *notify.Outbox
	Now       func() time.Time
	OrgRegion func(ctx context.Context, orgID string) (string, error)                            // path of the organisation's region
	OrgActive func(ctx context.Context, orgID string) error                                      // why it may not act now
	UsersIn   func(ctx context.Context, regionPath string, roles ...auth.Role) ([]string, error) // accounts.UsersIn
	Records   []map[string]feature.Record                                                        // of the features: those with Follow may be followed
	Plain     bool                                                                               // http is allowed, for demonstrations
	Reachable []netip.Prefix                                                                     // networks that webhooks may reach besides the public one
}

// Service holds the use cases of the feed and of webhooks. It may be used by many goroutines at once.
type Service struct {
	Deps
	store  *store
	follow follows
	client *http.Client
}

// New declares the collections and returns the service.
func New(d Deps) (*Service, error) {
	st, err := openStore(d.DB, d.Sealer)
	if err != nil {
		return nil, err
	}
	s := &Service{Deps: d, store: st, follow: follows{}, client: newClient(d.Reachable)}
	for _, records := range d.Records {
		for prefix, r := range records {
			if r.Follow != nil {
				s.follow[prefix] = r.Follow
			}
		}
	}
	return s, nil
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

// Hooks returns the webhooks of an organisation, or with an empty id those of the offices, within the actor's reach.
func (s *Service) Hooks(ctx context.Context, orgID string) ([]Webhook, error) {
	a, err := auth.Require(ctx, auth.IntegrationManage)
	if err != nil {
		return nil, err
	}
	return s.store.of(ctx, a.Scope(auth.IntegrationManage), orgID)
}

// Make makes a webhook of the acting person's organisation or area and returns its secret, which is told only here. It returns the refused
// fields, auth.ErrForbidden for an owner that the actor only looks after, docstore.ErrNotFound for another, ErrMany, or why the organisation
// may not act.
func (s *Service) Make(ctx context.Context, n NewWebhook) (Webhook, privacy.Secret, error) {
	a, err := auth.Require(ctx, auth.IntegrationManage)
	if err == nil {
		err = a.MustBeVerified()
	}
	if err == nil {
		err = n.check(s.follow.kinds(), s.Plain, s.Reachable)
	}
	if err != nil {
		return Webhook{}, "", err
	}
	w := Webhook{OrgID: n.OrgID, Region: n.Region, URL: n.URL, Kinds: n.Kinds, Status: Active}
	w.ID = id.New("whk")
	if err := s.place(ctx, a, &w); err != nil {
		return Webhook{}, "", err
	}
	secret := newSecret()
	if err := s.store.seal(&w, secret); err != nil {
		return Webhook{}, "", err
	}
	head, err := s.Audit.Head(ctx)
	if err != nil {
		return Webhook{}, "", err
	}
	w.FromSeq = head.Seq
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		had, err := s.store.ofRegion(ctx, w.Region)
		if w.OrgID != "" {
			had, err = s.store.of(ctx, a.Scope(auth.IntegrationManage), w.OrgID)
		}
		if err != nil {
			return err
		}
		if len(had) >= maxHooks {
			return ErrMany.With("most", strconv.Itoa(maxHooks))
		}
		if err := s.store.all.Insert(ctx, &w); err != nil {
			return err
		}
		return s.audit(ctx, "webhook.create", &w)
	})
	if err != nil {
		return Webhook{}, "", fmt.Errorf("make a webhook: %w", err)
	}
	return w, privacy.Secret(secret), nil
}

// place sets the region of an organisation's webhook and checks that the actor belongs to the owner.
func (s *Service) place(ctx context.Context, a auth.Actor, w *Webhook) error {
	if w.OrgID != "" {
		var err error
		if w.Region, err = s.OrgRegion(ctx, w.OrgID); err != nil {
			return err
		}
	}
	if !a.ForOrg(auth.IntegrationManage, w.OrgID, w.Region) {
		return docstore.ErrNotFound
	}
	if !w.managedBy(a) {
		return auth.ErrForbidden
	}
	if w.OrgID != "" {
		return s.OrgActive(ctx, w.OrgID)
	}
	return nil
}

func (s *Service) audit(ctx context.Context, action string, w *Webhook) error {
	e := audit.Entry{Action: action, Subjects: []string{w.ID}, Region: w.Region}
	if w.OrgID != "" {
		e.Subjects = append(e.Subjects, w.OrgID)
	}
	return s.Audit.Write(ctx, e)
}

// own returns the webhook, within the actor's reach, of an owner to which the actor belongs. It returns auth.ErrForbidden for one that they only
// look after.
func (s *Service) own(ctx context.Context, webhookID string) (Webhook, error) {
	w, a, err := s.seen(ctx, webhookID)
	if err == nil && !w.managedBy(a) {
		err = auth.ErrForbidden
	}
	return w, err
}

func (s *Service) seen(ctx context.Context, webhookID string) (Webhook, auth.Actor, error) {
	a, err := auth.Require(ctx, auth.IntegrationManage)
	if err != nil {
		return Webhook{}, a, err
	}
	w, err := s.store.hooks.In(a.Scope(auth.IntegrationManage)).Get(ctx, webhookID)
	return w, a, err
}

// Remove removes the webhook. What waits for it is dropped. Civil affairs may remove those of the organisations of their area.
func (s *Service) Remove(ctx context.Context, webhookID string) error {
	w, _, err := s.seen(ctx, webhookID)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.store.all.Delete(ctx, w.ID); err != nil {
			return err
		}
		return s.audit(ctx, "webhook.remove", &w)
	})
}

// Resume makes a webhook active again, from now on. It returns ErrActive for one that is.
func (s *Service) Resume(ctx context.Context, webhookID string) (Webhook, error) {
	w, err := s.own(ctx, webhookID)
	if err != nil {
		return Webhook{}, err
	}
	head, err := s.Audit.Head(ctx)
	if err != nil {
		return Webhook{}, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		w, err = s.store.all.Update(ctx, w.ID, func(w *Webhook) error {
			if w.Status == Active {
				return ErrActive
			}
			w.Status, w.FromSeq, w.FailingSince, w.OffAt = Active, head.Seq, time.Time{}, time.Time{}
			return nil
		})
		if err != nil {
			return err
		}
		return s.audit(ctx, "webhook.resume", &w)
	})
	return w, err
}

// Test queues a post without a record. It returns ErrOff when the webhook is off.
func (s *Service) Test(ctx context.Context, webhookID string) error {
	w, err := s.own(ctx, webhookID)
	if err == nil && w.Status == Off {
		err = ErrOff
	}
	if err != nil {
		return err
	}
	eventID := id.New("evt")
	return s.writePost(ctx, &w, "webhook.test", messageTo(&w, eventID, testAct, "", bodyOf(eventID, Change{Act: testAct, At: s.now()})))
}

const testAct = "webhook.test"

// writePost queues the post with the audit entry.
func (s *Service) writePost(ctx context.Context, w *Webhook, action string, m notify.Message) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.Outbox.Queue(ctx, m); err != nil {
			return err
		}
		return s.audit(ctx, action, w)
	})
}

// Deliveries returns one page of the posts to the webhook, the latest first.
func (s *Service) Deliveries(ctx context.Context, webhookID string, page ...docstore.Option) (docstore.Page[notify.Logged], error) {
	w, _, err := s.seen(ctx, webhookID)
	if err != nil {
		return docstore.Page[notify.Logged]{}, err
	}
	return s.Outbox.Log(ctx, deliveries(w.ID), page...)
}

// Replay queues a finished post again, with the same event id and body. It returns ErrWaits for one that is still being tried, ErrOff when the
// webhook is off, and docstore.ErrNotFound for a post to another.
func (s *Service) Replay(ctx context.Context, webhookID, deliveryID string) error {
	w, err := s.own(ctx, webhookID)
	if err != nil {
		return err
	}
	was, err := s.Outbox.Logged(ctx, deliveryID)
	switch {
	case err != nil:
		return err
	case !strings.HasPrefix(was.Message.Key, deliveries(w.ID)):
		return docstore.ErrNotFound
	case was.Status == notify.Waiting:
		return ErrWaits
	case w.Status == Off:
		return ErrOff
	}
	d := was.Message.Data
	return s.writePost(ctx, &w, "webhook.replay", messageTo(&w, d["event"], d["act"], was.Message.Subject, d["body"]))
}

// Tell is a job: it queues a post of each change since its last run to each webhook that follows the record.
func (s *Service) Tell(ctx context.Context) error {
	hooks, err := s.store.active(ctx)
	if err != nil || len(hooks) == 0 {
		return err
	}
	hooks = slices.DeleteFunc(hooks, func(w Webhook) bool { return w.OrgID != "" && s.OrgActive(ctx, w.OrgID) != nil })
	for ctx.Err() == nil {
		more, err := s.tellNext(ctx, hooks)
		if errors.Is(err, docstore.ErrStale) { // another process tells
			return nil
		}
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// tellNext looks through the next batch of audit records and reports whether there may be more.
func (s *Service) tellNext(ctx context.Context, hooks []Webhook) (more bool, err error) {
	at, err := s.store.position(ctx)
	if err != nil {
		return false, err
	}
	from := at
	if len(hooks) > 0 {
		from = max(at, slices.MinFunc(hooks, func(a, b Webhook) int { return int(a.FromSeq - b.FromSeq) }).FromSeq)
	}
	records, err := s.Audit.After(ctx, from, scanBatch)
	if err != nil || len(records) == 0 {
		return false, err
	}
	var queue []notify.Message
	for i := range hooks {
		w := &hooks[i]
		changes, err := s.reached(auth.With(ctx, w.actor()), records)
		if err != nil {
			return false, err
		}
		for _, c := range changes {
			if c.Seq > w.FromSeq && slices.Contains(w.Kinds, c.Kind) {
				eventID := "evt_" + w.ID[len("whk_"):] + "_" + strconv.FormatInt(c.Seq, 10) // the same when the job runs again
				queue = append(queue, messageTo(w, eventID, c.Act, c.ID, bodyOf(eventID, c)))
			}
		}
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.store.move(ctx, at, records[len(records)-1].Seq); err != nil {
			return err
		}
		return s.Outbox.Queue(ctx, queue...)
	})
	return len(records) == scanBatch, err
}

// Sweep is a job: it removes posts that were finished KeptFor ago from the log.
func (s *Service) Sweep(ctx context.Context) error {
	return s.Outbox.Forget(ctx, "webhook.change/", s.now().Add(-KeptFor))
}
