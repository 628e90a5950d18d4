package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/build"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

const (
	analyzeSynopsis = "[-csv FILE] [-arch LIST] [-profile NAME] [-tags LIST] [-test] [-assume FILE:LINE=NAME,...] [-o FILE | -check FILE] [-v] PACKAGE"
	analyzeNotes    = `Analyze builds the main package with CGO_ENABLED=0 for each architecture, and prints a rule
for each syscall that the program can make. It does not run the program. A syscall whose
number it cannot find is an error; -assume states its name.
`
)

// testedVersions lists the Go versions whose programs the tests compare with their traces.
var testedVersions = []string{"go1.26", "go1.27"}

// analyzeOptions holds the arguments of analyze.
type analyzeOptions struct {
	arches       []*arch.Arch
	csv, profile string
	tags         string
	test         bool
	out, compare string
	verbose      bool
	assume       []string
	assumptions  []analyze.Assumption
	pkg          string
}

// analyzeProgram prints the rules for the syscalls of a program.
func analyzeProgram(flags *flag.FlagSet, args []string, stdout, stderr io.Writer) error {
	o, err := analyzeFlags(flags, args)
	if err != nil {
		return err
	}
	c, err := load(o.csv)
	if err != nil {
		return err
	}
	if o.profile != "" && !isProfileName(c, o.profile) {
		return badUsage(flags, "-profile %q is no name for a profile; use small letters and digits, with - between words, and no built-in name", o.profile)
	}
	for _, text := range o.assume {
		a, err := analyze.ReadAssumption(c, text)
		if err != nil {
			return badUsage(flags, "-assume: %v", err)
		}
		o.assumptions = append(o.assumptions, a)
	}
	results, err := o.run(c, stderr)
	if err != nil {
		return err
	}
	if err := o.remark(results, stderr); err != nil {
		return err
	}
	if o.compare != "" {
		return o.check(c, results, stderr)
	}
	text, err := o.policy(c, results)
	if err != nil {
		return err
	}
	if o.out != "" {
		if err := os.MkdirAll(filepath.Dir(o.out), 0o755); err != nil {
			return err
		}
	}
	return printOrWrite(o.out, text, stdout)
}

// analyzeFlags reads the arguments of analyze.
func analyzeFlags(flags *flag.FlagSet, args []string) (o analyzeOptions, err error) {
	usageOf(flags, analyzeSynopsis, analyzeNotes)
	arches := flags.String("arch", "", "analyze the program for a comma-separated `LIST` of GOARCHes; by default for all")
	flags.StringVar(&o.profile, "profile", "", "write the rules of profile `NAME`; by default the name of the program")
	flags.StringVar(&o.tags, "tags", "", "build with a comma-separated `LIST` of tags")
	flags.BoolVar(&o.test, "test", false, "analyze the test binary of PACKAGE, which may be any package")
	flags.StringVar(&o.out, "o", "", "write the policy to `FILE` instead of printing it")
	flags.StringVar(&o.compare, "check", "", "fail if the program makes a syscall which the policy in `FILE` refuses; write nothing")
	flags.BoolVar(&o.verbose, "v", false, "also print the whole chain of calls to each syscall")
	flags.Func("assume", "take the unknown numbers at `FILE:LINE=NAME,...` for those of these syscalls; can be repeated", func(text string) error {
		o.assume = append(o.assume, text)
		return nil
	})
	csv := builtInFlag(flags)
	if err := parseFlags(flags, args); err != nil {
		return o, err
	}
	if flags.NArg() != 1 {
		return o, badUsage(flags, "%d packages; want one main package", flags.NArg())
	}
	o.pkg, o.csv = flags.Arg(0), *csv
	if o.arches, err = selectArches(*arches, arch.Targets); err != nil {
		return o, badUsage(flags, "-arch: %v", err)
	}
	if o.out != "" && o.compare != "" {
		return o, badUsage(flags, "-o and -check; give one of them")
	}
	return o, nil
}

