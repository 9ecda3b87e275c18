package main

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
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
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/reports"
	"github.com/tongxing-platform/tongxing/services/satisfaction"
	"github.com/tongxing-platform/tongxing/services/servicelog"
	"github.com/tongxing-platform/tongxing/services/statistics"
	"github.com/tongxing-platform/tongxing/services/surveys"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

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
		OrgNames:  func(ctx context.Context, ids []string) (map[string]string, error) { return a.orgs.Names(ctx, ids) },
		OrgActive: a.orgActive, OrgRegion: a.orgRegion,
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
		Figures: func(ctx context.Context, contractID, to string) (contracts.Figures, error) {
			f, err := a.attendance.Figures(ctx, contractID, to)
			if err == nil {
				f.Log, err = a.servicelog.Figures(ctx, contractID, to)
			}
			if err == nil {
				f.SatisfiedBP, err = a.satisfaction.SatisfiedBP(ctx, contractID)
			}
			return f, err
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
		Served: func(ctx context.Context, act *activities.Activity, people []string) error {
			return a.servicelog.AddSource(ctx, servicelog.Source{
				ID: act.ID, Kind: contracts.Volunteered, ContractID: act.ContractID, OrgID: act.OrgID, Region: act.Region, From: act.Start, To: act.End, People: people,
			})
		},
		Unserved: func(ctx context.Context, activityID, reason string) error {
			return a.servicelog.DropSource(ctx, activityID, reason)
		},
	})
	if err != nil {
		return err
	}
	a.register, err = register.New(register.Deps{
		DB: a.db, Sealer: a.sealer, Index: a.index, Audit: a.audit, Outbox: a.outbox, Now: a.now, Regions: a.regions, Orgs: a.orgs,
		Limiter: a.limiter,
		UsersIn: a.accounts.UsersIn,
		Moved: func(ctx context.Context, fileID, path string) error {
			if err := a.pairings.PersonMoved(ctx, fileID, path); err != nil {
				return err
			}
			if err := a.delegations.PersonMoved(ctx, fileID, path); err != nil {
				return err
			}
			if err := a.satisfaction.PersonMoved(ctx, fileID, path); err != nil {
				return err
			}
			return a.surveys.PersonMoved(ctx, fileID, path)
		},
		Left: func(ctx context.Context, b *register.Beneficiary) error {
			if err := a.pairings.PersonLeft(ctx, b); err != nil {
				return err
			}
			if err := a.satisfaction.PersonLeft(ctx, b); err != nil {
				return err
			}
			return a.delegations.PersonLeft(ctx, b)
		},
		Merged: func(ctx context.Context, gone, kept string) error {
			if err := a.satisfaction.PersonMerged(ctx, gone, kept); err != nil {
				return err
			}
			return a.servicelog.PersonMerged(ctx, gone, kept)
		},
		Unmerged: func(ctx context.Context, gone, kept string) error {
			if err := a.satisfaction.PersonUnmerged(ctx, gone, kept); err != nil {
				return err
			}
			return a.servicelog.PersonUnmerged(ctx, gone, kept)
		},
		Edited: func(ctx context.Context, b *register.Beneficiary) error { return a.surveys.FileEdited(ctx, b) },
		Papers: func(ctx context.Context, fileID string) error { return a.files.RemoveAll(ctx, fileID) },
		Proven: func(ctx context.Context, fileID string) (bool, error) {
			return a.files.Holds(ctx, fileID, register.MeasureProof)
		},
		Served: func(ctx context.Context, fileID, orgID string) (bool, error) {
			return a.pairings.Serves(ctx, fileID, orgID)
		},
	})
	if err != nil {
		return err
	}
	a.pairings, err = pairings.New(pairings.Deps{
		DB: a.db, Sealer: a.sealer, Audit: a.audit, Outbox: a.outbox, Now: a.now, Regions: a.regions, Volunteers: a.volunteers, Register: a.register,
		Contract: func(ctx context.Context, contractID, orgID, village string) error {
			return a.servicelog.CheckContract(ctx, contractID, orgID, village)
		},
		Contacted: func(ctx context.Context, p *pairings.Pairing, c *pairings.Contact) error {
			err := a.servicelog.AddSource(ctx, servicelog.Source{
				ID: c.ID, Kind: contracts.Paired, ContractID: p.ContractID, OrgID: p.OrgID, Region: p.Region,
				From: c.At, To: c.At.Add(time.Duration(c.Minutes) * time.Minute), People: []string{p.BeneficiaryID},
			})
			if errors.Is(err, contracts.ErrNotPerforming) { // a contact is a contact, also when no contract pays for it
				return nil
			}
			return err
		},
	})
	if err != nil {
		return err
	}
	a.servicelog, err = servicelog.New(servicelog.Deps{
		DB: a.db, Sealer: a.sealer, Audit: a.audit, Outbox: a.outbox, Now: a.now, Regions: a.regions, Contracts: a.contracts, Register: a.register,
		UsersOf: a.accounts.UsersOf, Actors: a.accounts.Actors, Names: a.accounts.Names, OrgNames: a.orgs.Names, Papers: a.files.RemoveAll,
	})
	if err != nil {
		return err
	}
	a.satisfaction, err = satisfaction.New(satisfaction.Deps{
		DB: a.db, Sealer: a.sealer, Index: a.index, Audit: a.audit, Outbox: a.outbox, Now: a.now, Regions: a.regions, Contracts: a.contracts,
		Register: a.register, Log: a.servicelog, UsersIn: a.accounts.UsersIn,
	})
	if err != nil {
		return err
	}
	a.statistics, err = statistics.New(statistics.Deps{
		DB: a.db, Audit: a.audit, Now: a.now, Regions: a.regions, Register: a.register, UsersIn: a.accounts.UsersIn,
	})
	if err != nil {
		return err
	}
	a.delegations, err = delegations.New(delegations.Deps{
		DB: a.db, Sealer: a.sealer, Index: a.index, Audit: a.audit, Outbox: a.outbox, Now: a.now, Register: a.register,
		File: a.files.Get, Papers: a.files.RemoveAll,
	})
	if err != nil {
		return err
	}
	a.surveys, err = surveys.New(surveys.Deps{
		DB: a.db, Sealer: a.sealer, Audit: a.audit, Outbox: a.outbox, Now: a.now, Regions: a.regions, Calendar: a.calendar, Register: a.register,
		UsersIn: a.accounts.UsersIn,
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
	a.reports, err = reports.New(reports.Deps{
		DB: a.db, Audit: a.audit, Outbox: a.outbox, Now: a.now, Calendar: a.calendar, Regions: a.regions, Contracts: a.contracts,
		Hours: a.attendance.Monthly, Services: a.servicelog.Breakdown, UsersIn: a.accounts.UsersIn, Font: a.cfg.Font,
	})
	if err != nil {
		return err
	}
	a.news, err = news.New(news.Deps{DB: a.db, Audit: a.audit, Outbox: a.outbox, Now: a.now, Orgs: a.orgs, Files: a.files})
	if err != nil {
		return err
	}
	a.ocds = ocds.New(ocds.Deps{
		Contracts: a.contracts, Evaluation: a.evaluation, Orgs: a.orgs, Regions: a.regions, Prefix: a.cfg.OCIDPrefix, Origin: a.cfg.origin(),
		Publisher: a.publisher(), Licence: a.cfg.DataLicence,
	})
	a.opendata = opendata.New(opendata.Deps{
		Now: a.now, Regions: a.regions, Orgs: a.orgs, Contracts: a.contracts, Evaluation: a.evaluation, Activities: a.activities, OCID: a.ocds.OCID,
		Origin: a.cfg.origin(), Publisher: a.publisher(), Licence: a.cfg.DataLicence,
	})
	a.integrations, err = integrations.New(integrations.Deps{
		DB: a.db, Sealer: a.sealer, Audit: a.audit, Outbox: a.outbox, Now: a.now, OrgActive: a.orgActive, OrgRegion: a.orgRegion, UsersIn: a.accounts.UsersIn,
		Records: []map[string]feature.Record{
			a.orgs.Feature().Records, a.contracts.Feature().Records, a.activities.Feature().Records, a.evaluation.Feature().Records,
		},
		Plain: a.cfg.Demo, Reachable: a.cfg.HookNetworks,
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

// publisher is who publishes the open data.
func (a *app) publisher() string {
	return cmp.Or(a.cfg.Publisher, a.regions.FullName(a.served.Path)+"同行平台")
}

// orgActive returns why the organisation may not act now; nil when it may.
func (a *app) orgActive(ctx context.Context, orgID string) error {
	_, err := a.orgs.RequireActive(ctx, orgID)
	return err
}

// orgRegion returns the path of the organisation's region.
func (a *app) orgRegion(ctx context.Context, orgID string) (string, error) {
	o, err := a.orgs.Get(ctx, orgID)
	return o.Region, err
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
		a.accounts.Feature(),     // logging in, people, roles
		a.orgs.Feature(),         // organisations and their review
		a.volunteers.Feature(),   // profiles, clearance, roster import
		a.contracts.Feature(),    // purchased services, milestones, payments
		a.activities.Feature(),   // activities and sign-ups
		a.attendance.Feature(),   // check-in, hours, certificates
		a.register.Feature(),     // files of those cared for
		a.pairings.Feature(),     // pairings, contacts, reports of danger
		a.servicelog.Feature(),   // services given under contracts
		a.satisfaction.Feature(), // those served are asked
		a.delegations.Feature(),  // delegated care
		a.surveys.Feature(),      // survey rounds
		a.statistics.Feature(),   // figures of the register
		a.reports.Feature(),      // reports of providers, overview of purchases
		a.evaluation.Feature(),   // score sheets, raters, results
		a.news.Feature(),         // news and notices of the public pages
		a.ocds.Feature(),         // contracts as open data
		a.opendata.Feature(),     // public tables as CSV and XLSX
		a.integrations.Feature(), // feed of changes, webhooks
		a.operations(),           // regions, messages, timetable, audit log
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
	p.senders = maps.Clone(p.senders)
	p.senders[notify.ByHook] = a.integrations
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
