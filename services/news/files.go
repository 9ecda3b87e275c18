package news

import (
	"context"
	"errors"
	"fmt"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/files"
)

// The purposes of an item's files.
const (
	picture      = "picture"
	consentPaper = "consent"
)

// papers returns the place of the pictures of an item and of the guardians' consents.
func (s *Service) papers() files.Place {
	return files.Place{Prefix: "nws", Reach: s.reachFiles, Purposes: []files.Purpose{
		{Code: picture, ZH: "图片", EN: "Picture", Most: MaxPictures},
		{Code: consentPaper, ZH: "监护人同意书", EN: "Guardian's consent", Personal: true, Most: MaxPictures},
	}}
}

// reachFiles lets those who write the item add files to a draft, and remove them from a draft and from what was withdrawn. The files of an item are
// seen by those who read it; the consents by those who write it, and by the county that may withdraw it.
func (s *Service) reachFiles(ctx context.Context, act files.Act, itemID string, p files.Purpose) (files.Holder, error) {
	actor, needed := auth.From(ctx), auth.NewsRead
	if act != files.See || p.Code == consentPaper {
		needed = auth.NewsEdit
	}
	i, err := s.store.load(ctx, actor.Scope(needed), itemID)
	switch {
	case err != nil:
		return files.Holder{}, err
	case act != files.See && !i.ownedBy(actor):
		return files.Holder{}, auth.ErrForbidden
	case act == files.Add && i.Status != Draft || act == files.Remove && i.Status == Published:
		return files.Holder{}, ErrMove
	}
	return files.Holder{OrgID: i.OrgID, Region: i.Region}, nil
}

// attached returns the files that the text names, and the consents that are attached.
func (s *Service) attached(ctx context.Context, i *Item) (list []files.File, err error) {
	for _, p := range i.Pictures {
		f, err := s.Files.Get(ctx, p.FileID)
		if errors.Is(err, docstore.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("picture of %s: %w", i.ID, err)
		}
		if f.State == files.Kept || f.State == files.Quarantined {
			list = append(list, f)
		}
	}
	papers, err := s.Files.Attached(ctx, i.ID, consentPaper)
	return append(list, papers...), err
}

// Picture opens the picture of a public item at the place, from 0, or its small form. Whoever asks gets it, as long as the public sees the item; else
// docstore.ErrNotFound.
func (s *Service) Picture(ctx context.Context, itemID string, place int, small bool) (files.Content, error) {
	i, err := s.ReadPublic(ctx, itemID)
	if err != nil {
		return files.Content{}, err
	}
	if place < 0 || place >= len(i.Pictures) {
		return files.Content{}, docstore.ErrNotFound
	}
	return s.Files.OpenPublished(ctx, i.Pictures[place].FileID, i.ID, small)
}
