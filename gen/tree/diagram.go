package tree

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// diagram makes the diagram for one order of the tests.
type diagram struct {
	*search
	order []argset.Set
	tests []argset.Test
	// states is what decides each state.
	states map[string]*Node
}

// state is the arguments that may be left for each of the search's cases.
type state []argset.Set

// key is the state as a key of a map.
func (s state) key() string {
	var key []byte
	for _, set := range s {
		key = binary.LittleEndian.AppendUint32(key, uint32(set))
	}
	return string(key)
}

// start is the state before any test.
func (d *diagram) start() state {
	s := make(state, len(d.cases))
	for i, c := range d.cases {
		s[i] = c.When
	}
	return s
}

// all is the arguments that are left.
func (d *diagram) all(s state) argset.Set {
	all := argset.None
	for _, set := range s {
		all = d.space.Or(all, set)
	}
	return all
}

// after returns the state after a test with one result, which is a set.
func (d *diagram) after(s state, result argset.Set) state {
	out := make(state, len(s))
	for i, set := range s {
		out[i] = d.space.And(set, result)
	}
	for _, w := range d.words {
		out = d.forget(out, w)
	}
	return out
}

// forget forgets what is known of a word, if it decides nothing any more. So states
// that differ in it alone become one.
func (d *diagram) forget(s state, w argset.Word) state {
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

// node decides a state. None of the tests before from, in the order, tells anything
// of it.
func (d *diagram) node(s state, from int) (*Node, error) {
	key := s.key()
	if n, ok := d.states[key]; ok {
		return n, nil
	}
	if len(d.states) > maxStates {
		return nil, decision.TooLarge(fmt.Sprintf("the conditions tell over %d sets of arguments apart", maxStates))
	}
	n, err := d.decide(s, from)
	d.states[key] = n
	return n, err
}

func (d *diagram) decide(s state, from int) (*Node, error) {
	if v, ok := d.verdict(s); ok {
		return d.nodes.make(Node{Verdict: v}), nil
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
			// What the test tells decides nothing.
			continue
		}
		// A test whose result is known, or decides nothing, is the same on either side:
		// those before this one need not be looked at again.
		yes, err := d.node(after, i+1)
		if err != nil {
			return nil, err
		}
		no, err := d.node(d.after(s, d.space.Not(set)), i+1)
		if err != nil || yes == no {
			return no, err
		}
		return d.nodes.make(Node{Op: Argument, Test: d.tests[i], Yes: yes, No: no}), nil
	}
	return nil, fmt.Errorf("no test tells the arguments %x apart", d.space.Example(left))
}

// decider returns the first test either result of which leaves one verdict: it spares
// those before it in the order. It is nil if there is none.
func (d *diagram) decider(s state, from int) *Node {
	a, b, ok := twoLeft(s)
	if !ok {
		return nil
	}
	d.space.Work(1 + (len(d.order)-from)/scansPerStep)
	// Few tests tell an example of the one from one of the other.
	x, y := d.space.Example(s[a]), d.space.Example(s[b])
	for i := from; i < len(d.order); i++ {
		if d.tests[i].Holds(x) == d.tests[i].Holds(y) {
			continue
		}
		if yes, no, ok := d.decides(s, d.order[i]); ok {
			return d.nodes.make(Node{Op: Argument, Test: d.tests[i], Yes: leaf(d.nodes, yes), No: leaf(d.nodes, no)})
		}
	}
	return nil
}

// scansPerStep is how many tests of an example take as long as a step on sets.
const scansPerStep = 8

// twoLeft returns the two cases that are left, if it is two.
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

// verdict returns the verdict of all that is left, if it is one.
func (d *diagram) verdict(s state) (v decision.VerdictID, ok bool) {
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

// decides reports whether either result of a test leaves one verdict, and which.
func (d *diagram) decides(s state, test argset.Set) (yes, no decision.VerdictID, ok bool) {
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