// run analyzes the program for each architecture. The error holds all places with unknown
// numbers.
func (o *analyzeOptions) run(c *catalog.Catalog, stderr io.Writer) ([]*analyze.Result, error) {
	var results []*analyze.Result
	for i, a := range o.arches {
		if isTerminal(stderr) {
			fmt.Fprintf(stderr, "analyzing %s for %s (%d of %d)\n", o.pkg, a.GOARCH, i+1, len(o.arches))
		}
		r, err := analyze.Run(c, build.Config{Package: o.pkg, Test: o.test, Tags: o.tags, GOARCH: a.GOARCH})
		if err != nil {
			return nil, err
		}
		results = append(results, r)
	}
	if err := analyze.Assume(o.assumptions, results); err != nil {
		return nil, err
	}
	if o.profile == "" {
		o.profile = profileName(c, results[0].Program)
	}
	return results, problemsOf(results)
}

// wayOut is the hint of a problem: of code, or of a number.
var wayOut = map[bool]string{true: "remove it, or add", false: "use a constant, or add"}

// problemsOf returns the places with unknown numbers as an error, each with its
// architectures.
func problemsOf(results []*analyze.Result) error {
	var lines []string
	arches := make(map[string][]string)
	for _, r := range results {
		for _, p := range r.Problems {
			pos := p.Pos
			pos.Filename = relative(pos.Filename)
			line := fmt.Sprintf("%v: %s; %s -assume %s:%d=NAME", pos, p.Text, wayOut[p.Code], pos.Filename, pos.Line)
			if arches[line] == nil {
				lines = append(lines, line)
			}
			arches[line] = append(arches[line], r.Arch.GOARCH)
		}
	}
	var errs []error
	for _, line := range lines {
		if on := arches[line]; len(on) < len(results) {
			line += " (" + strings.Join(on, ", ") + ")"
		}
		errs = append(errs, errors.New(line))
	}
	return errors.Join(errs...)
}

// relative returns a file's path from the working directory, if it is inside.
func relative(file string) string {
	here, err := os.Getwd()
	if err != nil {
		return file
	}
	if path, err := filepath.Rel(here, file); err == nil && filepath.IsLocal(path) {
		return filepath.ToSlash(path)
	}
	return file
}

// remark prints what the rules do not show.
func (o *analyzeOptions) remark(results []*analyze.Result, stderr io.Writer) error {
	version := results[0].Program.Environment["GOVERSION"]
	if !slices.ContainsFunc(testedVersions, func(v string) bool { return version == v || strings.HasPrefix(version, v+".") }) {
		fmt.Fprintf(stderr, "warning: analyze was not tested with %s; compare its rules with a trace of the program\n", version)
	}
	runs := func(u analyze.Use) bool { return u.Syscall.Name == "execve" || u.Syscall.Name == "execveat" }
	if slices.ContainsFunc(results, func(r *analyze.Result) bool { return slices.ContainsFunc(r.Uses, runs) }) {
		fmt.Fprintln(stderr, "note: the program can run other programs; they inherit its filter, and need rules of their own")
	}
	i := slices.IndexFunc(results, func(r *analyze.Result) bool { return r.Arch.GOARCH == runtime.GOARCH })
	if i < 0 {
		return nil // cross-compiled programs have no cgo
	}
	packages, err := results[i].Program.WithCgo()
	if len(packages) > 0 {
		fmt.Fprintf(stderr, "note: the rules are for CGO_ENABLED=0, and a build here would use cgo in %s; set it in the build too\n", strings.Join(packages, ", "))
	}
	return err
}

var (
	notInProfile = regexp.MustCompile(`[^a-z0-9]+`)
	majorVersion = regexp.MustCompile(`/v[0-9]+$`)
)

