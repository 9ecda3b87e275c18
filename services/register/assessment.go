package register

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// The refusals of assessments.
var (
	ErrAssessChild = fault.New(fault.Conflict, "assess_child", "The risk form is for children under 18 in the register.", "风险评估适用于登记在册、未满 18 周岁的儿童。")
	ErrAssessFlag  = fault.New(fault.Conflict, "assess_r16", "The child is alone: choose the trigger “lives without a caregiver”.", "该儿童无人照料，请勾选“脱离监护单独居住”。")
)

// AssessmentVersion names the edition of AssessmentForm; each assessment keeps the one by which it was made.
const AssessmentVersion = "2026-1"

// levels is the item of a risk with four answers, whose codes are their scores.
func levels(code, zh, en string, zeroZH, zeroEN, oneZH, oneEN, twoZH, twoEN, threeZH, threeEN string) form.Field {
	return form.Field{Code: code, ZH: zh, EN: en, Kind: form.Choice, Needed: true, Words: []words.Word{
		{"0", zeroZH, zeroEN}, {"1", oneZH, oneEN}, {"2", twoZH, twoEN}, {"3", threeZH, threeEN},
	}}
}

const triggersField = "triggers"

// AssessmentForm asks ten questions about guardianship, body and behaviour with up to three points each, and for what makes a child's risk
// high whatever the points. Grading as published for 红黄蓝绿 in Wujin: 26 to 30 red, 16 to 25 yellow, 6 to 15 blue, below green.
var AssessmentForm = form.Form{Sections: []form.Section{
	{Code: "danger", ZH: "紧急情形（有一项即为高风险）", EN: "Emergencies (each makes the risk high)", Fields: []form.Field{
		{Code: triggersField, ZH: "紧急情形", EN: "Emergencies", Kind: form.Choices, Needed: true, Words: []words.Word{
			{"violence", "正遭受家庭暴力、虐待或性侵害", "Is being beaten, abused or sexually harmed"}, {"trafficked", "被拐卖、非法雇用或被利用", "Trafficked, unlawfully employed or exploited"},
			{"wandering", "流浪乞讨", "Lives on the street or begs"}, {"destitute", "生活无着", "Without means to live"}, {"life", "危及生命安全", "Life in danger"},
			{"alone", "未满 16 周岁脱离监护单独居住", "Under 16, lives without a caregiver"}, {"none", "无以上情形", "None of these"},
		}},
	}},
	{Code: "guardianship", ZH: "监护", EN: "Guardianship", Fields: []form.Field{
		levels("ability", "照料人的能力", "Ability of the caregiver", "健康，能照料好", "Healthy, cares well", "年老或体弱，尚能照料", "Old or weak, still cares", "重病、残疾，照料吃力", "Ill or disabled, hardly copes", "不能照料", "Cannot care"),
		levels("attitude", "照料人的态度", "Attitude of the caregiver", "关心、配合", "Caring, cooperative", "一般", "Fair", "放任不管", "Lets things go", "打骂、嫌弃或拒绝照料", "Beats, rejects or refuses"),
		levels("changes", "照料人变动", "Changes of the caregiver", "一年内未变", "None within a year", "变动一次", "One", "变动两次", "Two", "三次及以上", "Three or more"),
		levels("contact", "父母联系", "Contact with the parents", "每周及以上", "Weekly or more", "每月", "Monthly", "很少", "Seldom", "六个月以上没有", "None for six months"),
	}},
	{Code: "body", ZH: "身心", EN: "Body and mind", Fields: []form.Field{
		levels("health", "身体", "Health", "健康", "Healthy", "体弱或小病", "Weak or slightly ill", "慢性病或残疾", "Chronically ill or disabled", "重病且未得到治疗", "Seriously ill and untreated"),
		levels("mood", "情绪", "Mood", "稳定", "Stable", "偶有低落", "Sometimes low", "经常低落、孤僻或暴躁", "Often low, withdrawn or angry", "有自伤念头或行为", "Thinks of or does self-harm"),
		levels("economy", "家庭经济", "Economy of the family", "无困难", "No difficulty", "一般", "Fair", "困难", "Poor", "基本生活没有保障", "Basic needs not met"),
	}},
	{Code: "behaviour", ZH: "行为与环境", EN: "Behaviour and surroundings", Fields: []form.Field{
		levels("school", "上学", "School", "正常", "Regular", "偶有缺课", "Sometimes absent", "经常缺课或厌学", "Often absent", "辍学", "Dropped out"),
		levels("conduct", "行为", "Conduct", "良好", "Good", "轻微不良", "Slightly bad", "沉迷网络、夜不归宿等", "Addicted to the internet, out at night", "违法行为", "Breaks the law"),
		levels("home", "居住安全", "Safety of the home", "安全", "Safe", "有小隐患", "Small hazards", "有明显隐患（水、火、电、危房）", "Clear hazards (water, fire, electricity, unsafe house)", "不能居住", "Uninhabitable"),
	}},
}}

