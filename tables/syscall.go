package tables

import (
	"iter"
	"strconv"
)

// Syscall is a syscall's number on this architecture, the ABI's base included (4000 or
// 5000 on mips).
//
// Every name of any architecture is a constant on all of them. A constant missing on this
// architecture is a pseudo-number of 1<<31 or more: [Syscall.Exists] is false and no kernel
// serves it, but it still stands for its operation. To block SYS_MMAP on arm is to block
// mmap2.
type Syscall uint32

// Range holds the numbers First to Last, both included. For generated code.
type Range struct {
	First, Last Syscall
}

// relation makes number, an existing syscall, an entry point of the operation call.
type relation struct {
	call, number Syscall
}

// HasMultiplexers reports whether this architecture has multiplexers, such as socketcall.
// It is a constant: elsewhere the compiler drops the code for them. For package seccomp.
const HasMultiplexers = len(multiplexers) > 0

// String returns the kernel's name of s, which may be a pseudo-number, or syscall(9999) for
// a number without a name. It does not allocate for a name.
func (s Syscall) String() string {
	lo, hi := 0, len(byNumber)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if numbers[byNumber[mid]] < s {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(byNumber) && numbers[byNumber[lo]] == s {
		return nameAt(int(byNumber[lo]))
	}
	return "syscall(" + strconv.FormatUint(uint64(s), 10) + ")"
}

// Exists reports whether the tables list s as a syscall of this architecture.
func (s Syscall) Exists() bool { return within(known[:], s) }

// Absent reports whether s is a pseudo-number: a syscall of other architectures only.
func (s Syscall) Absent() bool { return within(absent[:], s) }

// within reports whether s is in one of the ascending ranges. Inlined, it would add a copy
// per caller to every program.
//
//go:noinline
func within(ranges []Range, s Syscall) bool {
	lo, hi := 0, len(ranges)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if ranges[mid].Last < s {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo < len(ranges) && ranges[lo].First <= s
}

// Lookup returns the syscall with the kernel's name, a pseudo-number if only other
// architectures have it. It does not allocate.
func Lookup(name string) (Syscall, bool) {
	lo, hi := 0, len(numbers)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if nameAt(mid) < name {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(numbers) && nameAt(lo) == name {
		return numbers[lo], true
	}
	return 0, false
}

// nameAt returns name i in alphabetical order.
func nameAt(i int) string {
	return names[nameEnds[i]:nameEnds[i+1]]
}

// Variants returns s, unless it is a pseudo-number, and its variants on this architecture,
// such as mmap2 for mmap.
func (s Syscall) Variants() iter.Seq[Syscall] {
	return func(yield func(Syscall) bool) { s.variants(yield) }
}

// Multiplexers returns the multiplexers of s on this architecture, such as socketcall for
// socket.
func (s Syscall) Multiplexers() iter.Seq[Syscall] {
	return func(yield func(Syscall) bool) { s.related(multiplexers[:], yield) }
}

// EntryPoints returns every number through which this architecture reaches the operation
// of s: its [Syscall.Variants] and its [Syscall.Multiplexers].
func (s Syscall) EntryPoints() iter.Seq[Syscall] {
	return func(yield func(Syscall) bool) {
		if s.variants(yield) {
			s.related(multiplexers[:], yield)
		}
	}
}

// variants yields s, unless it is a pseudo-number, and its variants. It returns false as
// soon as yield does.
func (s Syscall) variants(yield func(Syscall) bool) bool {
	return (s.pseudo() || yield(s)) && s.related(variants[:], yield)
}

// related yields the numbers of s in list, which ascends by call. It returns false as soon
// as yield does.
func (s Syscall) related(list []relation, yield func(Syscall) bool) bool {
	lo, hi := 0, len(list)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if list[mid].call < s {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	for ; lo < len(list) && list[lo].call == s; lo++ {
		if !yield(list[lo].number) {
			return false
		}
	}
	return true
}

// pseudo reports whether s has the form of a pseudo-number: 1<<31, then four bits for the
// first architecture with the syscall, then its number there.
func (s Syscall) pseudo() bool { return s>>24 == 0x80 }
