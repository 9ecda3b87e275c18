package evaluation

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// Templates are the texts of this feature's messages. {name} is the contract's name, {kind} the kind of evaluation
// before 评估, {kind_en} the same in English.
var Templates = []notify.Template{
	{
		Name: "evaluation.assigned",
		ZH:   notify.Text{Subject: "评估任务：{name}", Body: "您被聘为“{name}”{kind}评估的评委。请登录平台签署回避与利益声明；如有利害关系请如实申报。"},
		EN:   notify.Text{Subject: "You are a rater: {name}", Body: "You are to rate the {kind_en} of “{name}”. Please sign the declaration of interest on the platform."},
	}, {
		Name: "evaluation.self_due",
		ZH:   notify.Text{Subject: "请提交自评：{name}", Body: "“{name}”的{kind}评估已启动，请提交自评报告和佐证材料。"},
		EN:   notify.Text{Subject: "Self-report due: {name}", Body: "The {kind_en} of “{name}” has begun. Please submit your self-report with its evidence."},
	}, {
		Name: "evaluation.scoring",
		ZH:   notify.Text{Subject: "可以查阅材料：{name}", Body: "“{name}”的自评已提交，请查阅材料，实地评估后完成评分。"},
		EN:   notify.Text{Subject: "Ready to review: {name}", Body: "The self-report of “{name}” is in. Please review it and complete your card after the visit."},
	}, {
		Name: "evaluation.scored",
		ZH:   notify.Text{Subject: "评分已齐：{name}", Body: "“{name}”{kind}评估的评委均已提交评分，请汇总。"},
		EN:   notify.Text{Subject: "All cards are in: {name}", Body: "Every rater of the {kind_en} of “{name}” has submitted. Please merge the result."},
	}, {
		Name: "evaluation.publicised",
		ZH:   notify.Text{Subject: "评估结果公示：{name}", Body: "“{name}”{kind}评估得分 {total} 分，等级 {grade}，公示至 {public_to}。承接主体如有异议请在公示期内提出。"},
		EN:   notify.Text{Subject: "Result made public: {name}", Body: "The {kind_en} of “{name}”: {total} points, {grade}, public until {public_to}. The provider may object until then."},
	}, {
		Name: "evaluation.objected",
		ZH:   notify.Text{Subject: "评估有新情况待处理：{name}", Body: "承接主体就“{name}”{kind}评估提交了异议或整改报告，请及时复核。"},
		EN:   notify.Text{Subject: "To be reviewed: {name}", Body: "The provider has objected to, or reported on, the {kind_en} of “{name}”. Please review it."},
	}, {
		Name: "evaluation.reviewed",
		ZH:   notify.Text{Subject: "异议复核结论：{name}", Body: "“{name}”{kind}评估的异议已复核，复核意见见平台。结果将重新公示。"},
		EN:   notify.Text{Subject: "Objection decided: {name}", Body: "Your objection to the {kind_en} of “{name}” was decided; the decision is on the platform. The result is made public again."},
	}, {
		Name: "evaluation.result",
		ZH:   notify.Text{Subject: "评估结果：{name}", Body: "“{name}”{kind}评估结果已确定：{total} 分，{grade}。结果通知书可在平台查看。"},
		EN:   notify.Text{Subject: "Final result: {name}", Body: "The {kind_en} of “{name}” is final: {total} points, {grade}. The letter is on the platform."},
	}, {
		Name: "evaluation.rectify",
		ZH:   notify.Text{Subject: "请整改：{name}", Body: "“{name}”{kind}评估未达合格，请逐项整改并提交整改报告，申请复评。"},
		EN:   notify.Text{Subject: "To be put right: {name}", Body: "The {kind_en} of “{name}” was not passed. Please put things right and report, for a re-check."},
	},
}

// kindInText returns the Chinese name of the kind without 评估, which follows it in the texts.
func (e *Evaluation) kindInText() string {
	return strings.TrimSuffix(KindWords.Of(string(e.Kind), "zh"), "评估")
}

type audience int

const (
	toProvider audience = iota
	toRaters
	toRater
	toPlanner
	toManagers
	toBuyer
)

type notice struct {
	template string
	to       audience
	rater    string // with toRater: the user id
	once     string // part of the key; empty: the version, so that each event sends a message
}

// tell queues the notices to all people of their audience.
func (s *Service) tell(ctx context.Context, e *Evaluation, list ...notice) error {
	var messages []notify.Message
	for _, n := range list {
		people, err := s.audience(ctx, e, n)
		if err != nil {
			return fmt.Errorf("people of %s: %w", e.ID, err)
		}
		once := n.once
		if once == "" {
			once = fmt.Sprint(e.Version)
		}
		for _, to := range people {
			messages = append(messages, notify.Message{
				Key: n.template + "/" + e.ID + "/" + once + "/" + to, To: to, Template: n.template, Subject: e.ID, Data: e.data(),
			})
		}
	}
	if len(messages) == 0 {
		return nil
	}
	return s.Outbox.Queue(ctx, messages...)
}

func (s *Service) audience(ctx context.Context, e *Evaluation, n notice) ([]string, error) {
	switch n.to {
	case toRaters:
		return s.inOffice(ctx, e)
	case toRater:
		return []string{n.rater}, nil
	case toPlanner:
		if strings.HasPrefix(e.PlannedBy, "job:") {
			return nil, nil
		}
		return []string{e.PlannedBy}, nil
	case toManagers:
		return s.UsersIn(ctx, e.Region, auth.CountyAdmin)
	case toBuyer:
		return s.UsersIn(ctx, e.Region, auth.BuyerClerk, auth.BuyerApprover)
	}
	return []string{e.ProviderID}, nil
}

// inOffice returns the raters who now hold the role of an evaluator for the evaluation. The others cannot score, so they are told nothing
// and have to be replaced.
func (s *Service) inOffice(ctx context.Context, e *Evaluation) ([]string, error) {
	hold, err := s.UsersIn(ctx, e.Region, auth.Evaluator)
	for _, id := range []string{e.ID, e.ContractID} {
		if err != nil {
			return nil, err
		}
		var more []string
		more, err = s.UsersOf(ctx, id, auth.Evaluator)
		hold = append(hold, more...)
	}
	return slices.DeleteFunc(slices.Clone(e.RaterIDs), func(id string) bool { return !slices.Contains(hold, id) }), err
}

func (e *Evaluation) data() map[string]string {
	d := map[string]string{
		"evaluation": e.ID, "contract": e.ContractID, "name": e.ContractName, "kind": e.kindInText(),
		"kind_en": strings.ToLower(KindWords.Of(string(e.Kind), "en")), "total": "", "grade": "",
		"public_to": string(e.PublicTo),
	}
	if e.Public != nil {
		d["total"], d["grade"] = points(e.Public.Total), e.Public.Grade
	}
	return d
}

// points formats hundredths as "86.50".
func points(hundredths int64) string { return fmt.Sprintf("%d.%02d", hundredths/100, hundredths%100) }
