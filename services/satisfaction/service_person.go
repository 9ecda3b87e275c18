package satisfaction

import (
	"context"
	"slices"

	"github.com/tongxing-platform/tongxing/services/register"
)

// eachOpen calls use with the slips of the file in open rounds.
func (s *Service) eachOpen(ctx context.Context, fileID string, use func(*Slip, *Round) error) error {
	slips, err := s.store.slipsOfFile(ctx, fileID)
	if err != nil {
		return err
	}
	for i := range slips {
		r, err := s.store.allRounds.Get(ctx, slips[i].RoundID)
		if err != nil {
			return err
		}
		if r.Status != Open {
			continue
		}
		if err := use(&slips[i], &r); err != nil {
			return err
		}
	}
	return nil
}

// PersonMoved hands the person's slip to the village into which they moved, in the caller's transaction.
func (s *Service) PersonMoved(ctx context.Context, fileID, path string) error {
	return s.eachOpen(ctx, fileID, func(p *Slip, r *Round) error {
		p.Region = path
		if err := s.store.allSlips.Save(ctx, p); err != nil {
			return err
		}
		if slices.Contains(r.Reach, path) {
			return nil
		}
		_, err := s.store.allRounds.Update(ctx, r.ID, func(r *Round) error {
			for _, above := range withAbove(path) {
				if !slices.Contains(r.Reach, above) {
					r.Reach = append(r.Reach, above)
				}
			}
			slices.Sort(r.Reach)
			return nil
		})
		return err
	})
}

// PersonLeft takes a person who leaves the register out of the open rounds, in the caller's transaction, unless they have answered. A file that leaves by
// a merging is left to PersonMerged.
func (s *Service) PersonLeft(ctx context.Context, b *register.Beneficiary) error {
	if b.Status == register.Registered { // a merging
		return nil
	}
	return s.eachOpen(ctx, b.ID, func(p *Slip, _ *Round) error {
		if !p.asks() {
			return nil
		}
		p.drop("")
		return s.store.allSlips.Save(ctx, p)
	})
}

// heldBy returns the file that the person of the file has now: another one after a merging.
func (s *Service) heldBy(ctx context.Context, fileID string) (string, error) {
	for range 10 { // a file may have been merged several times
		b, err := s.Register.Get(ctx, fileID)
		if err != nil || b.MergedInto == "" {
			return fileID, err
		}
		fileID = b.MergedInto
	}
	return fileID, nil
}

func pairOf(gone, kept string) string { return gone + "+" + kept }

// PersonMerged makes one slip of those of two files in open rounds, in the caller's transaction, so that the person is asked once: the answered one, else
// that of the file that is kept.
func (s *Service) PersonMerged(ctx context.Context, gone, kept string) error {
	to, err := s.heldBy(ctx, kept)
	if err != nil {
		return err
	}
	mine, err := s.store.slipsOfFile(ctx, to)
	if err != nil {
		return err
	}
	return s.eachOpen(ctx, gone, func(p *Slip, _ *Round) error {
		at := slices.IndexFunc(mine, func(o Slip) bool { return o.RoundID == p.RoundID })
		switch {
		case at < 0:
			p.FileID = to
		case p.Status == Answered && mine[at].Status != Answered && mine[at].Status != Gone:
			p = &mine[at]
			p.drop(pairOf(gone, kept))
		case p.Status == Gone || mine[at].Status == Gone:
			return nil
		default:
			p.drop(pairOf(gone, kept))
		}
		return s.store.allSlips.Save(ctx, p)
	})
}

// PersonUnmerged gives the file that is on its own again what PersonMerged took. A slip that was dropped needs to be printed again.
func (s *Service) PersonUnmerged(ctx context.Context, gone, kept string) error {
	from, err := s.heldBy(ctx, kept)
	if err != nil {
		return err
	}
	back := func(p *Slip, _ *Round) error {
		if p.Status == Gone && p.Pair == pairOf(gone, kept) {
			p.Status, p.Before, p.Pair = p.Before, "", ""
			return s.store.allSlips.Save(ctx, p)
		}
		if p.FileID == gone {
			return nil
		}
		owner, err := s.heldBy(ctx, p.AskedID)
		if err != nil || owner != gone {
			return err
		}
		p.FileID = gone
		return s.store.allSlips.Save(ctx, p)
	}
	if err := s.eachOpen(ctx, gone, back); err != nil {
		return err
	}
	return s.eachOpen(ctx, from, back)
}
