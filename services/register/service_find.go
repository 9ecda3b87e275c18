package register

import (
	"context"
	"strconv"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/pinyin"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// ErrFindAmong refuses a search among too many files.
var ErrFindAmong = fault.New(fault.Conflict, "find_among_too_many", "A search looks through 5,000 files at most. Choose a town, a village, a kind or a state first.", "一次最多在 5000 份档案中查找。请先选择乡镇、村（社区）、类别或状态。")

// findAmong is how many files a search looks through at most, 111 ms for as many (BenchmarkFind). Names are sealed, so each is decrypted for it.
var findAmong = 5000

// digitsLeast is how many digits a search needs to be one for a number or a day.
const digitsLeast = 4

// Search is what to look for, and among which files.
type Search struct {
	Text  privacy.Secret // part of a name or of the school's, pinyin or initials; four or more last digits of a number; a day, month or year of birth; a pseudonym
	Among FileQuery      // without its Page
	Limit int            // most files of a page
	After string         // Next of the page before
}

// Find returns the files within the actor's reach whose person or guardian the text names, those found at the beginning of a name first.
// Who may not know the identity finds pseudonyms only. It writes an audit entry with the files shown, without the text. It returns
// ErrFindAmong when the other conditions leave more than 5,000 files.
func (s *Service) Find(ctx context.Context, q Search) (docstore.Page[File], error) {
	none := docstore.Page[File]{}
	actor, err := auth.Require(ctx, auth.BeneficiaryRead)
	if err != nil {
		return none, err
	}
	wanted := newWanted(q.Text.Reveal())
	var bad fault.Problems
	bad.Check(!wanted.text.Empty(), "text", "required", "Please fill this in.", "请填写此项。")
	from, err := strconv.Atoi("0" + q.After)
	bad.Check(err == nil, "after", "cursor", "Begin the search again.", "请重新查找。")
	if err := bad.Err(); err != nil {
		return none, err
	}
	q.Among.Page = []docstore.Option{docstore.Limit(findAmong)}
	among, err := s.store.listFiles(ctx, actor.Scope(auth.BeneficiaryRead), q.Among, s.today())
	if err == nil && among.Next != "" {
		err = ErrFindAmong
	}
	if err != nil {
		return none, err
	}
	var first, others []Beneficiary // at the beginning of a name, elsewhere
	for _, b := range among.Items {
		at, err := s.matches(actor, &b, wanted)
		if err != nil {
			return none, err
		}
		if at == 0 {
			first = append(first, b)
		} else if at > 0 {
			others = append(others, b)
		}
	}
	found := append(first, others...)
	out := docstore.Page[File]{}
	if end := from + q.Limit; end < len(found) {
		out.Next, found = strconv.Itoa(end), found[:end]
	}
	var shown, regions []string
	for _, b := range found[min(from, len(found)):] {
		f, err := s.card(actor, b)
		if err != nil {
			return none, err
		}
		out.Items, shown, regions = append(out.Items, f), append(shown, b.ID), append(regions, b.Region)
	}
	if len(shown) > 0 {
		err = s.Audit.Write(ctx, audit.Entry{Action: "beneficiary.find", Subjects: shown, Shown: regions})
	}
	return out, err
}

// wanted is a text to look for.
type wanted struct {
	text      pinyin.Query
	digits    string         // without signs; empty for anything but digits, and for fewer than digitsLeast
	pseudonym pseudonymParts // of a whole pseudonym, whose middle part is not compared
}

func newWanted(typed string) wanted {
	w := wanted{text: pinyin.NewQuery(typed)}
	w.pseudonym, _ = parsePseudonym(strings.TrimSpace(typed))
	digits := strings.NewReplacer("-", "", ".", "", " ", "", "x", "X").Replace(strings.ToLower(typed))
	if len(digits) >= digitsLeast && strings.Trim(digits[:len(digits)-1], "0123456789") == "" && strings.Trim(digits, "0123456789X") == "" {
		w.digits = digits
	}
	return w
}

// matches returns where the file matches, or -1: 0 for the beginning of a name or pseudonym and for a number, more for what stands inside a name.
func (s *Service) matches(actor auth.Actor, b *Beneficiary, w wanted) (int, error) {
	called := s.PseudonymOf(b)
	at := -1
	if w.text.Index(called) == 0 { // what stands inside is the village
		at = 0
	}
	if p := w.pseudonym; p.letter != "" && p.letter == b.Letter && p.village == s.Regions.Name(b.Region) && strings.HasPrefix(called, p.kind) {
		at = 0
	}
	if at == 0 || !actor.ForRegion(auth.BeneficiaryRead, b.Region) {
		return at, nil
	}
	fields := []string{FieldName, FieldGuardianName}
	if w.digits != "" {
		fields = []string{FieldIDNumber, FieldGuardianMobile}
	}
	who, err := s.store.open(b, fields...)
	if err != nil {
		return -1, err
	}
	if w.digits != "" {
		born := strings.HasPrefix(strings.ReplaceAll(string(b.Birth), "-", ""), w.digits)
		if born || strings.HasSuffix(who.IDNumber.Reveal(), w.digits) || strings.HasSuffix(who.GuardianMobile.Reveal(), w.digits) {
			return 0, nil
		}
		return at, nil
	}
	for _, name := range []string{who.Name.Reveal(), who.GuardianName.Reveal(), b.Details["school_name"]} {
		if n := w.text.Index(name); n >= 0 && (at < 0 || n < at) {
			at = n
		}
	}
	return at, nil
}
