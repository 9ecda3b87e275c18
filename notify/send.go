package notify

import (
	"context"
	"errors"
)

// Delivery is a rendered text for one address. ID is the same for every try.
type Delivery struct {
	ID      string
	Channel Channel
	To      string
	Text    Text
	Lang    string

	Answered func(answer string) // not nil for a program: keeps what it answered, in Attempt.Answer
}

// Sender sends deliveries through a provider. A plain error means "try again later", a Permanent one "never".
type Sender interface {
	Send(ctx context.Context, d Delivery) error
}

// Permanent marks an error as final: it will not be retried. nil stays nil.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return permanent{err}
}

// IsPermanent reports whether err was marked by Permanent.
func IsPermanent(err error) bool {
	_, ok := errors.AsType[permanent](err)
	return ok
}

type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }
