// Package sandboxseccomp is the module's root. It holds no code: package seccomp
// installs filters, package tables holds them, and seccompgen, run below, makes
// package tables and the README's table from syscalls.csv.
package sandboxseccomp

//go:generate go run ./gen/seccompgen generate -readme README.md
