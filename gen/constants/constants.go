// Package constants holds the integer constants of golang.org/x/sys/unix for every
// architecture of Linux.
//
// They are embedded as unix.csv: seccompgen needs neither the go command nor the source
// of x/sys at run time. seccompgen update writes the file from the newest x/sys. A row
// holds one value for all architectures, or one value for each:
//
//	name,all,386,amd64,arm,...
//	AF_UNIX,0x1,,,,...
//	O_DIRECT,,0x4000,0x4000,0x10000,...
//
// In the condition family == AF_UNIX the value of AF_UNIX is 1 everywhere.
package constants

import (
	_ "embed"
	"go/constant"
	"maps"
	"slices"
	"sync"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

//go:embed unix.csv
var file []byte

// table is the content of the embedded file. A test shows its validity.
var table = sync.OnceValue(func() Table {
	t, _ := Read("unix.csv", file)
	return t
})

// names lists the names in the embedded file in ascending order.
var names = sync.OnceValue(func() []string {
	return slices.Sorted(maps.Keys(table()))
})

// Value returns the value of constant name on a. ok is false if a lacks it.
func Value(name string, a *arch.Arch) (v constant.Value, ok bool) {
	values, ok := table()[name]
	if !ok || values[a.Index] == nil {
		return nil, false
	}
	return values[a.Index], true
}

// Known reports whether some architecture has the constant.
func Known(name string) bool {
	return table()[name] != nil
}

// Names returns the names of all constants in ascending order.
func Names() []string {
	return slices.Clone(names())
}
