package notify

import (
	"context"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// Contact holds a recipient's addresses. With Forward set the recipient is a group, and all other fields are ignored.
type Contact struct {
	UserID    string         // owner of the inbox; empty: no inbox
	Email     privacy.Secret // empty: no mail
	Mobile    privacy.Secret // empty: no SMS
	Hook      string         // id of a webhook; empty: it is no program
	Lang      string         // "zh" or "en"
	Channels  []Channel      // what the person prefers besides the inbox
	Chosen    bool           // Channels was chosen: others are off; else an empty Channels means mail, or SMS without an address
	QuietFrom string         // "21:00" in Shanghai; both empty: 21:00 to 08:00; both equal: no quiet hours
	QuietTo   string
	Forward   []string // the group's members; each gets a message
}

// ContactFunc finds the contact of a recipient. docstore.ErrNotFound, or a contact without any address, means that nobody
// can be told; other errors are retried.
type ContactFunc func(ctx context.Context, to string) (Contact, error)

// Check reports whether a queued message still applies. The message it gets has no secret.
type Check func(ctx context.Context, m Message) (bool, error)

// Preferred returns the channels that the person prefers besides the inbox: those chosen, or else the default.
func (c Contact) Preferred() []Channel {
	switch {
	case c.Chosen || len(c.Channels) > 0:
		return c.Channels
	case c.Email != "":
		return []Channel{ByEmail}
	}
	return []Channel{BySMS}
}

// plan returns an attempt for each channel by which the message should reach this contact. A channel that the person has switched
// off is skipped, except for a code and a message of safety.
func (c Contact) plan(m Message, w Weight) []Attempt {
	want := m.Channels
	if len(want) == 0 {
		want = append([]Channel{InApp}, c.Preferred()...)
		if len(want) == 1 { // everything is switched off, which staff see
			want = append(want, ByEmail, BySMS)
		}
	}
	var out []Attempt
	for _, ch := range want {
		twice := slices.ContainsFunc(out, func(a Attempt) bool { return a.Channel == ch })
		if twice || ch == InApp && m.hasSecret() || c.address(ch) == "" {
			continue
		}
		a := Attempt{Channel: ch, Status: Waiting}
		if c.Chosen && ch != InApp && !m.hasSecret() && w != Safety && !slices.Contains(c.Channels, ch) {
			a.Status, a.Error = Skipped, HeldOff
		}
		out = append(out, a)
	}
	return out
}

// address returns the contact's address for the channel; empty when there is none.
func (c Contact) address(ch Channel) string {
	switch ch {
	case InApp:
		return c.UserID
	case ByEmail:
		return c.Email.Reveal()
	case BySMS:
		return c.Mobile.Reveal()
	case ByHook:
		return c.Hook
	}
	return ""
}

// The default quiet hours, in Shanghai.
const (
	DefaultQuietFrom = "21:00"
	DefaultQuietTo   = "08:00"
)

// quietUntil returns the end of the contact's quiet hours, or the zero time when now is outside them.
func (c Contact) quietUntil(now time.Time) time.Time {
	from, to := c.QuietFrom, c.QuietTo
	if from == "" || to == "" {
		from, to = DefaultQuietFrom, DefaultQuietTo
	}
	local := now.In(region.Shanghai)
	clock := local.Format("15:04")
	quiet := from <= clock && clock < to
	if from > to {
		quiet = clock >= from || clock < to
	}
	at, err := time.Parse("15:04", to)
	if !quiet || err != nil {
		return time.Time{}
	}
	end := time.Date(local.Year(), local.Month(), local.Day(), at.Hour(), at.Minute(), 0, 0, region.Shanghai)
	if !end.After(now) {
		end = end.AddDate(0, 0, 1)
	}
	return end.UTC()
}
