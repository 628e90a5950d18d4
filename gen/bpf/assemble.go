package bpf

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// reach is how far a test can jump: jt and jf are 8 bits.
const reach = 255

// Assemble returns the program that decides what t does for calls of a, and kills
// those of any other architecture. It is an error if the program would be too
// long for the kernel.
func Assemble(a arch.Arch, t *tree.Node) (Program, error) {
	prologue := []Instruction{
		{Code: LoadAbs, K: OffsetArch},
		{Code: JumpEqual, JT: 1, K: a.Audit},
		{Code: Return, K: RetKillProcess},
		{Code: LoadAbs, K: OffsetNr},
	}
	body := assemble(t, Actions(a))
	p := Program{Instructions: slices.Concat(prologue, body.instructions()), Body: len(prologue)}
	if n := len(p.Instructions); n > MaxInstructions {
		return Program{}, fmt.Errorf("the program has %d instructions, the kernel takes %d", n, MaxInstructions)
	}
	p.Denied = body.places(interval.Denied, p.Body)
	p.Unknown = body.places(interval.Unknown, p.Body)
	return p, nil
}

// Actions returns the return value of each verdict on a.
func Actions(a arch.Arch) map[interval.Verdict]uint32 {
	return map[interval.Verdict]uint32{
		interval.Denied:  RetKillProcess,
		interval.Allowed: RetAllow,
		interval.Unknown: RetErrno | uint32(a.ENOSYS),
	}
}

// assembler writes a program from its end, so that every jump's target is known
// when the jump is written.
type assembler struct {
	// backward is the program, last instruction first; places count from there.
	backward []Instruction
	actions  map[interval.Verdict]uint32
	// nodes is the nearest place of each node.
	nodes   map[*tree.Node]int
	returns map[interval.Verdict][]int
}

// assemble assembles the returns that t needs and then, before them, its tests.
func assemble(t *tree.Node, actions map[interval.Verdict]uint32) *assembler {
	a := &assembler{actions: actions, nodes: make(map[*tree.Node]int), returns: make(map[interval.Verdict][]int)}
	for _, leaf := range leaves(t) {
		a.ret(leaf)
	}
	a.node(t)
	return a
}

// leaves returns the leaves of t, one for each verdict: allowed last.
func leaves(t *tree.Node) []*tree.Node {
	var found [3]*tree.Node
	var visit func(*tree.Node)
	visit = func(n *tree.Node) {
		if n.Op == tree.Leaf {
			found[n.Verdict] = n
			return
		}
		visit(n.Yes)
		visit(n.No)
	}
	visit(t)
	out := []*tree.Node{found[interval.Unknown], found[interval.Denied], found[interval.Allowed]}
	return slices.DeleteFunc(out, func(n *tree.Node) bool { return n == nil })
}

func (a *assembler) add(i Instruction) (place int) {
	a.backward = append(a.backward, i)
	return len(a.backward) - 1
}

// ret writes a return for leaf, which from now on is the nearest.
func (a *assembler) ret(leaf *tree.Node) {
	place := a.add(Instruction{Code: Return, K: a.actions[leaf.Verdict]})
	a.nodes[leaf] = place
	a.returns[leaf.Verdict] = append(a.returns[leaf.Verdict], place)
}

// node writes n unless it is written.
func (a *assembler) node(n *tree.Node) {
	if _, ok := a.nodes[n]; ok {
		return
	}
	a.node(n.Yes)
	a.node(n.No)
	// What brings one target into reach can push the other out.
	for {
		if a.distance(n.Yes) > reach {
			a.bringNear(n.Yes)
		} else if a.distance(n.No) > reach {
			a.bringNear(n.No)
		} else {
			break
		}
	}
	code := uint16(JumpAtLeast)
	if n.Op == tree.Equal {
		code = JumpEqual
	}
	a.nodes[n] = a.add(Instruction{code, uint8(a.distance(n.Yes)), uint8(a.distance(n.No)), n.K})
}

// distance is how many instructions a jump to n would skip if it came next.
func (a *assembler) distance(n *tree.Node) int {
	return len(a.backward) - a.nodes[n] - 1
}

// bringNear makes n reachable from the next instruction: a return is written
// again, anything else gets a jump that has no limit.
func (a *assembler) bringNear(n *tree.Node) {
	if n.Op == tree.Leaf {
		a.ret(n)
		return
	}
	a.nodes[n] = a.add(Instruction{Code: JumpAlways, K: uint32(a.distance(n))})
}

// instructions returns the program in the order of execution.
func (a *assembler) instructions() []Instruction {
	out := slices.Clone(a.backward)
	slices.Reverse(out)
	return out
}

// places returns where the returns of v are in the program, ascending, if it
// begins at start.
func (a *assembler) places(v interval.Verdict, start int) []int {
	var out []int
	for _, place := range slices.Backward(a.returns[v]) {
		out = append(out, start+len(a.backward)-1-place)
	}
	return out
}
