package main

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/ocds/ocdstest"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

// tellOpenData reads the contracts as open data: the one that was amended, evaluated and paid is there with all of it, a draft and an
// aborted tender are not.
func tellOpenData(s *story) {
	anybody := s.as("")
	schema := anybody.get("/public/ocds/evaluation/release-schema.json").Want(200).Body
	k := ocdstest.Open(s.t, schema)
	draft := made(s.as("clerk").post("/contracts", terms("HX-2026-090")))
	aborted := made(s.as("clerk").post("/contracts", terms("HX-2026-091")))
	s.as("approver").post("/contracts/"+aborted+"/budget", nil).Want(200)
	s.as("clerk").post("/contracts/"+aborted+"/procure", nil).Want(200)
	s.as("approver").post("/contracts/"+aborted+"/cancel", obj{"reason": because}).Want(200)

	const prefix = "ocds-tongxg-"
	ocid := prefix + s.ids["contract"]
	var p struct {
		URI        string
		Extensions []string
		Releases   []struct{ ID, Date, OCID string }
	}
	all := anybody.get("/public/ocds/releases").Want(200).JSON(&p)
	if len(p.Releases) < 12 || slices.ContainsFunc(p.Releases, func(r struct{ ID, Date, OCID string }) bool {
		return strings.Contains(r.OCID, draft) || strings.Contains(r.OCID, aborted)
	}) {
		s.t.Errorf("%d releases, or some of a draft or an aborted tender: %s", len(p.Releases), all.Body)
	}
	if !strings.HasSuffix(p.URI, "/api/v1/public/ocds/releases") || len(p.Extensions) != 1 || !strings.HasSuffix(p.Extensions[0], "/api/v1/public/ocds/evaluation/extension.json") {
		s.t.Errorf("package %s with %v", p.URI, p.Extensions)
	}
	if got := all.Header.Get("Cache-Control"); got != "public, max-age=300" {
		s.t.Errorf("caches: %q", got)
	}
	one := anybody.get("/public/ocds/releases/" + ocid).Want(200)
	record := anybody.get("/public/ocds/records/" + ocid).Want(200)
	for what, body := range map[string][]byte{"releases": all.Body, "one": one.Body, "record": record.Body, "records": anybody.get("/public/ocds/records").Want(200).Body} {
		if err := k.Check(body); err != nil {
			s.t.Errorf("%s: %v", what, err)
		}
	}
	for _, tag := range []string{"planning", "tender", "award", "contract", "implementation", "implementationUpdate", "contractTermination"} {
		if !strings.Contains(string(one.Body), `"tag":["`+tag+`"]`) {
			s.t.Errorf("no %s release", tag)
		}
	}
	for _, part := range []string{`"status":"met"`, `"transactions":[`, `"evaluations":[{"id":"evaluation-1","type":"mid"`, `"sections":[`, `"scheme":"CN-USCI"`} {
		if !strings.Contains(string(record.Body), part) {
			s.t.Errorf("the record lacks %s: %s", part, record.Body)
		}
	}
	for _, gone := range []string{prefix + draft, prefix + aborted, "ocds-213czf-" + s.ids["contract"], s.ids["contract"], prefix + "con_1"} {
		anybody.get("/public/ocds/releases/"+gone).Refused(404, "not_found")
		anybody.get("/public/ocds/records/"+gone).Refused(404, "not_found")
	}
	s.says("Anybody reads the contract with its history in the open contracting data standard; drafts and the aborted tender are not there.")

	for _, kind := range []string{"releases", "records"} {
		whole := anybody.get("/public/ocds/download/" + kind + ".json").Want(200)
		if err := k.Check(whole.Body); err != nil {
			s.t.Errorf("download of %s: %v", kind, err)
		}
		lines := bytes.Split(bytes.TrimSpace(anybody.get("/public/ocds/download/"+kind+".jsonl").Want(200).Body), []byte("\n"))
		for _, line := range lines {
			if !bytes.Contains(whole.Body, line) {
				s.t.Errorf("a line of %s is not in the package: %s", kind, line)
			}
		}
		if n := bytes.Count(whole.Body, []byte("\n")); n != len(lines)+2 {
			s.t.Errorf("%d lines of %s, and a package of %d", len(lines), kind, n-2)
		}
	}
	anybody.get("/public/ocds/download/releases").Refused(404, "not_found")
	anybody.get("/public/ocds/evaluation/secret.json").Refused(404, "not_found")
	anybody.get("/public/ocds/evaluation/..%2fdoc.go").Want(404)
	anybody.get("/public/ocds/releases?limit=101").Want(400)
	anybody.get("/public/ocds/releases?after=x").Want(400)
	s.says("All of it can be downloaded as one package or line by line.")
	tellTables(s, draft, aborted)
}

