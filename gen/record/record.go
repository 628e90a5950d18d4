// Package record writes the rules of a policy for syscalls seen at run time, with their
// weights. Its users are seccomp-exec -record and seccompgen import.
//
// Example: a program makes these syscalls on amd64:
//
//	60001 read
//	    8 ioctl with cmd=TCGETS
//	    4 ioctl with cmd=TIOCGWINSZ
//
// [Record.Add] counts them by operation, and [Record.Policy] returns the rules
//
//	# weight ioctl 12: cmd == TCGETS 8; cmd == TIOCGWINSZ 4
//	dd,ioctl,,,recorded
//	# dd,ioctl,,cmd == TCGETS || cmd == TIOCGWINSZ,all that was recorded
//	# weight read 60001
//	dd,read,,,recorded
//
// # Weights
//
// A comment "# weight OPERATION N" counts an operation in a profile: that of the next rule.
// After a colon it counts each condition; there are none for an operation without deciding
// arguments, and for one with more than 24. Package event chooses the arguments.
// [ParseWeight] reads the comment.
//
// # Merging
//
// [Merge] adds a record to a policy. Each line of the policy stays, except the weights and
// the proposals of earlier records. It adds a rule only for an operation without one, if
// the profile refuses a recorded syscall of it. So it widens no condition of the author and
// undoes no refusal: a comment proposes the row then.
//
// # The static base
//
// A run does not show all syscalls of a libc or a Go runtime: restart_syscall comes after
// SIGSTOP and SIGCONT, sched_yield under load. [Record.AddBase] adds those, with a reason
// that begins with "static base".
package record

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
)

// MaxConditions limits the conditions of an operation. With more it has none.
const MaxConditions = 24

// maxOutside limits the numbers without a rule that are listed.
const maxOutside = 20

// Record counts syscalls by operation.
type Record struct {
	catalog    *catalog.Catalog
	operations map[string]*operation
	// outside holds the syscalls without a rule: numbers of no syscall, and of x32.
	outside map[string]bool
	// names holds the syscalls of each architecture by number.
	names map[*arch.Arch]map[uint32]*catalog.Syscall
}

// operation is a recorded operation, or one of a base.
type operation struct {
	Weight
	// examples holds one syscall for each condition.
	examples []event.Event
	// base is the reason of an operation in a base.
	base string
}

// New returns an empty record.
func New(c *catalog.Catalog) *Record {
	return &Record{c, make(map[string]*operation), make(map[string]bool), make(map[*arch.Arch]map[uint32]*catalog.Syscall)}
}

// Empty reports whether nothing was added.
func (r *Record) Empty() bool { return len(r.operations) == 0 && len(r.outside) == 0 }

// Add adds a syscall made a number of times.
func (r *Record) Add(e event.Event, times uint64) {
	s := r.syscall(e.Arch, e.Number)
	if s == nil {
		if len(r.outside) < maxOutside {
			r.outside[e.Name()] = true
		}
		return
	}
	name, when := operationOf(s, e), ""
	if !s.Multiplexer() {
		rule, _ := e.Rule()
		when = rule.When
	}
	o := r.operation(name)
	o.examples = append(o.examples, e)
	o.Weight = o.Weight.plus(Weight{Operation: name, Times: times, Conditions: map[string]uint64{when: times}})
}

// operation returns the operation with a name, and adds it if it is new.
func (r *Record) operation(name string) *operation {
	o := r.operations[name]
	if o == nil {
		o = &operation{Weight: Weight{Operation: name}}
		r.operations[name] = o
	}
	return o
}

// syscall returns the syscall with a number, nil if there is none.
func (r *Record) syscall(a *arch.Arch, number uint32) *catalog.Syscall {
	if r.names[a] == nil {
		r.names[a] = make(map[uint32]*catalog.Syscall)
		for i := range r.catalog.Syscalls {
			if n, ok := r.catalog.Syscalls[i].Number(a); ok {
				r.names[a][n] = &r.catalog.Syscalls[i]
			}
		}
	}
	return r.names[a][number]
}

// operationOf returns the operation of a syscall. A multiplexer with an unknown selector
// stands for itself.
func operationOf(s *catalog.Syscall, e event.Event) string {
	if !s.Multiplexer() {
		return s.Operation()
	}
	for _, o := range s.Operations {
		mask, values, _ := abi.Selectors(s.Name, o)
		if slices.Contains(values, uint32(e.Args[0])&mask) {
			return o
		}
	}
	return s.Name
}

// sorted returns the operations by name.
func (r *Record) sorted() []*operation {
	return slices.SortedFunc(maps.Values(r.operations), func(x, y *operation) int { return cmp.Compare(x.Operation, y.Operation) })
}

// remarks returns a comment for each syscall without a rule.
func (r *Record) remarks() []string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(r.outside)) {
		lines = append(lines, fmt.Sprintf("# no rule for %s: the tables have no such syscall", name))
	}
	return lines
}
