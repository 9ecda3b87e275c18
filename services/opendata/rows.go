package opendata

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// batch is how many documents a download reads at once.
const batch = 200

// rowsOf returns a page of a table's rows and the cursor of the next, "" at the end. A page may have no rows.
func (s *Service) rowsOf(ctx context.Context, table, after string) (rows [][]string, next string, err error) {
	page := []docstore.Option{docstore.Limit(batch), docstore.After(after)}
	switch table {
	case "organisations":
		found, err := s.Orgs.Public(ctx, orgs.Query{Page: page})
		for i := range found.Items {
			rows = append(rows, s.orgRow(&found.Items[i]))
		}
		return rows, found.Next, err
	case "evaluations":
		found, err := s.Evaluation.Noticeboard(ctx, evaluation.Query{Page: page})
		for i := range found.Items {
			rows = append(rows, evaluationRow(&found.Items[i]))
		}
		return rows, found.Next, err
	case "activities":
		return s.activityRows(ctx, page)
	}
	return s.contractRows(ctx, table, page)
}

func (s *Service) orgRow(o *orgs.Org) []string {
	today := region.DayOf(s.Now())
	code, name := s.place(o.Region)
	return flat(o.ID, o.Name, o.USCC, named(string(o.Type), orgs.TypeWords.Of), code, name, o.Registrar, string(o.ValidTo), named(string(o.Credit), orgs.CreditWords.Of),
		strconv.FormatInt(o.RatingOn(today), 10), truth(o.Active(today) == nil))
}

func evaluationRow(e *evaluation.Evaluation) []string {
	total, grade, pass := "", "", ""
	if e.Public != nil {
		total, grade, pass = hundredths(e.Public.Total), e.Public.Grade, truth(e.Public.Pass)
	}
	return flat(e.ID, e.ContractID, e.ContractNo, e.ProviderID, e.ProviderName, named(string(e.Kind), evaluation.KindWords.Of), total, grade, pass,
		named(string(e.Status), evaluation.StatusWords.Of), string(e.PublicFrom), string(e.PublicTo))
}

func (s *Service) activityRows(ctx context.Context, page []docstore.Option) ([][]string, string, error) {
	found, err := s.Activities.Known(ctx, page)
	if err != nil {
		return nil, "", err
	}
	ids := make([]string, len(found.Items))
	for i := range found.Items {
		ids[i] = found.Items[i].OrgID
	}
	names, err := s.Orgs.Names(ctx, ids)
	rows := make([][]string, len(found.Items))
	for i := range found.Items {
		a := &found.Items[i]
		code, name := s.place(a.Region)
		rows[i] = flat(a.ID, a.Title, a.OrgID, names[a.OrgID], named(string(a.Type), activities.TypeWords.Of), named(string(a.TargetGroup), activities.GroupWords.Of),
			code, name, clock(a.Start), clock(a.End), strconv.FormatInt(a.Capacity, 10), a.ContractID, named(string(a.Status), activities.StatusWords.Of))
	}
	return rows, found.Next, err
}

// contractRows returns the rows of the tables that are made of contracts.
func (s *Service) contractRows(ctx context.Context, table string, page []docstore.Option) (rows [][]string, next string, err error) {
	found, err := s.Contracts.Register(ctx, contracts.Query{Page: page})
	if err != nil {
		return nil, "", err
	}
	ids, providers := make([]string, len(found.Items)), make([]string, len(found.Items))
	for i := range found.Items {
		ids[i], providers[i] = found.Items[i].ID, found.Items[i].ProviderID
	}
	var paid map[string][]contracts.Payment
	var codes map[string]string
	if table == "contracts" || table == "payments" {
		if paid, err = s.Contracts.Paid(ctx, ids); err != nil {
			return nil, "", err
		}
	}
	if table == "contracts" {
		if codes, err = s.Orgs.Codes(ctx, providers); err != nil {
			return nil, "", err
		}
	}
	for i := range found.Items {
		c := &found.Items[i]
		switch table {
		case "contracts":
			rows = append(rows, s.contractRow(c, codes[c.ProviderID], paid[c.ID]))
		case "amendments":
			rows = append(rows, amendmentRows(c)...)
		case "milestones":
			rows = append(rows, milestoneRows(c)...)
		case "payments":
			for _, p := range paid[c.ID] {
				rows = append(rows, flat(p.ID, c.ID, c.No, strconv.FormatInt(p.Seq, 10), hundredths(p.AmountFen), clock(p.PaidAt)))
			}
		}
	}
	return rows, found.Next, nil
}

func (s *Service) contractRow(c *contracts.Contract, uscc string, paid []contracts.Payment) []string {
	var sum int64
	for i := range paid {
		sum += paid[i].AmountFen
	}
	code, name := s.place(c.Region)
	return flat(c.ID, s.OCID(c.ID), c.No, c.Name, code, name, c.BuyerDept, c.ProviderID, c.ProviderName, uscc, named(string(c.Subject), contracts.SubjectWords.Of),
		named(string(c.Method), contracts.MethodWords.Of), c.Catalogue, strconv.FormatInt(c.FiscalYear, 10), string(c.Start), string(c.End), string(c.AwardDay),
		string(c.SignedDay), string(c.PublishedDay), hundredths(c.AmountFen), hundredths(c.TotalFen()), hundredths(sum), named(string(c.Status), contracts.StatusWords.Of))
}

func amendmentRows(c *contracts.Contract) (rows [][]string) {
	fen := c.AmountFen
	for _, a := range c.InForce() {
		rows = append(rows, flat(a.ID, c.ID, c.No, clock(a.ApprovedAt), hundredths(a.DeltaFen), hundredths(fen), hundredths(fen+a.DeltaFen), string(a.OldEnd), string(a.NewEnd)))
		fen += a.DeltaFen
	}
	return rows
}

func milestoneRows(c *contracts.Contract) (rows [][]string) {
	for _, m := range c.Milestones {
		at := ""
		if m.Status == contracts.MilestoneAccepted {
			at = clock(m.DecidedAt)
		}
		rows = append(rows, flat(m.ID, c.ID, c.No, strconv.FormatInt(m.Seq, 10), m.Name, string(m.Due), hundredths(m.PayBP), truth(at != ""), at))
	}
	return rows
}

// place returns code and name of a division, down to the township.
func (s *Service) place(path string) (code, name string) {
	if parts := strings.SplitAfterN(path, "/", 5); len(parts) == 5 {
		path = strings.Join(parts[:4], "")
	}
	return region.CodeOf(path), s.Regions.FullName(path)
}

// named returns a code and its Chinese word.
func named(code string, word func(code, lang string) string) []string {
	if code == "" {
		return []string{"", ""}
	}
	return []string{code, word(code, "zh")}
}

func flat(parts ...any) (row []string) {
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			row = append(row, p)
		case []string:
			row = append(row, p...)
		}
	}
	return row
}

func truth(b bool) string { return strconv.FormatBool(b) }

// hundredths writes fen as yuan, and hundredths of a point or a percent as points or percent.
func hundredths(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

// clock writes an instant in China Standard Time; a zero one is empty.
func clock(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(region.Shanghai).Format("2006-01-02 15:04")
}
