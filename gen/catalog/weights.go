package catalog

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

// Weights returns the weights of a's numbers, those with none left out.
//
// Most weights are measured on amd64, where each operation has a syscall of its own. On
// other architectures programs make some of its variants: fcntl64 for fcntl on 386. A
// variant with a weight of its own on a has that, and the operation the rest of its own.
// Without such a variant, and without the operation, each variant has the weight of the
// operation: on arm fstatat64 has that of newfstatat.
func (c *Catalog) Weights(a *arch.Arch) map[uint32]int {
	total, measured := c.operationWeights(a)
	weights := make(map[uint32]int)
	for i := range c.Syscalls {
		s := &c.Syscalls[i]
		n, ok := s.Number(a)
		if !ok {
			continue
		}
		operation, weight := s.Operation(), s.weightOn(a)
		switch {
		case s.Multiplexer():
		case s.Name == operation && s.WeightOn == nil:
			weight = max(0, weight-measured[operation])
		case weight == 0 && measured[operation] == 0 && !c.has(operation, a):
			weight = total[operation]
		}
		if weight > 0 {
			weights[n] = weight
		}
	}
	return weights
}

// operationWeights returns the weights of operations on all architectures together, and
// those of the variants with a weight for a alone.
func (c *Catalog) operationWeights(a *arch.Arch) (total, measured map[string]int) {
	total, measured = make(map[string]int), make(map[string]int)
	for i := range c.Syscalls {
		switch s := &c.Syscalls[i]; {
		case s.Multiplexer():
		case s.WeightOn == nil:
			total[s.Operation()] += s.Weight
		case s.Name != s.Operation():
			measured[s.Operation()] += s.weightOn(a)
		}
	}
	return total, measured
}

// weightOn returns the weight of s on a.
func (s *Syscall) weightOn(a *arch.Arch) int {
	if s.WeightOn != nil && !slices.Contains(s.WeightOn, a) {
		return 0
	}
	return s.Weight
}

// has reports whether a has the syscall with a name.
func (c *Catalog) has(name string, a *arch.Arch) bool {
	for i := range c.Syscalls {
		if c.Syscalls[i].Name == name {
			return c.Syscalls[i].Numbers[a.Index] != NoNumber
		}
	}
	return false
}

// WeightCell returns the weight cell of a row.
func WeightCell(cells []string) *string { return &cells[colWeight] }

var weightCell = regexp.MustCompile(`^([0-9]+)((?: [a-z0-9]+)*)$`)

// readWeight reads the weight of r, and the architectures after it. The numbers of r are
// read.
func (c *checker) readWeight(r *row) {
	cell := r.line.Cells[colWeight]
	if cell == "" {
		return
	}
	m := weightCell.FindStringSubmatch(cell)
	if m == nil {
		m = []string{cell, "", ""}
	}
	n, err := strconv.ParseUint(m[1], 10, 32)
	if err != nil || n == 0 || n > 1e6 {
		c.fail(r.line, colWeight, "want calls per million, 1 to 1000000, or an empty cell", "invalid weight %q", cell)
		return
	}
	r.Weight = int(n)
	for _, name := range strings.Fields(m[2]) {
		a := arch.ByGOARCH(name)
		switch {
		case a == nil || !a.Target:
			c.fail(r.line, colWeight, "", "weight for an unknown architecture %q", name)
		case r.Numbers[a.Index] == NoNumber:
			c.fail(r.line, colWeight, "", "weight for %s, which has no number for %s", name, r.Name)
		case len(r.WeightOn) > 0 && r.WeightOn[len(r.WeightOn)-1].Index >= a.Index:
			c.fail(r.line, colWeight, "want the order of the columns", "weight for %s out of order", name)
		default:
			r.WeightOn = append(r.WeightOn, a)
		}
	}
}
