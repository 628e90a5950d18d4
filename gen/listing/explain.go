package listing

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

// Explain writes what becomes of a call that a program of a makes, which is one
// that compiled decides: the instructions that it executes, the verdict, and whether the
// kernel executes them each time.
func Explain(c *catalog.Catalog, compiled *compile.Compiled, a *arch.Arch, call Call) ([]byte, error) {
	callers, program := callersOn(c, a), compiled.Program.Instructions
	steps, err := Path(program, callers, call)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s on %s: %s %s", compiled.Name, callers.GOARCH, Name(call.Nr, callers.Names), Arguments(call.Arguments))
	if missing := len(call.Arguments) - call.Given; missing > 0 {
		fmt.Fprintf(&b, ", the last %d not given and so 0", missing)
	}
	fmt.Fprintf(&b, "\n\n%s\n%s\n", table(steps), verdict(compiled, callers.Arch, call))
	fmt.Fprintf(&b, "%d of %d instructions, %s\n", len(steps), len(program), cached(program, callers.Arch, call.Nr, profile.TableEnd(c, a)))
	return b.Bytes(), nil
}

// table writes steps in columns.
func table(steps []Step) string {
	var text, holds int
	for _, s := range steps {
		text, holds = max(text, len(s.Text)), max(holds, len(s.Holds))
	}
	var b strings.Builder
	for _, s := range steps {
		line := fmt.Sprintf("%4d  %-*s  %-*s  %s", s.Place, text, s.Text, holds, s.Holds, s.Way)
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

// verdict names the verdict of a call on a, and why it meets it if no row says so.
func verdict(compiled *compile.Compiled, a *arch.Arch, call Call) string {
	d := compiled.Decision
	if a.GOARCH != compiled.Arch.GOARCH {
		d = *compiled.Compat
	}
	v := d.Of(call.Nr, call.Arguments)
	action := ActionOn(d.Verdicts[v].Action, a)
	switch v {
	case decision.Denied:
		return action + ": violation"
	case decision.Unknown:
		return action + ": unknown"
	case decision.Foreign:
		return action + ": a number of another calling convention, " + a.ForeignNames(interval.Interval{First: call.Nr, Last: call.Nr})
	}
	return action
}

// cached says how often the kernel executes the instructions of a call on a. Its cache
// has a place for each number of the table, which ends with end.
func cached(program []bpf.Instruction, a *arch.Arch, nr, end uint32) string {
	switch {
	case !a.AllowCache:
		return "each time: " + a.GOARCH + " has no cache"
	case prove.Cacheable(program, a.Audit, nr) && nr <= end:
		return "none from Linux 5.11 on: the kernel's cache takes the call"
	}
	return "each time: the kernel's cache takes only calls of its table that are always allowed"
}
