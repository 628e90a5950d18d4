package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/nearest"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/regular"
)

func main() {
	tuneCollector()
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// tuneCollector lets the heap grow to five times the memory in use, up to 512 MiB. The
// collector takes a quarter of generate's CPU time otherwise.
func tuneCollector() {
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(512 << 20)
}

const usage = `Seccompgen compiles seccomp policies to Go packages.

usage:
  seccompgen generate -policy FILE [-pkg NAME] [-out DIR] [-arch LIST] [-compat] [-strict] [-v] [-check]
  seccompgen generate [-csv FILE] [-out DIR] [-readme FILE] [-check]
  seccompgen generate [-check] FOLDER...
  seccompgen dump     [-csv FILE] [-policy FILE [-compat] [-strict]] -arch GOARCH -profile NAME [-format FORMAT]
  seccompgen dump     [-csv FILE] [-policy FILE [-compat] [-strict]] -arch GOARCH -profile NAME SYSCALL [ARG...]
  seccompgen dump     [-csv FILE] [-arch GOARCH] {-bpf FILE | -pid N} [-format FORMAT | SYSCALL [ARG...]]
  seccompgen list     [-csv FILE] [NAME...]
  seccompgen test     [-csv FILE] [-policy FILE [-compat] [-strict]] [-arch LIST] [-v] EXPECTATIONS...
  seccompgen diff     [-csv FILE] [-arch LIST] [-compat] [-strict] [-within] [-caps LIST] [-kernel X.Y] A B
  seccompgen analyze  [-csv FILE] [-arch LIST] [-profile NAME] [-tags LIST] [-test] [-assume FILE:LINE=NAME,...]
                      [-o FILE | -check FILE] [-v] PACKAGE
  seccompgen explain  [[-policy FILE] -profile NAME] [-arch LIST] [FILE...]
  seccompgen import   -format FORMAT [-profile NAME] [-arch GOARCH] [-o FILE] [FILE...]
  seccompgen export   -format FORMAT [-csv FILE] [-policy FILE [-strict]] -profile NAME [-arch LIST] [-approximate] [-o FILE]
  seccompgen report   [-csv FILE] [-policy FILE [-old FILE] [-strict]] [-arch LIST] [-format FORMAT] [-o FILE]
  seccompgen update   [-csv FILE] [-constants FILE] [-kernel DIR [-prototypes FILE]]
                      [-headers DIR [-cc PROGRAM] [-uapi FILE]] [-check]

commands:
  generate  writes the package of a policy, or package tables
  dump      prints a program, or the path of one syscall through it
  list      prints the tiers and groups, or the meaning of a name
  test      compares programs with tables of expected verdicts
  diff      prints what two policies, programs or processes decide differently
  analyze   prints the rules for the syscalls that a Go program can make
  explain   names the refused syscalls in logs and crashes, and their rules
  import    prints the policy in a trace of strace or an audit log
  export    writes a profile as the filter of a container, or as raw programs
  report    writes a page about a policy for its reviewer
  update    refreshes syscalls.csv and gen/constants from golang.org/x/sys/unix and the headers of
            a kernel, and gen/abi from its source

Run seccompgen help COMMAND for the flags of a command. The guide to policies is the
package comment: go doc github.com/sandbox-seccomp/sandbox-seccomp/gen/seccompgen
`

// maxCSV limits the size of a CSV file, in bytes.
const maxCSV = 16 << 20

// entry is a command: its name, and the function to run it with flags of its own.
type entry struct {
	name string
	run  func(flags *flag.FlagSet, args []string, stdout, stderr io.Writer) error
}

// commands lists the commands in the order of the usage.
var commands = []entry{
	{"generate", generate},
	{"dump", dump},
	{"list", list},
	{"test", test},
	{"diff", diff},
	{"analyze", analyzeProgram},
	{"explain", explainEvents},
	{"import", importPolicy},
	{"export", exportProfile},
	{"report", writeReport},
	{"update", update},
}

// run runs the command named by args and returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(stderr, usage)
		return 2
	}
	if isHelp(args[0]) {
		return help(args[1:], stdout, stderr)
	}
	flags, err := runCommand(args[0], args[1:], stdout, stderr)
	if errors.Is(err, flag.ErrHelp) {
		flags.SetOutput(stdout)
		flags.Usage()
		return 0
	}
	return exitCode(err, stderr)
}

