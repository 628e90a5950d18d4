package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/difference"
)

const (
	diffSynopsis = "[-csv FILE] [-arch LIST] [-compat] [-strict] [-within] [-caps LIST] [-kernel X.Y] A B"
	diffNotes    = `Diff prints each difference between the decisions of A and B, for all numbers and arguments:
+ and - stand before syscalls allowed by B alone and by A alone, with all arguments. A and B are

  FILE.csv#NAME  a profile of a policy; without #NAME all profiles, compared by name
  NAME           a built-in profile
  FILE.json      the filter of a container: JSON of the OCI, Docker or Podman, for a container
                 with -caps on a host with -kernel
  FOLDER         the same in an artifact of KEP-6061, an OCI image layout
  FILE.yaml      a manifest of the security profiles operator; #NAME names one of several
  FILE.policy    a policy of minijail
  FILE.service   a unit of systemd, also of another kind
  FILE           a program: struct sock_filter in the byte order of -arch
  pid:N          all filters of a process on Linux; tid:N those of one thread. It needs
                 CAP_SYS_ADMIN, and stops each thread for a moment

A program or a process is for one architecture, -arch, and its companion ABI. For a process
the default is that of seccompgen.

With -within it prints only what B allows more than A: syscalls that B allows, logs, or gives
to a tracer or listener, and A treats by a stricter action. Allow is the least strict, then
log, trace, notify; the others refuse.

The exit status is 0 if there is nothing to print, 1 if there is, and 2 after an error.
`
)

// diffOptions holds the arguments of diff.
type diffOptions struct {
	sideReader
	within bool
	a, b   string
}

// diff prints what two filters decide differently.
func diff(flags *flag.FlagSet, arguments []string, stdout, stderr io.Writer) error {
	o, err := diffFlags(flags, arguments, stderr)
	if err == nil {
		var lines []string
		if lines, err = o.compare(); err == nil && len(lines) > 0 {
			_, err = fmt.Fprintln(stdout, strings.Join(lines, "\n"))
			if err == nil {
				return exitStatus{1, nil}
			}
		}
	}
	if err != nil {
		return exitStatus{2, err}
	}
	return nil
}

// diffFlags reads the arguments of diff.
func diffFlags(flags *flag.FlagSet, arguments []string, stderr io.Writer) (o diffOptions, err error) {
	usageOf(flags, diffSynopsis, diffNotes)
	csv := builtInFlag(flags)
	arches := flags.String("arch", "", "compare on a comma-separated `LIST` of GOARCHes; by default on all but ppc, the companion ABI of ppc64")
	compat := flags.Bool("compat", false, "compare the programs of generate -compat, for an architecture and its companion ABI")
	strict := strictFlag(flags)
	capabilities, kernel := containerFlags(flags)
	flags.BoolVar(&o.within, "within", false, "print only what B allows and A does not")
	if err := parseFlags(flags, arguments); err != nil {
		return o, err
	}
	if flags.NArg() != 2 {
		return o, badUsage(flags, "%d operands; want A and B", flags.NArg())
	}
	o.a, o.b = flags.Arg(0), flags.Arg(1)
	if _, a := processOf(o.a); a != nil && *arches == "" {
		*arches = runtime.GOARCH
	}
	if _, b := processOf(o.b); b != nil && *arches == "" {
		*arches = runtime.GOARCH
	}
	kernels, err := selectArches(*arches, arch.All)
	if err != nil {
		return o, badUsage(flags, "-arch: %v", err)
	}
	var container importOptions
	if err := container.hosts("", *capabilities, *kernel); err != nil {
		return o, badUsage(flags, "%v", err)
	}
	c, err := load(*csv)
	if err != nil {
		return o, err
	}
	concerned := kernels
	if *compat {
		concerned, _ = withCompat(kernels)
	}
	o.sideReader = sideReader{source{c, argset.NewSpace(), concerned, *strict, stderr, false}, kernels, container.resolve(), *compat, make(map[string]decided)}
	return o, nil
}

