package analyze

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/flow"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/nearest"
)

// Assumption states the syscalls of a place with unknown numbers: FILE:LINE=NAME[,NAME]
type Assumption struct {
	file  string
	line  int
	names []*catalog.Syscall
	text  string
}

// ReadAssumption parses an assumption.
func ReadAssumption(c *catalog.Catalog, text string) (Assumption, error) {
	place, names, ok := strings.Cut(text, "=")
	colon := strings.LastIndexByte(place, ':')
	if !ok || colon <= 0 {
		return Assumption{}, fmt.Errorf("%q; want FILE:LINE=NAME[,NAME]", text)
	}
	line, err := strconv.Atoi(place[colon+1:])
	if err != nil || line < 1 {
		return Assumption{}, fmt.Errorf("line %q in %q; want FILE:LINE=NAME[,NAME]", place[colon+1:], text)
	}
	a := Assumption{file: place[:colon], line: line, text: text}
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(c.Syscalls, func(s catalog.Syscall) bool { return s.Name == name })
		if i < 0 {
			return Assumption{}, fmt.Errorf("unknown syscall %q%s", name, similar(c, name))
		}
		a.names = append(a.names, &c.Syscalls[i])
	}
	return a, nil
}

// similar returns a hint with the syscall closest to name.
func similar(c *catalog.Catalog, name string) string {
	names := func(yield func(string) bool) {
		for _, s := range c.Syscalls {
			if !yield(s.Name) {
				return
			}
		}
	}
	if closest, ok := nearest.Closest(name, names); ok {
		return "; did you mean " + closest + "?"
	}
	return ""
}

// covers reports whether an assumption is for the place of a problem.
func (a Assumption) covers(p flow.Problem) bool {
	return p.Pos.Line == a.line && (p.Pos.Filename == a.file || strings.HasSuffix(p.Pos.Filename, "/"+a.file))
}

// Assume replaces the problems of results with assumed syscalls. It returns an error for
// each assumption without a problem.
func Assume(assumptions []Assumption, results []*Result) error {
	for _, a := range assumptions {
		used := false
		for _, r := range results {
			if !slices.ContainsFunc(r.Problems, a.covers) {
				continue
			}
			r.Problems = slices.DeleteFunc(r.Problems, a.covers)
			r.add(a)
			used = true
		}
		if !used {
			return fmt.Errorf("-assume %s: all numbers at %s:%d are known; remove it", a.text, a.file, a.line)
		}
	}
	return nil
}

// add adds the syscalls of an assumption that exist on the architecture.
func (r *Result) add(a Assumption) {
	for _, s := range a.names {
		_, exists := s.Number(r.Arch)
		u := Use{Syscall: s, Operation: s.Operation(), Note: fmt.Sprintf("assumed for %s:%d", a.file, a.line)}
		if i, found := slices.BinarySearchFunc(r.Uses, u, compareUses); exists && !found {
			r.Uses = slices.Insert(r.Uses, i, u)
		}
	}
}
