package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/oidc"
)

// config holds every setting of the program, read from the environment. A test compares it with the table in README.
type config struct {
	Addr         string         `env:"TONGXING_ADDR" envDefault:"127.0.0.1:8080" doc:"address and port to listen on"`
	Data         string         `env:"TONGXING_DATA" envDefault:"./data" doc:"directory for the database, the keys and what is uploaded"`
	Demo         bool           `env:"TONGXING_DEMO" envDefault:"false" doc:"demonstration mode: codes and mails go to a file in the data directory, keys are made for an empty store"`
	PublicURL    string         `env:"TONGXING_PUBLIC_URL" envDefault:"" doc:"address people use, such as https://tongxing.example.gov.cn; needed outside demonstration mode"`
	KeyFile      string         `env:"TONGXING_KEY_FILE" envDefault:"" doc:"file with the sealing keys, mode 0600; default DATA/keys.json in demonstration mode only"`
	MongoURI     string         `env:"MONGODB_URI" envDefault:"" secret:"true" doc:"MongoDB replica set; empty: SQLite in the data directory"`
	RedisURL     string         `env:"REDIS_URL" envDefault:"" secret:"true" doc:"Redis for limits and wake-ups across replicas; empty: each replica counts alone"`
	SMTPURL      string         `env:"TONGXING_SMTP_URL" envDefault:"" secret:"true" doc:"mail server, smtp://user:password@host:587 (STARTTLS) or smtps://…:465"`
	MailFrom     string         `env:"TONGXING_MAIL_FROM" envDefault:"" doc:"sender address of mails"`
	SMSURL       string         `env:"TONGXING_SMS_URL" envDefault:"" doc:"https address of the SMS gateway: POST {to,text,id}"`
	SMSToken     string         `env:"TONGXING_SMS_TOKEN" envDefault:"" secret:"true" doc:"bearer token for the SMS gateway"`
	Proxies      []string       `env:"TONGXING_TRUSTED_PROXIES" envDefault:"" doc:"addresses of reverse proxies whose X-Forwarded-For is believed, by commas"`
	Conns        int            `env:"TONGXING_CONNECTIONS_PER_ADDRESS" envDefault:"256" doc:"connections that one address may have at once; trusted proxies may have any number"`
	HalfOpen     int            `env:"TONGXING_HALF_OPEN_PER_ADDRESS" envDefault:"32" doc:"requests of one address that may be incomplete for more than a second; trusted proxies may have any number"`
	MetricsOpen  bool           `env:"TONGXING_METRICS_OPEN" envDefault:"false" doc:"answer /metrics to others than this machine"`
	FilesURL     string         `env:"TONGXING_FILES_URL" envDefault:"" secret:"true" doc:"S3-compatible store for attachments, https://KEY:SECRET@host/bucket?region=…; empty: files/ in the data directory"`
	FilesCount   int64          `env:"TONGXING_FILES_COUNT" envDefault:"10000" doc:"most attachments of one organisation"`
	FilesMB      int64          `env:"TONGXING_FILES_MB" envDefault:"5120" doc:"most megabytes that one organisation's attachments take up"`
	Scanner      string         `env:"TONGXING_SCANNER" envDefault:"" doc:"ClamAV daemon that scans attachments, tcp://host:3310 or unix:///path; empty: they are not scanned"`
	HookNetworks []netip.Prefix `env:"TONGXING_WEBHOOK_NETWORKS" envDefault:"" doc:"networks besides the public one that webhooks may reach, such as 10.20.0.0/16 of the government's network, with commas between"`
	Checkpoints  string         `env:"TONGXING_AUDIT_CHECKPOINTS" envDefault:"" secret:"true" doc:"second place for signed checkpoints of the audit chain: file:///path outside the data directory, https://… or mailto:address"`
	SSOFile      string         `env:"TONGXING_SSO_FILE" envDefault:"" doc:"file with the identity providers of single sign-on, mode 0600 (deploy/README.md); empty: none"`
	Region       string         `env:"TONGXING_REGION" envDefault:"" doc:"code of the county, city or province that is served, such as 520111: choices of areas begin there; in demonstration mode that of the demonstration county"`
	StaffDays    int            `env:"TONGXING_STAFF_DAYS" envDefault:"5" doc:"working days within which organisations and the office verify and activate volunteers; volunteers are told this term"`
	QueryDays    int            `env:"TONGXING_QUERY_DAYS" envDefault:"20" doc:"working days within which the authority answers a clearance query; volunteers are told this term"`
	Factor       []string       `env:"TONGXING_SECOND_FACTOR" envDefault:"" doc:"roles that log in with a second factor, by commas, or none; empty: county_admin, buyer_clerk, buyer_approver, buyer_finance, evaluator, system_admin and auditor, in demonstration mode none"`
	OCIDPrefix   string         `env:"TONGXING_OCID_PREFIX" envDefault:"ocds-tongxg" doc:"prefix of the ids of published contracts (OCDS), ocds- and six letters or digits; register your own at open-contracting.org and never change it after the first publication"`
	Publisher    string         `env:"TONGXING_PUBLISHER" envDefault:"" doc:"name of the office that publishes the open data; empty: the name of the area that is served"`
	DataLicence  string         `env:"TONGXING_DATA_LICENCE" envDefault:"" doc:"address of the licence of the open data, such as https://creativecommons.org/licenses/by/4.0/; empty: none is stated"`
	Font         string         `env:"TONGXING_PDF_FONT" envDefault:"" doc:"file of a TrueType font with Chinese signs for PDFs; empty: the system's, such as Debian's fonts-wqy-microhei"`
	Jobs         bool           `env:"TONGXING_JOBS" envDefault:"true" doc:"run the timetable in this process"`
	LogLevel     slog.Level     `env:"TONGXING_LOG_LEVEL" envDefault:"INFO" doc:"DEBUG, INFO, WARN or ERROR"`
	Deadline     time.Duration  `env:"TONGXING_DEADLINE" envDefault:"10s" doc:"longest time one request may take; a commit on MongoDB without an answer is asked for up to 20s more"`
	Ahead        time.Duration  `env:"TONGXING_DEMO_AHEAD" envDefault:"0s" doc:"demonstration mode only: how far the clock stands ahead, to see a term end (such as 240h)"`
}

