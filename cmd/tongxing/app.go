package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/openapi"
	"github.com/tongxing-platform/tongxing/scheduler"
	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/desk"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/pairings"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/coord"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/oidc"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/volunteers"
	"github.com/tongxing-platform/tongxing/web"
)

// app is the whole program. newApp builds its parts in order and Close closes them in reverse.
type app struct {
	cfg config
	log *slog.Logger
	now func() time.Time

	free func(dir string) float64 // bytes left on the disk of the directory; -1: unknown

	db          *docstore.DB
	forward     *docstore.Migrating
	ring        *privacy.Keyring
	sealer      *privacy.Sealer
	index       *privacy.BlindIndex
	limiter     coord.Limiter
	waker       coord.Waker
	audit       *audit.Log
	checkpoints *audit.Checkpoints
	regions     *region.Tree
	served      region.Region // the area of TONGXING_REGION; zero: none is set
	calendar    *region.Calendar
	files       *files.Service
	canaries    *docstore.Collection[keyCanary]

	outbox     *notify.Outbox
	dispatcher *notify.Dispatcher
	accounts   *accounts.Service
	orgs       *orgs.Service
	volunteers *volunteers.Service
	contracts  *contracts.Service
	activities *activities.Service
	attendance *attendance.Service
	register   *register.Service
	pairings   *pairings.Service
	evaluation *evaluation.Service
	features   []feature.Feature // in the order of the import map
	desk       *desk.Service

	http   *httpapi.App
	runner *scheduler.Runner

	closers []func() error
}

// parts are settings of newApp for tests and the seed; with the zero value the program is built as it is served.
type parts struct {
	now     func() time.Time                 // nil: the machine's clock
	senders map[notify.Channel]notify.Sender // nil: those of the settings
	noSync  bool                             // for the seed: commits are not synced
	metrics *prometheus.Registry             // nil: a new one
	free    func(dir string) float64         // nil: the disk's
	limiter coord.Limiter                    // nil: that of the settings
	session time.Duration                    // how long a session is cached; see httpapi.Config
	apps    func(string) (fs.FS, bool)       // nil: the built ones; see web.Deps

	open func(context.Context, config, docstore.Config) (*docstore.DB, error) // nil: openDB

	migrations []docstore.Migration // nil: the program's own
	read       bool                 // open a snapshot of the store, beside a server; nothing is written
	bare       bool                 // only declare the collections, because the store is about to be filled
}

// newApp opens the store and builds every part. After an error nothing stays open.
func newApp(ctx context.Context, cfg config, log *slog.Logger, p parts) (*app, error) {
	a := &app{cfg: cfg, log: log, now: p.now}
	if a.now == nil {
		a.now = time.Now
	}
	if a.free = p.free; a.free == nil {
		a.free = freeBytes
	}
	if p.migrations == nil {
		p.migrations = migrations
	}
	for _, step := range []func(context.Context, parts) error{
		a.loadKeys, a.openStore, a.openCoord, a.openPlatform, a.openFeatures, a.plugIn, a.openWeb, a.finishMigrations, a.storeCanaries,
	} {
		if err := step(ctx, p); err != nil {
			return nil, errors.Join(err, a.Close())
		}
	}
	return a, nil
}

// Close closes what newApp opened, in reverse order.
func (a *app) Close() error {
	var errs []error
	for _, c := range slices.Backward(a.closers) {
		errs = append(errs, c())
	}
	a.closers = nil
	return errors.Join(errs...)
}

func (a *app) openStore(ctx context.Context, p parts) (err error) {
	cfg := docstore.Config{
		Log: a.log, NoSync: p.noSync,
		Stamp: func(ctx context.Context) (string, time.Time) { return auth.From(ctx).ID(), a.now() },
	}
	if p.open == nil {
		p.open = openDB
	}
	if p.read {
		p.open = openMoment
	}
	if a.db, err = p.open(ctx, a.cfg, cfg); err != nil {
		return err
	}
	a.closers = append(a.closers, a.db.Close)
	if err := a.makeKeys(ctx); err != nil {
		return err
	}
	if p.bare {
		return nil
	}
	if err := a.checkKeys(ctx); err != nil {
		return err
	}
	if p.read {
		state, err := a.db.State(ctx)
		state.DataVersion = max(state.DataVersion, docstore.FirstVersion)
		return errors.Join(err, state.CheckVersion(p.migrations))
	}
	a.forward, err = a.db.Migrate(ctx, p.migrations)
	return err
}

