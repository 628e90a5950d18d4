//go:build !linux

package tables

// Program is empty: only linux has seccomp.
type Program struct{}

// Violation returns SECCOMP_RET_KILL_PROCESS, whatever p is.
func (p Profile) Violation() uint32 { return 0x80000000 }

// Unknown returns SECCOMP_RET_ERRNO with linux's ENOSYS, whatever p is.
func (p Profile) Unknown() uint32 { return 0x00050000 | 38 }
