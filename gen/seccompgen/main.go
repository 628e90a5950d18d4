package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/regular"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

const usage = `Seccompgen makes Go packages of precompiled seccomp filters.

  generate  writes a package with the profiles of a policy, or package tables
  dump      prints the program of a profile on an architecture, or a call's way through it
  diff      prints what two policies decide differently
  update    refreshes syscalls.csv and gen/constants from golang.org/x/sys/unix

usage:
  seccompgen generate -policy FILE [-pkg NAME] [-out DIR] [-arch LIST] [-compat] [-v] [-check]
  seccompgen generate [-csv FILE] [-out DIR] [-readme FILE] [-check]
  seccompgen update   [-csv FILE] [-constants FILE] [-check]
  seccompgen dump     [-csv FILE] [-policy FILE [-compat]] -arch GOARCH -profile NAME [-format asm|json|go|raw]
  seccompgen dump     [-csv FILE] [-policy FILE [-compat]] -arch GOARCH -profile NAME CALL [ARG...]
  seccompgen diff     [-csv FILE] [-arch LIST] OLD NEW

seccompgen COMMAND -h says more.
`

// maxCSV is how many bytes of a CSV file are read at most.
const maxCSV = 16 << 20

// errUsage is an error in the arguments that has been printed.
var errUsage = errors.New("usage")

// run runs the command and returns its exit code.
func run(args []string, stdout, stderr io.Writer) int {
	commands := map[string]func(flags *flag.FlagSet, args []string, stdout, stderr io.Writer) error{
		"generate": generate,
		"update":   update,
		"dump":     dump,
		"diff":     diff,
	}
	if len(args) == 1 && slices.Contains([]string{"help", "-h", "-help", "--help"}, args[0]) {
		fmt.Fprint(stdout, usage)
		return 0
	}
	if len(args) == 0 || commands[args[0]] == nil {
		fmt.Fprint(stderr, usage)
		return 2
	}
	flags := flag.NewFlagSet("seccompgen "+args[0], flag.ContinueOnError)
	flags.SetOutput(stderr)
	err := commands[args[0]](flags, args[1:], stdout, stderr)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		return 2
	}
	fmt.Fprintln(stderr, err)
	return 1
}

// parse parses arguments that are all flags.
func parse(flags *flag.FlagSet, args []string) error {
	if err := parseFlags(flags, args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return badUsage(flags, "unexpected argument %q", flags.Arg(0))
	}
	return nil
}

// parseFlags parses the flags that arguments begin with.
func parseFlags(flags *flag.FlagSet, args []string) error {
	err := flags.Parse(args)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		return errUsage
	}
	return err
}

// usageOf makes flags print how the command is called, its flags, and what else there
// is to know.
func usageOf(flags *flag.FlagSet, synopsis, notes string) {
	flags.Usage = func() {
		fmt.Fprintf(flags.Output(), "usage: %s %s\n", flags.Name(), synopsis)
		flags.PrintDefaults()
		fmt.Fprint(flags.Output(), notes)
	}
}

// badUsage prints what is wrong with the arguments and how they are meant to be.
func badUsage(flags *flag.FlagSet, format string, args ...any) error {
	fmt.Fprintf(flags.Output(), "%s: %s\n", flags.Name(), fmt.Sprintf(format, args...))
	flags.Usage()
	return errUsage
}

// builtInFlag adds the flag that names another catalog than the one that is built in.
func builtInFlag(flags *flag.FlagSet) *string {
	return flags.String("csv", "", "read the system calls from `FILE`, not from what is built in")
}

// load reads and checks the catalog in a file, or the one that is built in.
func load(file string) (*catalog.Catalog, error) {
	if file == "" {
		return catalog.Shipped()
	}
	data, err := regular.Read(file, maxCSV)
	if err != nil {
		return nil, err
	}
	return catalog.Load(file, data)
}
