package symbolic

import "github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"

// register names a word of a program's state: A, X, or from memory on a word of memory.
type register int

const (
	regA register = iota
	regX
	memory
	registers = memory + bpf.Memory
)

// registerSet is a set of registers: bit r stands for register r.
type registerSet uint32

func (s registerSet) has(r register) bool { return s>>r&1 != 0 }

// effect returns the registers that an instruction reads and the one that it sets. ok is
// false if it sets none.
func effect(i bpf.Instruction) (reads registerSet, sets register, ok bool) {
	const a, x = registerSet(1) << regA, registerSet(1) << regX
	code, withX := i.Operation()
	switch code {
	case bpf.LoadMem:
		return 1 << (memory + register(i.K)), regA, true
	case bpf.LoadXMem:
		return 1 << (memory + register(i.K)), regX, true
	case bpf.LoadXImm, bpf.LoadXLen:
		return 0, regX, true
	case bpf.StoreA:
		return a, memory + register(i.K), true
	case bpf.StoreX:
		return x, memory + register(i.K), true
	case bpf.CopyAToX:
		return a, regX, true
	case bpf.CopyXToA:
		return x, regA, true
	case bpf.ReturnA:
		return a, 0, false
	}
	if withX {
		reads = x
	}
	switch i.Kind() {
	case bpf.Arithmetic:
		return reads | a, regA, true
	case bpf.Test:
		return reads | a, 0, false
	case bpf.Move:
		return 0, regA, true
	}
	return 0, 0, false
}

// live returns for each instruction the registers that it or a later one reads before they
// are set.
func live(program []bpf.Instruction) []registerSet {
	out := make([]registerSet, len(program))
	for pc := len(program) - 1; pc >= 0; pc-- {
		for _, next := range program[pc].Successors(pc) {
			out[pc] |= out[next]
		}
		reads, sets, ok := effect(program[pc])
		if ok {
			out[pc] &^= 1 << sets
		}
		out[pc] |= reads
	}
	return out
}