// reassessAfter is within how many days a child is assessed again, by level. Our choice; a county's own rule may be stricter.
var reassessAfter = map[Risk]int{Red: 30, Yellow: 90, Blue: 180, Green: 365}

// Assessment is one assessment of a child's risk. It is never changed.
type Assessment struct {
	docstore.Meta `bson:",inline"`
	FileID        string         `bson:"file_id"`
	Version       string         `bson:"form"`
	Answers       form.Answers   `bson:"answers"`
	Triggers      []string       `bson:"triggers,omitempty"`
	Score         int64          `bson:"score"` // 0 to 30
	Level         Risk           `bson:"level"`
	Before        Risk           `bson:"before"` // the risk in the file until then
	Note          privacy.Sealed `bson:"note"`
	By            string         `bson:"by"`
	At            time.Time      `bson:"at"`
	NextDue       region.Day     `bson:"next_due"`
	RequestID     string         `bson:"request_id,omitempty"` // the request by which a lower level waits for the township
}

// AssessmentFile is an assessment with its note.
type AssessmentFile struct {
	Assessment
	Note privacy.Secret
}

// grade returns the level of risk of the answers, the points and the triggers.
func grade(a form.Answers) (level Risk, score int64, triggers []string) {
	AssessmentForm.Each(func(f *form.Field) {
		n, _ := strconv.ParseInt(a[f.Code], 10, 64)
		score += n
	})
	triggers = slices.DeleteFunc(a.Codes(triggersField), func(c string) bool { return c == "none" })
	switch {
	case len(triggers) > 0 || score >= 26:
		return Red, score, triggers
	case score >= 16:
		return Yellow, score, triggers
	case score >= 6:
		return Blue, score, triggers
	}
	return Green, score, triggers
}

// Assess stores an assessment of a registered child within the actor's reach. A higher level is the file's risk at once; a lower one becomes
// a request to the township with the note as its reason (LowerRisk). version is that of the file.
func (s *Service) Assess(ctx context.Context, fileID string, version int64, answers form.Answers, note privacy.Secret) (AssessmentFile, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryEdit)
	if err != nil {
		return AssessmentFile{}, err
	}
	note = privacy.Secret(strings.TrimSpace(note.Reveal()))
	var p fault.Problems
	answers = AssessmentForm.Clean(answers, nil, nil, s.today(), "answers.", &p)
	for _, field := range AssessmentForm.Missing(answers, nil, nil) {
		p.Add("answers."+field, "required", "Please fill this in.", "请填写此项。")
	}
	p.Check(!answers.Has(triggersField, "none") || len(answers.Codes(triggersField)) == 1, "answers."+triggersField, "choice", "“None” goes with no other answer.", "选“无”时不能再选其他项。")
	p.Check(fault.Between(note.Reveal(), reasonLeast, reasonMost), "note", "length", "Say in 5 to 500 characters what it is based on.", "请用 5 到 500 字说明评估依据。")
	if err := p.Err(); err != nil {
		return AssessmentFile{}, err
	}
	var a Assessment
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		b, err := s.store.loadFile(ctx, actor.Scope(auth.BeneficiaryEdit), fileID)
		switch {
		case err != nil:
			return err
		case version != 0 && version != b.Version:
			return docstore.ErrStale
		case b.Status != Registered || !b.Child(s.today()):
			return ErrAssessChild
		}
		a = Assessment{FileID: b.ID, Version: AssessmentVersion, Answers: answers, Before: b.Risk, By: actor.ID(), At: s.now()}
		a.ID = id.New("ass")
		a.Level, a.Score, a.Triggers = grade(answers)
		if b.Alone(s.today()) && !slices.Contains(a.Triggers, "alone") {
			return ErrAssessFlag
		}
		if a.Note, err = s.store.sealer.Seal(privacy.AAD{Collection: assessmentsName, Field: "note", ID: a.ID}, note.Reveal()); err != nil {
			return err
		}
		a.NextDue = s.today().Add(reassessAfter[a.Level])
		return s.settleAssessment(ctx, actor, &b, &a, note)
	}, docstore.Hot(fileID))
	if err != nil {
		return AssessmentFile{}, err
	}
	return AssessmentFile{a, note}, nil
}

