// Package constants holds the integer constants of golang.org/x/sys/unix for every
// architecture of linux, so that seccompgen needs neither the go command nor that
// package's source where it runs. seccompgen update writes them.
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

// table is the embedded file. A test shows that it can be read.
var table = sync.OnceValue(func() Table {
	t, _ := Read("unix.csv", file)
	return t
})

// names is the names in the embedded file, sorted.
var names = sync.OnceValue(func() []string {
	return slices.Sorted(maps.Keys(table()))
})

// Value returns the value of unix.name on a. It is false if that
// architecture has no such constant.
func Value(name string, a *arch.Arch) (constant.Value, bool) {
	values, ok := table()[name]
	if !ok || values[a.Index] == nil {
		return nil, false
	}
	return values[a.Index], true
}

// Known reports whether some architecture has a constant of that name.
func Known(name string) bool {
	return table()[name] != nil
}

// Names returns the names of all constants, sorted.
func Names() []string {
	return slices.Clone(names())
}
