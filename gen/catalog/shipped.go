package catalog

import sandboxseccomp "github.com/sandbox-seccomp/sandbox-seccomp"

// Shipped returns the built-in catalog: syscalls.csv of this module.
func Shipped() (*Catalog, error) {
	return Load("syscalls.csv", []byte(sandboxseccomp.Catalog()))
}
