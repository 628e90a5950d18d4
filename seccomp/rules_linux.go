package seccomp

import (
	"math/bits"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// rule is neighbouring numbers that meet the same action: the bits first to last of
// a set, both included.
type rule struct {
	first, last uint16
	action      Action
}

// The instructions that rules are made of.
const (
	jumpAlways  = unix.BPF_JMP | unix.BPF_JA
	jumpEqual   = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
	jumpAtLeast = unix.BPF_JMP | unix.BPF_JGE | unix.BPF_K
	loadWord    = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
	andMask     = unix.BPF_ALU | unix.BPF_AND | unix.BPF_K
	ret         = unix.BPF_RET | unix.BPF_K
)

// Where struct seccomp_data has the number, and the low 32 bits of argument 0: the
// first half of 64 bits on a machine whose AUDIT_ARCH_* value has __AUDIT_ARCH_LE
// (include/uapi/linux/audit.h).
const (
	offsetNumber   = 0
	offsetArgument = 20 - 4*(tables.AuditArch>>30&1)
)

const (
	// chainRules is how many rules are tested one after the other. More are
	// searched.
	chainRules = 4
	// nearRules is how many rules a search has below its first test at most. A
	// rule takes 3 instructions at most, and a search 2 for each time that it
	// divides, which leaves 2 rules at least together: under 5 a rule, and a test
	// jumps over 255.
	nearRules = 50
)

// appendRules appends instructions that decide the calls which the body would decide
// otherwise than f, and go on behind themselves for all others, with the number in
// the accumulator.
//
// The program is handed on and back, never kept behind a pointer: then the
// compiler sees that a caller's buffer stays on its stack.
func (f *Filter) appendRules(dst []unix.SockFilter) []unix.SockFilter {
	var rules [setBits]rule
	n := 0
	for word := range f.blocked {
		for rest := f.blocked[word] | f.allowed[word]&^f.kept[word]; rest != 0; rest &= rest - 1 {
			bit := uint16(word*64 + bits.TrailingZeros64(rest))
			s, action, needed := at(bit), actionAllow, false
			if f.blocked[word]>>(bit%64)&1 != 0 {
				action, needed = f.blockRule(s)
			} else {
				needed = !f.profile.AllowsNumber(s) || f.profile.Conditional(s)
			}
			switch {
			case !needed:
				// The body decides s so.
			case n > 0 && at(rules[n-1].last)+1 == s && rules[n-1].action == action:
				rules[n-1].last++
			default:
				rules[n] = rule{bit, bit, action}
				n++
			}
		}
	}
	start := len(dst)
	dst = appendSearch(dst, rules[:n], start)
	if tables.HasMultiplexers {
		dst = f.appendSelectors(dst)
	}
	for i, j := start, len(dst)-1; i < j; i, j = i+1, j-1 {
		dst[i], dst[j] = dst[j], dst[i]
	}
	return dst
}

// blockRule returns the action of the rule that blocks s, and whether a rule is needed.
// The action is not weaker than the profile's for any arguments.
func (f *Filter) blockRule(s tables.Syscall) (a Action, needed bool) {
	own, overridden := f.profile.Overrides(s)
	switch {
	case overridden, f.profile.AllowsNumber(s):
		return f.blockedAction(own, overridden), true
	case s.Exists():
		return f.violation, false
	}
	// The body decides that s is a violation or unknown.
	return f.violation, f.violation.stricter(f.unknown) == f.violation
}

// appendSelectors appends tests that refuse the blocked selectors, grouped by
// multiplexer, from their end to their beginning. The number is loaded again at the
// end. No test is weaker than the profile.
func (f *Filter) appendSelectors(dst []unix.SockFilter) []unix.SockFilter {
	list := f.profile.Selectors()
	end := len(dst)
	for i := range list {
		s := &list[i]
		if f.selectors>>i&1 != 0 {
			if len(dst) == end {
				dst = put(dst, loadWord, 0, 0, offsetNumber)
			}
			dst = put(dst, ret, 0, 0, f.blockedAction(s.Action, true).ret())
			dst = put(dst, jumpEqual, 0, 1, s.Value)
		}
		if len(dst) > end && (i+1 == len(list) || list[i+1].Multiplexer != s.Multiplexer) {
			if s.Mask != 1<<32-1 {
				dst = put(dst, andMask, 0, 0, s.Mask)
			}
			dst = put(dst, loadWord, 0, 0, offsetArgument)
			dst = put(dst, jumpEqual, 0, uint8(len(dst)-end), uint32(s.Multiplexer))
			end = len(dst)
		}
	}
	return dst
}

// appendSearch appends a binary search over rules, from its end to its beginning:
// jumps go forward, so that what they go over is there already. Numbers of no rule
// end behind the whole search, which begins at start.
func appendSearch(dst []unix.SockFilter, rules []rule, start int) []unix.SockFilter {
	if len(rules) <= chainRules {
		for i := len(rules) - 1; i >= 0; i-- {
			dst = appendTest(dst, rules[i])
		}
		return dst
	}
	mid := min(len(rules)/2, nearRules)
	dst = appendSearch(dst, rules[mid:], start)
	upper := len(dst)
	dst = put(dst, jumpAlways, 0, 0, uint32(upper-start))
	dst = appendSearch(dst, rules[:mid], start)
	return put(dst, jumpAtLeast, uint8(len(dst)-upper), 0, uint32(at(rules[mid].first)))
}

// appendTest appends a test that returns r's action for its numbers, from its end
// to its beginning.
func appendTest(dst []unix.SockFilter, r rule) []unix.SockFilter {
	dst = put(dst, ret, 0, 0, r.action.ret())
	if r.first == r.last {
		return put(dst, jumpEqual, 0, 1, uint32(at(r.first)))
	}
	dst = put(dst, jumpAtLeast, 1, 0, uint32(at(r.last))+1)
	return put(dst, jumpAtLeast, 0, 2, uint32(at(r.first)))
}

// put appends an instruction. Inlined, it would be longer than the call each time.
//
//go:noinline
func put(dst []unix.SockFilter, code uint16, jt, jf uint8, k uint32) []unix.SockFilter {
	return append(dst, unix.SockFilter{Code: code, Jt: jt, Jf: jf, K: k})
}
