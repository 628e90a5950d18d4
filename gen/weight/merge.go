package weight

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// Merge writes the weights into f, a valid catalog, and returns the changes, one per line.
// An error names counted syscalls without a row.
//
// A syscall with a number on amd64 keeps amd64's weight, or none. Its counts elsewhere show
// newer programs, such as llistxattr of a newer ls, and amd64's would be higher too.
func Merge(f *catalog.File, weights map[string]Weight) (changes []string, err error) {
	missing := maps.Clone(weights)
	for _, l := range f.Lines {
		if !catalog.IsRow(l) {
			continue
		}
		name := l.Cells[0]
		delete(missing, name)
		was, now := catalog.WeightCell(l.Cells), cell(weights[name], l.Cells)
		if *was != now {
			changes = append(changes, fmt.Sprintf("weight of %s: was %q, is %q", name, *was, now))
			*was = now
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("%s: no rows for %s, counted in gen/weight/counts.csv",
			f.Name, strings.Join(slices.Sorted(maps.Keys(missing)), ", "))
	}
	return changes, nil
}

// unused lists syscalls that amd64 has, but no program for it makes. arch_prctl sets the
// base of thread-local storage there.
var unused = []string{"set_thread_area"}

// cell returns the cell of a weight, with the architectures that have the syscall.
func cell(w Weight, row []string) string {
	if w.Calls == 0 || w.On != nil && has(row, base) && !slices.Contains(unused, row[0]) {
		return ""
	}
	parts := []string{strconv.Itoa(w.Calls)}
	for _, a := range w.On {
		if has(row, a.GOARCH) {
			parts = append(parts, a.GOARCH)
		}
	}
	return strings.Join(parts, " ")
}

// has reports whether a row has a number for an architecture.
func has(row []string, goarch string) bool {
	return catalog.NumberCells(row)[arch.ByGOARCH(goarch).Index] != ""
}
