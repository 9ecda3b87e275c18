package register

import (
	"context"
	"fmt"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// cameOfAge returns the filter of the registered files whose person is too old, or on the day old enough, for a kind.
func cameOfAge(on region.Day) docstore.Filter {
	born := func(kinds []Kind, years int) docstore.Filter {
		return docstore.Filter{
			{Key: "kinds", Value: docstore.Filter{{Key: "$in", Value: kinds}}}, {Key: "birth", Value: docstore.Filter{{Key: "$lte", Value: on.AddMonths(-12 * years)}}},
		}
	}
	return docstore.Filter{
		{Key: "status", Value: Registered},
		{Key: "$or", Value: []docstore.Filter{born([]Kind{LeftBehindChild}, leftBehindBelow), born(childKinds, childBelow), born([]Kind{LeftBehindWoman}, elderFrom)}},
	}
}

// proposal says what follows from the age of the person of a file that cameOfAge finds.
func (b *Beneficiary) proposal(on region.Day) (zh, en string) {
	switch age := b.Birth.Age(on); {
	case age >= elderFrom:
		return "年满 60 周岁：情形符合的，申请更正为留守老人", "60 years old: if the facts fit, ask to correct the kind to left-behind elder"
	case age >= childBelow:
		return "年满 18 周岁：办理退出", "18 years old: propose the exit"
	default:
		return "年满 16 周岁：办理退出，仍有困难的申请更正为困境儿童", "16 years old: propose the exit, or ask to correct the kind to child in need"
	}
}

// birthdayLate is for how many days after a birthday the job still tells of it, so that days on which it did not run are made up for.
const birthdayLate = 31

// TellBirthdays tells the village, or who stands in for it, of each registered person who has come of age: once for each person and age.
// Running it again is harmless. The work list holds them until something was done, also when nobody was told.
func (s *Service) TellBirthdays(ctx context.Context) error {
	on := s.today()
	return s.store.allFiles.Each(ctx, cameOfAge(on), func(b Beneficiary) error {
		age := b.Birth.Age(on)
		limit := leftBehindBelow
		if age >= childBelow {
			limit = childBelow
		}
		if age >= elderFrom {
			limit = elderFrom
		}
		if age != limit || b.Birth.AddMonths(12*limit).Add(birthdayLate).Before(on) {
			return nil
		}
		people, err := s.Staff(ctx, b.Region, auth.VillageDirector)
		if err != nil {
			return err
		}
		zh, en := b.proposal(on)
		list := make([]notify.Message, len(people))
		for i, to := range people {
			list[i] = notify.Message{
				Key: fmt.Sprintf("register.age/%s/%d/%s", b.ID, limit, to), To: to, Template: "register.age", Subject: b.ID,
				Data: map[string]string{"status": string(b.Status), "what_zh": zh, "what_en": en},
			}
		}
		return s.DB.Tx(ctx, func(ctx context.Context) error { return s.queue(ctx, list) })
	})
}
