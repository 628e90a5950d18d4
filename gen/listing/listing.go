// Package listing explains programs to people: what each instruction does, and
// which calls it decides.
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
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

// Line explains one instruction.
type Line struct {
	// Text is the instruction in words, its targets as places in the program.
	Text string
	// Calls is the calls that arrive at the instruction, by name where a number
	// has one.
	Calls string
}

// Symbols is the calls of an architecture, by name.
type Symbols struct {
	*arch.Arch
	Names map[uint32]string
}

// SymbolsOf returns the calls that a compiled profile decides: those of its own
// architecture, and those of a second one if it does.
func SymbolsOf(c *catalog.Catalog, compiled *compile.Compiled) (native Symbols, compat []Symbols) {
	native = callersOn(c, compiled.Arch)
	if compiled.Compat != nil {
		compat = []Symbols{callersOn(c, compiled.Arch.Companion)}
	}
	return native, compat
}

// callersOn returns the calls of a.
func callersOn(c *catalog.Catalog, a *arch.Arch) Symbols { return Symbols{a, c.Names(a)} }

// Lines explains a program that decides the calls of native, and maybe those of a
// second architecture with the same byte order.
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
		c, prefix := native, ""
		for _, second := range compat {
			if of(second, arrivals[pc]) {
				c, prefix = second, second.GOARCH+": "
			}
		}
		out[pc] = Line{Text: text(p, pc, held, c), Calls: prefix + calls(arrivals[pc], c)}
	}
	return out, nil
}

// of reports whether boxes hold the calls of c and no others.
func of(c Symbols, boxes []prove.Box) bool {
	return !slices.ContainsFunc(boxes, func(b prove.Box) bool {
		return b.Arch != interval.Interval{First: c.Audit, Last: c.Audit}
	})
}

// accumulators says what A holds before each instruction of a program of a, all of
// which must be of package bpf.
func accumulators(p []bpf.Instruction, a *arch.Arch) ([]string, error) {
	for pc, ins := range p {
		if mnemonics[ins.Code] == "" {
			return nil, fmt.Errorf("instruction %d: code %#02x is none of ours", pc, ins.Code)
		}
	}
	return prove.Accumulators(p, a.BigEndian)
}

// text puts one instruction into words. held is what A holds before each.
func text(p []bpf.Instruction, pc int, held []string, c Symbols) string {
	ins := p[pc]
	yes, no := pc+1+int(ins.JT), pc+1+int(ins.JF)
	switch ins.Code {
	case bpf.LoadAbs:
		return "load " + held[pc+1]
	case bpf.And, bpf.Xor:
		return "keep " + held[pc+1]
	case bpf.JumpAlways:
		return fmt.Sprintf("go to %d", pc+1+int(ins.K))
	case bpf.Return:
		return Action(ins.K)
	}
	operator := map[uint16]string{bpf.JumpEqual: "==", bpf.JumpAtLeast: ">=", bpf.JumpAnyBit: "&"}[ins.Code]
	return fmt.Sprintf("%s %s %s ? %d : %d", held[pc], operator, operand(ins.K, held[pc], c), yes, no)
}

// operand is a value that A holds or is compared with, by name where it has one.
func operand(k uint32, held string, c Symbols) string {
	switch held {
	case "nr":
		return Name(k, c.Names)
	case "arch":
		for _, a := range arch.All {
			if k == a.Audit {
				return a.GOARCH
			}
		}
		return fmt.Sprintf("0x%08x", k)
	}
	return fmt.Sprintf("%#x", k)
}

// Name is the name of a call's number, with the number; or the number alone.
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

// Arguments writes the arguments of a call.
func Arguments(values [6]uint64) string {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = number(v)
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// shown is how many intervals are written out before the rest is counted.
const shown = 3

// calls names the numbers of c in boxes, or the architectures where c's calls
// have been told apart already.
func calls(boxes []prove.Box, c Symbols) string {
	var own []interval.Interval
	for _, b := range boxes {
		if b.Arch == interval.Whole {
			return "every syscall"
		}
		if b.Arch.Contains(c.Audit) {
			own = append(own, b.Nr)
		}
	}
	own = interval.Union(own)
	if len(own) == 0 {
		return "another architecture"
	}
	var parts []string
	for i, iv := range own {
		if i == shown && len(own) > shown+1 {
			return strings.Join(parts, ", ") + fmt.Sprintf(" and %d more ranges", len(own)-shown)
		}
		parts = append(parts, span(iv, c))
	}
	return strings.Join(parts, ", ")
}

// span names an interval, and its conventions if it is foreign to c.
func span(i interval.Interval, c Symbols) string {
	foreign := c.ForeignNames(i)
	if foreign != "" {
		foreign = " (" + foreign + ")"
	}
	switch {
	case i == interval.Whole:
		return "all numbers"
	case i.First == i.Last:
		return Name(i.First, c.Names) + foreign
	case i.Last == interval.Whole.Last:
		return Name(i.First, c.Names) + " and above"
	}
	return Name(i.First, c.Names) + " .. " + Name(i.Last, c.Names) + foreign
}
