package main

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

const (
	dumpSynopsis = "[-csv FILE] [-policy FILE] [-compat] -arch GOARCH -profile NAME [-format FORMAT | CALL [ARG...]]"
	dumpNotes    = `With CALL, a name or a number, it prints what that call executes, and its verdict.
ARG is an integer as in Go, a constant of golang.org/x/sys/unix, or several with |
between, up to six times; what is not given is 0.
`
)

// dumpOptions is the arguments of dump.
type dumpOptions struct {
	csv, policy, profile string
	// arch is the architecture. compat asks for the program of the pair with it.
	arch   *arch.Arch
	compat bool
	write  listing.Format
	// call is a call and its arguments; nothing for the whole program.
	call []string
}

// dump prints a program, or a call's way through it.
func dump(flags *flag.FlagSet, args []string, stdout, _ io.Writer) error {
	o, err := dumpFlags(flags, args)
	if err != nil {
		return err
	}
	c, err := load(o.csv)
	if err != nil {
		return err
	}
	compiled, err := compileOne(flags, c, o)
	if err != nil {
		return err
	}
	var out []byte
	if len(o.call) > 0 {
		out, err = explain(flags, c, compiled, o)
	} else {
		native, compat := listing.SymbolsOf(c, compiled)
		out, err = o.write(compiled.Program.Instructions, native, compat...)
	}
	if err != nil {
		return err
	}
	if _, err = stdout.Write(out); err != nil {
		return fmt.Errorf("writing the program: %w", err)
	}
	return nil
}

// dumpFlags reads the arguments of dump.
func dumpFlags(flags *flag.FlagSet, args []string) (o dumpOptions, err error) {
	usageOf(flags, dumpSynopsis, dumpNotes)
	csv := builtInFlag(flags)
	flags.StringVar(&o.policy, "policy", "", "take the profile from the policy in `FILE`, not a built-in one")
	goarch := flags.String("arch", "", "the architecture, as a `GOARCH`")
	flags.BoolVar(&o.compat, "compat", false, "the program that generate -compat makes of a policy, for GOARCH and the other architecture of the same kernel")
	flags.StringVar(&o.profile, "profile", "", "the profile's `NAME`")
	format := flags.String("format", "asm", "write the program in `FORMAT`: asm, commented assembly; json, [[code,jt,jf,k],...]; go, a Go literal; raw, struct sock_filter in the architecture's byte order")
	if err := parseFlags(flags, args); err != nil {
		return o, err
	}
	o.csv, o.call = *csv, flags.Args()
	if *goarch == "" {
		return o, badUsage(flags, "no -arch; want one of %s", strings.Join(arch.Names(arch.All), ", "))
	}
	if o.arch = arch.ByGOARCH(*goarch); o.arch == nil {
		return o, badUsage(flags, "unknown architecture %q; want one of %s", *goarch, strings.Join(arch.Names(arch.All), ", "))
	}
	if _, _, ok := arch.Pair(o.arch); o.compat && !ok {
		return o, badUsage(flags, "-compat: %s has no companion ABI; want one of %s", *goarch, strings.Join(paired(), ", "))
	}
	if o.compat && o.policy == "" {
		return o, badUsage(flags, "-compat without -policy; built-in profiles are for one architecture each")
	}
	o.write = listing.Formats[*format]
	if o.write == nil {
		return o, badUsage(flags, "unknown format %q; want asm, json, go or raw", *format)
	}
	for _, word := range o.call {
		if name, ok := strings.CutPrefix(word, "-"); ok && flags.Lookup(name) != nil {
			return o, badUsage(flags, "%s after CALL; put it before CALL", word)
		}
	}
	if len(o.call) > 0 && isSet(flags, "format") {
		return o, badUsage(flags, "-format %s with CALL; give one of them", *format)
	}
	return o, nil
}

// paired returns the architectures of which a kernel runs two.
func paired() []string {
	var names []string
	for _, a := range arch.All {
		if _, _, ok := arch.Pair(a); ok {
			names = append(names, a.GOARCH)
		}
	}
	return names
}

// isSet reports whether the arguments have the flag with that name.
func isSet(flags *flag.FlagSet, name string) bool {
	set := false
	flags.Visit(func(f *flag.Flag) { set = set || f.Name == name })
	return set
}

// compileOne compiles a profile: of a policy if there is one, else a built-in one.
func compileOne(flags *flag.FlagSet, c *catalog.Catalog, o dumpOptions) (*compile.Compiled, error) {
	if o.policy == "" {
		p, err := profile.ByName(c, o.profile)
		if err != nil {
			return nil, badUsage(flags, "%v", err)
		}
		return compile.Profile(c, p, o.arch)
	}
	a, concerned := o.arch, []*arch.Arch{o.arch}
	if o.compat {
		a, _, _ = arch.Pair(o.arch)
		concerned = []*arch.Arch{a, a.Companion}
	}
	p, err := decide(c, o.policy, argset.NewSpace(), concerned)
	if err != nil {
		return nil, err
	}
	found := p.ByName(o.profile)
	if found == nil {
		var names []string
		for _, p := range p.Profiles {
			names = append(names, p.Name)
		}
		return nil, badUsage(flags, "%s has no profile %q; want one of %s", o.policy, o.profile, strings.Join(names, ", "))
	}
	compiled, err := compile.Policy(c, p.Policy, p.Decisions, compile.Options{Profiles: []*policy.Profile{found}, Architectures: []*arch.Arch{a}, Companions: o.compat})
	if err != nil {
		return nil, err
	}
	return compiled[0], nil
}

// explain says what becomes of a call.
func explain(flags *flag.FlagSet, c *catalog.Catalog, compiled *compile.Compiled, o dumpOptions) ([]byte, error) {
	call, err := listing.ReadCall(c, o.call, o.arch)
	if err != nil {
		return nil, badUsage(flags, "%v", err)
	}
	return listing.Explain(c, compiled, o.arch, call)
}