// ocidPrefix matches the prefixes that the Open Contracting Partnership gives out.
var ocidPrefix = regexp.MustCompile(`^ocds-[a-z0-9]{6}$`)

// origin returns the address under which people reach the program, without a slash at the end.
func (c config) origin() string {
	if c.PublicURL == "" {
		return "http://" + c.Addr
	}
	return strings.TrimSuffix(c.PublicURL, "/")
}

// loadConfig reads and checks the environment. Its error names every refused setting and how to correct it.
func loadConfig(environ map[string]string) (config, error) {
	c, err := env.ParseAsWithOptions[config](env.Options{Environment: environ})
	if err != nil {
		return config{}, err
	}
	if c.KeyFile == "" && c.Demo {
		c.KeyFile = filepath.Join(c.Data, "keys.json")
	}
	if c.Region == "" && c.Demo {
		c.Region = seedCounty
	}
	return c, nil
}

// refuse returns why the server must not start with these settings, or nil.
func (c config) refuse() error {
	var errs []error
	no := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	host, _, err := net.SplitHostPort(c.Addr)
	no(err != nil, "TONGXING_ADDR %q is not host:port", c.Addr)
	no(c.Data == "", "TONGXING_DATA is empty: name a directory")
	no(c.Deadline < time.Second || c.Deadline > 2*time.Minute, "TONGXING_DEADLINE %s is outside 1s to 2m", c.Deadline)
	no(c.Conns < 1 || c.HalfOpen < 1, "TONGXING_CONNECTIONS_PER_ADDRESS and TONGXING_HALF_OPEN_PER_ADDRESS must be at least 1")
	no(c.Ahead < 0 || c.Ahead > 0 && !c.Demo, "TONGXING_DEMO_AHEAD moves the clock of a demonstration forward, nothing else")
	no(c.SMTPURL != "" && c.MailFrom == "", "TONGXING_MAIL_FROM is needed with TONGXING_SMTP_URL")
	no(c.SMTPURL != "" && !scheme(c.SMTPURL, "smtp", "smtps"), "TONGXING_SMTP_URL must begin with smtp:// or smtps://")
	no(c.MongoURI != "" && !scheme(c.MongoURI, "mongodb", "mongodb+srv"), "MONGODB_URI must begin with mongodb:// or mongodb+srv://")
	no(c.RedisURL != "" && !scheme(c.RedisURL, "redis", "rediss"), "REDIS_URL must begin with redis:// or rediss://")
	no(c.FilesCount < 1 || c.FilesMB < 1, "TONGXING_FILES_COUNT and TONGXING_FILES_MB must be 1 or more")
	no(c.StaffDays < 1 || c.StaffDays > 90 || c.QueryDays < 1 || c.QueryDays > 90, "TONGXING_STAFF_DAYS and TONGXING_QUERY_DAYS must be 1 to 90")
	no(!ocidPrefix.MatchString(c.OCIDPrefix), "TONGXING_OCID_PREFIX %q must be ocds- and six small letters or digits", c.OCIDPrefix)
	no(c.DataLicence != "" && !scheme(c.DataLicence, "https", "http"), "TONGXING_DATA_LICENCE must be an address, https://…")
	for _, role := range c.Factor {
		no(role != "none" && !auth.Role(role).Known(), "TONGXING_SECOND_FACTOR: %q is no role", role)
		no(role == "none" && len(c.Factor) > 1, "TONGXING_SECOND_FACTOR is a list of roles or none, not both")
	}
	if c.FilesURL != "" {
		_, filesErr := files.OpenS3(c.FilesURL)
		no(filesErr != nil, "TONGXING_FILES_URL: %v", filesErr)
	}
	if c.Scanner != "" {
		_, scanErr := files.NewScanner(c.Scanner)
		no(scanErr != nil, "TONGXING_SCANNER: %v", scanErr)
	}
	if c.Checkpoints != "" {
		_, placeErr := audit.OpenPlace(c.Checkpoints, func(context.Context, string, []byte) error { return nil })
		no(placeErr != nil, "TONGXING_AUDIT_CHECKPOINTS: %v", placeErr)
		no(strings.HasPrefix(c.Checkpoints, "mailto:") && c.SMTPURL == "" && !c.Demo, "TONGXING_AUDIT_CHECKPOINTS needs TONGXING_SMTP_URL to send mails")
		no(inside(audit.PlaceFile(c.Checkpoints), c.Data), "TONGXING_AUDIT_CHECKPOINTS must not lie in TONGXING_DATA: whoever changes the one could change the other")
	}
	if c.SSOFile != "" {
		_, ssoErr := oidc.ReadSettings(c.SSOFile, c.Demo)
		no(ssoErr != nil, "TONGXING_SSO_FILE: %v", ssoErr)
	}
	for _, p := range c.Proxies {
		proxyErr := checkProxy(p)
		no(proxyErr != nil, "TONGXING_TRUSTED_PROXIES: %w", proxyErr)
	}
	if c.Demo {
		no(err == nil && !loopback(host), "demonstration mode listens on this machine only: set TONGXING_ADDR to 127.0.0.1:PORT, or TONGXING_DEMO=false")
		no(len(c.Proxies) > 0, "demonstration mode never stands behind a proxy: remove TONGXING_TRUSTED_PROXIES, or set TONGXING_DEMO=false")
		no(c.PublicURL != "", "demonstration mode has no public address: remove TONGXING_PUBLIC_URL, or set TONGXING_DEMO=false")
		return errors.Join(errs...)
	}
	no(c.KeyFile == "", "TONGXING_KEY_FILE is needed: make one with `tongxing user keys FILE` and keep a copy in a second place")
	no(!scheme(c.PublicURL, "https"), "TONGXING_PUBLIC_URL must be the https address people use")
	no(c.SMSURL == "", "TONGXING_SMS_URL is needed: volunteers log in with a code by phone")
	no(c.SMSURL != "" && !scheme(c.SMSURL, "https"), "TONGXING_SMS_URL must be https")
	no(c.SMSURL != "" && c.SMSToken == "", "TONGXING_SMS_TOKEN is needed with TONGXING_SMS_URL")
	no(c.FilesURL != "" && !scheme(c.FilesURL, "https"), "TONGXING_FILES_URL must be https")
	no(scheme(c.SMTPURL, "smtp") && strings.Contains(c.SMTPURL, "insecure"), "TONGXING_SMTP_URL must not switch TLS off")
	no(inside(c.KeyFile, c.Data), "TONGXING_KEY_FILE must not lie in TONGXING_DATA: whoever steals the data would have the keys")
	no(err == nil && !loopback(host) && len(c.Proxies) == 0, "TONGXING_ADDR %q can be reached from other machines without TLS: name the reverse proxy in TONGXING_TRUSTED_PROXIES, or listen on 127.0.0.1", c.Addr)
	no(openToOthers(c.Data), "TONGXING_DATA %s may be opened by others: run chmod 700 on it", c.Data)
	if host := publicHost(c.MongoURI); host != "" {
		no(!mongoEncrypted(c.MongoURI), "MONGODB_URI reaches %s over the Internet: add tls=true, with certificates that are verified, or use a private network", host)
	}
	if host := publicHost(c.RedisURL); host != "" {
		no(!redisEncrypted(c.RedisURL), "REDIS_URL reaches %s over the Internet: use rediss://, with a certificate that is verified, or a private network", host)
	}
	return errors.Join(errs...)
}

// factorRoles returns the roles that log in with a second factor.
func (c config) factorRoles() []auth.Role {
	switch {
	case len(c.Factor) == 0 && !c.Demo:
		return accounts.DefaultFactorRoles
	case len(c.Factor) == 0 || c.Factor[0] == "none":
		return nil
	}
	roles := make([]auth.Role, len(c.Factor))
	for i, role := range c.Factor {
		roles[i] = auth.Role(role)
	}
	return roles
}

func (c config) clock() time.Time { return time.Now().Add(c.Ahead) }

// LogValue returns the settings without secrets.
func (c config) LogValue() slog.Value {
	v, t := reflect.ValueOf(c), reflect.TypeFor[config]()
	attrs := make([]slog.Attr, 0, t.NumField())
	for i := range t.NumField() {
		f := t.Field(i)
		val := fmt.Sprint(v.Field(i).Interface())
		if f.Tag.Get("secret") == "true" && val != "" {
			val = "[redacted]"
		}
		attrs = append(attrs, slog.String(f.Tag.Get("env"), val))
	}
	return slog.GroupValue(attrs...)
}
