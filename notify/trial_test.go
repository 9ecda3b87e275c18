package notify_test

import (
	"testing"

	"github.com/tongxing-platform/tongxing/notify"
)

// TestTrialChannelOff sends an ordinary message, an urgent one that names every channel, and a code to a person who has switched
// off mail and SMS: only the code goes out.
func TestTrialChannelOff(t *testing.T) {
	w := newTestOutbox(t)
	c := w.contacts["usr_a"]
	c.Chosen = true
	w.contacts["usr_a"] = c
	urgent := news("urgent")
	urgent.Urgent, urgent.Channels = true, []notify.Channel{notify.InApp, notify.ByEmail, notify.BySMS}
	w.queue(news("plain"), urgent)
	w.send()
	w.want("switched off", 2, 0, 0)
	code := news("code")
	code.Channels, code.Secret = []notify.Channel{notify.BySMS}, map[string]string{"code": "123456"}
	w.queue(code)
	w.send()
	w.want("a code asked for", 2, 0, 1)
}
