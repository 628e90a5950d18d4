package tree

import (
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// Op is the kind of a node.
type Op uint8

const (
	// Leaf returns a verdict.
	Leaf Op = iota
	// AtLeast tests nr >= K.
	AtLeast
	// Equal tests nr == K.
	Equal
	// Argument tests a word of an argument. No test of nr follows it: its load
	// overwrites the number.
	Argument
)

// Node is a test with two successors, or a leaf.
type Node struct {
	Op Op
	// K is the constant of AtLeast and Equal.
	K uint32
	// Test is the test of Argument.
	Test    argset.Test
	Yes, No *Node
	// Verdict is the verdict of Leaf.
	Verdict decision.VerdictID
}

// Nodes holds unique nodes.
type Nodes map[Node]*Node

// Make returns the unique node equal to n.
func (s Nodes) Make(n Node) *Node {
	if known, ok := s[n]; ok {
		return known
	}
	s[n] = &n
	return &n
}

// Leaf returns the leaf of v.
func (s Nodes) Leaf(v decision.VerdictID) *Node { return s.Make(Node{Verdict: v}) }
