package main

import (
	"fmt"
	"go/token"
	"io"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/emit"
)

// policyOptions holds the flags of generate for a policy.
type policyOptions struct {
	file, pkg, out, arches  string
	compat, verbose, strict bool
	// hardened marks the policy of the hardened profiles.
	hardened bool
	// selected lists the architectures of the programs; concerned adds their companion
	// ABIs. alone names the selected ones without a companion ABI.
	selected, concerned []*arch.Arch
	alone               []string
}

// check reads -arch and -pkg, and finds the companion ABIs for -compat.
func (o *policyOptions) check() (err error) {
	if o.selected, err = selectArches(o.arches, arch.Targets); err != nil {
		return fmt.Errorf("-arch: %w", err)
	}
	if !token.IsIdentifier(o.pkg) || o.pkg == "_" {
		return fmt.Errorf("-pkg %q is not a package name; use a Go identifier", o.pkg)
	}
	o.concerned = o.selected
	if o.compat {
		if o.concerned, o.alone = withCompat(o.selected); len(o.alone) == len(o.selected) {
			return fmt.Errorf("-compat: none of %s has a companion ABI", o.arches)
		}
	}
	return nil
}

// policyFiles returns the files of a package with the profiles of a policy.
func policyFiles(c *catalog.Catalog, o policyOptions, stderr io.Writer) ([]emit.File, error) {
	in := source{c, argset.NewSpace(), o.concerned, o.strict, stderr, o.hardened}
	p, err := in.decide(o.file)
	if err != nil {
		return nil, err
	}
	compiled, err := compile.Policy(c, p.Policy, p.Decisions, compile.Options{Profiles: p.Profiles, Architectures: o.selected, Companions: o.compat})
	if err != nil {
		return nil, err
	}
	write := emit.Policy
	if o.hardened {
		write = emit.Hardened
	}
	files, err := write(c, o.pkg, p.Policy, compiled)
	if err != nil {
		return nil, err
	}
	if o.verbose {
		for _, note := range p.notes {
			fmt.Fprintln(stderr, note)
		}
		if len(o.alone) > 0 {
			fmt.Fprintf(stderr, "-compat: nothing to add on %s\n", strings.Join(o.alone, ", "))
		}
	}
	return files, nil
}

// withCompat returns the architectures with their companion ABIs, and the names of those
// without one.
func withCompat(selected []*arch.Arch) (all []*arch.Arch, alone []string) {
	all = slices.Clone(selected)
	for _, a := range selected {
		if a.Companion != nil {
			all = append(all, a.Companion)
		} else {
			alone = append(alone, a.GOARCH)
		}
	}
	return arch.Set(all), alone
}

// natives names the targets with a companion ABI.
func natives() []string {
	_, alone := withCompat(arch.Targets)
	return slices.DeleteFunc(arch.Names(arch.Targets), func(goarch string) bool { return slices.Contains(alone, goarch) })
}

// selectArches parses a comma-separated list of GOARCHes of choice. The empty list stands
// for arch.Targets.
func selectArches(list string, choice []*arch.Arch) ([]*arch.Arch, error) {
	names := arch.Names(arch.Targets)
	if list != "" {
		names = strings.Split(list, ",")
	}
	var selected []*arch.Arch
	for _, name := range names {
		a := arch.ByGOARCH(strings.TrimSpace(name))
		if !slices.Contains(choice, a) {
			return nil, fmt.Errorf("unknown architecture %q; want some of %s", name, strings.Join(arch.Names(choice), ","))
		}
		selected = append(selected, a)
	}
	return arch.Set(selected), nil
}
