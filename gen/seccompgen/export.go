package main

import (
	"flag"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/export"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

const (
	exportSynopsis = "-format FORMAT [-csv FILE] [-policy FILE [-strict]] -profile NAME [-arch LIST] [-approximate] [-o FILE]"
	exportNotes    = `Export writes a profile for a place without Go. The formats:

  oci      the filter of a container, for Docker, Podman, Kubernetes: JSON of the OCI
  spo      the same as a manifest of the Kubernetes security profiles operator
  systemd  a drop-in for a service of systemd, without conditions
  kep6061  the same as an artifact for a registry: an OCI image layout in the folder of -o
  bpf      a raw program for each architecture, for bwrap, minijail0 and crun, and a README.md
           with their flags, in the folder of -o

A document is one for all its architectures. Without -arch these are all of Go where errnos
have the numbers of amd64. With 386 and amd64 it lets programs of both run on one
kernel, each by the rules of its own. For numbers after the last one in a document runc
returns ENOSYS, unless the default action allows.

Export reads the document back and compares it with the profile, for all numbers and
arguments. A verdict that the format cannot say is an error at its row. With -approximate the
document refuses it, and export prints the differences as diff does.
`
)

// exportOptions holds the arguments of export.
type exportOptions struct {
	format               string
	csv, policy, profile string
	// arches lists the architectures of -arch, or none.
	arches              []*arch.Arch
	strict, approximate bool
	out                 string
	stderr              io.Writer
}

// exportFormats lists the formats by name.
var exportFormats = map[string]func(exportOptions, *flag.FlagSet, *catalog.Catalog, io.Writer) error{
	"oci":     exportContainer,
	"spo":     exportManifest,
	"kep6061": exportArtifact,
	"systemd": exportDropIn,
	"bpf":     exportPrograms,
}

// exportNames lists the formats.
func exportNames() string {
	return strings.Join(slices.Sorted(maps.Keys(exportFormats)), " or ")
}

// exportProfile writes a profile in another format.
func exportProfile(flags *flag.FlagSet, args []string, stdout, stderr io.Writer) error {
	o, err := exportFlags(flags, args)
	if err != nil {
		return err
	}
	o.stderr = stderr
	c, err := load(o.csv)
	if err != nil {
		return err
	}
	if o.policy == "" {
		if err := checkBuiltIn(c, o.profile); err != nil {
			return badUsage(flags, "%v", err)
		}
	}
	return exportFormats[o.format](o, flags, c, stdout)
}

// exportFlags reads the arguments of export.
func exportFlags(flags *flag.FlagSet, args []string) (o exportOptions, err error) {
	usageOf(flags, exportSynopsis, exportNotes)
	flags.StringVar(&o.format, "format", "", "write `FORMAT`: "+exportNames())
	csv := builtInFlag(flags)
	flags.StringVar(&o.policy, "policy", "", "export a profile of the policy in `FILE` instead of a built-in one")
	flags.StringVar(&o.profile, "profile", "", "export the profile `NAME`")
	arches := flags.String("arch", "", "export for a comma-separated `LIST` of GOARCHes")
	strict := strictFlag(flags)
	flags.BoolVar(&o.approximate, "approximate", false, "write a stricter document if none is exact, and print the differences")
	flags.StringVar(&o.out, "o", "", "write to `FILE` instead of printing; a folder for bpf and kep6061")
	if err := parse(flags, args); err != nil {
		return o, err
	}
	o.csv, o.strict = *csv, *strict
	if *arches != "" {
		if o.arches, err = selectArches(*arches, arch.Targets); err != nil {
			return o, badUsage(flags, "-arch: %v", err)
		}
	}
	return o, o.check(flags)
}

// check checks the flags together.
func (o exportOptions) check(flags *flag.FlagSet) error {
	switch {
	case o.format == "":
		return badUsage(flags, "no -format; want %s", exportNames())
	case exportFormats[o.format] == nil:
		return badUsage(flags, "unknown format %q; want %s", o.format, exportNames())
	case o.profile == "":
		return badUsage(flags, "no -profile; name a built-in profile, or one of -policy")
	case o.strict && o.policy == "":
		return badUsage(flags, "-strict without -policy; built-in profiles have no warnings")
	case (o.format == "bpf" || o.format == "kep6061") && o.out == "":
		return badUsage(flags, "no -o; name a folder")
	case o.format == "bpf" && o.approximate:
		return badUsage(flags, "-approximate with -format bpf; programs are exact")
	}
	return nil
}

// source returns the profile to export, on the architectures of -arch or all of Go.
func (o exportOptions) source(flags *flag.FlagSet, c *catalog.Catalog) (export.Source, error) {
	arches := o.arches
	if len(arches) == 0 {
		arches = arch.Targets
	}
	s := export.Source{Name: o.profile, Catalog: c, Arches: arches}
	if o.policy == "" && !slices.Contains(policy.HardenedNames(), o.profile) {
		r := sideReader{source: source{catalog: c, space: argset.NewSpace(), selected: arches}}
		var err error
		s.Space = r.space
		s.Decisions, err = r.tier(o.profile)
		return s, err
	}
	p, found, err := o.decide(flags, c, arches)
	if err != nil {
		return s, err
	}
	s.Profile, s.Decisions, s.Space = found, p.Of[found], p.Space
	s.Resolve = func(a *arch.Arch) policy.Resolved { return p.Resolve(found, a) }
	return s, nil
}

// decide reads the policy, or that of the hardened profiles, and finds the profile.
func (o exportOptions) decide(flags *flag.FlagSet, c *catalog.Catalog, arches []*arch.Arch) (p decided, found *policy.Profile, err error) {
	r := source{c, argset.NewSpace(), arches, o.strict, o.stderr, false}
	if o.policy != "" {
		p, err = r.decide(o.policy)
	} else {
		var hardened *policy.Policy
		if hardened, err = policy.Hardened(c); err == nil {
			p, err = r.resolve(hardened)
		}
	}
	if err != nil {
		return p, nil, err
	}
	if found = p.ByName(o.profile); found == nil {
		return p, nil, badUsage(flags, "%s has no profile %q; want one of %s", o.policy, o.profile, strings.Join(profileNames(p.Policy), ", "))
	}
	return p, found, nil
}
