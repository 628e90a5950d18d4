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

// after describes the registers after an instruction.
func (r registers) after(ins bpf.Instruction, bigEndian bool) registers {
	set := func(i int, text string) {
		if r[i] = text; len(text) > maxExpression {
			r[i] = registerName(i)
		}
	}
	switch ins.Code {
	case bpf.LoadAbs:
		set(inA, field(ins.K, bigEndian))
	case bpf.LoadImm:
		set(inA, fmt.Sprintf("%#x", ins.K))
	case bpf.LoadXImm:
		set(inX, fmt.Sprintf("%#x", ins.K))
	case bpf.LoadLen:
		set(inA, fmt.Sprintf("%#x", bpf.DataSize))
	case bpf.LoadXLen:
		set(inX, fmt.Sprintf("%#x", bpf.DataSize))
	case bpf.LoadMem:
		set(inA, r[inMemory+ins.K])
	case bpf.LoadXMem:
		set(inX, r[inMemory+ins.K])
	case bpf.StoreA:
		set(int(inMemory+ins.K), r[inA])
	case bpf.StoreX:
		set(int(inMemory+ins.K), r[inX])
	case bpf.CopyAToX:
		set(inX, r[inA])
	case bpf.CopyXToA:
		set(inA, r[inX])
	case bpf.Negate:
		set(inA, "-"+group(r[inA]))
	default:
		if ins.Kind() == bpf.Arithmetic {
			set(inA, r.arithmetic(ins))
		}
	}
	return r
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
