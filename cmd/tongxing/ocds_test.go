package main

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/ocds/ocdstest"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

// TestOpenDataOfSeed pages through the open data of the demonstration county: every release and record is valid by the official schemas
// and codelists, every contract of the public register is there once, and no person, number of an invoice or voucher, or evidence.
// The download and the command hold the same.
func TestOpenDataOfSeed(t *testing.T) {
	cfg, _ := seeded(t, "small", 7)
	a, ctx, _ := visitSeeded(t, cfg)
	anybody := apitest.Of(t, a.http)
	k := ocdstest.Open(t, anybody.Do("GET", "/public/ocds/evaluation/release-schema.json", nil).Want(200).Body)

	want := map[string]bool{}
	register, err := a.contracts.Register(ctx, contracts.Query{Page: []docstore.Option{docstore.Limit(100)}})
	if err != nil || len(register.Items) < 3 || register.Next != "" {
		t.Fatalf("%d contracts in the register, %v", len(register.Items), err)
	}
	for i := range register.Items {
		want[a.ocds.OCID(register.Items[i].ID)] = true
	}
	var everything bytes.Buffer
	counts := map[string]int{}
	for _, kind := range []string{"releases", "records"} {
		seen, ids := map[string]bool{}, map[string]bool{}
		for path := "/public/ocds/" + kind + "?limit=2"; path != ""; {
			body := anybody.Do("GET", path, nil).Want(200).Body
			everything.Write(body)
			if bytes.Contains(body, []byte(`"0001-01-01T`)) {
				t.Errorf("%s shows a time that is not set", path)
			}
			if err := k.Check(body); err != nil {
				t.Errorf("%s: %v", path, err)
			}
			var p struct {
				Links    struct{ Next string }
				Releases []struct {
					ID, OCID string
					Tag      []string
				}
				Records []struct {
					OCID     string
					Releases []struct{ URL string }
				}
			}
			if err := json.Unmarshal(body, &p); err != nil {
				t.Fatal(err)
			}
			for _, r := range p.Releases {
				if ids[r.ID] {
					t.Errorf("%s comes twice", r.ID)
				}
				seen[r.OCID], ids[r.ID] = true, true
				counts[r.Tag[0]]++
			}
			for _, r := range p.Records {
				if seen[r.OCID] {
					t.Errorf("the record %s comes twice", r.OCID)
				}
				seen[r.OCID] = true
				for _, l := range r.Releases {
					checkLink(t, anybody, l.URL)
				}
			}
			_, path, _ = strings.Cut(p.Links.Next, "/api/v1")
		}
		if len(seen) != len(want) {
			t.Errorf("%d contracts have %s, %d are in the register", len(seen), kind, len(want))
		}
		for ocid := range want {
			if !seen[ocid] {
				t.Errorf("no %s of %s", kind, ocid)
			}
		}
		for _, lines := range []bool{false, true} {
			name := "/public/ocds/download/" + kind + map[bool]string{false: ".json", true: ".jsonl"}[lines]
			got := anybody.Do("GET", name, nil).Want(200).Body
			everything.Write(got)
			if err := k.Check(got); !lines && err != nil {
				t.Errorf("%s: %v", name, err)
			}
			var out bytes.Buffer
			if err := (ocdsCmd{Kind: kind, Lines: lines}).Run(t.Context(), cfg, silent, &out); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(out.Bytes(), got) {
				t.Errorf("the command writes other %s than the download, lines: %t", kind, lines)
			}
		}
	}
	t.Logf("releases by tag: %v", counts)

	for _, secret := range secretsOf(t, a, register.Items) {
		if strings.Contains(everything.String(), secret) {
			t.Errorf("the open data hold %q", secret)
		}
	}
}

// checkLink checks that the address of a release leads to it.
func checkLink(t *testing.T, anybody *apitest.App, address string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	body := anybody.Do("GET", strings.TrimPrefix(u.Path, "/api/v1"), nil).Want(200).Body
	if !bytes.Contains(body, []byte(`"id":"`+u.Fragment+`"`)) {
		t.Errorf("%s leads to no such release", address)
	}
}

// secretsOf returns the values in contracts and payments that are not public.
func secretsOf(t *testing.T, a *app, list []contracts.Contract) []string {
	t.Helper()
	ctx := t.Context()
	var out []string
	add := func(values ...string) {
		for _, v := range values {
			if v != "" {
				out = append(out, v)
			}
		}
	}
	ids := make([]string, len(list))
	for i := range list {
		c := &list[i]
		ids[i] = c.ID
		add(c.BudgetDocNo, c.Reason)
		add(c.Makers...)
		for _, m := range c.Milestones {
			add(m.Evidence, m.DecidedBy)
			add(m.Makers...)
		}
	}
	paid, err := a.contracts.Paid(ctx, ids)
	if err != nil {
		t.Fatal(err)
	}
	for _, payments := range paid {
		for _, p := range payments {
			add(p.InvoiceNo, p.VoucherNo, p.AppliedBy, p.ApprovedBy, p.PaidBy)
		}
	}
	if len(out) < 20 {
		t.Fatalf("%d values to look for", len(out))
	}
	return out
}

// TestOpenDataOfEmptyStore checks that there is no empty package, which the standard does not have.
func TestOpenDataOfEmptyStore(t *testing.T) {
	anybody := apitest.Of(t, emptyApp(t).http)
	for _, path := range []string{"/public/ocds/releases", "/public/ocds/records", "/public/ocds/download/releases.json"} {
		anybody.Do("GET", path, nil).Refused(404, "ocds_none")
	}
	if body := anybody.Do("GET", "/public/ocds/download/records.jsonl", nil).Want(200).Body; len(body) > 0 {
		t.Errorf("lines of nothing: %s", body)
	}
}
