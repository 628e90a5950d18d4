package tables

import "golang.org/x/sys/unix"

// Program holds classic BPF instructions in this machine's byte order. The prologue kills
// syscalls of another architecture and loads the number. The body decides the syscall. Its
// jumps are relative: package seccomp puts rules between the two. For generated code.
type Program struct {
	// Instructions holds prologue and body, 1 to 4096 (BPF_MAXINSNS).
	Instructions []unix.SockFilter
	// Body is the index of the body's first instruction.
	Body int
	// Compat is the index of the part for the companion ABI, 0 without one. This part
	// follows the body: a load of the number and a body of its own. The instruction at
	// [CompatJump] jumps to it.
	Compat int
	// Denied and Unknown hold the indexes of the returns for violations and for unknown
	// numbers. Each returns the profile's own action.
	Denied, Unknown []uint16
}

// Violation returns p's own action for violations, as a SECCOMP_RET_* value. The built-in
// profiles kill the process.
func (p Profile) Violation() uint32 {
	if p.data == nil {
		return 0
	}
	return p.data.Violation
}

// Unknown returns p's own action for unknown numbers, as a SECCOMP_RET_* value: ENOSYS for
// the built-in profiles. [AllowAll] allows such numbers and never uses it.
func (p Profile) Unknown() uint32 {
	if p.data == nil {
		return 0
	}
	return p.data.Unknown
}

// CompatJump is the index of the jump to the part for the companion ABI, in the prologue.
// For package seccomp.
const CompatJump = 3

// CompatBody returns the length of the body for the companion ABI, at the end of p's
// program. p must have [Profile.Compat].
func (p Profile) CompatBody() int {
	program := &p.data.Program
	return len(program.Instructions) - program.Compat - 1
}

// AppendTo appends p's whole program, with the actions [Profile.Violation] and
// [Profile.Unknown]. The zero Profile appends nothing.
//
// A caller can install it with prctl(2) or seccomp(2). Such a program grows by 7 KB, one
// with package seccomp by 33 KB.
func (p Profile) AppendTo(dst []unix.SockFilter) []unix.SockFilter {
	if p.data == nil {
		return dst
	}
	return append(dst, p.data.Program.Instructions...)
}

// AppendPrologue appends p's prologue. It kills syscalls of other architectures and loads
// the number. Rules may follow before [Profile.AppendBody]; they may jump forward and
// return, and must keep the accumulator.
func (p Profile) AppendPrologue(dst []unix.SockFilter) []unix.SockFilter {
	if p.data == nil {
		return dst
	}
	program := &p.data.Program
	return append(dst, program.Instructions[:program.Body]...)
}

// AppendBody appends p's body. It decides the number, and arguments under conditions. It
// returns denied for violations and unknown for unknown numbers, both SECCOMP_RET_* values.
//
// With [Profile.Compat], the part for the companion ABI follows: a load of the number, then
// a body of [Profile.CompatBody] instructions. Rules before the first body lengthen the
// jump at [CompatJump].
func (p Profile) AppendBody(dst []unix.SockFilter, denied, unknown uint32) []unix.SockFilter {
	if p.data == nil {
		return dst
	}
	program := &p.data.Program
	start := len(dst)
	dst = append(dst, program.Instructions[program.Body:]...)
	body := dst[start:]
	for _, place := range program.Denied {
		body[int(place)-program.Body].K = denied
	}
	for _, place := range program.Unknown {
		body[int(place)-program.Body].K = unknown
	}
	return dst
}
