package oidc

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// Settings describe one provider.
type Settings struct {
	Key        string         `json:"key"` // in addresses; accounts are linked to it, so it stays as it is
	Issuer     string         `json:"issuer"`
	ClientID   string         `json:"client_id"`
	Secret     privacy.Secret `json:"secret"`
	SecretFile string         `json:"secret_file"` // instead of Secret; relative to the file of the settings
	NameZH     string         `json:"name_zh"`     // on the button
	NameEN     string         `json:"name_en"`
	IDNumber   string         `json:"id_number_claim"`  // claim with the verified number of the ID card; empty: the provider tells none
	Scopes     []string       `json:"scopes"`           // beside openid
	Multi      []string       `json:"multi_factor_acr"` // values of acr that mean several factors
	Logout     bool           `json:"logout"`           // whoever logs out here logs out at the provider too
}

const (
	maxSettings  = 1 << 20
	maxProviders = 10
	maxName      = 30
)

var (
	keyForm   = regexp.MustCompile(`^[a-z][a-z0-9-]{0,19}$`)
	scopeForm = regexp.MustCompile(`^[!#-\[\]-~]+$`)
)

// ReadSettings reads a JSON list of providers from the file. It fails when others than its owner may read a file with a secret, when a field is
// unknown, missing or wrong, when two providers share a key or an issuer, and when an issuer is not https. With local, http is accepted on this machine.
func ReadSettings(path string, local bool) ([]Settings, error) {
	text, err := readSecret(path)
	if err != nil {
		return nil, err
	}
	var list []Settings
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&list); err != nil {
		return nil, fmt.Errorf("%s is not a JSON list of providers: %w", path, jsonProblem(err))
	}
	if len(list) == 0 || len(list) > maxProviders {
		return nil, fmt.Errorf("%s must list 1 to %d providers", path, maxProviders)
	}
	var errs []error
	for i := range list {
		s := &list[i]
		if err := s.check(local); err != nil {
			errs = append(errs, fmt.Errorf("%s, provider %d: %w", path, i+1, err))
			continue
		}
		if slices.ContainsFunc(list[:i], func(o Settings) bool { return o.Key == s.Key || o.Issuer == s.Issuer }) {
			errs = append(errs, fmt.Errorf("%s, provider %d: another one has this key or issuer", path, i+1))
		}
		if s.SecretFile == "" {
			continue
		}
		file := s.SecretFile
		if !filepath.IsAbs(file) {
			file = filepath.Join(filepath.Dir(path), file)
		}
		secret, err := readSecret(file)
		s.Secret = privacy.Secret(strings.TrimSpace(secret))
		if err == nil && s.Secret == "" {
			err = fmt.Errorf("%s is empty", file)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s, provider %d: secret_file: %w", path, i+1, err))
		}
	}
	return list, errors.Join(errs...)
}

// jsonProblem returns the error without the text of the file, which may hold a secret.
func jsonProblem(err error) error {
	if _, ok := errors.AsType[*json.SyntaxError](err); ok || strings.HasPrefix(err.Error(), "json: unknown field") {
		return err
	}
	if te, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("field %s has another type", te.Field)
	}
	return errors.New("it ends early or has another form")
}

// readSecret returns the content of a file that only its owner may read.
func readSecret(path string) (string, error) {
	f, err := os.Open(path) //nolint:gosec // G304: the path is the operator's own setting
	if err != nil {
		return "", err
	}
	defer f.Close() //nolint:errcheck // read only
	info, err := f.Stat()
	switch {
	case err != nil:
		return "", err
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%s is not an ordinary file", path)
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return "", fmt.Errorf("%s may be read by others: run chmod 600 on it", path)
	}
	b, err := io.ReadAll(io.LimitReader(f, maxSettings))
	return string(b), err
}

func (s *Settings) check(local bool) error {
	switch {
	case !keyForm.MatchString(s.Key):
		return errors.New("key must be 1 to 20 small letters, digits and hyphens, a letter first")
	case s.ClientID == "":
		return errors.New("client_id is missing")
	case (s.Secret == "") == (s.SecretFile == ""):
		return errors.New("give the secret or secret_file, one of them")
	case !goodName(s.NameZH) || !goodName(s.NameEN):
		return fmt.Errorf("name_zh and name_en must have 1 to %d characters", maxName)
	case slices.ContainsFunc(s.Scopes, func(sc string) bool { return !scopeForm.MatchString(sc) }):
		return errors.New("a scope is empty or has spaces")
	}
	u, err := url.Parse(s.Issuer)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return errors.New("issuer must be an address such as https://sso.example.gov.cn")
	}
	return checkScheme(s.Issuer, local)
}

func goodName(s string) bool {
	return s != "" && s == strings.TrimSpace(s) && utf8.ValidString(s) && utf8.RuneCountInString(s) <= maxName
}

// checkScheme returns an error unless the address is https, or with local http on this machine.
func checkScheme(address string, local bool) error {
	u, err := url.Parse(address)
	if err == nil && u.Host != "" {
		if u.Scheme == "https" || u.Scheme == "http" && local && isLocal(u.Hostname()) {
			return nil
		}
	}
	return errors.New("issuer and all addresses of the provider must be https; http is for a demonstration on this machine")
}

func isLocal(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
