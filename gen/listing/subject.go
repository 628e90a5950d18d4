package listing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

// subject names the arguments and constants of the syscalls at an instruction.
type subject struct {
	Symbols
	// syscalls lists their names. It is empty if they are many or unknown.
	syscalls []string
}

// maxSubject limits the syscalls of an instruction with names for arguments.
const maxSubject = 8

// numbers returns the numbers in boxes on the architecture of s, or none if they are more
// than maxSubject.
func numbers(boxes []prove.Box, s Symbols) []uint32 {
	var out []uint32
	for _, b := range boxes {
		if !b.Arch.Contains(s.Audit) {
			continue
		}
		if b.Nr.Last-b.Nr.First >= maxSubject || len(out) >= maxSubject {
			return nil
		}
		for i := range b.Nr.Last - b.Nr.First + 1 {
			out = append(out, b.Nr.First+i)
		}
	}
	return out
}

// subject returns the subject for numbers.
func (s Symbols) subject(numbers []uint32) subject {
	out := subject{Symbols: s}
	for _, nr := range numbers {
		if s.Names[nr] == "" {
			return subject{Symbols: s}
		}
		out.syscalls = append(out.syscalls, s.Names[nr])
	}
	return out
}

// argument returns a description of the accumulator with the kernel's name in place of
// argN: cmd.low for arg1.low of ioctl. Syscalls with several names keep argN.
func (s subject) argument(held string) string {
	var i int
	if n, _ := fmt.Sscanf(held, "arg%d.", &i); n == 0 {
		return held
	}
	names := make(map[string]bool)
	name := ""
	for _, syscall := range s.syscalls {
		name = s.parameter(syscall, i)
		names[name] = true
	}
	if len(names) != 1 || name == "" {
		return held
	}
	_, rest, _ := strings.Cut(held, ".")
	return name + "." + rest
}

// parameter returns the name of the parameter in register i of a syscall, or the empty
// string.
func (s subject) parameter(syscall string, i int) string {
	for _, t := range abi.Entry(syscall, s.GOARCH) {
		if t.Position == i {
			return t.Name
		}
	}
	return ""
}

// constantsOf returns the function for [Symbols.Constants].
func constantsOf(c *catalog.Catalog, compiled *compile.Compiled, a *arch.Arch) func(string) []policy.Constant {
	known := make(map[string][]policy.Constant)
	return func(syscall string) []policy.Constant {
		if _, ok := known[syscall]; !ok {
			i := slices.IndexFunc(c.Syscalls, func(s catalog.Syscall) bool { return s.Name == syscall })
			known[syscall] = compiled.Constants(&c.Syscalls[i], a)
		}
		return known[syscall]
	}
}

// constants returns the constants in the rules for the syscalls.
func (s subject) constants() []policy.Constant {
	var out []policy.Constant
	if s.Constants != nil {
		for _, syscall := range s.syscalls {
			out = append(out, s.Constants(syscall)...)
		}
	}
	return out
}

// constant returns the name of a constant with the low word k, or the empty string. 0 has
// no name: it is the value of too many constants.
func (s subject) constant(k uint32) string {
	for _, c := range s.constants() {
		if uint32(c.Bits) == k && k != 0 {
			return c.Name
		}
	}
	return ""
}

// maxBits limits the names for a set of bits.
const maxBits = 3

// bits describes a set of bits, with the names of the constants it consists of.
func (s subject) bits(k uint32) string {
	text := fmt.Sprintf("%#x", k)
	if name := s.constant(k); name != "" {
		return text + " " + name
	}
	var names []string
	rest := k
	for _, c := range s.constants() {
		if low := uint32(c.Bits); low&rest != 0 && low&^k == 0 {
			names, rest = append(names, c.Name), rest&^low
		}
	}
	if rest != 0 || len(names) == 0 || len(names) > maxBits {
		return text
	}
	return text + " " + strings.Join(names, "|")
}
