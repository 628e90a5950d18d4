package main

import (
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/emit"
)

const (
	generateSynopsis = "-policy FILE [-pkg NAME] [-out DIR] [-arch LIST] [-compat] [-v] [-csv FILE]\n       seccompgen generate [-csv FILE] [-out DIR] [-readme FILE]"
	generateNotes    = `It writes a package with the profiles of a policy, or without one package tables, which
is this module's own.
`
)

// generate writes package tables and the table in the README, or a package with the
// profiles of a policy.
func generate(flags *flag.FlagSet, args []string, stdout, stderr io.Writer) error {
	usageOf(flags, generateSynopsis, generateNotes)
	csv := flags.String("csv", "", "read the system calls from `FILE`, not from syscalls.csv or, for a policy, from what is built in")
	readme := flags.String("readme", "", "write the table of the profiles into `FILE`, between its markers")
	var o policyOptions
	flags.StringVar(&o.file, "policy", "", "generate the profiles of the policy in `FILE`, not package tables")
	flags.StringVar(&o.pkg, "pkg", "policy", "the `NAME` of a policy's package")
	flags.StringVar(&o.out, "out", "", "write the Go files into `DIR`, not into tables or, for a policy, here")
	flags.StringVar(&o.arches, "arch", "", "generate a policy for a `LIST` of GOARCHes with commas between, not for all")
	flags.BoolVar(&o.compat, "compat", false, "let 32-bit programs make the calls of a policy too, on amd64, arm64, mips64, mips64le and ppc64")
	flags.BoolVar(&o.verbose, "v", false, "say which of a policy's system calls an architecture lacks")
	if err := parse(flags, args); err != nil {
		return err
	}
	for _, name := range []string{"pkg", "arch", "compat", "v"} {
		if o.file == "" && isSet(flags, name) {
			return badUsage(flags, "-%s without -policy", name)
		}
	}
	if _, err := os.Stat(orDefault(*csv, "syscalls.csv")); o.file == "" && *csv == "" && err != nil {
		return badUsage(flags, "no -policy, and no syscalls.csv here to make package tables of")
	}
	if o.file == "" {
		return generateTables(orDefault(*csv, "syscalls.csv"), orDefault(o.out, "tables"), *readme, stdout)
	}
	if *readme != "" {
		return badUsage(flags, "-readme with -policy")
	}
	if err := o.check(); err != nil {
		return badUsage(flags, "%v", err)
	}
	o.out = orDefault(o.out, ".")
	c, err := load(*csv)
	if err != nil {
		return err
	}
	return generatePolicy(c, o, stdout, stderr)
}

func orDefault(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

// generateTables writes package tables, and the table in the README if that is
// named.
func generateTables(csv, out, readme string, stdout io.Writer) error {
	c, err := load(csv)
	if err != nil {
		return err
	}
	files, err := emit.Tables(c)
	if err != nil {
		return err
	}
	files = inDir(out, files)
	if readme != "" {
		text, err := readmeWith(c, readme)
		if err != nil {
			return err
		}
		files = append(files, emit.File{Name: readme, Data: text})
	}
	return write(files, stdout)
}

// readmeWith returns a README with the table of the profiles.
func readmeWith(c *catalog.Catalog, readme string) ([]byte, error) {
	text, err := os.ReadFile(readme)
	if err != nil {
		return nil, err
	}
	if text, err = emit.Readme(c, text); err != nil {
		return nil, fmt.Errorf("%s: %w", readme, err)
	}
	return text, nil
}
