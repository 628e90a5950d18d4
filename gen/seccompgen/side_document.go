package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/document"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/minijail"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oci"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/operator"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/systemd"
)

// manifest matches a manifest of the security profiles operator.
var manifest = regexp.MustCompile(`(?m)^kind:\s*["']?SeccompProfile\b`)

// containerFilter returns the side of a filter in JSON of the OCI, Docker or Podman.
func (r sideReader) containerFilter(name string, data []byte, profile string) ([]side, error) {
	return r.single(name, profile, func(o oci.Options) (*document.Document, csvfile.Warnings, error) {
		return oci.Read(name, data, r.catalog, o)
	})
}

// minijail returns the side of a policy file of minijail.
func (r sideReader) minijail(name string, data []byte, profile string) ([]side, error) {
	return r.single(name, profile, func(o oci.Options) (*document.Document, csvfile.Warnings, error) {
		arches := o.Arches
		if len(arches) == 0 {
			arches = r.kernels
		}
		d, err := minijail.Read(name, data, readFile, r.catalog, arches)
		return d, nil, err
	})
}

// section matches a section of a unit of systemd.
var section = regexp.MustCompile(`(?m)^\[(?:Service|Socket|Mount|Swap)\]\s*$`)

// unit returns the side of a unit of systemd. Filters of other directives would make another
// side of it.
func (r sideReader) unit(name string, data []byte, profile string) ([]side, error) {
	return r.single(name, profile, func(o oci.Options) (*document.Document, csvfile.Warnings, error) {
		arches := o.Arches
		if len(arches) == 0 {
			arches = r.kernels
		}
		d, warnings, err := systemd.Read([]systemd.File{{Name: name, Data: data}}, r.catalog, arches)
		if err == nil && len(warnings) > 0 {
			err = csvfile.Errors(warnings)
		}
		return d, nil, err
	})
}

// single returns the side of a file with one document. read reads it for the hosts in its
// options.
func (r sideReader) single(name, profile string, read func(oci.Options) (*document.Document, csvfile.Warnings, error)) ([]side, error) {
	if profile != "" {
		return nil, fmt.Errorf("%s is one filter; #%s is for a file with several", name, profile)
	}
	return r.documents(func(o oci.Options) ([]operator.Profile, csvfile.Warnings, error) {
		d, warnings, err := read(o)
		return []operator.Profile{{Document: d}}, warnings, err
	})
}

// manifests returns the sides of the profiles in a manifest, or of the one with a name.
func (r sideReader) manifests(name string, data []byte, profile string) ([]side, error) {
	sides, err := r.documents(func(o oci.Options) ([]operator.Profile, csvfile.Warnings, error) {
		return operator.Read([]operator.File{{Name: name, Data: data}}, r.catalog, o)
	})
	if err != nil {
		return nil, err
	}
	if profile == "" {
		for i := range sides {
			sides[i].whole = true
		}
		return sides, nil
	}
	i := slices.Index(sideNames(sides), profile)
	if i < 0 {
		return nil, fmt.Errorf("%s has no profile %q; want one of %s", name, profile, strings.Join(sideNames(sides), ", "))
	}
	return sides[i : i+1], nil
}

// documents returns the sides of documents. read reads them for the hosts in its options.
func (r sideReader) documents(read func(oci.Options) ([]operator.Profile, csvfile.Warnings, error)) ([]side, error) {
	// Warnings of this reading are about imports: each kernel is compared by itself.
	list, _, err := read(r.container)
	if err != nil {
		return nil, err
	}
	printed := make(map[string]bool)
	var sides []side
	for i, p := range list {
		sides = append(sides, side{name: p.Name, policy: p.Document.Default.Value != action.Allow, arches: p.Document.Arches, decide: func(a, on *arch.Arch) (decision.Decision, error) {
			options := r.container
			options.Arches = []*arch.Arch{a}
			list, warnings, err := read(options)
			if err != nil {
				return decision.Decision{}, err
			}
			for i := range warnings {
				if text := fmt.Sprint(warnings[i : i+1]); !printed[text] {
					printed[text] = true
					fmt.Fprintln(r.stderr, text)
				}
			}
			return r.document(list[i].Document, on)
		}})
	}
	return sides, nil
}

// document returns the decision of a document on a. Syscalls of other architectures are
// killed.
func (r sideReader) document(d *document.Document, a *arch.Arch) (decision.Decision, error) {
	if !slices.Contains(d.Arches, a) {
		return r.killed(a), nil
	}
	return d.Decide(r.catalog, r.space, a)
}
