package abi

import (
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

// The reasons not in differences.csv, to follow a parameter's name.
const (
	missing      = "does not exist"
	unknown      = "is unknown"
	split        = "is split over two registers"
	seventh      = "is not among the six arguments of a filter"
	onStack      = "is on the stack (other threads can change it)"
	maybeOnStack = "may be on the stack (other threads can change it)"
)

// place is a parameter of a prototype and its place on one architecture.
type place struct {
	Declaration
	ctype
	// index is the first argument with the parameter, registers their number.
	index, registers int
}

// oldID reports whether x is a user or a group ID of 16 bits.
func (x place) oldID() bool { return x.Type == "old_uid_t " || x.Type == "old_gid_t " }

// aligned lists the architectures with parameters of 64 bits in an even and an odd
// register: see syscall(2), "Architecture-specific requirements". 386 has no gaps.
const aligned = "arm mips mipsle ppc"

// places returns the places of the parameters of p on an architecture.
func (p *Prototype) places(goarch string) []place {
	a := arch.ByGOARCH(goarch)
	list := make([]place, 0, len(p.Parameters))
	next := 0
	for _, d := range p.Parameters {
		t, _ := typeOf(d.Type)
		x := place{Declaration: d, ctype: t, index: next, registers: 1}
		if x.bits == register {
			x.bits = a.Width
		}
		if x.bits > a.Width {
			x.registers = 2
			if next%2 == 1 && listed(aligned, goarch) {
				x.index++
			}
		}
		next = x.index + x.registers
		list = append(list, x)
	}
	return list
}

// argument returns the argument of x on an architecture, or the reason why a filter
// cannot check it.
//
// mips has a fourth argument on the stack for syscall(2), number 4000, where filters see
// the inner syscall (mips_syscall_is_indirect), and always the fifth and sixth. The kernel
// copies the stack for the syscall. Before 6.14 it reads the stack a second time for the
// filter (arch/mips/kernel/scall32-o32.S; arch/mips/include/asm/syscall.h before commit
// 733a90561ad0). A thread that changes the stack in between passes the filter with one
// value and makes the syscall with another.
func (x place) argument(goarch string) (Argument, string) {
	a := Argument{Index: x.index, Bits: x.bits, Signed: x.signed}
	switch {
	case x.index > 5:
		return Argument{}, seventh
	case x.registers > 1:
		return Argument{}, split
	case listed("mips mipsle", goarch) && x.index > 3:
		return Argument{}, onStack
	case listed("mips mipsle", goarch) && x.index == 3:
		return Argument{}, maybeOnStack
	}
	return a, ""
}

// listed reports whether a list of words separated by spaces has a word.
func listed(list, word string) bool {
	for item := range strings.FieldsSeq(list) {
		if item == word {
			return true
		}
	}
	return false
}