// profileName returns a profile's name for a program: the last element of its path.
func profileName(c *catalog.Catalog, p *build.Program) string {
	path := majorVersion.ReplaceAllString(p.Main.ImportPath, "")
	base := path[strings.LastIndexByte(path, '/')+1:]
	if p.Main.ImportPath == "command-line-arguments" {
		base = filepath.Base(p.Main.Dir)
	}
	name := strings.Trim(notInProfile.ReplaceAllString(strings.ToLower(base), "-"), "-")
	for _, candidate := range []string{name, "program-" + name} {
		if isProfileName(c, candidate) {
			return candidate
		}
	}
	return "program"
}

// isProfileName reports whether a policy may have a profile with this name.
func isProfileName(c *catalog.Catalog, name string) bool {
	p, err := policy.Load("", []byte("profile,syscall,action,when,why\n"+name+",read,,,\n"), c)
	if err != nil {
		return false
	}
	_, _, err = p.Decide(argset.NewSpace(), arch.Targets[:1])
	return err == nil
}

// policy returns the rules as a policy file.
func (o *analyzeOptions) policy(c *catalog.Catalog, results []*analyze.Result) ([]byte, error) {
	p, rows := results[0].Program, analyze.Rows(c, results)
	conditions := analyze.Proposals(rows, results)
	var out bytes.Buffer
	fmt.Fprintf(&out, "# profile %s: syscalls of %s, by seccompgen analyze with %s and CGO_ENABLED=0\n", o.profile, p.Main.ImportPath, p.Environment["GOVERSION"])
	w := csv.NewWriter(&out)
	w.Write([]string{"profile", "syscall", "action", "when", "why"})
	for _, r := range rows {
		why := r.Why
		if o.verbose {
			why = r.Chain
		}
		w.Write([]string{o.profile, r.Syscall, "", r.When, why})
		if when, ok := conditions[r.Syscall]; ok && r.When == "" {
			w.Flush()
			out.WriteString("# ")
			w.Write([]string{o.profile, r.Syscall, "", when, "all that the program passes"})
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// check returns an error if the policy refuses a syscall of the program. The error names
// each with its chain.
func (o *analyzeOptions) check(c *catalog.Catalog, results []*analyze.Result, stderr io.Writer) error {
	d, err := source{c, argset.NewSpace(), o.arches, false, stderr, false}.decide(o.compare)
	if err != nil {
		return err
	}
	p := d.ByName(o.profile)
	if p == nil {
		return fmt.Errorf("%s has no profile %q; name it with -profile", o.compare, o.profile)
	}
	refused := make(map[string][]string)
	for _, r := range results {
		for _, u := range r.Uses {
			if !permits(d.Of[p][r.Arch.Index], r.Arch, u) {
				line := fmt.Sprintf("%s: profile %s refuses %s: %s", o.compare, o.profile, u.Operation, u.Reason())
				refused[line] = append(refused[line], r.Arch.GOARCH)
			}
		}
	}
	var errs []error
	for line, on := range refused {
		if len(on) < len(results) {
			line += " (" + strings.Join(on, ", ") + ")"
		}
		errs = append(errs, errors.New(line))
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(errs...)
}

// permits reports whether a decision lets a syscall proceed for some arguments, and a
// multiplexer for each of the program's selectors.
func permits(d decision.Decision, a *arch.Arch, u analyze.Use) bool {
	number, _ := u.Syscall.Number(a)
	proceeds := func(v decision.VerdictID) bool {
		return v == decision.Allowed || action.MayProceed(d.Verdicts[v].Action) && d.Verdicts[v].Cases == nil
	}
	v := d.Partition.Of(number)
	if len(u.Selectors) == 0 {
		return proceeds(v) || slices.ContainsFunc(d.Verdicts[v].Cases, func(c decision.Case) bool { return proceeds(c.Verdict) })
	}
	return !slices.ContainsFunc(u.Selectors, func(s uint32) bool {
		return !proceeds(d.Of(number, [6]uint64{uint64(s)}))
	})
}

// isTerminal reports whether a writer is a terminal.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
