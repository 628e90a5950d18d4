// Package tablesource reads generated files as they stand, those of package tables and those
// of policies: for every architecture, on any machine. Tests compare its findings with
// syscalls.csv and the policies, so it does not know how the files are written.
package tablesource

import (
	"maps"
	"path/filepath"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// Tables is what the files say of one architecture.
type Tables struct {
	GOARCH string
	// Constants is the system calls by constant, SYS_READ, and what is said of the
	// architecture.
	Constants map[string]uint32
	// ByNumber is places in Names.
	ByNumber []uint32
	Known    []interval.Interval
	// Absent holds the pseudo-numbers.
	Absent []interval.Interval
	// Variants and Multiplexers are calls and what else does the same.
	Variants, Multiplexers []Relation
	Profiles               []Profile
}

// Relation says that Number is another way to what Call does.
type Relation struct{ Call, Number uint32 }

// Profile holds the fields of a tables.ProfileData. Package tables leaves out those from
// Conditional to CompatOverrides.
type Profile struct {
	Name, Description    string
	Violation, Unknown   uint32
	Allowed, Conditional []interval.Interval
	Overrides            []Override
	Selectors            []Selector
	// Compat lists syscalls and their numbers in the companion ABI.
	Compat          []Relation
	CompatOverrides []Override
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

// GOARCHes returns the architectures that the generated files in dir are for,
// ascending.
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

// Read reads the files in dir for one architecture.
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

// ReadPolicy reads the profiles of the policy's package in dir for one architecture.
// Constants are those of package tables there.
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

// Names is what znames.go says, the same for every architecture.
type Names struct {
	Text string
	// Ends is where each name begins in Text, and the end of the last.
	Ends []uint32
	// Constants is the constant of each name.
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
