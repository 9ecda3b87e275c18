package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/png"

	"github.com/tongxing-platform/tongxing/services/news"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// planNews has the county and two organisations publish news and notices over the last weeks. One has a picture of a room without people; one was
// withdrawn by the county, one is a draft.
func (w *seed) planNews() {
	both := func() []*seedOrg { return w.serving()[:2] }
	faulty := ""
	county := func() ctxOf { return w.staff("county1") }
	publish := func(as ctxOf, orgID string, t news.Text) string {
		i := ok(w.app.news.Create(as, orgID, "", t))
		return ok(w.app.news.Publish(as, i.ID, 0, "")).ID
	}
	w.on(-40, 9, func() {
		publish(county(), "", news.Text{
			Kind: news.Notice, Title: "关于做好冬季走访和取暖安全检查的通知",
			Body: "各乡镇（街道）、各社会组织：\n\n天气转冷，请在走访中重点查看留守儿童和独居老人家中的取暖设备、电线和通风情况，发现隐患当场提醒，并告知村（居）委会。\n\n需要协助的，请联系县级民政部门。",
		})
	})
	w.on(-21, 15, func() {
		o := both()[0]
		i := ok(w.app.news.Create(w.as(o.lead), o.id, "", news.Text{
			Kind: news.News, Title: "儿童之家的图书角添了新书",
			Body: "本月，爱心企业向儿童之家捐赠图书 260 册，志愿者用两个周末完成了分类和上架。\n\n图书角每周六上午开放，欢迎村里的孩子和家长来读书，也欢迎志愿者报名值班。",
		}))
		f := w.upload(w.as(o.lead), i.ID, "picture", "图书角.png", bookshelf())
		t := i.Text
		t.Pictures = []news.Picture{{FileID: f, Alt: "儿童之家的书架，三层摆满了书，没有人"}}
		ok(w.app.news.Edit(w.as(o.lead), i.ID, 0, t))
		ok(w.app.news.Publish(w.as(o.lead), i.ID, 0, news.None))
	})
	w.on(-14, 10, func() {
		o := both()[1]
		faulty = publish(w.as(o.lead), o.id, news.Text{
			Kind: news.News, Title: "陪伴活动圆满结束", Body: "本周的陪伴活动圆满结束，参加的家庭和志愿者都说收获很大。下一期活动报名时间另行通知。",
		})
	})
	w.on(-13, 9, func() {
		ok(w.app.news.Withdraw(county(), faulty, 0, "活动时间与合同约定不符，请核对后重新发布"))
	})
	w.on(-6, 11, func() {
		publish(w.as(both()[1].lead), both()[1].id, news.Text{
			Kind: news.News, Title: "十二名志愿者完成上岗培训",
			Body: "十二名新志愿者完成了儿童保护和应急处置的培训，通过考核后将在下月开始跟队走访。\n\n培训由县级民政部门和中心的督导共同授课。",
		})
	})
	w.on(-3, 9, func() {
		publish(county(), "", news.Text{
			Kind: news.Notice, Title: "寒假志愿服务开始报名", Ends: w.today.Add(30),
			Body: "寒假期间，各儿童之家将开设作业辅导和安全教育小组。有意参加的志愿者请在“活动”页面报名；首次参加的请先完成无犯罪记录查询，一般需要 20 个工作日。",
		})
		ok(w.app.news.Create(w.as(both()[0].lead), both()[0].id, "", news.Text{
			Kind: news.News, Title: "年终走访计划（草稿）", Body: "年终走访将覆盖全部结对家庭，具体安排待各村确认后发布。",
		}))
	})
}

// upload uploads a file to a record and returns its id.
func (w *seed) upload(as ctxOf, record, purpose, name string, data []byte) string {
	sum := sha256.Sum256(data)
	f := ok(w.app.files.Begin(as, files.Announced{Record: record, Purpose: purpose, Name: privacy.Secret(name), Size: int64(len(data)), SHA256: hex.EncodeToString(sum[:])}))
	f = ok(w.app.files.Append(as, f.ID, 0, data))
	return ok(w.app.files.Finish(as, f.ID)).ID
}

// bookshelf draws a shelf with books.
func bookshelf() []byte {
	img := image.NewRGBA(image.Rect(0, 0, 960, 640))
	fill := func(x0, y0, x1, y1 int, c color.RGBA) {
		for y := y0; y < y1; y++ {
			for x := x0; x < x1; x++ {
				img.SetRGBA(x, y, c)
			}
		}
	}
	fill(0, 0, 960, 640, color.RGBA{0xf3, 0xec, 0xdf, 0xff})
	books := []color.RGBA{{0x0b, 0x7a, 0x6a, 0xff}, {0xd9, 0x62, 0x2b, 0xff}, {0x1f, 0x5f, 0xa8, 0xff}, {0xe3, 0xb2, 0x3c, 0xff}, {0x7a, 0x4e, 0x8a, 0xff}, {0xb4, 0x3a, 0x3a, 0xff}}
	for shelf := range 3 {
		floor := 200 + shelf*200
		for n, x := 0, 70; x < 860; n++ {
			width, height := 22+(n*7+shelf*5)%18, 110+(n*13+shelf*29)%45
			fill(x, floor-height, x+width, floor, books[(n*5+shelf)%len(books)])
			x += width + 4
		}
		fill(40, floor, 920, floor+16, color.RGBA{0x8a, 0x62, 0x3c, 0xff})
	}
	var b bytes.Buffer
	done(png.Encode(&b, img))
	return b.Bytes()
}
