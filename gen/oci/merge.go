package oci

import (
	"cmp"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/document"
)

// libseccomp joins the conditional rules of a syscall in a tree. A node tests a word of an
// argument, and each of its two outcomes is an action, a level of further nodes, or neither.
// A level is in descending order of argument, word, kind of comparison and value, whatever
// the order of the rules; equal nodes are one. A syscall passes the nodes of a level in
// order, until an action.
//
// So for the rules
//
//	arg0 != 16   allow
//	arg0 == 40   errno
//
// the level of the lower words is 40, 16: 40 gets the errno. With 5 in place of 40 it is
// 16, 5, and 5 is allowed.

// node is a node of the tree.
type node struct {
	arg    int
	high   bool
	op     document.Op
	wanted document.Op
	value  uint32
	mask   uint32
	// full is the whole value of the condition.
	full    uint64
	yes, no outcome
}

// outcome is what follows a test.
type outcome struct {
	action *document.Action
	level  []*node
}

// rank orders the comparisons.
func rank(op document.Op) int {
	switch op {
	case document.Less, document.LessOrEqual:
		return 2
	case document.Greater, document.GreaterOrEqual:
		return 1
	}
	return 3
}

// compare orders nodes within a level: the greater come first.
func (x *node) compare(y *node) int {
	word := func(n *node) int {
		if n.high {
			return 2*n.arg + 1
		}
		return 2 * n.arg
	}
	by := cmp.Compare(x.value, y.value)
	if rank(x.wanted) == 2 {
		by = -by
	}
	return cmp.Or(cmp.Compare(word(x), word(y)), cmp.Compare(rank(x.wanted), rank(y.wanted)), by)
}

// same reports whether two nodes are one test.
func (x *node) same(y *node) bool {
	return x.arg == y.arg && x.high == y.high && x.op == y.op && x.value == y.value && x.mask == y.mask
}

// chain returns the nodes of a rule's tests, one below the other. The last have the action.
func (x *resolver) chain(tests []document.Test, action *document.Action) outcome {
	if len(tests) == 0 {
		return outcome{action: action}
	}
	return outcome{level: []*node{x.test(tests[0], x.chain(tests[1:], action))}}
}

// test returns the nodes of a test, with what follows if it holds.
func (x *resolver) test(t document.Test, holds outcome) *node {
	low := &node{arg: t.Arg, wanted: t.Op, value: uint32(t.Value), mask: 1<<32 - 1, full: t.Value}
	negated := t.Op == document.NotEqual || t.Op == document.Less || t.Op == document.LessOrEqual
	switch t.Op {
	case document.Masked:
		low.op, low.mask = document.Masked, uint32(t.Mask)
	case document.Greater, document.LessOrEqual:
		low.op = document.Greater
	case document.GreaterOrEqual, document.Less:
		low.op = document.GreaterOrEqual
	}
	if negated {
		low.no = holds
	} else {
		low.yes = holds
	}
	if x.arch.Width == 32 {
		return low
	}
	return low.under(t, holds)
}

// under returns the node of the upper word before that of the lower.
func (low *node) under(t document.Test, holds outcome) *node {
	equal := &node{arg: t.Arg, high: true, wanted: t.Op, value: uint32(t.Value >> 32), mask: 1<<32 - 1, full: t.Value}
	equal.yes.level = []*node{low}
	switch t.Op {
	case document.Equal:
		return equal
	case document.Masked:
		equal.op, equal.mask = document.Masked, uint32(t.Mask>>32)
		return equal
	case document.NotEqual:
		equal.no = holds
		return equal
	}
	more := *equal
	more.op, more.yes, more.no = document.Greater, outcome{}, outcome{level: []*node{equal}}
	if t.Op == document.Greater || t.Op == document.GreaterOrEqual {
		more.yes = holds
	} else {
		equal.no = holds
	}
	return &more
}

