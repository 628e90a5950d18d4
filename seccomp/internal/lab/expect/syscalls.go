package expect

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/policies/conditions"
)

// Syscall is a syscall with arguments under a filter.
type Syscall struct {
	// Filter is a profile of package conditions. With Program it is an inherited filter:
	// a profile of package companion and changes, as in both,+mount,-getppid.
	Filter string
	// Program is the architecture of a program that inherits the filter and makes the
	// syscall. If it is empty, the guest makes the syscall.
	Program string
	Number  uint32
	Args    [6]uint64
	// want is the expected outcome.
	want string
}

// Syscalls returns syscalls of goarch under each profile of package conditions. For each
// row of the policy it draws arguments around the boundaries of the condition, on both
// sides. It adds two syscalls of every number under every profile. The result depends on
// the seed alone.
func Syscalls(o *oracle.Oracle, goarch string, seed uint64) ([]Syscall, error) {
	d, list, err := drawSyscalls(o, conditions.Policy(), goarch, seed)
	if err != nil {
		return nil, err
	}
	return list, d.decide(list)
}

// decide sets the expected outcomes.
func (d *syscallDrawer) decide(list []Syscall) error {
	for i := range list {
		s := &list[i]
		action, err := d.policy.Decide(s.Filter, d.goarch, s.Number, s.Args)
		if err != nil {
			return err
		}
		s.want = outcome(action)
	}
	return nil
}

// group returns the first word of a syscall's line in the guest's file. Syscalls with the
// same word share a filter and a program.
func (c Syscall) group() string {
	if c.Program == "" {
		return c.Filter
	}
	return c.Filter + "@" + c.Program
}

// killed is the violation action of a policy without a violation row.
const killed = 0x80000000

// errnoForAction holds the errno in the guest for each action without one.
var errnoForAction = map[uint32]int{
	0x00000000: 111, // kill-thread
	0x00030000: 112, // trap
	0x7fc00000: 113, // notify
	0x7ff00000: 114, // trace
	0x7ffc0000: 115, // log
}

// outcome returns the guest's word for an action.
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
		return fmt.Sprintf("errno-%d", errnoForAction[class])
	}
}
