package main

import (
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/emit"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/regular"
)

const (
	generateSynopsis = "-policy FILE [-pkg NAME] [-out DIR] [-arch LIST] [-compat] [-strict] [-v] [-check] [-csv FILE]\n       seccompgen generate [-csv FILE] [-out DIR] [-readme FILE] [-check]\n       seccompgen generate [-check] FOLDER..."
	generateNotes    = `With -policy, generate writes the package of the policy. Without, it writes this module's
package tables. With -check and the same flags it writes nothing, names each file it would
change, create or remove, and then exits with 1. Both print what the new programs decide
differently from those on disk.

With folders, generate does this for each line

	//seccompgen:generate FLAGS

of their Go files, with FLAGS as in the folder of the file. FOLDER/... stands for the folders
inside too, without other modules.

The actions of a policy:
`
)

// generateOptions holds the flags of generate.
type generateOptions struct {
	csv, readme string
	// checkOnly compares the files on disk instead of writing them.
	checkOnly bool
	// place is that of the directive with the flags.
	place string
	policyOptions
}

// generate writes package tables and the table in the README, or a package with the
// profiles of a policy.
func generate(flags *flag.FlagSet, args []string, stdout, stderr io.Writer) error {
	o := generateFlags(flags)
	if err := parseFlags(flags, args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return o.folders(flags, stdout, stderr)
	}
	if err := o.finish(flags, "."); err != nil {
		return err
	}
	return o.run(stdout, stderr)
}

// run writes the files, or compares them.
func (o generateOptions) run(stdout, stderr io.Writer) error {
	if o.checkOnly {
		return o.compare(stderr)
	}
	return o.write(stdout, stderr)
}

// parseGenerate parses the flags of generate in a folder.
func parseGenerate(flags *flag.FlagSet, folder string, args []string) (generateOptions, error) {
	o := generateFlags(flags)
	if err := parse(flags, args); err != nil {
		return *o, err
	}
	return *o, o.finish(flags, folder)
}

// generateFlags defines the flags of generate.
func generateFlags(flags *flag.FlagSet) *generateOptions {
	usageOf(flags, generateSynopsis, generateNotes+action.Help())
	o := new(generateOptions)
	flags.StringVar(&o.csv, "csv", "", "read the syscalls from `FILE`; the built-in catalog by default, or syscalls.csv without -policy")
	flags.StringVar(&o.readme, "readme", "", "write the table of profiles into `FILE`, between its markers; not with -policy")
	flags.StringVar(&o.file, "policy", "", "generate the package of the policy in `FILE`")
	flags.StringVar(&o.pkg, "pkg", "policy", "`NAME` of the package of the policy")
	flags.StringVar(&o.out, "out", "", "write the Go files into `DIR`; the working directory by default, or tables without -policy")
	flags.BoolVar(&o.hardened, "hardened", false, "the policy is "+policy.HardenedFile+" of this module")
	flags.StringVar(&o.arches, "arch", "", "generate programs for a comma-separated `LIST` of GOARCHes; all by default")
	flags.BoolVar(&o.compat, "compat", false, "apply the policy to the companion ABIs too, on "+strings.Join(natives(), ", "))
	flags.BoolVar(&o.verbose, "v", false, "list rules for syscalls missing on an architecture, rules for variants, rules that repeat earlier ones, and constants without a use")
	flags.BoolVar(&o.strict, "strict", false, strictUsage)
	flags.BoolVar(&o.checkOnly, "check", false, "write nothing; fail if a file on disk differs")
	return o
}

// finish checks the parsed flags and sets the defaults. It makes paths from a folder paths
// from the working directory.
func (o *generateOptions) finish(flags *flag.FlagSet, folder string) error {
	tables := o.file == ""
	for _, path := range []*string{&o.csv, &o.readme, &o.file, &o.out} {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(folder, *path)
		}
	}
	if tables {
		return o.forTables(flags, folder)
	}
	if o.readme != "" {
		return badUsage(flags, "-readme with -policy; the table lists the built-in profiles alone")
	}
	if err := o.check(); err != nil {
		return badUsage(flags, "%v", err)
	}
	o.out = orDefault(o.out, folder)
	return nil
}

// forTables checks the flags for package tables, and sets their defaults in a folder.
func (o *generateOptions) forTables(flags *flag.FlagSet, folder string) error {
	for _, name := range []string{"pkg", "arch", "compat", "strict", "v", "hardened"} {
		if isSet(flags, name) {
			return badUsage(flags, "-%s without -policy; package tables has no such choice", name)
		}
	}
	csv := filepath.Join(folder, "syscalls.csv")
	if _, err := os.Stat(csv); o.csv == "" && err != nil {
		return badUsage(flags, "no -policy, and no syscalls.csv here for package tables; add -policy FILE")
	}
	o.csv, o.out = orDefault(o.csv, csv), orDefault(o.out, filepath.Join(folder, "tables"))
	return nil
}

func orDefault(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

// files returns the files to write, with their paths.
func (o generateOptions) files(stderr io.Writer) ([]emit.File, error) {
	c, err := load(o.csv)
	if err != nil {
		return nil, err
	}
	if o.file != "" {
		files, err := policyFiles(c, o.policyOptions, stderr)
		return inDir(o.out, files), err
	}
	compiled, err := compile.BuiltIn(c)
	if err != nil {
		return nil, err
	}
	files, err := emit.Tables(c, compiled)
	if err != nil {
		return nil, err
	}
	files = inDir(o.out, files)
	if o.readme != "" {
		text, err := readmeWith(c, o.readme)
		if err != nil {
			return nil, err
		}
		files = append(files, emit.File{Name: o.readme, Data: text})
	}
	return files, nil
}

// readmeWith returns a README with the table of the profiles.
func readmeWith(c *catalog.Catalog, readme string) ([]byte, error) {
	text, err := regular.Read(readme, math.MaxInt64)
	if err != nil {
		return nil, err
	}
	if text, err = emit.Readme(c, text); err != nil {
		return nil, fmt.Errorf("%s: %w", readme, err)
	}
	return text, nil
}
