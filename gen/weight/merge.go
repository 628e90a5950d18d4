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
		return nil, fmt.Errorf("gen/weight/counts.csv counts %s: no such syscalls in %s",
			strings.Join(slices.Sorted(maps.Keys(missing)), ", "), f.Name)
	}
	return changes, nil
}

// cell returns the cell of a weight, with the architectures that have the syscall.
func cell(w Weight, row []string) string {
	if w.Calls == 0 {
		return ""
	}
	parts := []string{strconv.Itoa(w.Calls)}
	numbers := catalog.NumberCells(row)
	for _, a := range w.On {
		if numbers[slices.Index(arch.Targets, a)] != "" {
			parts = append(parts, a.GOARCH)
		}
	}
	return strings.Join(parts, " ")
}
