package report

import (
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// cellsOf returns the cells of rules about all of a syscall, and not one selector alone.
func cellsOf(s *catalog.Syscall, a *arch.Arch) []string {
	out := []string{s.Name, a.GOARCH + "/" + s.Name}
	if !s.Multiplexer() {
		for _, group := range s.Groups {
			out = append(out, "@"+group)
		}
		out = append(out, s.Operations...)
	}
	return out
}

// removals returns the places of a profile's removing rows, the last by each cell without its
// sign.
func (b *builder) removals(p *Profile) map[string]int {
	if known, ok := b.removing[p]; ok {
		return known
	}
	last := make(map[string]int)
	if p.Rules != nil {
		for i, row := range p.Rules.Rows {
			if cell, ok := strings.CutPrefix(row.Syscall, "-"); ok {
				last[cell] = i
			}
		}
	}
	b.removing[p] = last
	return last
}

// removed returns the index of a profile's last rule that removes a syscall, or -1.
func (b *builder) removed(p *Profile, s *catalog.Syscall, a *arch.Arch) int {
	last := -1
	for _, cell := range cellsOf(s, a) {
		if i, ok := b.removals(p)[cell]; ok {
			last = max(last, i)
		}
	}
	if last < 0 {
		return -1
	}
	return b.rule(p.Rules.Rows[last])
}

// removes reports whether a rule removes an operation from its multiplexers.
func (b *builder) removes(operation string) bool {
	cells := []string{operation}
	for _, group := range b.syscall(operation).Groups {
		cells = append(cells, "@"+group)
	}
	for i := range b.Profiles {
		of := b.removals(&b.Profiles[i])
		if slices.ContainsFunc(cells, func(cell string) bool { _, ok := of[cell]; return ok }) {
			return true
		}
	}
	return false
}
