package document

import (
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
)

// set returns the arguments for which all tests hold on a.
func set(space *argset.Space, a *arch.Arch, tests []Test) argset.Set {
	all := argset.All
	for _, t := range tests {
		all = space.And(all, t.set(space, a))
	}
	return all
}

// set returns the arguments for which t holds on a.
func (t Test) set(space *argset.Space, a *arch.Arch) argset.Set {
	register := make(argset.Value, 64)
	copy(register, space.Argument(t.Arg, a.Width))
	switch t.Op {
	case Equal:
		return space.Equal(register, t.Value)
	case NotEqual:
		return space.Not(space.Equal(register, t.Value))
	case Less:
		return space.Not(space.AtLeast(register, t.Value))
	case GreaterOrEqual:
		return space.AtLeast(register, t.Value)
	case LessOrEqual, Greater:
		more := argset.None
		if t.Value != 1<<64-1 {
			more = space.AtLeast(register, t.Value+1)
		}
		if t.Op == Greater {
			return more
		}
		return space.Not(more)
	case Masked:
		return space.Equal(register.And(t.Mask), t.Value)
	}
	return space.Not(space.Equal(register.And(t.Mask), t.Value))
}

// Holds returns the arguments with a true condition of r on a.
func Holds(space *argset.Space, a *arch.Arch, r Rule) argset.Set { return set(space, a, r.When) }

// effective returns the rules of a syscall on a without those that change no verdict: after
// the default or other rules they decide nothing, or decide as the rest does. A rule for all
// arguments has no tests.
func (d *Document) effective(space *argset.Space, a *arch.Arch, rules []Rule) []Rule {
	var list []Rule
	var sets []argset.Set
	undecided := argset.All
	for _, r := range rules {
		holds := set(space, a, r.When)
		decides := space.And(undecided, holds)
		if decides == argset.None {
			continue
		}
		if undecided = space.Minus(undecided, holds); undecided == argset.None {
			r.When = nil
		}
		list, sets = append(list, r), append(sets, decides)
	}
	// From the last rule on: a rule is not needed if the rest decides its arguments alike.
	rest := map[uint32]argset.Set{d.Default.On(a): argset.All}
	var kept []Rule
	for i, r := range slices.Backward(list) {
		value := r.Action.On(a)
		if space.Minus(sets[i], rest[value]) == argset.None {
			continue
		}
		holds := set(space, a, r.When)
		for other := range rest {
			rest[other] = space.Minus(rest[other], holds)
		}
		rest[value] = space.Or(rest[value], holds)
		kept = append(kept, r)
	}
	slices.Reverse(kept)
	return kept
}
