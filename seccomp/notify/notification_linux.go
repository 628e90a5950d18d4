package notify

import "github.com/sandbox-seccomp/sandbox-seccomp/tables"

// Notification is a syscall of a target.
type Notification struct {
	// ID identifies the notification in its listener.
	ID uint64
	// TID is the target's thread ID in the supervisor's namespace, 0 from outside.
	TID int
	// Number is the syscall's number, and Arch its AUDIT_ARCH_* value.
	Number, Arch uint32
	// InstructionPointer is the address after the syscall's instruction.
	InstructionPointer uint64
	// Args holds the arguments. Bits unused by the syscall may have any value.
	Args [6]uint64
}

// Syscall returns the syscall. ok is false for the companion ABI: its numbers differ.
func (n *Notification) Syscall() (s tables.Syscall, ok bool) {
	return tables.Syscall(n.Number), n.Arch == tables.AuditArch
}
