package prove

// The codes of seccomp's instructions (kernel/seccomp.c, seccomp_check_filter;
// include/uapi/linux/bpf_common.h). Package bpf names those it assembles.
const (
	loadAbs   = 0x20 // BPF_LD|BPF_W|BPF_ABS
	loadImm   = 0x00 // BPF_LD|BPF_IMM
	loadMem   = 0x60 // BPF_LD|BPF_MEM
	loadLen   = 0x80 // BPF_LD|BPF_W|BPF_LEN
	loadXImm  = 0x01 // BPF_LDX|BPF_IMM
	loadXMem  = 0x61 // BPF_LDX|BPF_MEM
	loadXLen  = 0x81 // BPF_LDX|BPF_W|BPF_LEN
	storeA    = 0x02 // BPF_ST
	storeX    = 0x03 // BPF_STX
	copyAToX  = 0x07 // BPF_MISC|BPF_TAX
	copyXToA  = 0x87 // BPF_MISC|BPF_TXA
	returnK   = 0x06 // BPF_RET|BPF_K
	returnA   = 0x16 // BPF_RET|BPF_A
	negate    = 0x84 // BPF_ALU|BPF_NEG
	add       = 0x04 // BPF_ALU|BPF_ADD|BPF_K
	subtract  = 0x14 // BPF_ALU|BPF_SUB|BPF_K
	multiply  = 0x24 // BPF_ALU|BPF_MUL|BPF_K
	divide    = 0x34 // BPF_ALU|BPF_DIV|BPF_K
	or        = 0x44 // BPF_ALU|BPF_OR|BPF_K
	and       = 0x54 // BPF_ALU|BPF_AND|BPF_K
	left      = 0x64 // BPF_ALU|BPF_LSH|BPF_K
	right     = 0x74 // BPF_ALU|BPF_RSH|BPF_K
	exclusive = 0xa4 // BPF_ALU|BPF_XOR|BPF_K

	jumpAlways  = 0x05 // BPF_JMP|BPF_JA
	jumpEqual   = 0x15 // BPF_JMP|BPF_JEQ|BPF_K
	jumpAbove   = 0x25 // BPF_JMP|BPF_JGT|BPF_K
	jumpAtLeast = 0x35 // BPF_JMP|BPF_JGE|BPF_K
	jumpBits    = 0x45 // BPF_JMP|BPF_JSET|BPF_K

	// withX is BPF_X: the second operand of arithmetic or of a test is X, not K.
	withX = 0x08
)

// The classes of codes, in the bits of classMask.
const (
	classMask       = 0x07
	classArithmetic = 0x04
	classJump       = 0x05
)
