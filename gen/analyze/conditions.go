package analyze

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/assembly"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/flow"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

// proposed lists the parameters for which analyze proposes conditions, with the prefixes of
// their constants. Their values choose what the syscall does.
var proposed = map[string]map[string][]string{
	"clone":      {"clone_flags": nil},
	"epoll_ctl":  {"op": {"EPOLL_CTL_"}},
	"fcntl":      {"cmd": {"F_GET", "F_SET", "F_DUP", "F_"}},
	"flock":      {"cmd": {"LOCK_"}},
	"futex":      {"op": {"FUTEX_WAIT_", "FUTEX_WAKE"}},
	"getsockopt": {"level": {"SOL_", "IPPROTO_"}, "optname": nil},
	"ioctl":      {"cmd": nil},
	"lseek":      {"whence": {"SEEK_"}},
	"madvise":    {"behavior": {"MADV_"}},
	"prctl":      {"option": {"PR_"}},
	"prlimit64":  {"resource": {"RLIMIT_"}},
	"ptrace":     {"request": {"PTRACE_"}},
	"setsockopt": {"level": {"SOL_", "IPPROTO_"}, "optname": nil},
	"shutdown":   {"how": {"SHUT_"}},
	"socket":     {"family": {"AF_"}},
	"waitid":     {"which": {"P_PID", "P_"}},
}

// maxProposed limits the values of a parameter in a proposed condition.
const maxProposed = 24

// argumentValues holds the values of parameters, by operation and parameter. A nil set is
// unknown.
type argumentValues map[[2]string]map[string]bool

// add adds a value as it is written in a condition.
func (v argumentValues) add(operation, parameter, value string) {
	key := [2]string{operation, parameter}
	set, seen := v[key]
	switch {
	case !seen:
		v[key] = map[string]bool{value: true}
	case set != nil:
		set[value] = true
	}
}

// lose makes the values of a parameter unknown.
func (v argumentValues) lose(operation, parameter string) { v[[2]string{operation, parameter}] = nil }

// lost reports whether the values of a parameter are unknown.
func (v argumentValues) lost(operation, parameter string) bool {
	set, seen := v[[2]string{operation, parameter}]
	return seen && set == nil
}

// findArguments finds the arguments of syscalls with proposed conditions.
func (a *analysis) findArguments() error {
	a.arguments = make(argumentValues)
	for _, f := range a.functions {
		if !a.world.Live(f.Symbol) {
			continue
		}
		for _, s := range f.Sites {
			if err := a.argumentsAt(f, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// argumentsAt finds the arguments at one syscall instruction.
func (a *analysis) argumentsAt(f *assembly.Function, s assembly.Site) error {
	for _, n := range s.Number.Numbers {
		err := a.record(uint32(n), func(k int) (*flow.Result, error) { return a.values(f, s.Pos, s.Arguments[k], true) }, len(s.Arguments))
		if err != nil {
			return err
		}
	}
	for _, p := range s.Number.Parameters {
		declared, err := a.world.Function(f.Symbol)
		if err != nil || declared == nil {
			return err
		}
		number, _ := a.world.ParameterAt(declared, p.Name, p.Offset)
		positions := flow.Positions{-1, -1, -1, -1, -1, -1}
		for k, v := range s.Arguments {
			if len(v.Parameters) == 1 && len(v.Numbers) == 0 && v.Problem == "" {
				if i, ok := a.world.ParameterAt(declared, v.Parameters[0].Name, v.Parameters[0].Offset); ok {
					positions[k] = i
				}
			}
		}
		calls, err := a.world.Calls(declared, number, positions)
		if err != nil {
			return err
		}
		for _, c := range calls {
			err := a.record(uint32(c.Number), func(k int) (*flow.Result, error) { return a.world.Argument(c, k) }, len(positions))
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// record adds the arguments of a syscall with a number.
func (a *analysis) record(number uint32, argument func(k int) (*flow.Result, error), known int) error {
	s := a.syscall(number)
	if s == nil {
		return nil
	}
	operation := s.Operation()
	for _, p := range abi.Parameters(operation) {
		prefixes, ok := proposed[operation][p.Name]
		if !ok || a.arguments.lost(operation, p.Name) {
			continue
		}
		place, why := abi.Find(s.Name, a.arch.GOARCH, p.Position)
		if why != "" || place.Index >= known {
			a.arguments.lose(operation, p.Name)
			continue
		}
		result, err := argument(place.Index)
		if err != nil {
			return err
		}
		if len(result.Problems) > 0 || len(result.Values) > maxProposed {
			a.arguments.lose(operation, p.Name)
			continue
		}
		for _, v := range result.Values {
			bits := uint64(v.Number) << (64 - place.Bits) >> (64 - place.Bits)
			a.arguments.add(operation, p.Name, a.constantName(operation, prefixes, bits))
		}
	}
	return nil
}

// constantName returns the only constant with a value and the first prefix possible, or the
// value itself.
func (a *analysis) constantName(operation string, prefixes []string, value uint64) string {
	if operation == "ioctl" {
		if names := constants.Commands(value, a.arch); len(names) > 0 {
			return names[0]
		}
	}
	for _, prefix := range prefixes {
		var found []string
		for _, name := range constants.Names() {
			if !strings.HasPrefix(name, prefix) {
				continue
			}
			if v, ok := constants.Value(name, a.arch); ok && v.ExactString() == fmt.Sprint(value) {
				found = append(found, name)
			}
		}
		if len(found) == 1 {
			return found[0]
		}
	}
	return fmt.Sprintf("%#x", value)
}

// Proposals returns conditions for rows of Rows, by their cell: each row could be replaced
// by one with the condition. There is none for an operation behind a multiplexer, and none
// where a value is unknown.
func Proposals(rows []Row, results []*Result) map[string]string {
	out := make(map[string]string)
	for _, row := range rows {
		goarch, operation, one := strings.Cut(row.Syscall, "/")
		if !one {
			operation = goarch
		}
		conditions := make(map[string]bool)
		for _, r := range results {
			if !one || r.Arch == arch.ByGOARCH(goarch) {
				conditions[r.condition(operation)] = true
			}
		}
		if len(conditions) == 1 && !conditions[""] {
			out[row.Syscall] = slices.Collect(maps.Keys(conditions))[0]
		}
	}
	return out
}

// condition returns the condition for the known arguments of an operation, "" for none.
func (r *Result) condition(operation string) string {
	if slices.ContainsFunc(r.Uses, func(u Use) bool { return u.Operation == operation && u.Syscall.Multiplexer() }) {
		return ""
	}
	var all []string
	for _, parameter := range slices.Sorted(maps.Keys(proposed[operation])) {
		set := r.arguments[[2]string{operation, parameter}]
		if len(set) == 0 || len(set) > maxProposed {
			continue
		}
		var tests []string
		for _, value := range slices.SortedFunc(maps.Keys(set), func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) }) {
			tests = append(tests, parameter+" == "+value)
		}
		all = append(all, "("+strings.Join(tests, " || ")+")")
	}
	if len(all) == 1 {
		return strings.TrimSuffix(strings.TrimPrefix(all[0], "("), ")")
	}
	return strings.Join(all, " && ")
}
