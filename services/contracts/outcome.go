package contracts

import (
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Kinds of evaluation, as the evaluation feature names them.
const (
	KindSpot  = "spot"
	KindMid   = "mid"
	KindFinal = "final"
)

// evaluated records the outcome and moves the contract to where it leads: a passed mid result to mid_passed, a passed
// final one to accepting, a failed one to rectifying, and a passed re-check out of it. A suspended contract will resume
// there; one that is over only keeps the record.
func (c *Contract) evaluated(o Outcome, now time.Time) {
	at := c.Status
	if at == Suspended {
		at = c.HeldFrom
	}
	to, resume := c.after(at, o)
	c.Outcomes = append(c.Outcomes, o)
	c.ResumeTo = resume
	switch {
	case to == at:
	case c.Status == Suspended:
		c.HeldFrom = to
	default:
		c.enter(to, workflow.Step{At: now})
	}
}

// after tells where the outcome leads from the state at, and where rectifying would go back to then.
func (c *Contract) after(at Status, o Outcome) (to, resume Status) {
	switch at {
	case Performing, MidPassed, FinalEvaluating:
		if !o.Pass {
			return Rectifying, at
		}
		return advance(at, o.Kind), ""
	case Rectifying:
		if !o.Pass {
			return at, c.ResumeTo
		}
		if c.failing() == o.Kind {
			return advance(c.ResumeTo, o.Kind), ""
		}
		return at, c.ResumeTo // what is rectified is another thing
	default:
		return at, c.ResumeTo
	}
}

func advance(at Status, kind string) Status {
	switch {
	case kind == KindMid && at == Performing:
		return MidPassed
	case kind == KindFinal && at == FinalEvaluating:
		return Accepting
	}
	return at
}

// failing is the kind of the last evaluation that was not passed.
func (c *Contract) failing() string {
	for i := len(c.Outcomes) - 1; i >= 0; i-- {
		if !c.Outcomes[i].Pass {
			return c.Outcomes[i].Kind
		}
	}
	return ""
}
