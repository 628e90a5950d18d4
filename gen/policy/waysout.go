package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
)

// waysOut returns the hint for a condition that cannot be checked at the entry point s.
func (r *resolver) waysOut(row *Row, s *catalog.Syscall) string {
	if row.arch != nil {
		return fmt.Sprintf("leave the cell empty: %s then decides all arguments", row.Syscall)
	}
	refusal := row.Action
	if action.MayProceed(r.value(row)) {
		refusal = "errno:ENOSYS"
	}
	if row.differs(s) {
		return fmt.Sprintf("add \"%s,%s\" before this row to refuse it, or \"%[1]s\" to allow it unchecked", s.Name, refusal)
	}
	return fmt.Sprintf("add \"ARCH/%s,%s\" before this row, for each architecture, to refuse it there, or \"ARCH/%[1]s\" to allow it unchecked", s.Name, refusal)
}

// differs reports whether no architecture can check the condition of a row for an operation
// at its variant s.
func (row *Row) differs(s *catalog.Syscall) bool {
	return len(s.Operations) == 1 && !slices.ContainsFunc(arch.All, func(a *arch.Arch) bool {
		_, exists := s.Number(a)
		return exists && !slices.ContainsFunc(row.taken(s, a), func(t abi.Taken) bool { return t.Why != "" && row.uses(t) })
	})
}

// uses reports whether the condition of a row has a parameter.
func (row *Row) uses(t abi.Taken) bool {
	return t.Name != "" && slices.Contains(row.names, t.Name) || slices.Contains(row.arguments.registers, t.Position)
}

// parametersHint lists the names of the parameters that a row's condition may use.
func (row *Row) parametersHint() string {
	var names []string
	for _, p := range row.parameters() {
		if p.Name == "" {
			p.Name = fmt.Sprint("arg", p.Position)
		}
		names = append(names, p.Name)
	}
	if len(names) == 0 {
		return row.syscall.Name + " has no arguments"
	}
	return row.syscall.Name + " has " + strings.Join(names, ", ")
}

// maxNamed limits the length of a condition in a hint.
const maxNamed = 100

// namedHint returns the hint to write a condition with names in place of arg0 to arg5. t
// has the problem.
func (r *resolver) namedHint(row *Row, s *catalog.Syscall, t abi.Taken) string {
	var names [6]string
	for _, p := range row.parameters() {
		names[p.Position] = p.Name
	}
	if text := row.when.Named(names); text != row.When && r.sound(row, s, text) {
		if len(text) <= maxNamed {
			return "write " + text
		}
		return fmt.Sprintf("write %s for arg%d", t.Name, t.Position)
	}
	if t.Bits == 32 {
		return fmt.Sprintf("write uint32(arg%d)", t.Position)
	}
	return fmt.Sprintf("write arg%d & %#x", t.Position, uint64(1)<<t.Bits-1)
}

// sound reports whether a condition in place of a row's own has a meaning at the entry
// point s.
func (r *resolver) sound(row *Row, s *catalog.Syscall, text string) bool {
	when, problem := condition.Parse(text)
	if problem != nil {
		return false
	}
	other := *row
	other.when, other.names = &when, when.Names()
	other.arguments = argumentsOf(&other)
	places, o := r.places(&other, s)
	if o != nil {
		return false
	}
	_, problems := when.Bind(r.machine(&other, places), r.space)
	return len(problems) == 0
}
