package diagram_test

import (
	"cmp"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/diagram"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// comparisons are the parts of small random conditions.
var comparisons = []string{
	"uint32(arg0) == 1", "uint32(arg0) == 6", "uint32(arg0) >= 4", "uint32(arg0) < 9", "arg0 & 3 == 1", "arg0 & 8 != 0", "arg0 & 7 == 0", "int32(arg0) < 0",
	"uint32(arg1) == 2", "uint32(arg1) > 5", "arg1 & 6 == 2", "arg1 & 4 == 0", "uint32(arg1) <= 1", "uint32(arg2) == 3", "arg2 & 1 != 0",
	"arg0 == 7", "arg1 < 4096", "arg2 != 5", "int(arg1) < 0",
}

// smallCondition joins a few comparisons.
func smallCondition(r *rand.Rand) string {
	terms := make([]string, 2+r.IntN(3))
	for i := range terms {
		terms[i] = comparisons[r.IntN(len(comparisons))]
	}
	text := terms[0]
	for _, term := range terms[1:] {
		operator := []string{" && ", " || "}[r.IntN(2)]
		text = []string{text, "(" + text + ")", "!(" + text + ")"}[r.IntN(3)] + operator + term
	}
	return text
}

// smallMeaning returns a random condition with fewest to most tests, neither always nor
// never true.
func smallMeaning(t *testing.T, r *rand.Rand, space *argset.Space, fewest, most int) (string, condition.Meaning) {
	for {
		text := smallCondition(r)
		m := bind(t, space, text, []int{32, 64}[r.IntN(2)])
		if n := len(diagram.Candidates(m.Tests)); m.Holds != argset.None && m.Holds != argset.All && n >= fewest && n <= most {
			return text, m
		}
	}
}

// build builds the diagram of a condition.
func build(t *testing.T, space *argset.Space, m condition.Meaning) *tree.Node {
	t.Helper()
	n, err := diagram.NewBuilder(space).Build(allowedWhen(space, m))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestNoIdleTests shows that no test of a diagram is implied by earlier ones on its path,
// and that each path ends in the condition's verdict.
func TestNoIdleTests(t *testing.T) {
	r := rand.New(rand.NewPCG(61, 67))
	for range 150 {
		space := argset.NewSpace()
		text, m := smallMeaning(t, r, space, 2, 12)
		walk(t, space, text, m.Holds, build(t, space, m), argset.All)
	}
}

// walk walks all paths from n, where the arguments of left arrive.
func walk(t *testing.T, space *argset.Space, text string, holds argset.Set, n *tree.Node, left argset.Set) {
	t.Helper()
	if n.Op == tree.Leaf {
		want := map[decision.VerdictID]argset.Set{decision.Allowed: holds, decision.Denied: space.Not(holds)}[n.Verdict]
		if space.Minus(left, want) != argset.None {
			t.Errorf("%s: %v with arguments %#x", text, n.Verdict, space.Example(space.Minus(left, want)))
		}
		return
	}
	yes := space.And(left, space.Test(n.Test))
	if yes == argset.None || yes == left {
		t.Errorf("%s: the result of %v is known", text, n.Test)
		return
	}
	walk(t, space, text, holds, n.Yes, yes)
	walk(t, space, text, holds, n.No, space.Minus(left, yes))
}

// TestOrders shows that no fixed order of up to 4 tests gives a shorter diagram.
func TestOrders(t *testing.T) {
	r := rand.New(rand.NewPCG(71, 73))
	for range 100 {
		space := argset.NewSpace()
		text, m := smallMeaning(t, r, space, 2, 4)
		got := tree.Length(build(t, space, m))
		if order, length := bestOrder(space, m); length < got {
			t.Errorf("%s: %d instructions, with the order %v %d", text, got, order, length)
		}
	}
}

// TestManyTests measures the excess of diagrams with 6 tests over the best order.
func TestManyTests(t *testing.T) {
	r := rand.New(rand.NewPCG(89, 97))
	const conditions = 40
	var sum, least int
	for range conditions {
		space := argset.NewSpace()
		text, m := smallMeaning(t, r, space, 6, 6)
		got := tree.Length(build(t, space, m))
		order, length := bestOrder(space, m)
		if length < got {
			t.Logf("%s: %d instructions, with the order %v %d", text, got, order, length)
		}
		sum, least = sum+got, least+length
	}
	t.Logf("%d conditions of 6 tests: %d instructions, %d with the best orders, %.1f%% more", conditions, sum, least, 100*(float64(sum)/float64(least)-1))
	if float64(sum) > 1.05*float64(least) {
		t.Error("the excess is over 5%")
	}
}

// bestOrder returns the order of a condition's tests with the shortest diagram.
func bestOrder(space *argset.Space, m condition.Meaning) (best []argset.Test, length int) {
	length = 1 << 30
	for _, order := range permutations(diagram.Candidates(m.Tests)) {
		o := ordered{space, m.Holds, make(map[argset.Set]*tree.Node), make(map[tree.Node]*tree.Node)}
		if l := tree.Length(o.node(order, argset.All)); l < length {
			best, length = order, l
		}
	}
	return best, length
}

// permutations returns all orders of tests.
func permutations(tests []argset.Test) [][]argset.Test {
	if len(tests) == 0 {
		return [][]argset.Test{nil}
	}
	var out [][]argset.Test
	for i := range tests {
		rest := slices.Delete(slices.Clone(tests), i, i+1)
		for _, order := range permutations(rest) {
			out = append(out, append([]argset.Test{tests[i]}, order...))
		}
	}
	return out
}

// ordered makes the diagram of a condition for one order of its tests.
type ordered struct {
	space  *argset.Space
	holds  argset.Set
	states map[argset.Set]*tree.Node
	nodes  map[tree.Node]*tree.Node
}

// node decides the arguments of left by the tests in order.
func (o ordered) node(order []argset.Test, left argset.Set) *tree.Node {
	if n, ok := o.states[left]; ok {
		return n
	}
	n := o.decide(order, left)
	if known, ok := o.nodes[n]; ok {
		o.states[left] = known
		return known
	}
	o.states[left], o.nodes[n] = &n, &n
	return &n
}

func (o ordered) decide(order []argset.Test, left argset.Set) tree.Node {
	switch o.space.And(left, o.holds) {
	case left:
		return tree.Node{Verdict: decision.Allowed}
	case argset.None:
		return tree.Node{Verdict: decision.Denied}
	}
	test := o.space.Test(order[0])
	yes, no := o.space.And(left, test), o.space.Minus(left, test)
	if yes == argset.None || no == argset.None {
		return o.decide(order[1:], left)
	}
	y, n := o.node(order[1:], yes), o.node(order[1:], no)
	if y == n {
		return *y
	}
	return tree.Node{Op: tree.Argument, Test: order[0], Yes: y, No: n}
}

// TestPairs measures a list of pairs of values, typical for several rows of one syscall.
// A program by hand takes 3 instructions for each pair and 5 more.
func TestPairs(t *testing.T) {
	const pairs = 10
	var terms []string
	for i := range pairs {
		terms = append(terms, fmt.Sprintf("arg0 == %d && arg1 == %d", 7*i, 1000-13*i))
	}
	space := argset.NewSpace()
	got := tree.Length(build(t, space, bind(t, space, strings.Join(terms, " || "), 64)))
	t.Logf("%d pairs: %d instructions, by hand %d", pairs, got, 3*pairs+5)
	if got > 10*pairs {
		t.Errorf("%d pairs take %d instructions, over 10 each", pairs, got)
	}
}

// TestLeast compares the diagrams of small conditions with the shortest of all: any test
// at any node, different tests on each path, and implied tests to join paths. The search
// is exhaustive.
func TestLeast(t *testing.T) {
	r := rand.New(rand.NewPCG(79, 83))
	const conditions = 300
	var sum, least int
	longer := make(map[int]int)
	for range conditions {
		space := argset.NewSpace()
		text, m := smallMeaning(t, r, space, 2, 4)
		got := tree.Length(build(t, space, m))
		best := shortest(space, m, got)
		if best < got {
			t.Logf("%s: %d instructions, the shortest diagram has %d", text, got, best)
		}
		sum, least = sum+got, least+best
		longer[got-best]++
	}
	t.Logf("%d conditions of up to 4 tests: %d instructions, %d in the shortest diagrams, %.2f%% more; how many are how much longer: %v",
		conditions, sum, least, 100*(float64(sum)/float64(least)-1), longer)
	if float64(sum) > 1.01*float64(least) || longer[0]*100 < 95*conditions || longer[0]+longer[1] != conditions {
		t.Error("the excess is over 1% in all, or over one instruction, or in more than one of 20")
	}
}

// exhaustive searches for the shortest diagram of a condition. An atom is the set of
// arguments with one combination of test results. A function maps atoms to allowed or
// denied, one bit each.
type exhaustive struct {
	tests []argset.Test
	// yes holds the atoms of each test.
	yes    []uint32
	all    uint32
	target uint32
	loads  int
	best   int
}

// shortest returns the length of the shortest diagram, at most length.
func shortest(space *argset.Space, m condition.Meaning, length int) int {
	s := &exhaustive{tests: diagram.Candidates(m.Tests), best: length}
	s.yes = make([]uint32, len(s.tests))
	for results := range uint32(1) << len(s.tests) {
		atom := argset.All
		for i, test := range s.tests {
			set := space.Test(test)
			if results>>i&1 == 0 {
				set = space.Not(set)
			}
			atom = space.And(atom, set)
		}
		if atom != argset.None {
			s.atom(results, space.And(atom, m.Holds) != argset.None)
		}
	}
	s.loads = s.needed()
	leaves := []part{{function: 0}, {function: s.all}}
	for count := 1; count+s.loads < s.best; count++ {
		s.extend(leaves, 0, count)
	}
	return s.best
}

// atom adds an atom with the results of the tests.
func (s *exhaustive) atom(results uint32, allowed bool) {
	bit := s.all + 1
	s.all |= bit
	for i := range s.tests {
		if results>>i&1 != 0 {
			s.yes[i] |= bit
		}
	}
	if allowed {
		s.target |= bit
	}
}

// needed returns the least number of loads and masks. A word is needed if the tests of
// other words do not separate allowed from denied atoms.
func (s *exhaustive) needed() int {
	words := make(map[argset.Word]int)
	for _, test := range s.tests {
		least := (&tree.Node{Op: tree.Argument, Test: test}).Prelude(tree.Cold)
		if before, ok := words[test.Word]; ok {
			least = min(least, before)
		}
		words[test.Word] = least
	}
	count := 0
	for word, least := range words {
		ends := make(map[string]bool)
		for atom := uint32(1); atom&s.all != 0; atom <<= 1 {
			var results strings.Builder
			for i, test := range s.tests {
				if test.Word != word {
					fmt.Fprint(&results, s.yes[i]&atom != 0)
				}
			}
			end := s.target&atom != 0
			if before, ok := ends[results.String()]; ok && before != end {
				count += least
				break
			}
			ends[results.String()] = end
		}
	}
	return count
}

// part is a node of a diagram: its function, its test, and the indexes of its successors.
// The first two parts are the leaves.
type part struct {
	function      uint32
	test, yes, no int
}

// extend tries all ways to add count nodes to the parts. The last one is the root. loose
// has a bit for each node without a predecessor. A new node is loose and becomes the
// predecessor of two nodes at most. In the end only the root may be loose.
func (s *exhaustive) extend(parts []part, loose uint32, count int) {
	for i := range s.tests {
		for y := range parts {
			for n := range parts {
				p := s.part(parts, i, y, n)
				left := loose&^(1<<y|1<<n) | 1<<len(parts)
				idle := y == n || p.function == parts[y].function || p.function == parts[n].function
				switch {
				case idle, bits.OnesCount32(left) > count, count == 1 && p.function != s.target, p.exchanges(parts):
				case count == 1:
					s.best = min(s.best, s.length(append(parts, p)))
				default:
					s.extend(append(parts, p), left, count-1)
				}
			}
		}
	}
}

// part makes a node of a test and two parts.
func (s *exhaustive) part(parts []part, test, yes, no int) part {
	f := s.yes[test]&parts[yes].function | s.all&^s.yes[test]&parts[no].function
	return part{f, test, yes, no}
}

// length returns the length of the diagram with the last part as its root.
func (s *exhaustive) length(parts []part) int {
	nodes := []*tree.Node{{Verdict: decision.Denied}, {Verdict: decision.Allowed}}
	for _, p := range parts[2:] {
		nodes = append(nodes, &tree.Node{Op: tree.Argument, Test: s.tests[p.test], Yes: nodes[p.yes], No: nodes[p.no]})
	}
	return tree.Length(nodes[len(nodes)-1])
}

// exchanges reports whether p and the last of parts can be exchanged. The same diagram is
// then tried in the other order.
func (p part) exchanges(parts []part) bool {
	last := len(parts) - 1
	q := parts[last]
	return last > 1 && p.yes != last && p.no != last &&
		cmp.Or(cmp.Compare(p.test, q.test), cmp.Compare(p.yes, q.yes), cmp.Compare(p.no, q.no)) < 0
}