// isHelp reports whether word asks for help, in any of its usual forms.
func isHelp(word string) bool {
	return slices.Contains([]string{"help", "-h", "-help", "--help"}, word)
}

// help prints the usage, or the help of the command in args.
func help(args []string, stdout, stderr io.Writer) int {
	switch {
	case len(args) == 0 || len(args) == 1 && isHelp(args[0]):
		fmt.Fprint(stdout, usage)
		return 0
	case len(args) > 1:
		return exitCode(usageError{"seccompgen help", fmt.Sprintf("unexpected argument %q", args[1])}, stderr)
	}
	return run([]string{args[0], "-h"}, stdout, stderr)
}

// runCommand runs the command called name, and returns its flags for their help.
func runCommand(name string, args []string, stdout, stderr io.Writer) (*flag.FlagSet, error) {
	i := slices.IndexFunc(commands, func(c entry) bool { return c.name == name })
	if i < 0 {
		return nil, usageError{"seccompgen", fmt.Sprintf("unknown command %q; %s", name, hint(name))}
	}
	flags := flag.NewFlagSet("seccompgen "+name, flag.ContinueOnError)
	flags.SetOutput(io.Discard) // package flag prints the whole help after an error
	return flags, commands[i].run(flags, args, stdout, stderr)
}

// hint names the command closest to name, or all of them.
func hint(name string) string {
	var names []string
	for _, c := range commands {
		names = append(names, c.name)
	}
	if closest, ok := nearest.Closest(name, slices.Values(names)); ok {
		return "did you mean " + closest + "?"
	}
	return "want one of " + strings.Join(names, ", ")
}

// exitCode prints err and returns the exit code for it.
func exitCode(err error, stderr io.Writer) int {
	if err == nil {
		return 0
	}
	var status exitStatus
	if errors.As(err, &status) && status.error == nil {
		return status.code
	}
	fmt.Fprintln(stderr, err)
	switch {
	case status.code != 0:
		return status.code
	case errors.As(err, new(usageError)):
		return 2
	}
	return 1
}

// exitStatus is the exit code of a command, with or without an error to print.
type exitStatus struct {
	code int
	error
}

func (e exitStatus) Unwrap() error { return e.error }

// usageError is an error in the arguments of a command, with a pointer to its help.
type usageError struct{ command, problem string }

func (e usageError) Error() string {
	return fmt.Sprintf("%s: %s\nrun %[1]s -h", e.command, e.problem)
}

// badUsage returns an error in the arguments of a command.
func badUsage(flags *flag.FlagSet, format string, args ...any) error {
	return usageError{flags.Name(), fmt.Sprintf(format, args...)}
}

// parse parses the arguments of a command without operands.
func parse(flags *flag.FlagSet, args []string) error {
	if err := parseFlags(flags, args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return badUsage(flags, "unexpected argument %q", flags.Arg(0))
	}
	return nil
}

// parseFlags parses the flags before the operands.
func parseFlags(flags *flag.FlagSet, args []string) error {
	err := flags.Parse(args)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		return badUsage(flags, "%v", err)
	}
	return err
}

// usageOf sets the help of a command: the synopsis, the flags, and notes.
func usageOf(flags *flag.FlagSet, synopsis, notes string) {
	flags.Usage = func() {
		fmt.Fprintf(flags.Output(), "usage: %s %s\n", flags.Name(), synopsis)
		flags.PrintDefaults()
		fmt.Fprint(flags.Output(), "\n", notes)
	}
}

// builtInFlag adds -csv, for a catalog other than the built-in one.
func builtInFlag(flags *flag.FlagSet) *string {
	return flags.String("csv", "", "read the syscalls from `FILE` instead of the built-in catalog")
}

// load reads and checks the catalog in file. The empty name stands for the built-in one.
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
