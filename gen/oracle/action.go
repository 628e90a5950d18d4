package oracle

import (
	"fmt"
	"go/constant"
	"slices"
	"strconv"
	"strings"
)

// noSuchSyscall is the default action for unknown numbers: ENOSYS.
const noSuchSyscall = "errno: no such syscall"

// values holds the SECCOMP_RET_* of the actions without an operand.
var values = map[string]uint32{
	"":            0x7fff0000,
	"kill":        0x80000000,
	"kill-thread": 0x00000000,
	"trap":        0x00030000,
	"log":         0x7ffc0000,
	"notify":      0x7fc00000,
}

// value returns the SECCOMP_RET_* of an action on goarch.
func (p *Policy) value(action, goarch string) (uint32, error) {
	if v, ok := values[action]; ok {
		return v, nil
	}
	if action == noSuchSyscall {
		return 0x00050000 | enosys(goarch), nil
	}
	kind, number, _ := strings.Cut(action, ":")
	n, err := p.number(number, goarch)
	switch {
	case err != nil:
		return 0, err
	case kind == "errno" && n >= 1 && n <= 4094:
		return 0x00050000 | n, nil
	case kind == "trace" && n <= 65535:
		return 0x7ff00000 | n, nil
	}
	return 0, fmt.Errorf("unknown action %q", action)
}

// number returns the operand of an action, a number or the name of a constant.
func (p *Policy) number(text, goarch string) (uint32, error) {
	if n, err := strconv.ParseUint(text, 10, 32); err == nil {
		return uint32(n), nil
	}
	v, err := p.constant(text, goarch)
	if err != nil {
		return 0, err
	}
	n, ok := constant.Uint64Val(v)
	if !ok || n > 1<<32-1 {
		return 0, fmt.Errorf("%s is %s on %s", text, v, goarch)
	}
	return uint32(n), nil
}

// enosys returns the ENOSYS of goarch. mips has its own numbers.
func enosys(goarch string) uint32 {
	if slices.Contains([]string{"mips", "mipsle", "mips64", "mips64le"}, goarch) {
		return 89
	}
	return 38
}
