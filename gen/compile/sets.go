package compile

import (
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// BuiltIn compiles the built-in profiles for each of arch.Targets, in that order.
func BuiltIn(c *catalog.Catalog) ([]*Compiled, error) {
	var out []*Compiled
	for _, a := range arch.Targets {
		for _, p := range profile.BuiltIn(c) {
			compiled, err := Profile(c, p, a)
			if err != nil {
				return nil, err
			}
			out = append(out, compiled)
		}
	}
	return out, nil
}

// Names returns the names of the built-in profiles: the tiers, allow-all, and the hardened
// profiles.
func Names(c *catalog.Catalog) []string {
	var names []string
	for _, p := range profile.BuiltIn(c) {
		names = append(names, p.Name)
	}
	return append(names, policy.HardenedNames()...)
}

// Named compiles the built-in profile with one of [Names] for each architecture, in order.
func Named(c *catalog.Catalog, name string, arches []*arch.Arch) ([]*Compiled, error) {
	if slices.Contains(policy.HardenedNames(), name) {
		return hardened(c, name, arches)
	}
	p, err := profile.ByName(c, name)
	if err != nil {
		return nil, err
	}
	var out []*Compiled
	for _, a := range arches {
		compiled, err := Profile(c, p, a)
		if err != nil {
			return nil, err
		}
		out = append(out, compiled)
	}
	return out, nil
}

// hardened compiles a hardened profile.
func hardened(c *catalog.Catalog, name string, arches []*arch.Arch) ([]*Compiled, error) {
	p, err := policy.Hardened(c)
	if err != nil {
		return nil, err
	}
	decisions, _, err := p.Decide(argset.NewSpace(), arches)
	if err != nil {
		return nil, err
	}
	return Policy(c, p, decisions, Options{Profiles: []*policy.Profile{p.ByName(name)}, Architectures: arches})
}

// Options selects programs of a policy.
type Options struct {
	Profiles      []*policy.Profile
	Architectures []*arch.Arch
	// Companions adds the companion ABI to the programs of architectures with one.
	Companions bool
}

// Policy compiles profiles of a policy for each architecture, in order. With Companions,
// decisions must include those of the companion ABIs. The limit of each architecture is
// [MaxWork].
func Policy(c *catalog.Catalog, p *policy.Policy, decisions policy.Decisions, o Options) ([]*Compiled, error) {
	compiler := New(c, decisions.Space)
	var out []*Compiled
	for _, a := range o.Architectures {
		compiler.Limit(MaxWork)
		for _, profile := range o.Profiles {
			var companion *decision.Decision
			if o.Companions && a.Companion != nil {
				companion = &decisions.Of[profile][a.Companion.Index]
			}
			compiled, err := compiler.Compile(profile.Title, decisions.Of[profile][a.Index], a, companion)
			if err != nil {
				return nil, p.Blame(profile, err)
			}
			compiled.Constants = func(s *catalog.Syscall, a *arch.Arch) []policy.Constant { return p.Constants(profile, s, a) }
			out = append(out, compiled)
		}
	}
	return out, nil
}
