//go:build !linux

package tables

// Program is empty: only Linux has seccomp. For generated code.
type Program struct{}

// Violation returns SECCOMP_RET_KILL_PROCESS for every p.
func (p Profile) Violation() uint32 { return 0x80000000 }

// Unknown returns SECCOMP_RET_ERRNO with Linux's ENOSYS for every p.
func (p Profile) Unknown() uint32 { return 0x00050000 | 38 }
