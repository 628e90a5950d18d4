package bpf

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// reach is the longest jump of a test: jt and jf have 8 bits.
const reach = 255

// Body is the part of a program for one architecture.
type Body struct {
	Arch *arch.Arch
	Tree *tree.Node
	// Actions holds the return value of each verdict.
	Actions []uint32
}

// Assemble returns a program for one architecture. It kills the process on syscalls of
// any other. A program longer than [MaxInstructions] is an error.
func Assemble(a *arch.Arch, t *tree.Node, actions []uint32) (Program, error) {
	body := assemble(Body{a, t, actions})
	p := Program{Instructions: []Instruction{
		{Code: LoadAbs, K: OffsetArch},
		{Code: JumpEqual, JT: 1, K: a.Audit},
		{Code: Return, K: RetKillProcess},
		{Code: LoadAbs, K: OffsetNr},
	}}
	p.Body = len(p.Instructions)
	p.add(body)
	return p, p.checkLength()
}

// AssembleCompat is like [Assemble] for an architecture and its companion ABI. The
// prologue tests for the native architecture first.
func AssembleCompat(native, compat Body) (Program, error) {
	body, second := assemble(native), assemble(compat)
	p := Program{Instructions: []Instruction{
		{Code: LoadAbs, K: OffsetArch},
		{Code: JumpEqual, JT: 3, K: native.Arch.Audit},
		{Code: JumpEqual, JF: 1, K: compat.Arch.Audit},
		{Code: JumpAlways, K: uint32(2 + len(body.backward))},
		{Code: Return, K: RetKillProcess},
		{Code: LoadAbs, K: OffsetNr},
	}}
	p.Body = len(p.Instructions)
	p.add(body)
	p.Compat = len(p.Instructions)
	p.Instructions = append(p.Instructions, Instruction{Code: LoadAbs, K: OffsetNr})
	p.add(second)
	return p, p.checkLength()
}

// add appends a body.
func (p *Program) add(body *assembler) {
	start := len(p.Instructions)
	p.Instructions = append(p.Instructions, body.instructions()...)
	p.Denied = append(p.Denied, body.places(decision.Denied, start)...)
	p.Unknown = append(p.Unknown, body.places(decision.Unknown, start)...)
}

func (p *Program) checkLength() error {
	if n := len(p.Instructions); n > MaxInstructions {
		return decision.TooLarge(fmt.Sprintf("the program has %d instructions; the kernel takes at most %d", n, MaxInstructions))
	}
	return nil
}

// Actions returns the return values of a built-in profile on a, by verdict.
func Actions(a *arch.Arch) []uint32 {
	return []uint32{
		decision.Denied:  RetKillProcess,
		decision.Allowed: RetAllow,
		decision.Unknown: RetErrno | uint32(a.ENOSYS),
		decision.Foreign: RetKillProcess,
	}
}

// assembler writes a body from its end: a jump is written after its target, at a known
// distance.
type assembler struct {
	Body
	// backward is the body, last instruction first; places index it.
	backward []Instruction
	// needs is the earliest entry of each argument test; see [tree.Entries].
	needs map[*tree.Node]tree.Entry
	// nearest is the place of each target nearest to the next instruction.
	nearest map[target]int
	// used holds the places where tests jump.
	used map[int]bool
	// returns lists the places of each verdict's returns, last written last.
	returns map[decision.VerdictID][]int
}

// target is the target of a jump: a verdict's return, or an entry of a node.
type target struct {
	node    *tree.Node
	entry   tree.Entry
	verdict decision.VerdictID
}

// from returns the target of a jump from one node to another.
func from(before, n *tree.Node) target {
	switch n.Op {
	case tree.Leaf:
		return target{verdict: n.Verdict}
	case tree.Argument:
		return target{node: n, entry: n.EntryFrom(before)}
	}
	return target{node: n}
}

// assemble writes a body: its returns at the end, its tests before them. If all tests of
// a verdict are too far from the return at the end they use nearer copies, and assemble
// starts again without that return.
func assemble(c Body) *assembler {
	atEnd := verdicts(c.Tree)
	for {
		a := &assembler{
			Body:    c,
			needs:   tree.Entries(c.Tree),
			nearest: make(map[target]int),
			used:    make(map[int]bool),
			returns: make(map[decision.VerdictID][]int),
		}
		for _, v := range atEnd {
			a.ret(v)
		}
		a.node(c.Tree)
		near := slices.DeleteFunc(slices.Clone(atEnd), func(v decision.VerdictID) bool { return !a.used[a.returns[v][0]] })
		if len(near) == len(atEnd) || c.Tree.Op == tree.Leaf {
			return a
		}
		atEnd = near
	}
}

