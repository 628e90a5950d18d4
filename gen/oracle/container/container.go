// Package container evaluates filters of containers in JSON, one syscall at a time. Like
// package oracle it shares no code with the generator: tests compare imported policies and
// libseccomp with it.
package container

import (
	"math/rand/v2"
	"slices"
)

// Filter is a filter as runc reads it.
type Filter struct {
	DefaultAction   string `json:"defaultAction"`
	DefaultErrnoRet *uint  `json:"defaultErrnoRet,omitempty"`
	DefaultErrno    string `json:"defaultErrno,omitempty"`
	Syscalls        []Rule `json:"syscalls"`
}

// Rule is a rule for some syscalls.
type Rule struct {
	Names    []string    `json:"names"`
	Action   string      `json:"action"`
	ErrnoRet *uint       `json:"errnoRet,omitempty"`
	Args     []Condition `json:"args,omitempty"`
	Includes Chosen      `json:"includes,omitzero"`
	Excludes Chosen      `json:"excludes,omitzero"`
}

// Condition is a condition on an argument.
type Condition struct {
	Index    uint   `json:"index"`
	Value    uint64 `json:"value"`
	ValueTwo uint64 `json:"valueTwo"`
	Op       string `json:"op"`
}

// Chosen chooses a rule by the host and the capabilities.
type Chosen struct {
	Arches []string `json:"arches,omitempty"`
	Caps   []string `json:"caps,omitempty"`
}

// Applies reports whether a rule is part of the filter on a host, for a container without
// capabilities.
func (r Rule) Applies(host string) bool {
	return len(r.Includes.Caps) == 0 && (len(r.Includes.Arches) == 0 || slices.Contains(r.Includes.Arches, host)) && !slices.Contains(r.Excludes.Arches, host)
}

// Twice reports whether two conditions are about one argument. Each is then a rule of its
// own.
func (r Rule) Twice() bool {
	for i, x := range r.Args {
		if slices.ContainsFunc(r.Args[:i], func(y Condition) bool { return y.Index == x.Index }) {
			return true
		}
	}
	return false
}

// values holds the SECCOMP_RET_* of the actions.
var values = map[string]uint32{
	"SCMP_ACT_KILL": 0, "SCMP_ACT_KILL_THREAD": 0, "SCMP_ACT_KILL_PROCESS": 0x80000000, "SCMP_ACT_TRAP": 0x30000,
	"SCMP_ACT_ERRNO": 0x50000, "SCMP_ACT_NOTIFY": 0x7fc00000, "SCMP_ACT_TRACE": 0x7ff00000, "SCMP_ACT_LOG": 0x7ffc0000, "SCMP_ACT_ALLOW": 0x7fff0000,
}

// value returns the SECCOMP_RET_* of an action.
func value(word string, errno *uint) uint32 {
	v := values[word]
	if v != values["SCMP_ACT_ERRNO"] && v != values["SCMP_ACT_TRACE"] {
		return v
	}
	if errno == nil {
		return v | 1
	}
	return v | uint32(*errno)
}

// Default returns the default action. An errno may have a name in place of its number.
func (f Filter) Default() uint32 { return value(f.DefaultAction, f.DefaultErrnoRet) }

// Actions returns the different actions of the rules that are true for a syscall on a
// machine of a width: that of the first rule without conditions, or those of the others,
// or the default. Several mean that the order of the runtime decides. Of multiplexers it
// knows their own rules alone.
func (f Filter) Actions(host string, width int, name string, args [6]uint64) (list []uint32) {
	for _, always := range []bool{true, false} {
		for _, r := range f.Syscalls {
			v := value(r.Action, r.ErrnoRet)
			if v == f.Default() || (len(r.Args) == 0) != always || !r.Applies(host) || !slices.Contains(r.Names, name) || !r.holds(args, width) {
				continue
			}
			if always {
				return []uint32{v}
			}
			if !slices.Contains(list, v) {
				list = append(list, v)
			}
		}
	}
	if len(list) == 0 {
		return []uint32{f.Default()}
	}
	return list
}

// holds reports whether the conditions of a rule hold: all, or any of Twice.
func (r Rule) holds(args [6]uint64, width int) bool {
	every, some := true, false
	for _, x := range r.Args {
		holds := x.holds(args[x.Index], width)
		every, some = every && holds, some || holds
	}
	return every || r.Twice() && some
}

