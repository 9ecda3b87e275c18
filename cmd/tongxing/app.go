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
	"github.com/tongxing-platform/tongxing/services/delegations"
	"github.com/tongxing-platform/tongxing/services/desk"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/integrations"
	"github.com/tongxing-platform/tongxing/services/news"
	"github.com/tongxing-platform/tongxing/services/ocds"
	"github.com/tongxing-platform/tongxing/services/opendata"
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
	"github.com/tongxing-platform/tongxing/services/reports"
	"github.com/tongxing-platform/tongxing/services/satisfaction"
	"github.com/tongxing-platform/tongxing/services/servicelog"
	"github.com/tongxing-platform/tongxing/services/statistics"
	"github.com/tongxing-platform/tongxing/services/surveys"
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

	outbox       *notify.Outbox
	dispatcher   *notify.Dispatcher
	accounts     *accounts.Service
	orgs         *orgs.Service
	volunteers   *volunteers.Service
	contracts    *contracts.Service
	activities   *activities.Service
	attendance   *attendance.Service
	register     *register.Service
	statistics   *statistics.Service
	pairings     *pairings.Service
	servicelog   *servicelog.Service
	reports      *reports.Service
	satisfaction *satisfaction.Service
	delegations  *delegations.Service
	surveys      *surveys.Service
	evaluation   *evaluation.Service
	news         *news.Service
	ocds         *ocds.Service
	opendata     *opendata.Service
	integrations *integrations.Service
	features     []feature.Feature // in the order of the import map
	desk         *desk.Service

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
	if slices.Contains(a.forward.Ran, fullFiles) {
		if err := a.register.BringForward(ctx); err != nil {
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
		PublicURL: strings.TrimSuffix(a.cfg.PublicURL, "/"), Licence: a.cfg.DataLicence, OCID: a.ocds.OCID, Publisher: a.publisher(), Regions: a.regions, Orgs: a.orgs, Contracts: a.contracts, Activities: a.activities,
		Attendance: a.attendance, Evaluation: a.evaluation, Asking: a.satisfaction, Statistics: a.statistics, News: a.news, Now: a.now, App: p.apps,
	})
}

// timetable returns every job of the program.
func (a *app) timetable() []scheduler.Job {
	return scheduler.Jobs(scheduler.Features{
		API: a.http, Audit: a.audit, Checkpoints: a.checkpoints, Files: a.files, Regions: a.regions, Calendar: a.calendar, Dispatcher: a.dispatcher, Accounts: a.accounts,
		Volunteers: a.volunteers, Contracts: a.contracts, Activities: a.activities, Attendance: a.attendance, Pairings: a.pairings, Register: a.register, Satisfaction: a.satisfaction, Statistics: a.statistics,
		Delegations: a.delegations, Surveys: a.surveys, Evaluation: a.evaluation, Reports: a.reports, Integrations: a.integrations,
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
