package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// Concern is an effect to know about before a policy is approved.
type Concern struct {
	Title, Text string
	// Through lists the syscalls for it, with the architectures if some lack it.
	Through []string
}

// concernsOf returns the effects possible under a profile, and the names of the others with
// the refused syscalls.
func (b *builder) concernsOf(p *Profile) (open, closed []Concern) {
	for _, c := range concerns {
		var through, ways []string
		for _, w := range c.ways {
			for _, opening := range b.openings(p, w) {
				if !slices.Contains(through, opening) {
					through = append(through, opening)
				}
			}
			ways = append(ways, w.String())
		}
		if len(through) > 0 {
			open = append(open, Concern{c.title, c.text, through})
		} else {
			closed = append(closed, Concern{Title: c.title, Through: ways})
		}
	}
	return open, closed
}

// String returns the operation with its condition.
func (w way) String() string {
	if w.when == "" {
		return w.operation
	}
	return w.operation + " if " + w.when
}

// openings returns the entry points of a way that a profile leaves open.
func (b *builder) openings(p *Profile, w way) []string {
	var out []string
	for i := range b.Catalog.Syscalls {
		s := &b.Catalog.Syscalls[i]
		if s.Name != w.operation && !slices.Contains(s.Operations, w.operation) {
			continue
		}
		var on []*arch.Arch
		for _, a := range b.Arches {
			if nr, ok := s.Number(a); ok && b.opens(p.Decisions[a.Index], w, s, nr, a) {
				on = append(on, a)
			}
		}
		if len(on) > 0 {
			out = append(out, b.onArches(s.Name, on))
		}
	}
	return out
}

// onArches returns a name, with the architectures unless they are all with the syscall.
func (b *builder) onArches(name string, on []*arch.Arch) string {
	if where := b.where(name, on); where != "all" && len(b.Arches) > 1 {
		return fmt.Sprintf("%s (%s)", name, where)
	}
	return name
}

// opens reports whether an entry point may be made with some arguments of a way.
func (b *builder) opens(d decision.Decision, w way, s *catalog.Syscall, nr uint32, a *arch.Arch) bool {
	part, _ := policy.Part(d.Space, w.operation, s, w.when, a)
	for value, when := range d.ByAction(nr) {
		if action.MayProceed(value) && d.Space.And(when, part) != argset.None {
			return true
		}
	}
	return false
}

// unchecked returns the entry points open for all arguments, although a condition limits
// their operation elsewhere: "socketcall (386, s390x), for socket".
func (b *builder) unchecked(i int, syscalls []Syscall) []string {
	limited := make(map[string]bool)
	for _, s := range syscalls {
		if len(s.Operations) < 2 && slices.ContainsFunc(s.Cells[i].Parts, func(p Part) bool { return p.Verdict.Kind == Conditional }) {
			limited[operationOf(s)] = true
		}
	}
	var out []string
	for _, s := range syscalls {
		operations := s.Operations
		if len(operations) == 0 {
			operations = []string{s.Name}
		}
		operations = slices.DeleteFunc(slices.Clone(operations), func(operation string) bool { return !limited[operation] })
		var on []*arch.Arch
		for _, part := range s.Cells[i].Parts {
			if part.Verdict.Kind == Allowed {
				on = append(on, part.Arches...)
			}
		}
		if len(on) > 0 && len(operations) > 0 {
			out = append(out, fmt.Sprintf("%s, for %s", b.onArches(s.Name, arch.Set(on)), strings.Join(operations, ", ")))
		}
	}
	return out
}

// operationOf returns the operation of a syscall: its own name unless it is a variant.
func operationOf(s Syscall) string {
	if len(s.Operations) == 1 {
		return s.Operations[0]
	}
	return s.Name
}
