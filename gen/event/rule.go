package event

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

// Rule is the syscall and the condition of a policy's row.
type Rule struct{ Syscall, When string }

// Row returns the row to allow e in a profile, or "" if no rule can: see [Event.Rule].
func (e Event) Row(profile string) string {
	r, ok := e.Rule()
	if !ok {
		return ""
	}
	return r.Row(profile, "", "")
}

// Row returns the row with a rule, without the end of the line.
func (r Rule) Row(profile, action, why string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write([]string{profile, r.Syscall, action, r.When, why}) // writes to a Builder do not fail
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}

// Rule returns the rule to allow e: its operation, and a condition for arguments that
// decide what the syscall does. ok is false for a number without a syscall in the catalog
// and for another calling convention: no rule can name these.
//
// The rule of a multiplexer is the operation that its first argument selects, without a
// condition. If that is unknown, it is the multiplexer.
func (e Event) Rule() (r Rule, ok bool) {
	r, ok = e.plainRule()
	tests := e.tests()
	if !ok || len(tests) == 0 {
		return r, ok
	}
	if !portable(r.Syscall, tests) {
		r.Syscall = e.Arch.GOARCH + "/" + e.Syscall().Name
	}
	r.When = joined(tests)
	return r, true
}

// plainRule returns the rule to allow e with all arguments.
func (e Event) plainRule() (r Rule, ok bool) {
	s := e.Syscall()
	switch {
	case s == nil:
		return Rule{}, false
	case !s.Multiplexer():
		return Rule{Syscall: s.Operation()}, true
	case e.selected() != "":
		return Rule{Syscall: e.selected()}, true
	}
	return Rule{Syscall: e.Arch.GOARCH + "/" + s.Name}, true
}

// test is a test of one parameter in a condition.
type test struct {
	parameter string
	// position is the position of the parameter in the operation.
	position int
	// value is the value. For a set of flags it is the value without any, and names lists
	// the flags.
	value string
	set   bool
	names []string
}

// String returns the test. A set of flags must have no others.
func (t test) String() string {
	switch {
	case len(t.names) == 0:
		return t.parameter + " == " + t.value
	case len(t.names) == 1:
		return fmt.Sprintf("%s &^ %s == 0", t.parameter, t.names[0])
	}
	return fmt.Sprintf("%s &^ (%s) == 0", t.parameter, strings.Join(t.names, "|"))
}

// joined returns a condition of all tests.
func joined(tests []test) string {
	parts := make([]string, len(tests))
	for i, t := range tests {
		parts[i] = t.String()
	}
	return strings.Join(parts, " && ")
}

// tests returns the tests of the parameters that decide what e does, as far as a filter
// can check them on its architecture.
func (e Event) tests() []test {
	s := e.Syscall()
	if s == nil || s.Multiplexer() {
		return nil
	}
	operation := s.Operation()
	var list []test
	for _, of := range abi.Parameters(operation) {
		a, why := abi.Find(s.Name, e.Arch.GOARCH, of.Position)
		if why != "" || of.Name == "" || !e.Known.Has(a.Index) {
			continue
		}
		p := parameter{abi.Taken{Parameter: of, Argument: a}, operation}
		p.Position = a.Index
		w := p.words(e)
		if !w.rule {
			continue
		}
		t := test{parameter: of.Name, position: of.Position, set: w.set()}
		names, rest := w.names(p.value(e), a.Bits, e.Arch)
		if rest != 0 || len(names) == 0 {
			names = append(names, exact(rest))
		}
		if t.set && p.value(e) != 0 {
			t.value, t.names = "0", names
		} else {
			t.value = strings.Join(names, "|")
		}
		list = append(list, t)
	}
	return list
}

// exact returns bits without a constant, as a condition writes them.
func exact(v uint64) string {
	if v < 10 {
		return fmt.Sprint(v)
	}
	return fmt.Sprintf("%#x", v)
}

// portable reports whether tests have a meaning on every architecture with the operation:
// all entry points have the parameters where a filter can check them, and all constants
// exist.
func portable(operation string, tests []test) bool {
	for _, a := range arch.Targets {
		direct, multiplexed := entryPoints(operation, a)
		if multiplexed {
			return false
		}
		for _, name := range direct {
			if slices.ContainsFunc(tests, func(t test) bool { return !t.possible(name, a) }) {
				return false
			}
		}
	}
	return true
}

// possible reports whether the entry point name on a can have the test.
func (t test) possible(name string, a *arch.Arch) bool {
	if _, why := abi.Find(name, a.GOARCH, t.position); why != "" {
		return false
	}
	return !slices.ContainsFunc(slices.Concat(t.names, []string{t.value}), func(word string) bool {
		_, ok := constants.Value(word, a)
		return !ok && (word[0] < '0' || word[0] > '9')
	})
}

// entryPoints returns the entry points of an operation on a, without multiplexers, and
// whether there are such.
func entryPoints(operation string, a *arch.Arch) (direct []string, multiplexed bool) {
	of := operations()[operation]
	for _, name := range of {
		s := byName()[name]
		if _, ok := s.Number(a); !ok {
			continue
		}
		if s.Multiplexer() {
			multiplexed = true
		} else {
			direct = append(direct, name)
		}
	}
	return direct, multiplexed
}

// operations holds the names of the entry points by operation.
var operations = sync.OnceValue(func() map[string][]string {
	all := make(map[string][]string)
	for s := range syscalls() {
		if !s.Multiplexer() {
			all[s.Operation()] = append(all[s.Operation()], s.Name)
			continue
		}
		for _, operation := range s.Operations {
			all[operation] = append(all[operation], s.Name)
		}
	}
	return all
})
