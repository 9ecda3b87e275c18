package notify

import (
	"context"
	"errors"
)

// Delivery is a finished text on its way to one address. ID is the same however often it is tried.
type Delivery struct {
	ID      string
	Channel Channel
	To      string
	Text    Text
	Lang    string
}

// Sender brings deliveries to a provider. A plain error means "try again later", a Permanent one "never".
type Sender interface {
	Send(ctx context.Context, d Delivery) error
}

// Permanent marks an error (nil stays nil) as one that another try cannot mend.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return permanent{err}
}

// IsPermanent tells whether err was marked by Permanent.
func IsPermanent(err error) bool {
	_, ok := errors.AsType[permanent](err)
	return ok
}

type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }
