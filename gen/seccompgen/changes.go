package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/difference"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/emit"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/regular"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tablesource"
)

const (
	// maxChanges limits the lines about changed verdicts.
	maxChanges = 40
	// maxNames limits the syscalls in a line.
	maxNames = 24
)

// verdictChanges describes what the programs in files decide differently from those on disk:
// for all numbers and arguments, by the programs of both. It reads only files with other
// bytes. A file on disk that is not readable as generated code is named, and not compared.
func verdictChanges(c *catalog.Catalog, files []emit.File) []string {
	x := programChanges{space: argset.NewSpace(), profiles: make(map[string]*difference.Compared)}
	var lines []string
	if !x.space.Within(compile.MaxWork, func() {
		for _, f := range files {
			x.file(f)
		}
		for _, name := range x.order {
			lines = append(lines, x.profiles[name].Summary(c)...)
		}
	}) {
		lines = []string{"the verdicts of the programs on disk take too much work to compare"}
	}
	lines = slices.Concat(x.notes, lines)
	if more := len(lines) - maxChanges; more > 0 {
		lines = append(lines[:maxChanges], fmt.Sprintf("and %d more changes of verdicts", more))
	}
	return lines
}

// verdictChanges is the function of that name for the catalog of the flags.
func (o generateOptions) verdictChanges(files []emit.File) ([]string, error) {
	c, err := load(o.csv)
	if err != nil {
		return nil, err
	}
	return verdictChanges(c, files), nil
}

// programChanges collects profiles with changed files.
type programChanges struct {
	space    *argset.Space
	profiles map[string]*difference.Compared
	// order lists the names of the profiles.
	order []string
	// notes has a line per file on disk that cannot be read, and per profile added or removed.
	notes []string
}

// note adds a line, once.
func (x *programChanges) note(line string) {
	if !slices.Contains(x.notes, line) {
		x.notes = append(x.notes, line)
	}
}

// file adds the profiles of a file whose bytes on disk differ.
func (x *programChanges) file(f emit.File) {
	rest, ok := strings.CutPrefix(filepath.Base(f.Name), "zprofiles_linux_")
	a := arch.ByGOARCH(strings.TrimSuffix(rest, ".go"))
	if !ok || a == nil {
		return
	}
	data, err := regular.Read(f.Name, maxCSV)
	if errors.Is(err, fs.ErrNotExist) || err == nil && bytes.Equal(data, f.Data) {
		return
	}
	if err == nil {
		err = x.compare(f, data, a)
	}
	if err != nil {
		x.note(fmt.Sprintf("%v; its verdicts are not compared", err))
	}
}

// compare adds the profiles in both versions of a file: data is the one on disk.
func (x *programChanges) compare(f emit.File, data []byte, a *arch.Arch) error {
	was, err := tablesource.ReadPrograms(f.Name, data, a.GOARCH)
	if err != nil {
		return err
	}
	now, err := tablesource.ReadPrograms(f.Name, f.Data, a.GOARCH)
	if err != nil {
		return err
	}
	for _, old := range was {
		i := slices.IndexFunc(now, func(p tablesource.Profile) bool { return p.Name == old.Name })
		if i < 0 {
			x.note(old.Name + ": removed")
			continue
		}
		if err := x.profile(old, now[i], a); err != nil {
			return fmt.Errorf("%s: profile %s: %w", f.Name, old.Name, err)
		}
	}
	for _, p := range now {
		if !slices.ContainsFunc(was, func(old tablesource.Profile) bool { return p.Name == old.Name }) {
			x.note(p.Name + ": added")
		}
	}
	return nil
}

// profile adds the decisions of two programs for a, and those on its companion ABI if one of
// them has rules for it.
func (x *programChanges) profile(was, now tablesource.Profile, a *arch.Arch) error {
	err := x.add(was.Name, was, now, a, a)
	if err == nil && a.Companion != nil && (was.Program.Compat != 0 || now.Program.Compat != 0) {
		err = x.add(was.Name+", companion ABI", was, now, a, a.Companion)
	}
	return err
}

// add adds the decisions of two programs for a on syscalls of on.
func (x *programChanges) add(name string, was, now tablesource.Profile, a, on *arch.Arch) error {
	before, err := programIn(was, a).On(on, x.space)
	if err != nil {
		return err
	}
	after, err := programIn(now, a).On(on, x.space)
	if err != nil {
		return err
	}
	p := x.profiles[name]
	if p == nil {
		p = &difference.Compared{Name: name, Policies: true, MaxNames: maxNames, Was: make(map[*arch.Arch]decision.Decision), Now: make(map[*arch.Arch]decision.Decision)}
		x.profiles[name], x.order = p, append(x.order, name)
	}
	p.Was[on], p.Now[on] = before, after
	return nil
}

// programIn returns the program of a profile in a file for a.
func programIn(p tablesource.Profile, a *arch.Arch) difference.Program {
	return difference.Program{Program: p.Program, Violation: p.Violation, Unknown: p.Unknown, BigEndian: a.BigEndian}
}