// add adds a node to a level. ok is false if libseccomp refuses the rule.
func add(level []*node, n *node) (list []*node, ok bool) {
	for i, x := range level {
		if x.same(n) {
			leaf := x.leaf() || n.leaf()
			return level, x.yes.join(n.yes, n.high && n.full > x.full, leaf) && x.no.join(n.no, n.high && n.full < x.full, leaf)
		}
		if x.compare(n) < 0 {
			return slices.Insert(slices.Clone(level), i, n), true
		}
	}
	return append(slices.Clone(level), n), true
}

// leaf reports whether no nodes follow.
func (x *node) leaf() bool { return x.yes.level == nil && x.no.level == nil }

// join adds another outcome of the same test. replaces reports whether its action counts,
// where both have one; last whether it is an error then.
func (o *outcome) join(n outcome, replaces, last bool) (ok bool) {
	switch {
	case n.action != nil && o.action == nil:
		if !all(o.level, *n.action) {
			return false
		}
		*o = n
	case n.action != nil && *n.action != *o.action:
		if replaces {
			o.action = n.action
		}
		return !last
	}
	for _, next := range n.level {
		if o.action != nil {
			return true
		}
		if o.level, ok = add(o.level, next); !ok {
			return false
		}
	}
	return true
}

// all reports whether a level has no action but one.
func all(level []*node, action document.Action) bool {
	return !slices.ContainsFunc(level, func(n *node) bool {
		return slices.ContainsFunc([]outcome{n.yes, n.no}, func(o outcome) bool {
			return o.action != nil && *o.action != action || !all(o.level, action)
		})
	})
}

// sets adds the arguments of each action to sets, of those that reach a level. It returns
// the arguments that pass it.
func (x *resolver) sets(level []*node, reach argset.Set, sets map[document.Action]argset.Set) (pass argset.Set) {
	for _, n := range level {
		holds := x.word(n)
		yes, no := x.space.And(reach, holds), x.space.Minus(reach, holds)
		reach = x.space.Or(x.outcome(n.yes, yes, sets), x.outcome(n.no, no, sets))
	}
	return reach
}

// outcome is sets for what follows a test.
func (x *resolver) outcome(o outcome, reach argset.Set, sets map[document.Action]argset.Set) (pass argset.Set) {
	if o.action != nil {
		sets[*o.action] = x.space.Or(sets[*o.action], reach)
		return argset.None
	}
	return x.sets(o.level, reach, sets)
}

// word returns the arguments for which a node's test holds.
func (x *resolver) word(n *node) argset.Set {
	v := x.space.Argument(n.arg, 64)
	if v = v[:32]; n.high {
		v = x.space.Argument(n.arg, 64)[32:]
	}
	v = v.And(uint64(n.mask))
	switch n.op {
	case document.Greater:
		if n.value == 1<<32-1 {
			return argset.None
		}
		return x.space.AtLeast(v, uint64(n.value)+1)
	case document.GreaterOrEqual:
		return x.space.AtLeast(v, uint64(n.value))
	}
	return x.space.Equal(v, uint64(n.value))
}

// ordered returns conditional rules in an order with libseccomp's verdicts if the first true
// rule decides. refused is a rule that libseccomp refuses. ok is false if no order has these
// verdicts.
func (x *resolver) ordered(rules []document.Rule) (list []document.Rule, refused *document.Rule, ok bool) {
	var level []*node
	for _, r := range rules {
		tests := slices.SortedFunc(slices.Values(r.When), func(a, b document.Test) int { return cmp.Compare(a.Arg, b.Arg) })
		if level, ok = add(level, x.chain(tests, &r.Action).level[0]); !ok {
			return nil, &r, false
		}
	}
	sets := make(map[document.Action]argset.Set)
	undecided := x.space.Not(x.sets(level, argset.All, sets))
	left := slices.Clone(rules)
	for len(left) > 0 {
		i := slices.IndexFunc(left, func(r document.Rule) bool {
			return x.space.Minus(x.space.And(undecided, document.Holds(x.space, x.arch, r)), sets[r.Action]) == argset.None
		})
		if i < 0 {
			return nil, nil, false
		}
		list = append(list, left[i])
		undecided = x.space.Minus(undecided, document.Holds(x.space, x.arch, left[i]))
		left = slices.Delete(left, i, i+1)
	}
	return list, nil, undecided == argset.None
}
