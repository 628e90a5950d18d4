package expectation

import (
	"fmt"
	"go/constant"
	"go/token"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// bind sets the arguments of in to those with a true condition. If the entry point hides an
// argument of the condition, all arguments count: the condition may be true for each of them.
// bind reports problems and then returns false.
func (b *binder) bind(in *Input) bool {
	taken := in.taken()
	machine := condition.Machine{
		Width:    in.Arch.Width,
		Constant: func(name string) (constant.Value, bool) { return b.Constant(name, in.Arch) },
		Argument: func(name string) (abi.Argument, bool) {
			i := slices.IndexFunc(taken, func(t abi.Taken) bool { return t.Name == name })
			if i < 0 {
				return abi.Argument{}, false
			}
			if taken[i].Why != "" {
				in.hide(name, taken[i])
				return abi.Argument{Index: taken[i].Position, Bits: 64, Signed: true}, true
			}
			return taken[i].Argument, true
		},
	}
	meaning, problems := in.row.when.Bind(machine, b.Space)
	for _, p := range problems {
		b.fail(b.conditionError(in, taken, p), in.Arch)
	}
	ok := len(problems) == 0
	bits := b.Space.Bits(meaning.Holds)
	for _, i := range in.row.when.Arguments() {
		ok = ok && (bits[i] == 0 || b.register(in, taken, i, bits[i]))
	}
	if in.When = meaning.Holds; in.hidden != "" {
		in.When = argset.All
	}
	return ok
}

// ofOperation reports whether x is about all entry points of an operation.
func (x *row) ofOperation() bool { return !x.alone && x.syscall.Operation() == x.syscall.Name }

// taken returns the parameters of the row's syscall as the entry point takes them. Their
// positions are those of argN in the condition. A number has none.
func (in *Input) taken() []abi.Taken {
	if in.entry == nil {
		return nil
	}
	if !in.row.ofOperation() {
		return abi.Entry(in.entry.Name, in.Arch.GOARCH)
	}
	var list []abi.Taken
	for _, p := range abi.Parameters(in.row.syscall.Name) {
		argument, why := abi.Find(in.entry.Name, in.Arch.GOARCH, p.Position)
		if in.entry.Multiplexer() && in.entry != in.row.syscall {
			why = "is behind a pointer"
		}
		list = append(list, abi.Taken{Parameter: p, Argument: argument, Why: why})
	}
	return list
}

// hide notes that the entry point hides a parameter, called name in the condition.
func (in *Input) hide(name string, t abi.Taken) {
	in.hidden = fmt.Sprintf("%s of %s %s there", name, in.row.syscall.Name, t.Why)
}

// register reports a condition on bits of argument i of arg0 to arg5 with another meaning for
// the entry point than for the row's syscall. A row about one entry point may test any
// register that it uses.
func (b *binder) register(in *Input, taken []abi.Taken, i int, bits uint64) bool {
	name := fmt.Sprint("arg", i)
	k := slices.IndexFunc(taken, func(t abi.Taken) bool { return t.Position == i })
	what, hint := "does not exist", parametersHint(in, taken)
	switch {
	case in.entry == nil:
		return true
	case k < 0:
	case taken[k].Why != "":
		if in.row.ofOperation() {
			in.hide(name, taken[k])
		}
		return true
	case taken[k].Index != i:
		what, hint = "is at another place", nameHint(taken[k])
	case bits>>taken[k].Bits != 0:
		what, hint = fmt.Sprintf("has %d bits, and the condition tests more", taken[k].Bits), nameHint(taken[k])
	default:
		return true
	}
	b.fail(in.row.line.At(colWhen, fmt.Sprintf("%s of %s %s", name, in.entry.Name, what), hint), in.Arch)
	return false
}

// nameHint returns the hint to name a parameter, or the bits of argN that count.
func nameHint(t abi.Taken) string {
	if t.Name != "" {
		return "write " + t.Name
	}
	return fmt.Sprintf("write arg%d & %#x", t.Position, uint64(1)<<t.Bits-1)
}

// parametersHint lists the parameters of an entry point.
func parametersHint(in *Input, taken []abi.Taken) string {
	if in.entry == nil {
		return "use arg0 to arg5: a number has no names"
	}
	if len(taken) == 0 {
		return in.entry.Name + " has no arguments"
	}
	return in.entry.Name + " has " + strings.Join(names(taken), ", ")
}

// names returns the names of parameters, or argN.
func names(taken []abi.Taken) []string {
	var list []string
	for _, t := range taken {
		if t.Name == "" {
			t.Name = fmt.Sprint("arg", t.Position)
		}
		list = append(list, t.Name)
	}
	return list
}

// conditionError returns the error for a problem with the condition of in. It adds a hint for
// an unknown name.
func (b *binder) conditionError(in *Input, taken []abi.Taken, p condition.Problem) csvfile.Error {
	elsewhere := func(a *arch.Arch) bool {
		_, ok := b.Constant(p.Name, a)
		return ok
	}
	switch {
	case p.Name == "":
	case slices.ContainsFunc(arch.All, elsewhere):
		p.What, p.Hint = p.Name+" does not exist", "name the architectures with it in column arch"
	case !token.IsExported(p.Name):
		p.Hint = parametersHint(in, taken)
		if name, ok := b.nearest("argument of "+in.row.line.Cells[colSyscall], p.Name, names(taken)); ok {
			p.Hint = "did you mean " + name + "?"
		}
	default:
		if name, ok := b.nearest("constant", p.Name, constants.Names()); ok {
			p.Hint = "did you mean " + name + "?"
		}
	}
	return in.row.line.AtByte(colWhen, p.Offset, p.What, p.Hint)
}
