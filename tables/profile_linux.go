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
	// Denied is the places of the returns for calls outside the profile, Unknown
	// of those for numbers newer than the tables.
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
// SECCOMP_RET_*: under the built-in profiles they fail with ENOSYS.
func (p Profile) Unknown() uint32 {
	if p.data == nil {
		return 0
	}
	return p.data.Unknown
}

// AppendTo appends p's whole program with its own actions, [Profile.Violation] and
// [Profile.Unknown]. The zero Profile appends nothing.
func (p Profile) AppendTo(dst []unix.SockFilter) []unix.SockFilter {
	if p.data == nil {
		return dst
	}
	return p.AppendBody(p.AppendPrologue(dst), p.data.Violation, p.data.Unknown)
}

// AppendPrologue appends the part of p's program that kills calls of another
// architecture and loads the number. Behind it, rules that jump forward or return
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
