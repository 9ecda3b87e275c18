package attendance_test

import (
	"testing"

	"github.com/tongxing-platform/tongxing/services/attendance"
)

func TestStars(t *testing.T) {
	for _, tt := range []struct {
		minutes int64
		stars   int
		next    int64
	}{
		{0, 0, 6000}, {5999, 0, 6000}, {6000, 1, 18000}, {60_000, 4, 90_000}, {89_999, 4, 90_000}, {90_000, 5, 0}, {900_000, 5, 0},
	} {
		if stars, next := attendance.StarsFor(tt.minutes); stars != tt.stars || next != tt.next {
			t.Errorf("%d minutes: %d stars, next at %d; want %d, %d", tt.minutes, stars, next, tt.stars, tt.next)
		}
	}
}
