package register

import (
	"context"
	"errors"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
)

// AskCounty asks the county about a person whose ID number has a file that the actor may not know (ErrFileExists). The answer does not
// reveal the file. It returns ErrNoSuchFile when there is none.
func (s *Service) AskCounty(ctx context.Context, village string, n NewRequest) (RequestFile, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryEdit)
	if err != nil {
		return RequestFile{}, err
	}
	n.Kind = Inquiry
	n.Identity.normalise()
	var p fault.Problems
	checkReason(n.Reason, &p)
	p.Check(n.Identity.Name != "", "name", "required", "Please fill this in.", "请填写此项。")
	if _, err := ident.CheckIDNumberOn(n.Identity.IDNumber.Reveal(), s.today()); err != nil {
		p.Fault("id_number", ident.ErrIDNumber)
	}
	if err := p.Err(); err != nil {
		return RequestFile{}, err
	}
	at, err := s.village(ctx, village)
	if err != nil {
		return RequestFile{}, err
	}
	if !actor.ForRegion(auth.BeneficiaryEdit, at.Path) {
		return RequestFile{}, auth.ErrForbidden
	}
	var r Request
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		b, err := s.store.allFiles.First(ctx, docstore.Filter{{Key: "id_key", Value: s.Index.Index(FieldIDNumber, n.Identity.IDNumber.Reveal())}})
		if errors.Is(err, docstore.ErrNotFound) {
			return ErrNoSuchFile
		}
		if err != nil {
			return err
		}
		r = Request{Kind: Inquiry, FileID: b.ID, Region: at.Path, To: at.Path}
		if err := s.sealRequest(actor, &r, n); err != nil {
			return err
		}
		return s.insertRequest(ctx, &r)
	})
	if err != nil {
		return RequestFile{}, err
	}
	return s.requestFile(ctx, r)
}
