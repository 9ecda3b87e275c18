package attendance

import (
	"context"
	"time"

	"github.com/tongxing-platform/tongxing/services/volunteers"
)

func (s *Service) clear(v volunteers.Volunteer, at time.Time) bool {
	return s.Volunteers.ClearAt(v, at)
}

// fullName decrypts the volunteer's name for a certificate.
func (s *Service) fullName(ctx context.Context, v volunteers.Volunteer) (string, error) {
	return s.Volunteers.FullName(ctx, v)
}
