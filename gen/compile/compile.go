// Package compile is the way from a profile to a proved program for one
// architecture.
package compile

import (
	"fmt"
	"math"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/diagram"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/search"
)

// Compiled is a profile on one architecture.
type Compiled struct {
	profile.Title
	decision.Decision
	Arch *arch.Arch
	// Compat is the decision for the companion ABI of Arch; nil if the program kills its
	// syscalls.
	Compat  *decision.Decision
	Program bpf.Program
	Cost    Cost
}

// Cost is what running a program takes, in instructions executed, prologue
// included, for calls whose arguments are 0.
type Cost struct {
	// Worst and Mean are over every number of the system call table.
	Worst int
	Mean  float64
	// Weighted is over allowed calls, weighted by how often they are made.
	Weighted float64
}

// Compiler compiles what profiles decide on the calls of a catalog. What they decide
// alike of arguments it finds once, for all profiles and architectures.
type Compiler struct {
	catalog  *catalog.Catalog
	space    *argset.Space
	diagrams *diagram.Builder
	// left is the work that may still be done.
	left int
}

// New returns a compiler for decisions whose sets are of space.
func New(c *catalog.Catalog, space *argset.Space) *Compiler {
	return &Compiler{c, space, diagram.NewBuilder(space), math.MaxInt}
}

// MaxWork is how much work the programs of a policy for one architecture may take, in
// steps of [argset.Space.Work]. It takes some 3 s on the machine that it was measured on:
// see BenchmarkHostile of seccompgen.
const MaxWork = 30e6

// Limit lets x do so many steps of work from now on. Beyond them the error of Compile is
// a [decision.TooLarge].
func (x *Compiler) Limit(steps int) { x.left = steps }

// Profile compiles a built-in profile for a and proves the program on every input.
func Profile(c *catalog.Catalog, p profile.Profile, a *arch.Arch) (*Compiled, error) {
	d := decision.Plain(p.Partition(c, a), bpf.Actions(a))
	return New(c, nil).Compile(p.Title, d, a, nil)
}

// Compile compiles the decision of a profile on a, and proves the program on every input.
// With compat the program also decides the syscalls of a's companion ABI; otherwise it
// kills them.
func (x *Compiler) Compile(title profile.Title, d decision.Decision, a *arch.Arch, compat *decision.Decision) (*Compiled, error) {
	out := &Compiled{Title: title, Decision: d, Arch: a, Compat: compat}
	var err error
	within := x.space.Within(x.left, func() {
		defer func() { x.left = x.space.Left() }()
		if err = x.assemble(out, a); err == nil {
			out.Cost, err = x.cost(out, objective(x.catalog, a))
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

// body returns the body of a decision on a, with its tree.
func (x *Compiler) body(d decision.Decision, a *arch.Arch) (bpf.Body, error) {
	x.space.Work(workRun * len(d.Partition))
	root, err := x.diagrams.Attach(search.Build(joined(d), objective(x.catalog, a)), d.Verdicts)
	return bpf.Body{Arch: a, Tree: root, Actions: d.Actions()}, err
}

// joined returns the partition of d with foreign numbers under the policy's own kill,
// if it has one: both end in one return, as neither's action can be changed.
func joined(d decision.Decision) decision.Partition {
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
	workRun = 5000
	// stepsPerWork is how many instructions are executed in the time of a step.
	stepsPerWork = 8
)

// objective is what trees for a are to be good at.
func objective(c *catalog.Catalog, a *arch.Arch) search.Objective {
	return search.Objective{
		Calls: c.Weights(a),
		Table: interval.Interval{First: a.Base, Last: profile.TableEnd(c, a)},
	}
}

// cost runs the program on every number of the table.
func (x *Compiler) cost(c *Compiled, o search.Objective) (Cost, error) {
	var out Cost
	var sum, calls, weighted int
	for n := o.Table.First; n <= o.Table.Last; n++ {
		_, steps, err := prove.Run(c.Program.Instructions, c.Arch.Audit, n)
		if err != nil {
			return Cost{}, err
		}
		x.space.Work(1 + steps/stepsPerWork)
		sum += steps
		out.Worst = max(out.Worst, steps)
		if c.Partition.Of(n) == decision.Allowed {
			calls += o.Calls[n]
			weighted += o.Calls[n] * steps
		}
	}
	out.Mean = float64(sum) / float64(o.Table.Last-o.Table.First+1)
	if calls > 0 {
		out.Weighted = float64(weighted) / float64(calls)
	}
	return out, nil
}
