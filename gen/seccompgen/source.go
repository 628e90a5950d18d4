package main

import (
	"flag"
	"fmt"
	"io"
	"path/filepath"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/regular"
)

// source reads the policies of a command.
type source struct {
	catalog *catalog.Catalog
	// space holds the argument sets of all policies.
	space    *argset.Space
	selected []*arch.Arch
	// strict makes warnings errors. Others are printed to stderr.
	strict bool
	stderr io.Writer
	// hardened marks the policy of the hardened profiles.
	hardened bool
}

// decided is a policy with the decisions of its profiles. The notes are for -v.
type decided struct {
	*policy.Policy
	policy.Decisions
	warnings csvfile.Warnings
	notes    []string
}

// strictUsage describes -strict.
const strictUsage = "treat the warnings of a policy as errors"

// strictFlag adds -strict.
func strictFlag(flags *flag.FlagSet) *bool {
	return flags.Bool("strict", false, strictUsage)
}

// decide reads a policy file and resolves its rules.
func (s source) decide(file string) (decided, error) {
	p, err := s.load(file)
	if err != nil {
		return decided{}, err
	}
	return s.resolve(p)
}

// load reads a policy file. The errors of rows are those of resolve.
func (s source) load(file string) (*policy.Policy, error) {
	name := filepath.ToSlash(file)
	if !s.hardened {
		return policy.LoadFiles(name, readFile, s.catalog)
	}
	data, err := readFile(name)
	if err != nil {
		return nil, err
	}
	return policy.LoadHardened(name, data, s.catalog)
}

// readFile reads a file of a policy.
func readFile(name string) ([]byte, error) {
	return regular.Read(filepath.FromSlash(name), maxCSV)
}

// resolve resolves the rules of a policy. It prints the warnings, or returns them as the
// error.
func (s source) resolve(p *policy.Policy) (decided, error) {
	decisions, remarks, err := p.Decide(s.space, s.selected)
	if err != nil {
		return decided{}, err
	}
	switch {
	case len(remarks.Warnings) == 0:
	case s.strict:
		return decided{}, csvfile.Errors(remarks.Warnings)
	default:
		fmt.Fprintln(s.stderr, remarks.Warnings)
	}
	return decided{p, decisions, remarks.Warnings, remarks.Notes}, nil
}
