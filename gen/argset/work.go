package argset

import "math"

// workNode is the work of making a node. It stands for the node's memory: a space
// keeps all its nodes.
const workNode = 16

// exceeded is the panic of a space that has done all the work it may.
type exceeded struct{ *Space }

// Work counts n steps of work, each as long as a step of an operation on sets: 10 to
// 100 ns. Beyond the limit it ends the function that [Space.Within] runs. A nil Space
// counts nothing.
func (s *Space) Work(n int) {
	if s == nil {
		return
	}
	if s.left -= n; s.left < 0 {
		panic(exceeded{s})
	}
}

// Left returns how many steps may still be done.
func (s *Space) Left() int {
	if s == nil {
		return math.MaxInt
	}
	return s.left
}

// Within runs f, which may do so many steps of work, and reports whether that was
// enough. If not, f has ended early. Work is counted and not timed: the same input ends
// alike on every machine. A nil Space runs f without a limit.
func (s *Space) Within(steps int, f func()) (ok bool) {
	if s == nil {
		f()
		return true
	}
	before := s.left
	s.left = steps
	defer func() {
		s.left = before
		switch x := recover(); x {
		case nil:
		case exceeded{s}:
			ok = false
		default:
			panic(x)
		}
	}()
	f()
	return true
}
