package picture

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
)

// Tree is a program as a tree.
type Tree struct {
	Root *Node
	// Nodes counts all nodes.
	Nodes int
	// Lines explains each instruction.
	Lines []listing.Line
	// Paths lists the paths of all numbers, ascending by the first, then that of other
	// architectures.
	Paths []Path
}

// Kind is the kind of a node.
type Kind uint8

const (
	// Test is a test with two branches.
	Test Kind = iota
	// Return is a return.
	Return
	// Elsewhere stands for a test at another place of the tree.
	Elsewhere
	// Listed stands for a condition too large to draw: only the listing has it.
	Listed
)

// Node is a test, or the end of a branch.
type Node struct {
	Kind Kind
	// ID is unique in the tree: the index of a test's instruction, and for any other node
	// the ID of the test before it, with y or n for its branch.
	ID string
	// Executed lists the instructions after the node before, the node's own last.
	Executed []int
	// Steps counts the instructions executed from the first to the node's own.
	Steps int
	// Test is the test, and Yes and No are its branches.
	Test    listing.Test
	Yes, No *Node
	// Value is the return value. Unknown reports whether it is for syscalls newer than the
	// baseline.
	Value   uint32
	Unknown bool
	// Arch is the architecture of the syscalls on the way to the node. It is nil before the
	// test of the architecture, and for all others after it.
	Arch *arch.Arch
	// Numbers holds the numbers on the way to the node.
	Numbers []interval.Interval
	// Syscalls describes them at the end of their path, but not within a condition.
	Syscalls string
	// Share is the part of the weight of allowed syscalls. It is 0 within a condition, where
	// the arguments decide.
	Share float64

	// ordered reports whether the test orders the numbers: no is for those below.
	ordered bool
}

// Index returns the index of the node's own instruction.
func (n *Node) Index() int { return n.Executed[len(n.Executed)-1] }

// New returns the tree of a compiled profile.
func New(c *catalog.Catalog, compiled *compile.Compiled) (*Tree, error) {
	b, err := newBuilder(c, compiled)
	if err != nil {
		return nil, err
	}
	t := &Tree{Lines: b.lines}
	t.Root = b.node(place{numbers: []interval.Interval{interval.Whole}})
	t.Nodes = b.nodes
	slices.SortStableFunc(b.paths, comparePaths)
	t.Paths = b.paths
	return t, nil
}

// place is a way into an instruction.
type place struct {
	pc, steps int
	// id is the ID of a return at pc.
	id      string
	arch    *arch.Arch
	numbers []interval.Interval
	// within reports whether the way is in a condition, and other whether the architecture is
	// not that of the program.
	within, other bool
}

// node returns the node for a place, with all nodes after it.
func (b *builder) node(at place) *Node {
	b.nodes++
	n := &Node{Executed: b.straight(at.pc), ID: at.id, Arch: at.arch, Numbers: at.numbers}
	n.Steps = at.steps + len(n.Executed)
	if !at.within && !at.other {
		n.Share = b.share(n)
	}
	pc := n.Index()
	entered := !at.within && b.holds[pc] != holdsArch && b.holds[pc] != holdsNr
	switch {
	case b.isReturn(pc):
		n.Kind, n.Value, n.Unknown = Return, b.program[pc].K, b.unknown[pc]
		entered = !at.within
	case b.drawn[pc]:
		n.Kind = Elsewhere
		entered = !at.within
	case entered && b.tests(pc) > maxCondition:
		n.Kind = Listed
	default:
		at.within = at.within || entered
		b.branch(n, at)
	}
	if entered && len(n.Numbers) > 0 {
		b.paths = append(b.paths, b.path(n))
		if n.Kind != Test {
			n.Syscalls = last(b.paths).Numbers
		}
	}
	return n
}

// branch adds the branches of a test, reached at a place.
func (b *builder) branch(n *Node, at place) {
	pc := n.Index()
	b.drawn[pc] = true
	n.ID, n.Test, n.ordered = fmt.Sprint(pc), b.lines[pc].Test, b.orders(pc)
	at.steps = n.Steps
	yes, no := at, at
	yes.pc, yes.id = pc+1+int(b.program[pc].JT), n.ID+"y"
	no.pc, no.id = pc+1+int(b.program[pc].JF), n.ID+"n"
	switch b.holds[pc] {
	case holdsArch:
		yes.arch = b.archOf(b.program[pc].K)
		yes.other, no.other = yes.arch != b.compiled.Arch, true
	case holdsNr:
		yes.numbers, no.numbers = divide(n.Numbers, b.program[pc])
	}
	n.Yes, n.No = b.node(yes), b.node(no)
}
