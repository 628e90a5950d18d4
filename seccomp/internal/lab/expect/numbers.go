package expect

import (
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// numbers returns all numbers that a guest must try or skip, ascending: at least 1024 from
// the base of the table on, and those around a change of sign, size or ABI.
func numbers(goarch string) []uint32 {
	list := []uint32{1<<30 - 1, 1 << 30, 1 << 31, 1<<32 - 2, 1<<32 - 1}
	add := func(first, count uint32) {
		for i := range count {
			list = append(list, first+i)
		}
	}
	switch {
	case strings.HasPrefix(goarch, "mips"):
		// The tables of o32, n64 and n32.
		add(4000, 3000)
	case goarch == "arm":
		add(0, 1024)
		add(0xf0000, 64)
	case goarch == "amd64":
		add(0, 1024)
		add(1<<30, 548)
	default:
		add(0, 1024)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// skipped returns the numbers that a guest must not try, ascending. Newer kernels exempt
// them from filters: uretprobe since 6.11, uprobe since 6.18.
func skipped(o *oracle.Oracle, goarch string) []uint32 {
	known := o.Numbers(goarch)
	var list []uint32
	for _, name := range []string{"uprobe", "uretprobe"} {
		if n, ok := known[name]; ok {
			list = append(list, n)
		}
	}
	slices.Sort(list)
	return list
}
