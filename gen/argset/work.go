package argset

import "math"

// workNode is the work of a new node. It accounts for the node's memory: a space keeps
// all nodes.
const workNode = 16

// exceeded is the panic of a space without work left.
type exceeded struct{ *Space }

// Work counts n steps. A step is as long as one step of a set operation: 10 to 100 ns.
// Beyond the limit Work ends the function run by [Space.Within]. A nil Space counts
// nothing.
func (s *Space) Work(n int) {
	if s == nil {
		return
	}
	if s.left -= n; s.left < 0 {
		panic(exceeded{s})
	}
}

// Left returns the remaining steps.
func (s *Space) Left() int {
	if s == nil {
		return math.MaxInt
	}
	return s.left
}

// Within runs f with a limit of steps, and reports whether f finished. Work is counted
// and not timed: the same input gives the same result on every machine. A nil Space runs
// f without a limit.
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
