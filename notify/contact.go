package notify

import (
	"context"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// Contact is how to reach a recipient. With Forward set the recipient is a group, and everything else is ignored.
type Contact struct {
	UserID    string         // whose inbox; empty: no inbox
	Email     privacy.Secret // empty: not by mail
	Mobile    privacy.Secret // empty: not by SMS
	Lang      string         // "zh" or "en"
	Channels  []Channel      // what the person prefers besides the inbox; empty: mail, or else SMS
	QuietFrom string         // "21:00" in Shanghai; both empty: 21:00 to 08:00; both equal: no quiet hours
	QuietTo   string
	Forward   []string // recipients who each get a message of their own
}

// ContactFunc finds the contact of a recipient. docstore.ErrNotFound, or a contact with no way to reach anybody, means
// that there is nobody to tell; other errors are tried again.
type ContactFunc func(ctx context.Context, to string) (Contact, error)

// Check tells whether a queued message still says something true. The message has no secret.
type Check func(ctx context.Context, m Message) (bool, error)

// channels are those by which the message goes to this contact.
func (c Contact) channels(m Message) []Channel {
	want := m.Channels
	if len(want) == 0 {
		want = c.Channels
		if len(want) == 0 {
			want = []Channel{BySMS}
			if c.Email != "" {
				want = []Channel{ByEmail}
			}
		}
		want = append([]Channel{InApp}, want...)
	}
	var out []Channel
	for _, ch := range want {
		if slices.Contains(out, ch) || ch == InApp && m.secretive() || c.address(ch) == "" {
			continue
		}
		out = append(out, ch)
	}
	return out
}

// address is where the channel reaches the contact; empty when it does not.
func (c Contact) address(ch Channel) string {
	switch ch {
	case InApp:
		return c.UserID
	case ByEmail:
		return c.Email.Reveal()
	case BySMS:
		return c.Mobile.Reveal()
	}
	return ""
}

// The quiet hours of who has not chosen others, in Shanghai.
const (
	DefaultQuietFrom = "21:00"
	DefaultQuietTo   = "08:00"
)

// quietUntil returns when the contact's quiet hours end, or the zero time when it is not quiet at now.
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
