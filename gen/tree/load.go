package tree

import "github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"

// Load is what the accumulator holds when a test of an argument is made: a word,
// its bits under Mask, those of Flip the other way round.
type Load struct {
	argset.Word
	Mask, Flip uint32
}

// whole is the mask of all bits.
const whole = 1<<32 - 1

// Load returns what n, an Argument, wants the accumulator to hold.
func (n *Node) Load() Load { return Load{n.Test.Word, n.Test.Mask, n.Test.Flip} }

// Entry is where control enters a node.
type Entry uint8

const (
	// Warm is at the test: the accumulator holds what it wants.
	Warm Entry = iota
	// Raw is at the instructions that mask and flip: it holds the whole word.
	Raw
	// Cold is at the load.
	Cold
)

// EntryFrom returns where control that comes from before enters n, an Argument.
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

// Entries returns, for each Argument below the roots, from which entry on it needs
// its instructions.
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

// Length returns how many instructions the tests below a root take that is entered
// cold, without returns.
func Length(root *Node) int {
	length := 0
	for n, entry := range Entries(root) {
		length += 1 + n.Prelude(entry)
	}
	return length
}

// Prelude returns how many instructions n needs before its test, if it is entered
// at entry.
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
