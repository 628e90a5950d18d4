package assembly

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// machine describes the syscall instruction of an architecture and its listing.
type machine struct {
	// trap is the mnemonic, operand its only operand where it has one.
	trap, operand string
	// number is the register with the number, and arguments lists those with arguments. The
	// others of mips are on the stack.
	number, arguments string
	// internal lists the first registers of the register calling convention of Go, if the
	// architecture has it.
	internal string
	// moves lists the mnemonics which load a whole number into a register.
	moves []string
	// codes lists the encodings of syscall instructions, to find those written as data.
	codes []string
	// width is the alignment of instructions.
	width int
	// pointer is the size of a word of memory.
	pointer int64
	// adjusted reports whether the listing adds the frame and the return address to the
	// offset of a parameter.
	adjusted bool
	// implicit lists mnemonics, by prefix, which write the number's register unnamed.
	implicit []string
}

var (
	x86Codes    = []string{"\x0f\x05", "\xcd\x80", "\x0f\x34"}
	x86Implicit = []string{"MUL", "IMUL", "DIV", "IDIV", "CPUID", "RDTSC", "XGETBV", "CMPXCHG", "LODS", "IN", "CBW", "CWDE", "CDQE", "LAHF", "XLAT", "RDPMC", "RDMSR", "RDPKRU", "POPA", "AA", "DA"}
)

// machines holds the description of each GOARCH.
var machines = map[string]machine{
	"386":      {trap: "INT", operand: "$128", number: "AX", arguments: "BX CX DX SI DI BP", moves: []string{"MOVL"}, codes: x86Codes, width: 1, pointer: 4, implicit: x86Implicit, adjusted: true},
	"amd64":    {trap: "SYSCALL", number: "AX", arguments: "DI SI DX R10 R8 R9", internal: "AX BX CX DI SI R8 R9", moves: []string{"MOVL", "MOVQ"}, codes: x86Codes, width: 1, pointer: 8, implicit: x86Implicit, adjusted: true},
	"arm":      {trap: "SWI", operand: "$0", number: "R7", arguments: "R0 R1 R2 R3 R4 R5", moves: []string{"MOVW"}, codes: []string{"\x00\x00\x00\xef"}, width: 4, pointer: 4},
	"arm64":    {trap: "SVC", number: "R8", arguments: "R0 R1 R2 R3 R4 R5", internal: "R0 R1 R2 R3 R4 R5 R6", moves: []string{"MOVD", "MOVW"}, codes: []string{"\x01\x00\x00\xd4"}, width: 4, pointer: 8},
	"loong64":  {trap: "SYSCALL", number: "R11", arguments: "R4 R5 R6 R7 R8 R9", internal: "R4 R5 R6 R7 R8 R9 R10", moves: []string{"MOVV", "MOVW"}, codes: []string{"\x00\x00\x2b\x00"}, width: 4, pointer: 8},
	"mips":     {trap: "SYSCALL", number: "R2", arguments: "R4 R5 R6 R7", moves: []string{"MOVW"}, codes: []string{"\x00\x00\x00\x0c"}, width: 4, pointer: 4},
	"mipsle":   {trap: "SYSCALL", number: "R2", arguments: "R4 R5 R6 R7", moves: []string{"MOVW"}, codes: []string{"\x0c\x00\x00\x00"}, width: 4, pointer: 4},
	"mips64":   {trap: "SYSCALL", number: "R2", arguments: "R4 R5 R6 R7 R8 R9", moves: []string{"MOVV", "MOVW"}, codes: []string{"\x00\x00\x00\x0c"}, width: 4, pointer: 8},
	"mips64le": {trap: "SYSCALL", number: "R2", arguments: "R4 R5 R6 R7 R8 R9", moves: []string{"MOVV", "MOVW"}, codes: []string{"\x0c\x00\x00\x00"}, width: 4, pointer: 8},
	"ppc64":    {trap: "SYSCALL", number: "R0", arguments: "R3 R4 R5 R6 R7 R8", internal: "R3 R4 R5 R6 R7 R8 R9", moves: []string{"MOVD", "MOVW"}, codes: []string{"\x44\x00\x00\x02"}, width: 4, pointer: 8},
	"ppc64le":  {trap: "SYSCALL", number: "R0", arguments: "R3 R4 R5 R6 R7 R8", internal: "R3 R4 R5 R6 R7 R8 R9", moves: []string{"MOVD", "MOVW"}, codes: []string{"\x02\x00\x00\x44"}, width: 4, pointer: 8},
	"riscv64":  {trap: "ECALL", number: "X17", arguments: "X10 X11 X12 X13 X14 X15", internal: "X10 X11 X12 X13 X14 X15 X16", moves: []string{"MOV", "MOVW"}, codes: []string{"\x73\x00\x00\x00"}, width: 2, pointer: 8, adjusted: true},
	"s390x":    {trap: "SYSCALL", number: "R1", arguments: "R2 R3 R4 R5 R6 R7", internal: "R2 R3 R4 R5 R6 R7 R8", moves: []string{"MOVD", "MOVW"}, codes: []string{"\x0a\x00"}, width: 2, pointer: 8},
}

