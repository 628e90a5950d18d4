package listing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

// Line explains one instruction.
type Line struct {
	// Text describes the instruction. Targets are indices of instructions.
	Text string
	// Test is the test of the instruction. It is empty for other instructions.
	Test Test
	// Calls lists the numbers for which the instruction is executed, with their names.
	Calls string
}

// Test is a test of the accumulator: nr >= "186 gettid".
type Test struct {
	Subject, Operator, Operand string
}

// Symbols holds the names of an architecture's syscalls by number.
type Symbols struct {
	*arch.Arch
	Names map[uint32]string
	// Constants returns the constants in the rules for a syscall. It is nil for a program
	// without rules.
	Constants func(syscall string) []policy.Constant
}

// SymbolsOf returns the symbols for a program: those of its architecture, and those of
// the companion ABI if the program serves it.
func SymbolsOf(c *catalog.Catalog, compiled *compile.Compiled) (native Symbols, compat []Symbols) {
	native = symbolsOf(c, compiled, compiled.Arch)
	if compiled.Compat != nil {
		compat = []Symbols{symbolsOf(c, compiled, compiled.Arch.Companion)}
	}
	return native, compat
}

// symbolsOf returns the symbols of a for a program.
func symbolsOf(c *catalog.Catalog, compiled *compile.Compiled, a *arch.Arch) Symbols {
	s := Symbols{Arch: a, Names: c.Names(a)}
	if compiled.Constants != nil {
		s.Constants = constantsOf(c, compiled, a)
	}
	return s
}

// Lines explains a program for the syscalls of native, and perhaps of its companion ABI.
// Both have the same byte order.
func Lines(p []bpf.Instruction, native Symbols, compat ...Symbols) ([]Line, error) {
	_, arrivals, err := prove.EvaluateArguments(p, &prove.Options{Space: argset.NewSpace(), BigEndian: native.BigEndian})
	if err != nil {
		return nil, err
	}
	held, err := accumulators(p, native.Arch)
	if err != nil {
		return nil, err
	}
	out := make([]Line, len(p))
	for pc := range p {
		symbols, prefix := native, ""
		for _, s := range compat {
			if only(s, arrivals[pc]) {
				symbols, prefix = s, s.GOARCH+": "
			}
		}
		subject := symbols.subject(numbers(arrivals[pc], symbols))
		out[pc] = Line{text(p, pc, held, subject), testOf(p[pc], held[pc], subject), prefix + calls(arrivals[pc], symbols)}
	}
	return out, nil
}

// only reports whether all boxes are of the architecture of s.
func only(s Symbols, boxes []prove.Box) bool {
	return !slices.ContainsFunc(boxes, func(b prove.Box) bool {
		return b.Arch != interval.Interval{First: s.Audit, Last: s.Audit}
	})
}

// accumulators describes the accumulator A before each instruction: "nr", "arg0.low".
// It rejects opcodes outside package bpf.
func accumulators(p []bpf.Instruction, a *arch.Arch) ([]string, error) {
	for pc, ins := range p {
		if mnemonics[ins.Code] == "" {
			return nil, fmt.Errorf("instruction %d: unsupported code %#02x", pc, ins.Code)
		}
	}
	return prove.Accumulators(p, a.BigEndian)
}

// text describes the instruction at pc. held describes A before each instruction, s names
// the parts of it.
func text(p []bpf.Instruction, pc int, held []string, s subject) string {
	ins := p[pc]
	then, otherwise := pc+1+int(ins.JT), pc+1+int(ins.JF)
	switch ins.Code {
	case bpf.LoadAbs:
		return "load " + s.argument(held[pc+1])
	case bpf.And, bpf.Xor:
		return "keep " + s.argument(held[pc+1])
	case bpf.JumpAlways:
		return fmt.Sprintf("go to %d", pc+1+int(ins.K))
	case bpf.Return:
		return Action(ins.K)
	}
	t := testOf(ins, held[pc], s)
	return fmt.Sprintf("%s %s %s ? %d : %d", t.Subject, t.Operator, t.Operand, then, otherwise)
}

// testOf returns the test of ins. held describes A.
func testOf(ins bpf.Instruction, held string, s subject) Test {
	operator := map[uint16]string{bpf.JumpEqual: "==", bpf.JumpAtLeast: ">=", bpf.JumpAnyBit: "&"}[ins.Code]
	switch {
	case operator == "":
		return Test{}
	case ins.Code == bpf.JumpAnyBit && isLow(held):
		return Test{s.argument(held), operator, s.bits(ins.K)}
	}
	return Test{s.argument(held), operator, operand(ins.K, held, s)}
}

// operand describes a value of A: a syscall, an architecture, a constant or a number. held
// describes A.
func operand(k uint32, held string, s subject) string {
	switch held {
	case "nr":
		return Name(k, s.Names)
	case "arch":
		for _, a := range arch.All {
			if k == a.Audit {
				return a.GOARCH
			}
		}
		return fmt.Sprintf("0x%08x", k)
	}
	if name := s.constant(k); name != "" && isLow(held) {
		return fmt.Sprintf("%#x %s", k, name)
	}
	return fmt.Sprintf("%#x", k)
}

// isLow reports whether held describes the low word of an argument. Names of constants are
// for these alone: few have more than 32 bits.
func isLow(held string) bool { return strings.Contains(held, ".low") }

// Name returns a number and the name of its syscall: 41 socket. A number without a
// syscall stands alone.
func Name(n uint32, names map[uint32]string) string {
	if names[n] != "" {
		return number(uint64(n)) + " " + names[n]
	}
	return number(uint64(n))
}

// number writes a number, in hex if it is large.
func number(n uint64) string {
	if n > 0xfffff {
		return fmt.Sprintf("%#x", n)
	}
	return fmt.Sprint(n)
}

// Arguments writes the arguments of a call: (1, 0, 0, 0, 0, 0).
func Arguments(values [6]uint64) string {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = number(v)
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// shown is the number of intervals to write. The others are only counted.
const shown = 3

// calls describes the numbers in boxes on the architecture of s. It returns "another
// architecture" if there are none.
func calls(boxes []prove.Box, s Symbols) string {
	var own []interval.Interval
	for _, b := range boxes {
		if b.Arch == interval.Whole {
			return "every syscall"
		}
		if b.Arch.Contains(s.Audit) {
			own = append(own, b.Nr)
		}
	}
	if len(own) == 0 {
		return "another architecture"
	}
	return Numbers(own, s)
}

// Numbers describes a list of numbers with the names of s: "0 read .. 28 madvise, 41 socket".
// It writes the first few intervals and counts the others.
func Numbers(list []interval.Interval, s Symbols) string {
	own := interval.Union(list)
	var parts []string
	for i, iv := range own {
		if i == shown && len(own) > shown+1 {
			return strings.Join(parts, ", ") + fmt.Sprintf(" and %d more ranges", len(own)-shown)
		}
		parts = append(parts, span(iv, s))
	}
	return strings.Join(parts, ", ")
}

// span describes an interval of numbers. Foreign ones are followed by their conventions.
func span(i interval.Interval, s Symbols) string {
	foreign := s.ForeignNames(i)
	if foreign != "" {
		foreign = " (" + foreign + ")"
	}
	switch {
	case i == interval.Whole:
		return "all numbers"
	case i.First == i.Last:
		return Name(i.First, s.Names) + foreign
	case i.Last == interval.Whole.Last:
		return Name(i.First, s.Names) + " and above"
	}
	return Name(i.First, s.Names) + " .. " + Name(i.Last, s.Names) + foreign
}
