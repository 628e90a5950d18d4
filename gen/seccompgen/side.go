package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oci"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// side is one side of a comparison: a filter and its decisions.
type side struct {
	// name is the name of a profile, or empty.
	name string
	// policy reports whether the filter is a profile of a policy or built in. Others have
	// no action for violations. whole reports whether it is one of all profiles of a file.
	policy, whole bool
	// arches lists the architectures of the filter. Without any it is for all.
	arches []*arch.Arch
	// decide returns the decision on syscalls of on. They come to the kernel of a: on is a
	// or its companion ABI.
	decide func(a, on *arch.Arch) (decision.Decision, error)
}

// sideReader reads the sides of a comparison. The sets of their decisions are in one space.
type sideReader struct {
	// source decides policies, with compat on the companion ABIs too.
	source
	// kernels lists the compared architectures.
	kernels []*arch.Arch
	// container resolves the conditions in filters of containers.
	container oci.Options
	// compat gives the profiles of policies their rules for companion ABIs.
	compat bool
	// policies holds the policies read so far by file.
	policies map[string]decided
}

// form is a kind of file to compare.
type form struct {
	// matches reports whether a file has the form, given its name and content.
	matches func(name string, data []byte) bool
	// read returns the filters in a file of the form. profile is the name after #, or "".
	read func(r sideReader, name string, data []byte, profile string) ([]side, error)
}

// forms lists the forms. The last one takes all files.
var forms = []form{
	{func(name string, data []byte) bool { return bytes.IndexByte(data, 0) >= 0 }, sideReader.program},
	{func(name string, data []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) }, sideReader.containerFilter},
	{func(name string, data []byte) bool { return manifest.Match(data) }, sideReader.manifests},
	{func(name string, data []byte) bool { return strings.HasSuffix(name, ".policy") }, sideReader.minijail},
	{func(name string, data []byte) bool { return section.Match(data) }, sideReader.unit},
	{func(name string, data []byte) bool { return true }, sideReader.policyFile},
}

// read returns the filters of an operand of diff: a file, perhaps with #PROFILE, the name
// of a built-in profile, or a process. Only a policy without #PROFILE has several.
func (r sideReader) read(operand string) ([]side, error) {
	if id, read := processOf(operand); read != nil {
		return r.process(operand, id, read)
	}
	name, profile := operand, ""
	if i := strings.LastIndexByte(operand, '#'); i >= 0 {
		name, profile = operand[:i], operand[i+1:]
	} else if slices.Contains(compile.Names(r.catalog), operand) {
		s, err := r.builtIn(operand)
		return []side{s}, err
	}
	var data []byte
	var err error
	if isFolder(name) {
		name, data, err = readLayer(filepath.ToSlash(name))
	} else if data, err = readFile(name); errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%w; want a file, FILE#PROFILE, the name of a built-in profile, or pid:N", err)
	}
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(forms, func(f form) bool { return f.matches(name, data) })
	return forms[i].read(r, name, data, profile)
}

// policyFile returns the profiles of a policy, or the one with a name.
func (r sideReader) policyFile(name string, _ []byte, profile string) ([]side, error) {
	p, ok := r.policies[name]
	if !ok {
		var err error
		if p, err = r.source.decide(name); err != nil {
			return nil, err
		}
		r.policies[name] = p
	}
	if profile == "" {
		var out []side
		for _, found := range p.Profiles {
			s := r.profile(found.Name, p.Of[found])
			s.whole = true
			out = append(out, s)
		}
		return out, nil
	}
	found := p.ByName(profile)
	if found == nil {
		return nil, fmt.Errorf("%s has no profile %q; want one of %s", name, profile, strings.Join(profileNames(p.Policy), ", "))
	}
	return []side{r.profile(profile, p.Of[found])}, nil
}

// profileNames lists the profiles of a policy.
func profileNames(p *policy.Policy) []string {
	var names []string
	for _, p := range p.Profiles {
		names = append(names, p.Name)
	}
	return names
}

// profile returns the side of a profile with decisions by architecture.
func (r sideReader) profile(name string, decisions []decision.Decision) side {
	return side{name: name, policy: true, decide: func(a, on *arch.Arch) (decision.Decision, error) {
		if on != a && !r.compat {
			return r.killed(on), nil
		}
		return decisions[on.Index], nil
	}}
}

// killed returns the decision of a program for another architecture than a.
func (r sideReader) killed(a *arch.Arch) decision.Decision {
	d := decision.Plain(decision.Uniform(decision.Denied), bpf.Actions(a))
	d.Space = r.space
	return d
}

// builtIn returns the side of a built-in profile.
func (r sideReader) builtIn(name string) (side, error) {
	r.compat = false
	if slices.Contains(policy.HardenedNames(), name) {
		p, err := policy.Hardened(r.catalog)
		if err != nil {
			return side{}, err
		}
		decisions, _, err := p.Decide(r.space, r.selected)
		if err != nil {
			return side{}, err
		}
		return r.profile(name, decisions.Of[p.ByName(name)]), nil
	}
	decisions, err := r.tier(name)
	return r.profile(name, decisions), err
}

// tier returns the decisions of a built-in profile without rows.
func (r sideReader) tier(name string) ([]decision.Decision, error) {
	p, err := profile.ByName(r.catalog, name)
	if err != nil {
		return nil, err
	}
	decisions := make([]decision.Decision, len(arch.All))
	for _, a := range r.selected {
		decisions[a.Index] = decision.Plain(p.Partition(r.catalog, a), bpf.Actions(a))
		decisions[a.Index].Space = r.space
	}
	return decisions, nil
}
