package pinyin_test

import (
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/pinyin"
)

func TestIndex(t *testing.T) {
	for _, c := range []struct {
		name, typed string
		at          int
	}{
		{"花溪区", "花溪", 0},
		{"花溪区", "溪", 1},
		{"花溪区", "huaxi", 0},
		{"花溪区", "HUA XI", 0},
		{"花溪区", "huax", 0},
		{"花溪区", "hx", 0},
		{"花溪区", "hxq", 0},
		{"花溪区", "hxiq", 0},
		{"花溪区", "花xi", 0},
		{"花溪区", "xq", 1},
		{"花溪区", "hz", -1},
		{"花溪区", "huaxiqux", -1},
		{"花溪区", "区花", -1},
		{"花溪区", "huaxixiqu", -1},
		{"中山市", "zhss", 0},
		{"中山市", "zhshsh", 0},
		{"重庆市", "chongqing", 0},
		{"重庆市", "zhongqing", 0},
		{"重庆市", "cq", 0},
		{"重庆市", "chq", 0},
		{"西安市", "xi'an", 0},
		{"吕梁市", "lvliang", 0},
		{"K3工业园", "k3gy", 0},
		{"青岩镇", "", 0},
		{"", "a", -1},
		{"青岩镇", "%", -1},
	} {
		if at := pinyin.NewQuery(c.typed).Index(c.name); at != c.at {
			t.Errorf("%q in %q: %d, want %d", c.typed, c.name, at, c.at)
		}
	}
	if !pinyin.NewQuery(" ’ ").Empty() {
		t.Error("blanks are something to look for")
	}
}
