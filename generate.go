// Package sandboxseccomp is the module's root. It holds the catalog alone: package
// seccomp installs filters, package tables holds them, and seccompgen, run below,
// makes package tables, with the table in its README, from syscalls.csv.
package sandboxseccomp

import _ "embed"

//go:generate go run ./gen/seccompgen generate -readme tables/README.md

//go:embed syscalls.csv
var catalog string

// Catalog returns syscalls.csv, for seccompgen, which runs in other modules too.
func Catalog() string { return catalog }
