package tables

import "golang.org/x/sys/unix"

// Program is a seccomp filter, a classic BPF program, in this machine's byte
// order. Its prologue loads the architecture, kills calls of another one, and
// loads the number. Its body decides the call by relative jumps alone, so that the
// two can be copied apart.
type Program struct {
	// Instructions is prologue and body, 1 to 4096 (BPF_MAXINSNS).
	Instructions []unix.SockFilter
	// Body is the place of the body's first instruction.
	Body int
	// Compat is where the part for the 32-bit architecture begins, with its own load
	// of the number and its own body, behind the first; 0 if there is none. The
	// instruction at [CompatJump] jumps there.
	Compat int
	// Denied is the places of the returns for calls outside the profile, Unknown
	// of those for numbers newer than the tables. They have the profile's own actions.
	Denied, Unknown []uint16
}

// Violation returns p's own action for calls that it does not hold, a value of
// SECCOMP_RET_*: the built-in profiles kill the process.
func (p Profile) Violation() uint32 {
	if p.data == nil {
		return 0
	}
	return p.data.Violation
}

// Unknown returns p's own action for numbers newer than the tables, a value of
// SECCOMP_RET_*: under the built-in profiles they fail with ENOSYS, but under
// [AllowAll], which has none, they are allowed.
func (p Profile) Unknown() uint32 {
	if p.data == nil {
		return 0
	}
	return p.data.Unknown
}

// CompatJump is where a program with a part for the 32-bit architecture jumps there, by
// its K. It is in the prologue.
const CompatJump = 3

// CompatBody returns how many instructions decide the calls of the 32-bit architecture,
// at the end of p's program. Only for a profile with [Profile.Compat].
func (p Profile) CompatBody() int {
	program := &p.data.Program
	return len(program.Instructions) - program.Compat - 1
}

// AppendTo appends p's whole program, which has p's own actions, [Profile.Violation]
// and [Profile.Unknown]. The zero Profile appends nothing.
func (p Profile) AppendTo(dst []unix.SockFilter) []unix.SockFilter {
	if p.data == nil {
		return dst
	}
	return append(dst, p.data.Program.Instructions...)
}

// AppendPrologue appends the part of p's program that kills calls of other
// architectures and loads the number. Behind it, rules that jump forward or return
// may stand before the body, as long as they leave the accumulator alone.
func (p Profile) AppendPrologue(dst []unix.SockFilter) []unix.SockFilter {
	if p.data == nil {
		return dst
	}
	program := &p.data.Program
	return append(dst, program.Instructions[:program.Body]...)
}

// AppendBody appends the part of p's program that decides the number, and the
// arguments where they matter. It returns denied for calls outside the profile and
// unknown for numbers newer than the tables, both values of SECCOMP_RET_*.
//
// With [Profile.Compat], the part for the 32-bit architecture follows, by the same
// rules: it ends with a body of [Profile.CompatBody] instructions behind a load of the
// number. Where rules stand before the first body, the jump there must go over them.
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
