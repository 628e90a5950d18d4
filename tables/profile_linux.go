package tables

import "golang.org/x/sys/unix"

// Program is a seccomp filter, a classic BPF program, in this machine's byte
// order. Its prologue loads the architecture, kills calls of another one, and
// loads the number. Its body decides the number by relative jumps alone, so that
// the two can be copied apart.
type Program struct {
	// Instructions is prologue and body, 1 to 4096 (BPF_MAXINSNS).
	Instructions []unix.SockFilter
	// Body is the place of the body's first instruction.
	Body int
	// Denied is the places of the returns for calls outside the profile, Unknown
	// of those for numbers newer than the tables.
	Denied, Unknown []uint16
}

// What a program returns unless it is told otherwise (seccomp(2)).
const (
	defaultDenied  = unix.SECCOMP_RET_KILL_PROCESS
	defaultUnknown = unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS)
)

// AppendTo appends p's whole program with its default actions: another
// architecture and calls outside the profile kill the process, numbers newer than
// the tables fail with ENOSYS. The zero Profile appends nothing.
func (p Profile) AppendTo(dst []unix.SockFilter) []unix.SockFilter {
	return p.AppendBody(p.AppendPrologue(dst), defaultDenied, defaultUnknown)
}

// AppendPrologue appends the part of p's program that kills calls of another
// architecture and loads the number. Behind it, rules that jump forward or return
// may stand before the body, as long as they leave the accumulator alone.
func (p Profile) AppendPrologue(dst []unix.SockFilter) []unix.SockFilter {
	if p.data == nil {
		return dst
	}
	return append(dst, p.data.Program.Instructions[:p.data.Program.Body]...)
}

// AppendBody appends the part of p's program that decides the number. It returns
// denied for calls outside the profile and unknown for numbers newer than the
// tables, both values of SECCOMP_RET_*.
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
