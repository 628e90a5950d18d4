package seccomp

import "golang.org/x/sys/unix"

// run is neighbouring numbers: the bits first to last of a set, both included.
type run struct {
	first, last uint16
}

// maxRuns is how many runs a set can have: every second number.
const maxRuns = (tableBits + privateBits) / 2

// runs writes the runs of the set to dst, ascending, and returns how many.
func (set *set) runs(dst *[maxRuns]run) int {
	n := 0
	for bit, ok := set.next(0); ok; bit, ok = set.next(bit + 1) {
		// The table and the private calls are no neighbours.
		if n > 0 && int(dst[n-1].last)+1 == bit && bit != tableBits {
			dst[n-1].last++
			continue
		}
		dst[n] = run{uint16(bit), uint16(bit)}
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
//
// The program is handed on and back, never kept behind a pointer: then the
// compiler sees that a caller's buffer stays on its stack.
func appendRules(dst []unix.SockFilter, rules *set, value Action) []unix.SockFilter {
	if *rules == (set{}) {
		return dst
	}
	var list [maxRuns]run
	n := rules.runs(&list)
	dst, last := appendSearch(dst, list[:n], value, noJump)
	land(dst, last)
	return dst
}

// noJump ends the list of the jumps that are to land behind a search. Each has
// the place of the one before it for its K.
const noJump = -1

// appendSearch appends a binary search over runs. Its last instruction goes on
// behind it for other numbers; the jumps that do are added to those from last on.
func appendSearch(dst []unix.SockFilter, runs []run, value Action, last int) ([]unix.SockFilter, int) {
	if len(runs) <= chainRuns {
		for _, r := range runs {
			dst = appendTest(dst, r, value)
		}
		return dst, last
	}
	mid := len(runs) / 2
	near := mid <= nearRuns
	test := len(dst)
	dst = append(dst, unix.SockFilter{Code: jumpAtLeast, K: number(runs[mid].first)})
	if !near {
		// Too far for a test: it goes on to a jump, or over it.
		dst[test].Jf = 1
		dst = append(dst, unix.SockFilter{Code: jumpAlways})
	}
	dst, last = appendSearch(dst, runs[:mid], value, last)
	dst = append(dst, unix.SockFilter{Code: jumpAlways, K: uint32(last)})
	last = len(dst) - 1
	if near {
		dst[test].Jt = uint8(len(dst) - test - 1)
	} else {
		dst[test+1].K = uint32(len(dst) - test - 2)
	}
	return appendSearch(dst, runs[mid:], value, last)
}

// appendTest appends a test that returns value for the numbers of r.
func appendTest(dst []unix.SockFilter, r run, value Action) []unix.SockFilter {
	if r.first == r.last {
		dst = append(dst, unix.SockFilter{Code: jumpEqual, Jf: 1, K: number(r.first)})
	} else {
		dst = append(dst,
			unix.SockFilter{Code: jumpAtLeast, Jf: 2, K: number(r.first)},
			unix.SockFilter{Code: jumpAtLeast, Jt: 1, K: number(r.last) + 1})
	}
	return append(dst, unix.SockFilter{Code: ret, K: uint32(value)})
}

// land lets the jumps from last on land at the end of the program.
func land(program []unix.SockFilter, last int) {
	for last != noJump {
		jump := &program[last]
		previous := int(int32(jump.K))
		jump.K = uint32(len(program) - last - 1)
		last = previous
	}
}

// number is the number of a bit.
func number(bit uint16) uint32 { return uint32(at(int(bit))) }
