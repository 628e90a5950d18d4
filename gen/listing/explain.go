package listing

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

// Explain writes what becomes of a call: the instructions that it executes, the
// verdict, and whether the kernel executes them each time.
func Explain(c *catalog.Catalog, compiled *compile.Compiled, call Call) ([]byte, error) {
	a, program := compiled.Arch, compiled.Program.Instructions
	names := c.Names(arch.Index(a.GOARCH))
	steps, err := Path(program, a, names, call)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s on %s: %s %s", compiled.Name, a.GOARCH, Name(call.Nr, names), Arguments(call.Arguments))
	if missing := len(call.Arguments) - call.Given; missing > 0 {
		fmt.Fprintf(&b, ", the last %d not given and so 0", missing)
	}
	fmt.Fprintf(&b, "\n\n%s\n%s\n", table(steps), verdict(compiled, call))
	fmt.Fprintf(&b, "%d of %d instructions, %s\n", len(steps), len(program), cached(c, compiled, call.Nr))
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

// verdict names the verdict of a call, and why it meets it if no row says so.
func verdict(compiled *compile.Compiled, call Call) string {
	v := compiled.Of(call.Nr, call.Arguments)
	action := ActionOn(compiled.Verdicts[v].Action, compiled.Arch)
	switch v {
	case interval.Denied:
		return action + ": violation"
	case interval.Unknown:
		return action + ": unknown"
	}
	return action
}

// cached says how often the kernel executes the instructions of a call. Its cache has
// a place for each number of the table.
func cached(c *catalog.Catalog, compiled *compile.Compiled, nr uint32) string {
	a := compiled.Arch
	switch {
	case strings.HasPrefix(a.GOARCH, "mips"):
		return "each time: mips has no cache"
	case prove.Cacheable(compiled.Program.Instructions, a.Audit, nr) && nr <= profile.TableEnd(c, arch.Index(a.GOARCH)):
		return "none from Linux 5.11 on: the kernel's cache takes the call"
	}
	return "each time: the kernel's cache takes only calls of its table that are always allowed"
}
