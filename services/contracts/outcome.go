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

// addOutcome records the outcome and changes the state: to mid_passed after a passed mid-term evaluation, to accepting after a
// passed final one, to rectifying after a failed one, and out of rectifying after a passed re-check. A suspended contract
// resumes in that state. The state of an ended contract does not change.
func (c *Contract) addOutcome(o Outcome, now time.Time) {
	at := c.Status
	if at == Suspended {
		at = c.HeldFrom
	}
	to, resume := c.stateAfter(at, o)
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

// stateAfter returns the state that follows from the state at by the outcome, and the new ResumeTo.
func (c *Contract) stateAfter(at Status, o Outcome) (to, resume Status) {
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
		if c.failedKind() == o.Kind {
			return advance(c.ResumeTo, o.Kind), ""
		}
		return at, c.ResumeTo // the outcome is not of the evaluation that failed
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

// failedKind returns the kind of the last evaluation that was not passed.
func (c *Contract) failedKind() string {
	for i := len(c.Outcomes) - 1; i >= 0; i-- {
		if !c.Outcomes[i].Pass {
			return c.Outcomes[i].Kind
		}
	}
	return ""
}
