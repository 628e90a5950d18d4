package seccomp

import (
	"math/bits"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// maxInstructions is BPF_MAXINSNS.
const maxInstructions = 4096

// AppendTo appends f's program to dst: the profile's prologue, rules for Allow and Block,
// and the profile's body. It allocates only if dst is too small. With an error it appends
// nothing: the error of [Filter.Validate], or a program of over 4096 instructions.
func (f *Filter) AppendTo(dst []unix.SockFilter) ([]unix.SockFilter, error) {
	if err := f.Validate(); err != nil {
		return dst, err
	}
	start := len(dst)
	dst = f.profile.AppendPrologue(dst)
	rules := len(dst)
	dst = f.appendRules(dst)
	rules = len(dst) - rules
	dst = f.profile.AppendBody(dst, f.violation.ret(), f.unknownAction().ret())
	if tables.CompatSize > 0 && f.profile.Compat() != nil {
		dst[start+tables.CompatJump].K += uint32(rules)
		dst = f.insertCompatRules(dst)
	}
	if len(dst)-start > maxInstructions {
		return dst[:start], errTooLong
	}
	return dst, nil
}

// insertCompatRules inserts rules for the blocked numbers of the companion ABI before its
// body, the end of the program. No rule is weaker than the body.
func (f *Filter) insertCompatRules(dst []unix.SockFilter) []unix.SockFilter {
	calls, body := f.profile.Compat(), f.profile.CompatBody()
	for i, word := range f.compat {
		for ; word != 0; word &= word - 1 {
			dst = append(dst, unix.SockFilter{}, unix.SockFilter{})
			rule := dst[len(dst)-2-body:]
			copy(rule[2:], rule)
			number := calls[i*64+bits.TrailingZeros64(word)].Number
			rule[0] = unix.SockFilter{Code: jumpEqual, Jf: 1, K: number}
			rule[1] = unix.SockFilter{Code: ret, K: f.blockedCompatAction(number).ret()}
		}
	}
	return dst
}

// blockedCompatAction returns the action for a blocked number of the companion ABI.
func (f *Filter) blockedCompatAction(number uint32) Action {
	if f.profile.CompatUnknown(number) {
		return f.violation.stricter(f.unknownAction())
	}
	return f.blockedAction(f.profile.CompatOverrides(number))
}
