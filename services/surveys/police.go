package surveys

import (
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// The refusals about batches for the police.
var (
	ErrBatchEmpty   = fault.New(fault.Conflict, "police_batch_empty", "Everybody of this area is in a batch already, or there is nobody.", "该范围内没有待送核的对象，或均已送核。")
	ErrBatchLarge   = fault.New(fault.Conflict, "police_batch_large", "A batch has at most 1,000 persons. Make one for each town.", "每批不超过 1000 人，请按乡镇分批。")
	ErrPoliceResult = fault.New(fault.Invalid, "police_result", "Choose what the police found.", "请选择公安核实结果。")
	ErrSettled      = fault.New(fault.Conflict, "police_settled", "Nothing waits here: only a mismatch is seen to, once.", "只有“信息不符”的结果需要处理，且处理一次即可。")
)

// maxBatch is the most persons of a batch, as of every export of persons.
const maxBatch = 1000

// PoliceResult is what the police found about a person.
type PoliceResult string

// The results. NoResult is none yet.
const (
	NoResult        PoliceResult = ""
	PoliceConfirmed PoliceResult = "confirmed" // 属实
	PoliceNotFound  PoliceResult = "not_found" // 查无此人
	PoliceMismatch  PoliceResult = "mismatch"  // 信息不符
)

// Batch is a list of persons of a round that the county hands to the police, and counts what came back.
type Batch struct {
	docstore.Meta `bson:",inline"`
	SurveyID      string    `bson:"survey_id"`
	Region        string    `bson:"region"` // path of the county
	Area          string    `bson:"area"`   // path of the county or town whose persons are in it
	Total         int64     `bson:"total"`
	Confirmed     int64     `bson:"confirmed"`
	NotFound      int64     `bson:"not_found"`
	Mismatch      int64     `bson:"mismatch"`
	Unsettled     int64     `bson:"unsettled"`             // mismatches that the village has not seen to
	ExportedAt    time.Time `bson:"exported_at,omitempty"` // last
	ExportedBy    string    `bson:"exported_by,omitempty"`
}

func (b *Batch) count(r PoliceResult, by int64) {
	switch r {
	case PoliceConfirmed:
		b.Confirmed += by
	case PoliceNotFound:
		b.NotFound += by
	case PoliceMismatch:
		b.Mismatch += by
	case NoResult:
	}
}

// BatchLine is one person of a batch.
type BatchLine struct {
	docstore.Meta `bson:",inline"`
	SurveyID      string         `bson:"survey_id"`
	BatchID       string         `bson:"batch_id"`
	Region        string         `bson:"region"` // of the village
	FileID        string         `bson:"file_id"`
	Number        int64          `bson:"number"` // 核实编号 in the batch, from 1
	Result        PoliceResult   `bson:"result,omitempty"`
	Note          privacy.Sealed `bson:"note,omitempty"` // of the police
	By            string         `bson:"by,omitempty"`   // who entered the result
	At            time.Time      `bson:"at,omitempty"`
	Unsettled     bool           `bson:"unsettled"`      // a mismatch that the village has not seen to
	Done          privacy.Sealed `bson:"done,omitempty"` // what the village did about it
}
