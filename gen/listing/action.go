package listing

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

// Action names a return value.
func Action(value uint32) string {
	data := value & 0xffff
	switch value &^ 0xffff {
	case bpf.RetErrno:
		return fmt.Sprintf("errno %d", data)
	case bpf.RetTrace:
		return fmt.Sprintf("trace %d", data)
	}
	word, ok := map[uint32]string{
		bpf.RetAllow:       "allow",
		bpf.RetKillProcess: "kill the process",
		bpf.RetKillThread:  "kill the thread",
		bpf.RetTrap:        "trap",
		bpf.RetNotify:      "notify",
		bpf.RetLog:         "log",
	}[value]
	if !ok {
		return fmt.Sprintf("action %#x", value)
	}
	return word
}

// ActionOn names a return value on a, an errno by its name there as well.
func ActionOn(value uint32, a *arch.Arch) string {
	errno := value & 0xffff
	if name := constants.ErrnoName(errno, a); name != "" && value&^0xffff == bpf.RetErrno {
		return fmt.Sprintf("errno %s (%d)", name, errno)
	}
	return Action(value)
}
