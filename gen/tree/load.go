package tree

import "github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"

// Load is the content of the accumulator for a test of an argument: the bits of a
// word under Mask, with those of Flip inverted.
type Load struct {
	argset.Word
	Mask, Flip uint32
}

// whole is the mask of all bits.
const whole = 1<<32 - 1

// Load returns the accumulator's content for the test of n, an Argument.
func (n *Node) Load() Load { return Load{n.Test.Word, n.Test.Mask, n.Test.Flip} }

// Entry is the point where control enters a node.
type Entry uint8

const (
	// Warm is the test itself: the accumulator is ready.
	Warm Entry = iota
	// Raw is before the mask and flip: the accumulator holds the whole word.
	Raw
	// Cold is before the load.
	Cold
)

// EntryFrom returns the point where control from before enters n, an Argument.
func (n *Node) EntryFrom(before *Node) Entry {
	switch {
	case before.Op != Argument || before.Test.Word != n.Test.Word:
		return Cold
	case before.Load() == n.Load():
		return Warm
	case before.Load() == Load{n.Test.Word, whole, 0}:
		return Raw
	}
	return Cold
}

// Entries returns the earliest entry point of each Argument reachable from roots.
func Entries(roots ...*Node) map[*Node]Entry {
	needs := make(map[*Node]Entry)
	visited := make(map[*Node]bool)
	var visit func(*Node)
	visit = func(n *Node) {
		if n.Op == Leaf || visited[n] {
			return
		}
		visited[n] = true
		for _, next := range []*Node{n.Yes, n.No} {
			if next.Op == Argument {
				needs[next] = max(needs[next], next.EntryFrom(n))
			}
			visit(next)
		}
	}
	for _, root := range roots {
		if root.Op == Argument {
			needs[root] = Cold
		}
		visit(root)
	}
	return needs
}

// Length returns the number of instructions of the diagram at root, entered cold.
// Returns and jumps over long distances are not counted.
func Length(root *Node) int {
	length := 0
	for n, entry := range Entries(root) {
		length += 1 + n.Prelude(entry)
	}
	return length
}

// Prelude returns the number of instructions of n before its test, entered at entry.
func (n *Node) Prelude(entry Entry) int {
	length := 0
	if entry == Cold {
		length++
	}
	if entry >= Raw && n.Test.Mask != whole {
		length++
	}
	if entry >= Raw && n.Test.Flip != 0 {
		length++
	}
	return length
}
