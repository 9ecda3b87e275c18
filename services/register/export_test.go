package register

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// FileFlow returns the flow by which the service takes acts on files.
func (s *Service) FileFlow() *workflow.Flow[Beneficiary, FileStatus] { return s.files }

// ChangeFile changes a file without checking any rule, so that a test can set up any state.
func (s *Service) ChangeFile(ctx context.Context, fileID string, change func(*Beneficiary)) error {
	_, err := s.store.allFiles.Update(ctx, fileID, func(b *Beneficiary) error {
		change(b)
		return nil
	})
	return err
}

// SearchAmong sets how many files a search looks through at most, and returns a func that restores it.
func SearchAmong(n int) (restore func()) {
	before := findAmong
	findAmong = n
	return func() { findAmong = before }
}

// ImportLayout returns the columns of lists of the kind, WordKey the form in which wordings are compared.
var (
	ImportLayout = importLayout
	WordKey      = wordKey
)

// ReadWord returns the code of a word in a list.
func ReadWord(field, word string) (string, bool) { return vocabularyOf(field).one(word) }
