package compile

import (
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/diagram"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/parallel"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// drawing is the diagram of a verdict. Each is built in a space of its own: its work is the
// same for whichever compiler needs it first.
type drawing struct {
	mu sync.Mutex
	// verdict has sets of shared.space.
	verdict decision.Verdict
	// root is the diagram, or err the reason that there is none, after an amount of work.
	root *tree.Node
	err  error
	work int
	// exceeded is the highest limit so far that was too low.
	exceeded int
}

// drawing returns the drawing of a verdict with sets of a space. Equal verdicts have the
// same.
func (s *shared) drawing(v decision.Verdict, space *argset.Space) *drawing {
	s.mu.Lock()
	defer s.mu.Unlock()
	own := v.Copy(argset.NewCopier(space, s.space))
	return s.drawings.get(fmt.Sprint(own), func() *drawing { return &drawing{verdict: own} })
}

// copyOf returns the verdict of x with sets of a new space.
func (s *shared) copyOf(x *drawing) (decision.Verdict, *argset.Space) {
	s.mu.Lock()
	defer s.mu.Unlock()
	space := argset.NewSpace()
	return x.verdict.Copy(argset.NewCopier(s.space, space)), space
}

// draw builds the diagram of x with a limit of work, unless it is known. ok is false if it
// takes more.
func (s *shared) draw(x *drawing, limit int) (work int, ok bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.root == nil && x.err == nil && limit > x.exceeded {
		v, space := s.copyOf(x)
		if !space.Within(limit, func() {
			x.root, x.err = diagram.NewBuilder(space).Build(v)
			x.work = limit - space.Left()
		}) {
			x.exceeded = limit
		}
	}
	return x.work, (x.root != nil || x.err != nil) && x.work <= limit
}

// drawEach builds the diagrams of verdicts side by side, and returns the work of all. Those
// with more than lightWork are left to the compilers, and all after MaxWork.
func (s *shared) drawEach(verdicts []decision.Verdict, space *argset.Space) int {
	var list []*drawing
	listed := make(map[*drawing]bool)
	for _, v := range verdicts {
		if x := s.drawing(v, space); !listed[x] {
			list, listed[x] = append(list, x), true
		}
	}
	var sum atomic.Int64
	_ = parallel.Do(len(list), func(i int) error { // tasks have no errors
		if sum.Load() <= MaxWork {
			work, ok := s.draw(list[i], lightWork)
			if !ok {
				work = lightWork
			}
			sum.Add(int64(work))
		}
		return nil
	})
	return int(sum.Load())
}

// diagram returns the diagram of a verdict, and counts its work the first time.
func (x *Compiler) diagram(v decision.Verdict) (*tree.Node, error) {
	of := x.drawing(v, x.space)
	if !x.paid[of] {
		left := x.space.Left()
		work, ok := x.draw(of, left)
		if !ok {
			work = left
			x.space.Work(1)
		}
		x.space.Work(work)
		x.paid[of] = true
	}
	return of.root, of.err
}

// join returns t, a tree over numbers, with a diagram in place of each leaf whose verdict
// has cases. Equal nodes are the same.
func (x *Compiler) join(t *tree.Node, d decision.Decision) (*tree.Node, error) {
	nodes, joined := make(tree.Nodes), make(map[*tree.Node]*tree.Node)
	var join func(n *tree.Node) (*tree.Node, error)
	join = func(n *tree.Node) (out *tree.Node, err error) {
		if known, ok := joined[n]; ok {
			return known, nil
		}
		if n.Op == tree.Leaf {
			if v := d.Verdicts[n.Verdict]; v.Cases != nil {
				if n, err = x.diagram(v); err != nil {
					return nil, err
				}
				return join(n)
			}
			return nodes.Make(*n), nil
		}
		copied := *n
		if copied.Yes, err = join(n.Yes); err != nil {
			return nil, err
		}
		if copied.No, err = join(n.No); err != nil {
			return nil, err
		}
		joined[n] = nodes.Make(copied)
		return joined[n], nil
	}
	return join(t)
}
