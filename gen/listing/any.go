package listing

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/symbolic"
)

// AnySymbols returns the symbols for any program of a: those of a and of its companion ABI.
func AnySymbols(c *catalog.Catalog, a *arch.Arch) (native Symbols, compat []Symbols) {
	native = Symbols{Arch: a, Names: c.Names(a)}
	if a.Companion != nil {
		compat = []Symbols{{Arch: a.Companion, Names: c.Names(a.Companion)}}
	}
	return native, compat
}

// Disassemble is like the format asm for any program that the kernel installs. After the
// instructions it counts the syscalls with each verdict. If the program is beyond exact
// evaluation, the reason stands there, and no numbers stand after the instructions.
func Disassemble(p []bpf.Instruction, native Symbols, compat ...Symbols) ([]byte, error) {
	if err := bpf.Check(p); err != nil {
		return nil, err
	}
	all := append([]Symbols{native}, compat...)
	space := argset.NewSpace()
	result, beyond := symbolic.Evaluate(p, space, native.BigEndian)
	arrivals := make([][]prove.Box, len(p))
	if beyond == nil && !space.Within(maxWork, func() { arrivals = boxes(result, all) }) {
		beyond = fmt.Errorf("the numbers at its instructions take too much work")
	}
	regs := expressions(p, native.BigEndian)
	lines := make([]Line, len(p))
	for pc := range p {
		lines[pc] = anyLine(p, pc, regs, arrivals[pc], all)
		switch {
		case beyond != nil:
			lines[pc].Calls = "?"
		case result.Reached[pc] == argset.None:
			lines[pc].Calls = "unreachable"
		}
	}
	var counts string
	if beyond == nil {
		counts, beyond = tally(result, all)
	}
	if beyond != nil {
		counts = fmt.Sprintf("; %v\n", beyond)
	}
	return append(Write(p, lines), counts...), nil
}

// maxWork limits the steps to find the numbers at instructions.
const maxWork = 30e6

// boxes returns the numbers at each instruction, on the architectures of symbols.
func boxes(result symbolic.Result, symbols []Symbols) [][]prove.Box {
	out := make([][]prove.Box, len(result.Reached))
	for pc, reached := range result.Reached {
		if reached == argset.All {
			out[pc] = []prove.Box{{Arch: interval.Whole, Nr: interval.Whole}}
			continue
		}
		for _, s := range symbols {
			result.Space.Numbers([]argset.Set{result.Space.Fix(reached, s.Audit)}, func(first, last uint32, members []argset.Set) {
				if members[0] != argset.None {
					out[pc] = append(out[pc], prove.Box{Arch: interval.Interval{First: s.Audit, Last: s.Audit}, Nr: interval.Interval{First: first, Last: last}})
				}
			})
		}
	}
	return out
}

// anyLine describes the instruction at pc, with the symbols of the companion ABI if only its
// syscalls come there.
func anyLine(p []bpf.Instruction, pc int, regs []registers, arrivals []prove.Box, all []Symbols) Line {
	symbols, prefix := all[0], ""
	for _, s := range all[1:] {
		if len(arrivals) > 0 && only(s, arrivals) {
			symbols, prefix = s, s.GOARCH+": "
		}
	}
	subject := symbols.subject(numbers(arrivals, symbols))
	return Line{Text: anyText(p, pc, regs, subject), Calls: prefix + calls(arrivals, symbols)}
}

// anyText describes the instruction at pc. s names the parts.
func anyText(p []bpf.Instruction, pc int, regs []registers, s subject) string {
	ins := p[pc]
	switch ins.Kind() {
	case bpf.Jump, bpf.End:
		switch ins.Code {
		case bpf.ReturnA:
			return "return " + s.names(regs[pc][inA])
		case bpf.Return:
			return ActionOn(ins.K, s.Arch)
		}
		return fmt.Sprintf("go to %d", pc+1+int(ins.K))
	case bpf.Test:
		return s.test(ins, pc, regs[pc])
	}
	result := s.names(regs[pc].result(ins, s.BigEndian))
	if ins.Code == bpf.LoadAbs {
		return "load " + result
	}
	return registerName(target(ins)) + " = " + result
}

