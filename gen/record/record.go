// Package record writes the syscalls of a run into a policy.
//
// Example: a program makes these syscalls on amd64:
//
//	60001 read
//	    8 ioctl with cmd=TCGETS
//	    4 ioctl with cmd=TIOCGWINSZ
//
// [Record.Policy] returns the rules, as [event.WriteRules] writes them:
//
//	# weight 12
//	dd,ioctl,,,
//	# dd,ioctl,,cmd == TCGETS || cmd == TIOCGWINSZ,all that was seen
//	# weight 60001
//	dd,read,,,
//	dd,restart_syscall,,,static base of libc and Go: the kernel resumes a syscall ...
//
// # Merging
//
// [Record.Merge] adds a record to a policy. Each line of the policy stays, except for the
// weights and the proposals of earlier records: those become sums. It adds a rule for an
// operation without one, if the profile refuses a recorded syscall of it. So it widens no
// condition of the author and undoes no refusal: a comment proposes the row then.
//
// # The static base
//
// A run does not show all syscalls of a libc or a Go runtime: restart_syscall comes after
// SIGSTOP and SIGCONT, sched_yield under load. [Record.AddBase] adds those. Their reason
// begins with "static base".
package record

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
)

// maxOutside limits the numbers without a rule in comments.
const maxOutside = 20

// Record holds the syscalls of a run. The zero value is empty.
type Record struct {
	tally event.Tally
	// examples holds the syscalls of each rule's syscall cell.
	examples map[string][]event.Event
	// base holds the reasons of the operations of a base.
	base map[string]string
	// outside holds the names of syscalls without a rule.
	outside map[string]bool
}

// Add adds a syscall made a number of times.
func (r *Record) Add(e event.Event, times uint64) {
	if r.tally.Add(e, times) {
		if r.examples == nil {
			r.examples = make(map[string][]event.Event)
		}
		r.examples[cell(e)] = append(r.examples[cell(e)], e)
		return
	}
	if r.outside == nil {
		r.outside = make(map[string]bool)
	}
	if len(r.outside) < maxOutside {
		r.outside[e.Name()] = true
	}
}

// cell returns the syscall cell of the rule for all arguments of e.
func cell(e event.Event) string {
	s := e.Syscall()
	if !s.Multiplexer() {
		return s.Operation()
	}
	for _, operation := range s.Operations {
		mask, values, _ := abi.Selectors(s.Name, operation)
		if slices.Contains(values, uint32(e.Args[0])&mask) && e.Known.Has(0) {
			return operation
		}
	}
	return e.Arch.GOARCH + "/" + s.Name
}

// rule is a rule to write, with its lines.
type rule struct {
	event.Counted
	// base is the reason of an operation that was not recorded.
	base string
}

// rules returns the rules by syscall.
func (r *Record) rules() []rule {
	var list []rule
	for _, c := range r.tally.Rules() {
		list = append(list, rule{Counted: c})
	}
	for operation, why := range r.base {
		if r.examples[operation] == nil {
			list = append(list, rule{event.Counted{Rule: event.Rule{Syscall: operation}}, why})
		}
	}
	name := func(x rule) string { return x.Syscall[strings.IndexByte(x.Syscall, '/')+1:] }
	slices.SortFunc(list, func(x, y rule) int {
		return cmp.Or(strings.Compare(name(x), name(y)), strings.Compare(x.Syscall, y.Syscall))
	})
	return list
}

// lines returns the row of a rule with its comments.
func (x rule) lines(profile string) []string {
	if x.base != "" {
		return []string{x.Row(profile, "", x.base)}
	}
	var b bytes.Buffer
	_ = event.WriteRules(&b, profile, []event.Counted{x.Counted}) // writes to a Buffer do not fail
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
}

// Policy returns a policy with one profile and its description.
func (r *Record) Policy(profile, description string) []byte {
	lines := append(r.head(profile, description), event.Columns)
	return []byte(strings.Join(append(lines, r.body(profile)...), "\n") + "\n")
}

// head returns the comments of a new profile.
func (r *Record) head(profile, description string) []string {
	return append([]string{fmt.Sprintf("# profile %s: %s", profile, description)}, r.remarks()...)
}

// body returns the rows of a new profile with their comments.
func (r *Record) body(profile string) []string {
	var lines []string
	for _, x := range r.rules() {
		lines = append(lines, x.lines(profile)...)
	}
	return lines
}

// remarks returns a comment for each syscall without a rule.
func (r *Record) remarks() []string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(r.outside)) {
		lines = append(lines, fmt.Sprintf("# no rule can allow %s: it was recorded", name))
	}
	return lines
}

// notInProfile matches characters outside a profile's name.
var notInProfile = regexp.MustCompile(`[^a-z0-9]+`)

// ProfileName returns the name of a profile for a program, "" if it cannot be made a name.
func ProfileName(program string) string {
	name := strings.Trim(notInProfile.ReplaceAllString(strings.ToLower(program), "-"), "-")
	return strings.TrimLeft(name, "0123456789-")
}
