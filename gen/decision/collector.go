package decision

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
)

// Collector collects the verdicts of a decision, each once.
type Collector struct {
	Verdicts []Verdict
	// ids holds the collected verdicts by their text.
	ids map[string]VerdictID
}

// NewCollector returns a collector with Denied, Allowed, Unknown and Foreign. Their actions are
// not collected: a verdict with that of a violation is another one.
func NewCollector(violation, unknown uint32) *Collector {
	c := &Collector{ids: make(map[string]VerdictID)}
	for _, value := range []uint32{violation, action.Allow, unknown, action.KillProcess} {
		c.Verdicts = append(c.Verdicts, Verdict{Action: value})
	}
	return c
}

// Collect returns the place of a verdict.
func (c *Collector) Collect(v Verdict) VerdictID {
	key := fmt.Sprint(v.Action, v.Cases)
	id, ok := c.ids[key]
	if !ok {
		id = VerdictID(len(c.Verdicts))
		c.Verdicts = append(c.Verdicts, v)
		c.ids[key] = id
	}
	return id
}
