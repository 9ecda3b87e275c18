package notify

import (
	"cmp"
	"context"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Inbox holds people's messages for reading in the application. It is safe for concurrent use.
type Inbox struct {
	db        *docstore.DB
	store     *store
	templates map[string]Template
	now       func() time.Time
}

// Note is one message of an inbox, in the reader's language. ReadAt is zero while it is unread.
type Note struct {
	ID       string
	Template string
	About    string // id of the record whose page the message leads to; may be empty
	Text     Text
	Urgent   bool
	At       time.Time
	ReadAt   time.Time
}

// List returns the actor's messages, latest first.
func (in *Inbox) List(ctx context.Context, unread bool, opts ...docstore.Option) (docstore.Page[Note], error) {
	a, err := auth.Require(ctx, auth.InboxRead)
	if err != nil {
		return docstore.Page[Note]{}, err
	}
	p, err := in.store.inboxPage(ctx, a.UserID, unread, opts...)
	if err != nil {
		return docstore.Page[Note]{}, err
	}
	out := docstore.Page[Note]{Items: make([]Note, len(p.Items)), Next: p.Next}
	for i, n := range p.Items {
		out.Items[i] = in.render(n, a.Lang)
	}
	return out, nil
}

// Unread counts the actor's unread messages.
func (in *Inbox) Unread(ctx context.Context) (int64, error) {
	a, err := auth.Require(ctx, auth.InboxRead)
	if err != nil {
		return 0, err
	}
	return in.store.countUnread(ctx, a.UserID)
}

// Read marks one of the actor's messages as read; a second call changes nothing. It returns docstore.ErrNotFound for other
// people's.
func (in *Inbox) Read(ctx context.Context, noteID string) (Note, error) {
	a, err := auth.Require(ctx, auth.InboxRead)
	if err != nil {
		return Note{}, err
	}
	n, err := in.store.notes.Get(ctx, noteID)
	if err == nil && n.UserID != a.UserID {
		err = docstore.ErrNotFound
	}
	if err != nil {
		return Note{}, err
	}
	if n.ReadAt.IsZero() {
		if n, err = in.markRead(ctx, noteID); err != nil {
			return Note{}, err
		}
	}
	return in.render(n, a.Lang), nil
}

// ReadAll marks the actor's messages as read, at most 500 per call, and returns the number still unread.
func (in *Inbox) ReadAll(ctx context.Context) (int64, error) {
	a, err := auth.Require(ctx, auth.InboxRead)
	if err != nil {
		return 0, err
	}
	err = in.db.Tx(ctx, func(ctx context.Context) error {
		unread, err := in.store.unreadNotes(ctx, a.UserID, 500)
		if err != nil {
			return err
		}
		for _, n := range unread {
			if _, err := in.markRead(ctx, n.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return in.store.countUnread(ctx, a.UserID)
}

// Erase deletes a person's inbox when their data is erased. It returns the number of deleted messages.
func (in *Inbox) Erase(ctx context.Context, userID string) (int64, error) {
	return in.store.eraseInbox(ctx, userID)
}

func (in *Inbox) markRead(ctx context.Context, noteID string) (note, error) {
	now := in.now()
	return in.store.notes.Update(ctx, noteID, func(n *note) error {
		if n.ReadAt.IsZero() {
			n.ReadAt = now
		}
		return nil
	})
}

func (in *Inbox) render(n note, lang string) Note {
	t, known := in.templates[n.Template]
	if !known { // a newer version has removed the template
		t = Template{ZH: Text{Subject: "通知", Body: "您有一条新消息。"}, EN: Text{Subject: "Message", Body: "There is news for you."}}
	}
	return Note{
		ID: n.ID, Template: n.Template, About: cmp.Or(n.Data[PageOf], n.Subject), Text: t.Render(lang, n.Data), Urgent: n.Urgent, At: n.At, ReadAt: n.ReadAt,
	}
}
