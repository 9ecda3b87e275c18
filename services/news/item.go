package news

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// ErrMove refuses an act that the item's state does not allow.
var ErrMove = fault.New(fault.Conflict, "news_move", "The item's present state does not allow this. What is published is not edited: withdraw it and write another.", "当前状态不允许此操作。已发布的内容不能修改，请撤下后另行发布。")

// Kind is what an item is.
type Kind string

// The kinds.
const (
	News   Kind = "news"   // 动态
	Notice Kind = "notice" // 通知
)

// Status is the state of an item.
type Status string

// The states.
const (
	Draft     Status = "draft"
	Published Status = "published"
	Withdrawn Status = "withdrawn"
)

// Children is the answer whether children can be recognised on the pictures.
type Children string

// The answers; empty: nobody was asked, because there is no picture.
const (
	None         Children = "none"
	Recognisable Children = "recognisable"
)

// Limits of an item.
const (
	MaxPictures     = 9
	MaxPictureBytes = 3 << 20 // as kept, so that a page loads on a slow line
)

// Picture is a picture of an item, in the order in which they are shown. Alt says what is on it.
type Picture struct {
	FileID string `bson:"file_id"`
	Alt    string `bson:"alt"`
}

// Text is the part of an item that is written in the draft. Body is plain text; an empty line or a new line begins a paragraph.
type Text struct {
	Kind     Kind       `bson:"kind" audit:"value"`
	Title    string     `bson:"title"`
	Body     string     `bson:"body"`
	Ends     region.Day `bson:"ends,omitempty" audit:"value"` // last day of a notice; empty: it has none
	Pictures []Picture  `bson:"pictures,omitempty"`
}

// Answer is what the person who published the pictures has said about them.
type Answer struct {
	Children Children  `bson:"children"`
	Papers   []string  `bson:"papers,omitempty"` // the consents that were attached
	By       string    `bson:"by"`
	At       time.Time `bson:"at"`
}

// Item is one piece of news or one notice. Reach is the region whose offices see it: of the county's own always, of an organisation's from the
// publication on.
type Item struct {
	docstore.Meta `bson:",inline"`
	Text          `bson:",inline"`
	OrgID         string    `bson:"org_id,omitempty"` // empty: the county's
	Region        string    `bson:"region" audit:"value"`
	Reach         string    `bson:"reach,omitempty" audit:"-"`
	Status        Status    `bson:"status" audit:"-"`
	StatusAt      time.Time `bson:"status_at" audit:"-"`
	PublishedAt   time.Time `bson:"published_at,omitempty" audit:"-"`
	Answer        *Answer   `bson:"answer,omitempty"`
	Reason        string    `bson:"reason,omitempty" audit:"-"` // of the withdrawal
	ByCounty      bool      `bson:"by_county,omitempty" audit:"value"`
}

// Over reports whether the last day of the notice lies before the day.
func (i *Item) Over(today region.Day) bool { return i.Ends != "" && i.Ends < today }

