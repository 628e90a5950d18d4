package main

import (
	"flag"
	"io"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/replace"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/report"
)

const (
	reportSynopsis = "[-csv FILE] [-policy FILE [-strict]] [-arch LIST] [-format FORMAT] [-o FILE]"
	reportNotes    = `Report writes one page about the profiles of a policy, or the built-in profiles: each at a
glance, and the verdict on each syscall with its rules and their reasons. The formats:

  html  a page for a browser: it loads nothing, and needs no script
`
)

// reportOptions holds the arguments of report.
type reportOptions struct {
	source
	policy, format, out string
}

// reportFormats lists the formats by name.
var reportFormats = map[string]func(*report.Report) ([]byte, error){
	"html": (*report.Report).HTML,
}

// writeReport writes the page about a policy.
func writeReport(flags *flag.FlagSet, args []string, stdout, stderr io.Writer) error {
	o, err := reportFlags(flags, args, stderr)
	if err != nil {
		return err
	}
	s, err := o.read()
	if err != nil {
		return err
	}
	text, err := reportFormats[o.format](report.Build(s))
	if err != nil {
		return err
	}
	if o.out == "" {
		_, err = stdout.Write(text)
		return err
	}
	_, err = replace.Files([]string{o.out}, [][]byte{text})
	return err
}

// reportFlags reads the arguments of report.
func reportFlags(flags *flag.FlagSet, args []string, stderr io.Writer) (o reportOptions, err error) {
	usageOf(flags, reportSynopsis, reportNotes)
	csv := builtInFlag(flags)
	flags.StringVar(&o.policy, "policy", "", "report the profiles of the policy in `FILE` instead of the built-in ones")
	arches := flags.String("arch", "", "report a comma-separated `LIST` of GOARCHes; by default all")
	strict := strictFlag(flags)
	flags.StringVar(&o.format, "format", "html", "write `FORMAT`: html")
	flags.StringVar(&o.out, "o", "", "write to `FILE` instead of printing")
	if err := parse(flags, args); err != nil {
		return o, err
	}
	switch {
	case reportFormats[o.format] == nil:
		return o, badUsage(flags, "unknown format %q; want html", o.format)
	case o.policy == "" && *strict:
		return o, badUsage(flags, "-strict without -policy; built-in profiles have no warnings")
	}
	selected, err := selectArches(*arches, arch.Targets)
	if err != nil {
		return o, badUsage(flags, "-arch: %v", err)
	}
	c, err := load(*csv)
	o.source = source{c, argset.NewSpace(), selected, *strict, stderr, false}
	return o, err
}

// read returns the profiles to report.
func (o reportOptions) read() (report.Source, error) {
	s := report.Source{Title: "Built-in profiles", Catalog: o.catalog, Arches: o.selected}
	if o.policy == "" {
		var err error
		s.Profiles, err = o.builtIn()
		return s, err
	}
	s.Title = o.policy
	p, err := o.decide(o.policy)
	if err != nil {
		return s, err
	}
	s.Warnings = p.warnings
	s.Profiles, err = o.compiled(p)
	return s, err
}

// builtIn returns the tiers, allow-all and the hardened profiles.
func (o reportOptions) builtIn() ([]report.Profile, error) {
	var out []report.Profile
	for _, p := range profile.BuiltIn(o.catalog) {
		next := report.Profile{Title: p.Title, Decisions: make([]decision.Decision, len(arch.All))}
		for _, a := range o.selected {
			next.Decisions[a.Index] = decision.Plain(p.Partition(o.catalog, a), bpf.Actions(a))
			next.Decisions[a.Index].Space = o.space
		}
		var err error
		if next.Programs, err = compile.Named(o.catalog, p.Name, o.selected); err != nil {
			return nil, err
		}
		out = append(out, next)
	}
	hardened, err := policy.Hardened(o.catalog)
	if err != nil {
		return nil, err
	}
	p, err := o.resolve(hardened)
	if err != nil {
		return nil, err
	}
	more, err := o.compiled(p)
	return append(out, more...), err
}

// compiled returns the profiles of a policy with their programs.
func (o reportOptions) compiled(p decided) ([]report.Profile, error) {
	programs, err := compile.Policy(o.catalog, p.Policy, p.Decisions, compile.Options{Profiles: p.Profiles, Architectures: o.selected})
	if err != nil {
		return nil, err
	}
	out := rulesOf(p)
	for i, c := range programs {
		of := &out[i%len(out)]
		of.Programs = append(of.Programs, c)
	}
	return out, nil
}

// rulesOf returns the profiles of a policy without programs.
func rulesOf(p decided) []report.Profile {
	var out []report.Profile
	for _, found := range p.Profiles {
		out = append(out, report.Profile{
			Title: found.Title, Decisions: p.Of[found], Rules: found,
			Resolve: func(a *arch.Arch) policy.Resolved { return p.Resolve(found, a) },
		})
	}
	return out
}
