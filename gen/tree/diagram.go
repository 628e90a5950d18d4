package tree

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/args"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// diagram makes the diagram for one order of the tests.
type diagram struct {
	*search
	order []args.Set
	tests []args.Test
	// states is what decides the arguments that may be left.
	states map[args.Set]*Node
}

// node decides the arguments of left.
func (d *diagram) node(left args.Set) (*Node, error) {
	if n, ok := d.states[left]; ok {
		return n, nil
	}
	if len(d.states) > maxStates {
		return nil, fmt.Errorf("the conditions tell over %d sets of arguments apart", maxStates)
	}
	n, err := d.decide(left)
	d.states[left] = n
	return n, err
}

func (d *diagram) decide(left args.Set) (*Node, error) {
	if v, ok := d.verdict(left); ok {
		return d.nodes.make(Node{Verdict: v}), nil
	}
	for i, set := range d.order {
		yes := d.space.And(left, set)
		if yes == args.None || yes == left {
			continue
		}
		y, err := d.node(yes)
		if err != nil {
			return nil, err
		}
		n, err := d.node(d.space.Minus(left, set))
		if err != nil || y == n {
			return n, err
		}
		return d.nodes.make(Node{Op: Argument, Test: d.tests[i], Yes: y, No: n}), nil
	}
	return nil, fmt.Errorf("no test tells the arguments %x apart", d.space.Example(left))
}

// verdict returns the verdict that all of left have, if they do.
func (d *diagram) verdict(left args.Set) (v interval.Verdict, ok bool) {
	for _, c := range d.cases {
		if both := d.space.And(left, c.When); both == left {
			return c.Verdict, true
		} else if both != args.None {
			return 0, false
		}
	}
	return 0, false
}