// finishMigrations completes the migrations that openStore began, after every feature has declared its collections.
func (a *app) finishMigrations(ctx context.Context, _ parts) error {
	if a.forward == nil {
		return nil
	}
	if slices.Contains(a.forward.Ran, waitApart) {
		if err := a.audit.MoveUnchained(ctx); err != nil {
			return err
		}
	}
	return a.forward.Finish(ctx)
}

func (a *app) openCoord(_ context.Context, p parts) error {
	if a.cfg.RedisURL == "" {
		local := coord.NewLocal()
		a.limiter, a.waker = local, local
		if p.limiter != nil {
			a.limiter = p.limiter
		}
		return nil
	}
	shared, err := coord.OpenRedis(a.cfg.RedisURL, a.log)
	if err != nil {
		return err
	}
	a.closers = append(a.closers, shared.Close)
	a.limiter, a.waker = shared, shared
	return nil
}

func (a *app) openPlatform(ctx context.Context, p parts) (err error) {
	openLog := audit.Open
	if p.read {
		openLog = audit.OpenReadOnly
	}
	if a.audit, err = openLog(a.db, a.now); err != nil {
		return err
	}
	if a.checkpoints, err = a.openCheckpoints(ctx); err != nil {
		return err
	}
	if a.regions, err = region.Open(ctx, a.db); err != nil {
		return err
	}
	if code := a.cfg.Region; code != "" {
		var ok bool
		if a.served, ok = a.regions.Resolve(code); !ok {
			return fmt.Errorf("TONGXING_REGION: no area has the code %q", code)
		}
	}
	if a.calendar, err = region.OpenCalendar(ctx, a.db); err != nil {
		return err
	}
	if a.files, err = a.openFiles(); err != nil {
		return err
	}
	a.outbox, err = notify.Open(notify.Deps{DB: a.db, Sealer: a.sealer, Now: a.now, Waker: a.waker, Audit: a.audit})
	return err
}

// openCheckpoints returns the checkpoints of the audit log; a mail goes by the mail server of the settings.
func (a *app) openCheckpoints(ctx context.Context) (*audit.Checkpoints, error) {
	state, err := a.db.State(ctx)
	if err != nil {
		return nil, err
	}
	key, err := a.ring.SigningKey("audit checkpoints")
	if err != nil || a.cfg.Checkpoints == "" {
		return audit.NewCheckpoints(a.audit, state.Store, key, nil), err
	}
	place, err := audit.OpenPlace(a.cfg.Checkpoints, func(ctx context.Context, to string, line []byte) error {
		by, err := a.senders()
		if err != nil {
			return err
		}
		return by[notify.ByEmail].Send(ctx, notify.Delivery{ID: id.New("chk"), Channel: notify.ByEmail, To: to, Text: notify.Text{
			Subject: "审计检查点 Audit checkpoint", Body: string(line),
		}})
	})
	if err != nil {
		return nil, fmt.Errorf("TONGXING_AUDIT_CHECKPOINTS: %w", err)
	}
	return audit.NewCheckpoints(a.audit, state.Store, key, place), nil
}

