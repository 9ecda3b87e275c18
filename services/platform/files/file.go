package files

import (
	"path"
	"strings"
	"time"
	"unicode"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Bounds of a file and of its upload.
const (
	MaxBytes    = 20 << 20
	MaxPiece    = 1 << 20  // of one request; the usual limit of a body
	minPiece    = 16 << 10 // but for the last one
	maxName     = 120      // characters
	openUploads = 20       // of one account
)

// The refusals.
var (
	ErrType       = fault.New(fault.Invalid, "file_type", "Choose a PDF, a picture (JPEG, PNG, HEIC), or a Word or Excel file.", "请选择 PDF、图片（JPEG、PNG、HEIC）、Word 或 Excel 文件。")
	ErrLies       = fault.New(fault.Invalid, "file_type_lies", "The content is not what the name's ending says. Save the file again under its true type.", "文件内容与扩展名不符，请用正确的格式重新保存后上传。")
	ErrTooLarge   = fault.New(fault.TooLarge, "file_too_large", "A file may have 20 MB at most. Make it smaller or divide it.", "文件不能超过 20 MB，请压缩或拆分后上传。")
	ErrBroken     = fault.New(fault.Invalid, "file_broken", "The file is damaged and cannot be read. Save it again and choose the new one.", "文件已损坏，无法读取，请重新保存后上传。")
	ErrLocked     = fault.New(fault.Invalid, "file_locked", "The file has a password. Remove the password and choose it again.", "文件设有密码，请取消密码后重新上传。")
	ErrActive     = fault.New(fault.Invalid, "file_active", "The file holds scripts, macros or other files. Print it into a new PDF or save it without them.", "文件含有脚本、宏或内嵌文件，请另存为不含这些内容的文件（例如打印为 PDF）后上传。")
	ErrBomb       = fault.New(fault.Invalid, "file_bomb", "The file unpacks to far more than it should. Save it again in another way.", "文件解压后异常庞大，请换一种方式重新保存后上传。")
	ErrPixels     = fault.New(fault.Invalid, "file_pixels", "The picture has too many pixels. Make it smaller: 6,000 by 6,000 is enough.", "图片尺寸过大，请缩小到 6000×6000 像素以内再上传。")
	ErrVirus      = fault.New(fault.Invalid, "file_virus", "The virus scanner found something harmful in the file. It was not kept.", "病毒扫描发现文件含有有害内容，未予保存。")
	ErrHash       = fault.New(fault.Invalid, "file_hash", "What arrived is not what was announced. Upload the file again.", "收到的内容与所选文件不一致，请重新上传。")
	ErrOffset     = fault.New(fault.Conflict, "file_offset", "The upload stands elsewhere. Ask where it stands and go on there.", "上传进度不一致，请从已收到的位置继续。")
	ErrPiece      = fault.New(fault.Invalid, "file_piece", "A piece has 16 KiB to 1 MiB; only the last one may have less.", "每段应为 16 KiB 到 1 MiB，只有最后一段可以更小。")
	ErrIncomplete = fault.New(fault.Conflict, "file_incomplete", "The upload is not complete. Send the rest first.", "文件尚未传完，请先传完剩余部分。")
	ErrUploadOver = fault.New(fault.Conflict, "file_upload_over", "This upload has ended. Begin a new one.", "本次上传已结束，请重新上传。")
	ErrUploadLost = fault.New(fault.Conflict, "file_upload_lost", "Part of the upload was lost. Begin a new one.", "已上传的部分内容丢失，请重新上传。")
	ErrUploads    = fault.New(fault.TooMany, "file_uploads_open", "Many uploads are unfinished. Finish or give up one of them first.", "未完成的上传过多，请先完成或取消其中一个。")
	ErrHolderFull = fault.New(fault.Conflict, "files_full", "The organisation has used up its room for files. Remove some, or ask whoever runs the system for more.", "本机构的文件数量或空间已用完，请删除部分文件或联系系统管理员。")
	ErrRecordFull = fault.New(fault.Conflict, "files_record_full", "There are as many files of this kind here as there may be. Remove one first.", "此类文件数量已达上限，请先删除一个。")
	ErrChecking   = fault.New(fault.Conflict, "file_checking", "The file is still being scanned for viruses. Try again in a minute.", "文件正在进行病毒扫描，请一分钟后再试。")
	ErrNoPreview  = fault.New(fault.NotFound, "file_no_preview", "There is no small picture of this file.", "该文件没有缩略图。")
)

// refusals are the reasons for which content is not kept, by their codes.
var refusals = func() map[string]*fault.Fault {
	byCode := map[string]*fault.Fault{}
	for _, f := range []*fault.Fault{ErrType, ErrLies, ErrBroken, ErrLocked, ErrActive, ErrBomb, ErrPixels, ErrVirus, ErrHash} {
		byCode[f.Code] = f
	}
	return byCode
}()

// State is where a file is in its life; doc.go has the diagram.
type State string

// The states.
const (
	Uploading   State = "uploading"
	Quarantined State = "quarantined"
	Kept        State = "kept"
	Refused     State = "refused"
	Removed     State = "removed"
)

// StateWords is what the states are called.
var StateWords = words.Set{Name: "file_state", Words: []words.Word{
	{"uploading", "上传中", "Uploading"},
	{"quarantined", "病毒扫描中", "Being scanned"},
	{"kept", "已保存", "Kept"},
	{"refused", "未接收", "Refused"},
	{"removed", "已删除", "Removed"},
}}

// File is one file that is attached to a record, and its upload.
type File struct {
	docstore.Meta `bson:",inline"`
	Record        string         `bson:"record"`
	Purpose       string         `bson:"purpose"`
	Personal      bool           `bson:"personal"`
	OrgID         string         `bson:"org_id,omitempty"`
	Region        string         `bson:"region,omitempty"`
	By            string         `bson:"by"`             // the account that uploads it
	Name          privacy.Sealed `bson:"name,omitempty"` // as the uploader called it
	State         State          `bson:"state"`
	StateAt       time.Time      `bson:"state_at"` // of an upload: when the last piece came
	Refusal       string         `bson:"refusal,omitempty"`

	Sent     int64  `bson:"sent"`      // bytes that the uploader announced
	SentHash string `bson:"sent_hash"` // and their SHA-256
	Parts    []part `bson:"parts,omitempty"`

	Media string `bson:"media,omitempty"` // media type of what is kept
	Size  int64  `bson:"size"`            // bytes of it, and
	Hash  string `bson:"hash,omitempty"`  // their SHA-256; a picture is kept re-encoded

	Content   Object `bson:"content"`
	Thumb     Object `bson:"thumb"`
	Blob      string `bson:"blob,omitempty"`       // Content.Name, declared for queries
	ThumbBlob string `bson:"thumb_blob,omitempty"` // Thumb.Name
}

// Offset is how many bytes of the upload have arrived.
func (f *File) Offset() int64 {
	if len(f.Parts) == 0 {
		return 0
	}
	last := f.Parts[len(f.Parts)-1]
	return last.Start + last.Bytes
}

func (f *File) holder() Holder { return Holder{OrgID: f.OrgID, Region: f.Region} }

// charge is how many bytes the file counts for: what was announced until it is known what is kept.
func (f *File) charge() int64 {
	if f.State == Uploading {
		return f.Sent
	}
	return f.Content.Bytes + f.Thumb.Bytes
}

// live tells whether the file counts against the limits.
func (f *File) live() bool { return f.State == Uploading || f.State == Quarantined || f.State == Kept }

// attached tells whether the file is on its record.
func (f *File) attached() bool { return f.State == Quarantined || f.State == Kept }

func (f *File) enter(to State, at time.Time) { f.State, f.StateAt = to, at }

// cleanName is the name without directories and characters that do not print.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, name))
}
