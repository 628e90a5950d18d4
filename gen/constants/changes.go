package constants

import (
	"fmt"
	"go/constant"
	"maps"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

// Changes returns the changes from was to is, one per line, in ascending order by name.
func Changes(was, is Table) []string {
	all := maps.Clone(was)
	maps.Copy(all, is)
	var changes []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		switch {
		case was[name] == nil:
			changes = append(changes, "added "+name)
		case is[name] == nil:
			changes = append(changes, "removed "+name)
		default:
			changes = append(changes, changesOf(name, was[name], is[name])...)
		}
	}
	return changes
}

// changesOf returns the changes of a constant in both tables: one if all architectures
// agree in either table, else one per changed architecture.
func changesOf(name string, was, is []constant.Value) []string {
	if a, b := common(was), common(is); a != nil && b != nil {
		if equal(a, b) {
			return nil
		}
		return []string{fmt.Sprintf("changed %s: was %s, is %s", name, format(a), format(b))}
	}
	var changes []string
	for i := range arch.All {
		goarch := arch.All[i].GOARCH
		switch {
		case equal(was[i], is[i]):
			continue
		case was[i] == nil:
			changes = append(changes, fmt.Sprintf("added %s on %s: %s", name, goarch, format(is[i])))
		case is[i] == nil:
			changes = append(changes, fmt.Sprintf("removed %s on %s: was %s", name, goarch, format(was[i])))
		default:
			changes = append(changes, fmt.Sprintf("changed %s on %s: was %s, is %s", name, goarch, format(was[i]), format(is[i])))
		}
	}
	return changes
}
