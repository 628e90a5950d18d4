package expect

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// maxProblems limits the problems of one kind that are listed.
const maxProblems = 10

// first returns the first problems and the number of the others.
func first(problems []string) []string {
	if more := len(problems) - maxProblems; more > 0 {
		return append(problems[:maxProblems:maxProblems], fmt.Sprintf("and %d more like it", more))
	}
	return problems
}

// checkFilter compares the verdict of filter i on every number.
func (r Run) checkFilter(o *oracle.Oracle, found *report, i int, f oracle.Filter) (compared int, problems []string) {
	if found.filters[i] != spec(f) {
		return 0, []string{fmt.Sprintf("filter %d is %q, must be %q", i, found.filters[i], spec(f))}
	}
	must, got := o.Verdicts(f), found.verdicts[i]
	leave, all := skipped(o, r.GOARCH), numbers(r.GOARCH)
	for _, n := range all {
		arrival, arrived := found.arrival[n]
		verdict, ok := got[n]
		switch {
		case slices.Contains(leave, n):
		case !ok || !arrived:
			problems = append(problems, fmt.Sprintf("%s was not tried", name(o, r.GOARCH, n)))
		default:
			compared++
			if want := word(o.Verdict(f, must, arrival)); verdict != want {
				problems = append(problems, fmt.Sprintf("%s is %s, must be %s", name(o, r.GOARCH, n), verdict, want))
			}
		}
	}
	if extra := len(got) + len(leave) - len(all); extra > 0 {
		problems = append(problems, fmt.Sprintf("%d numbers too many were tried", extra))
	}
	return compared, about(fmt.Sprintf("filter %d (%s): ", i, spec(f)), first(problems))
}

// word returns the guest's word for a verdict of the oracle.
func word(verdict string) string {
	if verdict == oracle.Foreign {
		return "killed"
	}
	return verdict
}

// checkSyscalls compares the outcome of each syscall and counts the comparisons.
func (r Run) checkSyscalls(o *oracle.Oracle, found *report, compared *Compared) (problems []string) {
	for i, c := range r.Syscalls {
		got, ok := found.outcomes[uint32(i)]
		switch {
		case !ok:
		case c.Program == "":
			compared.Syscalls++
		default:
			compared.Companion++
		}
		switch {
		case !ok:
			problems = append(problems, fmt.Sprintf("%s was not tried", r.describe(o, c)))
		case got != c.want:
			problems = append(problems, fmt.Sprintf("%s is %s, must be %s", r.describe(o, c), got, c.want))
		}
	}
	if extra := len(found.outcomes) - compared.Syscalls - compared.Companion; extra > 0 {
		problems = append(problems, fmt.Sprintf("%d syscalls too many were tried", extra))
	}
	return first(problems)
}

// describe returns a syscall in words, with the name of its number.
func (r Run) describe(o *oracle.Oracle, c Syscall) string {
	return fmt.Sprintf("filter %s: %s with the arguments %#x", c.group(), name(o, cmp.Or(c.Program, r.GOARCH), c.Number), c.Args)
}

// about prefixes each problem with its subject.
func about(what string, problems []string) []string {
	for i := range problems {
		problems[i] = what + problems[i]
	}
	return problems
}

// name returns the name of a number on goarch, for messages.
func name(o *oracle.Oracle, goarch string, n uint32) string {
	if name, ok := o.NameOf(goarch, n); ok {
		return fmt.Sprintf("%s (%d)", name, n)
	}
	return fmt.Sprintf("number %d", n)
}
