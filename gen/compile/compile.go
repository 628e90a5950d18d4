// Package compile is the way from a profile to a proved program for one
// architecture.
package compile

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// Compiled is a profile on one architecture.
type Compiled struct {
	profile.Title
	decision.Decision
	Arch    arch.Arch
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

// Profile compiles p for arch.All[a] and proves the program on every input.
func Profile(c *catalog.Catalog, p profile.Profile, a int) (*Compiled, error) {
	d := decision.Plain(p.Partition(c, a), bpf.Actions(arch.All[a]))
	return Decision(c, p.Title, d, a)
}

// Decision compiles d, which is what a profile of that title decides on arch.All[a],
// and proves the program on every input.
func Decision(c *catalog.Catalog, title profile.Title, d decision.Decision, a int) (*Compiled, error) {
	out := &Compiled{Title: title, Decision: d, Arch: arch.All[a]}
	objective := tree.Objective{
		Calls: c.Weights(a),
		Table: interval.Interval{First: out.Arch.Base, Last: profile.TableEnd(c, a)},
	}
	root, err := tree.NewConditions(d.Space).Attach(tree.Build(d.Partition, objective), d.Verdicts)
	if err == nil {
		out.Program, err = bpf.Assemble(out.Arch, root, d.Actions())
	}
	if err == nil {
		err = prove.Check(out.Program, out.Arch, d)
	}
	if err == nil {
		out.Cost, err = cost(out, objective)
	}
	if err != nil {
		return nil, fmt.Errorf("profile %s on %s: %w", title.Name, out.Arch.GOARCH, err)
	}
	return out, nil
}

// cost runs the program on every number of the table.
func cost(c *Compiled, o tree.Objective) (Cost, error) {
	var out Cost
	var sum, calls, weighted int
	for n := o.Table.First; n <= o.Table.Last; n++ {
		_, steps, err := prove.Run(c.Program.Instructions, c.Arch.Audit, n)
		if err != nil {
			return Cost{}, err
		}
		sum += steps
		out.Worst = max(out.Worst, steps)
		if c.Partition.Of(n) == interval.Allowed {
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