// senders returns the mail server and the SMS gateway of the settings; in demonstration mode messages without a server are
// written to a file.
func (a *app) senders() (map[notify.Channel]notify.Sender, error) {
	out := map[notify.Channel]notify.Sender{}
	if a.cfg.Demo {
		file := notify.NewFile(filepath.Join(a.cfg.Data, "messages.jsonl"), a.now)
		out[notify.ByEmail], out[notify.BySMS] = file, file
	}
	if a.cfg.SMTPURL != "" {
		mail, err := notify.NewEmail(a.cfg.SMTPURL, a.cfg.MailFrom, nil)
		if err != nil {
			return nil, fmt.Errorf("TONGXING_SMTP_URL: %w", err)
		}
		out[notify.ByEmail] = mail
	}
	if a.cfg.SMSURL != "" {
		sms, err := notify.NewSMS(a.cfg.SMSURL, a.cfg.SMSToken, nil)
		if err != nil {
			return nil, fmt.Errorf("TONGXING_SMS_URL: %w", err)
		}
		out[notify.BySMS] = sms
	}
	return out, nil
}

// channels returns the channels by which messages leave: without a mail server only SMS, which the settings require.
func (c config) channels() []notify.Channel {
	if c.SMTPURL == "" && !c.Demo {
		return []notify.Channel{notify.BySMS}
	}
	return []notify.Channel{notify.BySMS, notify.ByEmail}
}

// providers returns the identity providers of single sign-on. They are asked nothing yet. Their clock is the machine's, also when that of
// the demonstration stands ahead.
func (a *app) providers(p parts) ([]*oidc.Provider, error) {
	if a.cfg.SSOFile == "" || p.read || p.bare {
		return nil, nil
	}
	list, err := oidc.ReadSettings(a.cfg.SSOFile, a.cfg.Demo)
	if err != nil {
		return nil, fmt.Errorf("TONGXING_SSO_FILE: %w", err)
	}
	providers := oidc.New(list, a.cfg.Demo, nil)
	for _, p := range providers {
		a.closers = append(a.closers, func() error { p.Close(); return nil })
	}
	return providers, nil
}