// data lists the mnemonics which write bytes into the code.
var data = []string{"BYTE", "WORD", "LONG", "QUAD", "DWORD"}

// isTrap reports whether in is the syscall instruction.
func (m machine) isTrap(in instruction) bool {
	return in.op == m.trap && (m.operand == "" || slices.Equal(in.operands, []string{m.operand}))
}

// isHidden reports whether the data at index i of a function is a syscall instruction, or
// the mnemonic is one with another convention.
func (m machine) isHidden(code []instruction, i int) bool {
	in := code[i]
	if in.op == "SYSENTER" || m.trap == "SWI" && in.op == "SWI" && !m.isTrap(in) {
		return true
	}
	if !slices.Contains(data, in.op) || i > 0 && slices.Contains(data, code[i-1].op) && m.width == 1 {
		return false // on x86 the first of several directives covers the others
	}
	bytes := slices.Clone(in.code)
	for _, next := range code[i+1:] {
		if m.width > 1 || !slices.Contains(data, next.op) {
			break
		}
		bytes = append(bytes, next.code...)
	}
	return m.holdsCode(bytes)
}

// holdsCode reports whether data holds a syscall instruction at an aligned place.
func (m machine) holdsCode(data []byte) bool {
	for i := 0; i < len(data); i += m.width {
		for _, c := range m.codes {
			if bytes.HasPrefix(data[i:], []byte(c)) {
				return true
			}
		}
		if m.number == "R1" && data[i] == 0x0a { // s390x: svc with the number in the instruction
			return true
		}
	}
	return false
}

// target returns the counter that in may jump to. ok is false for other instructions.
func (m machine) target(in instruction) (pc int, ok bool) {
	if len(in.operands) == 0 || slices.Contains(data, in.op) {
		return 0, false
	}
	last := in.operands[len(in.operands)-1]
	if m.trap == "ECALL" { // riscv64 prints distances
		distance, err := strconv.Atoi(strings.TrimPrefix(last, "$"))
		branch := in.op[0] == 'B' || in.op == "JAL" || in.op == "JMP"
		return in.pc + distance, err == nil && branch
	}
	if distance, found := strings.CutSuffix(last, "(PC)"); found {
		n, err := strconv.Atoi(distance)
		return in.pc + n*m.width, err == nil
	}
	pc, err := strconv.Atoi(last)
	return pc, err == nil
}

// continues reports whether the instruction after in may follow it.
func (m machine) continues(in instruction) bool {
	switch in.op {
	case "JMP", "RET", "UNDEF", "B", "BR":
		return false
	case "JAL", "JALR":
		return len(in.operands) == 0 || in.operands[0] != "X0"
	}
	return true
}

