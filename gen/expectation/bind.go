package expectation

import (
	"cmp"
	"go/constant"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// Scope is what expectations are checked on.
type Scope struct {
	// Architectures lists the tested architectures, companion ABIs included.
	Architectures []*arch.Arch
	// Space holds the sets of arguments.
	Space *argset.Space
	// Constant returns the value of a constant. If it is nil, the constants are those of
	// the kernel.
	Constant func(name string, a *arch.Arch) (constant.Value, bool)
}

// Input is a set of inputs with one expected verdict: a number on an architecture, with some
// or all arguments.
type Input struct {
	Arch   *arch.Arch
	Number uint32
	When   argset.Set

	row *row
	// entry is the syscall with the number, nil if the row has a number.
	entry *catalog.Syscall
	// hidden is the reason for a condition without effect: "arg0 of socketcall is ...".
	hidden string
	want   verdict
}

// Architectures returns the tested architectures that some expectation is about, in order.
func (t *Table) Architectures(tested []*arch.Arch) []*arch.Arch {
	return slices.DeleteFunc(slices.Clone(tested), func(a *arch.Arch) bool {
		return !slices.ContainsFunc(t.rows, func(x *row) bool { return len(x.arches) == 0 || slices.Contains(x.arches, a) })
	})
}

// Profiles returns the profiles that some expectation is about, in the order of all.
func (t *Table) Profiles(all []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(name string) bool {
		return !slices.ContainsFunc(t.rows, func(x *row) bool { return len(x.profiles) == 0 || slices.Contains(x.profiles, name) })
	})
}

// maxWork limits the work of Bind, in steps of [argset.Space.Work]: some seconds.
const maxWork = 30e6

// Bind returns the inputs of all expectations, in the order of the file. The error has type
// [csvfile.Errors] and lists all problems of rows.
func (t *Table) Bind(scope Scope) ([]Input, error) {
	if scope.Constant == nil {
		scope.Constant = constants.Value
	}
	b := &binder{Table: t, Scope: scope, problems: make(map[csvfile.Error][]*arch.Arch)}
	within := scope.Space.Within(maxWork, func() {
		for _, x := range t.rows {
			if x.sound {
				b.row(x)
			}
		}
	})
	errs := append(slices.Clone(t.errs), b.errors()...)
	if !within {
		errs = append(errs, csvfile.Error{File: t.file, Line: 1, Col: 1, What: "the conditions take too much work", Hint: "use fewer or simpler conditions"})
	}
	return b.inputs, errs.Sorted()
}

// binder collects the inputs of rows, and their problems.
type binder struct {
	*Table
	Scope
	inputs []Input
	// problems holds the architectures of each problem.
	problems map[csvfile.Error][]*arch.Arch
}

// fail reports a problem on a.
func (b *binder) fail(e csvfile.Error, a *arch.Arch) {
	if !slices.Contains(b.problems[e], a) {
		b.problems[e] = append(b.problems[e], a)
	}
}

// errors returns an error per problem, with its architectures.
func (b *binder) errors() csvfile.Errors {
	var errs csvfile.Errors
	for e, on := range b.problems {
		if len(on) < len(b.Scope.Architectures) || len(on) == 1 {
			e.What += " on " + strings.Join(arch.Names(on), ", ")
		}
		errs = append(errs, e)
	}
	slices.SortFunc(errs, func(a, b csvfile.Error) int { return cmp.Compare(a.What, b.What) })
	return errs
}

// row adds the inputs of x on each architecture.
func (b *binder) row(x *row) {
	for _, a := range b.Scope.Architectures {
		if len(x.arches) > 0 && !slices.Contains(x.arches, a) {
			continue
		}
		want, ok := x.want.on(a)
		if !ok {
			b.fail(x.line.At(colVerdict, x.want.errno+" does not exist", "name the architectures with it, or write errno:N"), a)
		}
		in := Input{Arch: a, Number: x.number, row: x, want: want}
		if x.syscall == nil {
			b.add(in)
			continue
		}
		entries := b.entryPoints(x, a)
		for _, in.entry = range entries {
			in.Number, _ = in.entry.Number(a)
			b.add(in)
		}
		if len(entries) == 0 && len(x.arches) > 0 {
			b.fail(x.line.At(colSyscall, "no syscall "+x.syscall.Name, b.others(x, a)), a)
		}
	}
}

// entryPoints returns the syscalls that x is about on a. The name of an operation stands for
// all its entry points, any other name for itself.
func (b *binder) entryPoints(x *row, a *arch.Arch) []*catalog.Syscall {
	var out []*catalog.Syscall
	for i := range b.catalog.Syscalls {
		s := &b.catalog.Syscalls[i]
		b.Space.Work(1)
		reaches := s.Operation() == x.syscall.Name || slices.Contains(s.Operations, x.syscall.Name)
		if _, exists := s.Number(a); exists && (s == x.syscall || reaches && !x.alone) {
			out = append(out, s)
		}
	}
	return out
}

// others returns a hint for a syscall missing on a.
func (b *binder) others(x *row, a *arch.Arch) string {
	operation := *x
	operation.alone = false
	var names []string
	for i := range b.catalog.Syscalls {
		if s := &b.catalog.Syscalls[i]; s.Name == x.syscall.Operation() {
			operation.syscall = s
		}
	}
	for _, s := range b.entryPoints(&operation, a) {
		names = append(names, s.Name)
	}
	switch {
	case len(names) == 0 && x.alone:
		return "remove the row"
	case len(names) == 0:
		return "remove the architecture"
	}
	return "use " + strings.Join(names, " or ")
}

// add adds in with the meaning of its condition.
func (b *binder) add(in Input) {
	in.When = argset.All
	if in.row.when != nil && !b.bind(&in) {
		return
	}
	if in.When == argset.None {
		b.fail(in.row.line.At(colWhen, "the condition is never true", ""), in.Arch)
		return
	}
	if s := in.entry; s != nil && s.Multiplexer() && s != in.row.syscall {
		in.When = b.Space.And(in.When, selected(b.Space, s.Name, in.row.syscall.Name))
	}
	b.inputs = append(b.inputs, in)
}

// selected returns the arguments of a multiplexer with a selector of an operation.
func selected(space *argset.Space, multiplexer, operation string) argset.Set {
	mask, values, _ := abi.Selectors(multiplexer, operation)
	set := argset.None
	for _, value := range values {
		set = space.Or(set, space.Test(argset.Test{Mask: mask, Op: argset.Equal, K: value}))
	}
	return set
}
