package kernel

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/conditions"
)

// Call is a call with arguments under a filter.
type Call struct {
	// Filter is a profile of package conditions, or a filter that Program inherits, with
	// its changes as in both,+mount,-getppid.
	Filter string
	// Program is the architecture of a program that is executed under the filter and
	// makes the call; empty: the guest does that itself.
	Program string
	Number  uint32
	Args    [6]uint64
	// want is the word for how it must end.
	want string
}

// Calls returns calls of goarch for every row of the policy of package conditions:
// some at the boundaries of its condition, on both sides, and all that are near to
// one of those. They are the same ones for the same seed.
func Calls(o *oracle.Oracle, goarch string, seed uint64) ([]Call, error) {
	d, err := newCallDraw(o, conditions.Policy(), goarch, seed)
	if err != nil {
		return nil, err
	}
	list, err := d.all()
	if err != nil {
		return nil, err
	}
	return list, d.decide(list)
}

// decide finds how calls must end.
func (d *callDraw) decide(calls []Call) error {
	for i := range calls {
		c := &calls[i]
		action, err := d.policy.Decide(c.Filter, d.goarch, c.Number, c.Args)
		if err != nil {
			return err
		}
		c.want = outcome(action)
	}
	return nil
}

// group returns the word in front of c in the guest's file, of calls that are made under
// the same filter by the same program.
func (c Call) group() string {
	if c.Program == "" {
		return c.Filter
	}
	return c.Filter + "@" + c.Program
}

// killed is what a policy without a row for violations does about them. No row of
// this one kills.
const killed = 0x80000000

// outcome returns the guest's word for how a call ends that meets an action, none for
// one that ends the guest. What is weaker than an errno is hidden by the guest's own
// filter.
func outcome(action uint32) string {
	const errno, weaker = 0x00050000, 0x7fc00000
	switch {
	case action == errno|100:
		return oracle.Denied
	case action == errno|101:
		return oracle.Unknown
	case action&0xffff0000 == errno:
		return fmt.Sprintf("errno-%d", action-errno)
	case weaker <= action && action < killed:
		return oracle.Allowed
	}
	return ""
}
