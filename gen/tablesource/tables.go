// Package tablesource reads the source of generated packages: package tables and the
// packages of policies. Tests use it to check the committed files of all architectures on
// one machine, without building them. It shares no code with package emit: tests compare
// the files with syscalls.csv and the policies.
package tablesource

import (
	"maps"
	"path/filepath"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// Tables holds the files of one architecture.
type Tables struct {
	GOARCH string
	// Constants holds the numbers of syscalls, such as SYS_READ, and the properties of
	// the architecture, such as AuditArch.
	Constants map[string]uint32
	// ByNumber lists indexes into [Names], in the order of the numbers.
	ByNumber []uint32
	Known    []interval.Interval
	// Absent holds the pseudo-numbers of missing syscalls.
	Absent []interval.Interval
	// Variants and Multiplexers relate syscalls to their other entry points.
	Variants, Multiplexers []Relation
	Profiles               []Profile
}

// Relation states that Number is another entry point of Call.
type Relation struct{ Call, Number uint32 }

// Profile holds the fields of a tables.ProfileData. In package tables the fields from
// Conditional to CompatUnknown are absent.
type Profile struct {
	Name, Description    string
	Violation, Unknown   uint32
	UnknownDefault       bool
	Allowed, Conditional []interval.Interval
	Overrides            []Override
	Selectors            []Selector
	// Compat lists syscalls and their numbers in the companion ABI.
	Compat          []Relation
	CompatOverrides []Override
	CompatUnknown   []interval.Interval
	Program         bpf.Program
}

// Override holds the fields of a tables.Override.
type Override struct{ First, Last, Action uint32 }

// Selector holds the fields of a tables.Selector.
type Selector struct {
	Multiplexer, Call, Mask, Value uint32
	Allowed                        bool
	Action                         uint32
}

// GOARCHes returns the architectures of the generated files in dir, sorted.
func GOARCHes(dir string) ([]string, error) {
	const prefix = "zprofiles_linux_"
	paths, err := filepath.Glob(filepath.Join(dir, prefix+"*.go"))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".go")
		names = append(names, strings.TrimPrefix(name, prefix))
	}
	return names, nil
}

// Read reads the files of one architecture in dir.
func Read(dir, goarch string) (*Tables, error) {
	r := newReader()
	r.file(filepath.Join(dir, "zsyscalls_linux_"+goarch+".go"), "linux && "+goarch)
	r.file(filepath.Join(dir, "zprofiles_linux_"+goarch+".go"), "linux && "+goarch)
	t := &Tables{
		GOARCH:       goarch,
		Constants:    r.constants,
		ByNumber:     r.numbers(r.take("byNumber")),
		Known:        r.intervals(r.take("known")),
		Absent:       r.intervals(r.take("absent")),
		Variants:     r.relations(r.take("variants")),
		Multiplexers: r.relations(r.take("multiplexers")),
	}
	for _, name := range r.order {
		t.Profiles = append(t.Profiles, r.profile(r.take(name)))
	}
	return t, r.err
}

// ReadPolicy reads the profiles of a policy's package in dir for one architecture.
// constants are those of package tables on it.
func ReadPolicy(dir, goarch string, constants map[string]uint32) ([]Profile, error) {
	r := newReader()
	r.constants = maps.Clone(constants)
	r.file(filepath.Join(dir, "zprofiles_linux_"+goarch+".go"), "linux && "+goarch)
	var out []Profile
	for _, name := range r.order {
		if !strings.HasPrefix(name, "compat_") {
			out = append(out, r.profile(r.variables[name]))
		}
	}
	return out, r.err
}

// Names holds znames.go, common to all architectures.
type Names struct {
	Text string
	// Ends holds the offset of each name in Text, and the end of the last.
	Ends []uint32
	// Constants holds the constant of each name.
	Constants []string
}

// ReadNames reads znames.go in dir.
func ReadNames(dir string) (*Names, error) {
	r := newReader()
	r.file(filepath.Join(dir, "znames.go"), "")
	n := &Names{Text: r.texts["names"], Ends: r.numbers(r.take("nameEnds"))}
	for _, e := range r.elements(r.take("numbers")) {
		n.Constants = append(n.Constants, r.identifier(e))
	}
	return n, r.err
}
