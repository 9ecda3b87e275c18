package servicelog

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/files"
)

// papers returns the place of the photos and papers of an entry.
func (s *Service) papers() files.Place {
	return files.Place{Prefix: "svc", Reach: s.reachPapers, Purposes: []files.Purpose{
		{Code: "photo", ZH: "现场照片（一般不拍儿童正脸）", EN: "Photos (no child’s face unless agreed)", Personal: true, Most: 9},
		{Code: "record", ZH: "签到表、记录表等材料", EN: "Lists and forms", Personal: true, Most: 5},
	}}
}

// reachPapers lets those who write for the organisation add and remove files of an entry that is not handed in; whoever reads it sees them.
func (s *Service) reachPapers(ctx context.Context, act files.Act, entryID string, _ files.Purpose) (files.Holder, error) {
	actor, need := auth.From(ctx), auth.ServiceWrite
	if act == files.See {
		need = auth.ServiceRead
	}
	e, err := s.store.loadEntry(ctx, actor.Scope(need), entryID)
	switch {
	case err != nil:
		return files.Holder{}, err
	case act != files.See && e.Status != Draft && e.Status != Returned:
		return files.Holder{}, ErrMove
	}
	return files.Holder{OrgID: e.OrgID, Region: e.Region}, nil
}
