package report

import (
	"slices"
	"strings"
)

// removals returns the cells of removing rows of all profiles, without their signs.
func (b *builder) removals() map[string]bool {
	if b.removing == nil {
		b.removing = make(map[string]bool)
		for _, p := range b.Profiles {
			if p.Rules == nil {
				continue
			}
			for _, row := range p.Rules.Rows {
				if cell, ok := strings.CutPrefix(row.Syscall, "-"); ok {
					b.removing[cell] = true
				}
			}
		}
	}
	return b.removing
}

// removes reports whether a rule removes an operation from its multiplexers.
func (b *builder) removes(operation string) bool {
	of := b.removals()
	return of[operation] || slices.ContainsFunc(b.syscall(operation).Groups, func(group string) bool { return of["@"+group] })
}
