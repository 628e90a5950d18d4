package xsys

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// Merge writes the numbers into f, a valid catalog, and returns the changes, one per line.
// It adds a row for each new name, removes rows without a number, and keeps all other
// cells.
func Merge(f *catalog.File, numbers Numbers) []string {
	var changes []string
	missing := make(map[string]bool)
	for _, of := range numbers[:len(arch.Targets)] {
		for name := range of {
			missing[name] = true
		}
	}
	f.Lines = slices.DeleteFunc(f.Lines, func(l csvfile.Line) bool {
		if !catalog.IsRow(l) {
			return false
		}
		delete(missing, l.Cells[0])
		changes = append(changes, mergeRow(l.Cells, numbers)...)
		gone := !slices.ContainsFunc(catalog.NumberCells(l.Cells), func(cell string) bool { return cell != "" })
		if gone {
			changes = append(changes, fmt.Sprintf("removed %s: no architecture has it any more", l.Cells[0]))
		}
		return gone
	})
	for _, name := range slices.Sorted(maps.Keys(missing)) {
		cells := make([]string, len(catalog.Columns()))
		cells[0] = name
		f.Lines = append(f.Lines, csvfile.Line{Cells: cells})
		changes = append(changes, mergeRow(cells, numbers)...)
	}
	return changes
}

// mergeRow writes the numbers of a row into its cells.
func mergeRow(cells []string, numbers Numbers) []string {
	var changes []string
	name := cells[0]
	for i, cell := range catalog.NumberCells(cells) {
		now := ""
		if n, ok := numbers[i][name]; ok {
			now = strconv.FormatUint(uint64(n), 10)
		}
		goarch := arch.All[i].GOARCH
		switch {
		case now == cell:
			continue
		case cell == "":
			changes = append(changes, fmt.Sprintf("added %s on %s: %s", name, goarch, now))
		case now == "":
			changes = append(changes, fmt.Sprintf("removed %s on %s: was %s", name, goarch, cell))
		default:
			changes = append(changes, fmt.Sprintf("renumbered %s on %s: was %s, is %s", name, goarch, cell, now))
		}
		catalog.NumberCells(cells)[i] = now
	}
	return changes
}
