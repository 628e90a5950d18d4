package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/expectation"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/regular"
)

const (
	testSynopsis = "[-csv FILE] [-policy FILE [-compat] [-strict]] [-arch LIST] [-v] EXPECTATIONS..."
	testNotes    = `Test compiles the profiles and compares the programs with tables of expected verdicts. Each
EXPECTATIONS is a CSV file with the columns profile,arch,syscall,when,verdict,why: for
all arguments with a true condition, the verdict is allow, violation, unknown or an action.
The exit code is 1 if an expectation fails.
`
)

// testOptions holds the arguments of test.
type testOptions struct {
	csv, policy             string
	compat, strict, verbose bool
	// selected lists the architectures of the programs; tested adds the companion ABIs for
	// -compat.
	selected, tested []*arch.Arch
	files            []string
}

// test compares the programs of a policy, or of the built-in profiles, with tables of
// expectations.
func test(flags *flag.FlagSet, args []string, stdout, stderr io.Writer) error {
	o, err := testFlags(flags, args)
	if err != nil {
		return err
	}
	c, err := load(o.csv)
	if err != nil {
		return err
	}
	s := subject{source: source{catalog: c, space: argset.NewSpace(), strict: o.strict, stderr: stderr}}
	errSubject := s.read(o.policy)
	tables, errTables := readTables(c, o.files, s.names)
	if err := errors.Join(errSubject, errTables); err != nil {
		return err
	}
	return s.test(o, tables, stdout)
}

// testFlags reads the arguments of test.
func testFlags(flags *flag.FlagSet, args []string) (o testOptions, err error) {
	usageOf(flags, testSynopsis, testNotes)
	csv := builtInFlag(flags)
	flags.StringVar(&o.policy, "policy", "", "test the profiles of the policy in `FILE` instead of the built-in ones")
	flags.BoolVar(&o.compat, "compat", false, "test the programs of generate -compat: companion ABIs too")
	strict := strictFlag(flags)
	flags.BoolVar(&o.verbose, "v", false, "print the path of each failure, not only of an expectation's first")
	arches := flags.String("arch", "", "test on a comma-separated `LIST` of GOARCHes; by default on all")
	if err := parseFlags(flags, args); err != nil {
		return o, err
	}
	o.csv, o.strict, o.files = *csv, *strict, flags.Args()
	if len(o.files) == 0 {
		return o, badUsage(flags, "no EXPECTATIONS; name a CSV file of expected verdicts")
	}
	if o.compat && o.policy == "" {
		return o, badUsage(flags, "-compat without -policy; built-in profiles are for one architecture each")
	}
	if o.selected, err = selectArches(*arches, arch.Targets); err != nil {
		return o, badUsage(flags, "-arch: %v", err)
	}
	if o.tested = o.selected; o.compat {
		o.tested, _ = withCompat(o.selected)
	}
	return o, nil
}

// subject holds the profiles under test: those of a policy, or the built-in ones.
type subject struct {
	source
	// policy is nil for the built-in profiles.
	policy *policy.Policy
	names  []string
}

// read reads the policy in file, if it has a name. After an error the names are nil.
func (s *subject) read(file string) (err error) {
	if file == "" {
		s.names = compile.Names(s.catalog)
		return nil
	}
	if s.policy, err = s.load(file); err != nil {
		return err
	}
	for _, p := range s.policy.Profiles {
		s.names = append(s.names, p.Name)
	}
	return nil
}

// readTables reads files of expectations about profiles with the given names.
func readTables(c *catalog.Catalog, files, profiles []string) ([]*expectation.Table, error) {
	var tables []*expectation.Table
	var errs []error
	for _, file := range files {
		data, err := regular.Read(file, maxCSV)
		if err == nil {
			var t *expectation.Table
			t, err = expectation.Load(filepath.ToSlash(file), data, c, profiles)
			tables = append(tables, t)
		}
		errs = append(errs, err)
	}
	return tables, errors.Join(errs...)
}

// test checks the tables and prints their failures.
func (s subject) test(o testOptions, tables []*expectation.Table, stdout io.Writer) error {
	scope := expectation.Scope{Architectures: o.tested, Space: s.space}
	if s.policy != nil {
		scope.Constant = s.policy.Constant
	}
	inputs := make([][]expectation.Input, len(tables))
	errs := make([]error, len(tables))
	for i, t := range tables {
		inputs[i], errs[i] = t.Bind(scope)
	}
	programs, err := s.programs(o, tables)
	if err := errors.Join(append(errs, err)...); err != nil {
		return err
	}
	var sum expectation.Result
	for i, t := range tables {
		result, err := t.Check(programs, inputs[i], s.space)
		if err != nil {
			return err
		}
		text, err := t.Report(result.Failures, o.verbose)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(stdout, text); err != nil {
			return fmt.Errorf("writing the failures: %w", err)
		}
		sum.Add(result)
	}
	return summary(sum, stdout)
}

// programs compiles the profiles in tables for the architectures in tables. With -compat the
// syscalls of a companion ABI are in the program of its kernel.
func (s subject) programs(o testOptions, tables []*expectation.Table) ([]*compile.Compiled, error) {
	var profiles []string
	var concerned []*arch.Arch
	for _, t := range tables {
		profiles = append(profiles, t.Profiles(s.names)...)
		concerned = append(concerned, t.Architectures(o.tested)...)
	}
	natives := slices.DeleteFunc(slices.Clone(o.selected), func(a *arch.Arch) bool {
		compat := o.compat && a.Companion != nil && slices.Contains(concerned, a.Companion)
		return !compat && !slices.Contains(concerned, a)
	})
	if s.policy == nil {
		return s.builtIn(profiles, natives)
	}
	if s.selected = natives; o.compat {
		s.selected, _ = withCompat(natives)
	}
	decided, err := s.resolve(s.policy)
	if err != nil {
		return nil, err
	}
	options := compile.Options{Architectures: natives, Companions: o.compat}
	for _, p := range s.policy.Profiles {
		if slices.Contains(profiles, p.Name) {
			options.Profiles = append(options.Profiles, p)
		}
	}
	return compile.Policy(s.catalog, s.policy, decided.Decisions, options)
}

// builtIn compiles built-in profiles, listed by name.
func (s subject) builtIn(profiles []string, natives []*arch.Arch) ([]*compile.Compiled, error) {
	var out []*compile.Compiled
	for _, name := range s.names {
		if !slices.Contains(profiles, name) {
			continue
		}
		compiled, err := compile.Named(s.catalog, name, natives)
		if err != nil {
			return nil, err
		}
		out = append(out, compiled...)
	}
	return out, nil
}

// summary prints the sum of all tables, or returns the error for failures.
func summary(r expectation.Result, stdout io.Writer) error {
	switch {
	case r.Checked == 0:
		return errors.New("no expectation applies to the tested profiles and architectures")
	case r.Failed > 0:
		return fmt.Errorf("%d of %d expectations fail", r.Failed, r.Checked)
	}
	text := fmt.Sprintf("checked %s on %s: all hold", counted(r.Checked, "expectation"), counted(len(r.Architectures), "architecture"))
	if r.Others > 0 {
		text += fmt.Sprintf("; skipped %d about other architectures", r.Others)
	}
	_, err := fmt.Fprintln(stdout, text)
	return err
}

// counted returns a number of things.
func counted(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}
