package seccomp

import "github.com/sandbox-seccomp/sandbox-seccomp/tables"

// A set has a bit for each possible number of this architecture: tableBits from the base of
// the table on, and privateBits from the base of its private syscalls on. Numbers of other
// calling conventions have no bit: no filter can allow one.
const (
	tableBits   = tables.TableSize
	privateBits = min(64, tables.PrivateBase)
	setBits     = uint16(tableBits + privateBits)
)

type set [(setBits + 63) / 64]uint64

// place returns the bit of s.
func place(s tables.Syscall) (bit uint16, ok bool) {
	if s-tables.TableGap < tables.TableGapSize {
		return 0, false
	}
	if i := s - tables.TableBase; i < tableBits {
		return uint16(i), true
	}
	if i := s - tables.PrivateBase; i < privateBits {
		return uint16(tableBits + i), true
	}
	return 0, false
}

// at returns the syscall of a bit.
func at(bit uint16) tables.Syscall {
	if privateBits > 0 && bit >= uint16(tableBits) {
		return tables.PrivateBase + (tables.Syscall(bit) - tableBits)
	}
	return tables.TableBase + tables.Syscall(bit)
}

// add adds s, and reports whether s has a bit.
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
