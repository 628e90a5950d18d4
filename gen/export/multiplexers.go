package export

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/document"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oci"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// multiplexers finds the rules that libseccomp adds for multiplexers, beside those of the
// document. An approximate document refuses a multiplexer with a wrong one. A rule of the
// document for all arguments decides alone.
func (w *writer) multiplexers() {
	for i := range w.Catalog.Syscalls {
		s := &w.Catalog.Syscalls[i]
		if s.Multiplexer() {
			w.few(s)
		}
		if list := w.rules[s.Name]; !s.Multiplexer() || len(list) == 1 && list[0].When == nil {
			continue
		}
		for _, a := range w.Arches {
			if nr, ok := s.Number(a); ok {
				w.multiplexer(s, a, w.cases(a, nr))
			}
		}
	}
}

// few limits the rules of a multiplexer, with those that libseccomp adds. An approximate document
// refuses the operations with the most rules.
func (w *writer) few(s *catalog.Syscall) {
	for {
		count, most := len(w.rules[s.Name]), -1
		for i := range w.Catalog.Syscalls {
			name := w.Catalog.Syscalls[i].Name
			if _, ok := oci.Selector(s.Name, name); !ok {
				continue
			}
			count += len(w.rules[name])
			if most < 0 || len(w.rules[name]) > len(w.rules[w.Catalog.Syscalls[most].Name]) {
				most = i
			}
		}
		if count <= maxRules {
			return
		}
		of := &w.Catalog.Syscalls[most]
		if len(w.rules[of.Name]) <= 1 {
			of = s // its own rules are too many
		}
		a := w.reference(of)
		w.fail(problem{w.row(a, of.Name, argset.All), [2]string{fmt.Sprintf("the conditions for operations of %s need more than %d rules of %s", s.Name, maxRules, w.title)}, "simplify them, or use -approximate"})
		w.refuse(of)
	}
}

// multiplexer finds the first wrong rule for a multiplexer on a: the same row corrects all. want
// holds its arguments by action.
func (w *writer) multiplexer(s *catalog.Syscall, a *arch.Arch, want map[uint32]argset.Set) {
	for i := range w.Catalog.Syscalls {
		operation := w.Catalog.Syscalls[i].Name
		selector, ok := oci.Selector(s.Name, operation)
		if !ok {
			continue
		}
		for _, r := range w.rules[operation] {
			tests := slices.DeleteFunc(slices.Clone(r.When), func(t document.Test) bool { return t.Arg == 0 })
			after := ""
			if len(tests) < len(r.When) {
				after = ", without its test of argument 0"
			}
			tests = append(tests, document.Test{Arg: 0, Op: document.Equal, Value: selector})
			added := document.Holds(w.Space, a, document.Rule{When: tests})
			if w.Space.Minus(added, want[r.Action]) == argset.None {
				continue
			}
			w.fail(problem{w.rowOf(operation, r.Action), [2]string{fmt.Sprintf("runtimes apply the rule for %s to %s too", operation, s.Name), after},
				fmt.Sprintf("add a row %s,%s, or use -approximate", s.Name, w.refusalCell())}, a)
			if w.approximate {
				w.refuse(s)
			}
			return
		}
	}
}

// refusalCell returns the action of a row with a rule in the document.
func (w *writer) refusalCell() string {
	if w.refusal() == action.Errno|eperm {
		return "errno:EPERM"
	}
	return "errno:ENOSYS"
}

// rowOf returns the row with an action for a syscall of the document.
func (w *writer) rowOf(name string, value uint32) *policy.Row {
	i := slices.IndexFunc(w.Catalog.Syscalls, func(s catalog.Syscall) bool { return s.Name == name })
	s := &w.Catalog.Syscalls[i]
	a := w.reference(s)
	nr, _ := s.Number(a)
	return w.row(a, name, w.cases(a, nr)[value])
}
