// Package kernel holds what running kernels do under filters of package seccomp
// against what they must do.
//
// The guest, a program of its own, measures and prints. It runs natively, or as the
// /init of a virtual machine of another architecture, where its output comes from a
// serial console. A [Run] says what was measured, and [Run.Check] compares it with
// gen/oracle, which reads syscalls.csv, and the policies of packages conditions and
// compat, by itself.
package expect
