package main

import (
	"errors"
	"flag"
	"fmt"
	"io"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/difference"
)

const (
	diffSynopsis = "[-csv FILE] [-arch LIST] [-strict] OLD NEW"
	diffNotes    = `Diff prints each difference between the decisions of two policies. The exit code is 0 with
and without differences.
`
)

// diff prints what two policies decide differently.
func diff(flags *flag.FlagSet, arguments []string, stdout, stderr io.Writer) error {
	usageOf(flags, diffSynopsis, diffNotes)
	csv := builtInFlag(flags)
	arches := flags.String("arch", "", "compare on a comma-separated `LIST` of GOARCHes; by default on all but ppc, the companion ABI of ppc64")
	strict := strictFlag(flags)
	if err := parseFlags(flags, arguments); err != nil {
		return err
	}
	if flags.NArg() != 2 {
		return badUsage(flags, "%d files; want OLD and NEW", flags.NArg())
	}
	selected, err := selectArches(*arches, arch.All)
	if err != nil {
		return badUsage(flags, "-arch: %v", err)
	}
	c, err := load(*csv)
	if err != nil {
		return err
	}
	in := source{c, argset.NewSpace(), selected, *strict, stderr, false}
	was, errWas := in.decide(flags.Arg(0))
	now, errNow := in.decide(flags.Arg(1))
	if err := errors.Join(errWas, errNow); err != nil {
		return err
	}
	text := ""
	if !in.space.Within(compile.MaxWork, func() { text = difference.Text(c, was.sides(), now.sides(), selected) }) {
		return fmt.Errorf("%s: comparing with %s takes too much work; use fewer or simpler conditions in both", flags.Arg(1), flags.Arg(0))
	}
	_, err = fmt.Fprint(stdout, text)
	return err
}

// sides returns the profiles and their decisions, for a comparison.
func (d decided) sides() []difference.Profile {
	var out []difference.Profile
	for _, p := range d.Profiles {
		out = append(out, difference.Profile{Name: p.Name, Decisions: d.Of[p]})
	}
	return out
}