// compare returns the lines to print.
func (o diffOptions) compare() ([]string, error) {
	a, errA := o.read(o.a)
	b, errB := o.read(o.b)
	if errA != nil && errB != nil && errA.Error() == errB.Error() {
		errB = nil // both are profiles of one file
	}
	if err := errors.Join(errA, errB); err != nil {
		return nil, err
	}
	pairs, lines, err := o.pair(a, b)
	if err != nil {
		return nil, err
	}
	if !o.space.Within(compile.MaxWork, func() {
		for _, p := range pairs {
			var more []string
			if more, err = o.differences(p); err != nil {
				return
			}
			lines = append(lines, more...)
		}
	}) {
		return nil, fmt.Errorf("%s: comparing with %s takes too much work; use fewer or simpler conditions in both", o.b, o.a)
	}
	return lines, err
}

// pair is a filter of A and the one of B to compare. Its lines start with the name.
type pair struct {
	name string
	a, b side
}

// pair returns the filters to compare, and the lines about those without another one. Two
// policies are compared by the names of profiles.
func (o diffOptions) pair(a, b []side) (pairs []pair, lines []string, err error) {
	if !a[0].whole || !b[0].whole {
		if err := errors.Join(checkOne(o.a, a), checkOne(o.b, b)); err != nil {
			return nil, nil, err
		}
		return []pair{{"", a[0], b[0]}}, nil, nil
	}
	for _, s := range a {
		if i := slices.Index(sideNames(b), s.name); i >= 0 {
			pairs = append(pairs, pair{s.name, s, b[i]})
		} else if !o.within {
			lines = append(lines, s.name+": removed")
		}
	}
	for _, s := range b {
		if !slices.Contains(sideNames(a), s.name) {
			lines = append(lines, s.name+": added")
		}
	}
	return pairs, lines, nil
}

// checkOne returns an error if an operand has several filters.
func checkOne(operand string, sides []side) error {
	if len(sides) == 1 {
		return nil
	}
	return fmt.Errorf("%s has the profiles %s; name one, as in %s#%s", operand, strings.Join(sideNames(sides), ", "), operand, sides[0].name)
}

// sideNames returns the names of sides.
func sideNames(sides []side) []string {
	var names []string
	for _, s := range sides {
		names = append(names, s.name)
	}
	return names
}

// differences returns the lines about two filters, on each architecture and its companion
// ABI.
func (o diffOptions) differences(p pair) ([]string, error) {
	policies := p.a.policy && p.b.policy
	native := difference.Compared{Name: p.name, Policies: policies, Within: o.within, Was: make(decisions), Now: make(decisions)}
	companion := difference.Compared{Name: "companion ABI", Policies: policies, Within: o.within, Was: make(decisions), Now: make(decisions)}
	if p.name != "" {
		companion.Name = p.name + ", companion ABI"
	}
	kernels := p.kernels(o.kernels)
	if len(kernels) == 0 {
		return nil, fmt.Errorf("%s and %s have none of the compared architectures in common", o.a, o.b)
	}
	for _, a := range kernels {
		if err := p.add(native, a, a); err != nil {
			return nil, err
		}
		if a.Companion != nil {
			if err := p.add(companion, a, a.Companion); err != nil {
				return nil, err
			}
		}
	}
	return append(native.Summary(o.catalog), companion.Summary(o.catalog)...), nil
}

// decisions holds decisions by architecture.
type decisions = map[*arch.Arch]decision.Decision

// kernels returns the architectures of both filters among the compared ones.
func (p pair) kernels(compared []*arch.Arch) []*arch.Arch {
	return slices.DeleteFunc(slices.Clone(compared), func(a *arch.Arch) bool {
		return len(p.a.arches) > 0 && !slices.Contains(p.a.arches, a) || len(p.b.arches) > 0 && !slices.Contains(p.b.arches, a)
	})
}

// add adds the decisions of both filters on syscalls of on to the kernel of a.
func (p pair) add(x difference.Compared, a, on *arch.Arch) (err error) {
	if x.Was[on], err = p.a.decide(a, on); err == nil {
		x.Now[on], err = p.b.decide(a, on)
	}
	return err
}
