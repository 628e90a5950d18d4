package compile

import (
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/parallel"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// BuiltIn compiles the built-in profiles for each of arch.Targets, in that order.
func BuiltIn(c *catalog.Catalog) ([]*Compiled, error) {
	return builtIn(c, profile.BuiltIn(c), arch.Targets)
}

// builtIn compiles built-in profiles for each of several architectures, in order.
func builtIn(c *catalog.Catalog, profiles []profile.Profile, arches []*arch.Arch) ([]*Compiled, error) {
	s, n := newShared(c), len(profiles)
	out := make([]*Compiled, n*len(arches))
	err := parallel.Do(len(out), func(i int) (err error) {
		out[i], err = s.profile(profiles[i%n], arches[i/n])
		return err
	})
	return out, err
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
	return builtIn(c, []profile.Profile{p}, arches)
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
