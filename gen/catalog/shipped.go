package catalog

import (
	"sync"

	sandboxseccomp "github.com/sandbox-seccomp/sandbox-seccomp"
)

// Shipped returns the built-in catalog: syscalls.csv of this module. All callers share it.
func Shipped() (*Catalog, error) { return shipped() }

// shipped reads the built-in catalog.
var shipped = sync.OnceValues(func() (*Catalog, error) {
	return Load("syscalls.csv", []byte(sandboxseccomp.Catalog()))
})
