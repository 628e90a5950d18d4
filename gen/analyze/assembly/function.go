package assembly

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Function is a function of an assembly file.
type Function struct {
	// Symbol is its name, and empty for data.
	Symbol string
	// Pos is its file and line. The assembler prints none for data.
	Pos string
	// Sites holds its syscall instructions.
	Sites []Site
	// References holds the symbols it names.
	References []Reference
}

// Site is a syscall instruction: the values of the number and of the arguments there.
type Site struct {
	Pos       string
	Number    Values
	Arguments []Values
}

// Values holds the values of a register: constants and parameters. Problem states why there
// may be others.
type Values struct {
	Numbers    []int64
	Parameters []Parameter
	Problem    string
}

// Parameter is a parameter of the function, by name and offset on the stack. One in a
// register has no name, and its position in place of the offset.
type Parameter struct {
	Name   string
	Offset int64
}

// Reference is the name of a symbol in a function or in data.
type Reference struct {
	Symbol, Pos string
	// Tail marks a jump with the parameters of the function unchanged.
	Tail bool
}

// Read returns the functions and the data of a listing for goarch.
func Read(goarch, listing string) ([]*Function, error) {
	texts, err := parse(listing)
	if err != nil {
		return nil, err
	}
	var out []*Function
	for _, t := range texts {
		f := &Function{}
		if len(t.instructions) > 0 {
			f.Symbol, f.Pos = t.symbol, t.instructions[0].pos
			g := newGraph(machines[goarch], t)
			f.Sites = g.sites()
		}
		f.References = t.referencesOf(machines[goarch])
		out = append(out, f)
	}
	return out, nil
}

// referencesOf returns the references of t, tail jumps marked.
func (t *text) referencesOf(m machine) []Reference {
	pos, tails := "", []string{}
	if len(t.instructions) > 0 {
		pos = t.instructions[0].pos
	}
	for _, in := range t.instructions {
		if symbol, ok := m.tailTarget(in); ok && !t.internal && !t.writesParameters() {
			tails = append(tails, symbol)
		}
	}
	calls := t.calls(m)
	var out []Reference
	for _, symbol := range slices.Compact(t.references) {
		tail := slices.ContainsFunc(tails, func(s string) bool { return clean(s) == symbol })
		out = append(out, Reference{symbol, pos, tail && !slices.Contains(calls, symbol)})
	}
	return out
}

// calls returns the symbols which t names other than in a tail jump.
func (t *text) calls(m machine) []string {
	var out []string
	for _, in := range t.instructions {
		if _, tail := m.tailTarget(in); tail {
			continue
		}
		for _, operand := range in.operands {
			if symbol, ok := strings.CutSuffix(operand, "(SB)"); ok {
				out = append(out, clean(strings.TrimPrefix(symbol, "$")))
			}
		}
	}
	return out
}

// writesParameters reports whether t stores to its own parameters.
func (t *text) writesParameters() bool {
	return slices.ContainsFunc(t.instructions, func(in instruction) bool {
		return len(in.operands) > 1 && stackParameter.MatchString(in.operands[len(in.operands)-1])
	})
}

// writes reports whether t stores to an operand.
func (t *text) writes(operand string) bool {
	return slices.ContainsFunc(t.instructions, func(in instruction) bool {
		return len(in.operands) > 1 && in.operands[len(in.operands)-1] == operand
	})
}

// graph holds the instructions of a function and the flow between them.
type graph struct {
	machine
	*text
	// before holds the indexes of the instructions which may precede each.
	before [][]int
}

// newGraph finds the predecessors of each instruction.
func newGraph(m machine, t *text) *graph {
	g := &graph{m, t, make([][]int, len(t.instructions))}
	at := make(map[int]int)
	for i := len(t.instructions) - 1; i >= 0; i-- {
		at[t.instructions[i].pc] = i // the first of those without code
	}
	for i, in := range t.instructions {
		if m.continues(in) && i+1 < len(t.instructions) {
			g.before[i+1] = append(g.before[i+1], i)
		}
		if pc, ok := m.target(in); ok {
			if j, ok := at[pc]; ok {
				g.before[j] = append(g.before[j], i)
			}
		}
	}
	return g
}

// sites returns the syscall instructions of g.
func (g *graph) sites() []Site {
	var out []Site
	for i, in := range g.instructions {
		switch {
		case g.isTrap(in):
			out = append(out, Site{in.pos, g.numberAt(i), g.argumentsAt(i)})
		case g.isHidden(g.instructions, i):
			out = append(out, Site{Pos: in.pos, Number: Values{Problem: "a syscall instruction without mnemonic"}})
		}
	}
	return out
}

// state is a register before an instruction.
type state struct {
	index    int
	register string
}

// numberAt returns the number at the syscall instruction i. The form SYSCALL R9 of ppc64
// names a register, the form SYSCALL $1 a number.
func (g *graph) numberAt(i int) Values {
	operands := g.instructions[i].operands
	if g.trap != "SYSCALL" || len(operands) != 1 {
		return g.follow(i, g.number)
	}
	if n, ok := constant(operands[0]); ok {
		return Values{Numbers: []int64{n}}
	}
	return g.follow(i, operands[0])
}

