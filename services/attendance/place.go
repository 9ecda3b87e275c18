package attendance

import (
	"math"

	"github.com/tongxing-platform/tongxing/services/activities"
)

const (
	earthMetres = 6371000
	weakMetres  = 500 // a position with a greater error gives NearWeak
)

// near compares a position with the activity's, within its radius plus twice the error of the phone's position. Only the
// result is stored, not the position.
func near(act *activities.Activity, at *Place) Near {
	switch {
	case at == nil || act.RadiusMetres == 0:
		return NearUnknown
	case at.AccuracyMetres > weakMetres:
		return NearWeak
	case metres(act.Lat, act.Lng, at.Lat, at.Lng) <= max(float64(act.RadiusMetres), 2*at.AccuracyMetres):
		return NearYes
	default:
		return NearNo
	}
}

// metres returns the great-circle distance between two positions in degrees.
func metres(lat1, lng1, lat2, lng2 float64) float64 {
	rad := math.Pi / 180
	dLat, dLng := (lat2-lat1)*rad/2, (lng2-lng1)*rad/2
	h := math.Pow(math.Sin(dLat), 2) + math.Cos(lat1*rad)*math.Cos(lat2*rad)*math.Pow(math.Sin(dLng), 2)
	return 2 * earthMetres * math.Asin(math.Min(1, math.Sqrt(h)))
}
