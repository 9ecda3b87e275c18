package integrations

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
)

// Templates are the texts of this feature's messages. webhook.change is for programs: its subject is the event's id, its body the body.
var Templates = []notify.Template{
	{
		Name: "webhook.change", Weight: notify.Essential,
		ZH: notify.Text{Subject: "{event}", Body: "{body}"},
		EN: notify.Text{Subject: "{event}", Body: "{body}"},
	}, {
		Name: "webhook.off", Weight: notify.Essential,
		ZH: notify.Text{Subject: "回调已停用：{host}", Body: "发往 {host} 的回调连续三天推送失败，或对方已声明不再接收，平台已停用该回调。请检查对方系统，然后在“对接”页面恢复；停用期间的变更可用变更接口补取。"},
		EN: notify.Text{Subject: "Webhook switched off: {host}", Body: "Deliveries to {host} have failed for three days, or it says that it is gone, so the webhook was switched off. Look at the receiving program, then resume the webhook; what changed meanwhile is in the feed of changes."},
	},
}

// deliveries is the beginning of the keys of a webhook's messages, whose end is in the order of time.
func deliveries(webhookID string) string { return "webhook.change/" + webhookID + "/" }

// messageTo returns the message that posts the event to the webhook.
func messageTo(w *Webhook, eventID, act, recordID, body string) notify.Message {
	return notify.Message{
		Key: deliveries(w.ID) + id.New("evt"), To: w.ID, Template: "webhook.change", Subject: recordID, Channels: []notify.Channel{notify.ByHook}, Urgent: true,
		Data: map[string]string{"event": eventID, "body": body, "act": act},
	}
}

// tellOff queues the message that the webhook is off, to the organisation or the administrators of the area.
func (s *Service) tellOff(ctx context.Context, w *Webhook) error {
	to := []string{w.OrgID}
	if w.OrgID == "" {
		var err error
		if to, err = s.UsersIn(ctx, w.Region, auth.CountyAdmin); err != nil {
			return err
		}
	}
	host := w.URL
	if u, err := url.Parse(w.URL); err == nil {
		host = u.Host
	}
	for _, who := range to {
		err := s.Outbox.Queue(ctx, notify.Message{
			Key: "webhook.off/" + w.ID + "/" + w.OffAt.Format(time.RFC3339Nano) + "/" + who, To: who, Template: "webhook.off", Subject: w.ID,
			Data: map[string]string{"host": host},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// StillApplies reports whether a queued message of this feature is still true: a post while the webhook is active, the news of an end while it is
// off.
func (s *Service) StillApplies(ctx context.Context, m notify.Message) (bool, error) {
	webhookID := m.To
	if m.Template == "webhook.off" {
		webhookID = m.Subject
	}
	w, err := s.store.all.Get(ctx, webhookID)
	if errors.Is(err, docstore.ErrNotFound) {
		return false, nil
	}
	return (w.Status == Active) == (m.Template == "webhook.change"), err
}

// contact returns the webhook as the recipient of messages.
func (s *Service) contact(_ context.Context, webhookID string) (notify.Contact, error) {
	return notify.Contact{Hook: webhookID}, nil
}
