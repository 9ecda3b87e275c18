package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// importCmd imports the spreadsheets of offices.
type importCmd struct {
	Volunteers importVolunteersCmd `cmd:"" help:"Ask the people of an organisation's roster (.xlsx or .csv) to join it. Running it twice changes nothing."`
}

type importVolunteersCmd struct {
	File    string `arg:"" type:"existingfile" help:"The roster, .xlsx or .csv."`
	Org     string `required:"" help:"Id of the organisation."`
	DryRun  bool   `help:"Say what would be done, and do nothing."`
	Refused string `help:"Where to write the rows that were not taken, with their reasons; default: beside the roster, -refused.xlsx."`
	Lang    string `default:"zh" enum:"zh,en" help:"Language of the reasons, zh or en."`
}

// Run imports the roster and prints a line for each row that needs attention. Refused rows are written to a sheet for
// correction and make the exit code 1.
func (c importVolunteersCmd) Run(ctx context.Context, cfg config, log *slog.Logger, out io.Writer) error {
	data, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	return offline(ctx, cfg, log, func(ctx context.Context, a *app) error {
		r, err := a.volunteers.Import(ctx, volunteers.ImportRequest{
			OrgID: c.Org, Filename: filepath.Base(c.File), Data: data, DryRun: c.DryRun, Lang: c.Lang,
		})
		if err != nil {
			return plain(err)
		}
		if err := c.print(out, &r); err != nil {
			return err
		}
		return c.giveBack(out, &r)
	})
}

func (c importVolunteersCmd) print(out io.Writer, r *volunteers.ImportReport) error {
	var b strings.Builder
	for _, s := range r.Sheets {
		fmt.Fprintf(&b, "sheet %q: header in row %d, %d rows\n", s.Name, s.HeaderRow, s.Rows)
	}
	for _, row := range r.Rows {
		for _, p := range row.Problems {
			fmt.Fprintf(&b, "  %s row %d: %s: %s\n", row.Sheet, row.Number, row.Outcome, p.Text(c.Lang))
		}
		for _, d := range row.Doubts {
			fmt.Fprintf(&b, "  %s row %d: %s, please check %s: %s\n", row.Sheet, row.Number, row.Outcome, d.Wording, d.Text(c.Lang))
		}
	}
	would := ""
	if c.DryRun {
		would = "dry run, nothing was stored: "
	}
	fmt.Fprintf(&b, "%s%d asked, %d completed, %d unchanged, %d in conflict, %d refused\n", would, r.Count(volunteers.Invited),
		r.Count(volunteers.Completed), r.Count(volunteers.Unchanged), r.Count(volunteers.Conflict), r.Count(volunteers.Refused))
	_, err := io.WriteString(out, b.String())
	return err
}

// errGivenBack makes the exit code 1 when rows were refused.
var errGivenBack = errors.New("some rows were not taken; correct them and import that file again")

func (c importVolunteersCmd) giveBack(out io.Writer, r *volunteers.ImportReport) error {
	if r.Returned == nil {
		return nil
	}
	to := cmp.Or(c.Refused, strings.TrimSuffix(c.File, filepath.Ext(c.File))+"-refused.xlsx")
	if err := os.WriteFile(to, r.Returned, 0o600); err != nil {
		return fmt.Errorf("write the rows that were not taken: %w", err)
	}
	if _, err := fmt.Fprintf(out, "rows that were not taken, with reasons: %s\n", to); err != nil {
		return err
	}
	return errGivenBack
}
