package bpf

import "fmt"

// Check returns the reason for which the kernel refuses to install a program, or nil. It
// repeats the kernel's checks (net/core/filter.c, bpf_check_classic; kernel/seccomp.c,
// seccomp_check_filter).
func Check(program []Instruction) error {
	if n := len(program); n == 0 || n > MaxInstructions {
		return fmt.Errorf("%d instructions; the kernel takes 1 to %d", n, MaxInstructions)
	}
	for pc, i := range program {
		if problem := checkOne(i, len(program)-1-pc); problem != "" {
			return fmt.Errorf("instruction %d: %s; the kernel refuses the program", pc, problem)
		}
	}
	last := len(program) - 1
	if program[last].Kind() != End {
		return fmt.Errorf("instruction %d: the last one is no return; the kernel refuses the program", last)
	}
	return checkMemory(program)
}

// checkOne returns the problem of an instruction with a number of others after it, or "".
func checkOne(i Instruction, after int) string {
	code, withX := i.Operation()
	switch kind := i.Kind(); {
	case kind == Illegal:
		return fmt.Sprintf("code %#02x is not for seccomp", i.Code)
	case code == LoadAbs && (i.K%4 != 0 || i.K >= DataSize):
		return fmt.Sprintf("load from offset %d; struct seccomp_data has words at 0, 4, ... %d", i.K, DataSize-4)
	case memoryWord(i) && i.K >= Memory:
		return fmt.Sprintf("word %d of memory; the last is %d", i.K, Memory-1)
	case code == Divide && !withX && i.K == 0:
		return "division by 0"
	case (code == Left || code == Right) && !withX && i.K >= 32:
		return fmt.Sprintf("shift by %d; want at most 31", i.K)
	case kind == Jump && uint64(i.K) >= uint64(after), kind == Test && int(max(i.JT, i.JF)) >= after:
		return "jump past the end"
	}
	return ""
}

// memoryWord reports whether K of i is a word of memory.
func memoryWord(i Instruction) bool {
	return i.Code == LoadMem || i.Code == LoadXMem || i.Code == StoreA || i.Code == StoreX
}

// checkMemory checks that each load from memory comes after a store, on every path.
func checkMemory(program []Instruction) error {
	// stored has a bit for each word with a value on all paths to an instruction.
	stored := make([]uint16, len(program))
	for pc := 1; pc < len(program); pc++ {
		stored[pc] = 1<<Memory - 1
	}
	for pc, i := range program {
		now := stored[pc]
		switch i.Code {
		case StoreA, StoreX:
			now |= 1 << i.K
		case LoadMem, LoadXMem:
			if now>>i.K&1 == 0 {
				return fmt.Errorf("instruction %d: loads word %d of memory without a store before; the kernel refuses the program", pc, i.K)
			}
		}
		targets := i.Successors(pc)
		if targets == nil && pc+1 < len(program) {
			// The kernel takes a return for an instruction with a next one here.
			targets = []int{pc + 1}
		}
		for _, target := range targets {
			stored[target] &= now
		}
	}
	return nil
}

// Successors returns the indexes of the next instructions after the one at pc: for a test
// that of yes, then that of no.
func (i Instruction) Successors(pc int) []int {
	switch i.Kind() {
	case End:
		return nil
	case Jump:
		return []int{pc + 1 + int(i.K)}
	case Test:
		return []int{pc + 1 + int(i.JT), pc + 1 + int(i.JF)}
	}
	return []int{pc + 1}
}