const assessmentsName = "file_assessments"

// settleAssessment lets the assessment change the file, or ask for it.
func (s *Service) settleAssessment(ctx context.Context, actor auth.Actor, b *Beneficiary, a *Assessment, note privacy.Secret) error {
	before := b.written()
	if b.Risk.lower(a.Level) {
		b.Risk = a.Level
	}
	b.AssessDue = a.NextDue
	if a.Level.lower(b.Risk) {
		r := Request{Kind: LowerRisk, FileID: b.ID, Region: b.Region, To: b.Region}
		r.Asked.Risk = a.Level
		if err := s.sealRequest(actor, &r, NewRequest{Kind: LowerRisk, Reason: note}); err != nil {
			return err
		}
		if err := s.insertRequest(ctx, &r); err != nil && !errors.Is(err, ErrRequestOpen) { // the one that waits is decided with this assessment in view
			return err
		} else if err == nil {
			a.RequestID = r.ID
		}
	}
	if err := s.store.assessments.Insert(ctx, a); err != nil {
		return err
	}
	if err := s.store.saveFile(ctx, b); err != nil {
		return err
	}
	if err := s.noteChange(ctx, "beneficiary.assess", "", before, b); err != nil {
		return err
	}
	return s.Audit.Write(ctx, audit.Entry{
		Action: "beneficiary.assess", Subjects: []string{b.ID}, Region: b.Region, Fields: fieldsOf(changesTo(before, b.written())), Reason: string(a.Level),
	})
}

// Assessments returns the assessments of a file that its reader may know as a whole, newest first, and writes an audit entry.
func (s *Service) Assessments(ctx context.Context, fileID string, page ...docstore.Option) (docstore.Page[AssessmentFile], error) {
	none := docstore.Page[AssessmentFile]{}
	actor, err := auth.Require(ctx, auth.BeneficiaryReveal)
	if err != nil {
		return none, err
	}
	var found docstore.Page[Assessment]
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		b, err := s.store.loadFile(ctx, actor.Scope(auth.BeneficiaryReveal), fileID)
		if err != nil {
			return err
		}
		if found, err = s.store.assessments.Page(ctx, docstore.Filter{{Key: "file_id", Value: fileID}}, append(page, docstore.Sort("-_id"))...); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{Action: "beneficiary.assessments", Subjects: []string{b.ID}, Region: b.Region, Shown: []string{b.Region}})
	})
	if err != nil {
		return none, err
	}
	out := docstore.Page[AssessmentFile]{Items: make([]AssessmentFile, len(found.Items)), Next: found.Next}
	for i, a := range found.Items {
		plain, err := s.store.sealer.Open(privacy.AAD{Collection: assessmentsName, Field: "note", ID: a.ID}, a.Note)
		if err != nil {
			return none, err
		}
		out.Items[i] = AssessmentFile{a, privacy.Secret(plain)}
	}
	return out, nil
}
