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
	// instruction of the prologue at compatJump jumps there.
	Compat int
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

// compatJump is where the prologue of a program with a part for another architecture
// jumps to it.
const compatJump = 3

// AppendTo appends p's whole program with its own actions, [Profile.Violation] and
// [Profile.Unknown]. The zero Profile appends nothing.
func (p Profile) AppendTo(dst []unix.SockFilter) []unix.SockFilter {
	if p.data == nil {
		return dst
	}
	start := len(dst)
	dst = p.AppendBody(p.AppendPrologue(dst), p.data.Violation, p.data.Unknown)
	if p.data.Compat == nil {
		return dst
	}
	return p.AppendCompatBody(p.AppendCompatPrologue(dst, start), p.data.Violation, p.data.Unknown)
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
func (p Profile) AppendBody(dst []unix.SockFilter, denied, unknown uint32) []unix.SockFilter {
	if p.data == nil {
		return dst
	}
	program := &p.data.Program
	end := program.Compat
	if end == 0 {
		end = len(program.Instructions)
	}
	return program.appendPart(dst, program.Body, end, denied, unknown)
}

// AppendCompatPrologue appends the load of the number by which the part of p's
// program for the 32-bit architecture begins, behind the body, and lets the prologue
// at dst[start] jump there. Behind it rules may stand as behind the prologue. Only for
// a profile with [Profile.Compat].
func (p Profile) AppendCompatPrologue(dst []unix.SockFilter, start int) []unix.SockFilter {
	program := &p.data.Program
	jump := start + compatJump
	dst[jump].K = uint32(len(dst) - jump - 1)
	return append(dst, program.Instructions[program.Compat])
}

// AppendCompatBody is AppendBody for the 32-bit architecture. Only for a profile with
// [Profile.Compat].
func (p Profile) AppendCompatBody(dst []unix.SockFilter, denied, unknown uint32) []unix.SockFilter {
	program := &p.data.Program
	return program.appendPart(dst, program.Compat+1, len(program.Instructions), denied, unknown)
}

// appendPart appends the instructions from one place to before another, with the
// actions.
func (program *Program) appendPart(dst []unix.SockFilter, from, end int, denied, unknown uint32) []unix.SockFilter {
	start := len(dst)
	dst = append(dst, program.Instructions[from:end]...)
	part := dst[start:]
	for _, place := range program.Denied {
		if i := int(place) - from; uint(i) < uint(len(part)) {
			part[i].K = denied
		}
	}
	for _, place := range program.Unknown {
		if i := int(place) - from; uint(i) < uint(len(part)) {
			part[i].K = unknown
		}
	}
	return dst
}
