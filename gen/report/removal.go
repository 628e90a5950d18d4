package report

import (
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// named holds the names by which rules mean a syscall on an architecture.
type named []string

// removalOf returns the names that mean all of a syscall, and no selector alone.
func removalOf(s *catalog.Syscall, a *arch.Arch) named {
	out := named{s.Name, a.GOARCH + "/" + s.Name}
	if !s.Multiplexer() {
		for _, group := range s.Groups {
			out = append(out, "@"+group)
		}
		out = append(out, s.Operations...)
	}
	return out
}

// names reports whether a cell of a rule means the syscall.
func (n named) names(cell string) bool { return slices.Contains(n, strings.TrimPrefix(cell, "-")) }

// removed returns the index of a profile's last rule that removes a syscall, or -1.
func (b *builder) removed(p *Profile, s *catalog.Syscall, a *arch.Arch) int {
	if p.Rules == nil {
		return -1
	}
	for _, row := range slices.Backward(p.Rules.Rows) {
		if strings.HasPrefix(row.Syscall, "-") && removalOf(s, a).names(row.Syscall) {
			return b.rule(row)
		}
	}
	return -1
}

// removes reports whether a rule removes an operation from its multiplexers.
func (b *builder) removes(operation string) bool {
	s := b.syscall(operation)
	return slices.ContainsFunc(b.Profiles, func(p Profile) bool {
		return p.Rules != nil && slices.ContainsFunc(p.Rules.Rows, func(row *policy.Row) bool {
			group, ok := strings.CutPrefix(row.Syscall, "-@")
			return row.Syscall == "-"+operation || ok && s.In(group)
		})
	})
}
