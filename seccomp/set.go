package seccomp

import (
	"math/bits"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// A set has a bit for each number that a system call of this architecture can
// have: tableBits from the base of the table on, and privateBits from the base of
// the private calls on, where there are any.
const (
	tableBits   = 1024
	privateBits = 64
)

type set [(tableBits + privateBits) / 64]uint64

// place returns the bit of s.
func place(s tables.Syscall) (bit int, ok bool) {
	if i := s - tables.TableBase; i < tableBits {
		return int(i), true
	}
	if i := s - tables.PrivateBase; tables.PrivateBase != 0 && i < privateBits {
		return tableBits + int(i), true
	}
	return 0, false
}

// places returns how many bits stand for a number on this architecture.
func places() int {
	if tables.PrivateBase == 0 {
		return tableBits
	}
	return tableBits + privateBits
}

// at returns the system call of a bit.
func at(bit int) tables.Syscall {
	if bit < tableBits {
		return tables.TableBase + tables.Syscall(bit)
	}
	return tables.PrivateBase + tables.Syscall(bit-tableBits)
}

// add adds s, and reports whether a system call can have that number.
func (set *set) add(s tables.Syscall) bool {
	bit, ok := place(s)
	if ok {
		set[bit/64] |= 1 << (bit % 64)
	}
	return ok
}

// has reports whether s is in the set.
func (set *set) has(s tables.Syscall) bool {
	bit, ok := place(s)
	return ok && set[bit/64]>>(bit%64)&1 != 0
}

// next returns the first bit of the set from bit on.
func (set *set) next(bit int) (int, bool) {
	for word := bit / 64; word < len(set); word++ {
		rest := set[word]
		if word == bit/64 {
			rest &= ^uint64(0) << (bit % 64)
		}
		if rest != 0 {
			return word*64 + bits.TrailingZeros64(rest), true
		}
	}
	return 0, false
}
