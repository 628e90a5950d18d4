package seccomp

import (
	"math/bits"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// rule gives neighbouring numbers one action: the bits first to last of a set, both
// included.
type rule struct {
	first, last uint16
	action      Action
}

// The instructions of rules.
const (
	jumpAlways  = unix.BPF_JMP | unix.BPF_JA
	jumpEqual   = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
	jumpAtLeast = unix.BPF_JMP | unix.BPF_JGE | unix.BPF_K
	loadWord    = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
	andMask     = unix.BPF_ALU | unix.BPF_AND | unix.BPF_K
	ret         = unix.BPF_RET | unix.BPF_K
)

// The offsets in struct seccomp_data of the number, and of the low 32 bits of argument 0.
// They come first on a little-endian machine, with __AUDIT_ARCH_LE in AuditArch
// (include/uapi/linux/audit.h).
const (
	offsetNumber   = 0
	offsetArgument = 20 - 4*(tables.AuditArch>>30&1)
)

// newer is the first number newer than the baseline: see the package comment.
const newer = tables.TableBase + 424

const (
	// chainRules is the longest list tested one rule after the other. Longer lists are
	// searched.
	chainRules = 4
	// nearRules limits the rules of a search before its first test's target. A rule has at
	// most 3 instructions, and each division of at least 2 rules adds 2: under 5 per rule.
	// A test jumps over 255 instructions.
	nearRules = 50
)

// appendRules appends rules for the syscalls with another verdict in f than in the body.
// All other syscalls continue after the rules, with the number in the accumulator.
//
// The program is passed and returned, never stored through a pointer: then the compiler
// sees a caller's buffer stay on its stack.
func (f *Filter) appendRules(dst []unix.SockFilter) []unix.SockFilter {
	var buf [nearRules]rule
	start, end := len(dst), setBits
	for end > 0 {
		rules, upper := f.rulesBefore(end, buf[:]), len(dst)
		if len(rules) == 0 {
			break
		}
		if upper > start {
			dst = put(dst, jumpAlways, 0, 0, uint32(upper-start))
		}
		dst = appendSearch(dst, rules, start)
		if upper > start {
			dst = put(dst, jumpAtLeast, uint8(len(dst)-upper), 0, uint32(at(end)))
		}
		end = rules[0].first
	}
	if tables.HasMultiplexers {
		dst = f.appendSelectors(dst)
	}
	for i, j := start, len(dst)-1; i < j; i, j = i+1, j-1 {
		dst[i], dst[j] = dst[j], dst[i]
	}
	return dst
}

// rulesBefore stores the last rules for bits before end at the end of buf, in order, and
// returns them.
func (f *Filter) rulesBefore(end uint16, buf []rule) []rule {
	n := len(buf)
	mask := uint64(1<<64-1) >> (63 - (end-1)%64)
	for word := uint(end-1) / 64; word < uint(len(f.blocked)); word-- {
		for rest := mask & (f.blocked[word] | f.allowed[word]&^f.partlyBlocked[word]); rest != 0; {
			last := uint(bits.Len64(rest)) - 1
			rest &^= 1 << last
			bit := uint16(word*64 + last)
			action, needed := f.ruleAt(bit)
			switch {
			case !needed:
				// The body has the same verdict.
			case n < len(buf) && at(buf[n].first) == at(bit)+1 && buf[n].action == action:
				buf[n].first = bit
			case n == 0:
				return buf
			default:
				n--
				buf[n] = rule{bit, bit, action}
			}
		}
		mask = 1<<64 - 1
	}
	return buf[n:]
}

// ruleAt returns the action for a bit of Block or Allow, and whether it needs a rule. For a
// blocked syscall the action is not weaker than the profile's for any arguments.
func (f *Filter) ruleAt(bit uint16) (a Action, needed bool) {
	s := at(bit)
	allowed := f.profile.AllowsNumber(s)
	if f.blocked[bit/64]>>(bit%64)&1 == 0 {
		return Allow, !allowed || f.profile.Conditional(s)
	}
	own, overridden := f.profile.Overrides(s)
	switch {
	case overridden, allowed:
		return f.blockedAction(own, overridden), true
	case s.Exists() && s < newer:
		return f.violation, false
	}
	// The body's verdict is violation or unknown.
	return f.violation, f.violation.stricter(f.unknownAction()) == f.violation
}

// appendSelectors appends tests for the blocked selectors, grouped by multiplexer, in
// reverse order. The last one loads the number again. No test is weaker than the profile.
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

// appendSearch appends a binary search over rules, in reverse order: jumps go forward, and
// their targets are there already. Numbers without a rule continue after all rules, which
// begin at start.
func appendSearch(dst []unix.SockFilter, rules []rule, start int) []unix.SockFilter {
	if mid := len(rules) / 2; len(rules) > chainRules {
		dst = appendSearch(dst, rules[mid:], start)
		upper := len(dst)
		dst = put(dst, jumpAlways, 0, 0, uint32(upper-start))
		dst = appendSearch(dst, rules[:mid], start)
		return put(dst, jumpAtLeast, uint8(len(dst)-upper), 0, uint32(at(rules[mid].first)))
	}
	for i := len(rules) - 1; i >= 0; i-- {
		r := rules[i]
		dst = put(dst, ret, 0, 0, r.action.ret())
		if r.first == r.last {
			dst = put(dst, jumpEqual, 0, 1, uint32(at(r.first)))
			continue
		}
		dst = put(dst, jumpAtLeast, 1, 0, uint32(at(r.last))+1)
		dst = put(dst, jumpAtLeast, 0, 2, uint32(at(r.first)))
	}
	return dst
}

// put appends an instruction. Inlined, it would be longer than a call.
//
//go:noinline
func put(dst []unix.SockFilter, code uint16, jt, jf uint8, k uint32) []unix.SockFilter {
	return append(dst, unix.SockFilter{Code: code, Jt: jt, Jf: jf, K: k})
}
