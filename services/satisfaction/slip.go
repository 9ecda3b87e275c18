package satisfaction

import (
	"crypto/rand"
	"math/big"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// The refusals about slips and answers.
var (
	ErrCode     = fault.New(fault.NotFound, "satisfaction_code", "This code is not right, was used, or is no longer good. Compare it with the paper; each code is good for one answer until the day on the paper.", "回访码不正确、已使用或已过期，请对照纸条核对；每个回访码只能在截止日期前使用一次。")
	ErrSlipMove = fault.New(fault.Conflict, "satisfaction_done", "This person has answered already, or is not asked any more.", "该服务对象已答复，或已不在本次回访范围内。")
	ErrScore    = fault.New(fault.Invalid, "satisfaction_score", "Choose one of the five faces.", "请在五个表情中选择一个。")
	ErrRemark   = fault.New(fault.Invalid, "satisfaction_remark", "Write at most 200 characters.", "请填写不超过 200 字。")
	ErrField    = fault.New(fault.Invalid, "satisfaction_field", "Choose a name or the mobile number.", "请选择姓名或手机号。")
)

const remarkMost = 200

// SlipStatus is the state of a slip.
type SlipStatus string

// The states of a slip; doc.go has the diagram.
const (
	Waiting  SlipStatus = "waiting"
	Answered SlipStatus = "answered"
	Refused  SlipStatus = "refused"
	Gone     SlipStatus = "gone"
)

// Way is how an answer came.
type Way string

// The ways of an answer.
const (
	ByLink Way = "link"
	ByCall Way = "call"
)

// Answer is one of five faces, 1 (very dissatisfied) to 5 (very satisfied), and at most one sentence.
type Answer struct {
	Score  int64
	Remark privacy.Secret
}

func (a *Answer) check() error {
	a.Remark = privacy.Secret(strings.TrimSpace(a.Remark.Reveal()))
	var bad fault.Problems
	if a.Score < 1 || a.Score > 5 {
		bad.Fault("score", ErrScore)
	}
	if !fault.Between(a.Remark.Reveal(), 0, remarkMost) {
		bad.Fault("remark", ErrRemark)
	}
	return bad.Err()
}

// Slip is the asking of one person in one round.
type Slip struct {
	docstore.Meta `bson:",inline"`
	RoundID       string         `bson:"round_id"`
	FileID        string         `bson:"file_id"`  // the person's file now
	AskedID       string         `bson:"asked_id"` // the file when the round opened: another one after a merging
	Region        string         `bson:"region"`   // path of the person's village
	CodeKey       string         `bson:"code_key,omitempty"`
	Prints        int64          `bson:"prints"`
	PrintedAt     time.Time      `bson:"printed_at,omitempty"`
	Tries         []Try          `bson:"tries,omitempty"` // calls that reached nobody
	Status        SlipStatus     `bson:"status"`
	Before        SlipStatus     `bson:"before,omitempty"` // the state before Gone
	Pair          string         `bson:"pair,omitempty"`   // the merging for which it is Gone: both files
	Score         int64          `bson:"score,omitempty"`
	Remark        privacy.Sealed `bson:"remark,omitempty"`
	Way           Way            `bson:"way,omitempty"`
	TakenBy       string         `bson:"taken_by,omitempty"` // who took the answer or the refusal on the telephone
}

// Try is a call that reached nobody.
type Try struct {
	At time.Time `bson:"at"`
	By string    `bson:"by"`
}

// asks reports whether the person may still answer.
func (s *Slip) asks() bool { return s.Status == Waiting || s.Status == Refused }

// drop takes the slip out of the round.
func (s *Slip) drop(pair string) {
	s.Before, s.Pair, s.Status, s.CodeKey = s.Status, pair, Gone, ""
}

// codeLetters are capitals and digits of which none looks like another.
const (
	codeLetters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
	codeLength  = 10 // 49 bits
	codeGroup   = 5
)

// newCode returns a random code in two groups.
func newCode() (privacy.Secret, error) {
	b := make([]byte, 0, codeLength+1)
	for i := range codeLength {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(codeLetters))))
		if err != nil {
			return "", err
		}
		if i == codeGroup {
			b = append(b, '-')
		}
		b = append(b, codeLetters[n.Int64()])
	}
	return privacy.Secret(b), nil
}

// plainCode returns the code as it is indexed, however it was typed, or false when it cannot be one.
func plainCode(code privacy.Secret) (string, bool) {
	s := strings.ToUpper(strings.NewReplacer("-", "", " ", "", "—", "", "－", "").Replace(code.Reveal()))
	if len(s) != codeLength {
		return "", false
	}
	for i := range len(s) {
		if strings.IndexByte(codeLetters, s[i]) < 0 {
			return "", false
		}
	}
	return s, true
}
