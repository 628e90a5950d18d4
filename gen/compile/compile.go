package compile

import (
	"fmt"
	"math"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/search"
)

// Compiled is a profile on one architecture with its proved program.
type Compiled struct {
	profile.Title
	decision.Decision
	Arch *arch.Arch
	// Constants returns the constants in the rules for the operation of a syscall. It is nil
	// for a built-in profile.
	Constants func(s *catalog.Syscall, a *arch.Arch) []policy.Constant
	// Compat is the decision for the companion ABI of Arch. If nil, the program kills its
	// syscalls.
	Compat  *decision.Decision
	Program bpf.Program
	Cost    Cost
}

// Cost counts the instructions executed for a syscall with zero arguments, prologue
// included.
type Cost struct {
	// Worst and Average cover all numbers of the syscall table.
	Worst   int
	Average float64
	// Weighted is the average over syscalls allowed with zero arguments, by their weights in
	// the catalog.
	Weighted float64
}

// Compiler compiles decisions on the syscalls of a catalog. Profiles and architectures
// share equal trees and the diagrams of equal verdicts.
type Compiler struct {
	*shared
	space *argset.Space
	// remaining counts the steps of work until the limit. It has paid for some diagrams.
	remaining int
	paid      map[*drawing]bool
}

// New returns a compiler for decisions with sets of space.
func New(c *catalog.Catalog, space *argset.Space) *Compiler {
	return newShared(c).compiler(space)
}

// compiler returns a compiler for decisions with sets of space.
func (s *shared) compiler(space *argset.Space) *Compiler {
	return &Compiler{s, space, math.MaxInt, make(map[*drawing]bool)}
}

// MaxWork limits the work for a policy's programs on one architecture, in steps of
// [argset.Space.Work]. They took about 3 s in BenchmarkHostile of seccompgen.
const MaxWork = 30e6

// Limit sets the number of steps until Compile returns a [decision.TooLarge].
func (x *Compiler) Limit(steps int) { x.remaining = steps }

// Profile compiles a built-in profile for a and proves the program.
func Profile(c *catalog.Catalog, p profile.Profile, a *arch.Arch) (*Compiled, error) {
	return newShared(c).profile(p, a)
}

// profile is [Profile].
func (s *shared) profile(p profile.Profile, a *arch.Arch) (*Compiled, error) {
	d := decision.Plain(p.Partition(s.catalog, a), bpf.Actions(a))
	return s.compiler(nil).Compile(p.Title, d, a, nil)
}

// Compile compiles d, the decision of a profile on a, and proves the program on every
// input. compat is the decision for the companion ABI of a. If compat is nil, the program
// kills syscalls of the companion ABI.
func (x *Compiler) Compile(title profile.Title, d decision.Decision, a *arch.Arch, compat *decision.Decision) (*Compiled, error) {
	out := &Compiled{Title: title, Decision: d, Arch: a, Compat: compat}
	var err error
	within := x.space.Within(x.remaining, func() {
		defer func() { x.remaining = x.space.Left() }()
		if err = x.assemble(out, a); err == nil {
			out.Cost, err = x.cost(out, x.objective(a).Objective)
		}
	})
	if !within {
		err = decision.TooLarge("the conditions take too much work")
	}
	if err != nil {
		return nil, fmt.Errorf("profile %s on %s: %w", title.Name, out.Arch.GOARCH, err)
	}
	return out, nil
}

// assemble assembles and proves the program.
func (x *Compiler) assemble(out *Compiled, a *arch.Arch) error {
	native, err := x.body(out.Decision, a)
	if err != nil {
		return err
	}
	if out.Compat == nil {
		if out.Program, err = bpf.Assemble(native.Arch, native.Tree, native.Actions); err != nil {
			return err
		}
		return prove.Check(out.Program, out.Arch, out.Decision)
	}
	b := out.Arch.Companion
	second, err := x.body(*out.Compat, b)
	if err != nil {
		return err
	}
	if out.Program, err = bpf.AssembleCompat(native, second); err != nil {
		return err
	}
	return prove.CheckSpecs(out.Program, prove.Spec{Arch: out.Arch, Want: out.Decision}, prove.Spec{Arch: b, Want: *out.Compat})
}

// body finds the tree for a decision on a.
func (x *Compiler) body(d decision.Decision, a *arch.Arch) (bpf.Body, error) {
	x.space.Work(workRun * len(d.Partition))
	root, err := x.join(x.tree(joinKills(d), x.objective(a)), d)
	return bpf.Body{Arch: a, Tree: root, Actions: d.Actions()}, err
}

// joinKills returns the partition of d. If the policy has a verdict to kill, foreign
// numbers get it. A filter can change neither action, so one return serves both.
func joinKills(d decision.Decision) decision.Partition {
	kill := decision.Foreign
	for i, v := range d.Verdicts {
		if decision.VerdictID(i) >= decision.FirstPolicyVerdict && v.Cases == nil && v.Action == d.Verdicts[decision.Foreign].Action {
			kill = decision.VerdictID(i)
		}
	}
	var out decision.Partition
	for _, r := range d.Partition {
		if r.Verdict == decision.Foreign {
			r.Verdict = kill
		}
		out = out.Append(r)
	}
	return out
}

const (
	// workRun is the work of a run of numbers in [search.Build].
	workRun = 700
	// stepsPerWork is the number of instructions executed in the time of one step.
	stepsPerWork = 8
)

// cost runs the program on every number of the table.
func (x *Compiler) cost(c *Compiled, o search.Objective) (Cost, error) {
	var out Cost
	var sum, calls, weighted int
	for n := o.Table.First; n <= o.Table.Last; n++ {
		value, steps, err := prove.Run(c.Program.Instructions, c.Arch.Audit, n)
		if err != nil {
			return Cost{}, err
		}
		x.space.Work(1 + steps/stepsPerWork)
		sum += steps
		out.Worst = max(out.Worst, steps)
		if value == action.Allow {
			calls += o.Calls[n]
			weighted += o.Calls[n] * steps
		}
	}
	out.Average = float64(sum) / float64(o.Table.Last-o.Table.First+1)
	if calls > 0 {
		out.Weighted = float64(weighted) / float64(calls)
	}
	return out, nil
}
