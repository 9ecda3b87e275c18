package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/backup"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// userCmd has the commands of the machine's operator: the first administrator, a lost password, the key file. With SQLite
// the server must be stopped.
type userCmd struct {
	Add    userAddCmd    `cmd:"" help:"Create an account and print its password once."`
	Reset  userResetCmd  `cmd:"" help:"Give an account a new password and print it once; its second factors are removed and its sessions end."`
	Keys   userKeysCmd   `cmd:"" help:"Make a key file. Keep a copy in a second place: what its keys sealed cannot be opened without them."`
	Rotate userRotateCmd `cmd:"" help:"Add a fresh key to the key file and use it from the next start on."`

	BackupKey userBackupKeyCmd `cmd:"" help:"Make an identity that opens encrypted backups. Keep it away from the server."`
}

type userAddCmd struct {
	Login  string `arg:"" help:"Login name."`
	Name   string `required:"" help:"The person's name."`
	Role   string `required:"" help:"Role, such as system_admin, county_admin or buyer_clerk."`
	Region string `help:"Code of the region the role is for: a village for a village_director, a town for a town_supervisor."`
	Org    string `help:"Id of the organisation the role is for."`
	Mobile string `help:"Mobile number, for logging in by code."`
}

// Run creates the account. Its password must be changed at the first login.
func (c userAddCmd) Run(ctx context.Context, cfg config, log *slog.Logger, out io.Writer) error {
	return offline(ctx, cfg, log, func(ctx context.Context, a *app) error {
		b := auth.Binding{Role: auth.Role(c.Role), OrgID: c.Org}
		if !b.Role.Known() {
			return fmt.Errorf("there is no role %q; the roles are: %s", c.Role, strings.Join(roleNames(), ", "))
		}
		if c.Region != "" {
			r, err := a.regions.Find(ctx, c.Region)
			if err != nil {
				return plain(err)
			}
			b.Region = r.Path
		}
		u, err := a.accounts.Create(ctx, accounts.NewUser{
			Login: c.Login, Name: privacy.Secret(c.Name), Mobile: privacy.Secret(c.Mobile), Bindings: []auth.Binding{b},
		})
		if err != nil {
			return plain(err)
		}
		_, err = fmt.Fprintf(out, "%s  login %s  password %s  (to be changed at the first login)\n", u.ID, u.Login, u.Password.Reveal())
		return err
	})
}

func roleNames() []string {
	names := make([]string, 0, len(auth.Matrix))
	for r := range auth.Matrix {
		names = append(names, string(r))
	}
	slices.Sort(names)
	return names
}

type userResetCmd struct {
	Login string `arg:"" help:"Login name."`
}

// Run gives the account a new password and removes its second factors.
func (c userResetCmd) Run(ctx context.Context, cfg config, log *slog.Logger, out io.Writer) error {
	return offline(ctx, cfg, log, func(ctx context.Context, a *app) error {
		u, err := a.accounts.FindByLogin(ctx, c.Login)
		if err != nil {
			return plain(err)
		}
		if u, err = a.accounts.ResetPassword(ctx, u.ID, 0, ""); err != nil {
			return plain(err)
		}
		if _, err := a.accounts.RemoveFactors(ctx, u.ID, 0); err != nil && !errors.Is(err, accounts.ErrNoFactor) {
			return plain(err)
		}
		_, err = fmt.Fprintf(out, "%s  login %s  password %s  (to be changed at the next login)\n", u.ID, u.Login, u.Password.Reveal())
		return err
	})
}

type userKeysCmd struct {
	File string `arg:"" help:"File to write, mode 0600; one that is there is left alone."`
}

// Run writes the key file.
func (c userKeysCmd) Run(out io.Writer) error {
	ring, err := privacy.CreateKeyring(c.File)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "key %s is in %s; keep a copy in a second place\n", ring.Current(), c.File)
	return err
}

type userBackupKeyCmd struct {
	File string `arg:"" help:"File to write, mode 0600; one that is there is left alone."`
}

// Run writes the identity file and prints the recipient for backup --recipients.
func (c userBackupKeyCmd) Run(out io.Writer) error {
	recipient, err := backup.NewIdentity(c.File)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s\nPut this line into the file of backup --recipients. %s opens the backups: keep it off the server, and a copy in a second place.\n", recipient, c.File)
	return err
}

type userRotateCmd struct {
	File string `arg:"" help:"The key file."`
}

// Run adds a key to the file.
func (c userRotateCmd) Run(out io.Writer) error {
	key, err := privacy.RotateKeyring(c.File)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "key %s seals from the next start on; keep a copy of %s in a second place\n", key, c.File)
	return err
}

// offline runs do as a command on the store of the settings, and closes the store.
func offline(ctx context.Context, cfg config, log *slog.Logger, do func(ctx context.Context, a *app) error) error {
	a, err := newApp(ctx, cfg, log, parts{})
	if err != nil {
		return err
	}
	return errors.Join(do(auth.System(ctx, "command"), a), a.Close())
}

// plain returns the English text of a fault, because all output of this program is in English.
func plain(err error) error {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok {
		return err
	}
	lines := []string{f.Text("en")}
	for _, fl := range f.Fields {
		lines = append(lines, fl.Path+": "+f.FieldText(fl, "en"))
	}
	return errors.New(strings.Join(lines, "\n"))
}
