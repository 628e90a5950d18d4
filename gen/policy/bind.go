package policy

import (
	"fmt"
	"go/constant"
	"go/token"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
)

// arguments holds the arguments of a condition.
type arguments struct {
	// named lists the named parameters in the condition, registers the indexes of arg0 to
	// arg5. whole lists those in uint64(), by name.
	named     []abi.Parameter
	registers []int
	whole     []string
	// reference holds the places of the named parameters on an architecture that can
	// check them.
	reference []abi.Argument
}

// argumentsOf returns the arguments of a row's condition.
func argumentsOf(row *Row) arguments {
	out := arguments{registers: row.when.Arguments(), whole: row.when.Whole()}
	for _, p := range row.parameters() {
		if p.Name != "" && slices.Contains(row.names, p.Name) {
			out.named = append(out.named, p)
			out.reference = append(out.reference, row.reference(p))
		}
	}
	return out
}

// ofOperation reports whether the row is for all entry points of an operation. Another row
// names one entry point.
func (row *Row) ofOperation() bool {
	return row.arch == nil && row.syscall.Operation() == row.syscall.Name
}

// parameters returns the parameters that a row's condition may name.
func (row *Row) parameters() []abi.Parameter {
	if row.syscall == nil {
		return nil
	}
	if row.arch == nil {
		return abi.Parameters(row.syscall.Name)
	}
	var list []abi.Parameter
	for _, t := range abi.Entry(row.syscall.Name, row.arch.GOARCH) {
		list = append(list, t.Parameter)
	}
	return list
}

// taken returns the parameters of a row's syscall as the entry point s takes them on a.
// Their positions are those of argN in the row's condition.
func (row *Row) taken(s *catalog.Syscall, a *arch.Arch) []abi.Taken {
	if !row.ofOperation() {
		return abi.Entry(s.Name, a.GOARCH)
	}
	var list []abi.Taken
	for _, p := range row.parameters() {
		argument, why := abi.Find(s.Name, a.GOARCH, p.Position)
		list = append(list, abi.Taken{Parameter: p, Argument: argument, Why: why})
	}
	return list
}

// reference returns the place of a parameter on the first architecture that can check it:
// the one that the row names, amd64, or another one.
func (row *Row) reference(p abi.Parameter) abi.Argument {
	choice := slices.Concat([]*arch.Arch{arch.ByGOARCH("amd64")}, arch.All)
	if row.arch != nil {
		choice = []*arch.Arch{row.arch}
	}
	for _, a := range choice {
		if _, exists := row.syscall.Number(a); !exists {
			continue
		}
		for _, t := range row.taken(row.syscall, a) {
			if t.Name == p.Name && t.Why == "" {
				return t.Argument
			}
		}
	}
	return abi.Argument{Index: p.Position, Bits: 64, Signed: true}
}

// argument returns the place of a name in the condition, if list holds the places of the
// named parameters. A row for an unknown syscall may use any name.
func (row *Row) argument(name string, list []abi.Argument) (abi.Argument, bool) {
	for i, p := range row.arguments.named {
		if p.Name == name {
			return list[i], true
		}
	}
	return abi.Argument{Bits: 64, Signed: true}, row.syscall == nil && !token.IsExported(name)
}

// binding is the key of a condition's meaning. Entry points with the same width, constants
// and places of arguments share it.
type binding struct {
	row   *Row
	width int
	// constants lists the values of the condition's constants, arguments the places of its
	// named parameters.
	constants, arguments string
}

// bound is the result of a binding.
type bound struct {
	meaning  condition.Meaning
	problems []condition.Problem
}

// bind returns the meaning of a row's condition for named parameters at the listed places.
// It computes each binding once.
func (r *resolver) bind(row *Row, list []abi.Argument) (condition.Meaning, []condition.Problem) {
	machine := r.machine(row, list)
	key := binding{row, machine.Width, values(row.names, machine.Constant), fmt.Sprint(list)}
	known, ok := r.meanings[key]
	if !ok {
		known.meaning, known.problems = row.when.Bind(machine, r.space)
		r.meanings[key] = known
	}
	return known.meaning, known.problems
}

// machine returns the machine of the architecture for a row's condition, with its named
// parameters at the listed places.
func (r *resolver) machine(row *Row, list []abi.Argument) condition.Machine {
	return condition.Machine{
		Width:    r.a.Width,
		Constant: func(name string) (constant.Value, bool) { return r.Constant(name, r.a) },
		Argument: func(name string) (abi.Argument, bool) { return row.argument(name, list) },
	}
}

// values joins the values of names. The value of an unknown name is empty.
func values(names []string, value func(string) (constant.Value, bool)) string {
	var b strings.Builder
	for _, name := range names {
		if v, ok := value(name); ok {
			fmt.Fprint(&b, v)
		}
		b.WriteByte(' ')
	}
	return b.String()
}
