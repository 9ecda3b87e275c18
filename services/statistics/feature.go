package statistics

import (
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature returns the value by which statistics plug into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{
		Name:   "statistics",
		Routes: func(r *httpapi.Router) { Routes(r, s) },
		Words:  []words.Set{GroupWords},
		Actions: []words.Word{
			{"statistics.keep", "填写人口基数与目标", "entered population and targets"},
			{"statistics.read", "查看关爱对象统计", "looked at statistics of the register"},
		},
	}
}
