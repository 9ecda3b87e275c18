package opendata_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/opendata"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

func service(t *testing.T) *opendata.Service {
	t.Helper()
	regions, err := region.Open(t.Context(), docstoretest.Open(t))
	if err != nil {
		t.Fatal(err)
	}
	return opendata.New(opendata.Deps{
		Now: func() time.Time { return noon }, Regions: regions, OCID: func(id string) string { return "ocds-abc123-" + id }, Origin: "https://tongxing.example",
		Publisher: "花溪区民政局", Licence: "https://creativecommons.org/licenses/by/4.0/",
	})
}

// TestTablesAreDescribed: every column has a title in both languages and a name that a program can use, and a column of codes lists them.
func TestTablesAreDescribed(t *testing.T) {
	for _, table := range opendata.Tables {
		names := table.Names()
		if !slices.Contains(names, table.Key) || table.About.Zh == "" || table.About.En == "" {
			t.Errorf("%s: key %q", table.Name, table.Key)
		}
		for i, c := range table.Columns {
			if c.Title.Zh == "" || c.Title.En == "" || opendata.TypeWords.Of(string(c.Type), "en") == string(c.Type) || slices.Index(names, c.Name) != i || c.Meaning.Zh == "" || c.Meaning.En == "" {
				t.Errorf("%s.%s: %+v", table.Name, c.Name, c)
			}
			if coded := strings.HasSuffix(c.Name, "_name") && i > 0; coded && (len(table.Columns[i-1].Codes) == 0 || !strings.Contains(table.Columns[i-1].Described("en"), "; ")) {
				t.Errorf("%s.%s does not say what its codes mean", table.Name, table.Columns[i-1].Name)
			}
		}
		var schema struct {
			URL         string
			License     map[string]string `json:"dc:license"`
			TableSchema struct {
				PrimaryKey string
				Columns    []struct {
					Name     string
					Datatype any
				}
			}
		}
		data, err := service(t).Schema(table)
		if err == nil {
			err = json.Unmarshal(data, &schema)
		}
		if err != nil || schema.URL != "https://tongxing.example/api/v1/public/data/"+table.Name+".csv" || schema.License["@id"] == "" || schema.TableSchema.PrimaryKey != table.Key ||
			len(schema.TableSchema.Columns) != len(names) {
			t.Errorf("%s: schema %s (%v)", table.Name, data, err)
		}
	}
}

// TestContractRows: amounts add up through the amendments, only what is in force and accepted is told, and a place ends at the township.
func TestContractRows(t *testing.T) {
	c := &contracts.Contract{
		Terms: contracts.Terms{
			No: "HX-2026-001", Region: "52/5201/520111/520111001/520111001001/", Start: "2026-03-01", End: "2026-12-31",
			Milestones: []contracts.Milestone{
				{ID: "mil_1", Seq: 1, Name: "启动", Due: "2026-03-31", PayBP: 5_000, Status: contracts.MilestoneAccepted, DecidedAt: noon, Evidence: "秘密"},
				{ID: "mil_2", Seq: 2, Name: "末期", Due: "2026-12-20", PayBP: 5_000, Status: contracts.MilestoneReturned, DecidedAt: noon, Reason: "秘密"},
			},
		},
		Award: contracts.Award{ProviderID: "org_1", AmountFen: 100_000_01}, Status: contracts.Performing,
		Amendments: []contracts.Amendment{
			{ID: "amd_2", DeltaFen: -500, Status: contracts.AmendmentApproved, ApprovedAt: noon.Add(time.Hour), Reason: "秘密"},
			{ID: "amd_1", DeltaFen: 2_000, NewEnd: "2027-01-31", OldEnd: "2026-12-31", Status: contracts.AmendmentApproved, ApprovedAt: noon},
			{ID: "amd_3", DeltaFen: 9, Status: contracts.AmendmentDraft},
		},
	}
	c.ID = "con_1"
	s := service(t)
	for table, want := range map[string][]string{
		"contracts":  {"con_1,ocds-abc123-con_1,HX-2026-001,,520111001,", ",100000.01,100015.01,300.00,performing,履行中"},
		"amendments": {"amd_1,con_1,HX-2026-001,2026-03-02 12:00,20.00,100000.01,100020.01,2026-12-31,2027-01-31\namd_2,con_1,HX-2026-001,2026-03-02 13:00,-5.00,100020.01,100015.01,,"},
		"milestones": {"mil_1,con_1,HX-2026-001,1,启动,2026-03-31,50.00,true,2026-03-02 12:00\nmil_2,con_1,HX-2026-001,2,末期,2026-12-20,50.00,false,"},
	} {
		var lines []string
		for _, row := range s.ContractRows(table, c, []contracts.Payment{{AmountFen: 300_00}}) {
			lines = append(lines, strings.Join(row, ","))
			if of, _ := opendata.Find(table); len(row) != len(of.Columns) {
				t.Errorf("%s: %d values for %d columns", table, len(row), len(of.Columns))
			}
		}
		got := strings.Join(lines, "\n")
		for _, part := range want {
			if !strings.Contains(got, part) || strings.Contains(got, "秘密") {
				t.Errorf("%s: %s", table, got)
			}
		}
	}
}
