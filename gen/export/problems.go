package export

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// problem is a verdict beyond the format.
type problem struct {
	// row is nil for a tier.
	row *policy.Row
	// what is the problem: the architectures come between its two parts.
	what [2]string
	hint string
}

// problems collects problems from all architectures.
type problems struct {
	profile string
	order   []problem
	on      map[problem][]*arch.Arch
}

// add adds a problem on some architectures, or on none in particular.
func (p *problems) add(x problem, on ...*arch.Arch) {
	if p.on == nil {
		p.on = make(map[problem][]*arch.Arch)
	}
	if _, ok := p.on[x]; !ok {
		p.order = append(p.order, x)
	}
	p.on[x] = append(p.on[x], on...)
}

// err returns the problems as an error with a line for each, or nil.
func (p *problems) err() error {
	var rows csvfile.Errors
	var lines []string
	for _, x := range p.order {
		what := x.what[0]
		if on := p.on[x]; len(on) > 0 {
			what += " on " + strings.Join(arch.Names(on), ", ")
		}
		what += x.what[1]
		switch {
		case x.row != nil:
			rows = append(rows, x.row.Error(what, x.hint))
		default:
			lines = append(lines, fmt.Sprintf("profile %s: %s; %s", p.profile, what, x.hint))
		}
	}
	slices.Sort(lines)
	if len(lines) > 0 {
		return errors.New(strings.Join(lines, "\n"))
	}
	return rows.Sorted()
}

// row returns the row with the verdict of some arguments of a syscall: the first with an
// alternative for them, or the row for violations. It is nil for a tier.
func (w *writer) row(a *arch.Arch, name string, set argset.Set) *policy.Row {
	if w.Resolve == nil {
		return nil
	}
	r, ok := w.resolved[a]
	if !ok {
		r = w.Resolve(a)
		w.resolved[a] = r
	}
	for _, x := range r.Syscalls {
		for _, alternative := range x.Alternatives {
			if x.Name == name && alternative.By != nil && w.Space.And(set, alternative.When) != argset.None {
				return alternative.By
			}
		}
	}
	return w.background("violation")
}