// verdicts returns the verdicts of t's leaves in the order of writing, the most frequent
// last: unknown, denied, allowed.
func verdicts(t *tree.Node) []decision.VerdictID {
	visited := make(map[*tree.Node]bool)
	var out []decision.VerdictID
	var visit func(*tree.Node)
	visit = func(n *tree.Node) {
		switch {
		case visited[n]:
		case n.Op == tree.Leaf:
			out = append(out, n.Verdict)
		default:
			visit(n.Yes)
			visit(n.No)
		}
		visited[n] = true
	}
	visit(t)
	rank := func(v decision.VerdictID) int {
		i := slices.Index([]decision.VerdictID{decision.Unknown, decision.Denied, decision.Allowed}, v)
		return cmp.Or(i+1, -int(v))
	}
	slices.SortFunc(out, func(v, w decision.VerdictID) int { return cmp.Compare(rank(v), rank(w)) })
	return slices.Compact(out)
}

func (a *assembler) add(i Instruction) (place int) {
	a.backward = append(a.backward, i)
	return len(a.backward) - 1
}

// ret writes a return of v, now the nearest.
func (a *assembler) ret(v decision.VerdictID) {
	place := a.add(Instruction{Code: Return, K: a.Actions[v]})
	a.nearest[target{verdict: v}] = place
	a.returns[v] = append(a.returns[v], place)
}

// node writes the test of n after those of its children, once.
func (a *assembler) node(n *tree.Node) {
	if _, ok := a.nearest[target{node: n}]; ok || n.Op == tree.Leaf {
		return
	}
	a.node(n.Yes)
	a.node(n.No)
	yes, no := from(n, n.Yes), from(n, n.No)
	// A copy of one target can push the other out of reach.
	for {
		if a.distance(yes) > reach {
			a.bringNear(yes)
		} else if a.distance(no) > reach {
			a.bringNear(no)
		} else {
			break
		}
	}
	test := Instruction{JT: uint8(a.distance(yes)), JF: uint8(a.distance(no))}
	test.Code, test.K = compare(n)
	a.used[a.nearest[yes]], a.used[a.nearest[no]] = true, true
	a.nearest[target{node: n}] = a.add(test)
	if n.Op == tree.Argument {
		a.prelude(n)
	}
}

// compare returns the code and the operand of a node's test.
func compare(n *tree.Node) (code uint16, k uint32) {
	switch n.Op {
	case tree.Equal:
		return JumpEqual, n.K
	case tree.AtLeast:
		return JumpAtLeast, n.K
	}
	return map[argset.Op]uint16{argset.Equal: JumpEqual, argset.AtLeast: JumpAtLeast, argset.AnyBit: JumpAnyBit}[n.Test.Op], n.Test.K
}

// prelude writes the load, mask and flip before an argument test, as far as n needs them.
func (a *assembler) prelude(n *tree.Node) {
	if a.needs[n] == tree.Warm {
		return
	}
	raw := a.nearest[target{node: n}]
	if n.Test.Flip != 0 {
		raw = a.add(Instruction{Code: Xor, K: n.Test.Flip})
	}
	if n.Test.Mask != 1<<32-1 {
		raw = a.add(Instruction{Code: And, K: n.Test.Mask})
	}
	a.nearest[target{node: n, entry: tree.Raw}] = raw
	if a.needs[n] == tree.Cold {
		load := a.add(Instruction{Code: LoadAbs, K: Offset(n.Test.Word, a.Arch.BigEndian)})
		a.nearest[target{node: n, entry: tree.Cold}] = load
	}
}

// distance returns the number of instructions between a jump written next and t. For a
// return not yet written it is beyond reach.
func (a *assembler) distance(t target) int {
	place, ok := a.nearest[t]
	if !ok {
		return reach + 1
	}
	return len(a.backward) - place - 1
}

// bringNear brings t into reach of the next instruction: it repeats a return, and writes
// an unconditional jump to anything else.
func (a *assembler) bringNear(t target) {
	if t.node == nil {
		a.ret(t.verdict)
		return
	}
	a.nearest[t] = a.add(Instruction{Code: JumpAlways, K: uint32(a.distance(t))})
}

// instructions returns the program in the order of execution.
func (a *assembler) instructions() []Instruction {
	out := slices.Clone(a.backward)
	slices.Reverse(out)
	return out
}

// places returns the indexes of the returns of v, ascending, in a program with this body
// at start.
func (a *assembler) places(v decision.VerdictID, start int) []int {
	var out []int
	for _, place := range slices.Backward(a.returns[v]) {
		out = append(out, start+len(a.backward)-1-place)
	}
	return out
}
