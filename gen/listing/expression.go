package listing

import (
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
)

// registers describes A, X and the memory at an instruction: arg0.low & 0x3. A register with
// another value on each path is its own name.
type registers [2 + bpf.Memory]string

// The indexes of A, X and the first word of memory.
const (
	inA = iota
	inX
	inMemory
)

// registerName returns A, X or M[3].
func registerName(i int) string {
	if i < inMemory {
		return [...]string{"A", "X"}[i]
	}
	return fmt.Sprintf("M[%d]", i-inMemory)
}

// maxExpression limits the length of an expression. A longer one is the register's name.
const maxExpression = 60

// expressions describes the registers before each instruction of a legal program.
func expressions(p []bpf.Instruction, bigEndian bool) []registers {
	at := make([]registers, len(p))
	arrived := make([]bool, len(p))
	at[0][inA], at[0][inX], arrived[0] = "0x0", "0x0", true
	for pc, ins := range p {
		if !arrived[pc] {
			for i := range at[pc] {
				at[pc][i] = registerName(i)
			}
		}
		after := at[pc].after(ins, bigEndian)
		after.settle()
		for _, next := range ins.Successors(pc) {
			if !arrived[next] {
				at[next], arrived[next] = after, true
				continue
			}
			for i := range after {
				if at[next][i] != after[i] {
					at[next][i] = registerName(i)
				}
			}
		}
	}
	return at
}

// settle gives a register described by registers its own name: theirs may change.
func (r *registers) settle() {
	for i, text := range r {
		if strings.ContainsAny(text, "AXM") {
			r[i] = registerName(i)
		}
	}
}

// target returns the register that an instruction sets.
func target(ins bpf.Instruction) int {
	switch ins.Code {
	case bpf.LoadXImm, bpf.LoadXLen, bpf.LoadXMem, bpf.CopyAToX:
		return inX
	case bpf.StoreA, bpf.StoreX:
		return int(inMemory + ins.K)
	}
	return inA
}

// after describes the registers after an instruction, by those before it.
func (r registers) after(ins bpf.Instruction, bigEndian bool) registers {
	i := target(ins)
	switch text := r.result(ins, bigEndian); {
	case ins.Kind() != bpf.Move && ins.Kind() != bpf.Arithmetic:
	case len(text) > maxExpression:
		r[i] = registerName(i)
	default:
		r[i] = text
	}
	return r
}

// result describes the value that an instruction computes.
func (r registers) result(ins bpf.Instruction, bigEndian bool) string {
	switch ins.Code {
	case bpf.LoadAbs:
		return field(ins.K, bigEndian)
	case bpf.LoadImm, bpf.LoadXImm:
		return fmt.Sprintf("%#x", ins.K)
	case bpf.LoadLen, bpf.LoadXLen:
		return fmt.Sprintf("%#x", bpf.DataSize)
	case bpf.LoadMem, bpf.LoadXMem:
		return r[inMemory+ins.K]
	case bpf.StoreA, bpf.CopyAToX:
		return r[inA]
	case bpf.StoreX, bpf.CopyXToA:
		return r[inX]
	case bpf.Negate:
		return "-" + group(r[inA])
	}
	return r.arithmetic(ins)
}

// arithmetic describes the result of arithmetic: arg0.low & 0x3.
func (r registers) arithmetic(ins bpf.Instruction) string {
	code, _ := ins.Operation()
	operator := map[uint16]string{
		bpf.Add: "+", bpf.Subtract: "-", bpf.Multiply: "*", bpf.Divide: "/",
		bpf.And: "&", bpf.Or: "|", bpf.Xor: "^", bpf.Left: "<<", bpf.Right: ">>",
	}[code]
	return group(r[inA]) + " " + operator + " " + group(r.operand(ins))
}

// operand describes the second operand of arithmetic or of a test.
func (r registers) operand(ins bpf.Instruction) string {
	if _, withX := ins.Operation(); withX {
		return r[inX]
	}
	return fmt.Sprintf("%#x", ins.K)
}

// group puts parentheses around an expression with operators.
func group(expression string) string {
	if strings.Contains(expression, " ") {
		return "(" + expression + ")"
	}
	return expression
}

// field describes a word of struct seccomp_data.
func field(offset uint32, bigEndian bool) string {
	switch offset {
	case bpf.OffsetNr:
		return "nr"
	case bpf.OffsetArch:
		return "arch"
	}
	half := "low"
	if (offset%8 != 0) != bigEndian {
		half = "high"
	}
	if offset < 16 {
		return "instruction_pointer." + half
	}
	return fmt.Sprintf("arg%d.%s", (offset-16)/8, half)
}
