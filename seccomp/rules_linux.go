package seccomp

import (
	"math/bits"

	"golang.org/x/sys/unix"
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
	ret         = unix.BPF_RET | unix.BPF_K
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

// appendRules appends instructions that decide the numbers which the body would
// decide otherwise than f, and go on behind themselves for all others.
//
// The program is handed on and back, never kept behind a pointer: then the
// compiler sees that a caller's buffer stays on its stack.
func (f *Filter) appendRules(dst []unix.SockFilter) []unix.SockFilter {
	var rules [setBits]rule
	n := 0
	for word := range f.blocked {
		for rest := f.blocked[word] | f.allowed[word]; rest != 0; rest &= rest - 1 {
			bit := uint16(word*64 + bits.TrailingZeros64(rest))
			s, action := at(bit), actionAllow
			blocked := f.blocked.has(s)
			if blocked {
				action = f.violation
			}
			switch {
			case f.profile.Allows(s) != blocked && (!blocked || s.Exists()):
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
	for i, j := start, len(dst)-1; i < j; i, j = i+1, j-1 {
		dst[i], dst[j] = dst[j], dst[i]
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
	dst = append(dst, unix.SockFilter{Code: jumpAlways, K: uint32(upper - start)})
	dst = appendSearch(dst, rules[:mid], start)
	return append(dst, unix.SockFilter{Code: jumpAtLeast, Jt: uint8(len(dst) - upper), K: uint32(at(rules[mid].first))})
}

// appendTest appends a test that returns r's action for its numbers, from its end
// to its beginning.
func appendTest(dst []unix.SockFilter, r rule) []unix.SockFilter {
	test := []unix.SockFilter{
		{Code: ret, K: uint32(r.action)},
		{Code: jumpAtLeast, Jt: 1, K: uint32(at(r.last)) + 1},
		{Code: jumpAtLeast, Jf: 2, K: uint32(at(r.first))},
	}
	if r.first == r.last {
		test = append(test[:1], unix.SockFilter{Code: jumpEqual, Jf: 1, K: uint32(at(r.first))})
	}
	return append(dst, test...)
}
