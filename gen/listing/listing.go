// Package listing explains programs to people: what each instruction does, and
// which calls it decides.
package listing

import (
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/args"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
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

// Lines explains a program of a, whose calls have the given names.
func Lines(p []bpf.Instruction, a arch.Arch, names map[uint32]string) ([]Line, error) {
	_, arrivals, err := prove.EvaluateArguments(p, &prove.Arguments{Space: args.NewSpace(), BigEndian: a.BigEndian})
	if err != nil {
		return nil, err
	}
	held, err := accumulators(p, a)
	if err != nil {
		return nil, err
	}
	out := make([]Line, len(p))
	for pc := range p {
		out[pc] = Line{Text: text(p, pc, held, a, names), Calls: calls(arrivals[pc], a, names)}
	}
	return out, nil
}

// accumulators says what A holds before each instruction of a program of a, all of
// which must be of package bpf.
func accumulators(p []bpf.Instruction, a arch.Arch) ([]string, error) {
	for pc, ins := range p {
		if mnemonics[ins.Code] == "" {
			return nil, fmt.Errorf("instruction %d: code %#02x is none of ours", pc, ins.Code)
		}
	}
	return prove.Accumulators(p, a.BigEndian)
}

// text puts one instruction into words. held is what A holds before each.
func text(p []bpf.Instruction, pc int, held []string, a arch.Arch, names map[uint32]string) string {
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
	return fmt.Sprintf("%s %s %s ? %d : %d", held[pc], operator, operand(ins.K, held[pc], a, names), yes, no)
}

// operand is a value that A holds or is compared with, by name where it has one.
func operand(k uint32, held string, a arch.Arch, names map[uint32]string) string {
	switch {
	case held == "nr":
		return Name(k, names)
	case held != "arch":
		return fmt.Sprintf("%#x", k)
	case k == a.Audit:
		return a.GOARCH
	}
	return fmt.Sprintf("0x%08x", k)
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

// calls names the numbers of a in boxes, or the architectures where a's calls
// have been told apart already.
func calls(boxes []prove.Box, a arch.Arch, names map[uint32]string) string {
	var own []interval.Interval
	for _, b := range boxes {
		if b.Arch == interval.Whole {
			return "every call"
		}
		if b.Arch.Contains(a.Audit) {
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
			return strings.Join(parts, ", ") + fmt.Sprintf(" and %d ranges more", len(own)-shown)
		}
		parts = append(parts, span(iv, names))
	}
	return strings.Join(parts, ", ")
}

// span names an interval.
func span(i interval.Interval, names map[uint32]string) string {
	switch {
	case i == interval.Whole:
		return "all numbers"
	case i.First == i.Last:
		return Name(i.First, names)
	case i.Last == interval.Whole.Last:
		return Name(i.First, names) + " and above"
	}
	return Name(i.First, names) + " .. " + Name(i.Last, names)
}
