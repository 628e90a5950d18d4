package seccomp

import (
	"math/bits"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// actionAllow is SECCOMP_RET_ALLOW.
const actionAllow Action = 0x7fff0000

// maxInstructions is BPF_MAXINSNS.
const maxInstructions = 4096

// AppendTo appends f's program to dst: the profile's prologue, rules for what is
// blocked and for what is allowed beyond the profile, and the profile's body. It
// allocates only where dst is too small, and appends nothing if it returns an
// error: [Filter.Validate]'s, or that the program has over 4096 instructions.
func (f *Filter) AppendTo(dst []unix.SockFilter) ([]unix.SockFilter, error) {
	if err := f.Validate(); err != nil {
		return dst, err
	}
	start := len(dst)
	dst = f.profile.AppendPrologue(dst)
	dst = f.appendRules(dst)
	dst = f.profile.AppendBody(dst, uint32(f.violation), uint32(f.unknown))
	if tables.CompatSize > 0 && f.profile.Compat() != nil {
		dst = f.appendCompat(dst, start)
	}
	if len(dst)-start > maxInstructions {
		return dst[:start], errTooLong
	}
	return dst, nil
}

// appendCompat appends the part of a program that begins at start which decides the
// calls of the 32-bit architecture.
func (f *Filter) appendCompat(dst []unix.SockFilter, start int) []unix.SockFilter {
	dst = f.profile.AppendCompatPrologue(dst, start)
	for i, word := range f.compat {
		for ; word != 0; word &= word - 1 {
			bit := uint32(i*64 + bits.TrailingZeros64(word))
			dst = put(dst, jumpEqual, 0, 1, f.profile.Compat().Base+bit)
			dst = put(dst, ret, 0, 0, uint32(f.violation))
		}
	}
	return f.profile.AppendCompatBody(dst, uint32(f.violation), uint32(f.unknown))
}
