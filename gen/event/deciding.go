package event

import (
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

// Deciding returns the bits of the arguments that [Event.Rule] uses for conditions on a
// syscall. Events without a difference in these bits have one rule.
func Deciding(a *arch.Arch, number uint32) (bits [6]uint64) {
	s := Event{Arch: a, Number: number}.Syscall()
	switch {
	case s == nil:
		return bits
	case s.Multiplexer():
		bits[0] = 1<<32 - 1
		return bits
	}
	operation := s.Operation()
	for _, p := range abi.Parameters(operation) {
		at, why := abi.Find(s.Name, a.GOARCH, p.Position)
		decides := slices.ContainsFunc(vocabulary()[[2]string{operation, p.Name}], func(w words) bool { return w.rule })
		if why == "" && p.Name != "" && decides {
			bits[at.Index] = low(^uint64(0), at.Bits)
		}
	}
	return bits
}
