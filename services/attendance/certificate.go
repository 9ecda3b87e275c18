package attendance

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The refusals about certificates.
var (
	ErrNoHours         = fault.New(fault.Conflict, "no_confirmed_hours", "There are no confirmed hours in that period.", "该时间段内没有已确认的服务时长。")
	ErrCertificateMove = fault.New(fault.Conflict, "certificate_move", "The certificate's present state does not allow this.", "证明当前状态不允许此操作。")
	ErrPeriod          = fault.New(fault.Invalid, "period_invalid", "Give a first and a last day, at most ten years apart and not in the future.", "请填写起止日期，跨度不超过十年且不晚于今天。")
)

// CertificateStatus is the state of a certificate: requested → issued → revoked, or requested → refused.
type CertificateStatus string

// The states.
const (
	Requested CertificateStatus = "requested"
	Issued    CertificateStatus = "issued"
	Revoked   CertificateStatus = "revoked"
	Refused   CertificateStatus = "refused"
)

// Certificate certifies hours of one volunteer. Its items are copied from the ledger when it is issued. When one of these hours
// is voided or corrected, the certificate is revoked, and a new one may be issued.
type Certificate struct {
	docstore.Meta `bson:",inline"`
	No            string            `bson:"no,omitempty" audit:"value"` // unique, in order: ZM2026-00000001
	Code          string            `bson:"code,omitempty" audit:"-"`   // for verifying; 128 random bits
	VolunteerID   string            `bson:"volunteer_id" audit:"-"`
	VolunteerNo   string            `bson:"volunteer_no,omitempty" audit:"-"`
	MaskedName    string            `bson:"masked_name,omitempty" audit:"-"` // 张**; the full name is not stored here
	OrgID         string            `bson:"org_id,omitempty" audit:"-"`      // the organisation that recorded the hours issues it; empty: the county, for the hours of all organisations
	Issuer        string            `bson:"issuer,omitempty"`                // its name when issued
	Region        string            `bson:"region" audit:"-"`
	From          string            `bson:"from"` // first and last day
	To            string            `bson:"to"`
	Items         []CertificateItem `bson:"items,omitempty"`
	Refs          []string          `bson:"refs,omitempty" audit:"-"` // ids of the stays in it
	Minutes       int64             `bson:"minutes" audit:"value"`
	Status        CertificateStatus `bson:"status" audit:"-"`
	StatusAt      time.Time         `bson:"status_at" audit:"-"`
	IssuedBy      string            `bson:"issued_by,omitempty" audit:"-"`
	IssuedAt      time.Time         `bson:"issued_at,omitempty" audit:"value"`
	Reason        string            `bson:"reason,omitempty" audit:"-"` // of refusing or revoking
}

// CertificateItem is one service: its time, its content and the recording unit (order 67, article 14).
type CertificateItem struct {
	Ref        string          `bson:"ref"`
	ActivityID string          `bson:"activity_id"`
	Day        string          `bson:"day"`
	From       time.Time       `bson:"from"`
	To         time.Time       `bson:"to"`
	Minutes    int64           `bson:"minutes"`
	Title      string          `bson:"title"`
	Type       activities.Type `bson:"type"`
	Place      string          `bson:"place"`
	OrgID      string          `bson:"org_id"`
	Org        string          `bson:"org"` // recording unit
}

// yearCounter counts the certificates of a year. Its id is the year.
type yearCounter struct {
	docstore.Meta `bson:",inline"`
	Last          int64 `bson:"last"`
}

// copyEntries sets the items to the entries of hours that were not reversed.
func (c *Certificate) copyEntries(entries []Entry) {
	back := map[string]bool{}
	for i := range entries {
		back[entries[i].ReversalOf] = true
	}
	c.Items, c.Refs, c.Minutes = nil, nil, 0
	for i := range entries {
		e := &entries[i]
		if e.Kind != Hours || e.ReversalOf != "" || back[e.ID] || e.Minutes <= 0 {
			continue
		}
		c.Items = append(c.Items, CertificateItem{
			Ref: e.Ref, Day: e.Day, From: e.From, To: e.To, Minutes: e.Minutes, Type: e.Type, OrgID: e.OrgID, ActivityID: e.ActivityID,
		})
		c.Refs = append(c.Refs, e.Ref)
		c.Minutes += e.Minutes
	}
}

func newCode() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails: it stops the program instead
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b))
}

// checkPeriod returns ErrPeriod for invalid days, a last day before the first, and days in the future.
func checkPeriod(from, to string, now time.Time) error {
	a, err1 := time.ParseInLocation(time.DateOnly, from, region.Shanghai)
	b, err2 := time.ParseInLocation(time.DateOnly, to, region.Shanghai)
	if err1 != nil || err2 != nil || b.Before(a) || b.After(now) || b.Sub(a) > 10*366*24*time.Hour {
		return ErrPeriod.At("to")
	}
	return nil
}
