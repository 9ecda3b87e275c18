package integrations

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// The refusals about webhooks.
var (
	ErrMany   = fault.New(fault.Conflict, "webhook_many", "There are {most} webhooks already. Remove one first.", "已有 {most} 个回调，请先删除不用的。")
	ErrActive = fault.New(fault.Conflict, "webhook_active", "The webhook is active.", "该回调正在使用中。")
	ErrOff    = fault.New(fault.Conflict, "webhook_off", "The webhook is off. Resume it first.", "该回调已停用，请先恢复。")
	ErrWaits  = fault.New(fault.Conflict, "delivery_waits", "This delivery is still being tried.", "该次推送仍在自动重试中。")
)

// Status is the state of a webhook.
type Status string

// The states of a webhook.
const (
	Active Status = "active"
	Off    Status = "off"
)

// The bounds of webhooks.
const (
	OffAfter = 72 * time.Hour      // of failure alone a webhook is switched off
	KeptFor  = 30 * 24 * time.Hour // how long finished deliveries are listed

	maxHooks = 10 // of one owner
	maxURL   = 500
)

// Webhook is an address to which changes are posted.
type Webhook struct {
	docstore.Meta `bson:",inline"`
	OrgID         string         `bson:"org_id,omitempty"` // the organisation that owns it; empty: the office of the region
	Region        string         `bson:"region"`           // of the organisation, or the area that is followed
	URL           string         `bson:"url"`
	Kinds         []string       `bson:"kinds"`
	Status        Status         `bson:"status"`
	Secret        privacy.Sealed `bson:"secret"`
	FromSeq       int64          `bson:"from_seq"`                // only changes behind this place of the chain
	FailingSince  time.Time      `bson:"failing_since,omitempty"` // since when nothing has been delivered; zero: the last try succeeded, or there was none
	OffAt         time.Time      `bson:"off_at,omitempty"`
}

// NewWebhook is the input of Make. Exactly one of OrgID and Region is set.
type NewWebhook struct {
	OrgID  string
	Region string // path
	URL    string
	Kinds  []string
}

// check returns the refused fields.
func (n *NewWebhook) check(kinds []string, plain bool, reachable []netip.Prefix) error {
	var bad fault.Problems
	n.URL = strings.TrimSpace(n.URL)
	u, err := url.Parse(n.URL)
	if err != nil || len(n.URL) > maxURL || u.Host == "" || u.User != nil || u.Fragment != "" || u.Scheme != "https" && !(plain && u.Scheme == "http") {
		bad.Add("url", "url", "Give an https address without user name and password.", "请填写 https 网址，不含用户名和密码。")
	} else if publicHost(u.Hostname(), reachable) != nil {
		bad.Add("url", "private", "Give an address that the public network reaches.", "请填写公网可以访问的网址。")
	}
	if len(n.Kinds) == 0 || slices.ContainsFunc(n.Kinds, func(k string) bool { return !slices.Contains(kinds, k) }) {
		bad.Add("kinds", "choice", "Choose at least one kind of record.", "请至少选择一类记录。")
	}
	if (n.OrgID == "") == (n.Region == "") {
		bad.Add("org_id", "owner", "Name the organisation or the area.", "请指明机构或地区。")
	}
	n.Kinds = slices.Compact(slices.Sorted(slices.Values(n.Kinds)))
	return bad.Err()
}

// newSecret returns a secret in the form of Standard Webhooks.
func newSecret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: it stops the program instead
	return secretPrefix + base64.StdEncoding.EncodeToString(b)
}

const secretPrefix = "whsec_"

// Sign returns the signature of a post: HMAC-SHA256 over "id.timestamp.body" with the bytes of the secret, as "v1,<base64>".
func Sign(secret, id string, at time.Time, body string) string {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil {
		key = []byte(secret)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "." + body))
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// event is the body of a post.
type event struct {
	ID     string       `json:"id"`
	Type   string       `json:"type"`
	At     time.Time    `json:"at"`
	Cursor string       `json:"cursor,omitempty"` // of the feed: the change and all before it
	Record *eventRecord `json:"record,omitempty"`
}

type eventRecord struct {
	Kind    string `json:"kind"`
	ID      string `json:"id"`
	State   string `json:"state,omitempty"`
	Version int64  `json:"version,omitempty"`
}

func bodyOf(eventID string, c Change) string {
	e := event{ID: eventID, Type: c.Act, At: c.At}
	if c.ID != "" {
		e.Cursor = strconv.FormatInt(c.Seq, 10)
		e.Record = &eventRecord{Kind: c.Kind, ID: c.ID, State: c.State, Version: c.Version}
	}
	b, err := json.Marshal(e)
	if err != nil {
		panic(err) // not reached: texts and numbers alone
	}
	return string(b)
}

// actor returns as whom the webhook follows: its owner, who reads and does nothing else.
func (w *Webhook) actor() auth.Actor {
	var scopes []auth.TokenScope
	for _, s := range auth.AllTokenScopes() {
		if strings.HasSuffix(string(s), ":read") {
			scopes = append(scopes, s)
		}
	}
	b := auth.Binding{Role: auth.CountyAdmin, Region: w.Region}
	if w.OrgID != "" {
		b = auth.Binding{Role: auth.OrgAdmin, OrgID: w.OrgID}
	}
	return auth.Actor{UserID: w.ID, Unverified: true, Bindings: []auth.Binding{b}, Token: &auth.Token{ID: w.ID, Scopes: scopes}}
}

// managedBy reports whether the actor belongs to the owner, and not only to the office that looks after it.
func (w *Webhook) managedBy(a auth.Actor) bool {
	if w.OrgID != "" {
		return slices.Contains(a.Orgs(auth.IntegrationManage), w.OrgID)
	}
	return a.ForRegion(auth.IntegrationManage, w.Region)
}

// tried returns the webhook after a try at the time, and whether anything changed.
func (w *Webhook) tried(ok, gone bool, now time.Time) bool {
	switch {
	case ok && w.FailingSince.IsZero(), w.Status == Off:
		return false
	case ok:
		w.FailingSince = time.Time{}
	case gone, !w.FailingSince.IsZero() && now.Sub(w.FailingSince) >= OffAfter:
		w.Status, w.OffAt = Off, now
	case w.FailingSince.IsZero():
		w.FailingSince = now
	default:
		return false
	}
	return true
}