// holds reports whether a condition holds for a register.
func (x Condition) holds(v uint64, width int) bool {
	mask := uint64(1)<<(width-1)<<1 - 1
	v, value, two := v&mask, x.Value&mask, x.ValueTwo&mask
	switch x.Op {
	case "SCMP_CMP_NE":
		return v != value
	case "SCMP_CMP_LT":
		return v < value
	case "SCMP_CMP_LE":
		return v <= value
	case "SCMP_CMP_EQ":
		return v == value
	case "SCMP_CMP_GE":
		return v >= value
	case "SCMP_CMP_GT":
		return v > value
	}
	return v&value == two&value
}

// Inputs returns arguments at the bounds of all conditions.
func (f Filter) Inputs(r *rand.Rand, count int) [][6]uint64 { return f.Bounds().Inputs(r, count) }

// ByName returns the filters of single syscalls: the rules that name them.
func (f Filter) ByName() map[string]Filter {
	all := make(map[string]Filter)
	for _, r := range f.Syscalls {
		for _, name := range r.Names {
			one, ok := all[name]
			if !ok {
				one = f
				one.Syscalls = nil
			}
			one.Syscalls = append(one.Syscalls, r)
			all[name] = one
		}
	}
	return all
}

// Bounds holds the numbers at the bounds of conditions.
type Bounds []uint64

// Bounds returns those of all conditions.
func (f Filter) Bounds() Bounds {
	numbers := []uint64{0, 1, 2, 9, 11, 1<<32 | 1, 1<<64 - 1}
	for _, rule := range f.Syscalls {
		for _, x := range rule.Args {
			for _, v := range []uint64{x.Value, x.ValueTwo} {
				numbers = append(numbers, v-1, v, v+1, v|1<<32, v&(1<<32-1), ^v)
			}
		}
	}
	return numbers
}

// Inputs returns arguments of these numbers.
func (b Bounds) Inputs(r *rand.Rand, count int) (list [][6]uint64) {
	for range count {
		var args [6]uint64
		for i := range args {
			args[i] = b[r.IntN(len(b))]
		}
		list = append(list, args)
	}
	return list
}

// conditional lists syscalls, and arguments that are no pointers on any architecture.
var conditional = []struct {
	name      string
	arguments []uint
}{
	{"socket", []uint{0, 1, 2}}, {"ioctl", []uint{0, 1}}, {"personality", []uint{0}}, {"fcntl", []uint{0, 1}},
	{"fcntl64", []uint{0, 1}}, {"kill", []uint{0, 1}}, {"prctl", []uint{0}}, {"tgkill", []uint{0, 1, 2}},
}

// Random returns a filter about a few syscalls.
func Random(r *rand.Rand) Filter {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	word := func() string {
		return pick("SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_LOG", "SCMP_ACT_TRACE")
	}
	f := Filter{DefaultAction: word()}
	for range 1 + r.IntN(12) {
		rule := Rule{Names: []string{pick("stat", "stat64", "mmap", "mmap2", "clone", "bind", "socketcall", "lseek", "_llseek", "openat2", "arch_prctl")}, Action: word()}
		if r.IntN(4) > 0 {
			of := conditional[r.IntN(len(conditional))]
			rule.Names[0] = of.name
			for range r.IntN(4) {
				rule.Args = append(rule.Args, random(r, of.arguments))
			}
		}
		f.Syscalls = append(f.Syscalls, rule)
	}
	return f
}

// random returns a condition on one of some arguments.
func random(r *rand.Rand, arguments []uint) Condition {
	ops := []string{"SCMP_CMP_NE", "SCMP_CMP_LT", "SCMP_CMP_LE", "SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_MASKED_EQ"}
	numbers := []uint64{0, 1, 2, 5, 16, 40, 1 << 31, 1<<32 - 1, 1 << 32, 1<<64 - 1, 0x5401, 0x7e020000}
	return Condition{
		Index: arguments[r.IntN(len(arguments))], Op: ops[r.IntN(len(ops))],
		Value: numbers[r.IntN(len(numbers))], ValueTwo: numbers[r.IntN(len(numbers))],
	}
}
