package compile

import (
	"math"
	"sync"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/parallel"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// Options selects programs of a policy.
type Options struct {
	Profiles      []*policy.Profile
	Architectures []*arch.Arch
	// Companions adds the companion ABI to the programs of architectures with one.
	Companions bool
}

const (
	// lightWork is the work of diagrams to build side by side on all processors. Their sets
	// need some 10 MB each.
	lightWork = MaxWork / 8
	// heavyAtOnce limits the architectures at a time after more work. Those of a policy near
	// MaxWork need 100 MB each.
	heavyAtOnce = 2
)

// heavy is held while heavy architectures are compiled: of several policies, those of one.
var heavy sync.Mutex

// Policy compiles profiles of a policy for each architecture, in order. With Companions,
// decisions must include those of the companion ABIs. The limit of each architecture is
// [MaxWork].
//
// Architectures are compiled side by side. Each has a space of its own, with copies of its
// sets. Its work does not depend on the others, and the result not on the processors.
func Policy(c *catalog.Catalog, p *policy.Policy, decisions policy.Decisions, o Options) ([]*Compiled, error) {
	set := policySet{newShared(c), p, decisions, o}
	atOnce := math.MaxInt
	if set.drawEach(set.cases(), decisions.Space) > lightWork {
		atOnce = heavyAtOnce
		heavy.Lock()
		defer heavy.Unlock()
	}
	n := len(o.Profiles)
	out := make([]*Compiled, n*len(o.Architectures))
	err := parallel.Limited(atOnce, len(o.Architectures), func(i int) error {
		return set.compile(out[n*i:n*i+n], o.Architectures[i])
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// policySet compiles the programs of a policy.
type policySet struct {
	*shared
	policy    *policy.Policy
	decisions policy.Decisions
	Options
}

// companion returns the decision for the companion ABI of a, or nil without it.
func (x policySet) companion(p *policy.Profile, a *arch.Arch) *decision.Decision {
	if !x.Companions || a.Companion == nil {
		return nil
	}
	return &x.decisions.Of[p][a.Companion.Index]
}

// cases returns the verdicts with cases of all programs. The sets are those of the policy's
// space.
func (x policySet) cases() []decision.Verdict {
	var out []decision.Verdict
	add := func(d decision.Decision) {
		for _, v := range d.Verdicts {
			if v.Cases != nil {
				out = append(out, v)
			}
		}
	}
	for _, a := range x.Architectures {
		for _, p := range x.Profiles {
			add(x.decisions.Of[p][a.Index])
			if d := x.companion(p, a); d != nil {
				add(*d)
			}
		}
	}
	return out
}

// compile compiles the profiles for a into out. The sets of out have a space without those
// of the proofs.
func (x policySet) compile(out []*Compiled, a *arch.Arch) error {
	compiler := x.compiler(argset.NewSpace())
	compiler.Limit(MaxWork)
	in := argset.NewCopier(x.decisions.Space, compiler.space)
	result := argset.NewCopier(compiler.space, argset.NewSpace())
	for i, profile := range x.Profiles {
		var companion *decision.Decision
		if d := x.companion(profile, a); d != nil {
			copied := d.Copy(in)
			companion = &copied
		}
		compiled, err := compiler.Compile(profile.Title, x.decisions.Of[profile][a.Index].Copy(in), a, companion)
		if err != nil {
			return x.policy.Blame(profile, err)
		}
		compiled.Decision = compiled.Decision.Copy(result)
		if companion != nil {
			*companion = companion.Copy(result)
		}
		compiled.Constants = func(s *catalog.Syscall, a *arch.Arch) []policy.Constant {
			return x.policy.Constants(profile, s, a)
		}
		out[i] = compiled
	}
	return nil
}