// argumentsAt returns the arguments at the syscall instruction i.
func (g *graph) argumentsAt(i int) []Values {
	var out []Values
	for register := range strings.FieldsSeq(g.arguments) {
		out = append(out, g.follow(i, register))
	}
	return out
}

// follow returns the values of a register before the instruction i.
func (g *graph) follow(i int, register string) Values {
	s := &search{graph: g, seen: make(map[state]bool)}
	s.follow(state{i, register})
	return s.values
}

// search follows a register backward through moves and jumps.
type search struct {
	*graph
	seen   map[state]bool
	values Values
}

// constant adds an immediate operand.
func (s *search) constant(operand string) bool {
	n, ok := constant(operand)
	if ok && !slices.Contains(s.values.Numbers, n) {
		s.values.Numbers = append(s.values.Numbers, n)
	}
	return ok
}

// follow finds the values of a register before an instruction.
func (s *search) follow(at state) {
	if s.seen[at] {
		return
	}
	s.seen[at] = true
	if at.index == 0 {
		s.entry(at.register)
	}
	for _, i := range s.before[at.index] {
		in := s.instructions[i]
		switch {
		case isZeroing(in, at.register):
			s.constant("$0")
		case s.isEncodedLoad(i, at.register):
			s.constant(encodedLoad(s.dataBefore(i)))
		case s.effectOn(in, at.register) == keeps:
			s.follow(state{i, at.register})
		case s.effectOn(in, at.register) == loads:
			s.load(i, in.operands[0])
		case s.restarts(i):
			// The stack grows and the function starts anew, with the same parameters.
		default:
			s.fail("%s changes %s", in.op, at.register)
		}
	}
	if len(s.before[at.index]) == 0 && at.index > 0 {
		s.fail("an indirect jump leads to the instruction")
	}
}

// restarts reports whether instruction i calls the function that grows the stack.
func (s *search) restarts(i int) bool {
	operands := s.instructions[i].operands
	return len(operands) > 0 && strings.HasPrefix(operands[len(operands)-1], "runtime.morestack")
}

// entry adds the value of a register at the start of the function.
func (s *search) entry(register string) {
	if i := slices.Index(strings.Fields(s.machine.internal), register); i >= 0 && s.text.internal {
		s.parameter(Parameter{Offset: int64(i)})
		return
	}
	s.fail("%s is set by the caller", register)
}

// stackParameter matches a named parameter. The listing of ppc64 has R1 for FP.
var stackParameter = regexp.MustCompile(`^([\pL_][\pL\pN_]*)(?:\+(\d+))?\((?:FP|R1)\)$`)

// load adds the operand of a move before instruction i.
func (s *search) load(i int, operand string) {
	if s.constant(operand) {
		return
	}
	if m := stackParameter.FindStringSubmatch(operand); m != nil && !s.writes(operand) {
		offset, _ := strconv.ParseInt("0"+m[2], 10, 64)
		if s.adjusted {
			offset -= s.frame + s.pointer
		}
		s.parameter(Parameter{m[1], offset})
		return
	}
	if isRegister(operand) {
		s.follow(state{i, operand})
		return
	}
	s.fail("the number is loaded from %s", operand)
}

func (s *search) parameter(p Parameter) {
	if !slices.Contains(s.values.Parameters, p) {
		s.values.Parameters = append(s.values.Parameters, p)
	}
}

func (s *search) fail(format string, args ...any) {
	if s.values.Problem == "" {
		s.values.Problem = fmt.Sprintf(format, args...)
	}
}

// isRegister reports whether an operand is the name of a register.
func isRegister(operand string) bool {
	return !strings.ContainsAny(operand, "($[+-<")
}

// dataBefore returns the bytes of the directives up to and including instruction i. There is
// no jump into them.
func (g *graph) dataBefore(i int) []byte {
	first := i
	for first > 0 && slices.Contains(data, g.instructions[first-1].op) && slices.Equal(g.before[first], []int{first - 1}) {
		first--
	}
	var out []byte
	for _, in := range g.instructions[first : i+1] {
		out = append(out, in.code...)
	}
	return out
}

// isEncodedLoad reports whether instruction i ends a load of a constant into AX on amd64,
// written as bytes: Go 1.27 writes the trampoline of signals so.
func (g *graph) isEncodedLoad(i int, register string) bool {
	return g.trap == "SYSCALL" && register == "AX" && slices.Contains(data, g.instructions[i].op) && encodedLoad(g.dataBefore(i)) != ""
}

// encodedLoad returns the operand of the instruction MOVQ $n, AX with a 32-bit n, and "" for
// any other code.
func encodedLoad(code []byte) string {
	if immediate, ok := bytes.CutPrefix(code, []byte{0x48, 0xc7, 0xc0}); ok && len(immediate) == 4 {
		return fmt.Sprintf("$%d", int32(binary.LittleEndian.Uint32(immediate)))
	}
	return ""
}

// isZeroing reports whether in is the x86 idiom XORL AX, AX.
func isZeroing(in instruction, register string) bool {
	return (in.op == "XORL" || in.op == "XORQ") && slices.Equal(in.operands, []string{register, register})
}

// clean removes the mark of a static symbol.
func clean(symbol string) string {
	symbol, _, _ = strings.Cut(symbol, "<")
	return symbol
}
