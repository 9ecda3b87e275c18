package ocds

import (
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// Feature returns the value by which the open data plug into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{Name: "ocds", Routes: func(r *httpapi.Router) { Routes(r, s) }}
}
