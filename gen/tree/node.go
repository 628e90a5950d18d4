package tree

import (
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// Op is what a node does.
type Op uint8

const (
	// Leaf gives the verdict.
	Leaf Op = iota
	// AtLeast tests nr >= K.
	AtLeast
	// Equal tests nr == K.
	Equal
	// Argument tests a word of an argument. No test of nr comes behind it.
	Argument
)

// Node is a test with two ways on, or a leaf.
type Node struct {
	Op Op
	// K is of AtLeast and Equal, Test of Argument.
	K       uint32
	Test    argset.Test
	Yes, No *Node
	Verdict decision.VerdictID
}

// Nodes makes each node once, so that equal subtrees are one and a program has
// them once.
type Nodes map[Node]*Node

func (n Nodes) make(node Node) *Node {
	if known, ok := n[node]; ok {
		return known
	}
	n[node] = &node
	return &node
}
