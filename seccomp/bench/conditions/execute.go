//go:build linux && amd64

package conditions

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// The instructions of our programs and of the other compilers'.
const (
	load        = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
	and         = unix.BPF_ALU | unix.BPF_AND | unix.BPF_K
	xor         = unix.BPF_ALU | unix.BPF_XOR | unix.BPF_K
	ret         = unix.BPF_RET | unix.BPF_K
	jump        = unix.BPF_JMP | unix.BPF_JA
	jumpEqual   = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
	jumpAbove   = unix.BPF_JMP | unix.BPF_JGT | unix.BPF_K
	jumpAtLeast = unix.BPF_JMP | unix.BPF_JGE | unix.BPF_K
	jumpAnyBit  = unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K
)

// Outcome is the result of a program for one input, with the number of instructions executed,
// and of conditional jumps among them.
type Outcome struct {
	Value        uint32
	Steps, Tests int
}

// Execute executes a program.
func Execute(program []unix.SockFilter, in *Input) (Outcome, error) {
	var out Outcome
	var acc uint32
	for pc := 0; pc < len(program); pc++ {
		out.Steps++
		ins := program[pc]
		switch ins.Code {
		case ret:
			out.Value = ins.K
			return out, nil
		case load:
			if ins.K%4 != 0 || ins.K/4 >= uint32(len(in)) {
				return out, fmt.Errorf("instruction %d loads from %d", pc, ins.K)
			}
			acc = in[ins.K/4]
		case and:
			acc &= ins.K
		case xor:
			acc ^= ins.K
		case jump:
			pc += int(ins.K)
		default:
			holds, ok := test(ins, acc)
			if !ok {
				return out, fmt.Errorf("instruction %d: code %#02x k %#x", pc, ins.Code, ins.K)
			}
			out.Tests++
			if holds {
				pc += int(ins.Jt)
			} else {
				pc += int(ins.Jf)
			}
		}
	}
	return out, fmt.Errorf("control leaves the program")
}

// test returns the result of a conditional jump. ok is false for other instructions.
func test(ins unix.SockFilter, acc uint32) (holds, ok bool) {
	switch ins.Code {
	case jumpEqual:
		return acc == ins.K, true
	case jumpAbove:
		return acc > ins.K, true
	case jumpAtLeast:
		return acc >= ins.K, true
	case jumpAnyBit:
		return acc&ins.K != 0, true
	}
	return false, false
}