// openFeatures builds the features in the order of the import map. Calls to a feature further up are passed as functions.
func (a *app) openFeatures(ctx context.Context, p parts) (err error) {
	providers, err := a.providers(p)
	if err != nil {
		return err
	}
	a.accounts, err = accounts.New(accounts.Deps{
		DB: a.db, Sealer: a.sealer, Index: a.index, Audit: a.audit, Outbox: a.outbox, Limiter: a.limiter, Regions: a.regions, Now: a.now,
		FactorRoles: a.cfg.factorRoles(), Origin: strings.TrimSuffix(a.cfg.PublicURL, "/"),
		Providers: providers, Channels: a.cfg.channels(),
		OnPhone: func(ctx context.Context, userID, mobileKey string) error {
			return a.volunteers.Claim(ctx, userID, mobileKey)
		},
		OnMobile: func(ctx context.Context, volunteerID string, mobile privacy.Secret) error {
			return a.volunteers.SetMobile(ctx, volunteerID, mobile)
		},
		OrgNames: func(ctx context.Context, ids []string) (map[string]string, error) { return a.orgs.Names(ctx, ids) },
		OrgRegion: func(ctx context.Context, orgID string) (string, error) {
			o, err := a.orgs.Get(ctx, orgID)
			return o.Region, err
		},
	})
	if err != nil {
		return err
	}
	a.orgs, err = orgs.New(orgs.Deps{
		DB: a.db, Sealer: a.sealer, Audit: a.audit, Outbox: a.outbox, Now: a.now, Regions: a.regions,
		UsersIn: a.accounts.UsersIn, UsersOf: a.accounts.UsersOf, Grant: a.accounts.Bind, Appoint: a.accounts.Appoint,
		Stopped: func(ctx context.Context, orgID string) error { return a.contracts.ProviderStopped(ctx, orgID) },
	})
	if err != nil {
		return err
	}
	a.volunteers, err = volunteers.New(volunteers.Deps{
		DB: a.db, Sealer: a.sealer, Index: a.index, Audit: a.audit, Outbox: a.outbox, Now: a.now, Regions: a.regions,
		Accounts: a.accounts, Orgs: a.orgs, UsersIn: a.accounts.UsersIn, Stop: a.stopVolunteer, File: a.files.Get,
		Calendar: a.calendar, Terms: volunteers.Terms{Staff: a.cfg.StaffDays, Query: a.cfg.QueryDays},
	})
	if err != nil {
		return err
	}
	a.contracts, err = contracts.New(contracts.Deps{
		DB: a.db, Audit: a.audit, Outbox: a.outbox, Now: a.now, Orgs: a.orgs, Calendar: a.calendar, UsersIn: a.accounts.UsersIn,
		Figures: func(ctx context.Context, contractID string) (contracts.Figures, error) {
			return a.attendance.Figures(ctx, contractID)
		},
	})
	if err != nil {
		return err
	}
	a.activities, err = activities.New(activities.Deps{
		DB: a.db, Sealer: a.sealer, Audit: a.audit, Outbox: a.outbox, Now: a.now, Regions: a.regions, Orgs: a.orgs, Volunteers: a.volunteers,
		Contracts: a.contracts,
	})
	if err != nil {
		return err
	}
	a.attendance, err = attendance.New(attendance.Deps{
		DB: a.db, Sealer: a.sealer, Audit: a.audit, Outbox: a.outbox, Now: a.now, Orgs: a.orgs, Volunteers: a.volunteers,
		Activities: a.activities, Calendar: a.calendar,
	})
	if err != nil {
		return err
	}
	a.register, err = register.New(register.Deps{
		DB: a.db, Sealer: a.sealer, Index: a.index, Audit: a.audit, Outbox: a.outbox, Now: a.now, Regions: a.regions, Orgs: a.orgs,
		UsersIn: a.accounts.UsersIn,
		Moved:   func(ctx context.Context, fileID, path string) error { return a.pairings.PersonMoved(ctx, fileID, path) },
		Left:    func(ctx context.Context, b *register.Beneficiary) error { return a.pairings.PersonLeft(ctx, b) },
		Served: func(ctx context.Context, fileID, orgID string) (bool, error) {
			return a.pairings.Serves(ctx, fileID, orgID)
		},
	})
	if err != nil {
		return err
	}
	a.pairings, err = pairings.New(pairings.Deps{
		DB: a.db, Sealer: a.sealer, Audit: a.audit, Outbox: a.outbox, Now: a.now, Regions: a.regions, Volunteers: a.volunteers, Register: a.register,
	})
	if err != nil {
		return err
	}
	a.evaluation, err = evaluation.New(evaluation.Deps{
		DB: a.db, Audit: a.audit, Outbox: a.outbox, Now: a.now, Contracts: a.contracts, Calendar: a.calendar,
		UsersIn: a.accounts.UsersIn, UsersOf: a.accounts.UsersOf, Actors: a.accounts.Actors, PageIn: a.accounts.PageIn,
	})
	if err != nil {
		return err
	}
	if p.read || p.bare {
		return nil
	}
	_, err = a.evaluation.EnsureDefault(auth.System(ctx, "start"))
	return err
}

// stopVolunteer stops what a volunteer may not go on with: places on activities, and pairings.
func (a *app) stopVolunteer(ctx context.Context, v volunteers.Volunteer) ([]volunteers.Stopped, error) {
	signups, err := a.activities.VolunteerStopped(ctx, v)
	if err != nil {
		return nil, err
	}
	paired, err := a.pairings.VolunteerStopped(ctx, v)
	return append(signups, paired...), err
}

