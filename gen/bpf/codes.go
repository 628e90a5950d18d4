package bpf

// The codes of seccomp's other instructions (kernel/seccomp.c, seccomp_check_filter).
// Assemble writes none of them.
const (
	LoadImm  = 0x00 // BPF_LD|BPF_IMM
	LoadMem  = 0x60 // BPF_LD|BPF_MEM
	LoadLen  = 0x80 // BPF_LD|BPF_W|BPF_LEN
	LoadXImm = 0x01 // BPF_LDX|BPF_IMM
	LoadXMem = 0x61 // BPF_LDX|BPF_MEM
	LoadXLen = 0x81 // BPF_LDX|BPF_W|BPF_LEN
	StoreA   = 0x02 // BPF_ST
	StoreX   = 0x03 // BPF_STX
	CopyAToX = 0x07 // BPF_MISC|BPF_TAX
	CopyXToA = 0x87 // BPF_MISC|BPF_TXA
	ReturnA  = 0x16 // BPF_RET|BPF_A

	Negate   = 0x84 // BPF_ALU|BPF_NEG
	Add      = 0x04 // BPF_ALU|BPF_ADD|BPF_K
	Subtract = 0x14 // BPF_ALU|BPF_SUB|BPF_K
	Multiply = 0x24 // BPF_ALU|BPF_MUL|BPF_K
	Divide   = 0x34 // BPF_ALU|BPF_DIV|BPF_K
	Or       = 0x44 // BPF_ALU|BPF_OR|BPF_K
	Left     = 0x64 // BPF_ALU|BPF_LSH|BPF_K
	Right    = 0x74 // BPF_ALU|BPF_RSH|BPF_K

	JumpAbove = 0x25 // BPF_JMP|BPF_JGT|BPF_K

	// WithX is BPF_X: the second operand of arithmetic or of a test is X, not K.
	WithX = 0x08
)

// Memory is the number of words of scratch memory.
const Memory = 16

// DataSize is the size of a struct seccomp_data in bytes, the result of LoadLen.
const DataSize = 64

// Kind groups the codes by their effect.
type Kind uint8

// The kinds. The kernel refuses codes of kind Illegal in a filter.
const (
	Illegal    Kind = iota
	Move            // sets A, X or a word of memory
	Arithmetic      // computes A from A and an operand
	Test            // compares A with an operand
	Jump            // always jumps
	End             // returns
)

// kinds holds the kind of each code without WithX.
var kinds = map[uint16]Kind{
	LoadAbs: Move, LoadImm: Move, LoadMem: Move, LoadLen: Move, LoadXImm: Move, LoadXMem: Move, LoadXLen: Move,
	StoreA: Move, StoreX: Move, CopyAToX: Move, CopyXToA: Move,
	Negate: Arithmetic, Add: Arithmetic, Subtract: Arithmetic, Multiply: Arithmetic, Divide: Arithmetic,
	And: Arithmetic, Or: Arithmetic, Xor: Arithmetic, Left: Arithmetic, Right: Arithmetic,
	JumpEqual: Test, JumpAbove: Test, JumpAtLeast: Test, JumpAnyBit: Test,
	JumpAlways: Jump,
	Return:     End, ReturnA: End,
}

// Kind returns the kind of i, from its code alone.
func (i Instruction) Kind() Kind {
	if k := kinds[i.Code]; k != Illegal {
		return k
	}
	k := kinds[i.Code&^WithX]
	if k == Test || k == Arithmetic && i.Code&^WithX != Negate {
		return k
	}
	return Illegal
}

// Operation returns the code of i without WithX, and whether its operand is X.
func (i Instruction) Operation() (code uint16, withX bool) {
	if k := i.Kind(); k != Test && k != Arithmetic {
		return i.Code, false
	}
	return i.Code &^ WithX, i.Code&WithX != 0
}
