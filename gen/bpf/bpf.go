package bpf

import (
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
)

// Instruction is a struct sock_filter.
type Instruction struct {
	Code   uint16
	JT, JF uint8
	K      uint32
}

// The codes of the assembled instructions (include/uapi/linux/bpf_common.h).
const (
	LoadAbs     = 0x20 // BPF_LD|BPF_W|BPF_ABS
	JumpAlways  = 0x05 // BPF_JMP|BPF_JA
	JumpEqual   = 0x15 // BPF_JMP|BPF_JEQ|BPF_K
	JumpAtLeast = 0x35 // BPF_JMP|BPF_JGE|BPF_K
	JumpAnyBit  = 0x45 // BPF_JMP|BPF_JSET|BPF_K
	And         = 0x54 // BPF_ALU|BPF_AND|BPF_K
	Xor         = 0xa4 // BPF_ALU|BPF_XOR|BPF_K
	Return      = 0x06 // BPF_RET|BPF_K
)

// Offsets in struct seccomp_data, in bytes.
const (
	OffsetNr   = 0
	OffsetArch = 4
	offsetArgs = 16
)

// Offset returns the offset of a word of an argument in struct seccomp_data. Arguments
// have 64 bits in the machine's byte order.
func Offset(w argset.Word, bigEndian bool) uint32 {
	offset := uint32(offsetArgs + 8*w.Arg)
	if w.High != bigEndian {
		offset += 4
	}
	return offset
}

// Return values: actions, with their data in the low 16 bits.
const (
	RetKillProcess = action.KillProcess
	RetKillThread  = action.KillThread
	RetTrap        = action.Trap
	RetErrno       = action.Errno
	RetNotify      = action.Notify
	RetTrace       = action.Trace
	RetLog         = action.Log
	RetAllow       = action.Allow
)

// MaxInstructions is BPF_MAXINSNS, the kernel's limit for a program.
const MaxInstructions = 4096

// Program is a complete filter.
type Program struct {
	Instructions []Instruction
	// Body is the index of the first instruction after the prologue. There the
	// accumulator holds nr.
	Body int
	// Compat is the index of the load of nr before the body of the companion ABI, or 0
	// without one. The prologue jumps there.
	Compat int
	// Denied and Unknown are the indexes of the returns with these verdicts.
	Denied, Unknown []int
}
