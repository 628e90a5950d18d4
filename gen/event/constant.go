package event

import (
	"go/constant"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

// Constant returns a value of an operation's parameter as constants with | between them. It
// returns "" unless a row of words.csv names the value whatever the other arguments are, and
// the constants have it exactly on a: none is negative.
func Constant(operation, parameter string, v uint64, bits int, a *arch.Arch) string {
	for _, key := range [][2]string{{operation, parameter}, {everyOperation, parameter}} {
		for _, w := range vocabulary()[key] {
			if w.when[0] != "" {
				continue
			}
			if names, rest := w.names(v, bits, a); rest == 0 && sum(names, a) == v {
				return strings.Join(names, "|")
			}
		}
	}
	return ""
}

// sum returns the bits of several constants.
func sum(names []string, a *arch.Arch) (bits uint64) {
	for _, name := range names {
		if v, ok := constants.Value(name, a); ok {
			n, _ := constant.Uint64Val(v)
			bits |= n
		}
	}
	return bits
}
