package diagram

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// ordered builds the diagram for one order of the tests.
type ordered struct {
	*search
	// order holds the sets of tests.
	order []argset.Set
	tests []argset.Test
	// states holds the node of each state.
	states map[string]*tree.Node
}

// state holds the remaining arguments of each case.
type state []argset.Set

// key returns the key of s in a map.
func (s state) key() string {
	var key []byte
	for _, set := range s {
		key = binary.LittleEndian.AppendUint32(key, uint32(set))
	}
	return string(key)
}

// start returns the state before any test.
func (d *ordered) start() state {
	s := make(state, len(d.cases))
	for i, c := range d.cases {
		s[i] = c.When
	}
	return s
}

// all returns the remaining arguments of all cases.
func (d *ordered) all(s state) argset.Set {
	all := argset.None
	for _, set := range s {
		all = d.space.Or(all, set)
	}
	return all
}

// after returns the state after one result of a test, given as the set of arguments
// with this result.
func (d *ordered) after(s state, result argset.Set) state {
	out := make(state, len(s))
	for i, set := range s {
		out[i] = d.space.And(set, result)
	}
	for _, w := range d.words {
		out = d.forget(out, w)
	}
	return out
}

// forget returns s without its knowledge of word w, if the cases stay disjoint. States
// that differ only in w become equal.
func (d *ordered) forget(s state, w argset.Word) state {
	out := make(state, len(s))
	all := argset.None
	for i, set := range s {
		if set == argset.None {
			continue
		}
		out[i] = d.space.Forget(set, w)
		if d.space.And(all, out[i]) != argset.None {
			return s
		}
		all = d.space.Or(all, out[i])
	}
	return out
}

// node returns the node of s. Tests before index from do not divide s.
func (d *ordered) node(s state, from int) (*tree.Node, error) {
	key := s.key()
	if n, ok := d.states[key]; ok {
		return n, nil
	}
	if len(d.states) > maxStates {
		return nil, decision.TooLarge(fmt.Sprintf("the conditions need more than %d states", maxStates))
	}
	n, err := d.decide(s, from)
	d.states[key] = n
	return n, err
}

// decide builds the node of s.
func (d *ordered) decide(s state, from int) (*tree.Node, error) {
	if v, ok := d.verdict(s); ok {
		return d.nodes.Leaf(v), nil
	}
	if n := d.decider(s, from); n != nil {
		return n, nil
	}
	left := d.all(s)
	for i := from; i < len(d.order); i++ {
		set := d.order[i]
		both := d.space.And(left, set)
		if both == argset.None || both == left {
			continue
		}
		after := d.after(s, set)
		if slices.Equal(after, s) {
			// The result decides nothing.
			continue
		}
		// A test that was implied or decided nothing stays so on both paths: the search
		// goes on after test i.
		yes, err := d.node(after, i+1)
		if err != nil {
			return nil, err
		}
		no, err := d.node(d.after(s, d.space.Not(set)), i+1)
		if err != nil || yes == no {
			return no, err
		}
		return d.nodes.Make(tree.Node{Op: tree.Argument, Test: d.tests[i], Yes: yes, No: no}), nil
	}
	return nil, fmt.Errorf("no test separates the arguments %x", d.space.Example(left))
}

// decider returns a node for the first test that separates the last two cases of s, or
// nil. It saves the tests before it in the order.
func (d *ordered) decider(s state, from int) *tree.Node {
	a, b, ok := twoLeft(s)
	if !ok {
		return nil
	}
	d.space.Work(1 + (len(d.order)-from)/scansPerStep)
	// An example of each case rules out most tests at low cost.
	x, y := d.space.Example(s[a]), d.space.Example(s[b])
	for i := from; i < len(d.order); i++ {
		if d.tests[i].Holds(x) == d.tests[i].Holds(y) {
			continue
		}
		if yes, no, ok := d.decides(s, d.order[i]); ok {
			return d.nodes.Make(tree.Node{Op: tree.Argument, Test: d.tests[i], Yes: d.nodes.Leaf(yes), No: d.nodes.Leaf(no)})
		}
	}
	return nil
}

// scansPerStep tests of an example take as long as one step on sets.
const scansPerStep = 8

// twoLeft returns the two remaining cases. ok is false unless there are exactly two.
func twoLeft(s state) (a, b int, ok bool) {
	var left []int
	for i, set := range s {
		if set != argset.None {
			left = append(left, i)
		}
	}
	if len(left) != 2 {
		return 0, 0, false
	}
	return left[0], left[1], true
}

// verdict returns the verdict of the only remaining case. ok is false if there are
// several.
func (d *ordered) verdict(s state) (v decision.VerdictID, ok bool) {
	for i, set := range s {
		if set == argset.None {
			continue
		}
		if ok {
			return 0, false
		}
		v, ok = d.cases[i].Verdict, true
	}
	return v, ok
}

// decides returns the verdict after each result of a test. ok is false unless each
// result leaves one case.
func (d *ordered) decides(s state, test argset.Set) (yes, no decision.VerdictID, ok bool) {
	var yesSeen, noSeen bool
	for i, set := range s {
		v := d.cases[i].Verdict
		both := d.space.And(set, test)
		if both != argset.None {
			if yesSeen {
				return 0, 0, false
			}
			yes, yesSeen = v, true
		}
		if both != set {
			if noSeen {
				return 0, 0, false
			}
			no, noSeen = v, true
		}
	}
	return yes, no, yesSeen && noSeen
}
