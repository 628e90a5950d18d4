package seccomp

import (
	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// run is the numbers first to last, both included.
type run struct {
	first, last tables.Syscall
}

// maxRuns is how many runs a set can have: every second number.
const maxRuns = (tableBits + privateBits) / 2

// runs writes the runs of the set to dst, ascending, and returns how many.
func (set *set) runs(dst *[maxRuns]run) int {
	n := 0
	for bit, ok := set.next(0); ok; bit, ok = set.next(bit + 1) {
		s := at(bit)
		if n > 0 && dst[n-1].last+1 == s {
			dst[n-1].last = s
			continue
		}
		dst[n] = run{s, s}
		n++
	}
	return n
}

// The instructions that rules are made of.
const (
	jumpAlways  = unix.BPF_JMP | unix.BPF_JA
	jumpEqual   = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
	jumpAtLeast = unix.BPF_JMP | unix.BPF_JGE | unix.BPF_K
	ret         = unix.BPF_RET | unix.BPF_K
)

const (
	// chainRuns is how many runs are tested one after the other. More are searched.
	chainRuns = 4
	// nearRuns is how many runs a test can jump over. A run takes 3 instructions
	// at most and a chain's end 1, a search 2 for each time that it halves: under
	// 5 a run, as chains have 2 runs at least, and a jump reaches 255.
	nearRuns = 50
)

// appendRules appends instructions that return value for the numbers of rules and
// go on behind themselves for all others.
func appendRules(dst []unix.SockFilter, rules *set, value Action) []unix.SockFilter {
	var list [maxRuns]run
	n := rules.runs(&list)
	s := search{program: dst, value: uint32(value), last: -1}
	s.decide(list[:n])
	s.land()
	return s.program
}

// search writes a binary search over runs.
type search struct {
	program []unix.SockFilter
	value   uint32
	// last is the place of the last jump that is to land behind the search, and
	// its K the place of the one before; -1 ends the list.
	last int
}

func (s *search) add(code uint16, k tables.Syscall, jt, jf uint8) (place int) {
	s.program = append(s.program, unix.SockFilter{Code: code, Jt: jt, Jf: jf, K: uint32(k)})
	return len(s.program) - 1
}

// decide decides the numbers of runs. The last of its instructions goes on behind
// it for other numbers.
func (s *search) decide(runs []run) {
	if len(runs) <= chainRuns {
		for _, r := range runs {
			s.test(r)
		}
		return
	}
	mid := len(runs) / 2
	near := mid <= nearRuns
	test, far := s.add(jumpAtLeast, runs[mid].first, 0, 0), 0
	if !near {
		far = s.add(jumpAlways, 0, 0, 0)
		s.program[test].Jf = 1
	}
	s.decide(runs[:mid])
	s.leave()
	if skipped := len(s.program) - test - 1; near {
		s.program[test].Jt = uint8(skipped)
	} else {
		s.program[far].K = uint32(skipped - 1)
	}
	s.decide(runs[mid:])
}

// test returns value for the numbers of r.
func (s *search) test(r run) {
	if r.first == r.last {
		s.add(jumpEqual, r.first, 0, 1)
	} else {
		s.add(jumpAtLeast, r.first, 0, 2)
		s.add(jumpAtLeast, r.last+1, 1, 0)
	}
	s.program = append(s.program, unix.SockFilter{Code: ret, K: s.value})
}

// leave writes a jump behind the search.
func (s *search) leave() {
	s.last = s.add(jumpAlways, tables.Syscall(s.last), 0, 0)
}

// land lets the jumps that leave the search land here.
func (s *search) land() {
	for s.last != -1 {
		jump := &s.program[s.last]
		previous := int(int32(jump.K))
		jump.K = uint32(len(s.program) - s.last - 1)
		s.last = previous
	}
}
