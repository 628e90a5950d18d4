package random

import (
	"go/constant"
	"maps"
	"math/rand/v2"
	"slices"
)

// draft is a policy under construction.
type draft struct {
	*rand.Rand
	g    *Generator
	rows []row
	// own holds the rows of the policy's own constants.
	own []row
	// profile is the current profile.
	profile string
	// syscalls lists the few names of most rows; words and wide list the few constants of
	// most conditions.
	syscalls    []string
	words, wide []uint64
	// constants and errnos list the names defined on all architectures. lookup returns the
	// value of a constant.
	constants, errnos []string
	lookup            func(name, goarch string) (constant.Value, bool)

	indexes map[string]*index
	// beyond is set by a condition on a parameter beyond the registers of mips.
	beyond bool
}

// draft returns an empty policy.
func (g *Generator) draft(r *rand.Rand) *draft {
	d := &draft{Rand: r, g: g, rows: []row{header}, indexes: make(map[string]*index)}
	d.constants, d.errnos = slices.Clip(g.reach().constants), g.reach().errnos
	d.define()
	for range 1 + r.IntN(3) {
		d.syscalls = append(d.syscalls, pick(r, g.reach().operations))
	}
	for range 2 + r.IntN(3) {
		d.words = append(d.words, word(r, 32))
		d.wide = append(d.wide, word(r, 64))
	}
	return d
}

// multiplexers returns the names of the multiplexers.
func multiplexers() []string { return slices.Sorted(maps.Keys(inside)) }

// everywhere returns the names defined on all architectures.
func (g *Generator) everywhere(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return slices.ContainsFunc(goarches(), func(goarch string) bool {
			_, ok := g.Constants(name, goarch)
			return !ok
		})
	})
}

// fill adds rows to the current profile until the draft has n, or too many proposals have
// failed. Some repeat an earlier row.
func (d *draft) fill(n int) {
	for tries := 0; tries < 6*n && len(d.rows)-1 < n; tries++ {
		more := d.propose()
		if len(d.rows)-1+len(more) <= n && d.hasEffect(more) {
			d.rows = append(d.rows, more...)
		}
		if len(d.rows)-1 < n && chance(d.Rand, 4) {
			d.rows = append(d.rows, d.repeat()...)
		}
	}
}

// index returns the index for goarch.
func (d *draft) index(goarch string) *index {
	if d.indexes[goarch] == nil {
		d.indexes[goarch] = newIndex(d.g.machine(goarch), d.lookup)
	}
	return d.indexes[goarch]
}

// has reports whether the current profile has a row for syscall.
func (d *draft) has(syscall string) bool {
	return slices.ContainsFunc(d.rows, func(r row) bool { return r[cellProfile] == d.profile && r[cellSyscall] == syscall })
}
