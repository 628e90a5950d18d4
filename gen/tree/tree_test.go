package tree_test

import (
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

const whole = 1<<32 - 1

// chain returns a diagram of tests in a row, each allowing on yes.
func chain(nodes tree.Nodes, tests ...argset.Test) *tree.Node {
	next := nodes.Leaf(decision.Denied)
	for i := len(tests) - 1; i >= 0; i-- {
		next = nodes.Make(tree.Node{Op: tree.Argument, Test: tests[i], Yes: nodes.Leaf(decision.Allowed), No: next})
	}
	return next
}

// TestNodesAreUnique expects one pointer for equal nodes, and different ones for others.
func TestNodesAreUnique(t *testing.T) {
	nodes := make(tree.Nodes)
	one, two := argset.Test{Mask: whole, K: 1}, argset.Test{Mask: whole, K: 2}
	first, again := chain(nodes, one, two), chain(nodes, one, two)
	if first != again || first.No != chain(nodes, two) {
		t.Error("equal nodes are several")
	}
	if chain(nodes, one) == chain(nodes, two) || nodes.Leaf(decision.Allowed) == nodes.Leaf(decision.Denied) {
		t.Error("different nodes are one")
	}
}

// TestLength counts loads, masks and flips, and shares them between consecutive tests.
func TestLength(t *testing.T) {
	low := argset.Word{Arg: 0}
	plain := argset.Test{Word: low, Mask: whole, K: 1}
	other := argset.Test{Word: argset.Word{Arg: 0, High: true}, Mask: whole}
	masked := argset.Test{Word: low, Mask: 0xff, K: 1}
	flipped := argset.Test{Word: low, Mask: 0xff, Flip: 0x80, K: 1}
	for _, c := range []struct {
		tests []argset.Test
		want  int
	}{
		{nil, 0},
		{[]argset.Test{plain}, 2},
		{[]argset.Test{masked}, 3},
		{[]argset.Test{flipped}, 4},
		{[]argset.Test{plain, {Word: low, Mask: whole, K: 2}}, 3},
		{[]argset.Test{plain, other}, 4},
		// The mask applies to the loaded word, and destroys it.
		{[]argset.Test{plain, masked}, 4},
		{[]argset.Test{masked, plain}, 5},
		{[]argset.Test{masked, {Word: low, Mask: 0xff, K: 2}}, 4},
		{[]argset.Test{masked, flipped}, 7},
	} {
		if got := tree.Length(chain(make(tree.Nodes), c.tests...)); got != c.want {
			t.Errorf("%v: %d instructions, want %d", c.tests, got, c.want)
		}
	}
}
