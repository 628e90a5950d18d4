package tables

import (
	"iter"
	"strconv"
)

// Syscall is a system call: the number by which this architecture's kernel knows
// it, bases included (mips adds 4000 or 5000).
//
// Every name that any architecture has is a constant on all of them. Where the
// architecture lacks the call the constant is a pseudo-number at or above 1<<31:
// [Syscall.Exists] is false, no kernel takes it, and it still stands for the
// operation, so that blocking SYS_MMAP on arm blocks mmap2.
type Syscall uint32

// Range is the system calls with the numbers First to Last, both included.
type Range struct {
	First, Last Syscall
}

// relation says that number, which exists, is another way to what call does.
type relation struct {
	call, number Syscall
}

// HasMultiplexers says whether this architecture has multiplexers: system calls that do
// what several others do, such as socketcall. What a program does about them alone is
// not compiled where there are none.
const HasMultiplexers = len(multiplexers) > 0

// String returns the kernel's name of s, also of a pseudo-number, or
// syscall(9999) if the tables have none. It does not allocate for a name.
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

// Exists reports whether the tables have s as a system call of this architecture.
func (s Syscall) Exists() bool { return within(known[:], s) }

// Absent reports whether s is the pseudo-number of a syscall that only other
// architectures have.
func (s Syscall) Absent() bool { return within(absent[:], s) }

// within reports whether s is in one of the ranges, which ascend. Inlined, it would
// put a copy of itself into every program for each of its callers.
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

// Lookup returns the system call with the kernel's name: a pseudo-number where
// only other architectures have it. It does not allocate.
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

// Variants returns every number by which this architecture's kernel does what s
// does: s itself, unless it is a pseudo-number, and its variants, such as mmap2
// for mmap. Multiplexers are not among them: see [Syscall.EntryPoints].
func (s Syscall) Variants() iter.Seq[Syscall] {
	return func(yield func(Syscall) bool) { s.variants(yield) }
}

// Multiplexers returns every number by which this architecture's kernel does what s
// does among other things, such as socketcall for socket.
func (s Syscall) Multiplexers() iter.Seq[Syscall] {
	return func(yield func(Syscall) bool) { s.related(multiplexers[:], yield) }
}

// EntryPoints returns every number by which this architecture's kernel can be made to do
// what s does: its [Syscall.Variants] and its [Syscall.Multiplexers].
func (s Syscall) EntryPoints() iter.Seq[Syscall] {
	return func(yield func(Syscall) bool) {
		if s.variants(yield) {
			s.related(multiplexers[:], yield)
		}
	}
}

// variants yields s, unless it is a pseudo-number, and its variants. It reports
// whether yield wants more.
func (s Syscall) variants(yield func(Syscall) bool) bool {
	return (s.pseudo() || yield(s)) && s.related(variants[:], yield)
}

// related yields the numbers that list relates to s, where list ascends by call. It
// reports whether yield wants more.
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

// pseudo reports whether s is of the form of the constants of calls that this
// architecture lacks: 1<<31, then four bits for the first architecture that has
// the call, then its number there.
func (s Syscall) pseudo() bool { return s>>24 == 0x80 }
