package main

import (
	"flag"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

const (
	dumpSynopsis = "[-csv FILE] [-policy FILE] [-compat] [-strict] -arch GOARCH -profile NAME [-format FORMAT | SYSCALL [ARG...]]\n" +
		"       seccompgen dump [-csv FILE] -arch GOARCH -bpf FILE [-format FORMAT | SYSCALL [ARG...]]\n" +
		"       seccompgen dump [-csv FILE] [-arch GOARCH] -pid N [-format FORMAT | SYSCALL [ARG...]]"
	dumpNotes = `With SYSCALL, a name or a number, dump prints the executed instructions and the verdict.
ARG is a Go integer, a constant of the kernel or of the policy, or several of them joined by |.
Up to six are given; the others are 0. All flags stand before SYSCALL.

The program of -bpf is struct sock_filter in the byte order of -arch, of any compiler. -pid
prints all filters of a process, the first installed one first; it needs CAP_SYS_ADMIN. The
comments are about GOARCH and its companion ABI: with SYSCALL, about GOARCH alone.
`
)

// dumpOptions holds the arguments of dump.
type dumpOptions struct {
	csv, policy, profile string
	// bpf is a file with a program, pid the number of a process. Without them the program is
	// that of a profile.
	bpf, pid string
	// arch is the architecture. With compat its program also serves the companion ABI.
	arch           *arch.Arch
	compat, strict bool
	format         string
	write          listing.Format
	// call holds a syscall and its arguments; it is empty for the whole program.
	call []string
}

// dump prints a program, or the path of one syscall through it.
func dump(flags *flag.FlagSet, args []string, stdout, stderr io.Writer) error {
	o, err := dumpFlags(flags, args)
	if err != nil {
		return err
	}
	c, err := load(o.csv)
	if err != nil {
		return err
	}
	output := dumpProfile
	if o.bpf != "" || o.pid != "" {
		output = dumpAny
	}
	out, err := output(flags, c, o, stderr)
	if err != nil {
		return err
	}
	if _, err = stdout.Write(out); err != nil {
		return fmt.Errorf("writing the program: %w", err)
	}
	return nil
}

// dumpProfile returns the program of a profile, or the path of one syscall through it.
func dumpProfile(flags *flag.FlagSet, c *catalog.Catalog, o dumpOptions, stderr io.Writer) ([]byte, error) {
	compiled, values, err := compileOne(flags, c, o, stderr)
	switch {
	case err != nil:
		return nil, err
	case len(o.call) > 0:
		return explain(flags, c, compiled, values, o)
	}
	native, compat := listing.SymbolsOf(c, compiled)
	return o.write(compiled.Program.Instructions, native, compat...)
}

// dumpFlags reads the arguments of dump.
func dumpFlags(flags *flag.FlagSet, args []string) (o dumpOptions, err error) {
	usageOf(flags, dumpSynopsis, dumpNotes)
	csv := builtInFlag(flags)
	flags.StringVar(&o.policy, "policy", "", "dump a profile of the policy in `FILE` instead of a built-in one")
	goarch := flags.String("arch", "", "dump the program for `GOARCH`: "+strings.Join(arch.Names(arch.All), ", "))
	flags.BoolVar(&o.compat, "compat", false, "dump the program of generate -compat, for GOARCH and the other ABI of its kernel; needs -policy")
	strict := strictFlag(flags)
	flags.StringVar(&o.profile, "profile", "", "dump the profile `NAME`")
	flags.StringVar(&o.bpf, "bpf", "", "dump the program in `FILE`")
	flags.StringVar(&o.pid, "pid", "", "dump the filters of process `N`")
	flags.StringVar(&o.format, "format", "asm", "print the program in `FORMAT`: asm, commented assembly; json, [[code,jt,jf,k],...]; go, a Go literal; raw, struct sock_filter in the architecture's byte order")
	if o.call, err = parseSyscall(flags, args); err != nil {
		return o, err
	}
	o.csv, o.strict = *csv, *strict
	if o.pid != "" && *goarch == "" {
		*goarch = runtime.GOARCH
	}
	if *goarch == "" {
		return o, badUsage(flags, "no -arch; want one of %s", strings.Join(arch.Names(arch.All), ", "))
	}
	if o.arch = arch.ByGOARCH(*goarch); o.arch == nil {
		return o, badUsage(flags, "unknown architecture %q; want one of %s", *goarch, strings.Join(arch.Names(arch.All), ", "))
	}
	if o.write = listing.Formats[o.format]; o.write == nil {
		return o, badUsage(flags, "unknown format %q; want asm, json, go or raw", o.format)
	}
	if len(o.call) > 0 && isSet(flags, "format") {
		return o, badUsage(flags, "-format %s with SYSCALL; give one of them", o.format)
	}
	if o.bpf != "" || o.pid != "" {
		return o, o.checkAny(flags)
	}
	return o, o.checkProfile(flags)
}

// checkProfile checks the flags about a profile.
func (o dumpOptions) checkProfile(flags *flag.FlagSet) error {
	_, _, paired := arch.Pair(o.arch)
	switch {
	case o.compat && !paired:
		return badUsage(flags, "-compat: %s has no companion ABI; want one of %s", o.arch.GOARCH, strings.Join(pairedNames(), ", "))
	case o.compat && o.policy == "":
		return badUsage(flags, "-compat without -policy; built-in profiles are for one architecture each")
	case o.strict && o.policy == "":
		return badUsage(flags, "-strict without -policy; built-in profiles have no warnings")
	case o.profile == "":
		return badUsage(flags, "no -profile; name a built-in profile, or one of -policy")
	}
	return nil
}

// parseSyscall parses the flags of dump and returns the operands: a syscall with its
// arguments, if any. The number -1 is an operand too, although it looks like a flag.
func parseSyscall(flags *flag.FlagSet, args []string) ([]string, error) {
	err := parseFlags(flags, args)
	call := flags.Args()
	if parsed := len(args) - len(call); err != nil && parsed > 0 && isNumber(args[parsed-1]) {
		call, err = args[parsed-1:], nil
	}
	for _, word := range call {
		if name, ok := strings.CutPrefix(word, "-"); ok && flags.Lookup(name) != nil {
			return nil, badUsage(flags, "%s after SYSCALL; put it before SYSCALL", word)
		}
	}
	return call, err
}

// isNumber reports whether word is a number of a syscall: an int32 in the kernel.
func isNumber(word string) bool {
	_, err := strconv.ParseInt(word, 0, 32)
	return err == nil
}

// pairedNames lists the architectures of kernels with two ABIs.
func pairedNames() []string {
	var names []string
	for _, a := range arch.All {
		if _, _, ok := arch.Pair(a); ok {
			names = append(names, a.GOARCH)
		}
	}
	return names
}

// isSet reports whether the arguments set the flag name.
func isSet(flags *flag.FlagSet, name string) bool {
	set := false
	flags.Visit(func(f *flag.Flag) { set = set || f.Name == name })
	return set
}

// compileOne compiles the profile to dump, of the policy or built in. It also returns the
// lookup of constants.
func compileOne(flags *flag.FlagSet, c *catalog.Catalog, o dumpOptions, stderr io.Writer) (*compile.Compiled, listing.Constants, error) {
	if o.policy == "" {
		if err := checkBuiltIn(c, o.profile); err != nil {
			return nil, nil, badUsage(flags, "%v", err)
		}
		compiled, err := compile.Named(c, o.profile, []*arch.Arch{o.arch})
		if err != nil {
			return nil, nil, err
		}
		return compiled[0], constants.Value, nil
	}
	a, concerned := o.arch, []*arch.Arch{o.arch}
	if o.compat {
		a, _, _ = arch.Pair(o.arch)
		concerned = []*arch.Arch{a, a.Companion}
	}
	p, err := source{c, argset.NewSpace(), concerned, o.strict, stderr, false}.decide(o.policy)
	if err != nil {
		return nil, nil, err
	}
	found := p.ByName(o.profile)
	if found == nil {
		var names []string
		for _, p := range p.Profiles {
			names = append(names, p.Name)
		}
		return nil, nil, badUsage(flags, "%s has no profile %q; want one of %s", o.policy, o.profile, strings.Join(names, ", "))
	}
	compiled, err := compile.Policy(c, p.Policy, p.Decisions, compile.Options{Profiles: []*policy.Profile{found}, Architectures: []*arch.Arch{a}, Companions: o.compat})
	if err != nil {
		return nil, nil, err
	}
	return compiled[0], p.Constant, nil
}

// checkBuiltIn returns an error unless a built-in profile has the name.
func checkBuiltIn(c *catalog.Catalog, name string) error {
	if names := compile.Names(c); !slices.Contains(names, name) {
		return fmt.Errorf("unknown profile %q; want one of %s", name, strings.Join(names, ", "))
	}
	return nil
}

// explain returns the path of one syscall through a program.
func explain(flags *flag.FlagSet, c *catalog.Catalog, compiled *compile.Compiled, values listing.Constants, o dumpOptions) ([]byte, error) {
	call, err := listing.ReadCall(c, o.call, o.arch, values)
	if err != nil {
		return nil, badUsage(flags, "%v", err)
	}
	return listing.Explain(c, compiled, o.arch, call)
}
