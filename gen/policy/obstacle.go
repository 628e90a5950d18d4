package policy

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
)

// obstacle is the reason why the condition of a row cannot be checked at an entry point.
// Offset is its place in the condition.
type obstacle struct {
	offset     int
	what, hint string
}

// meaningAt returns the meaning of a row's condition at the entry point s, or an obstacle.
// With an obstacle the meaning is that of another architecture. It then serves to find
// rows without effect.
func (r *resolver) meaningAt(row *Row, s *catalog.Syscall) (condition.Meaning, *obstacle) {
	places, o := r.places(row, s)
	if o == nil {
		meaning, problems := r.bind(row, places)
		if len(problems) == 0 {
			return meaning, r.obstacle(row, s, meaning)
		}
		p := problems[0]
		o = &obstacle{p.Offset, fmt.Sprintf("%s in %s", p.What, s.Name), r.waysOut(row, s)}
	}
	meaning, _ := r.bind(row, row.arguments.reference)
	return meaning, o
}

// places returns the places of a row's named parameters at the entry point s.
func (r *resolver) places(row *Row, s *catalog.Syscall) ([]abi.Argument, *obstacle) {
	var list []abi.Argument
	taken := row.taken(s, r.a)
	for _, p := range row.arguments.named {
		i := slices.IndexFunc(taken, func(t abi.Taken) bool { return t.Name == p.Name })
		why, hint := "does not exist", r.waysOut(row, s)
		if i >= 0 {
			why = taken[i].Why
		}
		if why != "" && i >= 0 && row.arch != nil {
			hint = fmt.Sprintf("write arg%d to check it all the same", taken[i].Position)
		}
		if why != "" {
			return nil, &obstacle{0, fmt.Sprintf("%s of %s %s", p.Name, s.Name, why), hint}
		}
		list = append(list, taken[i].Argument)
	}
	return list, nil
}

// obstacle returns the first obstacle to a condition with a meaning at s: an argument of
// arg0 to arg5 that s takes otherwise, or a pointer.
func (r *resolver) obstacle(row *Row, s *catalog.Syscall, meaning condition.Meaning) *obstacle {
	bits, taken := r.space.Bits(meaning.Holds), row.taken(s, r.a)
	for _, i := range row.arguments.registers {
		if bits[i] != 0 {
			if o := r.register(row, s, taken, i, bits[i]); o != nil {
				return o
			}
		}
	}
	for _, t := range taken {
		if t.Kind == abi.Pointer && t.Why == "" && bits[t.Index] != 0 && !r.onlyZero(meaning.Holds, t.Argument) {
			return &obstacle{0, fmt.Sprintf("%s of %s is a pointer", row.nameOf(t), s.Name), "compare it with 0 only: its value is an address"}
		}
	}
	return nil
}

// nameOf returns the name of a parameter as a row's condition uses it.
func (row *Row) nameOf(t abi.Taken) string {
	if slices.ContainsFunc(row.arguments.named, func(p abi.Parameter) bool { return p.Name == t.Name }) {
		return t.Name
	}
	return fmt.Sprint("arg", t.Position)
}

// register returns an obstacle if a condition on the given bits of argument i of arg0 to
// arg5 tests something else at the entry point s. A row ARCH/NAME may test every register
// in use.
func (r *resolver) register(row *Row, s *catalog.Syscall, taken []abi.Taken, i int, bits uint64) *obstacle {
	why, hint := "does not exist", row.parametersHint()
	if k := slices.IndexFunc(taken, func(t abi.Taken) bool { return t.Position == i }); k >= 0 {
		switch t := taken[k]; {
		case t.Why != "" && row.arch == nil:
			why, hint = t.Why, r.waysOut(row, s)
		case t.Why != "":
			return nil
		case row.arch == nil && !slices.Contains(row.parameters(), t.Parameter):
			why, hint = "differs between architectures", fmt.Sprintf("write its name, or a row ARCH/%s for each architecture", s.Name)
		case t.Index != i:
			why, hint = "is at another place", r.namedHint(row, s, t)
		case bits>>t.Bits != 0 && !slices.Contains(row.arguments.whole, fmt.Sprint("arg", i)):
			why, hint = fmt.Sprintf("has %d bits, and the condition tests more", t.Bits), r.namedHint(row, s, t)
		default:
			return nil
		}
	}
	return &obstacle{0, fmt.Sprintf("arg%d of %s %s", i, s.Name, why), hint}
}

// onlyZero reports whether a set depends on an argument only by its being 0.
func (r *resolver) onlyZero(set argset.Set, a abi.Argument) bool {
	zero := r.space.Equal(r.space.Argument(a.Index, a.Bits), 0)
	forget := func(set argset.Set) argset.Set {
		return r.space.Forget(r.space.Forget(set, argset.Word{Arg: a.Index}), argset.Word{Arg: a.Index, High: true})
	}
	yes, no := r.space.And(set, zero), r.space.Minus(set, zero)
	return set == r.space.Or(r.space.And(forget(yes), zero), r.space.Minus(forget(no), zero))
}