// tailTarget returns the symbol that in jumps to.
func (m machine) tailTarget(in instruction) (symbol string, ok bool) {
	if m.continues(in) || len(in.operands) == 0 {
		return "", false
	}
	return strings.CutSuffix(in.operands[len(in.operands)-1], "(SB)")
}

// effect is what an instruction does to a register.
type effect int

const (
	keeps effect = iota
	// loads stands for a copy of the first operand.
	loads
	// clobbers stands for any other value.
	clobbers
)

// effectOn returns the effect of in on a register. An instruction is trusted to keep a
// register only if it writes no more than its last operand.
func (m machine) effectOn(in instruction, register string) effect {
	n := len(in.operands)
	switch {
	case isCall(in), m.isTrap(in), m.isImplicit(in, register), slices.Contains(data, in.op):
		return clobbers
	case n == 2 && slices.Contains(m.moves, in.op) && in.operands[1] == register:
		return loads
	case n == 0:
		return keeps
	case updatesAddress(in) && strings.Contains(strings.Join(in.operands, " "), "("+register+")"):
		return clobbers
	case writesFirst(in) && strings.Contains(strings.Join(in.operands, " "), register):
		return clobbers
	case names(in.operands[n-1], register) && !readsOnly(in):
		return clobbers
	}
	return keeps
}

// isCall reports whether in calls a function.
func isCall(in instruction) bool {
	switch in.op {
	case "CALL", "BL", "BCL", "BAL", "DUFFZERO", "DUFFCOPY":
		return true
	case "JAL", "JALR":
		return len(in.operands) == 0 || in.operands[0] != "X0"
	}
	return false
}

// isImplicit reports whether in writes the register without naming it last.
func (m machine) isImplicit(in instruction, register string) bool {
	if register != m.number {
		return false
	}
	return slices.ContainsFunc(m.implicit, func(p string) bool { return strings.HasPrefix(in.op, p) })
}

// writesFirst reports whether in may write operands other than the last.
func writesFirst(in instruction) bool {
	for _, prefix := range []string{"XCHG", "XADD", "CAS", "SWP", "LDADD", "LDP", "LDAXP", "LDXP", "LM", "MOVM", "CS", "MULL", "MULAL", "AM", "LL", "SC", "LAA", "LAN", "LAO", "LAX", "CDS", "K", "EX"} {
		if strings.HasPrefix(in.op, prefix) {
			return true
		}
	}
	return false
}

// updatesAddress reports whether in may change the register of an address, as MOVD.P of
// arm64 and MOVDU of ppc64 do.
func updatesAddress(in instruction) bool {
	return strings.Contains(in.op, ".") || strings.HasSuffix(in.op, "U")
}

// readsOnly reports whether in reads its last operand.
func readsOnly(in instruction) bool {
	for _, prefix := range []string{"CMP", "TEST", "PUSH", "CMN", "TST", "TEQ", "FCMP", "TW", "TD"} {
		if strings.HasPrefix(in.op, prefix) && !strings.HasPrefix(in.op, "CMPXCHG") {
			return true
		}
	}
	return false
}

// names reports whether an operand names the register outside an address.
func names(operand, register string) bool {
	if operand == register {
		return true
	}
	if register == "AX" && (operand == "AL" || operand == "AH") {
		return true
	}
	list := strings.HasPrefix(operand, "[") || strings.HasPrefix(operand, "(") && strings.Contains(operand, ",")
	return list && (strings.Contains(operand, register) || strings.Contains(operand, "-"))
}

// constant returns the value of an immediate operand: 39 for $39.
func constant(operand string) (int64, bool) {
	text, ok := strings.CutPrefix(operand, "$")
	if !ok {
		return 0, false
	}
	if n, err := strconv.ParseInt(text, 0, 64); err == nil {
		return n, true
	}
	n, err := strconv.ParseUint(text, 0, 64)
	return int64(n), err == nil
}
