package expect

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/policies/conditions"
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
// one of those; and calls of every number under each of its profiles. They are the same
// ones for the same seed.
func Calls(o *oracle.Oracle, goarch string, seed uint64) ([]Call, error) {
	d, err := newCallDraw(o, conditions.Policy(), goarch, seed)
	if err != nil {
		return nil, err
	}
	list, err := d.all()
	if err != nil {
		return nil, err
	}
	for _, profile := range d.policy.Profiles() {
		list = append(list, d.numbered(profile)...)
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

// killed is what a policy without a row for violations does about them.
const killed = 0x80000000

// told is the errno by which the guest tells each action that is no errno.
var told = map[uint32]int{
	0x00000000: 111, // kill-thread
	0x00030000: 112, // trap
	0x7fc00000: 113, // notify
	0x7ff00000: 114, // trace
	0x7ffc0000: 115, // log
}

// outcome returns the guest's word for how a call ends that meets an action.
func outcome(action uint32) string {
	const errno, allow = 0x00050000, 0x7fff0000
	switch class := action & 0xffff0000; {
	case action == allow:
		return oracle.Allowed
	case action == errno|100:
		return oracle.Denied
	case action == errno|101:
		return oracle.Unknown
	case action == killed:
		return "killed"
	case class == errno:
		return fmt.Sprintf("errno-%d", action-errno)
	default:
		return fmt.Sprintf("errno-%d", told[class])
	}
}
