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
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/report"
)

const (
	reportSynopsis = "[-csv FILE] [-policy FILE [-old FILE] [-strict]] [-arch LIST] [-format FORMAT] [-o FILE]"
	reportNotes    = `Report writes one page about the profiles of a policy, or the built-in profiles: each at a
glance, the verdict on each syscall with its rules and their reasons, and with -old what
changed, the riskiest first. The formats:

  html  a page for a browser: it loads nothing, and needs no script
  md    Markdown for a comment: each profile at a glance, and what changed
`
)

// reportOptions holds the arguments of report.
type reportOptions struct {
	source
	policy, old, format, out string
}

// reportFormats lists the formats by name.
var reportFormats = map[string]func(*report.Report) ([]byte, error){
	"html": (*report.Report).HTML,
	"md":   (*report.Report).Markdown,
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
	built, err := report.Build(s)
	if err != nil {
		return err
	}
	text, err := reportFormats[o.format](built)
	if err != nil {
		return err
	}
	return printOrWrite(o.out, text, stdout)
}

// reportFlags reads the arguments of report.
func reportFlags(flags *flag.FlagSet, args []string, stderr io.Writer) (o reportOptions, err error) {
	usageOf(flags, reportSynopsis, reportNotes)
	csv := builtInFlag(flags)
	flags.StringVar(&o.policy, "policy", "", "report the profiles of the policy in `FILE` instead of the built-in ones")
	flags.StringVar(&o.old, "old", "", "also report what changed since the policy in `FILE`")
	arches := flags.String("arch", "", "report a comma-separated `LIST` of GOARCHes; by default all")
	strict := strictFlag(flags)
	flags.StringVar(&o.format, "format", "html", "write `FORMAT`: html or md")
	flags.StringVar(&o.out, "o", "", "write to `FILE` instead of printing")
	if err := parse(flags, args); err != nil {
		return o, err
	}
	switch {
	case reportFormats[o.format] == nil:
		return o, badUsage(flags, "unknown format %q; want html or md", o.format)
	case o.policy == "" && o.old != "":
		return o, badUsage(flags, "-old without -policy; built-in profiles have one version")
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
	s := report.Source{Title: "Built-in profiles", Catalog: o.catalog, Arches: o.selected, Space: o.space, Since: o.old}
	tiers := o.tiers()
	hardened, err := policy.Hardened(o.catalog)
	if err != nil {
		return s, err
	}
	p, err := o.resolve(hardened)
	if err != nil {
		return s, err
	}
	s.BuiltIn = append(tiers, rulesOf(p)...)
	if s.Profiles = s.BuiltIn; o.policy == "" {
		return s, o.compileBuiltIn(s.Profiles, p)
	}
	if p, err = o.decide(o.policy); err != nil {
		return s, err
	}
	s.Title, s.Warnings, s.Profiles = o.policy, p.warnings, rulesOf(p)
	if err := o.compile(s.Profiles, p); err != nil || o.old == "" {
		return s, err
	}
	o.strict, o.stderr = false, io.Discard // the warnings of the old version do not matter
	if p, err = o.decide(o.old); err != nil {
		return s, err
	}
	s.Old = rulesOf(p)
	return s, nil
}

// tiers returns the tiers and allow-all without programs.
func (o reportOptions) tiers() []report.Profile {
	var out []report.Profile
	for _, p := range profile.BuiltIn(o.catalog) {
		next := report.Profile{Title: p.Title, Decisions: make([]decision.Decision, len(arch.All))}
		for _, a := range o.selected {
			next.Decisions[a.Index] = decision.Plain(p.Partition(o.catalog, a), bpf.Actions(a))
			next.Decisions[a.Index].Space = o.space
		}
		out = append(out, next)
	}
	return out
}

// compileBuiltIn adds the programs of the built-in profiles. The last ones are those of the
// policy p.
func (o reportOptions) compileBuiltIn(list []report.Profile, p decided) (err error) {
	tiers := len(list) - len(p.Profiles)
	for i := range list[:tiers] {
		if list[i].Programs, err = compile.Named(o.catalog, list[i].Name, o.selected); err != nil {
			return err
		}
	}
	return o.compile(list[tiers:], p)
}

// compile adds the programs of a policy to its profiles.
func (o reportOptions) compile(list []report.Profile, p decided) error {
	programs, err := compile.Policy(o.catalog, p.Policy, p.Decisions, compile.Options{Profiles: p.Profiles, Architectures: o.selected})
	for i, c := range programs {
		of := &list[i%len(list)]
		of.Programs = append(of.Programs, c)
	}
	return err
}

// rulesOf returns the profiles of a policy without programs.
func rulesOf(p decided) []report.Profile {
	resolve := p.Resolver()
	var out []report.Profile
	for _, found := range p.Profiles {
		out = append(out, report.Profile{
			Title: found.Title, Decisions: p.Of[found], Rules: found,
			Resolve: func(a *arch.Arch) policy.Resolved { return resolve(found, a) },
		})
	}
	return out
}
