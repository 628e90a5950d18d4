package policy

import (
	"go/constant"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// Constant is a constant in a condition, with the low 64 bits of its value.
type Constant struct {
	Name string
	Bits uint64
}

// Constants returns the constants in the rules of a profile for the operation of s, with
// their values on a. Included profiles count.
func (p *Policy) Constants(of *Profile, s *catalog.Syscall, a *arch.Arch) []Constant {
	var out []Constant
	for _, q := range of.withIncluded() {
		for _, row := range q.Rows {
			if row.syscall != nil && row.syscall.Operation() == s.Operation() {
				out = p.appendConstants(out, row, a)
			}
		}
	}
	return out
}

// appendConstants appends the constants in a row's condition, each once.
func (p *Policy) appendConstants(list []Constant, row *Row, a *arch.Arch) []Constant {
	for _, name := range row.names {
		if v, ok := p.Constant(name, a); ok && !slices.ContainsFunc(list, func(c Constant) bool { return c.Name == name }) {
			list = append(list, Constant{name, low(v)})
		}
	}
	return list
}

// low returns the low 64 bits of an integer.
func low(v constant.Value) uint64 {
	if n, ok := constant.Int64Val(v); ok {
		return uint64(n)
	}
	n, _ := constant.Uint64Val(v)
	return n
}
