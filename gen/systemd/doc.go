// Package systemd reads the filters of units, and writes drop-ins.
//
// For example, the lines
//
//	[Service]
//	SystemCallFilter=@system-service
//	SystemCallFilter=~@resources mlock:EAGAIN
//	SystemCallErrorNumber=EPERM
//
// allow the syscalls of a set, except for those of another. mlock fails with EAGAIN, the others
// with EPERM. The first line makes it an allow-list, with the syscalls of @default. After a
// first line with ~ all syscalls are allowed except for those listed. An empty value removes
// all lines before.
//
// The meaning is that of systemd 256 and later, with the sets of systemd 262. A number outside
// of @known fails with ENOSYS, in both kinds of list. Write is always allowed: systemd uses it
// after the filter is installed. Every architecture is that of a host. Other ABIs of its kernel
// are killed, as by SystemCallArchitectures=native: without it x32 and n32 are a warning.
//
// Further directives install filters of their own. RestrictNamespaces, RestrictAddressFamilies,
// RestrictRealtime, RestrictSUIDSGID, PrivateDevices and Protect* become rules, as systemd's
// src/shared/seccomp-util.c has them on each architecture: it restricts no families where socketcall
// is. LockPersonality and MemoryDenyWriteExecute depend on the host. Each is a warning: the
// document is without it.
package systemd
