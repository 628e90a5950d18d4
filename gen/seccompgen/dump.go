package main

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// dump prints a program.
func dump(flags *flag.FlagSet, args []string, stdout, _ io.Writer) error {
	csv := csvFlag(flags)
	goarch := flags.String("arch", "", "the architecture, as a `GOARCH`")
	name := flags.String("profile", "", "the profile's `NAME`")
	format := flags.String("format", "asm", "asm: commented assembly; json: [[code,jt,jf,k],...]; go: a Go literal; raw: struct sock_filter in the architecture's byte order")
	if err := parse(flags, args); err != nil {
		return err
	}
	a := arch.Index(*goarch)
	if a < 0 {
		return badUsage(flags, "unknown architecture %q, expected one of %s", *goarch, strings.Join(arch.Names(), ", "))
	}
	write, ok := listing.Formats[*format]
	if !ok {
		return badUsage(flags, "unknown format %q, expected asm, json, go or raw", *format)
	}
	c, err := load(*csv)
	if err != nil {
		return err
	}
	p, err := profile.ByName(c, *name)
	if err != nil {
		return badUsage(flags, "%v", err)
	}
	compiled, err := compile.Profile(c, p, a)
	if err != nil {
		return err
	}
	out, err := write(compiled.Program.Instructions, compiled.Arch, c.Names(a))
	if err != nil {
		return err
	}
	_, err = stdout.Write(out)
	if err != nil {
		return fmt.Errorf("writing the program: %w", err)
	}
	return nil
}