// tellTables downloads every table of the open data in both forms: each has the columns that its schema and its page describe, and none has a draft, an
// aborted tender, or anything of a person.
func tellTables(s *story, draft, aborted string) {
	anybody := s.as("")
	var catalogue struct {
		Tables []struct {
			Name    string
			Columns []struct{ Name string }
		}
	}
	anybody.get("/public/data").Want(200).JSON(&catalogue)
	if len(catalogue.Tables) != 7 {
		s.t.Errorf("%d tables", len(catalogue.Tables))
	}
	for _, t := range catalogue.Tables {
		file := anybody.get("/public/data/" + t.Name + ".csv").Want(200)
		if got := file.Header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment") || !strings.Contains(file.Header.Get("Link"), t.Name+".csv-metadata.json") {
			s.t.Errorf("%s: %q, %q", t.Name, got, file.Header.Get("Link"))
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(file.Body), "\uFEFF"))).ReadAll() // every row has as many fields as the header
		if err != nil || len(rows) < 2 || len(rows[0]) != len(t.Columns) {
			s.t.Errorf("%s.csv: %d rows (%v)", t.Name, len(rows), err)
			continue
		}
		var schema struct {
			TableSchema struct{ Columns []struct{ Name string } }
		}
		anybody.get("/public/data/" + t.Name + ".csv-metadata.json").Want(200).JSON(&schema)
		page := string(anybody.get("!/data/" + t.Name).Want(200).Body)
		for i, c := range schema.TableSchema.Columns {
			if rows[0][i] != c.Name || t.Columns[i].Name != c.Name || !strings.Contains(page, ">"+c.Name+"<") {
				s.t.Errorf("%s: column %d is %s in the schema, %s in the file", t.Name, i, c.Name, rows[0][i])
			}
		}
		book, err := sheet.Read(s.t.Context(), "a.xlsx", anybody.get("/public/data/"+t.Name+".xlsx").Want(200).Body, sheet.Layout{Columns: []sheet.Column{{Key: "id", Names: []string{
			map[string]string{
				"organisations": "机构标识", "contracts": "合同标识", "amendments": "补充合同标识", "milestones": "里程碑标识", "payments": "款项标识", "evaluations": "评估标识", "activities": "活动标识",
			}[t.Name]}}}}, sheet.Limits{})
		below := slices.DeleteFunc(book.Rows, func(r sheet.Row) bool { return r.Sheet != book.Rows[0].Sheet }) // the second sheet describes the columns
		if err != nil || len(below) != len(rows)-1 {
			s.t.Errorf("%s.xlsx: %d rows, the CSV has %d (%v)", t.Name, len(below), len(rows)-1, err)
		}
		for _, hidden := range []string{draft, aborted, "HX-2026-090", "usr_", "vol_", "ben_"} {
			if strings.Contains(string(file.Body), hidden) {
				s.t.Errorf("%s.csv has %s", t.Name, hidden)
			}
		}
	}
	if body := string(anybody.get("/public/data/contracts.csv").Want(200).Body); !strings.Contains(body, "ocds-tongxg-"+s.ids["contract"]) {
		s.t.Errorf("the contract is not among them: %s", body)
	}
	for _, no := range []string{"persons.csv", "contracts", "contracts.json", "contracts.csv.xlsx", ".csv"} {
		anybody.get("/public/data/"+no).Refused(404, "not_found")
	}
	s.says("The same contracts, and organisations, results and activities, are there as tables for spreadsheets, each column described.")
}
