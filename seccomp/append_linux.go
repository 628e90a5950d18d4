package seccomp

import "golang.org/x/sys/unix"

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
	if len(dst)-start > maxInstructions {
		return dst[:start], errTooLong
	}
	return dst, nil
}