// plugIn lists the values of the features, in the order of the import map, and passes their templates and checks to notify.
func (a *app) plugIn(_ context.Context, p parts) (err error) {
	a.features = []feature.Feature{
		a.accounts.Feature(),   // logging in, people, roles
		a.orgs.Feature(),       // organisations and their review
		a.volunteers.Feature(), // profiles, clearance, roster import
		a.contracts.Feature(),  // purchased services, milestones, payments
		a.activities.Feature(), // activities and sign-ups
		a.attendance.Feature(), // check-in, hours, certificates
		a.register.Feature(),   // files of those cared for
		a.pairings.Feature(),   // pairings, contacts, reports of danger
		a.evaluation.Feature(), // score sheets, raters, results
		a.operations(),         // regions, messages, timetable, audit log
	}
	contacts, checks := map[string]notify.ContactFunc{}, map[string]notify.Check{}
	for _, f := range a.features {
		if err := a.outbox.AddTemplates(f.Templates...); err != nil {
			return err
		}
		if err := a.files.AddPlaces(f.Files...); err != nil {
			return err
		}
		if f.Messages != "" {
			checks[f.Messages] = f.Check
		}
		for prefix, r := range f.Records {
			if r.Contact != nil {
				contacts[prefix] = r.Contact
			}
		}
	}
	if p.senders == nil {
		if p.senders, err = a.senders(); err != nil {
			return err
		}
	}
	a.dispatcher, err = notify.NewDispatcher(a.outbox, notify.DispatcherDeps{
		Checks: checks, Senders: p.senders, Log: a.log,
		Contact: func(ctx context.Context, to string) (notify.Contact, error) {
			prefix, _, _ := strings.Cut(to, "_")
			if contact := contacts[prefix]; contact != nil {
				return contact(ctx, to)
			}
			return notify.Contact{}, docstore.ErrNotFound
		},
	})
	a.desk = desk.New(desk.Deps{
		Audit: a.audit, Now: a.now, Features: a.features, RegionName: a.regions.FullName, FindStaff: a.findStaff,
	})
	return err
}

func (a *app) openWeb(_ context.Context, p parts) (err error) {
	a.http, err = httpapi.New(httpapi.Config{
		Log: a.log, Now: a.now, Secure: scheme(a.cfg.PublicURL, "https"), Origin: strings.TrimSuffix(a.cfg.PublicURL, "/"),
		Trusted: a.cfg.Proxies, Deadline: a.cfg.Deadline, ConnsPerAddr: a.cfg.Conns, HalfOpenPerAddr: a.cfg.HalfOpen, Authenticate: a.accounts.Authenticate, SessionTTL: p.session,
		DB: a.db, Sealer: a.sealer, Limiter: a.limiter, PerMin: requestsPerMinute, Metrics: p.metrics, MetricsOpen: a.cfg.MetricsOpen,
		OpenAPI: openapi.Spec, Exports: a.exports(),
	})
	if err != nil {
		return err
	}
	if err := a.measure(a.http.Metrics()); err != nil {
		return err
	}
	a.http.ReadyWhen("store", a.db.Ping)
	a.http.ReadyWhen("disk", a.diskReady)
	a.http.ReadyWhen("keys", a.keysReady)
	a.http.ReadyWhen("data_version", func(ctx context.Context) error { // a newer replica may have migrated the data
		state, err := a.db.State(ctx)
		return errors.Join(err, state.CheckVersion(p.migrations))
	})
	a.runner, err = scheduler.New(scheduler.Deps{DB: a.db, Audit: a.audit, Now: a.now, Log: a.log, Passive: !a.cfg.Jobs, Jobs: a.timetable()})
	if err != nil {
		return err
	}
	a.mount(a.http.API())
	return web.Mount(a.http, web.Deps{
		PublicURL: strings.TrimSuffix(a.cfg.PublicURL, "/"), Regions: a.regions, Orgs: a.orgs, Contracts: a.contracts, Activities: a.activities,
		Attendance: a.attendance, Evaluation: a.evaluation, Now: a.now, App: p.apps,
	})
}

// timetable returns every job of the program.
func (a *app) timetable() []scheduler.Job {
	return scheduler.Jobs(scheduler.Features{
		API: a.http, Audit: a.audit, Checkpoints: a.checkpoints, Files: a.files, Regions: a.regions, Calendar: a.calendar, Dispatcher: a.dispatcher, Accounts: a.accounts,
		Volunteers: a.volunteers, Contracts: a.contracts, Activities: a.activities, Attendance: a.attendance, Pairings: a.pairings,
		Evaluation: a.evaluation,
	})
}

// mount mounts the API: each feature's part in the order of plugIn, then the desk's.
func (a *app) mount(r *httpapi.Router) {
	for _, f := range a.features {
		f.Routes(r)
	}
	desk.Routes(r, a.desk)
}

// requestsPerMinute is the general limit per account, or per address without one; no person reaches it.
const requestsPerMinute = 1200
