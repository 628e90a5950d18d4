// Package listing explains programs to people: what each instruction does, and
// which calls it decides.
package listing

import (
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
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
	_, arrivals, err := prove.Evaluate(p)
	if err != nil {
		return nil, err
	}
	out := make([]Line, len(p))
	loaded := uint32(bpf.OffsetNr)
	for pc, ins := range p {
		if mnemonics[ins.Code] == "" {
			return nil, fmt.Errorf("instruction %d: code %#02x is none of ours", pc, ins.Code)
		}
		if ins.Code == bpf.LoadAbs {
			loaded = ins.K
		}
		out[pc] = Line{Text: text(pc, ins, loaded, a, names), Calls: calls(arrivals[pc], a, names)}
	}
	return out, nil
}

// text puts one instruction into words.
func text(pc int, ins bpf.Instruction, loaded uint32, a arch.Arch, names map[uint32]string) string {
	subject, object := "nr", name(ins.K, names)
	if loaded == bpf.OffsetArch {
		subject, object = "arch", fmt.Sprintf("0x%08x", ins.K)
		if ins.K == a.Audit {
			object = a.GOARCH
		}
	}
	yes, no := pc+1+int(ins.JT), pc+1+int(ins.JF)
	switch ins.Code {
	case bpf.LoadAbs:
		return "load " + subject
	case bpf.JumpEqual:
		return fmt.Sprintf("%s == %s ? %d : %d", subject, object, yes, no)
	case bpf.JumpAtLeast:
		return fmt.Sprintf("%s >= %s ? %d : %d", subject, object, yes, no)
	case bpf.JumpAlways:
		return fmt.Sprintf("go to %d", pc+1+int(ins.K))
	}
	return Action(ins.K)
}

// Action names a return value.
func Action(value uint32) string {
	switch {
	case value == bpf.RetAllow:
		return "allow"
	case value == bpf.RetKillProcess:
		return "kill the process"
	}
	return fmt.Sprintf("errno %d", value&0xffff)
}

// name is the name of a number, with the number; or the number alone.
func name(n uint32, names map[uint32]string) string {
	s := fmt.Sprint(n)
	if n > 0xfffff {
		s = fmt.Sprintf("%#x", n)
	}
	if names[n] != "" {
		return s + " " + names[n]
	}
	return s
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
		return name(i.First, names)
	case i.Last == interval.Whole.Last:
		return name(i.First, names) + " and above"
	}
	return name(i.First, names) + " .. " + name(i.Last, names)
}