// test describes a test at pc.
func (s subject) test(ins bpf.Instruction, pc int, regs registers) string {
	code, withX := ins.Operation()
	operator := map[uint16]string{bpf.JumpEqual: "==", bpf.JumpAbove: ">", bpf.JumpAtLeast: ">=", bpf.JumpAnyBit: "&"}[code]
	right := group(s.names(regs[inX]))
	if !withX {
		right = operand(ins.K, regs[inA], s)
		if name := s.known(regs[inA], ins.K); name != "" {
			right += " " + name
		}
	}
	return fmt.Sprintf("%s %s %s ? %d : %d", s.names(regs[inA]), operator, right, pc+1+int(ins.JT), pc+1+int(ins.JF))
}

// argumentWord matches a word of an argument in an expression.
var argumentWord = regexp.MustCompile(`arg[0-5]\.`)

// names writes an expression with the names of arguments.
func (s subject) names(expression string) string {
	return argumentWord.ReplaceAllStringFunc(expression, s.argument)
}

// known returns the constants of the kernel in a number compared with the low word of an
// argument, or "". 0 has no name.
func (s subject) known(held string, k uint32) string {
	var i int
	if n, _ := fmt.Sscanf(held, "arg%d.low", &i); n == 0 || k == 0 || len(s.syscalls) != 1 {
		return ""
	}
	nr, ok := event.Number(s.syscalls[0], s.Arch)
	if !ok {
		return ""
	}
	e := event.Event{Arch: s.Arch, Number: nr}
	e.Args[i] = uint64(k)
	return e.Constants(i)
}

// tally counts the syscalls of each architecture with each verdict.
func tally(result symbolic.Result, all []Symbols) (string, error) {
	var b strings.Builder
	for _, s := range all {
		d, err := result.On(s.Arch)
		if err != nil {
			return "", err
		}
		counts := make(map[string]int)
		for nr := range s.Names {
			counts[verdictOf(d, nr, s.Arch)]++
		}
		verdicts := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
			return cmp.Or(counts[b]-counts[a], strings.Compare(a, b))
		})
		for _, v := range verdicts {
			fmt.Fprintf(&b, "; %s: %s: %d of %d syscalls\n", s.GOARCH, v, counts[v], len(s.Names))
		}
	}
	return b.String(), nil
}

// verdictOf describes the actions of a number: allow, or several for its arguments.
func verdictOf(d decision.Decision, nr uint32, a *arch.Arch) string {
	v := d.Partition.Of(nr)
	var parts []string
	for _, c := range d.Verdicts[v].Cases {
		parts = append(parts, ActionOn(d.Verdicts[c.Verdict].Action, a))
	}
	if parts == nil {
		return ActionOn(d.Verdicts[v].Action, a)
	}
	return "by arguments " + strings.Join(parts, " or ")
}

// ExplainAny follows a call on the architecture of s through the filters of a process, the
// first installed one first. Title names them.
func ExplainAny(title string, filters [][]bpf.Instruction, s Symbols, call Call) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s on %s: %s %s", title, s.GOARCH, Name(call.Nr, s.Names), call.text())
	together := uint32(0x7fff0000)
	for i, p := range filters {
		if err := bpf.Check(p); err != nil {
			return nil, err
		}
		regs, subject := expressions(p, s.BigEndian), s.subject([]uint32{call.Nr})
		held := make([]string, len(p))
		for pc := range regs {
			held[pc] = regs[pc][inA]
		}
		w := walker{p, subject, held, func(pc int) string { return anyText(p, pc, regs, subject) }, call.data(s.Arch)}
		steps, err := w.walk()
		if err != nil {
			return nil, err
		}
		if len(filters) > 1 {
			fmt.Fprintf(&b, "\n\nfilter %d of %d", i+1, len(filters))
		}
		value, _, err := prove.Execute(p, w.call)
		if err != nil {
			return nil, err
		}
		together = symbolic.Stricter(value, together)
		fmt.Fprintf(&b, "\n\n%s\n%s", Table(steps), ActionOn(symbolic.Effective(value), s.Arch))
	}
	if len(filters) != 1 {
		fmt.Fprintf(&b, "\n\ntogether: %s", ActionOn(symbolic.Effective(together), s.Arch))
	}
	b.WriteString("\n")
	return b.Bytes(), nil
}
