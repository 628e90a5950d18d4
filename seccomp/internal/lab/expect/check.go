package expect

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// Compared counts comparisons.
type Compared struct {
	// Verdicts counts verdicts of filters on numbers, Syscalls outcomes of syscalls with
	// arguments under profiles with conditions, and Companion outcomes of syscalls by
	// programs that inherit a filter for two ABIs.
	Verdicts, Syscalls, Companion int
}

// Check compares a guest's output with the oracle. There is no problem only if the guest
// measured all of r, and all of it is right. Check ignores the output of other programs
// between the guest's lines.
func (r Run) Check(o *oracle.Oracle, output []byte) (compared Compared, problems []string) {
	found := parse(output)
	problems = append(problems, found.problems...)
	problems = append(problems, r.checkFrame(o, found)...)
	problems = append(problems, r.checkArrival(found)...)
	for i, f := range r.Filters {
		n, wrong := r.checkFilter(o, found, i, f)
		compared.Verdicts += n
		problems = append(problems, wrong...)
	}
	problems = append(problems, r.checkSyscalls(o, found, &compared)...)
	return compared, append(problems, r.checkFacts(found)...)
}

// checkFrame checks that the output is complete and belongs to r.
func (r Run) checkFrame(o *oracle.Oracle, found *report) []string {
	var problems []string
	add := func(format string, args ...any) {
		problems = append(problems, fmt.Sprintf(format, args...))
	}
	if found.goarch != r.GOARCH {
		add("the guest is for %q, must be for %s", found.goarch, r.GOARCH)
	}
	switch {
	case found.end < 0:
		add("the output has no end, after %d findings", found.findings)
	case found.end != found.findings:
		add("the output has %d findings, the guest made %d", found.findings, found.end)
	}
	if len(found.filters) != len(r.Filters) {
		add("the guest measured %d filters, must be %d", len(found.filters), len(r.Filters))
	}
	if want := skipped(o, r.GOARCH); !slices.Equal(found.skipped, want) {
		add("the guest skipped %v, must be %v", found.skipped, want)
	}
	return problems
}
