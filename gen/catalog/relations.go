package catalog

import (
	"cmp"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

// Relation is a syscall and another entry point of its operation. The architecture has
// the entry point, but not always the syscall.
type Relation struct {
	Call, Entry *Syscall
}

// Relations lists the other entry points of all syscalls on one architecture, ascending
// by the constant of the syscall.
type Relations struct {
	Variants, Multiplexers []Relation
}

// Relations returns the relations on a.
func (c *Catalog) Relations(a *arch.Arch) Relations {
	var out Relations
	for i := range c.Syscalls {
		entry := &c.Syscalls[i]
		if _, exists := entry.Number(a); !exists {
			continue
		}
		for j := range c.Syscalls {
			call := &c.Syscalls[j]
			switch {
			case i == j:
			case entry.Multiplexer() && slices.Contains(entry.Operations, call.Operation()):
				out.Multiplexers = append(out.Multiplexers, Relation{call, entry})
			case call.Operation() == entry.Operation():
				out.Variants = append(out.Variants, Relation{call, entry})
			}
		}
	}
	byNumber := func(x, y Relation) int {
		return cmp.Or(cmp.Compare(x.Call.Constant(a), y.Call.Constant(a)), cmp.Compare(x.Entry.Constant(a), y.Entry.Constant(a)))
	}
	slices.SortFunc(out.Variants, byNumber)
	slices.SortFunc(out.Multiplexers, byNumber)
	return out
}

// Constant returns the value of s's constant in package tables on a: its number, or its
// pseudo-number if a does not have it.
func (s *Syscall) Constant(a *arch.Arch) uint32 {
	if n, ok := s.Number(a); ok {
		return n
	}
	return s.Pseudo()
}

// Pseudo returns the pseudo-number of s: bit 31, four bits for the first architecture
// with s, and its number there. New syscalls do not change it.
func (s *Syscall) Pseudo() uint32 {
	for _, a := range arch.Targets {
		if n, ok := s.Number(a); ok {
			return 1<<31 | uint32(a.Index)<<20 | n
		}
	}
	panic("a syscall of no architecture: " + s.Name)
}
