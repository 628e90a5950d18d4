package picture

import (
	"cmp"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
)

// Path is the way of syscalls through the program.
type Path struct {
	// Node is the return, or the first node of the condition that decides the arguments.
	Node *Node
	// Least and Most count the executed instructions. They differ only where arguments
	// decide.
	Least, Most int
	// Syscalls names the syscalls, ascending by number.
	Syscalls []string
	// Numbers describes the numbers with their names.
	Numbers string
}

// comparePaths orders paths by architecture and first number.
func comparePaths(x, y Path) int {
	a, b := x.Node.Arch, y.Node.Arch
	switch {
	case a == b:
		return cmp.Compare(x.Node.Numbers[0].First, y.Node.Numbers[0].First)
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return cmp.Compare(a.GOARCH, b.GOARCH)
}

// length is the least and the greatest number of instructions executed.
type length struct{ least, most int }

// path returns the path into n.
func (b *builder) path(n *Node) Path {
	p := Path{Node: n, Numbers: "another architecture"}
	rest := b.after(n.Index())
	p.Least, p.Most = n.Steps-1+rest.least, n.Steps-1+rest.most
	symbols, ok := b.symbols[n.Arch]
	if !ok {
		return p
	}
	p.Numbers = listing.Numbers(n.Numbers, symbols)
	var known []uint32
	for nr := range symbols.Names {
		if contains(n.Numbers, nr) {
			known = append(known, nr)
		}
	}
	slices.Sort(known)
	for _, nr := range known {
		p.Syscalls = append(p.Syscalls, symbols.Names[nr])
	}
	return p
}

// after returns the length of the ways from pc to a return, both included.
func (b *builder) after(pc int) length {
	if b.isReturn(pc) {
		return length{1, 1}
	}
	if known, ok := b.rest[pc]; ok {
		return known
	}
	var out length
	for i, next := range b.program[pc].Successors(pc) {
		rest := b.after(next)
		if i == 0 {
			out = rest
		}
		out.least, out.most = min(out.least, rest.least), max(out.most, rest.most)
	}
	out.least, out.most = out.least+1, out.most+1
	b.rest[pc] = out
	return out
}