// Paragraphs returns the paragraphs of the text.
func (t *Text) Paragraphs() (list []string) {
	for line := range strings.SplitSeq(t.Body, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// idNumber finds what looks like an ID number, which stands in no published text.
var idNumber = regexp.MustCompile(`[0-9]{17}[0-9Xx]`)

// clean removes characters that do not print and blanks at the ends.
func (t *Text) clean() {
	t.Title = printable(t.Title)
	lines := strings.Split(strings.ReplaceAll(t.Body, "\r\n", "\n"), "\n")
	for i := range lines {
		lines[i] = printable(lines[i])
	}
	t.Body = strings.TrimSpace(strings.Join(lines, "\n"))
	for i := range t.Pictures {
		t.Pictures[i].Alt = printable(t.Pictures[i].Alt)
	}
}

func printable(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\t' {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s))
}

// check returns an error with every wrong field, or nil. A draft may lack pictures' texts; ready asks for them.
func (t *Text) check() error {
	t.clean()
	var bad fault.Problems
	bad.Check(t.Kind == News || t.Kind == Notice, "kind", "unknown", "Choose news or notice.", "请选择动态或通知。")
	bad.Check(fault.Between(t.Title, 2, 60), "title", "length", "The title needs 2 to 60 characters.", "标题应为 2 到 60 个字。")
	bad.Check(fault.Between(t.Body, 10, 10_000), "body", "length", "The text needs 10 to 10,000 characters.", "正文应为 10 到 10000 字。")
	bad.Check(!idNumber.MatchString(t.Title+" "+t.Body), "body", "id_number", "The text holds what looks like an ID number. Take it out.", "正文或标题中有疑似身份证号的数字，请删除。")
	bad.Check(t.Ends == "" || t.Kind == Notice && t.Ends.Valid(), "ends", "day", "Only a notice has a last day, such as 2026-12-31.", "只有通知可以填写截止日期，例如 2026-12-31。")
	bad.Check(len(t.Pictures) <= MaxPictures, "pictures", "many", "At most 9 pictures.", "图片最多 9 张。")
	seen := map[string]bool{}
	for n, p := range t.Pictures {
		bad.Check(p.FileID != "" && !seen[p.FileID], fmt.Sprintf("pictures[%d].file_id", n), "unique", "Name each picture once.", "每张图片只能使用一次。")
		bad.Check(fault.Runes(p.Alt) <= 200, fmt.Sprintf("pictures[%d].alt", n), "length", "At most 200 characters.", "最多 200 字。")
		seen[p.FileID] = true
	}
	return bad.Err()
}

// ready returns an error with everything that is missing for the publication, or nil. attached are the files of the item.
func (i *Item) ready(children Children, attached []files.File, today region.Day) error {
	var bad fault.Problems
	bad.Check(!i.Over(today), "ends", "past", "The last day lies in the past.", "截止日期已过，请修改。")
	byID, papers := map[string]*files.File{}, 0
	for n := range attached {
		f := &attached[n]
		byID[f.ID] = f
		if f.Purpose == consentPaper && f.State == files.Kept {
			papers++
		}
	}
	for n, p := range i.Pictures {
		at, f := fmt.Sprintf("pictures[%d].", n), byID[p.FileID]
		bad.Check(f != nil && f.Purpose == picture && f.Record == i.ID, at+"file_id", "unknown", "The picture is not attached to this item any more. Upload it again.", "该图片已不在本条内容的附件中，请重新上传。")
		if f == nil {
			continue
		}
		bad.Check(f.State == files.Kept, at+"file_id", "checking", "The picture is still being scanned for viruses. Try again in a minute.", "图片正在进行病毒扫描，请一分钟后再发布。")
		bad.Check(f.State != files.Kept || strings.HasPrefix(f.Media, "image/"), at+"file_id", "picture", "This file is no picture. Choose a JPEG or PNG.", "该文件不是图片，请上传 JPEG 或 PNG。")
		bad.Check(f.Size <= MaxPictureBytes, at+"file_id", "large", "The picture has more than 3 MB. Make it smaller, so that the page loads on a slow line.", "图片超过 3 MB，请压缩后重新上传，以便网速慢时也能打开。")
		bad.Check(fault.Between(p.Alt, 4, 200), at+"alt", "length", "Say in 4 to 200 characters what is on the picture, without names of those cared for.", "请用 4 到 200 字说明图片内容（不写服务对象姓名）。")
	}
	if len(i.Pictures) > 0 {
		bad.Check(children == None || children == Recognisable, "children", "required", "Say whether children can be recognised on the pictures.", "请回答图片中是否能认出儿童。")
		bad.Check(children != Recognisable || papers > 0, "children", "consent", "Children can be recognised: attach the guardians' consent first, or take pictures on which none can.", "图片中能认出儿童：请先上传监护人同意书，或改用认不出儿童的图片。")
	}
	return bad.Err()
}
