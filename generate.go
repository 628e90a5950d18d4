// Package sandboxseccomp is the module's root. It holds the catalog of syscalls and the
// policy of the hardened profiles. Package seccomp installs filters, packages tables and
// hardened hold the built-in profiles, and seccompgen generates both packages.
package sandboxseccomp

import _ "embed"

// A single process generates all packages of this module: it takes half the time of one
// process for each.
//
//go:generate go run ./gen/seccompgen generate ./...
//seccompgen:generate -readme tables/README.md

//go:embed syscalls.csv
var catalog string

//go:embed seccomp/hardened/policy.csv
var hardened string

// Catalog returns syscalls.csv, for seccompgen: it also runs in other modules.
func Catalog() string { return catalog }

// Hardened returns seccomp/hardened/policy.csv, for the rows @hardened-minimal and so on of
// other policies.
func Hardened() string { return hardened }
