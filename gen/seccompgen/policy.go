package main

import (
	"fmt"
	"go/token"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/emit"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/regular"
)

// policyOptions is the flags of generate for a policy.
type policyOptions struct {
	file, pkg, out, arches string
	compat, verbose        bool
	// selected is the architectures that programs are written for, concerned also those
	// whose calls they decide. alone names those of which -compat adds none.
	selected, concerned []*arch.Arch
	alone               []string
}

// check reads the flags that are lists and names.
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
	p, err := decide(c, o.file, argset.NewSpace(), o.concerned)
	if err != nil {
		return nil, err
	}
	compiled, err := compile.Policy(c, p.Policy, p.Decisions, compile.Options{Profiles: p.Profiles, Architectures: o.selected, Companions: o.compat})
	if err != nil {
		return nil, err
	}
	files, err := emit.Policy(c, o.pkg, p.Policy, compiled)
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

// withCompat adds the companion ABIs of the selected architectures, and names the
// architectures without one.
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

// decided is a policy and what its profiles decide.
type decided struct {
	*policy.Policy
	policy.Decisions
	notes []string
}

// decide reads a policy file and returns what its profiles decide, with the sets in
// space.
func decide(c *catalog.Catalog, file string, space *argset.Space, selected []*arch.Arch) (decided, error) {
	data, err := regular.Read(file, maxCSV)
	if err != nil {
		return decided{}, err
	}
	p, err := policy.Load(filepath.ToSlash(file), data, c)
	if err != nil {
		return decided{}, err
	}
	decisions, notes, err := p.Decide(space, selected)
	return decided{p, decisions, notes}, err
}

// selectArches parses a list of the GOARCHes in choice. The empty list means arch.Targets.
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
