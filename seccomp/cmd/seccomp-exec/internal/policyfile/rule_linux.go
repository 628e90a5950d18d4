package policyfile

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// Rule returns the place of the rule for a syscall, as file:line. ok is false without a
// rule: a violation, or another architecture. It may be called by several goroutines.
func (p *Profile) Rule(a *arch.Arch, number uint32, arguments [6]uint64) (rule string, ok bool) {
	for _, on := range p.rules {
		if on.Arch != a {
			continue
		}
		for _, s := range on.Syscalls {
			if s.Number != number {
				continue
			}
			for _, x := range s.Alternatives {
				if x.Row != nil && p.space.Contains(x.When, arguments) {
					return place(x.Row), true
				}
			}
		}
	}
	return "", false
}

// place returns the place of a row, as file:line.
func place(r *policy.Row) string { return fmt.Sprintf("%s:%d", r.File(), r.Line()) }
