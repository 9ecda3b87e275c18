package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/pairings"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// migrations lists all migrations, one for each data version from 2 on, in order. A released line is never changed or
// removed. testdata/backup-v1.tar.zst is a backup of version 1, which a test restores and migrates.
var migrations = []docstore.Migration{
	{To: 2, Name: "accounts are found by every region above their own", Run: accounts.RegionsAbove},
	{To: 3, Name: waitApart, Run: func(context.Context, *docstore.Migrating) error { return nil }}, // finishMigrations does it, because it moves documents between two collections
	{To: 4, Name: "contracts count what waits for the buyer", Run: contracts.CountWork},
	{To: 5, Name: "volunteers of no organisation keep what waits for the office", Run: volunteers.FindOfficeWork},
	{To: 6, Name: "pairings keep the day of the earliest contact due", Run: pairings.FindMissed},
	{To: 7, Name: "who registered an organisation has rights over its draft only until it is approved", Run: demoteFounders},
	{To: 8, Name: "reports of danger wait until somebody has taken and closed them", Run: pairings.OpenDangers},
	{To: 9, Name: "evaluations say by which indicators an item is scored that the contract has none for", Run: recordSubstitutes},
	{To: 10, Name: "the ledger counts people-times by hand apart", Run: attendance.CountByHand},
	{To: 11, Name: "volunteers keep when the certificate that ends first does", Run: volunteers.FindSkillEnds},
	{To: 12, Name: "messages of the register and of pairings have names of their own", Run: notify.RenameTemplates(careTemplates)},
	{To: 13, Name: fullFiles, Run: func(context.Context, *docstore.Migrating) error { return nil }}, // finishMigrations does it, because names are sealed
	{To: 14, Name: "of each score sheet the last edition is in force, the earlier ones are retired", Run: evaluation.SettleEditions},
}

// careTemplates are the present names of the templates that files and pairings had in common.
var careTemplates = map[string]string{
	"care.file_submitted": "register.submitted", "care.file_returned": "register.returned", "care.pairing_active": "pairing.active",
	"care.pairing_paused": "pairing.paused", "care.pairing_ended": "pairing.ended", "care.contact_due": "pairing.contact_due",
	"care.contact_overdue": "pairing.contact_overdue", "care.danger": "pairing.danger", "care.danger_open": "pairing.danger_open",
}

const (
	waitApart = "audit records wait in a collection of their own"
	fullFiles = "files keep how much of their form is missing, and how the name sounds"
)

// demoteFounders makes the administrators of organisations that were never approved their founders.
func demoteFounders(ctx context.Context, m *docstore.Migrating) error {
	drafts, err := orgs.NeverApproved(ctx, m)
	if err != nil {
		return err
	}
	return accounts.DemoteFounders(ctx, m, drafts)
}

// recordSubstitutes lets every evaluation say how it scores the items for which its contract has no indicators.
func recordSubstitutes(ctx context.Context, m *docstore.Migrating) error {
	kinds, err := contracts.IndicatorKinds(ctx, m)
	if err != nil {
		return err
	}
	return evaluation.RecordSubstitutes(ctx, m, kinds)
}

type migrateCmd struct {
	DryRun bool `help:"Only tell what would be done."`
}

// Run migrates the store. The server does the same when it starts.
func (c migrateCmd) Run(ctx context.Context, cfg config, log *slog.Logger, out io.Writer) error {
	before, err := stateOf(ctx, cfg)
	if err != nil {
		return err
	}
	if err := before.CheckVersion(migrations); err != nil && !errors.Is(err, docstore.ErrOlder) {
		return err
	}
	todo := migrations[before.DataVersion-docstore.FirstVersion:]
	names := make([]string, len(todo))
	for i, m := range todo {
		names[i] = fmt.Sprintf("  to %d: %s\n", m.To, m.Name)
	}
	if c.DryRun || len(todo) == 0 {
		_, err := fmt.Fprintf(out, "data version %d, this program's %d, %d to do\n%s", before.DataVersion, docstore.Latest(migrations), len(todo), strings.Join(names, ""))
		return err
	}
	return offline(ctx, cfg, log, func(context.Context, *app) error {
		_, err := fmt.Fprintf(out, "data version %d brought forward to %d\n%s", before.DataVersion, docstore.Latest(migrations), strings.Join(names, ""))
		return err
	})
}

// stateOf returns the state in the notes of the store. A store without notes has the first version.
func stateOf(ctx context.Context, cfg config) (docstore.State, error) {
	db, err := openMoment(ctx, cfg, docstore.Config{})
	if err != nil {
		return docstore.State{}, err
	}
	s, err := db.State(ctx)
	if s.DataVersion == 0 {
		s.DataVersion = docstore.FirstVersion
	}
	return s, errors.Join(err, db.Close())
}
