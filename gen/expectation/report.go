package expectation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
)

// Report describes failures in the order of the file. Each begins with a line file:line:col.
// The path of the first failure through its program follows, then the other architectures.
// With all, each failure has a line and a path.
func (t *Table) Report(failures []Failure, all bool) (string, error) {
	byRow := make(map[*row][]Failure)
	for _, f := range failures {
		byRow[f.row] = append(byRow[f.row], f)
	}
	var b strings.Builder
	for _, x := range t.rows {
		of := byRow[x]
		if len(of) == 0 {
			continue
		}
		shown := of[:1]
		if all {
			shown = of
		}
		for _, f := range shown {
			steps, err := listing.Path(f.Program.Program.Instructions, listing.Symbols{Arch: f.Arch, Names: t.catalog.Names(f.Arch)}, f.Call)
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&b, "%v\n%s", f.error(), indented(listing.Table(steps)))
		}
		b.WriteString(others(of[len(shown):]))
	}
	return b.String(), nil
}

// error returns the failure as a problem of the expectation.
func (f Failure) error() csvfile.Error {
	syscall := fmt.Sprint(f.Number)
	if f.entry != nil {
		syscall = f.entry.Name
	}
	what := fmt.Sprintf("%s on %s: %s %s is %s, want %s", f.Program.Name, f.on(), syscall, listing.Arguments(f.Call.Arguments), f.found, f.want.word)
	if f.hidden == "" {
		return f.row.line.At(colVerdict, what, "")
	}
	return f.row.line.At(colVerdict, what+": "+f.hidden, fmt.Sprintf("refuse %s, or name the other architectures here", f.entry.Name))
}

// on names the architecture of the syscall, and of the program if it is another.
func (f Failure) on() string {
	if f.Arch != f.Program.Arch {
		return f.Arch.GOARCH + " in the program for " + f.Program.Arch.GOARCH
	}
	return f.Arch.GOARCH
}

// indented indents the lines of text.
func indented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString("    " + line)
	}
	return b.String()
}

// others lists failures of one expectation without their paths: a line per profile and
// verdict.
func others(failures []Failure) string {
	type kind struct{ profile, found string }
	on := make(map[kind][]string)
	var order []kind
	for _, f := range failures {
		k := kind{f.Program.Name, f.found}
		if on[k] == nil {
			order = append(order, k)
		}
		if !slices.Contains(on[k], f.on()) {
			on[k] = append(on[k], f.on())
		}
	}
	var b strings.Builder
	for _, k := range order {
		fmt.Fprintf(&b, "    also %s on %s: %s\n", k.profile, strings.Join(on[k], ", "), k.found)
	}
	return b.String()
}
