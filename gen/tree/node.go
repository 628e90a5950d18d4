package tree

import "github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"

// Op is what a node does.
type Op uint8

const (
	// Leaf gives the verdict.
	Leaf Op = iota
	// AtLeast tests nr >= K.
	AtLeast
	// Equal tests nr == K.
	Equal
)

// Node is a test with two ways on, or a leaf.
type Node struct {
	Op      Op
	K       uint32
	Yes, No *Node
	Verdict interval.Verdict
}

// nodes makes each node once, so that equal subtrees are one and a program has
// them once.
type nodes map[Node]*Node

func (n nodes) make(node Node) *Node {
	if known, ok := n[node]; ok {
		return known
	}
	n[node] = &node
	return &node
}
