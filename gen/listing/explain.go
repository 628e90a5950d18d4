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

// Explain follows a call on a through a program: the executed instructions, the verdict,
// and whether the kernel executes them each time. a is the architecture of the program or
// its companion ABI.
func Explain(c *catalog.Catalog, compiled *compile.Compiled, a *arch.Arch, call Call) ([]byte, error) {
	symbols, program := symbolsOf(c, compiled, a), compiled.Program.Instructions
	steps, err := Path(program, symbols, call)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s on %s: %s %s", compiled.Name, a.GOARCH, Name(call.Nr, symbols.Names), call.text())
	fmt.Fprintf(&b, "\n\n%s\n%s\n", Table(steps), verdict(compiled, a, call))
	fmt.Fprintf(&b, "%d of %d instructions, %s\n", len(steps), len(program), cached(program, a, call.Nr, profile.TableEnd(c, a)))
	return b.Bytes(), nil
}

// Table writes steps in columns.
func Table(steps []Step) string {
	var text, value int
	for _, s := range steps {
		text, value = max(text, len(s.Text)), max(value, len(s.Value))
	}
	var b strings.Builder
	for _, s := range steps {
		line := fmt.Sprintf("%4d  %-*s  %-*s  %s", s.Index, text, s.Text, value, s.Value, s.Branch)
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

// verdict describes the verdict of a call on a, and the reason if no rule decides it.
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

// cached describes how often the kernel executes the program for a number on a. Its allow
// cache covers the numbers of the syscall table, up to end.
func cached(program []bpf.Instruction, a *arch.Arch, nr, end uint32) string {
	switch {
	case !a.AllowCache:
		return "each time: " + a.GOARCH + " has no allow cache"
	case prove.Cacheable(program, a.Audit, nr) && nr <= end:
		return "none from Linux 5.11 on: the allow cache has the number"
	}
	return "each time: the allow cache has only known numbers that are always allowed"
}
