package document

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// check compares the decisions of a policy with the rules of d, on all numbers and
// arguments of its architectures.
func (d *Document) check(c *catalog.Catalog, profile string, text []byte) error {
	p, err := policy.Load("imported policy", text, c)
	if err != nil {
		return err
	}
	space := argset.NewSpace()
	decisions, _, err := p.Decide(space, d.Arches)
	if err != nil {
		return err
	}
	finished := space.Within(maxWork, func() {
		for _, a := range d.Arches {
			if wrong := d.different(c, decisions.Of[p.ByName(profile)][a.Index], a); wrong != "" && err == nil {
				err = fmt.Errorf("%s: the rows for %s on %s do not have the document's verdicts: a mistake in seccompgen, please report it", d.File, wrong, a.GOARCH)
			}
		}
	})
	if !finished {
		return fmt.Errorf("%s: the conditions take too much work; use fewer", d.File)
	}
	return err
}

// different returns the first syscall whose decision is not that of d, or the first number
// without a syscall, or "".
func (d *Document) different(c *catalog.Catalog, of decision.Decision, a *arch.Arch) string {
	known := make(map[uint32]bool)
	for i := range c.Syscalls {
		s := &c.Syscalls[i]
		n, ok := s.Number(a)
		if known[n] = known[n] || ok; ok && !d.alike(of, n, a, d.Rules[a.Index][s.Name]) {
			return s.Name
		}
	}
	for _, run := range of.Partition {
		n := run.First
		for known[n] && n < run.Last {
			n++
		}
		if !known[n] && run.Verdict != decision.Foreign && !d.alike(of, n, a, nil) {
			return fmt.Sprint("number ", n)
		}
	}
	return ""
}

// alike reports whether a number has the verdicts of rules.
func (d *Document) alike(of decision.Decision, n uint32, a *arch.Arch, rules []Rule) bool {
	verdict := of.Partition.Of(n)
	cases := of.Verdicts[verdict].Cases
	if cases == nil {
		cases = []decision.Case{{When: argset.All, Verdict: verdict}}
	}
	undecided := argset.All
	for _, r := range append(rules[:len(rules):len(rules)], Rule{Action: d.Default}) {
		holds := of.Space.And(undecided, set(of.Space, a, r.When))
		undecided = of.Space.Minus(undecided, holds)
		for _, x := range cases {
			if of.Space.And(holds, x.When) != argset.None && of.Verdicts[x.Verdict].Action != r.Action.On(a) {
				return false
			}
		}
	}
	return true
}
