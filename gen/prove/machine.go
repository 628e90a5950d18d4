package prove

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
)

// machine is the state of a running program. Registers A and X start at 0.
type machine struct {
	a, x   uint32
	memory [16]uint32
	// stored has a bit for each word of memory with a value.
	stored uint16
}

// operand returns the second operand of arithmetic and tests: X or K.
func (m *machine) operand(ins bpf.Instruction) uint32 {
	if ins.Code&withX != 0 {
		return m.x
	}
	return ins.K
}

// jump returns the number of instructions to skip.
func (m *machine) jump(ins bpf.Instruction) (skip uint32, err error) {
	if ins.Code == jumpAlways {
		return ins.K, nil
	}
	var yes bool
	switch k := m.operand(ins); ins.Code &^ withX {
	case jumpEqual:
		yes = m.a == k
	case jumpAbove:
		yes = m.a > k
	case jumpAtLeast:
		yes = m.a >= k
	case jumpBits:
		yes = m.a&k != 0
	default:
		return 0, refused(ins)
	}
	if yes {
		return uint32(ins.JT), nil
	}
	return uint32(ins.JF), nil
}

// compute executes arithmetic. The kernel checks K when a program is installed: division
// by 0 and a shift by 32 or more are errors. It cannot check X, and a shift by X uses the
// low five bits.
func (m *machine) compute(ins bpf.Instruction) error {
	if ins.Code == negate {
		m.a = -m.a
		return nil
	}
	k := m.operand(ins)
	switch code := ins.Code &^ withX; {
	case code == add:
		m.a += k
	case code == subtract:
		m.a -= k
	case code == multiply:
		m.a *= k
	case code == divide && k != 0:
		m.a /= k
	case code == or:
		m.a |= k
	case code == and:
		m.a &= k
	case code == exclusive:
		m.a ^= k
	case code == left && (k < 32 || ins.Code&withX != 0):
		m.a <<= k % 32
	case code == right && (k < 32 || ins.Code&withX != 0):
		m.a >>= k % 32
	default:
		return refused(ins)
	}
	return nil
}

// move executes loads, stores and copies.
func (m *machine) move(ins bpf.Instruction, d Data) error {
	ok := true
	switch ins.Code {
	case loadAbs:
		m.a, ok = d.word(ins.K)
	case loadImm:
		m.a = ins.K
	case loadMem:
		m.a, ok = m.load(ins.K)
	case loadLen:
		m.a = DataSize
	case loadXImm:
		m.x = ins.K
	case loadXMem:
		m.x, ok = m.load(ins.K)
	case loadXLen:
		m.x = DataSize
	case storeA:
		ok = m.store(ins.K, m.a)
	case storeX:
		ok = m.store(ins.K, m.x)
	case copyAToX:
		m.x = m.a
	case copyXToA:
		m.a = m.x
	default:
		ok = false
	}
	if !ok {
		return refused(ins)
	}
	return nil
}

// load returns word k of the memory. ok is false before a store to it.
func (m *machine) load(k uint32) (value uint32, ok bool) {
	if k >= uint32(len(m.memory)) || m.stored>>k&1 == 0 {
		return 0, false
	}
	return m.memory[k], true
}

func (m *machine) store(k, value uint32) (ok bool) {
	if k >= uint32(len(m.memory)) {
		return false
	}
	m.memory[k] = value
	m.stored |= 1 << k
	return true
}

func refused(ins bpf.Instruction) error {
	return fmt.Errorf("the kernel refuses code %#02x k %#x", ins.Code, ins.K)
}
