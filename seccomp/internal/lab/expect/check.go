package expect

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// Compared is how much was compared.
type Compared struct {
	// Verdicts is those of filters on numbers, Calls those of profiles with conditions
	// on calls with arguments, Compat those of filters for two architectures on calls of
	// programs of both.
	Verdicts, Calls, Compat int
}

// Check compares a guest's output with what the kernel must do. It returns how much
// it compared, and what is wrong: nothing only if everything that r names was
// measured and is right. Output of others around the guest's is ignored.
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
	problems = append(problems, r.checkCalls(o, found, &compared)...)
	return compared, append(problems, r.checkFacts(found)...)
}

// checkFrame checks that the output is whole and of the run.
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
