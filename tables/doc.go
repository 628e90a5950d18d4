// Package tables holds, for each architecture of linux, the system calls with
// their numbers and the built-in profiles with their filters, compiled ahead of
// time from syscalls.csv. Everything is static data: nothing runs at init, nothing
// is allocated, and the linker drops what is not used.
//
// The profiles are cumulative: [Essential], [Minimal], [IOHeavy], [Compute],
// [Network] and [Unrestricted] each allow all that the one before does.
// [AllowAll] is a base for deny-lists. Package seccomp installs them.
//
// A program gives one of three verdicts. What the profile holds is allowed. A
// number that is newer than the tables is unknown, and fails with ENOSYS, so that
// a newer libc falls back instead of being killed; under [AllowAll] it is allowed. All
// else is denied.
//
// Profiles that the generator makes of a user's policy are of the same type. They
// may look at arguments, end some calls with further actions, and have actions of
// their own for what is denied and unknown.
//
// On other systems than linux the package compiles, with the same names, and its
// profiles are empty.
package tables
