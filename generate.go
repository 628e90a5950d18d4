// Package sandboxseccomp is the module's root. It holds the catalog of syscalls. Package
// seccomp installs filters, package tables holds the built-in profiles, and seccompgen
// generates package tables with the table in its README, from the catalog.
package sandboxseccomp

import _ "embed"

//go:generate go run ./gen/seccompgen generate -readme tables/README.md

//go:embed syscalls.csv
var catalog string

// Catalog returns syscalls.csv, for seccompgen: it also runs in other modules.
func Catalog() string { return catalog }
